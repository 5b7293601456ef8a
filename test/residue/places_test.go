package residue

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the server of the tests

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/library"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
	"github.com/kelolapesan/kelola/test/harness"
)

// readable searches a workspace as somebody sees it who has the keys: the decrypted blocks of its database on SQLite, its cells on
// PostgreSQL, and what its files hold.
func readable(t *testing.T, in *harness.Inside, ws id.Workspace, s *search) hits {
	t.Helper()
	found := hits{}
	var err error
	if in.DB.Engine() == database.SQLite {
		var file bytes.Buffer
		err = in.DB.Blocks(t.Context(), ws, func(block []byte) error {
			_, err := file.Write(block)
			return err
		})
		s.bytes(found, "database", file.Bytes())
	} else {
		err = in.DB.Read(t.Context(), ws, func(q wsdb.Query) error { return cells(t.Context(), q, "", s, found) })
	}
	if err != nil {
		t.Fatal(err)
	}
	box, err := in.DB.Box(t.Context(), ws)
	if err != nil {
		t.Fatal(err)
	}
	err = in.Blobs.List(t.Context(), library.Prefix(ws), func(key string, _ int64) error {
		s.bytes(found, "name of a file", []byte(key))
		sealed, err := in.Blobs.Get(t.Context(), key)
		if err != nil {
			return err
		}
		defer func() { _ = sealed.Close() }()
		plain, err := box.OpenFrom("residue", sealed, []byte(key))
		if err != nil {
			return err
		}
		if b, err := io.ReadAll(plain); err == nil { // others are those that came through the API
			s.bytes(found, "file", b)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// cells searches every cell that a transaction can see.
func cells(ctx context.Context, q database.Query, schema string, s *search, found hits) error {
	list := `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%_words%'`
	if schema != "sqlite" {
		list = `SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = current_schema()`
	}
	var names []string
	if err := rows(ctx, q, list, func(row []any) { names = append(names, fmt.Sprint(row[0])) }); err != nil {
		return err
	}
	for _, table := range names {
		err := rows(ctx, q, `SELECT * FROM "`+table+`"`, func(row []any) {
			for _, cell := range row {
				switch v := cell.(type) {
				case string:
					s.bytes(found, table, []byte(v))
				case []byte:
					s.bytes(found, table, v)
				}
			}
		})
		if err != nil {
			return fmt.Errorf("%s: %w", table, err)
		}
	}
	return nil
}

func rows(ctx context.Context, q database.Query, text string, each func(row []any)) error {
	list, err := q.Query(ctx, text)
	if err != nil {
		return err
	}
	defer func() { _ = list.Close() }()
	columns, err := list.Columns()
	if err != nil {
		return err
	}
	row, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range row {
		into[i] = &row[i]
	}
	for list.Next() {
		if err := list.Scan(into...); err != nil {
			return err
		}
		each(row)
	}
	return list.Err()
}

// system searches every cell of the system database.
func system(t *testing.T, in *harness.Inside, s *search) hits {
	t.Helper()
	found := hits{}
	schema := ""
	if in.DB.Engine() == database.SQLite {
		schema = "sqlite"
	}
	err := in.Sys.Read(t.Context(), func(q sysdb.Query) error { return cells(t.Context(), q, schema, s, found) })
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// server is the PostgreSQL of the tests, seen by its files.
type server struct{ db, data *sql.DB }

func openServer(t *testing.T, w *harness.World) server {
	t.Helper()
	open := func(dsn string) *sql.DB {
		db, err := sql.Open("pgx", dsn)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		return db
	}
	return server{open(os.Getenv("KELOLA_TEST_POSTGRES")), open(w.Setting("KELOLA_DATABASE_URL"))}
}

func (s server) exec(t *testing.T, db *sql.DB, statements ...string) {
	t.Helper()
	for _, text := range statements {
		if _, err := db.ExecContext(t.Context(), text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
}

// flush is what docs/operations/deletion.md tells the host to do: what a deletion has left in the server's catalogue, in rows of the system
// database that are not seen any more, and in the write-ahead log goes.
func (s server) flush(t *testing.T) {
	t.Helper()
	s.exec(t, s.data, `VACUUM FULL`)
	s.exec(t, s.db, `ALTER SYSTEM SET wal_recycle = off`, `ALTER SYSTEM SET min_wal_size = '32MB'`, `SELECT pg_reload_conf()`)
	for last, tries := "", 0; ; tries++ {
		var now, ahead string
		if err := s.db.QueryRowContext(t.Context(), `SELECT pg_walfile_name(pg_current_wal_lsn()), (SELECT MAX(name) FROM pg_ls_waldir()
			WHERE name ~ '^[0-9A-F]{24}$')`).Scan(&now, &ahead); err != nil {
			t.Fatal(err)
		}
		if tries <= 2 { // until then the server may still use parts again
			last = ahead
		} else if now > last {
			return
		}
		if tries == 500 {
			t.Fatalf("the write-ahead log is at %s and does not get past %s", now, last)
		}
		s.exec(t, s.db, `SELECT pg_switch_wal()`, `CHECKPOINT`)
	}
}

// folders are where the server keeps the database, its log and what it has to do again after a crash.
func (s server) folders(t *testing.T) (out []string) {
	t.Helper()
	var dir string
	var base int64
	if err := s.db.QueryRowContext(t.Context(), `SHOW data_directory`).Scan(&dir); err != nil {
		t.Fatal(err)
	}
	if err := s.data.QueryRowContext(t.Context(), `SELECT CAST(oid AS BIGINT) FROM pg_database WHERE datname = current_database()`).Scan(&base); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{filepath.Join("base", fmt.Sprint(base)), "global", "pg_wal", "pg_xact", "pg_stat", "pg_stat_tmp", "server.log"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			out = append(out, filepath.Join(dir, name))
		}
	}
	return out
}

// dump writes the database as pg_dump does.
func (s server) dump(t *testing.T, w *harness.World, to string) {
	t.Helper()
	bin := "pg_dump"
	if at, err := os.ReadFile(filepath.Join(os.Getenv("KELOLA_TEST_POSTGRES_DIR"), "bin")); err == nil {
		bin = filepath.Join(strings.TrimSpace(string(at)), "pg_dump")
	}
	out, err := exec.CommandContext(t.Context(), bin, "--file", to, w.Setting("KELOLA_DATABASE_URL")).CombinedOutput() //nolint:gosec // a tool of the server under test
	if errors.Is(err, exec.ErrNotFound) {
		t.Log("no pg_dump here: everything but a dump is looked through")
		return
	}
	if err != nil {
		t.Fatalf("pg_dump: %v: %s", err, out)
	}
}
