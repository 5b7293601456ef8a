package channel_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestIngest_Process(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ch := b.connect(t, b.ws, "100")
		if err := b.ingest.Store(t.Context(), []channel.Fragment{b.fragment(ch, "a"), b.fragment(ch, "b"), b.fragment(ch, "a")}); err != nil {
			t.Fatal(err)
		}
		if err := b.ingest.Store(t.Context(), []channel.Fragment{b.fragment(ch, "b"), b.fragment(ch, "c")}); err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second time there is nothing left
			if err := b.ingest.Process(t.Context(), b.ws); err != nil {
				t.Fatal(err)
			}
		}
		same(t, b.received(t, b.ws), "a", "b", "c")
		if got := b.ingest.Counts(); got.Stored != 3 || got.Repeated != 2 || got.Processed != 3 {
			t.Errorf("counts = %+v", got)
		}
	})
}

func TestIngest_TwoContentsUnderOneID(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ch := b.connect(t, b.ws, "100")
		with := func(text, print string) channel.Fragment {
			return channel.Fragment{Workspace: b.ws, Channel: ch.ID, Kind: "message", Key: "m:one", Fingerprint: print, Raw: []byte(text)}
		}
		for range 2 {
			if err := b.ingest.Store(t.Context(), []channel.Fragment{with("first", "1"), with("second", "2"), with("third", "3")}); err != nil {
				t.Fatal(err)
			}
		}
		if err := b.ingest.Process(t.Context(), b.ws); err != nil {
			t.Fatal(err)
		}
		same(t, b.received(t, b.ws), "first", "second", "third")
		if got := b.ingest.Counts(); got.Conflicts != 2 || got.Repeated != 3 {
			t.Errorf("counts = %+v", got)
		}
	})
}

func TestIngest_PoisonIsSetAside(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		for n, poison := range []string{"e7", "boom"} {
			b := setup(t, db) // in a workspace of its own
			ch := b.connect(t, b.ws, fmt.Sprint(100+n))
			b.rec.poison = poison
			var frags []channel.Fragment
			var want []string
			for n := range 20 {
				frags = append(frags, b.fragment(ch, fmt.Sprintf("e%d", n)))
				if name := fmt.Sprintf("e%d", n); name != poison {
					want = append(want, name)
				}
			}
			frags = append(frags, b.fragment(ch, "boom"), b.fragment(ch, "bad"), b.fragment(ch, "panic"), b.fragment(ch, "last"))
			if poison != "boom" {
				want = append(want, "boom")
			}
			want = append(want, "last")
			if err := b.ingest.Store(t.Context(), frags); err != nil {
				t.Fatal(err)
			}
			for range 2 { // the others do not wait for it
				if err := b.ingest.Process(t.Context(), b.ws); err == nil {
					t.Error("an event that failed is not left for another try")
				}
				same(t, b.received(t, b.ws), want...)
			}
			if err := b.ingest.Process(t.Context(), b.ws); err != nil {
				t.Fatal(err)
			}
			same(t, b.received(t, b.ws), want...)
			if got := b.ingest.Counts(); got.Failed != 3 {
				t.Errorf("%s: counts = %+v, want 3 failed", poison, got)
			}
		}
	})
}

func TestIngest_FailureLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ch := b.connect(t, b.ws, "100")
		if err := b.ingest.Store(t.Context(), []channel.Fragment{b.fragment(ch, "a"), b.fragment(ch, "b")}); err != nil {
			t.Fatal(err)
		}
		// The handler writes its effects and then the machine fails: as if the process were killed before the commit.
		b.rec.once = fault.New(fault.Unavailable, "test.down", "Down.")
		if err := b.ingest.Process(t.Context(), b.ws); fault.KindOf(err) != fault.Unavailable {
			t.Fatalf("error = %v", err)
		}
		same(t, b.received(t, b.ws))
		if err := b.ingest.Process(t.Context(), b.ws); err != nil {
			t.Fatal(err)
		}
		same(t, b.received(t, b.ws), "a", "b")
	})
}

func TestIngest_SurvivesRestart(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ch := b.connect(t, b.ws, "100")
		if err := b.ingest.Store(t.Context(), []channel.Fragment{b.fragment(ch, "a")}); err != nil {
			t.Fatal(err)
		}
		ws := b.ws
		db = dbtest.Reopen(t, db)
		b = setup(t, db)
		b.ws = ws
		if err := b.ingest.Process(t.Context(), ws); err != nil {
			t.Fatal(err)
		}
		same(t, b.received(t, ws), "a")
	})
}

func TestIngest_RunProcessesWhatIsStored(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ch := b.connect(t, b.ws, "100")
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- b.ingest.Run(ctx) }()
		var wg sync.WaitGroup
		for n := range 50 {
			wg.Go(func() {
				if err := b.ingest.Store(ctx, []channel.Fragment{b.fragment(ch, fmt.Sprintf("e%d", n))}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		dbtest.Wait(t, "all events processed", func() bool {
			dbtest.Clock(t, db).Advance(time.Second) // the pauses between passes
			return b.ingest.Counts().Processed == 50
		})
		cancel()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if got := b.received(t, b.ws); len(got) != 50 {
			t.Errorf("received %d, want 50", len(got))
		}
	})
}

// The first event after a quiet time is processed at once; those that come during a pass gather for the next one.
func TestIngest_RunGathersWhatComesMeanwhile(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ch := b.connect(t, b.ws, "100")
		b.rec.during = sync.OnceFunc(func() { b.ingest.Wake(b.ws) }) // as an event does that is stored just then
		store := func(text string) {
			t.Helper()
			if err := b.ingest.Store(t.Context(), []channel.Fragment{b.fragment(ch, text)}); err != nil {
				t.Fatal(err)
			}
		}
		clk := dbtest.Clock(t, db)
		before, _ := clk.Timers()
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- b.ingest.Run(ctx) }()
		store("a")
		dbtest.Wait(t, "the pause after the first pass", func() bool {
			n, _ := clk.Timers()
			return n > before
		})
		store("b")
		store("c")
		same(t, b.received(t, b.ws), "a")
		clk.Advance(20 * time.Millisecond)
		dbtest.Wait(t, "the second pass", func() bool { return b.ingest.Counts().Processed == 3 })
		if calls := b.rec.count(); calls != 2 {
			t.Errorf("%d passes for three events, want 2", calls)
		}
		cancel()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	})
}

func TestIngest_DropsWhatIsDisconnected(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ch := b.connect(t, b.ws, "100")
		if err := b.svc.Disconnect(t.Context(), b.ws, ch.ID, audit.Thing{}); err != nil {
			t.Fatal(err)
		}
		if err := b.ingest.Store(t.Context(), []channel.Fragment{b.fragment(ch, "late")}); err != nil {
			t.Fatal(err)
		}
		var rows int
		if err := db.Read(t.Context(), b.ws, func(q wsdb.Query) error {
			return q.QueryRow(t.Context(), `SELECT COUNT(*) FROM inbound`).Scan(&rows)
		}); err != nil {
			t.Fatal(err)
		}
		if got := b.ingest.Counts(); rows != 0 || got.Dropped != 1 || got.Stored != 0 {
			t.Errorf("%d rows, counts = %+v", rows, got)
		}
	})
}

// A delivery may hold events of several workspaces: one of them that was erased meanwhile says nothing about the others.
func TestIngest_AnErasedWorkspaceStopsNobodyElse(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ch := b.connect(t, b.ws, "100")
		gone := dbtest.Workspace(t, db)
		lost := b.fragment(b.connect(t, gone, "200"), "lost")
		lost.Workspace = gone
		if _, err := db.Erase(t.Context(), gone); err != nil {
			t.Fatal(err)
		}
		if err := b.ingest.Store(t.Context(), []channel.Fragment{lost, b.fragment(ch, "kept")}); err != nil {
			t.Errorf("store beside an erased workspace: %v", err)
		}
		if err := b.ingest.Store(t.Context(), []channel.Fragment{lost}); err != nil {
			t.Errorf("store in an erased workspace: %v", err)
		}
		if got := b.ingest.Counts(); got.Stored != 1 || got.Dropped != 2 {
			t.Errorf("counts = %+v", got)
		}
	})
}

func TestIngest_Purge(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ch := b.connect(t, b.ws, "100")
		if err := b.ingest.Store(t.Context(), []channel.Fragment{b.fragment(ch, "a")}); err != nil {
			t.Fatal(err)
		}
		if err := b.ingest.Process(t.Context(), b.ws); err != nil {
			t.Fatal(err)
		}
		purge := func(wantRows int) {
			t.Helper()
			var rows int
			if err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
				err := errors.Join(b.ingest.PurgeRaw(t.Context(), tx, tx.Now().Add(-datamap.RawEventLife)),
					b.ingest.PurgeKeys(t.Context(), tx, tx.Now().Add(-datamap.EventKeyLife)))
				if err != nil {
					return err
				}
				return tx.QueryRow(t.Context(), `SELECT COUNT(*) FROM inbound`).Scan(&rows)
			}); err != nil {
				t.Fatal(err)
			}
			if rows != wantRows {
				t.Errorf("%d rows, want %d", rows, wantRows)
			}
		}
		purge(1)
		dbtest.Clock(t, db).Advance(7*24*3600*1e9 + 1e9)
		purge(1)
		var size int
		if err := db.Read(t.Context(), b.ws, func(q wsdb.Query) error {
			return q.QueryRow(t.Context(), `SELECT length(raw) FROM inbound`).Scan(&size)
		}); err != nil || size != 0 {
			t.Errorf("raw has %d bytes, %v", size, err)
		}
		dbtest.Clock(t, db).Advance(24 * 3600 * 1e9)
		purge(0)
	})
}
