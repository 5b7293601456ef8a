package transfer

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	jobExport = "transfer.export"
	tellEvery = 2 * time.Second
)

// progress is how much of an export is done: rows and files.
type progress struct{ done, total atomic.Int64 }

// follow makes a job that says how far an export is, until the returned function is told how it ended. Whoever cancels the job stops the export.
func (s *Service) follow(ctx context.Context, ws id.Workspace, actor audit.Thing, p *progress, stop context.CancelCauseFunc) (end func(error), err error) {
	var j job.Job
	err = s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) (err error) {
		j, err = s.d.Jobs.Create(ctx, tx, jobExport, actor, 0)
		return err
	})
	if err != nil {
		return nil, err
	}
	over := make(chan struct{})
	var work sync.WaitGroup
	work.Go(func() {
		for {
			select {
			case <-over:
				return
			case <-s.d.Clock.After(tellEvery):
			}
			err := s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
				return s.d.Jobs.Progress(ctx, tx, j.ID, p.done.Load(), p.total.Load(), "")
			})
			if errors.Is(err, job.ErrCancelled) {
				stop(err)
				return
			}
		}
	})
	return func(failed error) {
		close(over)
		work.Wait()
		s.ended(context.WithoutCancel(ctx), ws, j.ID, p, failed)
	}, nil
}

// ended notes how an export ended. A workspace that is gone by now has no job.
func (s *Service) ended(ctx context.Context, ws id.Workspace, j job.ID, p *progress, failed error) {
	err := s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		if failed != nil {
			return s.d.Jobs.Fail(ctx, tx, j, codeOf(failed))
		}
		if err := s.d.Jobs.Progress(ctx, tx, j, p.done.Load(), p.total.Load(), ""); err != nil {
			return err
		}
		return s.d.Jobs.Finish(ctx, tx, j)
	})
	if kind := fault.KindOf(err); err != nil && kind != fault.Conflict && kind != fault.Gone && kind != fault.NotFound {
		s.d.Log.WarnContext(ctx, "the end of an export could not be noted", slog.String("workspace_id", ws.String()), slog.Any("err", err))
	}
}

// codeOf names why an export ended; a connection that is lost has no name of its own.
func codeOf(err error) string {
	if f, ok := fault.Of(err); ok {
		return f.Code
	}
	return ErrCutOff.Code
}

// Tidy ends the jobs of exports that ended with their process. It may be repeated.
func (s *Service) Tidy(ctx context.Context, ws id.Workspace) error {
	if s.runs(ws) {
		return nil
	}
	var left []job.Job
	err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
		left, err = s.d.Jobs.Running(ctx, q, jobExport)
		return err
	})
	if err != nil || len(left) == 0 || s.runs(ws) {
		return err
	}
	return s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) (err error) {
		for _, j := range left {
			if bad := s.d.Jobs.Fail(ctx, tx, j.ID, ErrCutOff.Code); !errors.Is(bad, job.ErrCancelled) && !errors.Is(bad, job.ErrEnded) {
				err = errors.Join(err, bad)
			}
		}
		return err
	})
}
