package job

import (
	"context"

	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Deps are what a Service needs. Changed, if set, is called inside each transaction that changes a job; it records the fact.
type Deps struct {
	Changed func(ctx context.Context, tx *wsdb.Tx, job ID) error
}

// Service keeps the jobs of workspaces. All its methods run in the caller's transaction.
type Service struct{ deps Deps }

// New makes a Service.
func New(deps Deps) *Service { return &Service{deps: deps} }

// Create starts a running job of a kind ("import.run"), which also names its title ("job.import.run"). total is 0 while unknown.
func (s *Service) Create(ctx context.Context, tx *wsdb.Tx, kind string, owner Owner, total int64) (Job, error) {
	now := tx.Now()
	j := Job{
		ID: id.New[Job](), Kind: kind, TitleKey: "job." + kind, State: Running, Total: total,
		CreatedBy: owner, CreatedAt: now, UpdatedAt: now,
	}
	if err := insert(ctx, tx, &j); err != nil {
		return Job{}, err
	}
	return j, s.changed(ctx, tx, j.ID)
}

// Progress notes how far the work is and where to go on after a restart. It fails with ErrCancelled once a person cancelled
// the job: the worker then stops.
func (s *Service) Progress(ctx context.Context, tx *wsdb.Tx, job ID, done, total int64, cursor string) error {
	j, err := get(ctx, tx, job)
	if err != nil {
		return err
	}
	if err := j.progress(tx.Now(), done, total, cursor); err != nil {
		return err
	}
	return s.save(ctx, tx, &j)
}

// Finish ends the job well. Finishing it twice is harmless; it fails with ErrCancelled after a cancellation.
func (s *Service) Finish(ctx context.Context, tx *wsdb.Tx, job ID) error {
	return s.end(ctx, tx, job, Done, "")
}

// Fail ends the job with a code that the interface translates.
func (s *Service) Fail(ctx context.Context, tx *wsdb.Tx, job ID, code string) error {
	return s.end(ctx, tx, job, Failed, code)
}

// Cancel ends the job on a person's wish; its worker learns of it at the next Progress.
func (s *Service) Cancel(ctx context.Context, tx *wsdb.Tx, job ID) error {
	return s.end(ctx, tx, job, Cancelled, "")
}

// Get returns a job or ErrNotFound.
func (s *Service) Get(ctx context.Context, q wsdb.Query, job ID) (Job, error) {
	return get(ctx, q, job)
}

// List returns jobs, newest first.
func (s *Service) List(ctx context.Context, q wsdb.Query, req page.Request) (page.Page[Job], error) {
	var before ID
	if _, err := req.Cursor.Decode(&before); err != nil {
		return page.Page[Job]{}, err
	}
	jobs, err := list(ctx, q, before, req.Size()+1)
	if err != nil {
		return page.Page[Job]{}, err
	}
	return page.Cut(jobs, req.Size(), func(j Job) any { return j.ID }), nil
}

func (s *Service) end(ctx context.Context, tx *wsdb.Tx, job ID, state State, code string) error {
	j, err := get(ctx, tx, job)
	if err != nil {
		return err
	}
	changed, err := j.end(tx.Now(), state, code)
	if err != nil || !changed {
		return err
	}
	return s.save(ctx, tx, &j)
}

func (s *Service) save(ctx context.Context, tx *wsdb.Tx, j *Job) error {
	if err := update(ctx, tx, j); err != nil {
		return err
	}
	return s.changed(ctx, tx, j.ID)
}

func (s *Service) changed(ctx context.Context, tx *wsdb.Tx, job ID) error {
	if s.deps.Changed == nil {
		return nil
	}
	return s.deps.Changed(ctx, tx, job)
}
