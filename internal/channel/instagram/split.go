package instagram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/graph"
)

// Kinds of stored events.
const (
	kindComment = "comment"
	kindLive    = "live"
	kindMessage = "message" // of a conversation, whatever it is
	kindStandby = "standby" // a conversation that another app holds
	kindOther   = "other"
)

// Object is the word for this network in a delivery.
const Object = "instagram"

// Piece is one event of a delivery, not yet routed.
type Piece struct {
	Account string // professional account id
	Other   string // who else may be the account, where the delivery does not say; "" for nobody
	Kind    string
	Key     string // equal for repeats of the same event
	Raw     []byte
}

// Split cuts a delivery into its events. It refuses nothing that is JSON: unknown and damaged parts become raw pieces. A delivery of
// another object has no pieces. Deliveries in a list are documented, perhaps by mistake, and are taken one by one.
func Split(body []byte) ([]Piece, error) {
	body = bytes.TrimSpace(body)
	bodies := []json.RawMessage{body}
	if len(body) > 0 && body[0] == '[' {
		bodies = graph.List(body)
	}
	var pieces []Piece
	read := false
	for _, b := range bodies {
		var d delivery
		if len(b) == 0 || b[0] != '{' || json.Unmarshal(b, &d) != nil {
			continue
		}
		read = true
		if d.Object != Object {
			continue
		}
		for _, raw := range graph.List(d.Entry) {
			var e entry
			graph.Into(raw, &e)
			pieces = append(pieces, splitEntry(e)...)
		}
	}
	if !read {
		return nil, channel.ErrDelivery
	}
	return pieces, nil
}

// splitEntry takes every form in which events were seen: changes, messaging or standby, and a field beside the account itself.
func splitEntry(e entry) []Piece {
	base := fragment{Account: string(e.ID), Time: millis(e.Time)}
	var pieces []Piece
	for _, raw := range graph.List(e.Changes) {
		var c change
		graph.Into(raw, &c)
		pieces = append(pieces, splitChange(base, string(c.Field), c.Value))
	}
	for _, raw := range graph.List(e.Messaging) {
		pieces = append(pieces, splitItem(base, kindMessage, raw))
	}
	for _, raw := range graph.List(e.Standby) {
		pieces = append(pieces, splitItem(base, kindStandby, raw))
	}
	if e.Field != "" {
		pieces = append(pieces, splitChange(base, string(e.Field), e.Value))
	}
	return pieces
}

func splitChange(f fragment, field string, value json.RawMessage) Piece {
	f.Field, f.Body = field, value
	p := Piece{Account: f.Account, Kind: kindOther}
	switch field {
	case "comments", "live_comments", "mentions":
		var c rawComment
		graph.Into(value, &c)
		if c.id() != "" {
			p.Kind, p.Key = kindComment, "c:"+c.id()
			if field == "live_comments" {
				p.Kind = kindLive
			}
		}
	case "messages", "message_reactions", "message_edit", "messaging_postbacks", "messaging_seen", "messaging_referral":
		// A conversation in the form of a change, as the test of the dashboard sends it.
		return splitItem(f, kindMessage, value)
	case "standby":
		return splitItem(f, kindStandby, value)
	}
	if p.Key == "" {
		p.Key = "x:" + digest([]byte(field), value)
	}
	p.Raw = f.encode()
	return p
}

func splitItem(f fragment, kind string, raw json.RawMessage) Piece {
	f.Body = raw
	var it item
	graph.Into(raw, &it)
	p := Piece{Account: f.Account, Kind: kind, Key: it.key(raw)}
	if f.Account == "" { // of an echo both are seen in either place
		p.Account, p.Other = string(it.Recipient.ID), string(it.Sender.ID)
		f.Account = p.Account
	}
	p.Raw = f.encode()
	return p
}

// as is the piece with the other one as its account.
func (p Piece) as(account string) Piece {
	var f fragment
	if json.Unmarshal(p.Raw, &f) == nil {
		f.Account = account
		p.Account, p.Raw = account, f.encode()
	}
	return p
}

// key names an event by the message and what happened to it.
func (it item) key(raw json.RawMessage) string {
	var h messageHead
	at := strconv.FormatInt(millis(it.At), 10)
	sender := string(it.Sender.ID)
	switch {
	case len(it.Message) > 0:
		graph.Into(it.Message, &h)
		if h.Mid != "" && bool(h.Deleted) {
			return "d:" + string(h.Mid)
		}
		if h.Mid != "" {
			return "m:" + string(h.Mid)
		}
	case len(it.Reaction) > 0:
		graph.Into(it.Reaction, &h)
		if h.Mid != "" {
			return "r:" + string(h.Mid) + ":" + sender + ":" + string(h.Action) + ":" + at
		}
	case len(it.Read) > 0:
		graph.Into(it.Read, &h)
		if h.Mid != "" {
			return "s:" + string(h.Mid) + ":" + at
		}
	case len(it.Edit) > 0:
		graph.Into(it.Edit, &h)
		if h.Mid != "" {
			return "e:" + string(h.Mid) + ":" + strconv.FormatInt(int64(h.Edits), 10)
		}
	case len(it.Postback) > 0:
		graph.Into(it.Postback, &h)
		if h.Mid != "" {
			return "p:" + string(h.Mid)
		}
	}
	return "x:" + digest(raw)
}

// listedFragment is a comment that was found in the list of a post, in the form and with the key of its delivery.
func listedFragment(account string, p Post, raw rawComment) channel.Fragment {
	body, err := json.Marshal(raw)
	if err != nil {
		body = nil
	}
	f := fragment{Account: account, Field: "comments", Post: &listedPost{ID: p.ID, Product: p.Product}, Body: body}
	if at := moment(string(raw.At)); !at.IsZero() {
		f.Time = at.UnixMilli()
	}
	return channel.Fragment{Kind: kindComment, Key: "c:" + raw.id(), Raw: f.encode()}
}

// fetchedFragment is a message that was fetched by its id, in the form and with the key of its delivery.
func fetchedFragment(account, mid, from, to, text string, at time.Time) channel.Fragment {
	message := map[string]any{"mid": mid, "text": text}
	if from == account {
		message["is_echo"] = true
	}
	body, err := json.Marshal(map[string]any{
		"sender": map[string]string{"id": from}, "recipient": map[string]string{"id": to}, "timestamp": at.UnixMilli(), "message": message,
	})
	if err != nil {
		body = nil
	}
	return channel.Fragment{Kind: kindMessage, Key: "m:" + mid, Raw: fragment{Account: account, Time: at.UnixMilli(), Body: body}.encode()}
}

// Deliveries routes the deliveries of this network.
type Deliveries struct{ Routes channel.Router }

// Route implements channel.Deliveries: each event goes to the channel of its account. What belongs to nobody here, as the made-up accounts
// of the dashboard's test, is counted and never kept.
func (d Deliveries) Route(ctx context.Context, body []byte) (frags []channel.Fragment, unknown int, err error) {
	pieces, err := Split(body)
	if err != nil {
		return nil, 0, err
	}
	for _, p := range pieces {
		to, ok, err := d.Routes.Find(ctx, channel.Instagram, p.Account)
		if err == nil && !ok && p.Other != "" {
			p = p.as(p.Other)
			to, ok, err = d.Routes.Find(ctx, channel.Instagram, p.Account)
		}
		if err != nil {
			return nil, 0, err
		}
		if !ok {
			unknown++
			continue
		}
		frags = append(frags, channel.Fragment{Workspace: to.Workspace, Channel: to.Channel, Kind: p.Kind, Key: p.Key, Raw: p.Raw})
	}
	return frags, unknown, nil
}

var errFragment = errors.New("instagram: a stored event cannot be read")
