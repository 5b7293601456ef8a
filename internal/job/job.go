// Package job owns long work as a person sees it: what is being done, how far it is, and how it ended.
package job

import (
	"time"

	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
)

// ID identifies a job.
type ID = id.ID[Job]

// Owner is the person who started a job; zero when the machine did.
type Owner = id.ID[any]

// State of a job.
type State string

// The states of a job. Done, failed and cancelled are ends.
const (
	Running   State = "running"
	Paused    State = "paused"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Ended says whether nothing more will happen.
func (s State) Ended() bool { return s == Done || s == Failed || s == Cancelled }

// Job is one piece of long work. Total is 0 while unknown. Cursor is the worker's own note of where to go on after a restart.
type Job struct {
	ID         ID
	Kind       string
	TitleKey   string
	State      State
	Done       int64
	Total      int64
	Cursor     string
	ErrorCode  string
	CreatedBy  Owner
	CreatedAt  time.Time
	UpdatedAt  time.Time
	FinishedAt time.Time
}

// Faults of this package.
var (
	ErrNotFound  = fault.New(fault.NotFound, "job.not_found", "There is no such job.")
	ErrCancelled = fault.New(fault.Conflict, "job.cancelled", "The job was cancelled.")
	ErrEnded     = fault.New(fault.Conflict, "job.ended", "The job has already ended.")
)

// progress notes how far the work is. It refuses when the work was cancelled or has ended, which tells the worker to stop.
func (j *Job) progress(now time.Time, done, total int64, cursor string) error {
	if err := j.alive(); err != nil {
		return err
	}
	j.Done, j.Total, j.Cursor, j.UpdatedAt = done, total, cursor, now
	return nil
}

// end brings the job to an end state. Ending in the same state again changes nothing, so that a worker may repeat itself.
func (j *Job) end(now time.Time, state State, code string) (changed bool, err error) {
	if j.State == state {
		return false, nil
	}
	if err := j.alive(); err != nil {
		return false, err
	}
	if state == Done && j.Total > 0 {
		j.Done = j.Total
	}
	j.State, j.ErrorCode, j.UpdatedAt, j.FinishedAt = state, code, now, now
	return true, nil
}

func (j *Job) alive() error {
	switch {
	case j.State == Cancelled:
		return ErrCancelled
	case j.State.Ended():
		return ErrEnded
	}
	return nil
}
