package erase

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Requests from outside are written down first and looked into afterwards, so that the answer says nothing about what exists and takes the
// same time whatever was typed.

const (
	outsideGrace = 72 * time.Hour    // to call off what was asked for from outside
	proveWithin  = datamap.ClaimLife // then a request that nobody proved is over
	maxLoose     = 2000              // requests that led to nobody so far
	maxUnshown   = 3                 // requests without any proof that one workspace is asked about at a time
)

// Why requests from outside end. The status page has words for each.
const (
	ReasonRunning = "already_asked" // a deletion of the same data is under way
	ReasonDenied  = "denied"        // an owner says that it is not theirs
	ReasonGone    = "merged"        // the workspace is gone as a whole
)

// take writes a request from outside down. scope may still be open when a phone has to show whose data it is about.
func (s *Service) take(ctx context.Context, way Way, scope Scope, c claim, repeat string) error {
	if way == ByForm {
		if err := scope.check(); err != nil {
			return err
		}
	}
	r := Request{ID: id.New[Request](), Way: way, Scope: scope}
	sealed, err := s.sealClaim(r.ID, c)
	if err != nil {
		return err
	}
	var hash any
	if c.Word != "" {
		hash = s.wordHash(c.Word)
	}
	err = s.d.System.Write(ctx, func(tx *sysdb.Tx) error {
		if repeat != "" {
			if _, err := find(ctx, tx, byRepeat, repeat); !errors.Is(err, ErrNotFound) {
				return err // there already
			}
		}
		if err := makeRoom(ctx, tx); err != nil {
			return err
		}
		r.Received = tx.Now()
		if err := insert(ctx, tx, &r, s.codeHash(c.Code), repeat); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, insertClaim, r.ID, hash, sealed); err != nil {
			return err
		}
		return move(ctx, tx, &r, "", "", Received, Acknowledged)
	})
	if err == nil {
		s.askIntake()
	}
	return err
}

const (
	looseCount = `SELECT COUNT(*) FROM erasure_request WHERE done_at = 0 AND state IN ('acknowledged', 'identity_pending') AND workspace_id IS NULL`
	looseFirst = `SELECT ` + columns + ` FROM erasure_request WHERE done_at = 0 AND state = 'identity_pending' AND workspace_id IS NULL ORDER BY id LIMIT 1`
)

// makeRoom ends the oldest request that led to nobody when there are too many of them: whoever fills the form in over and over must not slow
// down those that are meant. Who means it shows so within minutes.
func makeRoom(ctx context.Context, tx *sysdb.Tx) error {
	var n int
	if err := tx.QueryRow(ctx, looseCount).Scan(&n); err != nil || n < maxLoose {
		return err
	}
	first, err := scan(tx.QueryRow(ctx, looseFirst))
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return move(ctx, tx, &first, "", "", Expired)
}

func (s *Service) askIntake() {
	select {
	case s.asked <- struct{}{}:
	default:
	}
}

// RunIntake looks after requests from outside until ctx ends.
func (s *Service) RunIntake(ctx context.Context) {
	for {
		if err := s.Intake(ctx); err != nil && ctx.Err() == nil {
			s.d.Log.ErrorContext(ctx, "requests for deletions from outside could not be looked into; they are taken up again", slog.Any("err", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-s.asked:
		case <-s.d.Clock.After(lookAgain):
		}
	}
}

// Intake finds out what requests from outside are about, ends those that nobody proved, and forgets what was typed for those that are over.
func (s *Service) Intake(ctx context.Context) error {
	var open []Request
	var fresh map[ID]bool
	err := s.d.System.Read(ctx, func(q sysdb.Query) (err error) {
		if open, err = list(ctx, q, openRequests); err != nil {
			return err
		}
		fresh, err = newlyTyped(ctx, q)
		return err
	})
	if err != nil {
		return err
	}
	for i := range open {
		r := &open[i]
		var one error
		switch {
		case r.State == Acknowledged:
			one = s.match(ctx, r)
		case r.State == Identity && !s.d.Clock.Now().Before(r.Received.Add(proveWithin)):
			one = s.step(ctx, r, "", Expired)
		case r.State == Identity:
			if fresh[r.ID] {
				one = s.match(ctx, r)
			}
			if one == nil {
				_, one = s.settle(ctx, r.ID)
			}
		}
		if errors.Is(one, ErrState) {
			one = nil // somebody was quicker
		}
		err = errors.Join(err, one)
	}
	return errors.Join(err, s.tell(ctx), s.forgetOver(ctx))
}

const claimsOver = `SELECT COUNT(*) FROM erasure_claim AS c JOIN erasure_request AS r ON r.id = c.request_id WHERE r.done_at > 0`

// forgetOver forgets what was typed for requests that are over, but nobody before they are told.
func (s *Service) forgetOver(ctx context.Context) error {
	var over int
	err := s.d.System.Read(ctx, func(q sysdb.Query) error { return q.QueryRow(ctx, claimsOver).Scan(&over) })
	if err != nil || over == 0 {
		return err
	}
	text := forgetClaims
	if s.mails() {
		text = forgetTold
	}
	return s.d.System.Write(ctx, func(tx *sysdb.Tx) error {
		_, err := tx.Exec(ctx, text)
		return err
	})
}

// match finds the workspace that a request speaks of. Whether there is one shows nowhere outside.
func (s *Service) match(ctx context.Context, r *Request) error {
	var c claim
	err := s.d.System.Read(ctx, func(q sysdb.Query) (err error) {
		c, err = s.claimOf(ctx, q, r.ID)
		return err
	})
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	ws, proof, err := s.lookUp(ctx, c)
	if err != nil {
		return err
	}
	_, err = s.change(ctx, id.Workspace{}, r.ID, func(tx *sysdb.Tx, now *Request) error {
		if now.State != Acknowledged && now.State != Identity {
			return nil
		}
		if _, err := tx.Exec(ctx, readClaim, now.ID); err != nil {
			return err
		}
		if ws, err = s.attach(ctx, tx, now, ws, proof); err != nil {
			return err
		}
		if !ws.IsZero() && now.Workspace != ws {
			if err := concern(ctx, tx, now, ws, now.Scope); err != nil {
				return err
			}
		}
		if now.State == Identity {
			return save(ctx, tx, now)
		}
		return move(ctx, tx, now, "", "", Identity)
	})
	if err == nil && !ws.IsZero() {
		s.d.Tell(ctx, ws)
	}
	return err
}

// attach says which workspace a request comes to be about, and writes the proof down. What was proven for one workspace stays there.
func (s *Service) attach(ctx context.Context, tx *sysdb.Tx, r *Request, ws id.Workspace, proof *Proof) (id.Workspace, error) {
	if len(r.Report.Proofs) > 0 && ws != r.Workspace {
		return r.Workspace, nil
	}
	if proof != nil {
		r.Report.shown(Proof{proof.Kind, proof.By, tx.Now()})
		return ws, nil
	}
	if ws.IsZero() || ws == r.Workspace {
		return ws, nil
	}
	var n int
	if err := tx.QueryRow(ctx, unshownAt, ws).Scan(&n); err != nil || n < maxUnshown {
		return ws, err
	}
	return id.Workspace{}, nil // strangers who know a name cannot fill the page of its owners
}

// lookUp finds the one workspace of the person of a claim that it names. Without the licence code, name and owner have to fit together.
func (s *Service) lookUp(ctx context.Context, c claim) (ws id.Workspace, proof *Proof, err error) {
	who, err := s.d.Accounts.Claim(ctx, c.Username, c.Digest)
	if err != nil || who.User.IsZero() {
		return ws, nil, err
	}
	var fits []id.Workspace
	for i := range who.Owns {
		w := &who.Owns[i]
		named := c.Workspace != "" && (strings.EqualFold(c.Workspace, w.Name) || strings.EqualFold(c.Workspace, w.Slug))
		if !named && c.Workspace == "" && who.Knows {
			if named, err = s.connected(ctx, w.ID, c); err != nil {
				return ws, nil, err
			}
			named = named || len(who.Owns) == 1
		}
		if named {
			fits = append(fits, w.ID)
		}
	}
	if len(fits) != 1 {
		return ws, nil, nil
	}
	if who.Knows {
		proof = &Proof{Kind: ByLicence, By: who.User.String()}
	}
	return fits[0], proof, nil
}

const (
	numbersOf  = `SELECT display_phone FROM channel WHERE kind <> 'instagram' AND display_phone <> ''`
	accountsOf = `SELECT verified_name FROM channel WHERE kind = 'instagram' AND verified_name <> ''`
)

// connected says whether a workspace has the number or the account of a claim.
func (s *Service) connected(ctx context.Context, ws id.Workspace, c claim) (is bool, err error) {
	err = s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		for _, has := range []struct{ text, want string }{{numbersOf, digits(c.Number)}, {accountsOf, plainName(c.Instagram)}} {
			if has.want == "" {
				continue
			}
			all, err := texts(ctx, q, has.text)
			if err != nil {
				return err
			}
			for _, one := range all {
				is = is || digits(one) == has.want || plainName(one) == has.want
			}
		}
		return nil
	})
	return is, unlessGone(err)
}

// digits are those of a number; one that begins with 0 is taken to be Indonesian.
func digits(s string) string {
	d := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
	if strings.HasPrefix(d, "0") {
		d = "62" + d[1:]
	}
	return d
}

func plainName(s string) string {
	return strings.ToLower(strings.TrimPrefix(strings.TrimSpace(s), "@"))
}

// settle plans a request for which enough was shown. What was typed is forgotten but for where the answer goes.
func (s *Service) settle(ctx context.Context, request ID) (Request, error) {
	r, _, err := s.Get(ctx, id.Workspace{}, request)
	if err != nil || r.State != Identity || r.Workspace.IsZero() || !r.proven() {
		return r, err
	}
	plan, err := s.Preview(ctx, r.Workspace, r.Scope)
	gone := err != nil && unlessGone(err) == nil
	if err != nil && !gone {
		return r, err
	}
	auto := false
	if plan.Grace = outsideGrace; r.Way == ByContact {
		plan.Grace = 0
		if auto, err = s.automatic(ctx, r.Workspace); err != nil {
			return r, err
		}
	}
	r, err = s.change(ctx, id.Workspace{}, request, func(tx *sysdb.Tx, now *Request) error {
		if now.State != Identity {
			return ErrState
		}
		if gone {
			return move(ctx, tx, now, "", ReasonGone, Expired)
		}
		err := alone(ctx, tx, now)
		if errors.Is(err, ErrRunning) {
			return move(ctx, tx, now, "", ReasonRunning, Refused)
		}
		if err != nil {
			return err
		}
		if err := s.plan(ctx, tx, now, plan); err != nil || !auto || now.State != Planned {
			return err
		}
		now.GraceTill = tx.Now().Add(replyTime)
		return move(ctx, tx, now, "", "", Approved, Grace)
	})
	if err == nil && r.State == Planned {
		err = s.halt(ctx, &r)
	}
	if err == nil {
		s.d.Tell(ctx, r.Workspace)
	}
	return r, err
}

func (s *Service) plan(ctx context.Context, tx *sysdb.Tx, r *Request, plan Plan) error {
	if err := s.reduce(ctx, tx, r.ID); err != nil {
		return err
	}
	r.Plan = plan
	if plan.empty(r.Scope) {
		return move(ctx, tx, r, "", "", Verified, NoData)
	}
	if err := move(ctx, tx, r, "", "", Verified, Planned); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Action: audit.ErasureAsked, Workspace: r.Workspace, Subject: audit.Ref(r.ID)})
}

// confirm adds what an owner shows who is logged in. Without a licence code so far, theirs is asked for: a session alone proves too little.
func (s *Service) confirm(ctx context.Context, p account.Principal, r *Request, a Answer) (Request, error) {
	who := p.User.ID.String()
	code := a.Code.Reveal() != ""
	if code {
		if err := s.d.Accounts.Confirm(ctx, p, a.Code); err != nil {
			return Request{}, err
		}
	} else if !r.Report.has(ByLicence) {
		return Request{}, ErrProof.WithField("licence_code", ErrProof.Code, ErrProof.Detail)
	}
	_, err := s.change(ctx, p.Workspace.ID, r.ID, func(tx *sysdb.Tx, now *Request) error {
		if now.State != Identity || now.Scope.check() != nil { // whoever has the link could choose afterwards what goes
			return ErrState
		}
		now.Report.shown(Proof{BySession, who, tx.Now()})
		if code {
			now.Report.shown(Proof{ByLicence, who, tx.Now()})
		}
		if err := audit.Record(ctx, tx, audit.Entry{Action: audit.ErasureConfirmed, Actor: p.Actor(), Workspace: now.Workspace, Subject: audit.Ref(now.ID)}); err != nil {
			return err
		}
		return save(ctx, tx, now)
	})
	if err != nil {
		return Request{}, err
	}
	return s.settle(ctx, r.ID)
}
