package wsdb_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestCompact_endsWhenSomebodyStaysInside(t *testing.T) {
	t.Parallel()
	for name, stay := range map[string]func(t *testing.T, db *wsdb.DB, ws id.Workspace) (leave func()){
		"a pinned database": func(t *testing.T, db *wsdb.DB, ws id.Workspace) func() {
			p, err := db.Pin(t.Context(), ws)
			if err != nil {
				t.Fatal(err)
			}
			return func() { _ = p.Release() }
		},
		"a reader": func(t *testing.T, db *wsdb.DB, ws id.Workspace) func() {
			inside, leave := make(chan struct{}), make(chan struct{})
			go func() {
				_ = db.Read(t.Context(), ws, func(q wsdb.Query) error {
					_, err := q.Exec(t.Context(), "SELECT count(*) FROM note") // a snapshot begins with the first statement
					close(inside)
					<-leave
					return err
				})
			}()
			<-inside
			return func() { close(leave) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
				if db.Engine() == database.Postgres && name == "a pinned database" {
					return // it holds nothing there: its connections are its own
				}
				ws := dbtest.Workspace(t, db)
				notes(t, db, ws)
				run(t, db, ws, "INSERT INTO note (id, body) VALUES (1, 'stays')")
				leave := stay(t, db, ws)
				short, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
				defer cancel()
				if _, err := db.Compact(short, ws); !errors.Is(err, database.ErrBusy) {
					t.Errorf("while it is inside: %v", err)
				}
				leave()
				if db.Engine() == database.SQLite {
					if k := fileKeys(t, db, ws); len(k) != 1 || k[0].Epoch != 1 {
						t.Errorf("file keys %+v", k)
					}
					plain(t, filepath.Dir(filePath(t, db, ws)), nil, secret.NewKey())
				}
				run(t, db, ws, "INSERT INTO note (id, body) VALUES (2, 'works')")
				compact(t, db, ws)
				if n := count(t, db, ws, "SELECT count(*) FROM note"); n != 2 {
					t.Errorf("%d notes", n)
				}
			})
		})
	}
}

func fileKeys(t *testing.T, db *wsdb.DB, ws id.Workspace) []sysdb.FileKey {
	t.Helper()
	keys, err := db.System().Keys().FileKeys(t.Context(), ws.String())
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func TestCompact_needsRoomForTheCopy(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t, database.SQLite)
	ws := dbtest.Workspace(t, db)
	notes(t, db, ws)
	before := fileKey(t, db, ws)
	wsdb.SetFree(db, 1<<20)
	if _, err := db.Compact(t.Context(), ws); !errors.Is(err, database.ErrFull) {
		t.Fatalf("err = %v", err)
	}
	if !fileKey(t, db, ws).Equal(before) {
		t.Error("the key was changed")
	}
	run(t, db, ws, "INSERT INTO note (id, body) VALUES (1, 'works')")
}

// What was deleted needs no room: the copy is as large as what is left.
func TestCompact_needsRoomForWhatIsLeftOnly(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t, database.SQLite)
	ws := dbtest.Workspace(t, db)
	notes(t, db, ws)
	err := db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
		for n := range 1000 {
			if err := insertNote(t, tx, n, strings.Repeat("x", 10_000)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	wsdb.SetFree(db, 8<<20)
	if _, err := db.Compact(t.Context(), ws); !errors.Is(err, database.ErrFull) {
		t.Errorf("with 8 MB for 10: %v", err)
	}
	run(t, db, ws, "DELETE FROM note")
	if c, err := db.Compact(t.Context(), ws); err != nil || c.BytesAfter > 8<<20 {
		t.Errorf("after all was deleted: %+v, %v", c, err)
	}
}

func TestCompact_settingsThatOverwriteWhatIsDeleted(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t, database.SQLite)
	ws := dbtest.Workspace(t, db)
	compact(t, db, ws)
	for pragma, want := range map[string]int{"secure_delete": 1, "temp_store": 2, "synchronous": 2} {
		if n := count(t, db, ws, "PRAGMA "+pragma); n != want {
			t.Errorf("PRAGMA %s is %d, want %d", pragma, n, want)
		}
	}
}

func TestCompact_ofAnErasedOrUnknownWorkspace(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := dbtest.Workspace(t, db)
		compact(t, db, ws)
		ev, err := db.Erase(t.Context(), ws)
		if err != nil || !ev.KeyDestroyed || len(ev.LeftOver) != 0 {
			t.Fatalf("%+v, %v", ev, err)
		}
		if k := fileKeys(t, db, ws); len(k) != 0 {
			t.Errorf("file keys %+v", k)
		}
		if _, err := db.Compact(t.Context(), ws); !errors.Is(err, wsdb.ErrErased) {
			t.Errorf("erased: %v", err)
		}
		if _, err := db.Compact(t.Context(), id.NewWorkspace()); !errors.Is(err, wsdb.ErrNotFound) {
			t.Errorf("unknown: %v", err)
		}
	})
}

func TestCompact_losesNothingOfWhatOthersWriteMeanwhile(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := dbtest.Workspace(t, db)
		notes(t, db, ws)
		plant(t, db, ws, newCanaries(200, 1_000_001))
		ctx, stop := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		var stored atomic.Int64
		for worker := range 6 {
			write := db.Join
			if worker%2 == 0 {
				write = db.Write
			}
			wg.Go(func() {
				for n := worker; ctx.Err() == nil; n += 6 {
					if err := write(t.Context(), ws, func(tx *wsdb.Tx) error { return insertNote(t, tx, n, "x") }); err != nil {
						t.Errorf("note %d: %v", n, err)
						return
					}
					stored.Add(1)
				}
			})
		}
		for range 2 {
			wg.Go(func() {
				for ctx.Err() == nil {
					if n := count(t, db, ws, "SELECT count(*) FROM note"); n < 200 {
						t.Errorf("a reader saw %d notes", n)
					}
				}
			})
		}
		rounds := 5
		for range rounds {
			compact(t, db, ws)
			some := stored.Load()
			dbtest.Wait(t, "writers to go on", func() bool { return stored.Load() > some })
		}
		stop()
		wg.Wait()
		if n := count(t, db, ws, "SELECT count(*) FROM note"); n != 200+int(stored.Load()) {
			t.Errorf("%d notes, want %d", n, 200+stored.Load())
		}
		if db.Engine() == database.SQLite {
			if k := fileKeys(t, db, ws); len(k) != 1 || k[0].Epoch != int64(1+rounds) {
				t.Errorf("file keys %+v", k)
			}
		}
		t.Logf("%d notes in %d compactions", stored.Load(), rounds)
	})
}

// An installation from before files had keys of their own goes on as it is until its first compaction.
func TestCompact_upgradesAFileUnderTheDerivedKey(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t, database.SQLite)
	ws := dbtest.Workspace(t, db)
	notes(t, db, ws)
	run(t, db, ws, "INSERT INTO note (id, body) VALUES (1, 'from before')")
	sealed := seal(t, db, ws)
	db, derived := asBefore(t, db, ws)
	path := filePath(t, db, ws)
	if n := count(t, db, ws, "SELECT count(*) FROM note"); n != 1 {
		t.Fatalf("%d notes", n)
	}
	if k := fileKeys(t, db, ws); len(k) != 0 {
		t.Fatalf("file keys %+v", k)
	}
	got := compact(t, db, ws)
	if got.OldKeyDestroyed || got.OldKey != crypt.Fingerprint(derived) || got.KeyEpoch != 1 {
		t.Errorf("the first: %+v", got)
	}
	if got = compact(t, db, ws); !got.OldKeyDestroyed || got.KeyEpoch != 2 {
		t.Errorf("the second: %+v", got)
	}
	unseal(t, db, ws, sealed)
	reopen := dbtest.Close(t, db)
	if _, err := database.OpenFile(t.Context(), path, derived); !errors.Is(err, database.ErrWrongKey) {
		t.Errorf("under the derived key: %v", err)
	}
	db = reopen()
	if n := count(t, db, ws, "SELECT count(*) FROM note"); n != 1 {
		t.Errorf("%d notes", n)
	}
}

// asBefore puts the file of a workspace under the key that is derived from its root, without a key apart.
func asBefore(t *testing.T, db *wsdb.DB, ws id.Workspace) (*wsdb.DB, secret.Key) {
	t.Helper()
	root, err := db.System().Keys().Get(t.Context(), ws.String())
	if err != nil {
		t.Fatal(err)
	}
	derived, path := crypt.New(root).Subkey("file"), filePath(t, db, ws)
	old := filepath.Join(t.TempDir(), "old.db")
	if err := db.Snapshot(t.Context(), ws, old, derived); err != nil {
		t.Fatal(err)
	}
	if err := db.System().Keys().UseFileKey(t.Context(), ws.String(), 0); err != nil {
		t.Fatal(err)
	}
	reopen := dbtest.Close(t, db)
	b, err := os.ReadFile(old)
	if err == nil {
		err = os.WriteFile(path, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return reopen(), derived
}

// A copy from before the first compaction opens under the derived key, which the root still gives; it is not taken for the file.
func TestCompact_anOldFilePutBackIsRefused(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t, database.SQLite)
	ws := dbtest.Workspace(t, db)
	db, _ = asBefore(t, db, ws)
	path := filePath(t, db, ws)
	reopen := dbtest.Close(t, db)
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	db = reopen()
	compact(t, db, ws)
	reopen = dbtest.Close(t, db)
	if err := os.WriteFile(path, old, 0o600); err != nil {
		t.Fatal(err)
	}
	db = reopen()
	if err := db.Read(t.Context(), ws, func(wsdb.Query) error { return nil }); !errors.Is(err, database.ErrWrongKey) {
		t.Errorf("err = %v", err)
	}
	if k := fileKeys(t, db, ws); len(k) != 1 {
		t.Errorf("file keys %+v", k)
	}
}

// The samples of a table that has become empty go by setting the types of its columns; nothing else of the table may change.
func TestCompact_postgresKeepsTheShapeOfEmptyTables(t *testing.T) {
	t.Parallel()
	if !dbtest.HasPostgres() {
		t.Log("KELOLA_TEST_POSTGRES is not set: not run")
		return
	}
	db := dbtest.New(t, database.Postgres)
	ws := dbtest.Workspace(t, db)
	for _, query := range []string{
		`CREATE TABLE parent (id UUID NOT NULL PRIMARY KEY, name TEXT COLLATE "C" NOT NULL UNIQUE, at BIGINT DEFAULT 7)`,
		`CREATE INDEX parent_lower ON parent (lower(name)) WHERE at > 3`,
		`CREATE TABLE child (id BIGINT PRIMARY KEY, parent_id UUID NOT NULL REFERENCES parent (id) ON DELETE CASCADE, body VARCHAR(40))`,
		`INSERT INTO parent (id, name) SELECT gen_random_uuid(), 'name ' || n FROM generate_series(1, 50) n`,
		`INSERT INTO child (id, parent_id, body) SELECT row_number() OVER (), id, 'secret ' || name FROM parent`,
		`ANALYZE parent`, `ANALYZE child`, `DELETE FROM parent`,
	} {
		run(t, db, ws, query)
	}
	before := shape(t, db, ws)
	if got := compact(t, db, ws); len(got.Remains) != 1 {
		t.Errorf("remains: %v", got.Remains)
	}
	if after := shape(t, db, ws); before != after || len(after) < 100 {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
	if n := count(t, db, ws, "SELECT count(*) FROM pg_stats WHERE schemaname = current_schema() AND tablename IN ('parent', 'child', 'parent_lower')"); n != 0 {
		t.Errorf("%d columns have samples", n)
	}
	if disk := postgresPages(t, db, ws); bytes.Contains(disk, []byte("secret name 1")) {
		t.Error("a value is left")
	}
}

// shape describes the columns, indexes and constraints of a PostgreSQL schema.
func shape(t *testing.T, db *wsdb.DB, ws id.Workspace) (all string) {
	t.Helper()
	err := db.Read(t.Context(), ws, func(q wsdb.Query) error {
		return q.QueryRow(t.Context(), `SELECT string_agg(line, E'\n' ORDER BY line) FROM (
			SELECT concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attcollation, a.attnotnull, a.attstorage, pg_get_expr(d.adbin, d.adrelid)) AS line
			FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
			WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
			UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema()
			UNION ALL SELECT conname || ' ' || convalidated || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = current_schema()::regnamespace) x`).Scan(&all)
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestCompact_aFailureInBetweenChangesNothing(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]error{"new key stored": database.ErrBusy, "old file closed": os.ErrNotExist} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := dbtest.New(t, database.SQLite)
			ws := dbtest.Workspace(t, db)
			notes(t, db, ws)
			plant(t, db, ws, newCanaries(50, 1))
			before, path := fileKey(t, db, ws), filePath(t, db, ws)
			ctx, cancel := context.WithCancel(t.Context())
			wsdb.OnStep(db, func(step string) {
				if step != name {
					return
				}
				cancel()
				if name == "old file closed" { // it is not given up any more: take its copy away
					_ = os.Remove(path + ".next")
				}
			})
			if c, err := db.Compact(ctx, ws); !errors.Is(err, want) || c.OldKeyDestroyed {
				t.Errorf("err = %v, %+v", err, c)
			}
			if !fileKey(t, db, ws).Equal(before) {
				t.Error("the key was changed")
			}
			checkFolder(t, filepath.Dir(path), name)
			run(t, db, ws, "INSERT INTO note (id, body) VALUES (1000, 'works')")
			wsdb.OnStep(db, func(string) {})
			if c := compact(t, db, ws); !c.OldKeyDestroyed {
				t.Errorf("again: %+v", c)
			}
			if n := count(t, db, ws, "SELECT count(*) FROM note"); n != 51 {
				t.Errorf("%d notes", n)
			}
		})
	}
}
