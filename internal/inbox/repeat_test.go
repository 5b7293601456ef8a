package inbox

import (
	"testing"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// A repeat under the same key answers the earlier message, whatever has become of the template and of the quoted message since: who
// was told "refused" would write a second time.
func TestService_repeatAfterThingsHaveChanged(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.receive(t, b.text("wamid.1", siti, "Halo"))
		c := b.only(t)
		reply := func(d Draft, key string) MessageID {
			t.Helper()
			got, err := b.Reply(t.Context(), b.ws, c.ID, d, key, "user")
			if err != nil {
				t.Fatalf("Reply = %v", err)
			}
			return got.ID
		}
		template := Draft{Template: &channel.Template{Name: "halo", Language: "id", Body: []channel.Param{{Type: "text", Text: "Siti"}}}}
		send := func() outbox.ID {
			t.Helper()
			m, err := b.Send(t.Context(), b.ws, b.around.channel.ID, Recipient{Contact: c.Contact}, contact.PurposeService, template, "k", "user")
			if err != nil {
				t.Fatalf("Send = %v", err)
			}
			return m.ID
		}
		own := reply(Draft{Text: "Sebentar"}, "k1")
		quote := Draft{Text: "Sudah ada", ReplyTo: own}
		first, second, third := reply(quote, "k2"), reply(template, "k3"), send()
		status := channel.StatusReceived{ExternalID: "wamid.own", SendID: id.From[outbox.Send](own.Bytes()).String(), Status: channel.StatusSent, At: dbtest.Start}
		err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error { // the quoted message has reached the network by now
			if _, err := tx.Exec(t.Context(), `UPDATE send SET state = 'sending', attempt = 1 WHERE id = $1`, own); err != nil {
				return err
			}
			return b.outbox.HandleEvents(t.Context(), tx, b.around.channel, []channel.Event{status})
		})
		if err != nil {
			t.Fatal(err)
		}
		b.around.noTemplates = true
		if again := reply(quote, "k2"); again != first {
			t.Errorf("the repeated quote is another message")
		}
		if again := reply(template, "k3"); again != second {
			t.Errorf("the repeated template is another message")
		}
		if again := send(); again != third {
			t.Errorf("the repeated template of the API is another message")
		}
		if n := b.queued(t, outbox.OriginHuman) + b.queued(t, outbox.OriginAPI); n != 4 {
			t.Errorf("%d messages in the ledger, want 4", n)
		}
	})
}
