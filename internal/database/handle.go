package database

import (
	"context"
	"database/sql"
	"strconv"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Handle is the system database as the job queue needs it.
type Handle struct {
	Engine Engine
	Write  *sql.DB
	Read   *sql.DB
	Pool   *pgxpool.Pool // for notifications; nil on SQLite
}

// LockTx makes a PostgreSQL transaction the only writer of what name stands for, until it ends.
func LockTx(ctx context.Context, tx *sql.Tx, name string) error {
	_, err := tx.ExecContext(ctx, "select pg_advisory_xact_lock("+strconv.FormatInt(lockNumber(name), 10)+")")
	return err
}
