package inbox

import (
	"fmt"
	"testing"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// The timeline of a contact has what came in and what went out, with the state of the ledger; what a blast sent stands as that blast.
func TestService_Moments(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.contacts.Tell(nil, b.Service)
		for n := range 3 {
			b.receive(t, b.text(fmt.Sprint("wamid.", n), siti, "rahasia"))
		}
		b.receive(t, b.text("wamid.other", "+6281999999999", "halo"))
		c := b.list(t, ListRequest{Search: "siti"})
		if len(c) == 0 {
			c = b.list(t, ListRequest{})
		}
		var person contact.ID
		for _, l := range c {
			if l.Person.Phone != nil && string(*l.Person.Phone) == siti {
				person = l.Contact
			}
		}
		err := b.db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
			_, err := b.outbox.Add(t.Context(), tx, []outbox.Request{{
				Channel: b.around.channel.ID, Lane: outbox.Blast, Origin: outbox.Origin{Kind: outbox.OriginBlast, ID: "b1"},
				Contact: person, To: channel.Address{Phone: siti}, Purpose: contact.PurposeService,
				Content: channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: "rahasia"}},
			}})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for req := (page.Request{Limit: 2}); ; {
			var p page.Page[contact.Moment]
			err := b.db.Read(t.Context(), b.ws, func(q wsdb.Query) (err error) {
				p, err = b.contacts.Timeline(t.Context(), q, person, req)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range p.Items {
				got = append(got, fmt.Sprint(m.Kind, m.Type, m.State, m.Blast))
			}
			if req.Cursor = page.Cursor(p.Next); p.Next == "" {
				break
			}
		}
		want := "[blasttextqueuedb1 message_intext message_intext message_intext]"
		if fmt.Sprint(got) != want {
			t.Errorf("moments = %v, want %s", got, want)
		}
	})
}
