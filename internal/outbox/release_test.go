package outbox

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// What is held until a moment leaves earlier when a person has taken away what it waits for.
func TestDispatch_heldForATimeLeavesWhenTheReasonIsGone(t *testing.T) {
	t.Parallel()
	night := time.Date(2026, 11, 2, 14, 30, 0, 0, time.UTC) // 21.30 in Jakarta
	cases := []struct {
		name         string
		begin, mend  func(*surroundings)
		before       int // sends that use up the budget
		reason       string
		stillWaiting bool
	}{
		{"the channel was resumed",
			func(s *surroundings) { s.channel.PausedUntil = night.Add(24 * time.Hour) },
			func(s *surroundings) { s.channel.PausedUntil = time.Time{} }, 0, ReasonChannelPaused, false},
		{"quiet hours were taken away",
			func(s *surroundings) { s.settings.QuietFrom, s.settings.QuietUntil = 21*60, 8*60 },
			func(s *surroundings) { s.settings.QuietFrom, s.settings.QuietUntil = 0, 0 }, 0, ReasonQuietHours, false},
		{"the limit of the day was raised",
			func(s *surroundings) { s.channel.Limits.PerDay = 1 },
			func(s *surroundings) { s.channel.Limits.PerDay = 2 }, 1, ReasonBudgetDay, false},
		{"the limit of new chats was raised",
			func(s *surroundings) { s.channel.Limits.NewPerDay = 1 },
			func(s *surroundings) { s.channel.Limits.NewPerDay = 2 }, 1, ReasonBudgetDay, false},
		{"another limit was raised",
			func(s *surroundings) { s.channel.Limits.NewPerDay = 1 },
			func(s *surroundings) { s.channel.Limits.PerDay = 100 }, 1, ReasonBudgetDay, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
				b := setup(t, db)
				dbtest.Clock(t, db).Set(night)
				b.around.change(c.begin)
				for range c.before {
					b.waitState(t, b.add(t, b.request(Blast))[0].ID, StateAccepted)
				}
				m := b.add(t, b.request(Blast))[0]
				if got := b.waitState(t, m.ID, StateHeld); got.Reason != c.reason || !got.HeldUntil.After(night) {
					t.Fatalf("held for %s until %v", got.Reason, got.HeldUntil)
				}
				b.around.change(c.mend)
				if err := b.Engine().WakeWorkspace(t.Context(), b.ws); err != nil {
					t.Fatal(err)
				}
				if !c.stillWaiting {
					b.waitState(t, m.ID, StateAccepted)
					return
				}
				other := b.request(Human)
				b.waitState(t, b.add(t, other)[0].ID, StateAccepted)
				if got := b.read(t, m.ID); got.State != StateHeld {
					t.Fatalf("state = %s", got.State)
				}
			})
		})
	}
}

// A refused attempt is no message, so it does not use up the cap of its recipient.
func TestGates_frequencyCapDoesNotCountRefusedAttempts(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.around.change(func(s *surroundings) { s.settings.FrequencyCap = workspace.FrequencyCap{Count: 1, Days: 7} })
		b.wire.set(func(m channel.Outgoing) (channel.Accepted, error) {
			if m.Attempt == 1 {
				return channel.Accepted{}, &channel.SendError{Class: channel.ClassRetry, RetryAfter: time.Minute}
			}
			return channel.Accepted{ExternalID: "w"}, nil
		})
		r := b.request(Blast)
		m := b.add(t, r)[0]
		b.waitState(t, m.ID, StateHeld)
		dbtest.Clock(t, db).Advance(time.Minute)
		if err := b.Engine().WakeWorkspace(t.Context(), b.ws); err != nil {
			t.Fatal(err)
		}
		dbtest.Wait(t, "the second attempt to end", func() bool { return b.told.state(m.ID).Ended() })
		if got := b.read(t, m.ID); got.State != StateAccepted {
			t.Fatalf("the second attempt is %s (%s)", got.State, got.Reason)
		}
		again := b.add(t, r)[0] // the first one arrived, so the cap holds now
		if got := b.waitState(t, again.ID, StateSkipped); got.Reason != ReasonFrequencyCap {
			t.Fatalf("reason = %s", got.Reason)
		}
	})
}

// A commit may fail in the caller's eyes and be durable all the same. What was claimed by it was never called, so it goes out once.
func TestRunner_claimOfACommitInDoubt(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		req := b.request(Blast)
		m := Send{ID: id.New[Send](), Request: req, State: StateQueued, CreatedAt: dbtest.Start}
		err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error { return b.store.insert(t.Context(), tx, []Send{m}) }) // nobody is woken
		if err != nil {
			t.Fatal(err)
		}
		r := &runner{
			s: b.Service, ws: b.ws, ch: req.Channel, calls: firstCalls, log: slog.New(slog.DiscardHandler),
			wake: make(chan struct{}, 1), outcomes: make(chan outcome, mostCalls),
		}
		lost, err := r.turn(t.Context(), nil, false)
		if err != nil || len(lost.claimed) != 1 || b.read(t, m.ID).State != StateSending {
			t.Fatalf("turn = %+v, %v", lost, err)
		}
		r.unsure = []ID{m.ID} // as if the answer to the commit had not come
		again, err := r.turn(t.Context(), nil, false)
		if err != nil || len(again.claimed) != 1 || again.claimed[0].Attempt != 1 {
			t.Fatalf("the next turn = %+v, %v", again, err)
		}
		r.launch(again)
		if o := <-r.outcomes; o.err != nil || b.wire.count() != 1 {
			t.Fatalf("outcome %v, %d calls", o.err, b.wire.count())
		}
		if len(r.unsure) != 0 {
			t.Fatal("still in doubt")
		}
	})
}

// A turn that cannot commit remembers what it had claimed.
func TestRunner_remembersWhatAFailedTurnClaimed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		refuse := &refusing{on: true}
		b.Attach(nil, b.told, refuse)
		m := b.add(t, b.request(Blast))[0]
		dbtest.Wait(t, "turns to fail", func() bool { return refuse.count.Load() > 0 })
		if b.wire.count() != 0 || b.read(t, m.ID).State != StateQueued {
			t.Fatal("called without a commit")
		}
		refuse.mu.Lock()
		refuse.on = false
		refuse.mu.Unlock()
		dbtest.Wait(t, "the send to leave", func() bool {
			dbtest.Clock(t, db).Advance(troublePause)
			return b.read(t, m.ID).State == StateAccepted
		})
		if got := b.read(t, m.ID); got.Attempt != 1 || b.wire.count() != 1 {
			t.Fatalf("attempt %d, %d calls", got.Attempt, b.wire.count())
		}
	})
}

// refusing is an observer with which no send can be claimed.
type refusing struct {
	mu    sync.Mutex
	on    bool
	count atomic.Int64
}

func (r *refusing) SendsMoved(_ context.Context, _ *wsdb.Tx, moves []Move) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.on && moves[0].Send.State == StateSending {
		r.count.Add(1)
		return errors.New("refused")
	}
	return nil
}
