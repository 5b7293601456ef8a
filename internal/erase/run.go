package erase

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/ledger"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	lookAgain   = time.Minute
	maxAttempts = 3
)

// Run carries out what is due until ctx ends: one deletion at a time, each taken up again after a crash.
func (s *Service) Run(ctx context.Context) {
	s.tidy(ctx)
	waits := false // for room, of which none is taken then
	for {
		if !waits {
			if err := s.ballast(); err != nil {
				s.d.Log.WarnContext(ctx, "no room is kept for deletions on a full disk", slog.Any("err", err))
			}
		}
		err := s.Due(ctx)
		waits = full(err)
		if waits && s.lighter() {
			continue
		}
		if err != nil && ctx.Err() == nil {
			s.d.Log.ErrorContext(ctx, "deletions could not go on; they are taken up again", slog.Any("err", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-s.d.Clock.After(lookAgain):
		}
	}
}

// tidy removes what a rehearsal left that the end of the program cut off.
func (s *Service) tidy(ctx context.Context) {
	s.carrying.Lock()
	defer s.carrying.Unlock()
	if err := s.clearDrills(ctx); err != nil && ctx.Err() == nil {
		s.d.Log.ErrorContext(ctx, "what a rehearsal left could not be removed; the next one tries again", slog.Any("err", err))
	}
}

// Due carries out what is due now.
func (s *Service) Due(ctx context.Context) error {
	s.carrying.Lock()
	defer s.carrying.Unlock()
	var open []Request
	err := s.d.System.Read(ctx, func(q sysdb.Query) (err error) {
		open, err = list(ctx, q, openRequests)
		return err
	})
	if err != nil {
		return err
	}
	for i := range open {
		r := &open[i]
		if !r.due(s.d.Clock.Now()) {
			continue
		}
		one := s.carry(ctx, r)
		if errors.Is(one, ErrState) {
			one = nil // it was called off, held or refused just now
		}
		if full(one) {
			one = errors.Join(one, s.d.System.Write(ctx, func(tx *sysdb.Tx) error {
				_, err := tx.Exec(ctx, saveReason, r.ID, ReasonRoom) // the next step takes it away
				return err
			}))
		}
		if one != nil {
			s.d.Log.ErrorContext(ctx, "a deletion could not go on; it is taken up again", slog.String("operation", string(r.State)), slog.Any("workspace_id", r.Workspace))
		}
		err = errors.Join(err, one)
		if ctx.Err() != nil {
			break
		}
	}
	return err
}

const saveReason = `UPDATE erasure_request SET reason = $2 WHERE id = $1 AND state IN ('executing', 'verifying')`

// due says whether a request waits for nobody and nothing.
func (r *Request) due(now time.Time) bool {
	switch r.State {
	case Grace:
		return !now.Before(r.GraceTill)
	case OnHold:
		return !r.Desk.ReviewAt.IsZero() && !now.Before(r.Desk.ReviewAt)
	case Executing, Verifying, LiveErased, BackupWait:
		return true
	case Unproven:
		return r.Report.Attempts < maxAttempts
	}
	return false
}

// carry brings a request from where it is to its end. Every stage can be done again.
func (s *Service) carry(ctx context.Context, r *Request) error {
	if r.State == OnHold {
		return s.review(ctx, r.ID)
	}
	if r.State == LiveErased || r.State == BackupWait {
		return s.close(ctx, r)
	}
	if r.State == Grace || r.State == Unproven {
		if err := s.begin(ctx, r); err != nil {
			return err
		}
	}
	defer s.engage(r.Workspace)()
	if r.State == Verifying && r.Report.Ledger[1] > 0 { // proven, and cut off before its certificate
		return s.prove(ctx, r)
	}
	if r.State == Verifying {
		if err := s.step(ctx, r, "", Executing); err != nil {
			return err
		}
	}
	x := &execution{Service: s, r: r, cutoff: s.d.Clock.Now()}
	if !r.Scope.Whole {
		r.Report.Storage.Engine = "" // the database is written anew by each try
	}
	r.Report.Stages = nil // of earlier tries, which may be many while there is no room
	for _, stage := range x.stages() {
		r.Report.Stages = append(r.Report.Stages, StageRun{stage.name, s.d.Clock.Now()})
		if err := s.keep(ctx, r); err != nil {
			return err
		}
		if err := stage.do(ctx); err != nil {
			return err
		}
	}
	if bad := r.Report.failed(); bad != "" {
		s.d.Log.ErrorContext(ctx, "a deletion could not be proven", slog.String("err", bad), slog.Any("workspace_id", r.Workspace))
		err := s.step(ctx, r, bad, Unproven)
		s.d.Tell(ctx, r.Workspace)
		return err
	}
	return s.prove(ctx, r)
}

// begin starts to carry a request out as it is now: since it was read others may have taken long, and operators have done something to it.
func (s *Service) begin(ctx context.Context, r *Request) error {
	now, err := s.change(ctx, id.Workspace{}, r.ID, func(tx *sysdb.Tx, now *Request) error {
		if now.State != r.State || !now.due(tx.Now()) {
			return ErrState
		}
		now.Report.Attempts++
		return move(ctx, tx, now, "", "", Executing)
	})
	if err == nil {
		*r = now
	}
	return err
}

// step moves a request and stores what else has changed of it.
func (s *Service) step(ctx context.Context, r *Request, reason string, through ...State) error {
	return s.d.System.Write(ctx, func(tx *sysdb.Tx) error { return move(ctx, tx, r, "", reason, through...) })
}

func (s *Service) keep(ctx context.Context, r *Request) error {
	return s.d.System.Write(ctx, func(tx *sysdb.Tx) error { return save(ctx, tx, r) })
}

// prove writes the end into the ledger and has the certificate made.
func (s *Service) prove(ctx context.Context, r *Request) error {
	r.Report.Stages = append(r.Report.Stages, StageRun{StageProof, s.d.Clock.Now()})
	if r.Report.Ledger[1] == 0 {
		line, err := s.d.Ledger.Append(ctx, r.entry(ledger.Done, r.Report.Cutoff))
		if err != nil {
			return err
		}
		r.Report.Ledger[1] = line.Seq
		if err := s.keep(ctx, r); err != nil {
			return err
		}
	}
	r.LiveAt = s.d.Clock.Now()
	if err := s.certify(ctx, r, 1); err != nil {
		return err
	}
	err := s.d.System.Write(ctx, func(tx *sysdb.Tx) error {
		if err := move(ctx, tx, r, "", "", LiveErased, BackupWait); err != nil {
			return err
		}
		if r.Scope.Whole {
			if err := endNarrower(ctx, tx, r); err != nil {
				return err
			}
		}
		if r.Way == ByDrill {
			return nil
		}
		return audit.Record(ctx, tx, audit.Entry{Action: audit.ErasureDone, Workspace: r.Workspace, Subject: audit.Ref(r.ID)})
	})
	if err != nil {
		return err
	}
	err = s.d.DB.Write(ctx, r.Workspace, func(tx *wsdb.Tx) error {
		if err := forget(ctx, tx, r.ID); err != nil || s.d.Told == nil {
			return err
		}
		return s.d.Told(ctx, tx, r.Workspace)
	})
	if unlessGone(err) != nil {
		return err
	}
	err = s.close(ctx, r)
	if !r.Scope.Whole {
		s.d.Renew()
	}
	return err
}

const (
	forgetProgress = `DELETE FROM erasure_progress WHERE request_id = $1`
	forgetTrace    = `DELETE FROM erasure_trace WHERE request_id = $1`
)

// forget removes what was kept in the workspace for the time of the deletion.
func forget(ctx context.Context, tx *wsdb.Tx, request ID) error {
	_, err := tx.Exec(ctx, forgetProgress, request)
	_, other := tx.Exec(ctx, forgetTrace, request)
	return errors.Join(err, other)
}

// close ends a request when no backup in which the data could be read is left.
func (s *Service) close(ctx context.Context, r *Request) error {
	if err := s.giveUp(ctx, r); err != nil {
		return err
	}
	until, err := s.d.Backups(ctx, r.Workspace, r.Report.Ledger[1])
	if err != nil || s.d.Clock.Now().Before(until) {
		return err
	}
	if r.State == LiveErased {
		if err := s.step(ctx, r, "", BackupWait); err != nil {
			return err
		}
	}
	if err := s.certify(ctx, r, 2); err != nil {
		return err
	}
	if err := s.step(ctx, r, "", Complete); err != nil || r.Scope.Whole {
		return err
	}
	s.d.Tell(ctx, r.Workspace)
	return nil
}

// endNarrower ends what was asked of a workspace that is gone as a whole.
func endNarrower(ctx context.Context, tx *sysdb.Tx, whole *Request) error {
	open, err := list(ctx, tx, openRequests)
	if err != nil {
		return err
	}
	for i := range open {
		o := &open[i]
		if o.Workspace != whole.Workspace || o.ID == whole.ID {
			continue
		}
		var end State
		switch o.State {
		case Planned, Grace, OnHold, Unproven:
			end = Cancelled
		case Identity:
			end = Expired
		default:
			continue
		}
		if err := move(ctx, tx, o, "", ReasonGone, end); err != nil {
			return err
		}
	}
	return nil
}

// engage marks a workspace in which data is being deleted: what would add to it waits. The returned function ends that.
func (s *Service) engage(ws id.Workspace) (done func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.busy[ws] = true
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.busy, ws)
		s.d.Around.Resume(ws)
	}
}

// Busy says whether data of a workspace is being deleted now.
func (s *Service) Busy(ws id.Workspace) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.busy[ws]
}

// entry is what the ledger says of a request.
func (r *Request) entry(kind ledger.Kind, cutoff time.Time) ledger.Entry {
	scope := ledger.Scope{Whole: r.Scope.Whole, Categories: []string{}, Contacts: []string{}}
	for _, c := range r.Scope.Categories {
		scope.Categories = append(scope.Categories, string(c))
	}
	slices.Sort(scope.Categories)
	if r.Report.Person != "" {
		scope.Contacts = append(scope.Contacts, r.Report.Person)
	}
	if !r.Scope.Channel.IsZero() {
		scope.Channel = ledger.Ref(r.Scope.Channel)
	}
	return ledger.Entry{Kind: kind, Request: ledger.Ref(r.ID), Workspace: r.Workspace, Scope: scope, Cutoff: cutoff}
}
