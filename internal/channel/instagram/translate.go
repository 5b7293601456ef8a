package instagram

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/graph"
)

// Translate implements channel.Connector. What it does not understand becomes Ignored; only bytes that Split never writes are an error.
func (c *Connector) Translate(in channel.Inbound) ([]channel.Event, error) {
	var f fragment
	if json.Unmarshal(in.Raw, &f) != nil {
		return nil, errFragment
	}
	switch in.Kind {
	case kindComment, kindLive:
		return translateComment(in, f), nil
	case kindMessage, kindStandby:
		return translateItem(in, f), nil
	default:
		return ignored(in, "field_unknown"), nil
	}
}

func ignored(in channel.Inbound, reason string) []channel.Event {
	return []channel.Event{channel.Ignored{Inbound: in.ID, Reason: reason}}
}

// translateComment reads a comment. Its own are told by the id, by a mark that only an app's own comments carry (seen at the author and at
// the value), never by the name alone, which can change.
func translateComment(in channel.Inbound, f fragment) []channel.Event {
	var c rawComment
	graph.Into(f.Body, &c)
	if c.id() == "" {
		return ignored(in, "comment_without_id")
	}
	var m rawMedia
	graph.Into(c.Media, &m)
	if m.ID == "" && f.Post != nil {
		m.ID, m.Product = graph.ID(f.Post.ID), graph.String(f.Post.Product)
	}
	if f.Field == "mentions" {
		m.ID, m.Product = c.MediaID, "MENTION"
	}
	who := c.from()
	out := channel.CommentReceived{
		Inbound: in.ID, ExternalID: c.id(), Post: string(m.ID), Original: string(m.Original), Product: strings.ToUpper(string(m.Product)),
		Parent: string(c.Parent), From: channel.HandleAddress(string(who.ID)), Username: clip(string(who.Username)),
		Text: string(c.Text), At: moment(string(c.At)),
		Own: string(who.ID) == f.Account && f.Account != "" || present(who.Self) || present(c.Self),
	}
	if out.At.IsZero() {
		out.At = f.at(in.ReceivedAt)
	}
	if m.AdID != "" && m.Original == "" { // an advertisement that was made from no post
		out.Product = "AD"
	}
	out.Live = in.Kind == kindLive || out.Product == "LIVE" || out.Product == "IG_LIVE"
	if out.Live {
		out.Product = "LIVE"
	}
	return []channel.Event{out}
}

func present(raw json.RawMessage) bool {
	text := string(raw)
	return text != "" && text != "null" && text != `""`
}

// translateItem reads one element of a conversation.
func translateItem(in channel.Inbound, f fragment) []channel.Event {
	var it item
	graph.Into(f.Body, &it)
	at := graph.Int(millis(it.At)).When(f.at(in.ReceivedAt))
	t := talk{in: in, at: at, account: f.Account, standby: in.Kind == kindStandby, from: channel.HandleAddress(string(it.Sender.ID))}
	if string(it.Sender.ID) == f.Account {
		t.own, t.from = true, t.other(it.Recipient)
	}
	switch {
	case len(it.Message) > 0:
		return t.message(it)
	case len(it.Reaction) > 0:
		return t.reaction(it)
	case len(it.Postback) > 0:
		return t.postback(it)
	case len(it.Read) > 0:
		return t.seen(it)
	case len(it.Edit) > 0:
		return t.edit(it)
	case len(it.Referral) > 0:
		return ignored(in, "referral") // somebody came by a link and has said nothing yet
	default:
		return ignored(in, "event_unknown")
	}
}

// talk is what is known of an element: who the other person is, and whether the account itself did it.
type talk struct {
	in      channel.Inbound
	at      time.Time
	account string
	from    channel.Address
	own     bool
	standby bool
}

// other is a person, unless it is the account itself.
func (t talk) other(p party) channel.Address {
	if string(p.ID) == t.account {
		return channel.Address{}
	}
	return channel.HandleAddress(string(p.ID))
}

func (t talk) received(external string, content channel.Content) channel.MessageReceived {
	return channel.MessageReceived{Inbound: t.in.ID, ExternalID: external, From: t.from, At: t.at, Content: content, Standby: t.standby}
}

func (t talk) seen(it item) []channel.Event {
	var h messageHead
	graph.Into(it.Read, &h)
	if t.own || h.Mid == "" {
		return ignored(t.in, "seen_by_us")
	}
	return []channel.Event{channel.SeenReceived{Inbound: t.in.ID, ExternalID: string(h.Mid), From: t.from, At: t.at}}
}

// edit reads an edit. One with the number 0 announces a new message without its text, and sometimes without its people; that was seen
// from October 2025 to July 2026.
func (t talk) edit(it item) []channel.Event {
	var e struct {
		Mid   graph.ID     `json:"mid"`
		Text  graph.String `json:"text"`
		Edits graph.Int    `json:"num_edit"`
	}
	graph.Into(it.Edit, &e)
	switch {
	case e.Mid == "":
		return ignored(t.in, "edit_without_id")
	case e.Edits <= 0:
		return []channel.Event{channel.AnnouncedMessage{Inbound: t.in.ID, ExternalID: string(e.Mid), From: t.from, At: t.at}}
	case t.own || t.from.IsZero():
		return ignored(t.in, "edit_of_ours")
	default:
		return []channel.Event{channel.MessageEdited{
			Inbound: t.in.ID, Original: string(e.Mid), From: t.from, At: t.at, Content: text(string(e.Text)),
		}}
	}
}

func (t talk) reaction(it item) []channel.Event {
	var r struct {
		Mid      graph.ID     `json:"mid"`
		Action   graph.String `json:"action"`
		Reaction graph.String `json:"reaction"`
		Emoji    graph.String `json:"emoji"`
	}
	graph.Into(it.Reaction, &r)
	if r.Mid == "" || t.own || t.from.IsZero() {
		return ignored(t.in, "reaction_of_ours")
	}
	emoji := string(r.Emoji)
	if emoji == "" {
		emoji = emojis[string(r.Reaction)]
	}
	if r.Action == "unreact" {
		emoji = ""
	}
	return []channel.Event{t.received("reaction:"+it.key(nil), channel.Content{
		Type: channel.TypeReaction, Reaction: &channel.Reaction{MessageID: string(r.Mid), Emoji: clip(emoji)},
	})}
}

// emojis are the words of reactions that come without their sign (Meta docs, message reactions, read 2026-11).
var emojis = map[string]string{
	"love": "❤️", "smile": "😆", "angry": "😡", "sad": "😢", "wow": "😮", "like": "👍", "dislike": "👎", "other": "❤️",
}

func (t talk) postback(it item) []channel.Event {
	var p struct {
		Mid     graph.ID     `json:"mid"`
		Title   graph.String `json:"title"`
		Payload graph.String `json:"payload"`

		Referral json.RawMessage `json:"referral"`
	}
	graph.Into(it.Postback, &p)
	if t.own || t.from.IsZero() {
		return ignored(t.in, "postback_of_ours")
	}
	external := string(p.Mid)
	if external == "" {
		external = "postback:" + digest([]byte(t.from.UserID), it.Postback, it.At)
	}
	out := t.received(external, channel.Content{
		Type: channel.TypeReply, Reply: &channel.Reply{Kind: "button", ID: string(p.Payload), Title: string(p.Title)},
	})
	out.Referral = referral(p.Referral)
	return []channel.Event{out}
}

func text(body string) channel.Content {
	return channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: body}}
}
