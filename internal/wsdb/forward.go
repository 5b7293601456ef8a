package wsdb

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// Inserter takes jobs over with a transaction of the system database; package queue's Client is one.
type Inserter interface {
	InsertStored(ctx context.Context, tx *sql.Tx, jobs []queue.Stored) error
}

const (
	forwardPage  = 500
	forwardPause = time.Second // after a failure
)

const (
	getEpoch   = `SELECT epoch FROM job_outbox_state WHERE id = 1`
	listJobs   = `SELECT seq, kind, args, queue, run_at, only_one, max_attempts FROM job_outbox ORDER BY seq LIMIT $1`
	deleteJobs = `DELETE FROM job_outbox WHERE seq <= $1`
	getMark    = `SELECT seq FROM job_mark WHERE workspace_id = $1 AND epoch = $2`
	setMark    = `INSERT INTO job_mark (workspace_id, epoch, seq) VALUES ($1, $2, $3)
		ON CONFLICT (workspace_id, epoch) DO UPDATE SET seq = excluded.seq`
	deleteOldMarks = `DELETE FROM job_mark WHERE workspace_id = $1 AND epoch <> $2`
)

// Forward hands stored jobs over to the queue until ctx ends: those of workspaces that were not closed properly first, then whenever
// a transaction that stored some commits.
//
// Each job arrives exactly once. The jobs and the highest number handed over are written in one system transaction; the rows are
// deleted afterwards. After a crash in between, rows up to that number are deleted without being handed over again. Numbers are given
// in the order of commits, because a workspace has one writer.
func (d *DB) Forward(ctx context.Context, to Inserter) error {
	for {
		failed := false
		for _, ws := range d.pending.list() {
			err := d.forward(ctx, ws, to)
			if err != nil && ctx.Err() == nil && !errors.Is(err, ErrClosed) {
				failed = true
				d.sys.Log().Error("Stored jobs could not be handed over; they are tried again.", slog.String("workspace_id", ws.String()), slog.Any("err", err))
			}
		}
		var retry <-chan time.Time
		if failed {
			retry = clock.System{}.After(forwardPause)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-d.pending.signal:
		case <-retry:
		}
	}
}

// forward hands over all jobs of one workspace.
func (d *DB) forward(ctx context.Context, ws id.Workspace, to Inserter) error {
	for {
		d.pending.remove(ws) // before looking, so that a commit from now on puts it back
		n, err := d.forwardPage(ctx, ws, to)
		if errors.Is(err, ErrErased) || errors.Is(err, ErrNotFound) {
			return nil
		}
		if err != nil {
			d.pending.keep(ws)
			return err
		}
		if n < forwardPage {
			return nil
		}
	}
}

func (d *DB) forwardPage(ctx context.Context, ws id.Workspace, to Inserter) (int, error) {
	epoch, jobs, err := d.storedJobs(ctx, ws)
	if err != nil || len(jobs) == 0 {
		return 0, err
	}
	last := jobs[len(jobs)-1].seq
	err = d.sys.Write(ctx, func(tx *sysdb.Tx) error {
		var mark int64
		if err := tx.QueryRow(ctx, getMark, ws, epoch).Scan(&mark); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		var fresh []queue.Stored
		for _, j := range jobs {
			if j.seq > mark {
				fresh = append(fresh, j.job)
			}
		}
		if len(fresh) == 0 {
			return nil
		}
		if err := to.InsertStored(ctx, tx.SQL(), fresh); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, setMark, ws, epoch, last); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, deleteOldMarks, ws, epoch)
		return err
	})
	if err != nil {
		return 0, err
	}
	err = d.Join(ctx, ws, func(tx *Tx) error {
		_, err := tx.Exec(ctx, deleteJobs, last)
		return err
	})
	return len(jobs), err
}

type numbered struct {
	seq int64
	job queue.Stored
}

func (d *DB) storedJobs(ctx context.Context, ws id.Workspace) (epoch id.ID[epochTag], jobs []numbered, err error) {
	err = d.Read(ctx, ws, func(q Query) error {
		if err := q.QueryRow(ctx, getEpoch).Scan(&epoch); err != nil {
			return err
		}
		rows, err := q.Query(ctx, listJobs, forwardPage)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var j numbered
			var runAt int64
			var args string
			if err := rows.Scan(&j.seq, &j.job.Name, &args, &j.job.Queue, &runAt, &j.job.Unique, &j.job.MaxAttempts); err != nil {
				return err
			}
			j.job.Args, j.job.RunAt = []byte(args), clock.Time(runAt)
			jobs = append(jobs, j)
		}
		return rows.Err()
	})
	return epoch, jobs, err
}

// Jobs lists what a workspace has stored for the queue and not handed over yet, at most 500; for tests and tools.
func (d *DB) Jobs(ctx context.Context, ws id.Workspace) ([]queue.Stored, error) {
	_, stored, err := d.storedJobs(ctx, ws)
	jobs := make([]queue.Stored, len(stored))
	for i, j := range stored {
		jobs[i] = j.job
	}
	return jobs, err
}
