package database

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

func plan(t *testing.T, files map[string]string) Plan {
	t.Helper()
	fs := fstest.MapFS{}
	for name, text := range files {
		fs["x/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	p, err := LoadPlan(fs, "x", SQLite)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func migrate(t *testing.T, f *File, p Plan) error {
	t.Helper()
	return Migrate(t.Context(), p, time.Unix(1, 0), func(ctx context.Context) (*Session, error) { return f.Begin(ctx, true) })
}

const withTrigger = `
	CREATE TABLE a (id INTEGER, n INTEGER);
	CREATE TRIGGER a_count AFTER INSERT ON a BEGIN UPDATE a SET n = 1 WHERE id = new.id; UPDATE a SET n = n + 1 WHERE id = new.id; END;
	CREATE INDEX a_n ON a (n);`

func TestMigrate_addsWhatIsMissingInAnyOrder(t *testing.T) {
	t.Parallel()
	f, _ := openFile(t)
	first := map[string]string{"0001_a.sql": withTrigger, "0030_c.sql": "CREATE TABLE c (id INTEGER)"}
	if err := migrate(t, f, plan(t, first)); err != nil {
		t.Fatal(err)
	}
	first["0020_b.sql"] = "CREATE TABLE b (id INTEGER)"
	first["0031_d.sql"] = "ALTER TABLE c ADD COLUMN n INTEGER"
	for range 2 {
		if err := migrate(t, f, plan(t, first)); err != nil {
			t.Fatal(err)
		}
	}
	run(t, f, "INSERT INTO a (id) VALUES (1)")
	run(t, f, "INSERT INTO b (id) VALUES (1)")
	run(t, f, "INSERT INTO c (id, n) VALUES (1, 2)")
	var n, applied int
	if err := f.Reader().QueryRowContext(t.Context(), "SELECT n, (SELECT count(*) FROM migration) FROM a").Scan(&n, &applied); err != nil || n != 2 || applied != 4 {
		t.Fatalf("n = %d, %d applied, %v", n, applied, err)
	}
}

func TestMigrate_refusesAChangedFile(t *testing.T) {
	t.Parallel()
	f, _ := openFile(t)
	if err := migrate(t, f, plan(t, map[string]string{"0001_a.sql": "CREATE TABLE a (id INTEGER)"})); err != nil {
		t.Fatal(err)
	}
	err := migrate(t, f, plan(t, map[string]string{"0001_a.sql": "CREATE TABLE a (id BIGINT)", "0002_b.sql": "CREATE TABLE b (id INTEGER)"}))
	if !errors.Is(err, ErrChanged) || !strings.Contains(err.Error(), "0001_a") {
		t.Fatalf("err = %v", err)
	}
}

func TestMigrate_refusesANewerDatabase(t *testing.T) {
	t.Parallel()
	f, _ := openFile(t)
	files := map[string]string{"0001_a.sql": "CREATE TABLE a (id INTEGER)", "0002_b.sql": "CREATE TABLE b (id INTEGER)"}
	if err := migrate(t, f, plan(t, files)); err != nil {
		t.Fatal(err)
	}
	delete(files, "0002_b.sql")
	err := migrate(t, f, plan(t, files))
	if !errors.Is(err, ErrNewer) || !strings.Contains(err.Error(), "0002_b") || !strings.Contains(err.Error(), "0001") {
		t.Fatalf("err = %v", err)
	}
}

func TestMigrate_failureLeavesTheStepBefore(t *testing.T) {
	t.Parallel()
	f, _ := openFile(t)
	files := map[string]string{"0001_a.sql": "CREATE TABLE a (id INTEGER)"}
	if err := migrate(t, f, plan(t, files)); err != nil {
		t.Fatal(err)
	}
	files["0002_b.sql"] = "CREATE TABLE b (id INTEGER)"
	files["0003_c.sql"] = "CREATE TABLE c (id INTEGER); CREATE TABLE a (id INTEGER)"
	if err := migrate(t, f, plan(t, files)); err == nil {
		t.Fatal("no error")
	}
	var names string
	if err := f.Reader().QueryRowContext(t.Context(), "SELECT group_concat(name) FROM sqlite_schema WHERE name IN ('a', 'b', 'c')").Scan(&names); err != nil || names != "a,b" {
		t.Fatalf("tables %q, %v", names, err)
	}
}

func TestLoadPlan_refusesConfusion(t *testing.T) {
	t.Parallel()
	for _, files := range []fstest.MapFS{
		{"x/0001_a.sql": {}, "x/0001_b.sql": {}},
		{"x/1_a.sql": {}},
		{"x/a.sql": {}},
	} {
		if _, err := LoadPlan(files, "x", SQLite); err == nil {
			t.Errorf("%v was accepted", files)
		}
	}
	files := fstest.MapFS{"x/0001_a.sqlite.sql": {Data: []byte("lite")}, "x/0001_a.postgres.sql": {Data: []byte("a BLOB, BLOBS")}}
	for engine, want := range map[Engine]string{SQLite: "lite", Postgres: "a BYTEA, BLOBS"} {
		p, err := LoadPlan(files, "x", engine)
		if err != nil || len(p) != 1 || p[0].Text != want {
			t.Errorf("%v: %+v, %v", engine, p, err)
		}
	}
}
