// Package desk owns the deletion desk in the browser: what operators see of deletions and do about them, the ledger, the backups in which
// erased data may still be read, and the account of a month.
package desk

import (
	"context"
	"crypto/ed25519"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/erase"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/ledger"
	"github.com/kelolapesan/kelola/internal/workspace"
)

// Deps are what a Service needs.
type Deps struct {
	Erasures   *erase.Service
	Accounts   *account.Service
	Workspaces *workspace.Service
	Ledger     *ledger.Ledger
	Key        ed25519.PublicKey // that the lines of the ledger are signed with
	Clock      clock.Clock
	PublicURL  string
	// Backups tells which backups there are, oldest first.
	Backups func(ctx context.Context) ([]Generation, error)
}

// Service is the desk.
type Service struct{ d Deps }

// New makes a Service.
func New(d Deps) *Service { return &Service{d} }

// Generation is a backup.
type Generation struct {
	ID         string
	MadeAt     time.Time
	EndsAt     time.Time
	Bytes      int64
	Workspaces int
	Keys       int            // that open a part of it
	Readable   []id.Workspace // those it can be opened for
	Line       int64          // of the ledger when it was begun: it may hold what later ones delete
	Whole      bool           // its list can be read
}

// Faults of this package.
var (
	ErrTail  = fault.New(fault.Invalid, "desk.plan_wrong", "These are not the last eight characters of the plan.")
	ErrDate  = fault.New(fault.Invalid, "desk.date_invalid", "A date is written as 2026-11-26.")
	ErrMonth = fault.New(fault.Invalid, "desk.month_invalid", "A month is written as 2026-11.")
	ErrIDs   = fault.New(fault.Invalid, "desk.ids_invalid", "A list has 1 to 1,000 ids of digits.")
)

// shows says whether a request belongs to what an operator wants to see.
func shows(what string, r *erase.Request) bool {
	switch what {
	case "open":
		return r.State.Open() && r.LiveAt.IsZero()
	case "waiting":
		return r.State == erase.Planned || r.State == erase.Identity
	case "held":
		return r.State == erase.OnHold
	case "unproven":
		return r.State == erase.Unproven
	case "done":
		return !r.State.Open() || !r.LiveAt.IsZero()
	}
	return true
}

// erasedIn counts the requests whose data was erased from what is in use and may still be read in a backup.
func erasedIn(g *Generation, all []erase.Request) (n int) {
	for i := range all {
		r := &all[i]
		if r.LiveAt.IsZero() || r.State == erase.Complete || g.Line >= r.Report.Ledger[1] {
			continue
		}
		for _, ws := range g.Readable {
			if ws == r.Workspace {
				n++
			}
		}
	}
	return n
}
