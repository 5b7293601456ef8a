package instagram

import (
	"encoding/json"
	"strconv"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/graph"
)

type messageWire struct {
	Mid         graph.ID        `json:"mid"`
	Text        graph.String    `json:"text"`
	Attachments json.RawMessage `json:"attachments"`
	Quick       json.RawMessage `json:"quick_reply"`
	ReplyTo     struct {
		Mid   graph.ID        `json:"mid"`
		Story json.RawMessage `json:"story"`
	} `json:"reply_to"`
	Referral    json.RawMessage `json:"referral"`
	Echo        graph.Bool      `json:"is_echo"`
	Deleted     graph.Bool      `json:"is_deleted"`
	Self        graph.Bool      `json:"is_self"`
	Unsupported graph.Bool      `json:"is_unsupported"`
}

type attachmentWire struct {
	Type    graph.String `json:"type"`
	Payload struct {
		URL   graph.String `json:"url"`
		Title graph.String `json:"title"`
		Post  graph.ID     `json:"ig_post_media_id"`
		Reel  graph.ID     `json:"reel_video_id"`
		ID    graph.ID     `json:"id"`
	} `json:"payload"`
}

// message reads a message. One with several attachments becomes several, of which the first has the id of the message.
func (t talk) message(it item) []channel.Event {
	var m messageWire
	graph.Into(it.Message, &m)
	if bool(m.Echo) && !t.own {
		t.own, t.from = true, t.echoedTo(it)
	}
	switch {
	case m.Mid == "":
		return ignored(t.in, "message_without_id")
	case bool(m.Self):
		return ignored(t.in, "message_to_self")
	case t.from.IsZero():
		return ignored(t.in, "message_without_person")
	case bool(m.Deleted) && t.own:
		return ignored(t.in, "deleted_by_us")
	case bool(m.Deleted):
		return []channel.Event{channel.MessageRevoked{Inbound: t.in.ID, Original: string(m.Mid), From: t.from, At: t.at}}
	}
	var out []channel.Event
	for i, content := range m.contents() {
		external := string(m.Mid)
		if i > 0 {
			external += "#" + strconv.Itoa(i+1)
		}
		if t.own {
			out = append(out, channel.MessageEchoed{Inbound: t.in.ID, ExternalID: external, To: t.from, At: t.at, Content: content})
			continue
		}
		one := t.received(external, content)
		one.Referral = referral(m.Referral)
		out = append(out, one)
	}
	return out
}

// echoedTo finds the person of an echo whose sender is not the account as we know it: the two were seen not swapped, and the account may
// stand there under another id of its own.
func (t talk) echoedTo(it item) channel.Address {
	if string(it.Recipient.ID) == t.account {
		return t.other(it.Sender)
	}
	return channel.HandleAddress(string(it.Recipient.ID))
}

func referral(raw json.RawMessage) *channel.Referral {
	var r struct {
		Ref    graph.String `json:"ref"`
		Source graph.String `json:"source"`
		AdID   graph.ID     `json:"ad_id"`
	}
	graph.Into(raw, &r)
	if r.Source == "" && r.Ref == "" && r.AdID == "" {
		return nil
	}
	return &channel.Referral{SourceType: clip(string(r.Source)), SourceID: string(r.AdID), Headline: clip(string(r.Ref))}
}

// contents are what a message says: at least one.
func (m messageWire) contents() []channel.Content {
	common := channel.Content{ReplyTo: string(m.ReplyTo.Mid)}
	if present(m.ReplyTo.Story) {
		var s struct {
			ID graph.ID `json:"id"`
		}
		graph.Into(m.ReplyTo.Story, &s)
		common.Story = &channel.Story{ID: string(s.ID)}
	}
	var out []channel.Content
	add := func(c channel.Content) {
		c.ReplyTo, c.Story = common.ReplyTo, orStory(c.Story, common.Story)
		out = append(out, c)
	}
	var quick struct {
		Payload graph.String `json:"payload"`
	}
	graph.Into(m.Quick, &quick)
	switch {
	case quick.Payload != "":
		add(channel.Content{Type: channel.TypeReply, Reply: &channel.Reply{Kind: "button", ID: string(quick.Payload), Title: string(m.Text)}})
	case m.Text != "":
		add(text(string(m.Text)))
	}
	for _, c := range attachments(m.Attachments) {
		add(c)
	}
	if len(out) == 0 {
		add(channel.Content{Type: channel.TypeUnsupported, Unsupported: "message"})
	}
	return out
}

func orStory(own, common *channel.Story) *channel.Story {
	if own != nil {
		return own
	}
	return common
}

// attachments reads what hangs on a message. The same post may hang on it in an old and a new form; the new one is shown.
func attachments(raw json.RawMessage) []channel.Content {
	var list []attachmentWire
	modern := false
	for _, one := range graph.List(raw) {
		var a attachmentWire
		graph.Into(one, &a)
		list = append(list, a)
		modern = modern || a.Type == "ig_post" || a.Type == "ig_reel" || a.Type == "reel"
	}
	var out []channel.Content
	for _, a := range list {
		if a.Type == "share" && modern {
			continue
		}
		out = append(out, a.content())
	}
	return out
}

func (a attachmentWire) content() channel.Content {
	media := func(kind channel.Type, voice bool) channel.Content {
		return channel.Content{Type: kind, Media: &channel.Media{ExternalID: string(a.Payload.URL), Voice: voice}}
	}
	share := func(kind string, id graph.ID) channel.Content {
		c := channel.Content{Type: channel.TypeShare, Share: &channel.Share{Kind: kind, ID: string(id), Title: clip(string(a.Payload.Title))}}
		if a.Payload.URL != "" {
			c.Media = &channel.Media{ExternalID: string(a.Payload.URL)}
		}
		return c
	}
	switch a.Type {
	case "image", "media":
		return media(channel.TypeImage, false)
	case "video":
		return media(channel.TypeVideo, false)
	case "audio":
		return media(channel.TypeAudio, true)
	case "file":
		return media(channel.TypeDocument, false)
	case "like_heart":
		return text("❤️")
	case "share", "ig_post":
		return share("post", a.Payload.Post)
	case "ig_reel", "reel":
		return share("reel", a.Payload.Reel)
	case "story", "ig_story":
		return share("story", a.Payload.ID)
	case "story_mention":
		c := share("story_mention", a.Payload.ID)
		c.Story = &channel.Story{ID: string(a.Payload.ID), Mention: true}
		return c
	case "template":
		return share("template", "")
	default:
		return channel.Content{Type: channel.TypeUnsupported, Unsupported: clip(string(a.Type))}
	}
}
