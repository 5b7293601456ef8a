package erase

import (
	"context"
	"errors"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/webhook"
)

// The deletion desk is the operator's side: requests that came by e-mail or on paper, approvals, holds and refusals.

// TakeIn writes down a request that came to the operator, who has checked whose it is. It waits for an approval of its plan. It returns the
// code of the status page.
func (s *Service) TakeIn(ctx context.Context, ws id.Workspace, scope Scope, grace time.Duration, noWayBack bool) (Request, error) {
	if grace < 0 || grace > MaxGrace {
		return Request{}, ErrGrace
	}
	plan, err := s.Preview(ctx, ws, scope)
	if err != nil {
		return Request{}, err
	}
	plan.Grace, plan.NoWayBack = grace, noWayBack && !scope.Whole
	r := Request{Workspace: ws, Way: ByOperator, Scope: scope}
	err = s.put(ctx, &r, "", func(tx *sysdb.Tx) error {
		r.Plan = plan
		if err := move(ctx, tx, &r, "", "", Received, Acknowledged, Verified, Planned); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: audit.ErasureAsked, Workspace: ws, Subject: audit.Ref(r.ID)})
	})
	return r, err
}

// Approve agrees to a plan by its hash; then the grace runs. It fails with ErrDrift for another hash, or when the plan would be another now.
func (s *Service) Approve(ctx context.Context, request ID, hash string) (Request, error) {
	was, _, err := s.Get(ctx, id.Workspace{}, request)
	if err != nil {
		return was, err
	}
	now, err := s.Preview(ctx, was.Workspace, was.Scope)
	if err != nil {
		return was, err
	}
	r, err := s.change(ctx, id.Workspace{}, request, func(tx *sysdb.Tx, r *Request) error {
		switch {
		case r.State != Planned:
			return ErrState
		case r.Plan.Hash != hash, drifted(&r.Plan, &now):
			return ErrDrift
		}
		r.GraceTill = tx.Now().Add(r.Plan.Grace)
		return move(ctx, tx, r, "", "", Approved, Grace)
	})
	if err == nil {
		err = s.halt(ctx, &r)
	}
	s.Wake()
	return r, err
}

// Replan counts anew what an open request would come to.
func (s *Service) Replan(ctx context.Context, request ID) (Request, error) {
	was, _, err := s.Get(ctx, id.Workspace{}, request)
	if err != nil {
		return was, err
	}
	now, err := s.Preview(ctx, was.Workspace, was.Scope)
	if err != nil {
		return was, err
	}
	return s.change(ctx, id.Workspace{}, request, func(tx *sysdb.Tx, r *Request) error {
		if r.State != Planned {
			return ErrState
		}
		now.Grace, now.NoWayBack = r.Plan.Grace, r.Plan.NoWayBack
		r.Plan = now
		return save(ctx, tx, r)
	})
}

// Hold keeps a deletion from being carried out, for a reason such as a dispute; Release lets it go on.
func (s *Service) Hold(ctx context.Context, request ID, reason string) (Request, error) {
	return s.decide(ctx, request, reason, OnHold, Grace)
}

// Release ends a hold.
func (s *Service) Release(ctx context.Context, request ID) (Request, error) {
	r, err := s.decide(ctx, request, "", Grace, OnHold)
	s.Wake()
	return r, err
}

// Refuse ends a request that must not be carried out. The reason is shown to who asked.
func (s *Service) Refuse(ctx context.Context, request ID, reason string) (Request, error) {
	r, err := s.decide(ctx, request, reason, Refused, Planned, Grace, OnHold)
	if err == nil && r.Report.Stopped {
		err = s.d.Around.Thaw(ctx, r.Workspace)
	}
	return r, err
}

// decide moves a request that is in one of some states.
func (s *Service) decide(ctx context.Context, request ID, reason string, to State, from ...State) (Request, error) {
	return s.change(ctx, id.Workspace{}, request, func(tx *sysdb.Tx, r *Request) error {
		for _, state := range from {
			if r.State != state {
				continue
			}
			if err := move(ctx, tx, r, "", reason, to); err != nil {
				return err
			}
			if to != Refused {
				return nil
			}
			return audit.Record(ctx, tx, audit.Entry{Action: audit.ErasureRefused, Workspace: r.Workspace, Subject: audit.Ref(r.ID)})
		}
		return ErrState
	})
}

// Again tries a deletion once more that could not be proven.
func (s *Service) Again(ctx context.Context, request ID) (Request, error) {
	r, err := s.change(ctx, id.Workspace{}, request, func(tx *sysdb.Tx, r *Request) error {
		if r.State != Unproven {
			return ErrState
		}
		r.Report.Attempts = 0
		return save(ctx, tx, r)
	})
	s.Wake()
	return r, err
}

// FromList takes accounts that Meta has sent as a list, each as if it had called, and returns the codes in their order.
func (s *Service) FromList(ctx context.Context, users []string, issued time.Time) (codes []string, err error) {
	for _, user := range users {
		code, one := s.FromMeta(ctx, webhook.SignedRequest{UserID: user, IssuedAt: issued})
		codes, err = append(codes, code), errors.Join(err, one)
	}
	return codes, err
}

// Clocks are how many requests are not over, and how far those that must still be carried out are through the promised time.
type Clocks struct{ Open, Unproven, Waiting, Half, Close, Late int }

// Clocks looks at all open requests.
func (s *Service) Clocks(ctx context.Context) (c Clocks, err error) {
	var open []Request
	err = s.d.System.Read(ctx, func(q sysdb.Query) (err error) {
		open, err = list(ctx, q, openRequests)
		return err
	})
	now := s.d.Clock.Now()
	for i := range open {
		r := &open[i]
		c.Open++
		switch r.State {
		case Unproven:
			c.Unproven++
		case Planned:
			c.Waiting++
		default:
		}
		if !r.LiveAt.IsZero() {
			continue
		}
		switch used := now.Sub(r.Received); {
		case used >= promised:
			c.Late++
		case used >= promised*4/5:
			c.Close++
		case used >= promised/2:
			c.Half++
		}
	}
	return c, err
}
