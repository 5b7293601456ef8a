package wsdb_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestCreate_onceOnly(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := id.NewWorkspace()
		if err := db.Create(t.Context(), ws); err != nil {
			t.Fatal(err)
		}
		notes(t, db, ws)
		if err := db.Create(t.Context(), ws); !errors.Is(err, wsdb.ErrExists) {
			t.Fatalf("err = %v", err)
		}
		run(t, db, ws, "INSERT INTO note (id, body) VALUES (1, 'still there')")
	})
}

func TestErase_leavesNothingAndRefusesMore(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws, other := dbtest.Workspace(t, db), dbtest.Workspace(t, db)
		notes(t, db, ws)
		notes(t, db, other)
		db.WakeAt(ws, dbtest.Start.Add(time.Hour))
		ev, err := db.Erase(t.Context(), ws)
		if err != nil {
			t.Fatal(err)
		}
		if !ev.KeyDestroyed || len(ev.Removed) == 0 || len(ev.LeftOver) != 0 || !ev.At.Equal(dbtest.Start) {
			t.Errorf("evidence %+v", ev)
		}
		if _, err := db.System().Keys().Get(t.Context(), ws.String()); !errors.Is(err, sysdb.ErrNoKey) {
			t.Errorf("the key: %v", err)
		}
		for range 2 {
			if err := db.Read(t.Context(), ws, func(wsdb.Query) error { return nil }); !errors.Is(err, wsdb.ErrErased) {
				t.Errorf("Read = %v", err)
			}
			if err := db.Join(t.Context(), ws, func(*wsdb.Tx) error { return nil }); !errors.Is(err, wsdb.ErrErased) {
				t.Errorf("Join = %v", err)
			}
			db = dbtest.Reopen(t, db)
		}
		again, err := db.Erase(t.Context(), ws)
		if err != nil || len(again.Removed) != 0 || len(again.LeftOver) != 0 {
			t.Errorf("again: %+v, %v", again, err)
		}
		run(t, db, other, "INSERT INTO note (id, body) VALUES (1, 'untouched')")
	})
}

func TestErase_waitsForRunningWork(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := dbtest.Workspace(t, db)
		notes(t, db, ws)
		inside, leave := make(chan struct{}), make(chan struct{})
		written := make(chan error, 1)
		go func() {
			written <- db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
				close(inside)
				<-leave
				return insertNote(t, tx, 1, "acknowledged")
			})
		}()
		<-inside
		short, cancel := context.WithCancel(t.Context())
		defer cancel()
		erased := make(chan error, 1)
		go func() {
			_, err := db.Erase(short, ws)
			erased <- err
		}()
		dbtest.Wait(t, "new work to be refused", func() bool {
			return errors.Is(db.Read(t.Context(), ws, func(wsdb.Query) error { return nil }), wsdb.ErrErased)
		})
		cancel()
		if err := <-erased; !errors.Is(err, database.ErrBusy) {
			t.Errorf("while a writer is inside: %v", err)
		}
		close(leave)
		if err := <-written; err != nil {
			t.Errorf("the writer: %v", err)
		}
		if ev, err := db.Erase(t.Context(), ws); err != nil || !ev.KeyDestroyed {
			t.Errorf("%+v, %v", ev, err)
		}
	})
}

func TestOpen_aMissingFileOrKeyIsNeverReplaced(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t, database.SQLite)
	ws, other := dbtest.Workspace(t, db), dbtest.Workspace(t, db)
	dir := filepath.Join(dbtest.Options(t, db).DataDir, "workspaces")
	if err := os.Remove(filepath.Join(dir, ws.String()+".db")); err != nil {
		t.Fatal(err)
	}
	if err := db.Read(t.Context(), ws, func(wsdb.Query) error { return nil }); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without its file: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, ws.String()+".db")); !errors.Is(err, os.ErrNotExist) {
		t.Error("an empty file was put in its place")
	}
	if _, err := db.System().Keys().Destroy(t.Context(), other.String()); err != nil {
		t.Fatal(err)
	}
	if err := db.Read(t.Context(), other, func(wsdb.Query) error { return nil }); !errors.Is(err, sysdb.ErrNoKey) {
		t.Errorf("without its key: %v", err)
	}
	var code string
	err := db.System().Read(t.Context(), func(q sysdb.Query) error {
		return q.QueryRow(t.Context(), "SELECT failed_code FROM workspace_place WHERE workspace_id = $1", other).Scan(&code)
	})
	if err != nil || code != "storage.key_missing" {
		t.Errorf("the failure was recorded as %q, %v", code, err)
	}
}

func TestOpen_aSwappedFileIsAWrongKeyForThisWorkspaceOnly(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t, database.SQLite)
	ws, other := dbtest.Workspace(t, db), dbtest.Workspace(t, db)
	dir := filepath.Join(dbtest.Options(t, db).DataDir, "workspaces")
	b, err := os.ReadFile(filepath.Join(dir, other.String()+".db"))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, ws.String()+".db"), b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Read(t.Context(), ws, func(wsdb.Query) error { return nil }); !errors.Is(err, database.ErrWrongKey) {
		t.Errorf("err = %v", err)
	}
	notes(t, db, other)
}

func TestHandles_closeUnusedOnesWhileOthersWork(t *testing.T) {
	t.Parallel()
	base := dbtest.New(t, database.SQLite)
	const workspaces, limit = 12, 3
	all := make([]id.Workspace, workspaces)
	for i := range all {
		all[i] = dbtest.Workspace(t, base)
	}
	if err := base.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := wsdb.Open(t.Context(), wsdb.Options{System: base.System(), Open: limit})
	if err != nil {
		t.Fatal(err)
	}
	for _, ws := range all {
		notes(t, db, ws)
	}
	pinned, err := db.Pin(t.Context(), all[0])
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for worker := range 3 {
		wg.Go(func() {
			for round := range 40 {
				ws := all[(worker*5+round)%workspaces]
				n := worker*1000 + round
				if err := db.Join(t.Context(), ws, func(tx *wsdb.Tx) error { return insertNote(t, tx, n, "x") }); err != nil {
					t.Errorf("worker %d, round %d: %v", worker, round, err)
				}
			}
		})
	}
	wg.Wait()
	if n, err := pinned.DB().ExecContext(t.Context(), "UPDATE note SET body = $1", "pinned"); err != nil {
		t.Errorf("the pinned database: %v, %v", n, err)
	}
	dbtest.Wait(t, "unused databases to be closed", func() bool { return wsdb.OpenHandles(db) <= limit })
	total := 0
	for _, ws := range all {
		total += count(t, db, ws, "SELECT count(*) FROM note")
	}
	if total != 3*40 {
		t.Errorf("%d notes, want %d", total, 3*40)
	}
	if err := pinned.Release(); err != nil {
		t.Error(err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	dir, err := os.ReadDir(filepath.Join(dbtest.Options(t, base).DataDir, "workspaces"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range dir {
		if info, err := e.Info(); err == nil && strings.HasSuffix(e.Name(), "-wal") && info.Size() > 0 {
			t.Errorf("%s was left with %d bytes", e.Name(), info.Size())
		}
	}
}

func TestPin_numbersPlaceholdersAndStaysInItsWorkspace(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws, other := dbtest.Workspace(t, db), dbtest.Workspace(t, db)
		notes(t, db, ws)
		notes(t, db, other)
		p, err := db.Pin(t.Context(), ws)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.DB().ExecContext(t.Context(), "INSERT INTO note (body, id) VALUES ($2, $1)", 1, "mine"); err != nil {
			t.Fatal(err)
		}
		if err := p.Release(); err != nil {
			t.Fatal(err)
		}
		if mine, theirs := count(t, db, ws, "SELECT count(*) FROM note"), count(t, db, other, "SELECT count(*) FROM note"); mine != 1 || theirs != 0 {
			t.Errorf("%d here and %d there, want 1 and 0", mine, theirs)
		}
	})
}

func TestSnapshot_holdsOneMomentUnderAnotherKey(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := dbtest.Workspace(t, db)
		notes(t, db, ws)
		to := filepath.Join(t.TempDir(), "snapshot.db")
		err := db.Snapshot(t.Context(), ws, to, secret.NewKey())
		if db.Engine() == database.Postgres {
			if !errors.Is(err, database.ErrUnsupported) {
				t.Fatalf("err = %v", err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(to); err != nil || info.Size() == 0 {
			t.Fatalf("%v, %v", info, err)
		}
	})
}

func TestEach_visitsEveryWorkspace(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		want := map[id.Workspace]bool{dbtest.Workspace(t, db): true, dbtest.Workspace(t, db): true}
		var mu sync.Mutex
		err := db.Each(t.Context(), 2, func(ws id.Workspace, q wsdb.Query) error {
			mu.Lock()
			defer mu.Unlock()
			delete(want, ws)
			var n int
			return q.QueryRow(t.Context(), "SELECT count(*) FROM job_outbox").Scan(&n)
		})
		if err != nil || len(want) != 0 {
			t.Fatalf("%v, not visited: %v", err, want)
		}
	})
}

func TestOpen_refusesASecondProcess(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		opts := dbtest.Options(t, db)
		opts.Clock = dbtest.Clock(t, db)
		if _, err := sysdb.Open(t.Context(), opts); !errors.Is(err, database.ErrInUse) {
			t.Fatalf("err = %v", err)
		}
	})
}

func TestOpen_migratesLazilyAndRecordsAFailure(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		old, newer := dbtest.Workspace(t, db), dbtest.Workspace(t, db)
		// One workspace as an earlier version left it, one as a later version did.
		run(t, db, old, "DROP TABLE job_outbox")
		run(t, db, old, "DROP TABLE job_outbox_state")
		run(t, db, old, "DELETE FROM migration WHERE number = 1")
		run(t, db, newer, "INSERT INTO migration (number, name, checksum, applied_at) VALUES (9999, '9999_later', 'x', 1)")
		db = dbtest.Reopen(t, db)
		if n := count(t, db, old, "SELECT count(*) FROM job_outbox"); n != 0 {
			t.Errorf("%d jobs", n)
		}
		err := db.Write(t.Context(), newer, func(*wsdb.Tx) error { return nil })
		if !errors.Is(err, database.ErrNewer) {
			t.Errorf("err = %v", err)
		}
		var code string
		err = db.System().Read(t.Context(), func(q sysdb.Query) error {
			return q.QueryRow(t.Context(), "SELECT failed_code FROM workspace_place WHERE workspace_id = $1", newer).Scan(&code)
		})
		if err != nil || code != "storage.newer_database" {
			t.Errorf("recorded %q, %v", code, err)
		}
	})
}

func TestWrite_nestedEndsAtItsDeadline(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := dbtest.Workspace(t, db)
		notes(t, db, ws)
		var inner error
		err := db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
			short, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
			defer cancel()
			inner = db.Write(short, ws, func(*wsdb.Tx) error { return nil })
			return insertNote(t, tx, 1, "x")
		})
		if err != nil || !errors.Is(inner, context.DeadlineExceeded) {
			t.Fatalf("outer %v, inner %v", err, inner)
		}
	})
}

func TestTx_isDeadAfterItsFunction(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := dbtest.Workspace(t, db)
		var kept *wsdb.Tx
		if err := db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
			kept = tx
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		defer func() {
			if recover() == nil {
				t.Error("a transaction worked after its end")
			}
		}()
		_, _ = kept.Exec(t.Context(), "SELECT 1")
	})
}
