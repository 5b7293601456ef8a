package wsdb_test

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

type ping struct {
	Workspace id.Workspace `json:"workspace"`
	N         int          `json:"n"`
}

func (ping) Kind() string { return "test.ping" }

// works collects what was worked on.
type works struct {
	mu   sync.Mutex
	seen map[int]int
	err  func(n int) error
}

func (w *works) work(_ context.Context, p ping) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen[p.N]++
	if w.err != nil {
		return w.err(p.N)
	}
	return nil
}

func (w *works) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.seen)
}

func startQueue(t *testing.T, db *wsdb.DB, w *works) *queue.Client {
	t.Helper()
	reg := queue.NewRegistry()
	queue.Register(reg, w.work)
	client, err := queue.NewClient(t.Context(), queue.Options{System: db.System().Handle(), Registry: reg, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Start(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := client.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	return client
}

func forward(t *testing.T, db *wsdb.DB, to wsdb.Inserter) {
	t.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- db.Forward(ctx, to) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("forward: %v", err)
		}
	})
}

func enqueue(t *testing.T, db *wsdb.DB, ws id.Workspace, from, to int, opts ...queue.Option) {
	t.Helper()
	err := db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
		for n := from; n < to; n++ {
			if err := tx.Enqueue(t.Context(), ping{Workspace: ws, N: n}, opts...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestForward_worksOnWhatWasCommitted(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := dbtest.Workspace(t, db)
		w := &works{seen: map[int]int{}}
		forward(t, db, startQueue(t, db, w))
		enqueue(t, db, ws, 0, 20)
		stop := errors.New("stop")
		err := db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
			return errors.Join(tx.Enqueue(t.Context(), ping{Workspace: ws, N: 99}), stop)
		})
		if !errors.Is(err, stop) {
			t.Fatal(err)
		}
		enqueue(t, db, ws, 20, 21)
		dbtest.Wait(t, "all jobs to be worked on", func() bool { return w.count() == 21 })
		dbtest.Wait(t, "the outbox to be empty", func() bool { return len(dbtest.Jobs(t, db, ws)) == 0 })
		w.mu.Lock()
		defer w.mu.Unlock()
		for n, times := range w.seen {
			if n > 20 || times != 1 {
				t.Errorf("job %d ran %d times", n, times)
			}
		}
	})
}

// collector is an Inserter that fails after its work was written, like a crash between the two databases.
type collector struct {
	jobs []queue.Stored
}

func (c *collector) InsertStored(_ context.Context, _ *sql.Tx, jobs []queue.Stored) error {
	c.jobs = append(c.jobs, jobs...)
	return nil
}

func TestForward_afterACrashBetweenTheDatabasesNothingTwice(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := dbtest.Workspace(t, db)
		c := &collector{}
		enqueue(t, db, ws, 0, 3)
		rows := dbtest.Jobs(t, db, ws)
		if err := wsdb.ForwardOnce(t.Context(), db, ws, c); err != nil {
			t.Fatal(err)
		}
		// The crash: handed over and marked, but the rows are still there.
		wsdb.PutBack(t.Context(), t, db, ws, rows)
		enqueue(t, db, ws, 3, 4)
		if err := wsdb.ForwardOnce(t.Context(), db, ws, c); err != nil {
			t.Fatal(err)
		}
		if len(c.jobs) != 4 || len(dbtest.Jobs(t, db, ws)) != 0 {
			t.Fatalf("%d jobs handed over and %d left, want 4 and 0", len(c.jobs), len(dbtest.Jobs(t, db, ws)))
		}
	})
}

func TestForward_restoredWorkspaceHandsItsJobsOverAgain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := dbtest.Workspace(t, db)
		c := &collector{}
		enqueue(t, db, ws, 0, 3)
		rows := dbtest.Jobs(t, db, ws)
		if err := wsdb.ForwardOnce(t.Context(), db, ws, c); err != nil {
			t.Fatal(err)
		}
		wsdb.PutBack(t.Context(), t, db, ws, rows) // what an older copy would hold
		if err := db.Restored(t.Context(), ws); err != nil {
			t.Fatal(err)
		}
		if err := wsdb.ForwardOnce(t.Context(), db, ws, c); err != nil {
			t.Fatal(err)
		}
		if len(c.jobs) != 6 {
			t.Fatalf("%d jobs handed over, want 3 and 3 again", len(c.jobs))
		}
	})
}

func TestForward_uniqueAndDelayed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := dbtest.Workspace(t, db)
		w := &works{seen: map[int]int{}}
		client := startQueue(t, db, w)
		later := time.Now().Add(time.Hour)
		enqueue(t, db, ws, 1, 2, queue.RunAt(later), queue.Unique(), queue.MaxAttempts(3))
		enqueue(t, db, ws, 1, 2, queue.RunAt(later), queue.Unique(), queue.MaxAttempts(3))
		enqueue(t, db, ws, 2, 3, queue.Unique())
		got := dbtest.Jobs(t, db, ws)
		if !got[0].Unique || got[0].MaxAttempts != 3 || got[0].RunAt.UnixMicro() != later.UnixMicro() {
			t.Errorf("stored options %+v", got[0].JobOptions)
		}
		if err := wsdb.ForwardOnce(t.Context(), db, ws, client); err != nil {
			t.Fatal(err)
		}
		dbtest.Wait(t, "the job that is due", func() bool { return w.count() == 1 })
		waiting := 0
		err := db.System().Read(t.Context(), func(q sysdb.Query) error {
			return q.QueryRow(t.Context(), "SELECT count(*) FROM river_job WHERE state = 'scheduled'").Scan(&waiting)
		})
		if err != nil || waiting != 1 {
			t.Errorf("%d waiting, %v; want 1", waiting, err)
		}
	})
}

func TestWakes_dueTimesArriveOnceAlsoAfterARestart(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := dbtest.Workspace(t, db)
		clk := dbtest.Clock(t, db)
		wake := func(db *wsdb.DB, in ...time.Duration) {
			err := db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
				for _, d := range in {
					tx.WakeAt(tx.Now().Add(d))
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		wake(db, time.Minute, time.Second)
		wake(db, time.Hour)
		select {
		case <-db.Wakes():
			t.Fatal("woken before the time")
		default:
		}
		clk.Advance(time.Second)
		receive(t, db, ws)
		db = dbtest.Reopen(t, db)
		clk.Advance(59 * time.Minute)
		select {
		case <-db.Wakes():
			t.Fatal("a past or later time came back")
		case <-time.After(20 * time.Millisecond):
		}
		clk.Advance(time.Minute + time.Second)
		receive(t, db, ws)
	})
}

func receive(t *testing.T, db *wsdb.DB, want id.Workspace) {
	t.Helper()
	select {
	case got := <-db.Wakes():
		if diff := cmp.Diff(want.String(), got.String()); diff != "" {
			t.Fatal(diff)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("not woken")
	}
}

func TestWakes_aWorkspaceThatWasCutOffAppearsAtStart(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws, other := dbtest.Workspace(t, db), dbtest.Workspace(t, db)
		notes(t, db, ws)
		notes(t, db, other)
		db = dbtest.Reopen(t, db)
		select {
		case <-db.Wakes():
			t.Fatal("woken after a clean end")
		case <-time.After(20 * time.Millisecond):
		}
		// What a killed process leaves: a workspace marked as being written to.
		err := db.System().Write(t.Context(), func(tx *sysdb.Tx) error {
			_, err := tx.Exec(t.Context(), "UPDATE workspace_place SET open = TRUE WHERE workspace_id = $1", ws)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		db = dbtest.Reopen(t, db)
		receive(t, db, ws)
	})
}
