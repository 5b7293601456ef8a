package licence

import (
	"context"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// Deps are what a Service needs.
type Deps struct {
	System *sysdb.DB
	Clock  clock.Clock
}

// Service keeps licences and answers what they allow.
type Service struct {
	deps Deps

	mu    sync.Mutex
	known map[id.Workspace]cached
}

type cached struct {
	licence Licence
	readAt  time.Time
}

// How long a licence read from the database is believed, and how many are remembered.
const (
	believe  = time.Second
	remember = 10_000
)

// New makes a Service.
func New(deps Deps) *Service { return &Service{deps: deps, known: map[id.Workspace]cached{}} }

// Gate says what the licence of a workspace allows now. Its knowledge is at most a second old. A workspace without a licence
// may be read and nothing else.
func (s *Service) Gate(ctx context.Context, ws id.Workspace) (Verdict, error) {
	now := s.deps.Clock.Now()
	s.mu.Lock()
	c, ok := s.known[ws]
	s.mu.Unlock()
	if ok && now.Sub(c.readAt) < believe && !now.Before(c.readAt) {
		return c.licence.Verdict(now), nil
	}
	var l Licence
	err := s.deps.System.Read(ctx, func(q sysdb.Query) error {
		var err error
		l, err = getByWorkspace(ctx, q, ws)
		return err
	})
	if err != nil {
		return Verdict{}, err
	}
	s.mu.Lock()
	if len(s.known) >= remember {
		clear(s.known)
	}
	s.known[ws] = cached{licence: l, readAt: now}
	s.mu.Unlock()
	return l.Verdict(now), nil
}

func (s *Service) forget() {
	s.mu.Lock()
	clear(s.known)
	s.mu.Unlock()
}

// Attach gives a new workspace to a licence, inside the transaction that registers it. It fails with ErrNotFound, ErrReadOnly
// when the licence has ended, or ErrWorkspace when it has as many workspaces as it allows.
func (s *Service) Attach(ctx context.Context, tx *sysdb.Tx, licence ID, ws id.Workspace) error {
	l, err := get(ctx, tx, licence)
	if err != nil {
		return err
	}
	if l.Verdict(s.deps.Clock.Now()).ReadOnly {
		return ErrReadOnly
	}
	have, err := countWorkspaces(ctx, tx, licence)
	if err != nil {
		return err
	}
	if err := allow(l.Limits.Workspaces, have, ErrWorkspace); err != nil {
		return err
	}
	return attach(ctx, tx, licence, ws)
}

// Create makes a licence. expires zero means that it never ends.
func (s *Service) Create(ctx context.Context, customer string, expires time.Time, limits Limits) (Licence, error) {
	customer = strings.TrimSpace(customer)
	if n := utf8.RuneCountInString(customer); n < 1 || n > 120 {
		return Licence{}, ErrCustomer
	}
	if limits.Workspaces < 0 || limits.Members < 0 || limits.Channels < 0 {
		return Licence{}, ErrLimits
	}
	now := s.deps.Clock.Now()
	if !expires.IsZero() && !expires.After(now) {
		return Licence{}, ErrExpiry
	}
	l := Licence{ID: id.New[Licence](), Customer: customer, ExpiresAt: expires, Limits: limits, CreatedAt: now}
	return l, s.deps.System.Write(ctx, func(tx *sysdb.Tx) error {
		if err := insert(ctx, tx, l); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: audit.LicenceCreated, Subject: audit.Ref(l.ID)})
	})
}

// Suspend makes the workspaces of a licence read-only, for a reason the customer is shown.
func (s *Service) Suspend(ctx context.Context, licence ID, reason string) error {
	reason = strings.TrimSpace(reason)
	if utf8.RuneCountInString(reason) > 200 || strings.ContainsFunc(reason, unicode.IsControl) {
		return ErrReason
	}
	return s.change(ctx, licence, audit.LicenceSuspended, func(l *Licence, now time.Time) error {
		l.SuspendedAt, l.SuspendReason = now, reason
		return nil
	})
}

// Resume ends a suspension.
func (s *Service) Resume(ctx context.Context, licence ID) error {
	return s.change(ctx, licence, audit.LicenceResumed, func(l *Licence, _ time.Time) error {
		l.SuspendedAt, l.SuspendReason = time.Time{}, ""
		return nil
	})
}

// Extend moves the end of a licence to a later time; zero means that it never ends.
func (s *Service) Extend(ctx context.Context, licence ID, until time.Time) error {
	return s.change(ctx, licence, audit.LicenceExtended, func(l *Licence, _ time.Time) error {
		if !until.IsZero() && (l.ExpiresAt.IsZero() || !until.After(l.ExpiresAt)) {
			return ErrExpiry
		}
		l.ExpiresAt = until
		return nil
	})
}

// Get returns a licence or ErrNotFound.
func (s *Service) Get(ctx context.Context, licence ID) (Licence, error) {
	var l Licence
	err := s.deps.System.Read(ctx, func(q sysdb.Query) error {
		var err error
		l, err = get(ctx, q, licence)
		return err
	})
	return l, err
}

// List returns all licences, oldest first.
func (s *Service) List(ctx context.Context) ([]Licence, error) {
	var all []Licence
	err := s.deps.System.Read(ctx, func(q sysdb.Query) error {
		var err error
		all, err = list(ctx, q)
		return err
	})
	return all, err
}

// Workspaces returns the workspaces of a licence.
func (s *Service) Workspaces(ctx context.Context, licence ID) ([]id.Workspace, error) {
	var all []id.Workspace
	err := s.deps.System.Read(ctx, func(q sysdb.Query) error {
		var err error
		all, err = listWorkspaces(ctx, q, licence)
		return err
	})
	return all, err
}

// CountWorkspaces says how many workspaces share the licence of a workspace, itself included.
func (s *Service) CountWorkspaces(ctx context.Context, ws id.Workspace) (int, error) {
	var n int
	err := s.deps.System.Read(ctx, func(q sysdb.Query) error {
		var err error
		n, err = countBeside(ctx, q, ws)
		return err
	})
	return n, err
}

func (s *Service) change(ctx context.Context, licence ID, action audit.Action, edit func(l *Licence, now time.Time) error) error {
	defer s.forget()
	return s.deps.System.Write(ctx, func(tx *sysdb.Tx) error {
		l, err := get(ctx, tx, licence)
		if err != nil {
			return err
		}
		now := s.deps.Clock.Now()
		if err := edit(&l, now); err != nil {
			return err
		}
		if err := update(ctx, tx, l); err != nil {
			return err
		}
		return record(ctx, tx, action, licence)
	})
}

// record tells the audit log of every workspace of a licence, or of none when it has no workspace yet.
func record(ctx context.Context, tx *sysdb.Tx, action audit.Action, licence ID) error {
	all, err := listWorkspaces(ctx, tx, licence)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		all = []id.Workspace{{}}
	}
	for _, ws := range all {
		if err := audit.Record(ctx, tx, audit.Entry{Action: action, Workspace: ws, Subject: audit.Ref(licence)}); err != nil {
			return err
		}
	}
	return nil
}
