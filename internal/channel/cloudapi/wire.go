package cloudapi

import "encoding/json"

// delivery is one webhook POST (Meta docs, Cloud API webhooks, read 2026-11). Every part tolerates other types, because
// damaged deliveries were seen: what cannot be read is kept raw, never refused.
type delivery struct {
	Object flexString      `json:"object"`
	Entry  json.RawMessage `json:"entry"`
}

type entry struct {
	ID      flexID          `json:"id"`
	Time    flexInt         `json:"time"`
	Changes json.RawMessage `json:"changes"`
}

type change struct {
	Field flexString      `json:"field"`
	Value json.RawMessage `json:"value"`
}

type metadata struct {
	Display flexID `json:"display_phone_number"`
	PhoneID flexID `json:"phone_number_id"`
}

type value struct {
	Metadata json.RawMessage `json:"metadata"`
	Contacts json.RawMessage `json:"contacts"`
	Messages json.RawMessage `json:"messages"`
	Statuses json.RawMessage `json:"statuses"`
	Echoes   json.RawMessage `json:"message_echoes"`
	Errors   json.RawMessage `json:"errors"`
}

type wireContact struct {
	WaID    flexID `json:"wa_id"`
	UserID  flexID `json:"user_id"`
	Profile struct {
		Name     flexString `json:"name"`
		Username flexString `json:"username"`
	} `json:"profile"`
}

// messageHead is what splitting needs of a message or a status.
type messageHead struct {
	ID         flexID     `json:"id"`
	From       flexID     `json:"from"`
	FromUserID flexID     `json:"from_user_id"`
	Type       flexString `json:"type"`
	Status     flexString `json:"status"`
	Recipient  flexID     `json:"recipient_id"`
	User       flexID     `json:"recipient_user_id"`
	Member     flexID     `json:"recipient_participant_id"`
}

// fragment is the stored form of one event: what routing found, and the network's own bytes of the part.
type fragment struct {
	Account  string          `json:"account,omitempty"`
	PhoneID  string          `json:"phone_id,omitempty"`
	Display  string          `json:"display,omitempty"`
	Field    string          `json:"field,omitempty"`
	Time     int64           `json:"time,omitempty"`
	Contacts json.RawMessage `json:"contacts,omitempty"`
	Body     json.RawMessage `json:"body"`
}

// list reads an array leniently: elements of an array, or nothing.
func list(raw json.RawMessage) []json.RawMessage {
	if len(raw) == 0 || raw[0] != '[' {
		return nil
	}
	var out []json.RawMessage
	if json.Unmarshal(raw, &out) != nil {
		return nil
	}
	return out
}

// into reads an object leniently: what does not fit stays empty.
func into(raw json.RawMessage, out any) {
	if len(raw) > 0 && raw[0] == '{' {
		_ = json.Unmarshal(raw, out)
	}
}
