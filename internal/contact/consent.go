package contact

import "time"

// Purpose is what a message is for; consent is given per purpose.
type Purpose string

// The purposes.
const (
	PurposeService  Purpose = "service"
	PurposeReminder Purpose = "reminder"
	PurposePromo    Purpose = "promo"
)

// Purposes lists all purposes.
func Purposes() []Purpose { return []Purpose{PurposeService, PurposeReminder, PurposePromo} }

// Valid says whether p is a purpose.
func (p Purpose) Valid() bool {
	return p == PurposeService || p == PurposeReminder || p == PurposePromo
}

// State is what a contact said about messages of a purpose.
type State string

// The states of consent.
const (
	Unknown State = "unknown"
	Granted State = "granted"
	Denied  State = "denied"
)

// Consent is the newest word of a contact on one purpose, and where it came from.
type Consent struct {
	State  State
	Source string
	Actor  string // user id of the person who noted it; empty for the machine
	At     time.Time
}

// Consents holds the consent per purpose; a missing purpose is unknown.
type Consents map[Purpose]Consent

// stored is the number a state has in the table.
func (s State) stored() int {
	switch s {
	case Granted:
		return 1
	case Denied:
		return 2
	default:
		return 0
	}
}

func stateOf(n int) State {
	switch n {
	case 1:
		return Granted
	case 2:
		return Denied
	default:
		return Unknown
	}
}

// Reasons why a contact is not written to; the same words as on the ledger.
const (
	SkipErased        = "erased"
	SkipSuppressed    = "suppressed"
	SkipNoConsent     = "no_consent"
	SkipConsentDenied = "consent_denied"
	SkipNoAddress     = "no_address"
)

// Reach is whether and how a contact can be written to for one purpose.
type Reach struct {
	Exists           bool
	Phone            string // E.164, empty if unknown
	UserID           string
	Handle           bool // known to an account on Instagram, without number or user id
	Suppressed       bool
	SuppressedReason string
	Consent          State // for the purpose that was asked about
}

// Allows decides whether a message that the workspace begins may go out for the purpose. The reason is empty exactly if it may.
// A suppression blocks every purpose; a refusal blocks its purpose; promotion also needs a consent.
func (r Reach) Allows(p Purpose) (bool, string) {
	if ok, reason := r.AllowsReply(); !ok {
		return false, reason
	}
	switch {
	case r.Suppressed:
		return false, SkipSuppressed
	case r.Consent == Denied:
		return false, SkipConsentDenied
	case p == PurposePromo && r.Consent != Granted:
		return false, SkipNoConsent
	}
	return true, ""
}

// AllowsReply decides whether a person may answer the contact inside an open window: always, if there is a way to.
func (r Reach) AllowsReply() (bool, string) {
	switch {
	case !r.Exists:
		return false, SkipErased
	case r.Phone == "" && r.UserID == "" && !r.Handle:
		return false, SkipNoAddress
	}
	return true, ""
}
