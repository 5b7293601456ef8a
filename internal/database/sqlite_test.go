package database

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ncruces/go-sqlite3"
	sqlitedriver "github.com/ncruces/go-sqlite3/driver"

	"github.com/kelolapesan/kelola/internal/secret"
)

func openFile(t *testing.T) (*File, Key) {
	t.Helper()
	key := secret.NewKey()
	f, err := OpenFile(t.Context(), filepath.Join(t.TempDir(), "a b%#?.db"), key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f, key
}

func run(t *testing.T, f *File, query string, args ...any) {
	t.Helper()
	if _, err := f.Writer().ExecContext(t.Context(), query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func TestNumbered(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"SELECT 1":                      "SELECT 1",
		"SELECT $2, $1, $12":            "SELECT ?2, ?1, ?12",
		"SELECT '$1', \"$2\", `$3`, $4": "SELECT '$1', \"$2\", `$3`, ?4",
		"SELECT 'it''s $1', $2":         "SELECT 'it''s $1', ?2",
		"SELECT [$1], $2":               "SELECT [$1], ?2",
		"SELECT $1 -- not $2\n, $3":     "SELECT ?1 -- not $2\n, ?3",
		"SELECT $1 /* not $2 */, $3":    "SELECT ?1 /* not $2 */, ?3",
		"SELECT a$1, $x, $":             "SELECT a$1, $x, $",
		"SELECT 'open $1":               "SELECT 'open $1",
		"SELECT ?1, ?":                  "SELECT ?1, ?",
	} {
		if got := numbered(in); got != want {
			t.Errorf("numbered(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestBinding_outOfOrder(t *testing.T) {
	t.Parallel()
	f, _ := openFile(t)
	for range 2 { // the second time from the statement that was kept
		var a, b, c string
		err := f.Writer().QueryRowContext(t.Context(), "SELECT $2, $1, $2", "one", "two").Scan(&a, &b, &c)
		if err != nil || a != "two" || b != "one" || c != "two" {
			t.Fatalf("got %s %s %s, %v", a, b, c, err)
		}
	}
	// The control: the driver underneath binds by first appearance, which is why the text is rewritten.
	plain, err := sqlitedriver.Open("file:" + filepath.Join(t.TempDir(), "plain.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = plain.Close() }()
	var a, b, c string
	if err := plain.QueryRowContext(t.Context(), "SELECT $2, $1, $2", "one", "two").Scan(&a, &b, &c); err != nil || a == "two" {
		t.Fatalf("the driver numbers by itself now (%s, %v): the rewriting may go", a, err)
	}
}

func TestOpenFile_settingsAndNothingReadable(t *testing.T) {
	t.Parallel()
	f, _ := openFile(t)
	run(t, f, "CREATE TABLE a (body TEXT)")
	run(t, f, "INSERT INTO a (body) VALUES ('canary-in-the-file')")
	for _, db := range []*sql.DB{f.Writer(), f.Reader()} {
		var sync, mode, fk string
		for pragma, into := range map[string]*string{"synchronous": &sync, "journal_mode": &mode, "foreign_keys": &fk} {
			if err := db.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(into); err != nil {
				t.Fatal(err)
			}
		}
		if sync != "2" || mode != "wal" || fk != "1" {
			t.Errorf("synchronous %s, journal_mode %s, foreign_keys %s", sync, mode, fk)
		}
	}
	wal := readFile(t, f.Path()+"-wal")
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"file": readFile(t, f.Path()), "log": wal} {
		if len(b) == 0 || bytes.Contains(b, []byte("canary")) || bytes.HasPrefix(b, []byte("SQLite format")) {
			t.Errorf("the %s is readable or empty (%d bytes)", name, len(b))
		}
	}
}

func TestOpenFile_refusesWeakerSettings(t *testing.T) {
	t.Parallel()
	key := secret.NewKey()
	prepare := prepareConn(key, false)
	var failed error
	db := sql.OpenDB(&sqliteConnector{name: sqliteName(filepath.Join(t.TempDir(), "a.db")), init: func(c *sqlite3.Conn) error {
		if err := prepare(c); err != nil {
			return err
		}
		if err := c.Exec("PRAGMA synchronous=normal"); err != nil {
			return err
		}
		failed = checkSettings(c)
		return failed
	}})
	defer func() { _ = db.Close() }()
	if err := db.PingContext(t.Context()); !errors.Is(err, ErrSettings) || !errors.Is(failed, ErrSettings) {
		t.Fatalf("err = %v, check = %v", err, failed)
	}
}

func TestOpenFile_wrongKeyIsItsOwnFault(t *testing.T) {
	t.Parallel()
	f, key := openFile(t)
	run(t, f, "CREATE TABLE a (body TEXT)")
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	before := readFile(t, f.Path())
	wrong := secret.NewKey()
	_, err := OpenFile(t.Context(), f.Path(), wrong)
	if !errors.Is(err, ErrWrongKey) {
		t.Fatalf("err = %v", err)
	}
	if strings.Contains(err.Error(), wrong.Hex()) {
		t.Error("the error holds the key")
	}
	if !bytes.Equal(before, readFile(t, f.Path())) {
		t.Error("the file was changed")
	}
	again, err := OpenFile(t.Context(), f.Path(), key)
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestOpenFile_refusesAPlainFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	plain, err := sqlitedriver.Open("file:" + path) // what a forgotten vfs= makes
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plain.ExecContext(t.Context(), "CREATE TABLE a (b TEXT)"); err != nil {
		t.Fatal(err)
	}
	if err := plain.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenFile(t.Context(), path, secret.NewKey()); !errors.Is(err, ErrPlainFile) {
		t.Fatalf("err = %v", err)
	}
}

// SQLite rolls a transaction back by itself when a write is interrupted. What follows must not commit on its own.
func TestSession_lostTransactionTakesNothingMore(t *testing.T) {
	t.Parallel()
	f, _ := openFile(t)
	run(t, f, "CREATE TABLE a (id INTEGER)")
	s, err := f.Begin(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Rollback()
	ctx, cancel := context.WithCancel(t.Context())
	stop := make(chan struct{})
	go func() {
		<-stop
		cancel()
	}()
	close(stop)
	_, err = s.Exec(ctx, "INSERT INTO a WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x < 100000000) SELECT x FROM c")
	if err == nil {
		t.Fatal("the statement was not interrupted")
	}
	if !s.Broken() {
		t.Skip("cancelled before the statement began")
	}
	if _, err := s.Exec(t.Context(), "INSERT INTO a (id) VALUES (1)"); !errors.Is(err, errTransactionLost) {
		t.Errorf("a statement after the end: %v", err)
	}
	if err := s.Commit(t.Context()); err == nil {
		t.Error("the commit succeeded")
	}
	var n int
	if err := f.Reader().QueryRowContext(t.Context(), "SELECT count(*) FROM a").Scan(&n); err != nil || n != 0 {
		t.Errorf("%d rows, %v", n, err)
	}
}

func TestStatements_areKeptUsedTwiceAtOnceAndDropped(t *testing.T) {
	t.Parallel()
	f, _ := openFile(t)
	run(t, f, "CREATE TABLE a (id INTEGER)")
	run(t, f, "INSERT INTO a (id) VALUES (1), (2), (3)")
	s, err := f.Begin(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Rollback()
	const query = "SELECT id FROM a WHERE id <= $1 ORDER BY id"
	rows, err := s.Query(t.Context(), query, 3)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	total := 0
	for rows.Next() {
		var outer, inner int
		if err := rows.Scan(&outer); err != nil {
			t.Fatal(err)
		}
		if err := s.QueryRow(t.Context(), query, 1).Scan(&inner); err != nil {
			t.Fatal(err)
		}
		total += outer * inner
	}
	if err := rows.Err(); err != nil || total != 6 {
		t.Fatalf("total %d, %v", total, err)
	}
	for i := range 3 * statementsKept {
		var n int
		if err := s.QueryRow(t.Context(), "SELECT count(*) + $1 FROM a WHERE id > "+strings.Repeat("0", i+1), 0).Scan(&n); err != nil || n != 3 {
			t.Fatalf("statement %d: %d, %v", i, n, err)
		}
	}
}

func TestSnapshot_opensUnderItsOwnKey(t *testing.T) {
	t.Parallel()
	f, _ := openFile(t)
	run(t, f, "CREATE TABLE a (id INTEGER)")
	run(t, f, "INSERT INTO a (id) VALUES (7)")
	to, key := filepath.Join(t.TempDir(), "copy.db"), secret.NewKey()
	if err := f.Snapshot(t.Context(), to, key); err != nil {
		t.Fatal(err)
	}
	if err := f.Snapshot(t.Context(), to, key); err == nil || strings.Contains(err.Error(), key.Hex()) {
		t.Errorf("a second snapshot to the same name: %v", err)
	}
	if err := f.Snapshot(t.Context(), filepath.Join(t.TempDir(), "no", "such", "dir.db"), key); err == nil || strings.Contains(err.Error(), key.Hex()) {
		t.Errorf("no folder: %v", err)
	}
	copied, err := OpenFile(t.Context(), to, key)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = copied.Close() }()
	var n int
	if err := copied.Reader().QueryRowContext(t.Context(), "SELECT id FROM a").Scan(&n); err != nil || n != 7 {
		t.Fatalf("%d, %v", n, err)
	}
}

func TestLockDir_keepsOthersOut(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	unlock, err := LockDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := LockDir(dir); !errors.Is(err, ErrInUse) {
		t.Fatalf("err = %v", err)
	}
	unlock()
	again, err := LockDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	again()
}
