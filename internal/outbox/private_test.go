package outbox

import (
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// private is a private reply to a comment, which may be answered for some time still.
func (b *bundle) private(comment string, until time.Time) Request {
	r := b.request(Bot)
	r.Origin, r.Purpose, r.To = Origin{Kind: OriginComment, ID: "r1"}, contact.PurposeService, channel.HandleAddress("7")
	r.Content = channel.Content{
		Type: channel.TypeText, Text: &channel.Text{Body: "Halo"}, Comment: &channel.Comment{ID: comment, Until: until},
	}
	return r
}

// TestPrivateReplies_waitInLine: what does not fit into the hour is written down with its own time, goes in the order it came, and no hour
// holds more than the limit; other messages do not wait behind it.
func TestPrivateReplies_waitInLine(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		clock := dbtest.Clock(t, db)
		const limit = 5
		b.around.change(func(s *surroundings) { s.channel.Limits = channel.Limits{PrivatePerHour: limit} })
		var reqs []Request
		for range 13 {
			reqs = append(reqs, b.private("c", clock.Now().Add(7*24*time.Hour)))
		}
		line := b.add(t, reqs...)
		for _, m := range line[:limit] {
			b.waitState(t, m.ID, StateAccepted)
		}
		last := clock.Now()
		for _, m := range line[limit:] {
			got := b.waitState(t, m.ID, StateHeld)
			if got.Reason != ReasonBudgetPrivate || !got.HeldUntil.After(last) {
				t.Fatalf("held for %s until %v, the one before until %v", got.Reason, got.HeldUntil, last)
			}
			last = got.HeldUntil
		}
		waiting, ends, err := b.line(t)
		if err != nil || waiting != len(line)-limit || !ends.Equal(last) {
			t.Errorf("%d wait until %v, %v", waiting, ends, err)
		}
		other := b.request(Bot)
		live := b.private("live", clock.Now().Add(time.Hour))
		live.Content.Comment.Live = true
		for _, m := range b.add(t, other, live) {
			b.waitState(t, m.ID, StateAccepted)
		}
		var at []time.Time
		for _, m := range line {
			for range 10 {
				if b.told.state(m.ID) == StateAccepted {
					break
				}
				clock.Set(b.read(t, m.ID).HeldUntil)
				b.Engine().Wake(b.ws, m.Channel)
				dbtest.Wait(t, "the dispatcher to look", func() bool {
					got := b.read(t, m.ID)
					return got.State == StateAccepted || got.State == StateHeld && got.HeldUntil.After(clock.Now())
				})
			}
			b.waitState(t, m.ID, StateAccepted)
			at = append(at, b.read(t, m.ID).SendingAt)
		}
		for i := limit; i < len(at); i++ {
			if at[i].Before(at[i-1]) || at[i].Sub(at[i-limit]) < time.Hour {
				t.Errorf("reply %d went %s after the one %d before it", i, at[i].Sub(at[i-limit]), limit)
			}
		}
		if most := at[len(at)-1].Sub(at[0]); most > 4*time.Hour {
			t.Errorf("%d replies took %s at %d an hour", len(at), most, limit)
		}
	})
}

func (b *bundle) line(t *testing.T) (waiting int, last time.Time, err error) {
	t.Helper()
	err = b.db.Read(t.Context(), b.ws, func(q wsdb.Query) error {
		waiting, last, err = b.PrivateLine(t.Context(), q, b.around.channel.ID)
		return err
	})
	return waiting, last, err
}

// TestPrivateReplies_slowDown: a refusal that asks for a pause is the end of that message, and those that follow go slower.
func TestPrivateReplies_slowDown(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		until := dbtest.Clock(t, db).Now().Add(7 * 24 * time.Hour)
		b.around.change(func(s *surroundings) { s.channel.Limits = channel.Limits{PerSecond: 100, PrivatePerMinute: 4} })
		over := make(chan struct{})
		b.wire.set(func(m channel.Outgoing) (channel.Accepted, error) {
			if m.Content.Comment.ID == "slow" { // its answer lets the dispatcher wait
				<-over
				return channel.Accepted{ExternalID: "m"}, nil
			}
			return channel.Accepted{}, &channel.SendError{Class: channel.ClassPermanent, Code: 100, Reason: "private_reply_limit", RetryAfter: time.Hour}
		})
		slow := b.add(t, b.private("slow", until))[0]
		refused := b.add(t, b.private("c1", until))[0]
		if got := b.waitState(t, refused.ID, StateFailed); got.Reason != "private_reply_limit" {
			t.Errorf("failed for %s", got.Reason)
		}
		b.waitState(t, b.add(t, b.private("c2", until))[0].ID, StateHeld)
		close(over)
		b.waitState(t, slow.ID, StateAccepted)
	})
}

// TestPrivateReply_tooLate: what waited longer than a comment may be answered is not sent.
func TestPrivateReply_tooLate(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		public := b.private("c2", dbtest.Clock(t, db).Now())
		public.Content.Comment.Public = true
		for _, m := range b.add(t, b.private("c1", dbtest.Clock(t, db).Now()), public) {
			if got := b.waitState(t, m.ID, StateSkipped); got.Reason != ReasonCommentExpired {
				t.Errorf("skipped for %s", got.Reason)
			}
		}
		if b.wire.count() != 0 {
			t.Error("the network was called")
		}
	})
}
