package erase

import (
	"context"
	"slices"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// Answer is what an owner says to a request that came from outside.
type Answer struct {
	Yes    bool
	Code   secret.String // the licence code, typed anew, when nobody has shown one
	Reason string        // why not, when the person whom the data is about asks
}

// Answer takes what an owner says about a request that came from outside: that it is theirs or that it is not, or
// whether what a person asks for is done. It fails with ErrState when nothing is asked, with ErrProof when the licence code is needed as well, and
// with ErrReason when a person is refused without one.
func (s *Service) Answer(ctx context.Context, p account.Principal, request ID, a Answer) (Request, error) {
	r, _, err := s.Get(ctx, p.Workspace.ID, request)
	if err != nil {
		return r, err
	}
	switch {
	case r.State == Planned && r.Way == ByContact && a.Yes:
		return s.accept(ctx, p, &r)
	case r.State == Planned && r.Way == ByContact:
		if !slices.Contains(contactReasons, a.Reason) {
			return r, ErrReason.WithField("reason", ErrReason.Code, ErrReason.Detail)
		}
		return s.deny(ctx, p, &r, a.Reason, Planned)
	case r.State != Identity:
		return r, ErrState
	case a.Yes:
		return s.confirm(ctx, p, &r, a)
	}
	return s.deny(ctx, p, &r, ReasonDenied, Identity)
}

// deny ends a request from outside.
func (s *Service) deny(ctx context.Context, p account.Principal, r *Request, reason string, from State) (Request, error) {
	defer s.askIntake() // whoever asked is told, and what they typed is forgotten
	defer s.d.Tell(ctx, p.Workspace.ID)
	return s.change(ctx, p.Workspace.ID, r.ID, func(tx *sysdb.Tx, now *Request) error {
		if now.State != from {
			return ErrState
		}
		if err := move(ctx, tx, now, p.User.ID.String(), reason, Refused); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: audit.ErasureRefused, Actor: p.Actor(), Workspace: now.Workspace, Subject: audit.Ref(now.ID)})
	})
}
