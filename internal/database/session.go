package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"time"

	"github.com/jackc/pgx/v5/stdlib"
)

// rollbackTimeout bounds how long a rollback may take when the caller's context is over already.
const rollbackTimeout = 5 * time.Second

// Session is one open transaction on one connection.
type Session struct {
	conn   *sql.Conn
	engine Engine
	done   bool
	onEnd  func()
}

// OnEnd has fn called once the transaction is over, either way.
func (s *Session) OnEnd(fn func()) { s.onEnd = fn }

// Broken reports whether a failed statement has spoiled the transaction, so that it cannot be committed.
func (s *Session) Broken() bool {
	broken := false
	_ = s.conn.Raw(func(c any) error {
		switch conn := c.(type) {
		case *stdlib.Conn:
			broken = conn.Conn().PgConn().TxStatus() != 'T'
		case *sqliteConn:
			broken = conn.Raw().GetAutocommit()
		}
		return nil
	})
	return broken
}

// NextSavepoint keeps what was done since "savepoint member" and sets the savepoint again.
func (s *Session) NextSavepoint(ctx context.Context) error {
	if s.engine == Postgres {
		return postgresScript(ctx, s.conn, "release savepoint member; savepoint member")
	}
	if _, err := s.conn.ExecContext(ctx, "release savepoint member"); err != nil {
		return err
	}
	_, err := s.conn.ExecContext(ctx, "savepoint member")
	return err
}

// Exec implements Query.
func (s *Session) Exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return s.conn.ExecContext(ctx, query, args...)
}

// Query implements Query.
func (s *Session) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return s.conn.QueryContext(ctx, query, args...)
}

// QueryRow implements Query.
func (s *Session) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	return s.conn.QueryRowContext(ctx, query, args...)
}

// Script runs a text of any number of statements without arguments.
func (s *Session) Script(ctx context.Context, text string) error {
	if s.engine == Postgres {
		return postgresScript(ctx, s.conn, text)
	}
	_, err := s.conn.ExecContext(ctx, text)
	return err
}

// Engine says which engine the session runs on.
func (s *Session) Engine() Engine { return s.engine }

// Commit makes the transaction durable and gives the connection back. It fails with ErrRolledBack if a statement had broken
// the transaction. After an error nothing of the transaction is stored.
func (s *Session) Commit(ctx context.Context) error {
	var err error
	if s.engine == Postgres {
		err = postgresCommit(ctx, s.conn)
	} else {
		_, err = s.conn.ExecContext(ctx, "commit")
	}
	if err != nil {
		s.Rollback()
		return err
	}
	s.end()
	return nil
}

// Rollback undoes the transaction and gives the connection back. After Commit it does nothing.
func (s *Session) Rollback() {
	if s.done {
		return
	}
	defer s.end()
	ctx, cancel := context.WithTimeout(context.Background(), rollbackTimeout)
	defer cancel()
	if _, err := s.conn.ExecContext(ctx, "rollback"); err != nil && !errors.Is(err, errTransactionLost) {
		// The connection is in an unknown state: have it closed, which ends its transaction.
		_ = s.conn.Raw(func(any) error { return driver.ErrBadConn })
	}
}

func (s *Session) end() {
	s.done = true
	_ = s.conn.Close()
	if s.onEnd != nil {
		s.onEnd()
	}
}

// begin takes a connection of db and starts a transaction on it with the given function.
func begin(ctx context.Context, db *sql.DB, engine Engine, start func(*sql.Conn) error) (*Session, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if err := start(conn); err != nil {
		_ = conn.Raw(func(any) error { return driver.ErrBadConn })
		return nil, errors.Join(err, ignoreClosed(conn.Close()))
	}
	return &Session{conn: conn, engine: engine}, nil
}

func ignoreClosed(err error) error {
	if errors.Is(err, sql.ErrConnDone) {
		return nil
	}
	return err
}
