package channel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/secret"
)

// Outgoing is one message to send. SendID is our own opaque id; where the network echoes it, statuses carry it.
type Outgoing struct {
	SendID  string
	Attempt int
	To      Address
	Content Content
}

// Accepted says that the network took the message; it does not say that it was delivered.
type Accepted struct {
	ExternalID string
	To         Address       // the address as the network writes it; empty when it did not say
	Held       bool          // the network holds it back for a quality check
	SlowDown   time.Duration // the pause the network would like before the next message of the channel; 0 is none
}

// Session is an opened channel: its credentials in memory and the files it may send.
type Session struct {
	Workspace id.Workspace
	Channel   Channel
	Token     secret.String
	Media     MediaStore // nil: files cannot be sent
}

// MediaStore gives a connector the bytes of our attachments and remembers under which id the network knows them.
type MediaStore interface {
	Open(ctx context.Context, attachment string) (io.ReadCloser, MediaInfo, error)
	// Uploaded runs upload unless the network still knows the attachment, and returns the network's id.
	// Callers that ask for the same attachment at the same time share one upload.
	Uploaded(ctx context.Context, attachment string, lifetime time.Duration, upload func(context.Context) (string, error)) (string, error)
	// Link makes an address from which the network may fetch an attachment for a while. It is made only for what is being sent.
	Link(ctx context.Context, attachment string) (address string, info MediaInfo, err error)
	// Forget drops a remembered id that the network no longer accepts.
	Forget(ctx context.Context, attachment string) error
}

// MediaInfo describes a file.
type MediaInfo struct {
	Name   string
	MIME   string
	Size   int64  // -1 is unknown
	SHA256 string // hex; "" is unknown
}

// Sender sends one message. The error is nil, or a *fault.Error of kind Invalid (the content cannot be sent and nothing
// was), or a *SendError. Send never repeats a request by itself.
type Sender interface {
	Send(ctx context.Context, s Session, m Outgoing) (Accepted, error)
}

// Connector translates between us and one network. It knows no feature and keeps no state that a restart must not lose.
type Connector interface {
	Sender
	Kind() Kind
	Capabilities() Capabilities
	// Validate checks content against the limits of the network without calling it; it fails with a fault of kind Invalid.
	Validate(c Content) error
	// SelfTest asks the network whether the channel works. The error is for "could not ask"; findings are checks.
	SelfTest(ctx context.Context, s Session) ([]Check, Facts, error)
	Templates(ctx context.Context, s Session) ([]RemoteTemplate, error)
	// MarkRead and Typing tell a person that a message of theirs was read, and that an answer is being written. Both may be repeated.
	MarkRead(ctx context.Context, s Session, to Address, externalID string) error
	Typing(ctx context.Context, s Session, to Address, externalID string) error
	// FetchMedia downloads a file that came in. Reading fails when the bytes are more than announced or do not match the hash.
	// A *SendError says that the file is there but cannot be had now: try later, or after a person acted.
	FetchMedia(ctx context.Context, s Session, mediaID string) (io.ReadCloser, MediaInfo, error)
	UploadMedia(ctx context.Context, s Session, info MediaInfo, body io.Reader) (externalID string, err error)
	// Translate reads one stored inbound event. It is pure: the same input gives the same events.
	Translate(in Inbound) ([]Event, error)
}

// Check is one finding of a self-test. DetailCode is translated by the interface.
type Check struct {
	ID         string   `json:"id"`
	OK         bool     `json:"ok"`
	Severity   Severity `json:"severity"`
	DetailCode string   `json:"detail_code"`
}

// Severity says what a failed check means.
type Severity string

// The severities: an error stops the channel, a warning does not.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
	SeverityInfo    Severity = "info"
)

// Facts are what the network tells about a channel; empty values are unknown and change nothing.
type Facts struct {
	DisplayPhone string
	VerifiedName string
	Quality      string
	Status       string
	DailyLimit   int // or Unlimited
	TokenExpires time.Time
}

// RemoteTemplate is a template as the network lists it. Status is the network's word, upper case.
type RemoteTemplate struct {
	ExternalID      string
	Name            string
	Language        string
	Category        string
	Status          string
	Quality         string
	RejectedReason  string
	ParameterFormat string          // POSITIONAL or NAMED
	Components      json.RawMessage // an array
}

// Class says what a failed send means for the message, the contact and the channel.
type Class string

// The classes of failures.
const (
	ClassRetry        Class = "retry"         // this message later; nothing was sent
	ClassRetryChannel Class = "retry_channel" // slow the whole channel down; this message later
	ClassRetryPair    Class = "retry_pair"    // too often to this recipient; this message later
	ClassWaitDay      Class = "wait_day"      // not again within 24 hours
	ClassPermanent    Class = "permanent"
	ClassOptOut       Class = "permanent_optout"         // and suppress the contact
	ClassNotOnNetwork Class = "permanent_not_on_network" // and remember that the number may not be on the network
	ClassTemplate     Class = "template"                 // and pause the template
	ClassChannel      Class = "channel"                  // and pause the channel until a person acts
	ClassUnknown      Class = "unknown"                  // the answer was not read: it may have been sent; never repeated by the machine
)

// Retryable reports whether the same message may be sent again by the machine.
func (c Class) Retryable() bool {
	return c == ClassRetry || c == ClassRetryChannel || c == ClassRetryPair
}

// ReasonRefused is the reason of a refusal about which no more is known than its code.
const ReasonRefused = "refused"

// SendError is a failed send: the network's definite refusal, or the knowledge that the outcome is not known.
// Reason is a stable code for the interface; Detail is a fixed English sentence without personal data. With ClassChannel and
// ClassTemplate a RetryAfter says when the pause ends by itself; without one a person has to act.
type SendError struct {
	Code       int
	Subcode    int
	Class      Class
	Reason     string
	RetryAfter time.Duration
	Detail     string
}

// Error implements error.
func (e *SendError) Error() string {
	return fmt.Sprintf("channel: send %s: %s (code %d, subcode %d)", e.Class, e.Reason, e.Code, e.Subcode)
}

// AsSendError turns every error of a Send into a SendError. A fault is a definite refusal before anything was sent;
// an error that nobody classified is treated as unknown, so that it is never repeated.
func AsSendError(err error) *SendError {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*SendError](err); ok {
		return e
	}
	if f, ok := fault.Of(err); ok {
		switch f.Kind {
		case fault.Unavailable, fault.Limited:
			return &SendError{Class: ClassRetry, Reason: f.Code, RetryAfter: f.RetryAfter, Detail: f.Detail}
		default:
			return &SendError{Class: ClassPermanent, Reason: f.Code, Detail: f.Detail}
		}
	}
	return &SendError{Class: ClassUnknown, Reason: "no_answer", Detail: "The outcome of the send is not known."}
}
