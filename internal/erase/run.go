package erase

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
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
	if err := s.ballast(); err != nil {
		s.d.Log.WarnContext(ctx, "no room is kept for deletions on a full disk", slog.Any("err", err))
	}
	for {
		err := s.Due(ctx)
		if err != nil && s.lighter(err) {
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

// Due carries out what is due now.
func (s *Service) Due(ctx context.Context) error {
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
		switch r.State {
		case Grace:
			if s.d.Clock.Now().Before(r.GraceTill) {
				continue
			}
		case Executing, Verifying, LiveErased, BackupWait:
		case Unproven:
			if r.Report.Attempts >= maxAttempts {
				continue
			}
		default:
			continue
		}
		if err := s.carry(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// carry brings a request from where it is to its end. Every stage can be done again.
func (s *Service) carry(ctx context.Context, r *Request) error {
	if r.State == LiveErased || r.State == BackupWait {
		return s.close(ctx, r)
	}
	if r.State == Grace || r.State == Unproven {
		r.Report.Attempts++
		if err := s.step(ctx, r, "", Executing); err != nil {
			return err
		}
	}
	if r.State == Verifying {
		if err := s.step(ctx, r, "", Executing); err != nil {
			return err
		}
	}
	x := &execution{Service: s, r: r, cutoff: s.d.Clock.Now()}
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
		return s.step(ctx, r, bad, Unproven)
	}
	return s.prove(ctx, r)
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
	}
	r.LiveAt = s.d.Clock.Now()
	if err := s.certify(ctx, r, 1); err != nil {
		return err
	}
	err := s.d.System.Write(ctx, func(tx *sysdb.Tx) error {
		if err := move(ctx, tx, r, "", "", LiveErased, BackupWait); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: audit.ErasureDone, Workspace: r.Workspace, Subject: audit.Ref(r.ID)})
	})
	if err != nil {
		return err
	}
	return s.close(ctx, r)
}

const forgetProgress = `DELETE FROM erasure_progress WHERE request_id = $1`

// close ends a request when no backup in which the data could be read is left.
func (s *Service) close(ctx context.Context, r *Request) error {
	until, err := s.d.Backups(ctx, r.Workspace, r.LiveAt)
	if err != nil || s.d.Clock.Now().Before(until) {
		return err
	}
	if r.State == LiveErased {
		if err := s.step(ctx, r, "", BackupWait); err != nil {
			return err
		}
	}
	err = s.d.DB.Write(ctx, r.Workspace, func(tx *wsdb.Tx) error {
		_, err := tx.Exec(ctx, forgetProgress, r.ID)
		return err
	})
	if unlessGone(err) != nil {
		return err
	}
	if err := s.certify(ctx, r, 2); err != nil {
		return err
	}
	return s.step(ctx, r, "", Complete)
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
