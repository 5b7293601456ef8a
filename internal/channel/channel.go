// Package channel owns the connected accounts of a workspace: what a network connector can do, the channels and their
// credentials, the routes from a network's account to its workspace, the message templates, and the raw inbound events.
package channel

import (
	"log/slog"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/id"
)

// Kind names a network connector.
type Kind string

// The kinds of connectors.
const (
	CloudAPI  Kind = "cloudapi"  // WhatsApp Business Cloud API
	Instagram Kind = "instagram" // Instagram API with Instagram Login
	Simulated Kind = "simulated" // answers from a seeded model, never a network
)

// ID identifies a channel.
type ID = id.ID[Channel]

// State says whether a channel can be used.
type State string

// The states of a channel.
const (
	Connected      State = "connected"
	NeedsAttention State = "needs_attention" // a person has to act; nothing leaves until then
	Disconnected   State = "disconnected"    // the credentials are destroyed; the row stays for the history
)

// Channel is one account on a network, a WhatsApp number for example.
type Channel struct {
	ID           ID
	Kind         Kind
	Name         string
	State        State
	StateReason  string // why it needs attention, a code; "" when connected
	ExternalID   string // the network's id of the account (Cloud API: phone number id; Instagram: professional account id)
	AccountID    string // the account it belongs to (Cloud API: WhatsApp Business Account id; Instagram: app-scoped id)
	DisplayPhone string
	VerifiedName string // Instagram: the username
	Quality      string // green, yellow, red, unknown
	DailyLimit   int    // unique people that may be opened in 24 hours; 0 is unknown or none
	Limits       Limits
	PausedUntil  time.Time // nothing leaves before; zero is not paused
	PauseReason  string
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// Usable reports whether something may leave through the channel now; the reason is a code when not.
func (c Channel) Usable(now time.Time) (ok bool, reason string, until time.Time) {
	switch c.State {
	case Disconnected:
		return false, "channel_disconnected", time.Time{}
	case NeedsAttention:
		return false, "channel_needs_attention", time.Time{}
	}
	if c.PausedUntil.After(now) {
		return false, "paused", c.PausedUntil
	}
	return true, "", time.Time{}
}

// Limits are the budget of a channel. Zero means no limit of that sort.
type Limits struct {
	PerSecond   int `json:"per_second" minimum:"0" maximum:"1000"`
	PerMinute   int `json:"per_minute" minimum:"0"`
	PerHour     int `json:"per_hour" minimum:"0"`
	PerDay      int `json:"per_day" minimum:"0"`
	NewPerDay   int `json:"new_per_day" minimum:"0"`
	MinGapMS    int `json:"min_gap_ms" minimum:"0"`
	MaxGapMS    int `json:"max_gap_ms" minimum:"0"`
	BatchSize   int `json:"batch_size" minimum:"0"`
	RestSeconds int `json:"rest_seconds" minimum:"0"`

	PrivatePerMinute int `json:"private_per_minute,omitempty" minimum:"0" doc:"Private replies to comments"`
	PrivatePerHour   int `json:"private_per_hour,omitempty" minimum:"0" maximum:"750" doc:"Private replies to comments"`
}

// Address is how a network reaches a person: a phone number, an id of the network's own, or both.
type Address struct {
	Phone  string `json:"phone,omitempty"`   // E.164 with +
	UserID string `json:"user_id,omitempty"` // WhatsApp business-scoped user id, or a handle
}

// HandlePrefix begins the user ids of Instagram. They are handles: each account of a business knows a person by an id of its own.
const HandlePrefix = "ig:"

// Handle returns the id by which an Instagram account knows the person; "" when the address is of another network.
func (a Address) Handle() string {
	handle, ok := strings.CutPrefix(a.UserID, HandlePrefix)
	if !ok {
		return ""
	}
	return handle
}

// HandleAddress is the address of a person as an Instagram account knows it; zero for "".
func HandleAddress(handle string) Address {
	if handle == "" {
		return Address{}
	}
	return Address{UserID: HandlePrefix + handle}
}

// IsZero reports whether there is no address.
func (a Address) IsZero() bool { return a.Phone == "" && a.UserID == "" }

// Digits returns the phone number without its plus.
func (a Address) Digits() string { return strings.TrimPrefix(a.Phone, "+") }

// String hides the address.
func (a Address) String() string { return "***" }

// LogValue hides the address.
func (a Address) LogValue() slog.Value { return slog.StringValue("***") }

// Person is what a network tells of somebody.
type Person struct {
	Name       string
	Username   string
	PictureURL string // ends after a while
	Follows    bool   // the account
	Followers  int64
}

// Capabilities says what a connector can do, as data.
type Capabilities struct {
	Types          []Type // content that can be sent
	Templates      bool   // has approved templates
	ReplyWindow    time.Duration
	HumanWindow    time.Duration // how long a person may still answer after the reply window; 0 is not at all
	Handles        bool          // people are known by handles, not by numbers
	ReadReceipts   bool
	Typing         bool
	SettlesUnknown bool // an ambiguous send is settled later by a status that carries our id
	DefaultLimits  Limits
	MaxTextLength  int  // characters of a text
	TextInBytes    bool // the length counts bytes of UTF-8
}
