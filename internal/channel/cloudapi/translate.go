package cloudapi

import (
	"encoding/json"
	"errors"
	"github.com/kelolapesan/kelola/internal/graph"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
)

var errFragment = errors.New("cloudapi: a stored event cannot be read")

// Translate implements channel.Connector. What it does not understand becomes Ignored; only bytes that Split never writes
// are an error.
func (c *Connector) Translate(in channel.Inbound) ([]channel.Event, error) {
	var f fragment
	if json.Unmarshal(in.Raw, &f) != nil {
		return nil, errFragment
	}
	switch in.Kind {
	case kindMessage:
		return translateMessage(in, f), nil
	case kindEcho:
		return translateEcho(in, f), nil
	case kindStatus:
		return translateStatus(in, f), nil
	case kindField:
		return translateField(in, f), nil
	default:
		return ignored(in, "unroutable"), nil
	}
}

func ignored(in channel.Inbound, reason string) []channel.Event {
	return []channel.Event{channel.Ignored{Inbound: in.ID, Reason: reason}}
}

type wireError struct {
	Code    graph.Int `json:"code"`
	Subcode graph.Int `json:"error_subcode"`
}

// firstError reads the first of a list of errors; nil when there is none. What was taken before cannot fail for its token any more,
// so code 0 is no code here.
func firstError(raw json.RawMessage) *channel.SendError {
	all := graph.List(raw)
	if len(all) == 0 {
		return nil
	}
	var e wireError
	graph.Into(all[0], &e)
	if e.Code == 0 {
		return nil
	}
	return statusError(int(e.Code), int(e.Subcode))
}

type wireStatus struct {
	ID        graph.ID        `json:"id"`
	Status    graph.String    `json:"status"`
	Timestamp graph.Int       `json:"timestamp"`
	Recipient graph.ID        `json:"recipient_id"`
	User      graph.ID        `json:"recipient_user_id"`
	Opaque    graph.String    `json:"biz_opaque_callback_data"`
	Errors    json.RawMessage `json:"errors"`
	Pricing   json.RawMessage `json:"pricing"`
}

type wirePricing struct {
	Billable graph.Bool   `json:"billable"`
	Model    graph.String `json:"pricing_model"`
	Category graph.String `json:"category"`
	Type     graph.String `json:"type"`
}

func translateStatus(in channel.Inbound, f fragment) []channel.Event {
	var s wireStatus
	graph.Into(f.Body, &s)
	status := channel.DeliveryStatus(s.Status)
	switch status {
	case channel.StatusSent, channel.StatusDelivered, channel.StatusRead, channel.StatusPlayed, channel.StatusFailed:
	default:
		return ignored(in, "status_unknown")
	}
	if s.ID == "" && s.Opaque == "" {
		return ignored(in, "status_without_id")
	}
	out := channel.StatusReceived{
		Inbound: in.ID, ExternalID: string(s.ID), SendID: string(s.Opaque), Status: status,
		At: s.Timestamp.When(in.ReceivedAt), Recipient: address(string(s.Recipient), string(s.User)),
	}
	if status == channel.StatusFailed {
		out.Error = firstError(s.Errors)
		if out.Error == nil {
			out.Error = &channel.SendError{Class: channel.ClassPermanent, Reason: "refused", Detail: "The network could not deliver the message."}
		}
	}
	if len(s.Pricing) > 0 && s.Pricing[0] == '{' {
		var p wirePricing
		graph.Into(s.Pricing, &p)
		out.Pricing = &channel.Pricing{Billable: bool(p.Billable), Model: string(p.Model), Category: string(p.Category), Type: string(p.Type)}
	}
	return []channel.Event{out}
}

// person finds the name and the addresses of the sender among the contacts of the fragment.
func person(f fragment, phone, user string) (addr channel.Address, name, username string) {
	addr = address(phone, user)
	for _, raw := range graph.List(f.Contacts) {
		var c wireContact
		graph.Into(raw, &c)
		other := address(string(c.WaID), string(c.UserID))
		if addr.Phone == "" {
			addr.Phone = other.Phone
		}
		if addr.UserID == "" {
			addr.UserID = other.UserID
		}
		if name == "" {
			name, username = clip(string(c.Profile.Name)), clip(string(c.Profile.Username))
		}
	}
	return addr, name, username
}

// clip bounds a name that a stranger chose.
func clip(s string) string {
	const most = 256
	for i := range s {
		if i >= most {
			return s[:i]
		}
	}
	return s
}

func (f fragment) at(received time.Time) time.Time { return graph.Int(f.Time).When(received) }
