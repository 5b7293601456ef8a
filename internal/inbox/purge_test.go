package inbox

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// The delivery log forgets numbers, texts and causes; what a conversation shows is the same before and after.
func TestPurgeLog_conversationsStayAsTheyAre(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.receive(t, b.text("wamid.1", siti, "Halo"))
		c := b.only(t)
		request := func(origin, key, text string, lane outbox.Lane, who contact.ID) outbox.Request {
			return outbox.Request{
				Channel: b.around.channel.ID, Lane: lane, Origin: outbox.Origin{Kind: origin, ID: "x"}, Contact: who, To: channel.Address{Phone: siti},
				Purpose: contact.PurposePromo, Preview: text, Key: key, Actor: "budi", Content: channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: text}},
			}
		}
		add := func(r outbox.Request, state, external string) (send outbox.Send) {
			t.Helper()
			err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
				sends, err := b.outbox.Add(t.Context(), tx, []outbox.Request{r})
				if err != nil {
					return err
				}
				send = sends[0]
				_, err = tx.Exec(t.Context(), `UPDATE send SET state = $2, external_id = $3, reason = 'why', code = '131' WHERE id = $1`, send.ID, state, external)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return send
		}
		human := add(request(outbox.OriginHuman, "k1", "Siang", outbox.Human, c.Contact), "read", "wamid.o1")
		failed := add(request(outbox.OriginHuman, "k2", "Maaf", outbox.Human, c.Contact), "failed", "")
		waits := add(request(outbox.OriginHuman, "k3", "Nanti", outbox.Human, c.Contact), "held", "")
		promo := add(request(outbox.OriginBlast, "k4", "Promo", outbox.Blast, c.Contact), "delivered", "wamid.o4")
		nobody := add(request(outbox.OriginAPI, "k5", "Kode", outbox.API, contact.ID{}), "sent", "wamid.o5")
		answer := b.text("wamid.2", siti, "Ya")
		answer.Content.ReplyTo = "wamid.o1"
		b.receive(t, answer)
		dbtest.Clock(t, db).Advance(40 * 24 * time.Hour)
		young := add(request(outbox.OriginHuman, "k6", "Baru", outbox.Human, c.Contact), "sent", "wamid.o6")

		before := b.thread(t, c.ID)
		forget := func() {
			t.Helper()
			err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
				more, err := b.outbox.PurgeLog(t.Context(), tx, tx.Now().AddDate(0, 0, -30))
				if more {
					t.Error("there is more")
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		forget()
		forget()
		after := b.thread(t, c.ID)
		for i := range before { // causes are the log's
			if before[i].ID.String() != young.ID.String() && before[i].ID.String() != waits.ID.String() {
				before[i].Reason, before[i].Code = "", ""
			}
		}
		if !reflect.DeepEqual(before, after) {
			t.Errorf("the conversation before:\n%+v\nand after:\n%+v", before, after)
		}
		if !slices.ContainsFunc(after, func(m Bubble) bool { return m.Quote != nil && m.Quote.Text == "Siang" }) {
			t.Errorf("the quote of a forgotten send is not shown: %q", lines(after))
		}
		err := db.Read(t.Context(), b.ws, func(q wsdb.Query) error {
			logged, err := b.outbox.List(t.Context(), q, outbox.Filter{Limit: 10})
			if err != nil || len(logged) != 2 || logged[0].ID != young.ID || logged[1].ID != waits.ID || logged[1].To.Phone != siti {
				t.Errorf("the log tells of %+v, %v", logged, err)
			}
			kept, err := b.outbox.Get(t.Context(), q, []outbox.ID{human.ID, failed.ID, promo.ID, nobody.ID})
			if err != nil || len(kept) != 3 {
				t.Errorf("%d are kept, %v; want 3: what nothing shows is gone", len(kept), err)
			}
			for _, m := range kept {
				if m.To.Phone != "" || m.Preview != "" || m.Key != "" || m.Reason != "" || m.Code != "" {
					t.Errorf("left of %s: %+v", m.Content.Text.Body, m)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		// What waited for longer than the log lasts is forgotten once it has ended.
		err = db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE send SET state = 'skipped' WHERE id = $1`, waits.ID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		forget()
		err = db.Read(t.Context(), b.ws, func(q wsdb.Query) error {
			logged, err := b.outbox.List(t.Context(), q, outbox.Filter{Limit: 10})
			if len(logged) != 1 {
				t.Errorf("the log tells of %d", len(logged))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
