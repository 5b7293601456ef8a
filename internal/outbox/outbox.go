// Package outbox owns everything that leaves: the ledger of sends with their states, the gates that are asked at the
// last moment, the lanes and the budget of each channel, and the dispatcher that is the only caller of a connector's Send.
//
// The ledger tells the truth: a send is committed as `sending` before the network is called and its outcome is committed
// afterwards. What was `sending` when the process died becomes `unknown` and is never repeated by the machine.
package outbox

import (
	"context"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// ID names one send: one message to one recipient, whatever the number of attempts.
type ID = id.ID[Send]

// Lane is the priority of a send; a lower lane goes first.
type Lane int16

// The lanes, in order of priority.
const (
	Human Lane = iota
	API
	Bot
	Sequence
	Blast
)

// Origins name what asked for a send.
const (
	OriginHuman  = "human"
	OriginAPI    = "api"
	OriginBot    = "bot"
	OriginBlast  = "blast"
	OriginTest   = "test"
	OriginOptOut = "opt_out"

	OriginComment = "comment" // a rule that answers comments
)

// Origin says which thing asked for a send; ID is the id of that thing (a blast, a conversation, an API key).
type Origin struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
}

// Request asks for one message to one recipient.
type Request struct {
	Channel channel.ID
	Lane    Lane
	Origin  Origin
	Contact contact.ID
	To      channel.Address
	Purpose contact.Purpose
	Content channel.Content
	Preview string // the text that lists show
	Key     string // idempotency key of the caller; empty for none
	Actor   string // user id of the person who asked; empty for the machine
}

// Send is a row of the ledger.
type Send struct {
	ID ID
	Request
	State      State
	Reason     string // why it is held, skipped, failed or unknown: one of the Reason constants
	Code       string // the network's own code, if it gave one
	Class      channel.Class
	Attempt    int
	HeldUntil  time.Time // zero while held: until somebody releases it
	ExternalID string    // the network's id of the message

	CreatedAt, SendingAt, AcceptedAt, SentAt, DeliveredAt, ReadAt, EndedAt time.Time
}

// Move tells observers that a send has changed its state; Send carries the new one.
// From is empty for a send that was just added.
type Move struct {
	Send Send
	From State
}

// Bubbles writes the messages that people see, in the transaction that adds the sends.
type Bubbles interface {
	WriteOutgoing(ctx context.Context, tx *wsdb.Tx, sends []Send) error
	// Shown says which sends a conversation shows.
	Shown(ctx context.Context, q wsdb.Query, ids []ID) (map[ID]bool, error)
}

// Observer learns of every change of state in the transaction that makes it, in batches.
type Observer interface {
	SendsMoved(ctx context.Context, tx *wsdb.Tx, moves []Move) error
}
