package outbox

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestDispatch_acceptsAndCallsOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		reqs := make([]Request, 300)
		for i := range reqs {
			reqs[i] = b.request(Blast)
		}
		sends := b.add(t, reqs...)
		for _, m := range sends {
			got := b.waitState(t, m.ID, StateAccepted)
			if got.ExternalID != "wamid."+m.ID.String() || got.Attempt != 1 || got.SendingAt.IsZero() {
				t.Fatalf("accepted send = %+v", got)
			}
		}
		if n := b.wire.count(); n != len(sends) {
			t.Fatalf("%d calls for %d sends", n, len(sends))
		}
	})
}

func TestDispatch_sendingIsDurableBeforeTheCall(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		seen := make(chan State, 1)
		b.wire.set(func(m channel.Outgoing) (channel.Accepted, error) {
			var own ID
			_ = own.UnmarshalText([]byte(m.SendID))
			seen <- b.read(t, own).State
			return channel.Accepted{ExternalID: "w"}, nil
		})
		b.add(t, b.request(Human))
		if got := <-seen; got != StateSending {
			t.Fatalf("during the call the ledger says %s", got)
		}
	})
}

func TestDispatch_classesDecide(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		err    error
		state  State
		reason string
	}{
		{"unknown", &channel.SendError{Class: channel.ClassUnknown}, StateUnknown, ReasonNoAnswer},
		{"unclassified", errors.New("surprise"), StateUnknown, ReasonNoAnswer},
		{"permanent", &channel.SendError{Class: channel.ClassPermanent, Code: 131009}, StateFailed, ReasonNetworkRefused},
		{"permanent for a reason", &channel.SendError{Class: channel.ClassPermanent, Code: 131047, Reason: "window_closed"}, StateFailed, ReasonWindowClosed},
		{"opted out", &channel.SendError{Class: channel.ClassOptOut, Code: 131050}, StateFailed, ReasonSuppressed},
		{"not on network", &channel.SendError{Class: channel.ClassNotOnNetwork, Code: 131026}, StateFailed, ReasonNotOnNetwork},
		{"template", &channel.SendError{Class: channel.ClassTemplate, Code: 132015}, StateFailed, ReasonTemplate},
		{"retry", &channel.SendError{Class: channel.ClassRetry, Code: 130429}, StateHeld, ReasonRetryWait},
		{"channel", &channel.SendError{Class: channel.ClassChannel, Code: 190, Reason: "token_invalid"}, StateHeld, ReasonNeedsAttention},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
				b := setup(t, db)
				b.wire.set(func(channel.Outgoing) (channel.Accepted, error) { return channel.Accepted{}, c.err })
				m := b.add(t, b.request(Blast))[0]
				got := b.waitState(t, m.ID, c.state)
				if got.Reason != c.reason {
					t.Fatalf("reason = %s, want %s", got.Reason, c.reason)
				}
				if b.wire.count() != 1 {
					t.Fatalf("%d calls", b.wire.count())
				}
			})
		})
	}
}

func TestDispatch_retriesOnlyAfterTheWait(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.wire.set(func(m channel.Outgoing) (channel.Accepted, error) {
			if m.Attempt < 3 {
				return channel.Accepted{}, &channel.SendError{Class: channel.ClassRetry, RetryAfter: time.Minute}
			}
			return channel.Accepted{ExternalID: "w"}, nil
		})
		m := b.add(t, b.request(Blast))[0]
		for attempt := 1; attempt < 3; attempt++ {
			got := b.waitState(t, m.ID, StateHeld)
			if got.Attempt != attempt || !got.HeldUntil.Equal(dbtest.Clock(t, db).Now().Add(time.Minute)) {
				t.Fatalf("held send = attempt %d until %v", got.Attempt, got.HeldUntil)
			}
			dbtest.Clock(t, db).Advance(time.Minute)
			if err := b.Engine().WakeWorkspace(t.Context(), b.ws); err != nil {
				t.Fatal(err)
			}
			dbtest.Wait(t, "the next attempt", func() bool { return b.wire.count() == attempt+1 })
			if attempt == 1 {
				dbtest.Wait(t, "held again", func() bool { return b.read(t, m.ID).Attempt == 2 && b.told.state(m.ID) == StateHeld })
			}
		}
		b.waitState(t, m.ID, StateAccepted)
	})
}

func TestDispatch_stopAllHoldsAndReleases(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.around.change(func(s *surroundings) { s.stopped = true })
		m := b.add(t, b.request(Blast), b.request(Human))
		for _, s := range m {
			if got := b.waitState(t, s.ID, StateHeld); got.Reason != ReasonStopAll {
				t.Fatalf("reason = %s", got.Reason)
			}
		}
		var held map[string]int
		_ = db.Read(t.Context(), b.ws, func(q wsdb.Query) (err error) { held, err = b.Held(t.Context(), q); return err })
		if held[ReasonStopAll] != 2 || b.wire.count() != 0 {
			t.Fatalf("held %v, calls %d", held, b.wire.count())
		}
		b.around.change(func(s *surroundings) { s.stopped = false })
		if err := b.Engine().WakeWorkspace(t.Context(), b.ws); err != nil {
			t.Fatal(err)
		}
		for _, s := range m {
			b.waitState(t, s.ID, StateAccepted)
		}
	})
}

func TestGates_lastMoment(t *testing.T) {
	t.Parallel()
	quiet := time.Date(2026, 11, 2, 14, 30, 0, 0, time.UTC) // 21.30 in Jakarta
	text := channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: "halo"}}
	cases := []struct {
		name   string
		change func(*surroundings, *Request)
		at     time.Time
		state  State
		reason string
	}{
		{"suppressed", func(s *surroundings, r *Request) {
			s.reach[r.Contact] = contact.Reach{Exists: true, Phone: "+62", Suppressed: true, Consent: contact.Granted}
		}, time.Time{}, StateSkipped, ReasonSuppressed},
		{"no consent", func(s *surroundings, r *Request) {
			s.reach[r.Contact] = contact.Reach{Exists: true, Phone: "+62", Consent: contact.Unknown}
		}, time.Time{}, StateSkipped, ReasonNoConsent},
		{"erased", func(s *surroundings, r *Request) { s.reach[r.Contact] = contact.Reach{} }, time.Time{}, StateSkipped, ReasonErased},
		{"licence suspended", func(s *surroundings, _ *Request) {
			s.verdict = licence.Verdict{State: licence.Suspended}
		}, time.Time{}, StateHeld, ReasonLicenceSuspended},
		{"channel disconnected", func(s *surroundings, _ *Request) { s.channel.State = channel.Disconnected }, time.Time{}, StateHeld, ReasonDisconnected},
		{"window closed", func(_ *surroundings, r *Request) { r.Content = text }, time.Time{}, StateSkipped, ReasonWindowClosed},
		{"quiet hours", func(s *surroundings, _ *Request) {
			s.settings.QuietFrom, s.settings.QuietUntil = 21*60, 8*60
		}, quiet, StateHeld, ReasonQuietHours},
		{"a person in quiet hours", func(s *surroundings, r *Request) {
			s.settings.QuietFrom, s.settings.QuietUntil = 21*60, 8*60
			r.Lane = Human
		}, quiet, StateAccepted, ""},
		{"day budget", func(s *surroundings, _ *Request) { s.channel.Limits.PerDay = -1 }, time.Time{}, StateAccepted, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
				b := setup(t, db)
				if !c.at.IsZero() {
					dbtest.Clock(t, db).Set(c.at)
				}
				r := b.request(Blast)
				b.around.change(func(s *surroundings) { c.change(s, &r) })
				m := b.add(t, r)[0]
				got := b.waitState(t, m.ID, c.state)
				if got.Reason != c.reason {
					t.Fatalf("reason = %q, want %q", got.Reason, c.reason)
				}
			})
		})
	}
}

func TestBudget_holdsOverTheDayAndContinues(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.around.change(func(s *surroundings) { s.channel.Limits.PerDay = 2 })
		sends := b.add(t, b.request(Blast), b.request(Blast), b.request(Blast))
		b.waitState(t, sends[0].ID, StateAccepted)
		b.waitState(t, sends[1].ID, StateAccepted)
		got := b.waitState(t, sends[2].ID, StateHeld)
		if got.Reason != ReasonBudgetDay {
			t.Fatalf("reason = %s", got.Reason)
		}
		b.wire.set(nil)
		person := b.request(Human)
		b.waitState(t, b.add(t, person)[0].ID, StateAccepted)
		dbtest.Clock(t, db).Set(got.HeldUntil)
		if err := b.Engine().WakeWorkspace(t.Context(), b.ws); err != nil {
			t.Fatal(err)
		}
		dbtest.Wait(t, "the third send or another hold", func() bool {
			return b.told.state(sends[2].ID) == StateAccepted || b.read(t, sends[2].ID).HeldUntil.After(got.HeldUntil)
		})
	})
}

func TestRecover_leftoversBecomeUnknownAndStatusesSettleThem(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		never := make(chan struct{})
		b.wire.set(func(channel.Outgoing) (channel.Accepted, error) { <-never; return channel.Accepted{}, nil })
		t.Cleanup(func() { close(never) })
		m := b.add(t, b.request(Blast))[0]
		b.waitState(t, m.ID, StateSending)

		old := b.Service
		b.wire = &wire{}
		b.open(t, db) // a new process on the same data; the old one never answers
		_ = old
		if err := b.Engine().Recover(t.Context(), b.ws); err != nil {
			t.Fatal(err)
		}
		if got := b.waitState(t, m.ID, StateUnknown); got.Reason != ReasonInterrupted {
			t.Fatalf("reason = %s", got.Reason)
		}
		b.status(t, channel.StatusReceived{SendID: m.ID.String() + ":1", ExternalID: "wamid.X", Status: channel.StatusDelivered})
		got := b.waitState(t, m.ID, StateDelivered)
		if got.ExternalID != "wamid.X" || b.wire.count() != 0 {
			t.Fatalf("settled send = %q, calls after the restart %d", got.ExternalID, b.wire.count())
		}
	})
}

func (b *bundle) status(t *testing.T, sts ...channel.StatusReceived) {
	t.Helper()
	evs := make([]channel.Event, len(sts))
	for i := range sts {
		evs[i] = sts[i]
	}
	err := b.db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
		return b.HandleEvents(t.Context(), tx, b.around.channel, evs)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestStatus_overtakesTheAnswer(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		arrived, goOn := make(chan string, 1), make(chan struct{})
		b.wire.set(func(m channel.Outgoing) (channel.Accepted, error) {
			arrived <- m.SendID
			<-goOn
			return channel.Accepted{ExternalID: "wamid.1"}, nil
		})
		m := b.add(t, b.request(Blast))[0]
		own := <-arrived
		b.status(t, channel.StatusReceived{SendID: own, ExternalID: "wamid.1", Status: channel.StatusRead})
		close(goOn)
		b.waitState(t, m.ID, StateRead)
		dbtest.Wait(t, "the answer to be recorded", func() bool { return !b.read(t, m.ID).AcceptedAt.IsZero() })
		if got := b.read(t, m.ID); got.State != StateRead {
			t.Fatalf("the late answer moved it to %s", got.State)
		}
	})
}

func TestAdd_idempotencyKey(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		r := b.request(API)
		r.Key = "order-1"
		first := b.add(t, r)[0]
		if again := b.add(t, r)[0]; again.ID != first.ID {
			t.Fatalf("the same key made %s and %s", first.ID, again.ID)
		}
		r.Content.Template.Name = "other"
		err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error { _, err := b.Add(t.Context(), tx, []Request{r}); return err })
		if !errors.Is(err, ErrKeyReused) {
			t.Fatalf("another message under the key: %v", err)
		}
		b.waitState(t, first.ID, StateAccepted)
		if b.wire.count() != 1 {
			t.Fatalf("%d calls", b.wire.count())
		}
	})
}

func TestHoldReleaseSkip_touchOnlyWhatWaits(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		done := b.add(t, b.request(Blast))[0]
		b.waitState(t, done.ID, StateAccepted)
		b.around.change(func(s *surroundings) { s.stopped = true })
		wait := b.add(t, b.request(Blast))[0]
		b.waitState(t, wait.ID, StateHeld)
		o := Origin{Kind: OriginBlast, ID: "b1"}
		move := func(fn func(context.Context, *wsdb.Tx, Origin, string) (int, error), reason string) int {
			var n int
			if err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) (err error) { n, err = fn(t.Context(), tx, o, reason); return err }); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := move(b.Hold, ReasonPaused); n != 1 {
			t.Fatalf("held %d", n)
		}
		b.around.change(func(s *surroundings) { s.stopped = false })
		_ = b.Engine().WakeWorkspace(t.Context(), b.ws)
		if n := move(b.Skip, ReasonBlastStopped); n != 1 {
			t.Fatalf("skipped %d", n)
		}
		b.waitState(t, wait.ID, StateSkipped)
		if got := b.read(t, done.ID).State; got != StateAccepted || b.wire.count() != 1 {
			t.Fatalf("attempted send = %s, calls %d", got, b.wire.count())
		}
	})
}

func TestLanes_peoplePassABlast(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		block := make(chan struct{})
		b.wire.set(func(m channel.Outgoing) (channel.Accepted, error) {
			if m.Content.Type == channel.TypeTemplate {
				<-block // the network hangs on the blast
			}
			return channel.Accepted{ExternalID: "w" + m.SendID}, nil
		})
		t.Cleanup(func() { close(block) })
		reqs := make([]Request, 200)
		for i := range reqs {
			reqs[i] = b.request(Blast)
		}
		b.add(t, reqs...)
		dbtest.Wait(t, "the blast to fill its calls", func() bool { return b.wire.count() >= 60 })
		r := b.request(Human)
		r.Content = channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: "halo"}}
		_ = db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
			return b.WindowOpen(t.Context(), tx, r.Channel, r.Contact, tx.Now().Add(time.Hour))
		})
		b.waitState(t, b.add(t, r)[0].ID, StateAccepted)
	})
}

// TestEngine_stopsWhenTheLastAnswerIsCommitted: a stop waits for the calls on the wire, commits their answers, and ends.
func TestEngine_stopsWhenTheLastAnswerIsCommitted(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		arrived, answer := make(chan struct{}), make(chan struct{})
		b.wire.set(func(channel.Outgoing) (channel.Accepted, error) {
			close(arrived)
			<-answer
			return channel.Accepted{ExternalID: "w"}, nil
		})
		m := b.add(t, b.request(Blast))[0]
		<-arrived
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		stopped := make(chan error, 1)
		go func() { stopped <- b.Engine().Stop(ctx) }()
		dbtest.Wait(t, "the engine to be stopping", func() bool { return b.Engine().ctx.Err() != nil })
		close(answer)
		if err := <-stopped; err != nil {
			t.Fatalf("Stop = %v", err)
		}
		if got := b.read(t, m.ID).State; got != StateAccepted {
			t.Fatalf("after the stop the send is %s", got)
		}
	})
}
