package outbox

import (
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// echo tells of a private reply as the account's own message.
func (b *bundle) echo(t *testing.T, external, to string) {
	t.Helper()
	ev := channel.MessageEchoed{
		ExternalID: external, To: channel.HandleAddress(to), At: dbtest.Clock(t, b.db).Now(),
		Content: channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: "Halo"}},
	}
	err := b.db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
		return b.HandleEvents(t.Context(), tx, b.around.channel, []channel.Event{ev})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func noAnswer(channel.Outgoing) (channel.Accepted, error) {
	return channel.Accepted{}, &channel.SendError{Class: channel.ClassUnknown}
}

// TestEcho_ofAnother: the echo of a message whose answer came settles no other of the same words.
func TestEcho_ofAnother(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		for name, to := range map[string]string{"same person": "7", "somebody else": "8"} {
			t.Run(name, func(t *testing.T) {
				b := setup(t, db)
				until := dbtest.Clock(t, db).Now().Add(time.Hour)
				b.wire.set(noAnswer)
				open := b.add(t, b.private("c1", until))[0]
				b.waitState(t, open.ID, StateUnknown)
				b.wire.set(func(channel.Outgoing) (channel.Accepted, error) {
					return channel.Accepted{ExternalID: "mid2", To: channel.HandleAddress(to)}, nil
				})
				second := b.add(t, b.private("c2", until))[0]
				b.waitState(t, second.ID, StateAccepted)
				b.echo(t, "mid2", to)
				b.waitState(t, second.ID, StateSent)
				if got := b.read(t, open.ID); got.State != StateUnknown || got.ExternalID != "" {
					t.Errorf("the open one is %s as %q", got.State, got.ExternalID)
				}
				b.echo(t, "mid1", "7")
				if got := b.waitState(t, open.ID, StateSent); got.ExternalID != "mid1" {
					t.Errorf("settled as %q", got.ExternalID)
				}
			})
		}
	})
}

// TestEcho_whileAnotherIsOnItsWay: an older open outcome of the same words could be meant as well, so neither is settled.
func TestEcho_whileAnotherIsOnItsWay(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		until := dbtest.Clock(t, db).Now().Add(time.Hour)
		b.wire.set(noAnswer)
		open := b.add(t, b.private("c1", until))[0]
		b.waitState(t, open.ID, StateUnknown)
		answer := make(chan struct{})
		b.wire.set(func(channel.Outgoing) (channel.Accepted, error) {
			<-answer
			return channel.Accepted{ExternalID: "mid2", To: channel.HandleAddress("7")}, nil
		})
		second := b.add(t, b.private("c2", until))[0]
		b.waitState(t, second.ID, StateSending)
		b.echo(t, "mid2", "7")
		if got := b.read(t, open.ID); got.State != StateUnknown {
			t.Errorf("the open one is %s", got.State)
		}
		close(answer)
		b.waitState(t, second.ID, StateAccepted)
	})
}

// TestEcho_beforeTheAnswer: the echo names the person by the id of the conversation, and the observers learn it with the move.
func TestEcho_beforeTheAnswer(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		r := b.private("c1", dbtest.Clock(t, db).Now().Add(time.Hour))
		r.To = channel.Address{}
		answer := make(chan struct{})
		b.wire.set(func(channel.Outgoing) (channel.Accepted, error) {
			<-answer
			return channel.Accepted{ExternalID: "mid1", To: channel.HandleAddress("70")}, nil
		})
		m := b.add(t, r)[0]
		b.waitState(t, m.ID, StateSending)
		b.echo(t, "mid1", "70")
		if got := b.waitState(t, m.ID, StateSent); got.To.Handle() != "70" {
			t.Errorf("sent to %q", got.To.Handle())
		}
		close(answer)
	})
}

// TestBackoff_outlastsALimit: the limits of the network are counted by the hour, so six attempts must not be used up within one.
func TestBackoff_outlastsALimit(t *testing.T) {
	t.Parallel()
	total := time.Duration(0)
	for attempt := 1; attempt < maxAttempts; attempt++ {
		total += backoff(&channel.SendError{Class: channel.ClassRetryChannel, RetryAfter: 5 * time.Minute}, attempt)
	}
	if total < time.Hour || total > 4*time.Hour {
		t.Errorf("the attempts are used up after %s", total)
	}
}
