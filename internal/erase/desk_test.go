package erase

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/ledger"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestDesk_nothingGoesBeforeThePlanIsApproved(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := newBench(t, db)
		b.seed(t, b.ws, "satu", 8)
		r, err := b.TakeIn(t.Context(), b.ws, Scope{Categories: []datamap.Category{datamap.Contacts}}, time.Hour, false, nobody)
		if err != nil || len(r.Code()) != 26 {
			t.Fatal(err)
		}
		b.due(t)
		if got, _ := b.get(t, r.ID); got.State != Planned {
			t.Fatalf("it is %s before anybody agreed", got.State)
		}
		if _, err := b.Approve(t.Context(), r.ID, "another plan", nobody); !errors.Is(err, ErrDrift) {
			t.Errorf("another plan was approved: %v", err)
		}
		b.exec(t, `DELETE FROM contact_group_member`)
		if _, err := b.Approve(t.Context(), r.ID, r.Plan.Hash, nobody); !errors.Is(err, ErrDrift) {
			t.Errorf("a plan that is another now was approved: %v", err)
		}
		if r, err = b.Replan(t.Context(), r.ID, nobody); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Approve(t.Context(), r.ID, r.Plan.Hash, nobody); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Hold(t.Context(), r.ID, Decision{Reason: Dispute}, dbtest.Clock(t, db).Now().Add(maxHold)); err != nil {
			t.Fatal(err)
		}
		dbtest.Clock(t, db).Advance(2 * time.Hour)
		b.due(t)
		if got, _ := b.get(t, r.ID); got.State != OnHold || got.Reason != "dispute" {
			t.Fatalf("a held request is %s", got.State)
		}
		if _, err := b.Release(t.Context(), r.ID, Decision{}); err != nil {
			t.Fatal(err)
		}
		b.due(t)
		if got, _ := b.get(t, r.ID); got.State != Grace {
			t.Fatalf("at once after a hold it is %s", got.State)
		}
		dbtest.Clock(t, db).Advance(afterHold)
		b.due(t)
		got, way := b.get(t, r.ID)
		if got.State != Complete || got.Way != ByOperator {
			t.Fatalf("it is %s (%s)", got.State, got.Reason)
		}
		for i := range way {
			if sum := way[i].sum(r.ID); sum != way[i].Hash || i > 0 && way[i].Previous != way[i-1].Hash {
				t.Errorf("step %d is not chained", i)
			}
		}
	})
}

func TestClocks_countTheThirtyDays(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t, database.SQLite)
	b := newBench(t, db)
	if _, err := b.TakeIn(t.Context(), b.ws, Scope{Categories: []datamap.Category{datamap.Chats}}, 0, false, nobody); err != nil {
		t.Fatal(err)
	}
	day := 24 * time.Hour
	for _, step := range []struct {
		pass time.Duration
		want Clocks
	}{
		{0, Clocks{Open: 1, Waiting: 1}}, {15*day - time.Second, Clocks{Open: 1, Waiting: 1}}, {time.Second, Clocks{Open: 1, Waiting: 1, Half: 1}},
		{9 * day, Clocks{Open: 1, Waiting: 1, Close: 1}}, {6 * day, Clocks{Open: 1, Waiting: 1, Late: 1}}, {-30 * day, Clocks{Open: 1, Waiting: 1}},
	} {
		dbtest.Clock(t, db).Advance(step.pass)
		if got, err := b.Clocks(t.Context()); err != nil || got != step.want {
			t.Errorf("%+v, %v; want %+v", got, err, step.want)
		}
	}
}

func TestDesk_refusesWithAReason(t *testing.T) {
	t.Parallel()
	b := newBench(t, dbtest.New(t, database.SQLite))
	r, err := b.TakeIn(t.Context(), b.ws, Scope{Whole: true}, 0, false, nobody)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.TakeIn(t.Context(), b.ws, Scope{Categories: []datamap.Category{datamap.Chats}}, 0, false, nobody); !errors.Is(err, ErrRunning) {
		t.Errorf("a second request about the same data: %v", err)
	}
	if r, err = b.Refuse(t.Context(), r.ID, Decision{Reason: NotIdentified}); err != nil || r.State != Refused || r.DoneAt.IsZero() {
		t.Fatalf("%s %v", r.State, err)
	}
	if _, err := b.Approve(t.Context(), r.ID, r.Plan.Hash, nobody); !errors.Is(err, ErrState) {
		t.Errorf("a refused request was approved: %v", err)
	}
}

func (b *bench) due(t *testing.T) {
	t.Helper()
	if err := b.Due(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) exec(t *testing.T, text string) {
	t.Helper()
	err := b.db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
		_, err := tx.Exec(t.Context(), text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestReplay_deletesAgainWhatABackupBroughtBack seeds the same workspace again after its deletions, as a backup would, and replays the ledger.
func TestReplay_deletesAgainWhatABackupBroughtBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := newBench(t, db)
		who, err := id.Parse[contact.Contact](uuid(3))
		if err != nil {
			t.Fatal(err)
		}
		b.seed(t, b.ws, "satu", 8)
		person := b.ask(t, b.ws, Scope{Contact: who})
		b.due(t)
		all := b.ask(t, b.ws, Scope{Categories: []datamap.Category{datamap.Chats, datamap.Sending}})
		b.due(t)
		for _, r := range []ID{person, all} {
			if got, _ := b.get(t, r); got.State != Complete {
				t.Fatalf("%s (%s)", got.State, got.Reason)
			}
		}
		back := newBench(t, db)
		back.ws = dbtest.Workspace(t, db)
		back.seed(t, back.ws, "satu", 8)
		for _, line := range b.d.Ledger.Since(0) {
			if len(line.Scope.Contacts) > 0 { // hashed with the key of the first workspace, which a restored one has too
				line.Scope.Contacts = []string{back.hashOf(t, who)}
			}
			line.Workspace = back.ws
			for range 2 {
				if err := back.Replay(t.Context(), line); err != nil {
					t.Fatal(err)
				}
			}
		}
		now := back.census(t, back.ws)
		if now["contact"] != 7 || now["conversation"] != 3 || now["blast"] != 0 || now["contact_group"] != 8 || now["erasure_progress"] != 0 {
			t.Errorf("after the replay there are %v", now)
		}
		t.Logf("%d lines replayed twice on a workspace that came back", len(b.d.Ledger.Since(0)))
		if kinds := kindsOf(b.d.Ledger.Since(0)); !slices.Equal(kinds, []ledger.Kind{ledger.Intent, ledger.Done, ledger.Intent, ledger.Done}) {
			t.Errorf("the ledger has %v", kinds)
		}
	})
}

func kindsOf(lines []ledger.Line) (out []ledger.Kind) {
	for _, l := range lines {
		out = append(out, l.Kind)
	}
	return out
}

func (b *bench) hashOf(t *testing.T, c contact.ID) string {
	t.Helper()
	x := &execution{Service: b.Service, r: &Request{Workspace: b.ws, Scope: Scope{Contact: c}}}
	if err := x.hash(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	return x.r.Report.Person
}
