package database

import (
	"context"
	"database/sql"
)

// Engine is the kind of database underneath.
type Engine int

// The two engines.
const (
	SQLite Engine = iota
	Postgres
)

// String names the engine as tests and logs do.
func (e Engine) String() string {
	if e == Postgres {
		return "postgres"
	}
	return "sqlite"
}

// Query runs statements inside one transaction. It is valid only inside the function it was handed to, and not for two
// statements at the same time: rows are closed before the next statement. Statements use $1, $2 … on both engines.
type Query interface {
	Exec(ctx context.Context, sql string, args ...any) (sql.Result, error)
	Query(ctx context.Context, sql string, args ...any) (*sql.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) *sql.Row
}
