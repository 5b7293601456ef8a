package contact

import (
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
)

// Act is what is done to many contacts at once.
type Act string

// The acts.
const (
	ActDelete          Act = "delete"
	ActSuppress        Act = "suppress"
	ActSetConsent      Act = "set_consent"
	ActAddToGroup      Act = "add_to_group"
	ActRemoveFromGroup Act = "remove_from_group"
)

// undoWindow is how long an act on many waits before it begins; until then it can be cancelled and nothing has happened.
const undoWindow = 10 * time.Second

const (
	bulkPage      = 500
	bulkPageStops = 200 // an order not to write takes several statements a contact
	maxBulkIDs    = 5000
)

// Bulk is an act on many contacts: on everyone a filter lets through, or on those that are listed. Expect is how many the person was
// shown; if more are meant, nothing happens.
type Bulk struct {
	Act     Act
	Filter  *Filter
	IDs     []ID
	Group   GroupID // of the acts on groups
	Purpose Purpose // of a consent
	State   State
	Source  string
	Expect  *int64
}

// Faults of acts on many.
var (
	ErrBulk       = fault.New(fault.Invalid, "contact.bulk_invalid", "Something about the act on many contacts is not right.")
	ErrBulkNobody = fault.New(fault.Invalid, "contact.bulk_nobody", "There is nobody to do this to.")
	ErrBulkMore   = fault.New(fault.Conflict, "contact.bulk_more", "There are more contacts by now than were shown. Look again and repeat.")
	errBulkWaits  = fault.New(fault.Unavailable, "contact.bulk_waits", "The time to take the act back is not over.")
)

// check says what is wrong with an act, all at once.
func (b *Bulk) check() error {
	bad := ErrBulk
	if (b.Filter == nil) == (len(b.IDs) == 0) || len(b.IDs) > maxBulkIDs {
		bad = bad.WithField("filter", "contact.bulk_whom", "Give a filter or 1 to 5000 ids.")
	}
	switch b.Act {
	case ActAddToGroup, ActRemoveFromGroup:
		if b.Group.IsZero() {
			bad = bad.WithField("group_id", "contact.bulk_group", "Name the group.")
		}
	case ActSetConsent:
		if !b.Purpose.Valid() {
			bad = bad.WithField("purpose", ErrPurpose.Code, ErrPurpose.Detail)
		}
		if b.State != Granted && b.State != Denied {
			bad = bad.WithField("state", ErrConsent.Code, ErrConsent.Detail)
		}
		if b.Source = cleanText(b.Source); b.Source == "" || len([]rune(b.Source)) > maxSource {
			bad = bad.WithField("source", "contact.consent_source", "Say in 1 to 300 characters where the consent came from.")
		}
	case ActDelete:
		if b.Expect == nil {
			bad = bad.WithField("expect", "contact.bulk_expect", "Say how many contacts are to be deleted.")
		}
	case ActSuppress:
	default:
		bad = bad.WithField("act", "contact.bulk_act", "There is no such act.")
	}
	if len(bad.Fields) > 0 {
		return bad
	}
	return nil
}

// protects says whether the act still works when the licence has ended: it deletes, or less goes out.
func (b *Bulk) protects() bool {
	return b.Act == ActDelete || b.Act == ActSuppress || b.Act == ActSetConsent && b.State == Denied
}

func (b *Bulk) pageSize() int {
	if b.Act == ActSuppress {
		return bulkPageStops
	}
	return bulkPage
}

// jobKind names the job as people see it; the worker behind all of them is one.
func (a Act) jobKind() string { return "contact.bulk_" + strings.TrimPrefix(string(a), "set_") }

func (a Act) audited() audit.Action {
	return map[Act]audit.Action{
		ActDelete: audit.ContactsDeleted, ActSuppress: audit.ContactsSuppressed, ActSetConsent: audit.ContactsConsented,
		ActAddToGroup: audit.ContactsGrouped, ActRemoveFromGroup: audit.ContactsUngrouped,
	}[a]
}

// BulkWork is the background job of an act on many contacts.
type BulkWork struct {
	Workspace id.Workspace `json:"workspace"`
	Job       job.ID       `json:"job"`
}

// Kind implements queue.Args.
func (BulkWork) Kind() string { return "contact.bulk" }

// bulkRun is an act with how far it is. Touched counts those it was done to, done those it has gone through.
type bulkRun struct {
	Bulk

	actor   string
	begin   time.Time
	page    int
	done    int64
	touched int64
	total   int64
	owner   job.Owner
}
