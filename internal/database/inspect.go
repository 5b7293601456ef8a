package database

import (
	"context"
	"errors"
	"net"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/kelolapesan/kelola/internal/secret"
)

const (
	hasMigrationsSQLite   = `SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'migration'`
	hasMigrationsPostgres = `SELECT CASE WHEN to_regclass('migration') IS NULL THEN 0 ELSE 1 END`
)

// Pending names the migrations that a database lacks and changes nothing. fresh says that it has none of them yet. It fails with
// ErrNewer or ErrChanged.
func Pending(ctx context.Context, plan Plan, open func(context.Context) (*Session, error)) (names []string, fresh bool, err error) {
	s, err := open(ctx)
	if err != nil {
		return nil, false, Translate(err)
	}
	defer s.Rollback()
	query := hasMigrationsSQLite
	if s.Engine() == Postgres {
		query = hasMigrationsPostgres
	}
	var tables int
	if err := s.QueryRow(ctx, query).Scan(&tables); err != nil {
		return nil, false, Translate(err)
	}
	missing, fresh := []Migration(plan), true
	if tables > 0 {
		if missing, fresh, err = plan.missing(ctx, s); err != nil {
			return nil, false, Translate(err)
		}
	}
	for _, m := range missing {
		names = append(names, m.Name)
	}
	return names, fresh, nil
}

// ServerFacts is what a PostgreSQL server says about itself.
type ServerFacts struct {
	Version         int // 15 for 15.x
	MaxConnections  int
	LocksPerTx      int
	Fsync           bool
	FullPageWrites  bool
	Encoding        string
	MayCreateSchema bool
	System          string // which cluster and database this is, to tell two addresses apart
	Remote, TLS     bool   // whether it is another machine, and the connection is encrypted
}

const serverFacts = `SELECT current_setting('server_version_num')::int / 10000, current_setting('max_connections')::int,
	current_setting('max_locks_per_transaction')::int, current_setting('fsync') = 'on', current_setting('full_page_writes') = 'on',
	current_setting('server_encoding'), has_database_privilege(current_database(), 'CREATE'), current_database(),
	coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false)`

// Facts asks a PostgreSQL server about itself and changes nothing.
func Facts(ctx context.Context, dsn secret.String) (f ServerFacts, err error) {
	cfg, err := pgx.ParseConfig(dsn.Reveal())
	if err != nil {
		return f, errors.New("the PostgreSQL address cannot be read") // the error would quote it, password and all
	}
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return f, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	err = conn.QueryRow(ctx, serverFacts).Scan(&f.Version, &f.MaxConnections, &f.LocksPerTx, &f.Fsync, &f.FullPageWrites,
		&f.Encoding, &f.MayCreateSchema, &f.System, &f.TLS)
	f.Remote = remote(cfg.Host)
	f.System = net.JoinHostPort(cfg.Host, strconv.Itoa(int(cfg.Port))) + "/" + f.System
	return f, err
}

// remote says whether a host is another machine; a path is a socket of this one.
func remote(host string) bool {
	if host == "" || host[0] == '/' || host[0] == '@' || host == "localhost" {
		return false
	}
	ip := net.ParseIP(host)
	return ip == nil || !ip.IsLoopback()
}
