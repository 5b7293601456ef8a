package cloudapi

import (
	"encoding/json"
	"github.com/kelolapesan/kelola/internal/graph"

	"github.com/kelolapesan/kelola/internal/channel"
)

type wireMessage struct {
	ID         graph.ID        `json:"id"`
	From       graph.ID        `json:"from"`
	To         graph.ID        `json:"to"`
	FromUserID graph.ID        `json:"from_user_id"`
	GroupID    graph.ID        `json:"group_id"`
	Timestamp  graph.Int       `json:"timestamp"`
	Type       graph.String    `json:"type"`
	Context    json.RawMessage `json:"context"`
	Referral   json.RawMessage `json:"referral"`
	Errors     json.RawMessage `json:"errors"`
}

type wireContext struct {
	ID        graph.ID   `json:"id"`
	Forwarded graph.Bool `json:"forwarded"`
	Often     graph.Bool `json:"frequently_forwarded"`
}

type wireReferral struct {
	SourceType graph.String `json:"source_type"`
	SourceID   graph.ID     `json:"source_id"`
	SourceURL  graph.String `json:"source_url"`
	Headline   graph.String `json:"headline"`
	ClickID    graph.String `json:"ctwa_clid"`
}

// parts is a message as its keys, to find the object named like the type.
type parts map[string]json.RawMessage

func readMessage(f fragment) (wireMessage, parts) {
	var m wireMessage
	var p parts
	graph.Into(f.Body, &m)
	graph.Into(f.Body, &p)
	return m, p
}

func translateMessage(in channel.Inbound, f fragment) []channel.Event {
	m, p := readMessage(f)
	from, name, username := person(f, string(m.From), string(m.FromUserID))
	if from.IsZero() {
		return ignored(in, "message_without_sender")
	}
	at := m.Timestamp.When(in.ReceivedAt)
	switch m.Type {
	case "system":
		return translateSystem(in, f, p, from)
	case "edit":
		return translateEdit(in, p, from, m)
	case "revoke":
		var r struct {
			Original graph.ID `json:"original_message_id"`
		}
		graph.Into(p["revoke"], &r)
		if r.Original == "" {
			return ignored(in, "revoke_without_original")
		}
		return []channel.Event{channel.MessageRevoked{Inbound: in.ID, Original: string(r.Original), From: from, At: at}}
	}
	out := channel.MessageReceived{
		Inbound: in.ID, ExternalID: externalID(in, m), From: from, ProfileName: name, Username: username, At: at,
		Content: content(string(m.Type), p), GroupID: string(m.GroupID), Conflict: in.Conflict, Error: firstError(m.Errors),
	}
	out.Forwarded, out.Content.ReplyTo = quoted(m.Context)
	if len(m.Referral) > 0 && m.Referral[0] == '{' {
		var r wireReferral
		graph.Into(m.Referral, &r)
		out.Referral = &channel.Referral{
			SourceType: string(r.SourceType), SourceID: string(r.SourceID), SourceURL: string(r.SourceURL),
			Headline: string(r.Headline), ClickID: string(r.ClickID),
		}
	}
	return []channel.Event{out}
}

// externalID is unique on the channel. A message without an id, and the second content under one id, get our own addition;
// it is made of what was received, so that a repeat makes the same one.
func externalID(in channel.Inbound, m wireMessage) string {
	if m.ID != "" && !in.Conflict {
		return string(m.ID)
	}
	return string(m.ID) + conflictMark + in.ID.String()
}

func quoted(raw json.RawMessage) (forwarded bool, id string) {
	var c wireContext
	graph.Into(raw, &c)
	return bool(c.Forwarded || c.Often), string(c.ID)
}

func translateEdit(in channel.Inbound, p parts, from channel.Address, m wireMessage) []channel.Event {
	var e struct {
		Original graph.ID        `json:"original_message_id"`
		Message  json.RawMessage `json:"message"`
	}
	graph.Into(p["edit"], &e)
	var inner wireMessage
	var innerParts parts
	graph.Into(e.Message, &inner)
	graph.Into(e.Message, &innerParts)
	if e.Original == "" || inner.Type == "" {
		return ignored(in, "edit_without_original")
	}
	return []channel.Event{channel.MessageEdited{
		Inbound: in.ID, Original: string(e.Original), From: from, At: m.Timestamp.When(in.ReceivedAt), Content: content(string(inner.Type), innerParts),
	}}
}

// translateSystem reads a change of number or user id. The new number stands in wa_id, in older payloads in new_wa_id.
func translateSystem(in channel.Inbound, f fragment, p parts, from channel.Address) []channel.Event {
	m, _ := readMessage(f)
	var s struct {
		Type    graph.String `json:"type"`
		WaID    graph.ID     `json:"wa_id"`
		NewWaID graph.ID     `json:"new_wa_id"`
		UserID  graph.ID     `json:"user_id"`
	}
	graph.Into(p["system"], &s)
	at := m.Timestamp.When(in.ReceivedAt)
	switch s.Type {
	case "user_changed_number", "user_changed_user_id":
		phone := s.WaID
		if phone == "" {
			phone = s.NewWaID
		}
		to := address(string(phone), string(s.UserID))
		if to.IsZero() || to == from {
			return ignored(in, "system_without_target")
		}
		return []channel.Event{channel.IdentityChanged{Inbound: in.ID, From: from, To: to, At: at}}
	default:
		return ignored(in, "system_unknown")
	}
}

func translateEcho(in channel.Inbound, f fragment) []channel.Event {
	m, p := readMessage(f)
	to := address(string(m.To), "")
	if m.ID == "" || to.IsZero() {
		return ignored(in, "echo_without_recipient")
	}
	out := channel.MessageEchoed{Inbound: in.ID, ExternalID: externalID(in, m), To: to, At: m.Timestamp.When(in.ReceivedAt), Content: content(string(m.Type), p)}
	_, out.Content.ReplyTo = quoted(m.Context)
	return []channel.Event{out}
}
