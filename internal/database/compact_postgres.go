package database

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jackc/pgx/v5/stdlib"

	"github.com/kelolapesan/kelola/internal/clock"
)

const (
	rewriteLockWait = "10000" // milliseconds that one table is waited for
	horizonPause    = 5 * time.Millisecond
	horizonLimit    = 30 * time.Second
	statisticsMost  = 64 << 20 // bytes of the planner's statistics that are still written anew: everybody waits meanwhile
)

const (
	schemaSize = `SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c
		WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1) AND c.relkind IN ('r', 'm')`
	schemaTables = `SELECT c.relname, '' FROM pg_class c
		WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1) AND c.relkind IN ('r', 'm') ORDER BY c.relname`
	// What could still see rows that were deleted before the transaction $1: transactions that run since, snapshots of this database,
	// and replication slots. VACUUM would keep those rows.
	heldBack = `SELECT pg_snapshot_xmin(pg_current_snapshot()) < $1::text::xid8
		OR EXISTS (SELECT 1 FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND (datname = current_database() OR datname IS NULL)
			AND age(backend_xmin) > age($1::text::xid8::xid))
		OR EXISTS (SELECT 1 FROM pg_replication_slots WHERE age(xmin) > age($1::text::xid8::xid))`
	// ANALYZE leaves the samples of a table that has become empty as they were; setting the type of a column, to what it is, drops them.
	emptyTables = `SELECT c.relname, string_agg(format('ALTER COLUMN %I TYPE %s', a.attname, format_type(a.atttypid, a.atttypmod))
			|| CASE WHEN a.attcollation <> t.typcollation THEN format(' COLLATE %I.%I', n.nspname, o.collname) ELSE '' END, ', ')
		FROM pg_class c JOIN pg_stats s ON s.schemaname = $1 AND s.tablename = c.relname AND NOT s.inherited
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = s.attname JOIN pg_type t ON t.oid = a.atttypid
		LEFT JOIN pg_collation o ON o.oid = a.attcollation LEFT JOIN pg_namespace n ON n.oid = o.collnamespace
		WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1) AND c.relkind = 'r' AND c.reltuples = 0
		GROUP BY c.relname ORDER BY c.relname`
	statisticsFile = `SELECT pg_relation_filenode('pg_catalog.pg_statistic')::bigint, pg_total_relation_size('pg_catalog.pg_statistic')`
)

// SchemaSize is how many bytes the tables of a schema take with their indexes.
func (s *Server) SchemaSize(ctx context.Context, schema string) (size int64, err error) {
	err = s.db.QueryRowContext(ctx, schemaSize, schema).Scan(&size)
	return size, err
}

// RewriteSchema writes every table of a schema and its indexes anew, without what was deleted before the call. Each table is locked for
// that time. statistics says whether the samples that the planner keeps of columns were renewed too, which needs the ownership of
// the database. It fails with ErrBusy when a transaction from before the call does not end before ctx or half a minute, or a table stays locked.
func (s *Server) RewriteSchema(ctx context.Context, schema string) (statistics bool, err error) {
	cfg := s.pool.Config().ConnConfig
	cfg.RuntimeParams["lock_timeout"] = rewriteLockWait
	db := stdlib.OpenDB(*cfg)
	db.SetMaxOpenConns(1)
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := waitHorizon(ctx, db); err != nil {
		return false, err
	}
	tables, err := namesOf(ctx, db, schemaTables, schema)
	if err != nil {
		return false, err
	}
	for _, table := range tables {
		if _, err := db.ExecContext(ctx, "VACUUM (FULL, ANALYZE) "+quoteName(schema)+"."+quoteName(table)); err != nil {
			return false, Translate(err)
		}
	}
	dropped, err := dropStatistics(ctx, db, schema)
	if err != nil {
		return false, err
	}
	// What was replaced and dropped just now may be held back like the rows before.
	if err := waitHorizon(ctx, db); err != nil {
		return false, err
	}
	rewritten, err := rewriteStatistics(ctx, db)
	return dropped && rewritten, err
}

// dropStatistics drops the planner's samples of tables that are empty and reports whether none is left.
func dropStatistics(ctx context.Context, db *sql.DB, schema string) (bool, error) {
	empty, err := pairsOf(ctx, db, emptyTables, schema)
	if err != nil {
		return false, err
	}
	all := true
	for _, t := range empty {
		ok, err := dropStatisticsOf(ctx, db, quoteName(schema)+"."+quoteName(t[0]), t[1])
		if err != nil {
			return false, err
		}
		all = all && ok
	}
	return all, nil
}

func dropStatisticsOf(ctx context.Context, db *sql.DB, table, alter string) (bool, error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	defer func() { _ = tx.Rollback() }()
	var used bool
	if _, err = tx.ExecContext(ctx, "LOCK TABLE "+table+" IN ACCESS EXCLUSIVE MODE"); err == nil {
		err = tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM "+table+")").Scan(&used)
	}
	if err == nil && !used { // with the first new rows the server samples again
		_, err = tx.ExecContext(ctx, "ALTER TABLE "+table+" "+alter)
	}
	if err == nil {
		err = tx.Commit()
	}
	if ctx.Err() != nil {
		return false, err
	}
	return err == nil && !used, nil
}

// waitHorizon waits until no transaction is left that VACUUM would keep deleted rows for.
func waitHorizon(ctx context.Context, db *sql.DB) error {
	ctx, cancel := context.WithTimeout(ctx, horizonLimit)
	defer cancel()
	var now string
	if err := db.QueryRowContext(ctx, "SELECT pg_current_xact_id()::text").Scan(&now); err != nil {
		return err
	}
	for {
		var held bool
		if err := db.QueryRowContext(ctx, heldBack, now).Scan(&held); err != nil {
			return err
		}
		if !held {
			return nil
		}
		select {
		case <-clock.System{}.After(horizonPause):
		case <-ctx.Done():
			return ErrBusy.With(ctx.Err())
		}
	}
}

// rewriteStatistics writes the table with the planner's samples anew and reports whether the server did it.
func rewriteStatistics(ctx context.Context, db *sql.DB) (bool, error) {
	var before, after, size int64
	if err := db.QueryRowContext(ctx, statisticsFile).Scan(&before, &size); err != nil || size > statisticsMost {
		return false, err
	}
	// Without the right to it the server only warns.
	if _, err := db.ExecContext(ctx, "VACUUM FULL pg_catalog.pg_statistic"); err != nil {
		if ctx.Err() != nil {
			return false, err
		}
		return false, nil // it is in use: the caller is told that it was left out
	}
	err := db.QueryRowContext(ctx, statisticsFile).Scan(&after, &size)
	return after != before, err
}

func namesOf(ctx context.Context, db *sql.DB, query string, args ...any) ([]string, error) {
	pairs, err := pairsOf(ctx, db, query, args...)
	all := make([]string, len(pairs))
	for i, p := range pairs {
		all[i] = p[0]
	}
	return all, err
}

// pairsOf reads the two columns of a query.
func pairsOf(ctx context.Context, db *sql.DB, query string, args ...any) ([][2]string, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all [][2]string
	for rows.Next() {
		var p [2]string
		if err := rows.Scan(&p[0], &p[1]); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, rows.Err()
}
