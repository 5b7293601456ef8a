// Package licence owns the customers of the installation: until when they may use it, within which limits, and what a workspace
// may still do when that time is over.
package licence

import (
	"time"

	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
)

// ID identifies a licence.
type ID = id.ID[Licence]

// State of a licence at one instant. Only the times are stored.
type State string

// The states of a licence.
const (
	Active    State = "active"
	Expiring  State = "expiring"  // ends within 14 days
	Expired   State = "expired"   // read-only; exporting and deleting still work
	Suspended State = "suspended" // read-only by the operator's decision, with a reason
)

const (
	day        = 24 * time.Hour
	warnBefore = 14 * day
)

// warnings are the days before the end at which a customer is warned, more urgently each time.
func warnings() []int { return []int{1, 7, 14} }

// Limits of a licence; 0 is unlimited.
type Limits struct {
	Workspaces int
	Members    int // of each workspace
	Channels   int // of each workspace
}

// Licence is one customer.
type Licence struct {
	ID            ID
	Customer      string
	ExpiresAt     time.Time // zero: never
	SuspendedAt   time.Time // zero: not suspended
	SuspendReason string    // a code or a sentence for the customer
	Limits        Limits
	CreatedAt     time.Time
}

// State computes the state at an instant.
func (l Licence) State(now time.Time) State {
	switch {
	case !l.SuspendedAt.IsZero():
		return Suspended
	case l.ExpiresAt.IsZero():
		return Active
	case !now.Before(l.ExpiresAt):
		return Expired
	case !now.Add(warnBefore).Before(l.ExpiresAt):
		return Expiring
	}
	return Active
}

// DaysLeft is how many days begin before the licence ends, 0 when it has ended; ok is false when it never does.
func (l Licence) DaysLeft(now time.Time) (days int, ok bool) {
	if l.ExpiresAt.IsZero() {
		return 0, false
	}
	left := l.ExpiresAt.Sub(now)
	return int(max(0, (left+day-1)/day)), true
}

// Warning is the stage of the warning that a licence which is about to end has reached: 14, 7 or 1 days before, 0 for none.
func (l Licence) Warning(now time.Time) int {
	if l.State(now) != Expiring {
		return 0
	}
	left := l.ExpiresAt.Sub(now)
	for _, days := range warnings() {
		if left <= time.Duration(days)*day {
			return days
		}
	}
	return 0
}

// Reasons a Verdict gives for not sending, as they stand on the ledger.
const (
	ReasonReadOnly  = "licence_read_only"
	ReasonSuspended = "licence_suspended"
)

// Verdict is what the licence of a workspace allows at one instant.
type Verdict struct {
	State         State
	MaySend       bool
	ReadOnly      bool
	Reason        string // why not, empty when all is allowed
	SuspendReason string
	ExpiresAt     time.Time
	DaysLeft      *int // nil: it never ends
	Warning       int  // 14, 7 or 1 days before the end, else 0
	Limits        Limits
}

// Verdict says what the licence allows at an instant.
func (l Licence) Verdict(now time.Time) Verdict {
	v := Verdict{State: l.State(now), MaySend: true, ExpiresAt: l.ExpiresAt, Warning: l.Warning(now), Limits: l.Limits}
	if days, ok := l.DaysLeft(now); ok {
		v.DaysLeft = &days
	}
	switch v.State {
	case Expired:
		v.MaySend, v.ReadOnly, v.Reason = false, true, ReasonReadOnly
	case Suspended:
		v.MaySend, v.ReadOnly, v.Reason, v.SuspendReason = false, true, ReasonSuspended, l.SuspendReason
	}
	return v
}

// Faults of this package.
var (
	ErrNotFound  = fault.New(fault.NotFound, "licence.not_found", "There is no such licence.")
	ErrReadOnly  = fault.New(fault.Forbidden, "licence.read_only", "The licence has ended or is suspended. Reading, exporting and deleting still work.")
	ErrReason    = fault.New(fault.Invalid, "licence.reason_invalid", "A reason for a suspension has at most 200 characters.")
	ErrCustomer  = fault.New(fault.Invalid, "licence.customer_invalid", "A customer name has 1 to 120 characters.")
	ErrLimits    = fault.New(fault.Invalid, "licence.limits_invalid", "A limit is 0, for unlimited, or more.")
	ErrExpiry    = fault.New(fault.Invalid, "licence.expiry_invalid", "A licence can only be extended to a later time.")
	ErrWorkspace = fault.New(fault.Forbidden, "licence.workspaces_exceeded", "The licence does not allow another workspace.")
	ErrMembers   = fault.New(fault.Forbidden, "licence.members_exceeded", "The licence does not allow another member.")
	ErrChannels  = fault.New(fault.Forbidden, "licence.channels_exceeded", "The licence does not allow another channel.")
)

// AllowMember refuses with ErrMembers when a workspace with so many members may not have one more.
func (l Limits) AllowMember(have int) error { return allow(l.Members, have, ErrMembers) }

// AllowChannel refuses with ErrChannels when a workspace with so many channels may not have one more.
func (l Limits) AllowChannel(have int) error { return allow(l.Channels, have, ErrChannels) }

func allow(limit, have int, refuse *fault.Error) error {
	if limit > 0 && have >= limit {
		return refuse
	}
	return nil
}
