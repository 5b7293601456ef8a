package cloudapi

import (
	"encoding/json"

	"github.com/kelolapesan/kelola/internal/graph"
)

// delivery is one webhook POST (Meta docs, Cloud API webhooks, read 2026-11). Every part tolerates other types, because
// damaged deliveries were seen: what cannot be read is kept raw, never refused.
type delivery struct {
	Object graph.String    `json:"object"`
	Entry  json.RawMessage `json:"entry"`
}

type entry struct {
	ID      graph.ID        `json:"id"`
	Time    graph.Int       `json:"time"`
	Changes json.RawMessage `json:"changes"`
}

type change struct {
	Field graph.String    `json:"field"`
	Value json.RawMessage `json:"value"`
}

type metadata struct {
	Display graph.ID `json:"display_phone_number"`
	PhoneID graph.ID `json:"phone_number_id"`
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
	WaID    graph.ID `json:"wa_id"`
	UserID  graph.ID `json:"user_id"`
	Profile struct {
		Name     graph.String `json:"name"`
		Username graph.String `json:"username"`
	} `json:"profile"`
}

// messageHead is what splitting needs of a message or a status.
type messageHead struct {
	ID         graph.ID     `json:"id"`
	From       graph.ID     `json:"from"`
	FromUserID graph.ID     `json:"from_user_id"`
	To         graph.ID     `json:"to"`
	Type       graph.String `json:"type"`
	Status     graph.String `json:"status"`
	Recipient  graph.ID     `json:"recipient_id"`
	User       graph.ID     `json:"recipient_user_id"`
	Member     graph.ID     `json:"recipient_participant_id"`
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
