package erase

import (
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/datamap"
)

// asked is what a request must be at a time, by rules written apart from the program.
type asked struct {
	id       ID
	received time.Time
	till     time.Time // of its grace
	held     bool
	review   time.Time // when a hold ends by itself
	done     bool
}

// TestClocks_underJumps lets the clock jump by up to thirty days either way, with restarts and holds in between. Nothing is deleted before its
// time, everything is at the first look after it, nothing comes back, and the clocks say of each request what its dates say.
func TestClocks_underJumps(t *testing.T) {
	t.Parallel()
	runs := 8
	if os.Getenv("KELOLA_SOAK") == "1" {
		runs = 200
	}
	for seed := range runs {
		chance := rand.New(rand.NewPCG(uint64(seed), 11)) //nolint:gosec // a small number
		db := dbtest.New(t, database.SQLite)
		b := newBench(t, db)
		var all []*asked
		jumps := 0
		for range 25 {
			jump := time.Duration(chance.Int64N(int64(60*24*time.Hour))) - 30*24*time.Hour
			dbtest.Clock(t, db).Advance(jump)
			jumps++
			now := b.d.Clock.Now()
			switch chance.IntN(4) {
			case 0:
				b.Service = New(b.d)
			case 1:
				if len(all) < len(Erasable()) {
					all = append(all, b.begin(t, Erasable()[len(all)], time.Duration(chance.Int64N(int64(MaxGrace)))))
				}
			case 2:
				b.holdOne(t, chance, all)
			}
			b.due(t)
			for _, a := range all {
				if a.held && !now.Before(a.review) {
					a.held, a.till = false, now.Add(72*time.Hour)
				}
				a.done = a.done || !a.held && !now.Before(a.till)
				if r, _ := b.get(t, a.id); (r.State == Complete) != a.done {
					t.Fatalf("run %d: at %s a request with grace until %s, held %t, is %s", seed, now, a.till, a.held, r.State)
				}
			}
			if got, err := b.Clocks(t.Context()); err != nil || got != clocksOf(all, now) {
				t.Fatalf("run %d: at %s the clocks say %+v, %v; the dates %+v", seed, now, got, err, clocksOf(all, now))
			}
		}
		if jumps != 25 {
			t.Errorf("%d jumps", jumps)
		}
	}
	t.Logf("%d runs of 25 jumps", runs)
}

func (b *bench) begin(t *testing.T, category datamap.Category, grace time.Duration) *asked {
	t.Helper()
	r, err := b.TakeIn(t.Context(), b.ws, Scope{Categories: []datamap.Category{category}}, grace, false, nobody)
	if err != nil {
		t.Fatal(err)
	}
	now := b.d.Clock.Now()
	if r, err = b.Approve(t.Context(), r.ID, r.Plan.Hash, nobody); err != nil {
		t.Fatal(err)
	}
	return &asked{id: r.ID, received: now, till: now.Add(grace)}
}

// holdOne holds a request that is not over, or ends its hold.
func (b *bench) holdOne(t *testing.T, chance *rand.Rand, all []*asked) {
	t.Helper()
	for _, a := range all {
		if a.done || chance.IntN(2) == 0 {
			continue
		}
		var err error
		now := b.d.Clock.Now()
		if a.held {
			_, err = b.Release(t.Context(), a.id, Decision{})
			a.till = now.Add(72 * time.Hour)
		} else {
			a.review = now.AddDate(0, 0, 1+chance.IntN(90))
			_, err = b.Hold(t.Context(), a.id, Decision{Reason: Dispute}, a.review)
		}
		if err != nil {
			t.Fatal(err)
		}
		a.held = !a.held
		return
	}
}

func clocksOf(all []*asked, now time.Time) (c Clocks) {
	for _, a := range all {
		if a.done {
			continue
		}
		c.Open++
		switch days := now.Sub(a.received).Hours() / 24; {
		case days >= 30:
			c.Late++
		case days >= 24:
			c.Close++
		case days >= 15:
			c.Half++
		}
	}
	return c
}
