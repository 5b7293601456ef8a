package erase

import (
	"context"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// drifted says whether two plans of one scope are further apart than one in a hundred.
func drifted(was, is *Plan) bool {
	a, _ := was.Rows()
	b, _ := is.Rows()
	return max(a-b, b-a)*100 > max(a, b)
}

// Wish is what a person of the workspace asks for.
type Wish struct {
	Scope Scope
	Rows  int64  // what the plan said that the person agreed to
	Hash  string // of that plan
	Grace time.Duration
	// NoWayBack gives up the restore points, so that the data is gone from the backups at once.
	NoWayBack bool
	Code      secret.String // the person's licence code, typed anew
	Name      string        // the workspace's, as typed
}

// MaxGrace is the longest time to think it over.
const MaxGrace = 7 * 24 * time.Hour

// Ask stores the wish of a member who showed again who they are. It is carried out when the grace is over. It fails with account.ErrCodeWrong, ErrName,
// ErrGrace, ErrScope, ErrRunning, ErrNothing, and ErrDrift when the plan that was agreed to is not what would happen.
func (s *Service) Ask(ctx context.Context, p account.Principal, w Wish) (Request, error) {
	if w.Grace < 0 || w.Grace > MaxGrace {
		return Request{}, ErrGrace.WithField("grace_hours", ErrGrace.Code, ErrGrace.Detail)
	}
	if !strings.EqualFold(strings.TrimSpace(w.Name), p.Workspace.Name) {
		return Request{}, ErrName.WithField("workspace_name", ErrName.Code, ErrName.Detail)
	}
	if err := s.d.Accounts.Confirm(ctx, p, w.Code); err != nil {
		return Request{}, err
	}
	now, err := s.Preview(ctx, p.Workspace.ID, w.Scope)
	if err != nil {
		return Request{}, err
	}
	if was := (Plan{Lines: []Line{{Method: Delete, Rows: w.Rows}}}); !sameScope(now.Hash, w.Hash) || now.Hash != w.Hash && drifted(&was, &now) {
		return Request{}, ErrDrift
	}
	if now.empty(w.Scope) {
		return Request{}, ErrNothing
	}
	now.Grace, now.NoWayBack = w.Grace, w.NoWayBack && !w.Scope.Whole
	actor := p.User.ID.String()
	r := Request{Workspace: p.Workspace.ID, Way: InApp, Scope: w.Scope, Asker: actor}
	err = s.put(ctx, &r, "", func(tx *sysdb.Tx) error {
		r.Plan, r.GraceTill = now, tx.Now().Add(w.Grace)
		if err := move(ctx, tx, &r, actor, "", Received, Acknowledged, Verified, Planned, Approved, Grace); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: audit.ErasureAsked, Actor: p.Actor(), Workspace: r.Workspace, Subject: audit.Ref(r.ID)})
	})
	if err != nil {
		return Request{}, err
	}
	err = s.halt(ctx, &r)
	s.d.Tell(ctx, r.Workspace)
	s.Wake()
	return r, err
}
