package blast

import (
	"errors"
	"testing"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestService_breaker(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		err    *channel.SendError
		reason string
		most   int
	}{
		"the same refusal again and again": {&channel.SendError{Code: 131026, Class: channel.ClassNotOnNetwork}, ReasonConsecutive, 300},
		"no answer again and again":        {&channel.SendError{Class: channel.ClassUnknown, Reason: "network_error"}, ReasonConsecutive, 300},
		"the channel is refused":           {&channel.SendError{Code: 131031, Class: channel.ClassChannel, Reason: "locked"}, ReasonChannel, 200},
		"the template is paused":           {&channel.SendError{Code: 132015, Class: channel.ClassTemplate, Reason: "paused"}, ReasonTemplate, 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
				b := setup(t, db)
				b.people(t, 400)
				d := b.draft(t)
				b.around.with(func(a *around) { a.answer = func(channel.Outgoing) error { return tc.err } })
				b.dispatch(t)
				b.start(t, d)
				v := b.waitState(t, d, Paused)
				if v.StateReason != tc.reason {
					t.Fatalf("reason = %s, want %s", v.StateReason, tc.reason)
				}
				dbtest.Wait(t, "what was under way to end", func() bool { return b.view(t, d).Counts.Sending == 0 })
				if n := len(b.sentTo()); n > tc.most {
					t.Fatalf("%d messages were tried before the pause", n)
				}
				b.reconcile(t, d)
			})
		})
	}
}

// What cannot go on pauses and says why; it does not try for ever.
func TestService_blockedWhileRunning(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.people(t, 2)
		d := b.draft(t)
		b.start(t, d)
		b.around.with(func(a *around) { a.template.Status = "PAUSED" })
		b.pump(t, d)
		if v := b.view(t, d); v.State != Paused || v.StateReason != ReasonTemplate || v.Counts.Total != 0 {
			t.Fatalf("with a paused template: %s %s %+v", v.State, v.StateReason, v.Counts)
		}
		b.around.with(func(a *around) { a.template.Status = channel.StatusApproved })
		d = b.draft(t)
		b.start(t, d)
		b.write(t, func(tx *wsdb.Tx) error { // a filter that was valid when the blast was started
			_, err := tx.Exec(t.Context(), `UPDATE blast SET audience = $1 WHERE id = $2`, `{"all":true,"filter":{"fields":{"gone":"x"}}}`, d.ID)
			return err
		})
		b.pump(t, d)
		if v := b.view(t, d); v.State != Paused || v.StateReason != ReasonBlocked {
			t.Fatalf("with an audience that cannot be read: %s %s", v.State, v.StateReason)
		}
	})
}

func TestService_retry(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.people(t, 6)
		d := b.draft(t)
		b.around.with(func(a *around) {
			a.answer = func(m channel.Outgoing) error {
				switch m.To.Phone[len(m.To.Phone)-1] {
				case '0':
					return &channel.SendError{Code: 131026, Class: channel.ClassPermanent}
				case '1':
					return &channel.SendError{Class: channel.ClassUnknown}
				case '2':
					return &channel.SendError{Code: 132015, Class: channel.ClassTemplate}
				}
				return nil
			}
		})
		if _, err := b.Retry(t.Context(), b.ws, d.ID, ""); !errors.Is(err, ErrNotEnded) {
			t.Fatalf("Retry of a draft = %v", err)
		}
		b.dispatch(t)
		b.start(t, d)
		dbtest.Wait(t, "the blast to end or to be paused", func() bool {
			v := b.view(t, d)
			if v.State == Paused && v.Counts.Sending == 0 {
				_, err := b.Resume(t.Context(), b.ws, d.ID, nobody)
				if err != nil && !errors.Is(err, ErrNotPaused) {
					t.Fatal(err)
				}
			}
			return v.State == Finished
		})
		v := b.view(t, d)
		if v.Counts.Failed != 2 || v.Counts.Unknown != 1 || v.Counts.Accepted != 3 {
			t.Fatalf("counts = %+v", v.Counts)
		}
		b.around.with(func(a *around) { a.answer, a.calls = nil, nil })
		again, err := b.Retry(t.Context(), b.ws, d.ID, "")
		if err != nil || again.Parent != d.ID {
			t.Fatalf("Retry = %+v, %v", again, err)
		}
		if _, err := b.Retry(t.Context(), b.ws, d.ID, ""); !errors.Is(err, ErrRetryExists) {
			t.Fatalf("second Retry = %v", err)
		}
		b.start(t, again)
		if v := b.waitState(t, again, Finished); v.Counts.Total != 1 || v.Counts.Accepted != 1 {
			t.Fatalf("retry: %+v", v.Counts)
		}
		if got := b.sentTo(); len(got) != 1 || got["+628120000002"] != 1 {
			t.Fatalf("the retry went to %v", got)
		}
		if _, err := b.Retry(t.Context(), b.ws, again.ID, ""); !errors.Is(err, ErrNothingToRetry) {
			t.Fatalf("Retry without failures = %v", err)
		}
	})
}

func TestService_replied(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.people(t, 3)
		d := b.draft(t)
		b.dispatch(t)
		b.start(t, d)
		b.waitState(t, d, Finished)
		answer := func(external, number string) {
			b.write(t, func(tx *wsdb.Tx) error {
				return b.inbox.HandleEvents(t.Context(), tx, b.around.channel, []channel.Event{channel.MessageReceived{
					ExternalID: external, From: channel.Address{Phone: number}, At: dbtest.Start,
					Content: channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: "mau"}},
				}})
			})
		}
		answer("1", "+628120000001")
		answer("2", "+628120000001")
		answer("3", "+6289999999")
		if c := b.view(t, d).Counts; c.Replied != 1 || c.Accepted != 3 {
			t.Fatalf("counts = %+v", c)
		}
	})
}
