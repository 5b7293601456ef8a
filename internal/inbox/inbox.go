// Package inbox owns conversations and their messages: what came in, the bubbles of what goes out, reading and answering,
// and the words by which people opt out.
package inbox

import (
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
)

// ConversationID identifies a conversation.
type ConversationID = id.ID[Conversation]

// MessageID identifies a message. A message that goes out has the id of its send.
type MessageID = id.ID[Message]

// Direction says who spoke.
type Direction string

// The directions.
const (
	In  Direction = "in"
	Out Direction = "out"
)

// MediaState says where the file of a message is.
type MediaState string

// The states of a file that came in.
const (
	MediaNone    MediaState = ""
	MediaPending MediaState = "pending"
	MediaReady   MediaState = "ready"
	MediaMissing MediaState = "missing" // the network no longer has it, or it was damaged
)

// StateOpen is the state of every conversation: they are not closed yet by anybody.
const StateOpen = "open"

// ReplyWindow is how long a person may be answered freely after each of their messages (Meta docs, customer service window, read 2026-11).
const ReplyWindow = 24 * time.Hour

// Conversation is everything said between one channel and one contact.
type Conversation struct {
	ID            ConversationID
	Channel       channel.ID
	Contact       contact.ID
	State         string
	LastAt        time.Time // zero while only blasts were sent
	LastType      channel.Type
	LastPreview   string
	LastDirection Direction
	LastMessage   MessageID
	Unread        int
	WindowUntil   time.Time
	CreatedAt     time.Time
}

// Message is one bubble. Content of what goes out is kept by the ledger and filled in when a thread is read.
type Message struct {
	ID           MessageID
	Conversation ConversationID
	Channel      channel.ID
	Direction    Direction
	Lane         outbox.Lane
	Type         channel.Type
	Text         string
	Content      channel.Content
	ExternalID   string
	ReplyTo      string // external id of the quoted message
	Attachment   string
	MediaState   MediaState
	At           time.Time
	EditedAt     time.Time
	RevokedAt    time.Time
	CreatedAt    time.Time
}

// Faults of the inbox.
var (
	ErrConversationNotFound = fault.New(fault.NotFound, "inbox.conversation_not_found", "There is no such conversation.")
	ErrWindowClosed         = fault.New(fault.Conflict, "inbox.window_closed", "More than 24 hours have passed since the last message of this person. Send a template instead.")
	ErrEmpty                = fault.New(fault.Invalid, "inbox.message_empty", "Write a text, or choose a file or a template.")
	ErrKey                  = fault.New(fault.Invalid, "inbox.idempotency_key_missing", "Send an Idempotency-Key of 1 to 100 characters.")
	ErrUnreachable          = fault.New(fault.Conflict, "inbox.contact_unreachable", "This contact has no number and no user id on the network, or has been deleted.")
	ErrView                 = fault.New(fault.Invalid, "inbox.view_unknown", "The view is all or unread.")
	ErrLane                 = fault.New(fault.Invalid, "message.lane_unknown", "The lane is human, api, bot, sequence or blast.")
	ErrPeriod               = fault.New(fault.Invalid, "message.period_unreadable", "Write the moments as in 2026-11-02T00:00:00+07:00.")
	ErrRecipient            = fault.New(fault.Invalid, "message.recipient_missing", "Name a phone number or a contact.")
)

// plain is the readable text of a message without the character that PostgreSQL cannot keep.
func plain(c channel.Content) string { return strings.ReplaceAll(c.Plain(), "\x00", "") }

// received is a message as it came in, ready to be stored. It never moves a conversation back: see store.touchAll.
func received(ev channel.MessageReceived, now time.Time) Message {
	m := Message{
		ID: id.New[Message](), Direction: In, Type: ev.Content.Type, Text: plain(ev.Content), Content: ev.Content,
		ExternalID: ev.ExternalID, ReplyTo: ev.Content.ReplyTo, At: ev.At, CreatedAt: now,
	}
	if ev.Conflict || m.ExternalID == "" {
		m.ExternalID += "#" + ev.Inbound.String()
	}
	if m.Type == "" {
		m.Type = channel.TypeUnsupported
	}
	if m.At.IsZero() || m.At.After(now) {
		m.At = now
	}
	m.MediaState = mediaState(ev.Content)
	return m
}

// mediaState is where the file of what came in is at first. What was passed on may have one, and is shown without it.
func mediaState(c channel.Content) MediaState {
	switch {
	case c.Media != nil && c.Media.ExternalID != "":
		return MediaPending
	case c.Media != nil && c.Type.IsMedia():
		return MediaMissing
	default:
		return MediaNone
	}
}
