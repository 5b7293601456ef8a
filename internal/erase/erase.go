// Package erase owns the deletion of data that can be proven: requests with their states and clocks, the plan that is agreed to, the
// execution in an order that can be taken up again at any point, and the verification by code of its own.
package erase

import (
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/id"
)

// ID names a request.
type ID = id.ID[Request]

// State is where a request is.
type State string

// The states. Which may follow which stands in the system database (table erasure_path), so that no code can take another way.
const (
	Received     State = "received"
	Acknowledged State = "acknowledged"
	Identity     State = "identity_pending"
	Verified     State = "verified"
	Planned      State = "planned"
	Approved     State = "approved"
	Grace        State = "grace"
	Executing    State = "executing"
	Verifying    State = "verifying"
	LiveErased   State = "live_erased"
	BackupWait   State = "backup_wait"
	Complete     State = "complete"

	Expired   State = "expired"
	Refused   State = "refused"
	Cancelled State = "cancelled"
	OnHold    State = "on_hold"
	Unproven  State = "failed_verification"
	NoData    State = "no_data_found"
)

// Open says whether something is still to be done.
func (s State) Open() bool {
	return !slices.Contains([]State{Complete, Expired, Refused, Cancelled, NoData}, s)
}

// Way is how a request came.
type Way string

// The ways.
const (
	InApp      Way = "app"
	ByOperator Way = "operator"
	ByMeta     Way = "meta"
	ByDrill    Way = "drill"   // a rehearsal, which is in no list
	ByForm     Way = "form"    // the public form
	ByEmail    Way = "email"   // a mail to the public address
	ByContact  Way = "contact" // the person whom the data is about
)

// Scope is what a request is about: a whole workspace, some categories of it, or one contact. With Channel, the categories of Instagram are
// about that account alone.
type Scope struct {
	Whole      bool               `json:"whole,omitempty"`
	Categories []datamap.Category `json:"categories,omitempty"`
	Contact    contact.ID         `json:"contact,omitzero"`
	Channel    channel.ID         `json:"channel,omitzero"`
}

// Erasable are the categories of the deletion page.
func Erasable() []datamap.Category {
	return []datamap.Category{
		datamap.InstagramConnection, datamap.InstagramEvents, datamap.Contacts, datamap.Chats, datamap.Sending, datamap.Attachments,
		datamap.NumberChecks, datamap.APIKeys,
	}
}

// check says whether a scope is one of the kinds there are.
func (s *Scope) check() error {
	s.Categories = order(s.Categories)
	kinds := 0
	for _, is := range []bool{s.Whole, len(s.Categories) > 0, !s.Contact.IsZero()} {
		if is {
			kinds++
		}
	}
	if kinds != 1 {
		return ErrScope
	}
	for _, c := range s.Categories {
		if !slices.Contains(Erasable(), c) || !s.Channel.IsZero() && c != datamap.InstagramConnection && c != datamap.InstagramEvents {
			return ErrScope
		}
	}
	return nil
}

// Request is one wish that data go.
type Request struct {
	ID        ID
	Workspace id.Workspace // zero when it led to nobody's
	Way       Way
	Scope     Scope
	State     State
	Asker     string // the id of the person, or empty
	Plan      Plan
	Report    Report
	Reason    string // why it was refused, held or could not be proven
	GraceTill time.Time
	Received  time.Time
	LiveAt    time.Time // when everything was gone from what is in use
	DoneAt    time.Time
	Document  []byte // the certificate
	Desk      Desk

	code string // the status code, known when the request is made and never again
}

// Code is the code of the status page. It is known only where the request was made.
func (r *Request) Code() string { return r.code }

// promised is within how long after its receipt a request must be done (the deletion page says 30 days).
const promised = 30 * 24 * time.Hour

// Due is by when the request must be done.
func (r *Request) Due() time.Time {
	due := r.Received.Add(promised)
	if e := r.Desk.Extension; e != nil {
		due = due.AddDate(0, 0, e.Days)
	}
	return due
}

// Line is what the plan says of a table, or what was done to it.
type Line struct {
	Category datamap.Category `json:"category"`
	Table    string           `json:"table"`
	Method   string           `json:"method"` // delete, clear, keep
	Reason   string           `json:"reason,omitempty"`
	Rows     int64            `json:"rows"`
	Files    int64            `json:"files,omitempty"`
	Bytes    int64            `json:"bytes,omitempty"`
}

// The methods.
const (
	Delete = "delete"
	Clear  = "clear"
	Keep   = "keep"
)

// Plan is what a request would do, counted.
type Plan struct {
	Lines   []Line        `json:"lines"`
	Seconds int64         `json:"seconds"` // an estimate
	Hash    string        `json:"hash"`
	At      time.Time     `json:"at"`
	Grace   time.Duration `json:"grace,omitempty"`
	// NoWayBack gives the restore points of the workspace up: backups from before can be read by nobody from then on.
	NoWayBack bool `json:"no_way_back,omitempty"`
}

// Rows is how many rows would go or be cleared, Kept how many stay.
func (p *Plan) Rows() (gone, kept int64) {
	for _, l := range p.Lines {
		if l.Method == Keep {
			kept += l.Rows
		} else {
			gone += l.Rows
		}
	}
	return gone, kept
}

// empty says that nothing would go. Of a whole workspace there is always the workspace itself.
func (p *Plan) empty(scope Scope) bool {
	gone, _ := p.Rows()
	return gone == 0 && !scope.Whole
}
