// Package contact owns the people a workspace knows: contacts, groups, custom fields, consent, suppression, imports and exports.
package contact

import (
	"time"

	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/phone"
)

// ID identifies a contact.
type ID = id.ID[Contact]

// GroupID identifies a group.
type GroupID = id.ID[Group]

// FieldID identifies a custom field.
type FieldID = id.ID[Field]

// Contact is a person as one workspace knows them. Fields holds the custom values by key: text, date, list and URL as
// string, number as json.Number, yes/no as bool.
type Contact struct {
	ID         ID
	Name       string
	NameTyped  bool // a person of the workspace wrote the name; what a network reports never replaces it
	Phone      *phone.Number
	UserID     *string // WhatsApp user id (BSUID), known even where the number is hidden
	Handles    []Handle
	Email      string
	Fields     map[string]any
	Groups     []GroupRef
	Consents   Consents
	Suppressed *Suppression
	Source     Source
	CreatedAt  time.Time
	UpdatedAt  time.Time
}

// Source says how a contact came to be.
type Source string

// The ways a contact comes to be.
const (
	SourceTyped   Source = "typed"
	SourceImport  Source = "import"
	SourceInbound Source = "inbound"
)

// Group is a named set of contacts.
type Group struct {
	ID        GroupID
	Name      string
	Count     int64
	CreatedAt time.Time
}

// GroupRef is a group as seen from a contact.
type GroupRef struct {
	ID   GroupID
	Name string
}

// Suppression is a standing order not to write to a number or user id.
type Suppression struct {
	Reason string
	At     time.Time
}

// Reasons of a suppression.
const (
	ReasonOptOut       = "opt_out"        // the person said stop
	ReasonManual       = "manual"         // someone in the workspace decided so
	ReasonNetwork      = "network"        // the network reported that the person does not want messages
	ReasonNotOnNetwork = "not_on_network" // the number cannot receive
)

// Address is how a network names the person who wrote.
type Address struct {
	Phone       phone.Number
	UserID      string
	ProfileName string
	Channel     string // id of the channel whose handle the user id is
	Username    string // that goes with a handle
}

// Faults of contacts.
var (
	ErrNotFound      = fault.New(fault.NotFound, "contact.not_found", "There is no such contact.")
	ErrPhoneTaken    = fault.New(fault.Conflict, "contact.phone_taken", "Another contact has this phone number.")
	ErrUserIDTaken   = fault.New(fault.Conflict, "contact.user_id_taken", "Another contact has this WhatsApp user id.")
	ErrNoAddress     = fault.New(fault.Invalid, "contact.no_address", "A contact needs a name, a phone number or an email address.")
	ErrInvalid       = fault.New(fault.Invalid, "contact.invalid", "Something about the contact is not right.")
	ErrPurpose       = fault.New(fault.Invalid, "contact.unknown_purpose", "The purpose is service, reminder or promo.")
	ErrConsent       = fault.New(fault.Invalid, "contact.unknown_consent", "Consent is granted or denied.")
	ErrGroupNotFound = fault.New(fault.NotFound, "contact.group_not_found", "There is no such group.")
	ErrGroupTaken    = fault.New(fault.Conflict, "contact.group_taken", "There is a group of this name already.")
	ErrFieldNotFound = fault.New(fault.NotFound, "contact.field_not_found", "There is no such custom field.")
	ErrFieldTaken    = fault.New(fault.Conflict, "contact.field_taken", "There is a custom field of this key already.")
	ErrFilter        = fault.New(fault.Invalid, "contact.filter_invalid", "The filter is not understood.")
)
