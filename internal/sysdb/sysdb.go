// Package sysdb owns the system database: what belongs to the installation and to nobody's conversations.
package sysdb

import (
	"context"
	"database/sql"

	"github.com/kelolapesan/kelola/internal/database"
)

// Query runs statements inside one transaction of the system database.
type Query = database.Query

// Tx is a write transaction on the system database.
type Tx struct{ tx *sql.Tx }

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

// SQL returns the transaction underneath, for package queue only.
func (t *Tx) SQL() *sql.Tx { return t.tx }

// DB is the system database.
type DB struct {
	write, read *sql.DB
}

// Read runs fn in a read-only transaction.
func (d *DB) Read(ctx context.Context, fn func(q Query) error) error {
	tx, err := d.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	return fn(&Tx{tx: tx})
}

// Write runs fn in a transaction and commits it when fn returns nil. fn must not call out of the transaction.
func (d *DB) Write(ctx context.Context, fn func(tx *Tx) error) error {
	tx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if err := fn(&Tx{tx: tx}); err != nil {
		return err
	}
	return tx.Commit()
}
