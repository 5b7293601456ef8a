package erase

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestDrill_provesItselfAndLeavesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := newBench(t, db)
		b.seed(t, b.ws, "satu", 4)
		before := b.census(t, b.ws)
		for range 2 {
			d, err := b.Drill(t.Context())
			if err != nil || !d.Passed || len(d.Lines) != 2 {
				t.Fatalf("%+v, %v", d, err)
			}
			for _, l := range d.Lines {
				t.Logf("%d values searched for, %d found before, %d after", l.Values, l.Control, l.Left)
				if l.Gone < 100 || l.Values < 500 || l.Left != 0 || !l.Holds || (l.Scope == "parts") != (l.Caught == "bytes") {
					t.Errorf("%+v", l)
				}
			}
			last, was, err := b.LastDrill(t.Context())
			if err != nil || !was || !last.Passed || len(last.Lines) != 2 || !last.Ended.Equal(d.Ended) {
				t.Errorf("the last is %+v, %t, %v", last, was, err)
			}
		}
		if now := b.census(t, b.ws); fmt.Sprint(now) != fmt.Sprint(before) {
			t.Errorf("a real workspace has %v, had %v", now, before)
		}
		b.onlyOurs(t)
		if all, err := b.List(t.Context(), id.Workspace{}); err != nil || len(all) != 0 {
			t.Errorf("the register shows %d requests, %v", len(all), err)
		}
		if clocks, err := b.Clocks(t.Context()); err != nil || clocks != (Clocks{}) {
			t.Errorf("the clocks say %+v, %v", clocks, err)
		}
	})
}

// onlyOurs says that no trace of a workspace is there but of the one of the test.
func (b *bench) onlyOurs(t *testing.T) {
	t.Helper()
	if all, err := b.db.List(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("%d workspaces, %v", len(all), err)
	}
	err := b.sys.Read(t.Context(), func(q sysdb.Query) error {
		for table, want := range map[string]int{"workspace_place": 1, "erasure_request": 0, "erasure_step": 0} {
			var n int
			if err := q.QueryRow(t.Context(), `SELECT COUNT(*) FROM `+table).Scan(&n); err != nil {
				return err
			}
			if n != want {
				t.Errorf("%s has %d rows, want %d", table, n, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	files := 0
	if err := b.blobs.List(t.Context(), "", func(string, int64) error { files++; return nil }); err != nil || files != 4 {
		t.Errorf("%d files are there, want the 4 of the test; %v", files, err)
	}
}

// TestDrill_cutOff ends drills on the way; the next removes what they have left.
func TestDrill_cutOff(t *testing.T) {
	t.Parallel()
	b := newBench(t, dbtest.New(t, database.SQLite))
	b.seed(t, b.ws, "satu", 4)
	d := Drill{ID: id.New[Drill](), Began: b.d.Clock.Now()}
	made := []id.Workspace{id.NewWorkspace(), id.NewWorkspace()}
	err := errors.Join(b.keepDrill(t.Context(), &d, made), b.db.Create(t.Context(), made[0]), b.fill(t.Context(), made[0]))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.askDrill(t.Context(), made[0], Scope{Whole: true}); err != nil {
		t.Fatal(err)
	}
	b.due(t) // it is not carried out by who looks after real ones
	var left int
	b.read(t, made[0], `SELECT COUNT(*) FROM contact`, &left)
	if left != drillRows {
		t.Errorf("%d contacts are left of a drill that nobody goes on with", left)
	}
	if _, was, err := b.LastDrill(t.Context()); was || err != nil {
		t.Errorf("a drill that was cut off counts: %v", err)
	}
	if got, err := b.Drill(t.Context()); err != nil || !got.Passed {
		t.Fatalf("%+v, %v", got, err)
	}
	b.onlyOurs(t)
}

// TestDrill_cutOffGoesAtTheStart begins the program anew after a drill was cut off; real deletions come after.
func TestDrill_cutOffGoesAtTheStart(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := newBench(t, db)
		b.seed(t, b.ws, "satu", 4)
		made := []id.Workspace{id.NewWorkspace(), id.NewWorkspace()}
		err := errors.Join(b.keepDrill(t.Context(), &Drill{ID: id.New[Drill](), Began: b.d.Clock.Now()}, made), b.db.Create(t.Context(), made[0]), b.fill(t.Context(), made[0]))
		if err != nil {
			t.Fatal(err)
		}
		b.ask(t, b.ws, Scope{Categories: []datamap.Category{datamap.APIKeys}})
		ctx, stop := context.WithCancel(t.Context())
		b.d.Around = &restless{freeze: func(id.Workspace) error {
			stop()
			return nil
		}}
		b.Service = New(b.d)
		b.Run(ctx)
		if all, err := b.db.List(t.Context()); err != nil || len(all) != 1 {
			t.Errorf("%d workspaces, %v", len(all), err)
		}
	})
}

// TestDrill_whatFailsIsKept runs a drill whose ledger takes nothing.
func TestDrill_whatFailsIsKept(t *testing.T) {
	t.Parallel()
	b := newBench(t, dbtest.New(t, database.SQLite))
	b.seed(t, b.ws, "satu", 4)
	if err := b.d.Ledger.Close(); err != nil {
		t.Fatal(err)
	}
	if d, err := b.Drill(t.Context()); err == nil || d.Passed || d.Reason == "" {
		t.Errorf("%+v, %v", d, err)
	}
	last, was, err := b.LastDrill(t.Context())
	if err != nil || !was || last.Passed || last.Reason == "" {
		t.Errorf("the last is %+v, %t, %v", last, was, err)
	}
	b.onlyOurs(t)
}
