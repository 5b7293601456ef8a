// Package dbtest owns real databases for tests: encrypted SQLite files in the test's folder, and PostgreSQL databases of the
// throw-away cluster that KELOLA_TEST_POSTGRES names.
//
//	func TestService_Start(t *testing.T) {
//		t.Parallel()
//		dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
//			ws := dbtest.Workspace(t, db)            // a workspace with all tables
//			sys := dbtest.System(t, db)              // the system database beside it
//			dbtest.Clock(t, db).Advance(time.Hour)   // the fixed clock, at Start when the test begins
//		})
//	}
//
// New makes one for one engine; Reopen closes it and opens the same data again, as a new process would.
// Wait polls a condition until it holds, for what happens on another goroutine.
package dbtest

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Start is what the clock of every test shows at first: Monday 2 November 2026, 10:00 in Jakarta.
var Start = time.Date(2026, 11, 2, 3, 0, 0, 0, time.UTC)

// templates are made once in a process: databases with every table and one workspace, copied for each test.
var templates = struct {
	sqlite   sync.Once
	files    map[string][]byte
	failed   error
	postgres sync.Mutex
	prepared bool
	handed   sync.Map // *wsdb.DB -> its first workspace was handed out
}{}

// installation remembers how a test's databases were opened.
type installation struct {
	opts  sysdb.Options
	clock *clock.Fixed
}

var installations sync.Map // *wsdb.DB -> *installation

// Each runs fn once for each engine, as the subtests "sqlite" and "postgres".
func Each(t *testing.T, fn func(t *testing.T, db *wsdb.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		fn(t, New(t, database.SQLite))
	})
	if !HasPostgres() {
		t.Log("KELOLA_TEST_POSTGRES is not set: not run on PostgreSQL")
		return
	}
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		fn(t, New(t, database.Postgres))
	})
}

// HasPostgres reports whether there is a cluster to test on.
func HasPostgres() bool { return os.Getenv("KELOLA_TEST_POSTGRES") != "" }

// New opens fresh databases on an engine; they are closed and removed with the test.
func New(t testing.TB, engine database.Engine) *wsdb.DB {
	t.Helper()
	opts := sysdb.Options{Log: slog.New(slog.DiscardHandler), MasterKeys: []secret.Key{masterKey()}}
	if engine == database.Postgres {
		opts.URL = secret.New(newPostgres(t))
		opts.KeysURL = opts.URL
	} else {
		opts.DataDir = filepath.Join(t.TempDir(), "data")
		copyTemplate(t, opts.DataDir)
	}
	return open(t, opts)
}

// Reopen closes the databases and opens the same data again with a clock that goes on.
func Reopen(t testing.TB, db *wsdb.DB) *wsdb.DB {
	t.Helper()
	return Close(t, db)()
}

// Close closes the databases and returns what opens the same data again.
func Close(t testing.TB, db *wsdb.DB) (reopen func() *wsdb.DB) {
	t.Helper()
	inst := of(t, db)
	closeAll(t, db)
	return func() *wsdb.DB {
		t.Helper()
		again := openAt(t, inst.opts, inst.clock)
		templates.handed.Store(again, true)
		return again
	}
}

// Options are what the databases of a test were opened with, to open the same data in another way.
func Options(t testing.TB, db *wsdb.DB) sysdb.Options {
	t.Helper()
	return of(t, db).opts
}

// Workspace returns a workspace of its own at each call.
func Workspace(t testing.TB, db *wsdb.DB) id.Workspace {
	t.Helper()
	if _, again := templates.handed.LoadOrStore(db, true); !again {
		return templateWorkspace()
	}
	ws := id.NewWorkspace()
	if err := db.Create(t.Context(), ws); err != nil {
		t.Fatalf("create workspace: %v", err)
	}
	return ws
}

// System returns the system database.
func System(t testing.TB, db *wsdb.DB) *sysdb.DB {
	t.Helper()
	return db.System()
}

// Clock returns the fixed clock the databases run on.
func Clock(t testing.TB, db *wsdb.DB) *clock.Fixed {
	t.Helper()
	return of(t, db).clock
}

// Jobs lists the jobs a workspace has stored for the queue.
func Jobs(t testing.TB, db *wsdb.DB, ws id.Workspace) []queue.Stored {
	t.Helper()
	jobs, err := db.Jobs(t.Context(), ws)
	if err != nil {
		t.Fatalf("list stored jobs: %v", err)
	}
	return jobs
}

// Plan returns the steps by which SQLite would run a statement.
func Plan(t testing.TB, db *wsdb.DB, ws id.Workspace, query string, args ...any) (steps []string) {
	t.Helper()
	err := db.Read(t.Context(), ws, func(q wsdb.Query) error {
		rows, err := q.Query(t.Context(), "EXPLAIN QUERY PLAN "+query, args...)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var id, parent, unused int
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				return err
			}
			steps = append(steps, step)
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatalf("plan of %s: %v", query, err)
	}
	return steps
}

// Wait polls until ok returns true, and fails the test after ten seconds.
func Wait(t testing.TB, what string, ok func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for !ok() {
		select {
		case <-ctx.Done():
			t.Fatalf("waited in vain for: %s", what)
		case <-clock.System{}.After(2 * time.Millisecond):
		}
	}
}

func of(t testing.TB, db *wsdb.DB) *installation {
	t.Helper()
	v, ok := installations.Load(db)
	if !ok {
		t.Fatal("this database was not made by dbtest, or is closed")
	}
	return v.(*installation)
}

func open(t testing.TB, opts sysdb.Options) *wsdb.DB {
	t.Helper()
	return openAt(t, opts, clock.NewFixed(Start))
}

func openAt(t testing.TB, opts sysdb.Options, c *clock.Fixed) *wsdb.DB {
	t.Helper()
	opts.Clock = c
	sys, err := sysdb.Open(t.Context(), opts)
	if err != nil {
		t.Fatalf("open system database: %v", err)
	}
	db, err := wsdb.Open(t.Context(), wsdb.Options{System: sys, URL: opts.URL})
	if err != nil {
		t.Fatalf("open workspace databases: %v", err)
	}
	installations.Store(db, &installation{opts: opts, clock: c})
	t.Cleanup(func() { closeAll(t, db) })
	return db
}

func closeAll(t testing.TB, db *wsdb.DB) {
	t.Helper()
	if _, open := installations.LoadAndDelete(db); !open {
		return
	}
	templates.handed.Delete(db)
	if err := db.Close(); err != nil {
		t.Errorf("close workspace databases: %v", err)
	}
	if err := db.System().Close(); err != nil {
		t.Errorf("close system database: %v", err)
	}
}

// masterKey is the instance key of all tests.
func masterKey() secret.Key {
	k, err := secret.KeyFrom([]byte("only-for-tests-only-for-tests-32"))
	if err != nil {
		panic(err)
	}
	return k
}

// templateWorkspace is the workspace every template holds.
func templateWorkspace() id.Workspace {
	ws, err := id.ParseWorkspace("01930000-0000-7000-8000-000000000001")
	if err != nil {
		panic(err)
	}
	return ws
}

// build makes an installation with the template workspace and closes it again.
func build(ctx context.Context, opts sysdb.Options) (err error) {
	opts.Clock = clock.NewFixed(Start)
	sys, err := sysdb.Open(ctx, opts)
	if err != nil {
		return err
	}
	if err := queue.Migrate(ctx, sys.Handle()); err != nil {
		return err
	}
	db, err := wsdb.Open(ctx, wsdb.Options{System: sys, URL: opts.URL})
	if err == nil {
		err = db.Create(ctx, templateWorkspace())
		if closeErr := db.Close(); err == nil {
			err = closeErr
		}
	}
	if closeErr := sys.Close(); err == nil {
		err = closeErr
	}
	return err
}
