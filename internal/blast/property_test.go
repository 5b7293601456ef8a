package blast

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Whatever people, the pump, the dispatcher and the network do in whatever order: at every instant the counters agree with the
// ledger, nobody gets two messages, and after a stop everybody has an end.
func TestCounters_reconcile(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.people(t, 260)
		b.consent(t, b.ids[7], false)
		b.around.with(func(a *around) { a.channel.Limits.PerSecond = 60 })
		b.dispatch(t)
		limit := 12
		if db.Engine() == database.Postgres {
			limit = 4
		}
		round := 0
		rapid.Check(t, func(rt *rapid.T) {
			if round++; round > limit {
				return
			}
			interleave(t, rt, b)
		})
	})
}

func interleave(t *testing.T, rt *rapid.T, b *bundle) {
	b.around.with(func(a *around) {
		a.calls, a.channel.State = nil, channel.Connected
		kinds := rapid.SliceOfN(rapid.IntRange(0, 11), 7, 7).Draw(rt, "answers")
		n := 0
		a.answer = func(channel.Outgoing) error {
			a.mu.Lock()
			n++
			kind := kinds[n%len(kinds)]
			a.mu.Unlock()
			return answerOf(kind)
		}
	})
	d := b.draft(t, func(d *Blast) {
		d.Policy = rapid.SampledFrom([]Policy{PolicySkip, PolicyFallback, PolicyHold}).Draw(rt, "policy")
		if rapid.IntRange(0, 4).Draw(rt, "with a value nobody has") == 0 {
			d.Message.Variables["body.2"] = "{{city}}"
		}
	})
	b.start(t, d)
	for range rapid.IntRange(10, 30).Draw(rt, "steps") {
		act(t, rt, b, d)
		b.reconcile(t, d)
	}
	if v := b.view(t, d); v.State != Finished {
		_, err := b.Stop(t.Context(), b.ws, d.ID, nobody)
		if err != nil && b.view(t, d).State != Finished {
			t.Fatalf("Stop in state %s = %v", v.State, err)
		}
		dbtest.Wait(t, "the blast to end", func() bool {
			s := b.view(t, d).State
			return s == Stopped || s == Finished
		})
	}
	b.reconcile(t, d)
	c := b.view(t, d).Counts
	if c.Planned+c.Queued+c.Held+c.Sending != 0 || c.Total != len(b.ids) {
		t.Fatalf("after the end: %+v", c)
	}
	b.once(t, d)
}

func answerOf(kind int) error {
	switch kind {
	case 0:
		return &channel.SendError{Code: 131026, Class: channel.ClassNotOnNetwork}
	case 1:
		return &channel.SendError{Class: channel.ClassUnknown}
	case 2:
		return &channel.SendError{Code: 131056, Class: channel.ClassRetryPair}
	case 3:
		return &channel.SendError{Code: 2, Class: channel.ClassRetry}
	default:
		return nil
	}
}

func act(t *testing.T, rt *rapid.T, b *bundle, d Blast) {
	ctx := t.Context()
	switch rapid.SampledFrom([]string{"clock", "clock", "status", "status", "pause", "resume", "resume", "edit", "due", "wait", "wait", "wait"}).Draw(rt, "act") {
	case "clock":
		dbtest.Clock(t, b.db).Advance(time.Duration(rapid.IntRange(1, 20).Draw(rt, "seconds")) * time.Second)
		_ = b.outbox.Engine().WakeWorkspace(ctx, b.ws)
	case "status":
		b.report(t, rt)
	case "pause":
		_, _ = b.Pause(ctx, b.ws, d.ID, nobody)
	case "resume":
		_, _ = b.Resume(ctx, b.ws, d.ID, nobody)
	case "edit":
		_, _ = b.Edit(ctx, b.ws, d.ID, func(x *Blast) error {
			x.Message.Variables = map[string]string{"body.1": "{{name|Kak}}", "body.2": "baru"}
			return nil
		})
	case "due":
		if err := b.Due(ctx, b.ws); err != nil {
			t.Fatal(err)
		}
	case "wait": // until twenty more calls were made, or nothing happens
		n := len(b.sentTo())
		deadline := clock.System{}.After(50 * time.Millisecond)
		for len(b.sentTo()) < n+20 {
			select {
			case <-deadline:
				return
			default:
				b.reconcile(t, d)
			}
		}
	}
}

// report lets the network report on some of what it got, in any order and more than once.
func (b *bundle) report(t *testing.T, rt *rapid.T) {
	var calls []channel.Outgoing
	b.around.with(func(a *around) { calls = append(calls, a.calls...) })
	if len(calls) == 0 {
		return
	}
	var evs []channel.Event
	for range rapid.IntRange(10, 80).Draw(rt, "statuses") {
		m := calls[rapid.IntRange(0, len(calls)-1).Draw(rt, "which")]
		st := channel.StatusReceived{
			SendID: m.SendID, ExternalID: "wamid." + m.SendID, At: dbtest.Start,
			Status: rapid.SampledFrom([]channel.DeliveryStatus{
				channel.StatusSent, channel.StatusDelivered, channel.StatusRead, channel.StatusFailed,
			}).Draw(rt, "status"),
		}
		if st.Status == channel.StatusFailed {
			st.Error = &channel.SendError{Code: rapid.IntRange(131047, 131049).Draw(rt, "code"), Class: channel.ClassPermanent}
		}
		evs = append(evs, st)
	}
	b.write(t, func(tx *wsdb.Tx) error { return b.outbox.HandleEvents(t.Context(), tx, b.around.channel, evs) })
}

// once checks that nobody got two messages that the network took, or may have taken.
func (b *bundle) once(t *testing.T, d Blast) {
	t.Helper()
	b.read(t, func(q wsdb.Query) error {
		rows, err := q.Query(t.Context(), `SELECT contact_id, COUNT(*) FROM send WHERE origin_id = $1 AND attempt > 0 AND state <> 'skipped'
			GROUP BY contact_id HAVING COUNT(*) > 1`, d.ID.String())
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var c contact.ID
			var n int
			if err := rows.Scan(&c, &n); err != nil {
				return err
			}
			t.Errorf("%s has %d sends that were attempted", c, n)
		}
		return rows.Err()
	})
}
