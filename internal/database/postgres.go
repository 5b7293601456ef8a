package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/kelolapesan/kelola/internal/secret"
)

// NoWorkspace is the search path outside a workspace transaction. There is no such schema, so a statement that forgot to
// enter a workspace fails instead of reaching someone's data.
const NoWorkspace = "no_workspace"

const (
	postgresConns    = 20
	postgresLifetime = 5 * time.Minute // a connection remembers every table it has seen: about 0.17 MB a schema
	postgresIdle     = time.Minute
	pinnedConns      = 2
	listenConns      = 4
	listenLifetime   = time.Hour
	pinnedIdle       = 30 * time.Second
)

// Server is a pool of connections to one PostgreSQL database. Those of a workspace server enter a schema for one transaction at a
// time; those of the system server always use one schema.
type Server struct {
	pool   *pgxpool.Pool
	listen *pgxpool.Pool
	db     *sql.DB
	enter  func(schema string) string // the statement that enters a schema; only a test replaces it
}

// OpenServer connects to a PostgreSQL database of version 15 or later. schema is the search path of every connection.
func OpenServer(ctx context.Context, dsn secret.String, schema string) (*Server, error) {
	cfg, err := pgxpool.ParseConfig(dsn.Reveal())
	if err != nil {
		return nil, errors.New("database: the PostgreSQL address cannot be read") // the error would quote it, password and all
	}
	if !strings.Contains(dsn.Reveal(), "pool_max_conns") {
		cfg.MaxConns = postgresConns
	}
	cfg.MaxConnLifetime, cfg.MaxConnIdleTime = postgresLifetime, postgresIdle
	cfg.ConnConfig.RuntimeParams["search_path"] = schema
	cfg.ConnConfig.RuntimeParams["synchronous_commit"] = "on"
	// A table that grew a minute ago has no statistics yet; with the cost of spinning disks its few rows would be sought by a full scan.
	cfg.ConnConfig.RuntimeParams["random_page_cost"] = "1.1"
	cfg.ConnConfig.RuntimeParams["idle_in_transaction_session_timeout"] = "120000"
	if cfg.ConnConfig.RuntimeParams["application_name"] == "" {
		cfg.ConnConfig.RuntimeParams["application_name"] = "kelola"
	}
	listen, err := pgxpool.NewWithConfig(ctx, listenConfig(cfg))
	if err != nil {
		return nil, err
	}
	// A cancelled statement is cancelled on the server and the connection kept, where the default would close it.
	cfg.ConnConfig.BuildContextWatcherHandler = func(c *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: c, DeadlineDelay: 2 * time.Second}
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		listen.Close()
		return nil, err
	}
	s := &Server{pool: pool, listen: listen, db: stdlib.OpenDBFromPool(pool), enter: enterSchema}
	s.db.SetMaxIdleConns(0) // idle connections belong to the pool, which ends them in time
	if err := s.check(ctx); err != nil {
		return nil, errors.Join(Translate(err), s.Close())
	}
	return s, nil
}

func listenConfig(of *pgxpool.Config) *pgxpool.Config {
	cfg := of.Copy()
	cfg.MaxConns = listenConns
	cfg.MaxConnLifetime = listenLifetime
	return cfg
}

func (s *Server) check(ctx context.Context) error {
	var version int
	if err := s.db.QueryRowContext(ctx, "SELECT current_setting('server_version_num')::int").Scan(&version); err != nil {
		return err
	}
	if version < 150000 {
		return ErrSettings.With(fmt.Errorf("PostgreSQL %d is too old, 15 is needed", version/10000))
	}
	return nil
}

// DB is the pool as database/sql sees it.
func (s *Server) DB() *sql.DB { return s.db }

// Listener is a pool of few connections for LISTEN. Waiting for a notification is no statement that could be cancelled, so these are
// closed when their context ends.
func (s *Server) Listener() *pgxpool.Pool { return s.listen }

// Close closes all connections.
func (s *Server) Close() error {
	err := s.db.Close()
	s.pool.Close()
	s.listen.Close()
	return err
}

// Begin starts a transaction inside a schema, in one message: a writer waits for other writers of the schema, wherever they
// run; a reader sees one moment. This is the only way into a schema.
func (s *Server) Begin(ctx context.Context, schema string, write bool) (*Session, error) {
	return begin(ctx, s.db, Postgres, func(c *sql.Conn) error {
		return postgresScript(ctx, c, s.beginText(schema, write))
	})
}

// enterSchema sets the path for the current transaction only: the connection cannot carry it to the next one.
func enterSchema(schema string) string { return "set local search_path to " + quoteName(schema) }

func (s *Server) beginText(schema string, write bool) string {
	if !write {
		return "begin isolation level repeatable read read only; " + s.enter(schema)
	}
	return "begin; " + s.enter(schema) + "; select pg_advisory_xact_lock(" + strconv.FormatInt(lockNumber(schema), 10) + ")"
}

// BeginPlain starts a transaction without entering a schema.
func (s *Server) BeginPlain(ctx context.Context) (*Session, error) {
	return begin(ctx, s.db, Postgres, func(c *sql.Conn) error { return postgresScript(ctx, c, "begin") })
}

// PinnedPool is a small pool whose connections stay in one schema, for libraries that bring their own statements. The caller
// closes it.
func (s *Server) PinnedPool(ctx context.Context, schema string) (*sql.DB, error) {
	cfg := s.pool.Config().ConnConfig
	cfg.RuntimeParams["search_path"] = quoteName(schema)
	db := stdlib.OpenDB(*cfg)
	db.SetMaxOpenConns(pinnedConns)
	db.SetConnMaxIdleTime(pinnedIdle)
	db.SetConnMaxLifetime(postgresLifetime)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(Translate(err), db.Close())
	}
	return db, nil
}

// CreateSchema makes an empty schema; one that exists already is left alone.
func (s *Server) CreateSchema(ctx context.Context, schema string) error {
	_, err := s.db.ExecContext(ctx, "CREATE SCHEMA IF NOT EXISTS "+quoteName(schema))
	return err
}

// DropSchema removes a schema and everything in it, and reports whether it was there.
func (s *Server) DropSchema(ctx context.Context, schema string) (bool, error) {
	was, err := s.HasSchema(ctx, schema)
	if err != nil || !was {
		return false, err
	}
	_, err = s.db.ExecContext(ctx, "DROP SCHEMA IF EXISTS "+quoteName(schema)+" CASCADE")
	return err == nil, err
}

// HasSchema reports whether a schema exists.
func (s *Server) HasSchema(ctx context.Context, schema string) (bool, error) {
	var n int
	err := s.db.QueryRowContext(ctx, "SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = $1", schema).Scan(&n)
	return n > 0, err
}

// Lock takes a lock of the whole database that lasts until unlock is called or the process ends. It fails with ErrInUse.
func (s *Server) Lock(ctx context.Context, name string) (unlock func(), err error) {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	var got bool
	if err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1)", lockNumber(name)).Scan(&got); err != nil {
		conn.Release()
		return nil, err
	}
	if !got {
		conn.Release()
		return nil, ErrInUse
	}
	held := conn.Hijack() // out of the pool, so that it is not recycled while it holds the lock
	return func() {
		ctx, cancel := context.WithTimeout(context.Background(), rollbackTimeout)
		defer cancel()
		// Asked for, because the server ends a session, and gives up its locks, some time after the client has left.
		_, _ = held.Exec(ctx, "SELECT pg_advisory_unlock($1)", lockNumber(name))
		_ = held.Close(ctx)
	}, nil
}

func lockNumber(name string) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte("kelola:" + name))
	return int64(h.Sum64())
}

func quoteName(name string) string { return pgx.Identifier{name}.Sanitize() }

func postgresScript(ctx context.Context, c *sql.Conn, text string) error {
	return onPostgres(c, func(pg *pgconn.PgConn) error { return pg.Exec(ctx, text).Close() })
}

func postgresCommit(ctx context.Context, c *sql.Conn) error {
	return onPostgres(c, func(pg *pgconn.PgConn) error {
		res, err := pg.Exec(ctx, "commit").ReadAll()
		if err != nil {
			return err
		}
		if len(res) == 1 && res[0].CommandTag.String() == "ROLLBACK" {
			return ErrRolledBack
		}
		return nil
	})
}

func onPostgres(c *sql.Conn, fn func(*pgconn.PgConn) error) error {
	return c.Raw(func(conn any) error { return fn(conn.(*stdlib.Conn).Conn().PgConn()) })
}
