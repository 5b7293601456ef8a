package sysdb

import (
	"context"
	"database/sql"
	"time"
)

// Tx is a transaction on the system database. It is valid only inside the function it was handed to.
type Tx struct {
	tx    *sql.Tx
	now   time.Time
	after []func()
}

// Exec implements Query.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return t.tx.ExecContext(ctx, query, args...)
}

// Query implements Query.
func (t *Tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return t.tx.QueryContext(ctx, query, args...)
}

// QueryRow implements Query.
func (t *Tx) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	return t.tx.QueryRowContext(ctx, query, args...)
}

// Now is the one instant of this transaction.
func (t *Tx) Now() time.Time { return t.now }

// AfterCommit calls fn once the transaction is durable; for wake-ups, never for work that must happen.
func (t *Tx) AfterCommit(fn func()) { t.after = append(t.after, fn) }

// SQL returns the transaction underneath, for package queue only.
func (t *Tx) SQL() *sql.Tx { return t.tx }
