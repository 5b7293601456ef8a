package channel

import (
	"context"
	"time"

	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// InboundID identifies a stored raw event.
type InboundID = id.ID[Inbound]

// Inbound is one raw event as a connector translates it.
type Inbound struct {
	ID         InboundID
	Kind       string // the connector's own word: message, status, ...
	Raw        []byte
	ReceivedAt time.Time
	Conflict   bool // another content under an external id that was seen before
}

// Event is something that happened on a network: one of the types below.
type Event interface{ event() }

// MessageReceived is a message from a person. ExternalID is unique on the channel.
type MessageReceived struct {
	Inbound     InboundID
	ExternalID  string
	From        Address
	ProfileName string
	Username    string
	At          time.Time
	Content     Content // ReplyTo inside
	Forwarded   bool
	Referral    *Referral
	GroupID     string // set for a message in a group
	Standby     bool   // another app holds the conversation: the machine must not answer
	Conflict    bool   // the network used one id for two contents; this is the second
	Error       *SendError
}

// Referral says which advertisement or post brought the person.
type Referral struct {
	SourceType string `json:"source_type,omitempty"`
	SourceID   string `json:"source_id,omitempty"`
	SourceURL  string `json:"source_url,omitempty"`
	Headline   string `json:"headline,omitempty"`
	ClickID    string `json:"click_id,omitempty"`
}

// MessageEchoed is a message that the business sent elsewhere (in the app on the phone).
type MessageEchoed struct {
	Inbound    InboundID
	ExternalID string
	To         Address
	At         time.Time
	Content    Content
}

// DeliveryStatus is how far a message came.
type DeliveryStatus string

// The delivery statuses, in order; failed stands beside delivered.
const (
	StatusSent      DeliveryStatus = "sent"
	StatusDelivered DeliveryStatus = "delivered"
	StatusRead      DeliveryStatus = "read"
	StatusPlayed    DeliveryStatus = "played"
	StatusFailed    DeliveryStatus = "failed"
)

// StatusReceived is news about a message that we sent. They come unordered and more than once.
type StatusReceived struct {
	Inbound    InboundID
	ExternalID string
	SendID     string // our own id, when the network echoed it
	Status     DeliveryStatus
	At         time.Time
	Error      *SendError // for failed
	Recipient  Address
	Pricing    *Pricing
}

// Pricing is what the network says it charges.
type Pricing struct {
	Billable bool   `json:"billable"`
	Model    string `json:"model,omitempty"`
	Category string `json:"category,omitempty"`
	Type     string `json:"type,omitempty"`
}

// MessageEdited is a new content for an earlier message.
type MessageEdited struct {
	Inbound  InboundID
	Original string // external id
	From     Address
	At       time.Time
	Content  Content
}

// MessageRevoked takes an earlier message back.
type MessageRevoked struct {
	Inbound  InboundID
	Original string
	From     Address
	At       time.Time
}

// TemplateChanged is a new status, quality or category of a template. Empty values did not change.
type TemplateChanged struct {
	Inbound    InboundID
	ExternalID string
	Name       string
	Language   string
	Event      string // the network's word, upper case: APPROVED, PAUSED, ...
	Reason     string
	Quality    string
	Category   string
	At         time.Time
}

// PreferenceChanged says that a person stopped or resumed promotional messages on the network.
type PreferenceChanged struct {
	Inbound InboundID
	Address Address
	Stop    bool
	At      time.Time
}

// IdentityChanged says that a person has a new address.
type IdentityChanged struct {
	Inbound  InboundID
	From, To Address
	At       time.Time
}

// Unlimited is a daily limit that was lifted; 0 says nothing about the limit.
const Unlimited = -1

// ChannelChanged is news about the channel itself. Empty values did not change.
type ChannelChanged struct { //nolint:revive // event names are alike: TemplateChanged, ChannelChanged
	Inbound      InboundID
	Event        string // the network's word
	Quality      string
	DailyLimit   int   // or Unlimited
	State        State // NeedsAttention when a person must act
	Reason       string
	DisplayPhone string
	VerifiedName string
	At           time.Time
}

// CommentReceived is a comment under a post of the account, or one that mentions it. ExternalID is unique on the network; a comment may
// be told more than once, also under another post when that was made an advertisement.
type CommentReceived struct {
	Inbound    InboundID
	ExternalID string
	Post       string  // the network's id
	Original   string  // the post an advertisement was made from
	Product    string  // FEED, REELS, STORY, AD, LIVE, MENTION (a post of somebody else), or "" when not told
	Parent     string  // the comment it answers; "" for one under the post itself
	From       Address // zero when not told
	Username   string
	Text       string    // "" for a picture or sticker
	At         time.Time // when it was written; when we were told, where that is not known
	Live       bool
	Own        bool // written by the account itself
}

// SeenReceived says that a person has seen a message of ours, and with it all earlier ones of the conversation.
type SeenReceived struct {
	Inbound    InboundID
	ExternalID string
	From       Address
	At         time.Time
}

// AnnouncedMessage is a message of which the network told only the id; it has to be fetched.
type AnnouncedMessage struct {
	Inbound    InboundID
	ExternalID string
	From       Address // zero when not told
	At         time.Time
}

// Ignored is an event that means nothing to us; it is kept raw.
type Ignored struct {
	Inbound InboundID
	Reason  string
}

func (MessageReceived) event()   {}
func (MessageEchoed) event()     {}
func (StatusReceived) event()    {}
func (MessageEdited) event()     {}
func (MessageRevoked) event()    {}
func (TemplateChanged) event()   {}
func (PreferenceChanged) event() {}
func (IdentityChanged) event()   {}
func (ChannelChanged) event()    {}
func (CommentReceived) event()   {}
func (SeenReceived) event()      {}
func (AnnouncedMessage) event()  {}
func (Ignored) event()           {}

// Handler takes the events of one channel in the order they came, inside the transaction that marks them processed:
// what it writes and the mark become durable together, so every event has its effect exactly once. It must be harmless
// for an event that was seen before under another key, and must ignore kinds it does not know. It makes no calls out.
type Handler interface {
	HandleEvents(ctx context.Context, tx *wsdb.Tx, ch Channel, evs []Event) error
}
