package queue_test

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

type step struct {
	N int `json:"n"`
}

func (step) Kind() string { return "test.take_step" }

func client(t *testing.T, db *wsdb.DB, reg *queue.Registry) *queue.Client {
	t.Helper()
	c, err := queue.NewClient(t.Context(), queue.Options{System: db.System().Handle(), Registry: reg, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func start(t *testing.T, c *queue.Client) {
	t.Helper()
	if err := c.Start(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
}

func stop(t *testing.T, c *queue.Client) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 15*time.Second)
	defer cancel()
	if err := c.Stop(ctx); err != nil {
		t.Errorf("stop: %v", err)
	}
}

func TestClient_retriesWhatIsUnavailableAndDropsWhatIsWrong(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		var tries [3]atomic.Int32
		reg := queue.NewRegistry()
		queue.Register(reg, func(_ context.Context, s step) error {
			n := tries[s.N].Add(1)
			switch {
			case s.N == 1:
				return fault.New(fault.NotFound, "test.gone", "x")
			case s.N == 2 && n == 1:
				return fault.New(fault.Unavailable, "test.later", "x").WithRetryAfter(time.Millisecond)
			}
			return nil
		})
		c := client(t, db, reg)
		start(t, c)
		defer stop(t, c)
		err := db.System().Write(t.Context(), func(tx *sysdb.Tx) error {
			for n := range tries {
				if err := c.Enqueue(t.Context(), tx.SQL(), step{N: n}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		states := func() map[string]int {
			got := map[string]int{}
			err := db.System().Read(t.Context(), func(q sysdb.Query) error {
				rows, err := q.Query(t.Context(), "SELECT CAST(state AS TEXT), count(*) FROM river_job GROUP BY 1")
				if err != nil {
					return err
				}
				defer func() { _ = rows.Close() }()
				for rows.Next() {
					var state string
					var n int
					if err := rows.Scan(&state, &n); err != nil {
						return err
					}
					got[state] = n
				}
				return rows.Err()
			})
			if err != nil {
				t.Error(err)
			}
			return got
		}
		dbtest.Wait(t, "one job to be cancelled and two to be done", func() bool {
			s := states()
			return s["cancelled"] == 1 && s["completed"] == 2
		})
		if tries[0].Load() != 1 || tries[1].Load() != 1 || tries[2].Load() != 2 {
			t.Errorf("tries %d %d %d", tries[0].Load(), tries[1].Load(), tries[2].Load())
		}
	})
}

func TestClient_runsAgainWhatAnEndedProcessWasRunning(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		done := make(chan struct{}, 1)
		reg := queue.NewRegistry()
		queue.Register(reg, func(context.Context, step) error {
			done <- struct{}{}
			return nil
		})
		c := client(t, db, reg)
		err := db.System().Write(t.Context(), func(tx *sysdb.Tx) error {
			if err := c.Enqueue(t.Context(), tx.SQL(), step{N: 1}); err != nil {
				return err
			}
			_, err := tx.Exec(t.Context(), "UPDATE river_job SET state = 'running'")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		start(t, c)
		defer stop(t, c)
		select {
		case <-done:
		case <-time.After(10 * time.Second):
			t.Fatal("the job was left behind")
		}
	})
}

func TestRegistry_everyRunsAtStart(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		done := make(chan struct{}, 10)
		reg := queue.NewRegistry()
		queue.Register(reg, func(context.Context, step) error {
			done <- struct{}{}
			return nil
		})
		reg.Every(time.Hour, step{N: 1})
		c := client(t, db, reg)
		start(t, c)
		defer stop(t, c)
		select {
		case <-done:
		case <-time.After(20 * time.Second):
			t.Fatal("it did not run")
		}
	})
}

func TestClient_stopsWhatDoesNotEndAndRunsItAgain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		began := make(chan struct{}, 2)
		var round atomic.Int32
		reg := queue.NewRegistry()
		queue.Register(reg, func(ctx context.Context, _ step) error {
			began <- struct{}{}
			if round.Add(1) > 1 {
				return nil
			}
			<-ctx.Done()
			return ctx.Err()
		})
		c := client(t, db, reg)
		if err := db.System().Write(t.Context(), func(tx *sysdb.Tx) error {
			return c.Enqueue(t.Context(), tx.SQL(), step{N: 1})
		}); err != nil {
			t.Fatal(err)
		}
		start(t, c)
		<-began
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 50*time.Millisecond)
		defer cancel()
		if err := c.StopNow(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		again := client(t, db, reg)
		start(t, again)
		defer stop(t, again)
		select {
		case <-began:
		case <-time.After(10 * time.Second):
			t.Fatal("it did not run again")
		}
	})
}
