package job_test

import (
	"context"
	"errors"
	"testing"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

type bundle struct {
	*job.Service
	db      *wsdb.DB
	ws      id.Workspace
	changes []job.ID
}

func setup(t *testing.T, db *wsdb.DB) *bundle {
	t.Helper()
	b := &bundle{db: db, ws: dbtest.Workspace(t, db)}
	b.Service = job.New(job.Deps{Changed: func(_ context.Context, _ *wsdb.Tx, j job.ID) error {
		b.changes = append(b.changes, j)
		return nil
	}})
	return b
}

func (b *bundle) write(t *testing.T, fn func(tx *wsdb.Tx) error) error {
	t.Helper()
	return b.db.Write(t.Context(), b.ws, fn)
}

func (b *bundle) create(t *testing.T) job.Job {
	t.Helper()
	var j job.Job
	err := b.write(t, func(tx *wsdb.Tx) error {
		var err error
		j, err = b.Create(t.Context(), tx, "import.run", id.New[any](), 100)
		return err
	})
	if err != nil {
		t.Fatalf("create: %v", err)
	}
	return j
}

func (b *bundle) get(t *testing.T, job job.ID) (j job.Job) {
	t.Helper()
	err := b.db.Read(t.Context(), b.ws, func(q wsdb.Query) error {
		var err error
		j, err = b.Get(t.Context(), q, job)
		return err
	})
	if err != nil {
		t.Fatalf("get: %v", err)
	}
	return j
}

func TestService_ProgressAndFinish(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		j := b.create(t)
		err := b.write(t, func(tx *wsdb.Tx) error { return b.Progress(t.Context(), tx, j.ID, 40, 120, "row-40") })
		if err != nil {
			t.Fatal(err)
		}
		got := b.get(t, j.ID)
		if got.Done != 40 || got.Total != 120 || got.Cursor != "row-40" || got.State != job.Running || got.CreatedBy != j.CreatedBy {
			t.Fatalf("after Progress: %+v", got)
		}
		for range 2 { // a worker may repeat its last step
			if err := b.write(t, func(tx *wsdb.Tx) error { return b.Finish(t.Context(), tx, j.ID) }); err != nil {
				t.Fatal(err)
			}
		}
		if got = b.get(t, j.ID); got.State != job.Done || got.Done != 120 || !got.FinishedAt.Equal(dbtest.Start) {
			t.Errorf("after Finish: %+v", got)
		}
		if len(b.changes) != 3 {
			t.Errorf("%d changes told, want 3: create, progress, finish once", len(b.changes))
		}
	})
}

func TestService_CancelStopsTheWorker(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		j := b.create(t)
		if err := b.write(t, func(tx *wsdb.Tx) error { return b.Cancel(t.Context(), tx, j.ID) }); err != nil {
			t.Fatal(err)
		}
		err := b.write(t, func(tx *wsdb.Tx) error { return b.Progress(t.Context(), tx, j.ID, 1, 2, "") })
		if !errors.Is(err, job.ErrCancelled) {
			t.Errorf("Progress = %v, want ErrCancelled", err)
		}
		err = b.write(t, func(tx *wsdb.Tx) error { return b.Fail(t.Context(), tx, j.ID, "x") })
		if !errors.Is(err, job.ErrCancelled) {
			t.Errorf("Fail = %v, want ErrCancelled", err)
		}
		done := b.create(t)
		err = b.write(t, func(tx *wsdb.Tx) error {
			if err := b.Fail(t.Context(), tx, done.ID, "import.broken"); err != nil {
				return err
			}
			return b.Cancel(t.Context(), tx, done.ID)
		})
		if !errors.Is(err, job.ErrEnded) {
			t.Errorf("Cancel of a failed job = %v, want ErrEnded", err)
		}
	})
}

func TestService_ListPages(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		var made []job.ID
		for range 5 {
			made = append([]job.ID{b.create(t).ID}, made...)
		}
		var seen []job.ID
		req := page.Request{Limit: 2}
		for {
			var p page.Page[job.Job]
			err := db.Read(t.Context(), b.ws, func(q wsdb.Query) error {
				var err error
				p, err = b.List(t.Context(), q, req)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, j := range p.Items {
				seen = append(seen, j.ID)
			}
			if p.Next == "" {
				break
			}
			req.Cursor = page.Cursor(p.Next)
		}
		if len(seen) != len(made) {
			t.Fatalf("saw %d of %d", len(seen), len(made))
		}
		for i := range seen {
			if seen[i] != made[i] {
				t.Errorf("item %d is out of order", i)
			}
		}
	})
}
