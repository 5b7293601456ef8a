package wsdb

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/queue"
)

// Query runs statements inside one transaction of one workspace. Stores take it; a *Tx is one too.
type Query = database.Query

// Tx is a write transaction of one workspace. It is valid only inside the function it was handed to, on one goroutine at a time.
type Tx struct {
	q      Query
	group  context.Context // of the group commit this transaction is part of, or nil
	engine database.Engine
	ws     id.Workspace
	box    *crypt.Box
	now    time.Time
	wake   time.Time
	jobs   int
	after  []func()
}

func (d *DB) newTx(h *handle) *Tx {
	return &Tx{engine: d.engine, ws: h.ws, box: h.box}
}

// Exec implements Query.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return alive(tx.q).Exec(tx.context(ctx), query, args...)
}

// Query implements Query.
func (tx *Tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return alive(tx.q).Query(tx.context(ctx), query, args...)
}

// QueryRow implements Query.
func (tx *Tx) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	return alive(tx.q).QueryRow(tx.context(ctx), query, args...)
}

// context keeps one caller's cancellation from ending the transaction of a whole group.
func (tx *Tx) context(ctx context.Context) context.Context {
	if tx.group != nil {
		return tx.group
	}
	return ctx
}

// Engine says which engine is underneath; only statements that truly differ may ask.
func (tx *Tx) Engine() database.Engine { return tx.engine }

// Workspace says whose database this is.
func (tx *Tx) Workspace() id.Workspace { return tx.ws }

// Now is the one instant of this transaction.
func (tx *Tx) Now() time.Time { return tx.now }

// Box seals and hashes for the workspace.
func (tx *Tx) Box() *crypt.Box { return tx.box }

// AfterCommit calls fn once the transaction is durable, in the order of the calls. It is for wake-ups, never for work that
// must happen: a crash in between loses the call.
func (tx *Tx) AfterCommit(fn func()) { tx.after = append(tx.after, fn) }

// WakeAt says that something of this workspace is due at t. After the commit the workspace appears on DB.Wakes when t has come.
// The time itself is written down a moment later; if a crash comes first, the workspace appears at the next start instead.
// Of several calls in one transaction the earliest counts. Zero is ignored.
func (tx *Tx) WakeAt(t time.Time) {
	if !t.IsZero() && (tx.wake.IsZero() || t.Before(tx.wake)) {
		tx.wake = t
	}
}

const nextJob = `UPDATE job_outbox_state SET last_seq = last_seq + 1 WHERE id = 1 RETURNING last_seq`

const insertJob = `
	INSERT INTO job_outbox (seq, kind, args, queue, run_at, only_one, max_attempts, created_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`

// Enqueue stores a job with the transaction. It is handed to the queue soon after the commit, exactly once, also after a crash.
func (tx *Tx) Enqueue(ctx context.Context, job queue.Args, opts ...queue.Option) error {
	args, err := json.Marshal(job)
	if err != nil {
		return err
	}
	o := queue.Collect(opts)
	if err := o.Check(); err != nil {
		return err
	}
	var seq int64
	if err := tx.QueryRow(ctx, nextJob).Scan(&seq); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, insertJob, seq, job.Kind(), string(args), o.Queue, clock.Micros(o.RunAt), o.Unique, o.MaxAttempts, clock.Micros(tx.now))
	if err != nil {
		return err
	}
	tx.jobs++
	return nil
}

func (tx *Tx) end() { tx.q = nil }

// reader is the Query of a read-only transaction.
type reader struct{ q Query }

// Exec implements Query; it fails, because nothing can be written here.
func (r *reader) Exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return alive(r.q).Exec(ctx, query, args...)
}

// Query implements Query.
func (r *reader) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return alive(r.q).Query(ctx, query, args...)
}

// QueryRow implements Query.
func (r *reader) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	return alive(r.q).QueryRow(ctx, query, args...)
}

func (r *reader) end() { r.q = nil }

func alive(q Query) Query {
	if q == nil {
		panic("wsdb: a transaction was used after its function returned")
	}
	return q
}
