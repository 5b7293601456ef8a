package erase

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/webhook"
)

// The deletion desk is the operators' side: requests that came by e-mail or on paper, approvals, holds and refusals. Who acts is an operator,
// or nobody in particular for who sits at the machine itself: the host.

// Desk is what operators did with a request besides moving it.
type Desk struct {
	Approvals []Approval `json:"approvals,omitempty"` // of the plan as it is
	ReviewAt  time.Time  `json:"review_at,omitzero"`  // when a hold ends by itself
	Extension *Extension `json:"extension,omitempty"`
	Notes     []Note     `json:"notes,omitempty"`
}

// Approval is one operator's consent to a plan. By is empty for the host.
type Approval struct {
	By string    `json:"by"`
	At time.Time `json:"at"`
}

// Extension is a longer time to be done.
type Extension struct {
	Days   int       `json:"days"`
	Reason Reason    `json:"reason"`
	At     time.Time `json:"at"`
}

// Note is what an operator wrote for the others. Nobody else sees it.
type Note struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	Text string    `json:"text"`
}

// manyRows is from how many rows on a plan that did not come from an owner needs two approvals.
const manyRows = 100_000

// Approvals is how many different operators must agree to the plan: two, when a whole workspace or very much goes and no owner asked for it
// in the app.
func (r *Request) Approvals() int {
	if gone, _ := r.Plan.Rows(); r.Way != InApp && (r.Scope.Whole || gone > manyRows) {
		return 2
	}
	return 1
}

// TakeIn writes down a request that came to an operator, who has checked whose it is. It waits for an approval of its plan. It returns the
// code of the status page.
func (s *Service) TakeIn(ctx context.Context, ws id.Workspace, scope Scope, grace time.Duration, noWayBack bool, by audit.Thing) (Request, error) {
	if grace < 0 || grace > MaxGrace {
		return Request{}, ErrGrace.WithField("grace_hours", ErrGrace.Code, ErrGrace.Detail)
	}
	plan, err := s.Preview(ctx, ws, scope)
	if err != nil {
		return Request{}, err
	}
	plan.Grace, plan.NoWayBack = grace, noWayBack && !scope.Whole
	r := Request{Workspace: ws, Way: ByOperator, Scope: scope}
	err = s.put(ctx, &r, "", func(tx *sysdb.Tx) error {
		r.Plan = plan
		if err := move(ctx, tx, &r, by.String(), "", Received, Acknowledged, Verified, Planned); err != nil {
			return err
		}
		return record(ctx, tx, &r, audit.ErasureAsked, by)
	})
	return r, err
}

func record(ctx context.Context, tx *sysdb.Tx, r *Request, action audit.Action, by audit.Thing) error {
	return audit.Record(ctx, tx, audit.Entry{Action: action, Actor: by, Workspace: r.Workspace, Subject: audit.Ref(r.ID)})
}

// Approve agrees to a plan by its hash. When as many operators have agreed as are needed, the grace runs. It fails with ErrDrift for another
// hash, or when the plan would be another now, with ErrTwice for who has agreed already, and with ErrState where it is for owners to agree.
func (s *Service) Approve(ctx context.Context, request ID, hash string, by audit.Thing) (Request, error) {
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
		case r.State != Planned, r.Way == ByContact:
			return ErrState
		case r.Plan.Hash != hash, drifted(&r.Plan, &now):
			return ErrDrift
		case slices.ContainsFunc(r.Desk.Approvals, func(a Approval) bool { return a.By == by.String() }):
			return ErrTwice
		}
		if err := record(ctx, tx, r, audit.ErasureApproved, by); err != nil {
			return err
		}
		r.Desk.Approvals = append(r.Desk.Approvals, Approval{By: by.String(), At: tx.Now()})
		if len(r.Desk.Approvals) < r.Approvals() {
			return remark(ctx, tx, r, by.String(), stepApproval)
		}
		r.GraceTill = tx.Now().Add(r.Plan.Grace)
		return move(ctx, tx, r, by.String(), "", Approved, Grace)
	})
	if err == nil && r.State == Grace {
		err = s.halt(ctx, &r)
	}
	s.Wake()
	return r, err
}

// Replan counts anew what an open request would come to. Who had agreed to the plan before has not agreed to this one.
func (s *Service) Replan(ctx context.Context, request ID, by audit.Thing) (Request, error) {
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
		r.Plan, r.Desk.Approvals = now, nil
		return errors.Join(save(ctx, tx, r), record(ctx, tx, r, audit.ErasureReplanned, by))
	})
}

// Again tries a deletion once more that could not be proven.
func (s *Service) Again(ctx context.Context, request ID, by audit.Thing) (Request, error) {
	r, err := s.change(ctx, id.Workspace{}, request, func(tx *sysdb.Tx, r *Request) error {
		if r.State != Unproven {
			return ErrState
		}
		r.Report.Attempts = 0
		return errors.Join(save(ctx, tx, r), record(ctx, tx, r, audit.ErasureRetried, by))
	})
	s.Wake()
	return r, err
}

// FromList takes accounts that Meta has sent as a list, each as if it had called, and returns the codes in their order.
func (s *Service) FromList(ctx context.Context, users []string, issued time.Time, by audit.Thing) (codes []string, err error) {
	for _, user := range users {
		code, one := s.fromMeta(ctx, webhook.SignedRequest{UserID: user, IssuedAt: issued}, by)
		codes, err = append(codes, code), errors.Join(err, one)
	}
	return codes, err
}

// Clocks are how many requests are not over, and how far those that must still be carried out are through the promised time.
type Clocks struct{ Open, Unproven, Room, Waiting, Half, Close, Late int }

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
		if r.Reason == ReasonRoom {
			c.Room++
		}
		switch r.State {
		case Unproven:
			c.Unproven++
		case Planned:
			if r.Way != ByContact { // which waits for owners
				c.Waiting++
			}
		default:
		}
		switch used := r.Used(now); {
		case used >= 100:
			c.Late++
		case used >= 80:
			c.Close++
		case used >= 50:
			c.Half++
		}
	}
	return c, err
}

// Used is how many of a hundred parts of the promised time are over; 0 for what is not waited for any more.
func (r *Request) Used(now time.Time) int {
	if !r.State.Open() || !r.LiveAt.IsZero() {
		return 0
	}
	return int(100 * now.Sub(r.Received) / r.Due().Sub(r.Received))
}
