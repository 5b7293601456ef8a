package outbox

import (
	"testing"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// What the network says about a message that it took and could not deliver is kept in its own words.
func TestStatus_failureKeepsItsReason(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		err  *channel.SendError
		want string
	}{
		{"window", &channel.SendError{Code: 131047, Class: channel.ClassPermanent, Reason: "window_closed"}, ReasonWindowClosed},
		{"not there", &channel.SendError{Code: 131026, Class: channel.ClassNotOnNetwork, Reason: "undeliverable"}, ReasonNotOnNetwork},
		{"unlisted", &channel.SendError{Code: 999, Class: channel.ClassPermanent, Reason: channel.ReasonRefused}, ReasonNotDelivered},
		{"nothing said", nil, ReasonNotDelivered},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
				b := setup(t, db)
				m := b.add(t, b.request(Blast))[0]
				b.waitState(t, m.ID, StateAccepted)
				b.status(t, channel.StatusReceived{SendID: m.ID.String() + ":1", Status: channel.StatusFailed, Error: c.err})
				if got := b.waitState(t, m.ID, StateFailed); got.Reason != c.want {
					t.Fatalf("reason = %q, want %q", got.Reason, c.want)
				}
			})
		})
	}
}
