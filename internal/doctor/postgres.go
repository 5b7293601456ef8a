package doctor

import (
	"context"
	"errors"

	"github.com/kelolapesan/kelola/internal/config"
	"github.com/kelolapesan/kelola/internal/database"
)

const (
	needVersion = 15
	needConns   = 80
	easyLocks   = 256
)

// Postgres checks the two PostgreSQL databases; there is nothing to find on SQLite.
func Postgres(ctx context.Context, cfg config.Config) []Finding {
	const check = "postgres"
	if cfg.DatabaseURL.IsZero() {
		return nil
	}
	const fix = "check that it runs, the address, the password and pg_hba.conf"
	data, err := database.Facts(ctx, cfg.DatabaseURL)
	if err != nil {
		return []Finding{Err(check, fix, "KELOLA_DATABASE_URL: %v", err)}
	}
	keys, err := database.Facts(ctx, cfg.KeysURL)
	if err != nil {
		return []Finding{Err(check, fix, "KELOLA_KEYS_URL: %v", err)}
	}
	found := server("KELOLA_DATABASE_URL", data)
	if data.System == keys.System {
		found = append(found, Warn(check, "give KELOLA_KEYS_URL a database of its own, with backups of its own: whoever has both can read everything",
			"KELOLA_DATABASE_URL and KELOLA_KEYS_URL are the same database"))
	} else {
		found = append(found, server("KELOLA_KEYS_URL", keys)...)
	}
	if len(found) == 0 {
		found = append(found, OK(check, "PostgreSQL %d, settings are right", data.Version))
	}
	return found
}

// server judges what a PostgreSQL server says of itself.
func server(key string, f database.ServerFacts) (found []Finding) {
	const check = "postgres"
	bad := func(ok bool, fix, what string, args ...any) {
		if !ok {
			found = append(found, Err(check, fix, key+": "+what, args...))
		}
	}
	poor := func(ok bool, fix, what string, args ...any) {
		if !ok {
			found = append(found, Warn(check, fix, key+": "+what, args...))
		}
	}
	bad(f.Version >= needVersion, "upgrade PostgreSQL", "version %d is too old, %d is needed", f.Version, needVersion)
	bad(f.Fsync, "set fsync = on in postgresql.conf and restart PostgreSQL", "fsync is off: a power cut destroys the database")
	bad(f.FullPageWrites, "set full_page_writes = on in postgresql.conf", "full_page_writes is off: a power cut may destroy the database")
	bad(f.Encoding == "UTF8", "make a new database with ENCODING 'UTF8'", "its encoding is %s, which cannot hold every text", f.Encoding)
	bad(f.MayCreateSchema, "make the role the owner of the database, or GRANT CREATE ON DATABASE", "the role may not create schemas, of which each workspace is one")
	poor(f.MaxConnections >= needConns, "raise max_connections, or lower pool_max_conns in the address", "max_connections is %d; about %d are used at most", f.MaxConnections, needConns)
	poor(f.LocksPerTx >= easyLocks, "set max_locks_per_transaction = 512 in postgresql.conf and restart PostgreSQL", "max_locks_per_transaction is %d: removing a workspace may fail", f.LocksPerTx)
	poor(f.TLS || !f.Remote, "add sslmode=verify-full to the address", "the connection to another machine is not encrypted")
	return found
}

// Databases judges the error with which the databases did not open: nothing is to be made anew, something is to be put back.
func Databases(err error) Finding {
	fix := "look at the message; docs/operations/troubleshooting.md has a line for each code"
	for _, c := range cures {
		if errors.Is(err, c.err) {
			fix = c.fix
		}
	}
	return Err("database", fix, "%v", err)
}
