package inbox

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func (b *bundle) texted(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	err := b.db.Read(t.Context(), b.ws, func(q wsdb.Query) error {
		rows, err := q.Query(t.Context(), `SELECT COALESCE(c.phone, '') || '/' || COALESCE(c.user_id, ''), m.text FROM message AS m
			JOIN conversation AS v ON v.id = m.conversation_id JOIN contact AS c ON c.id = v.contact_id ORDER BY m.at, m.text`)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var who, text string
			if err := rows.Scan(&who, &text); err != nil {
				return err
			}
			out[who] = append(out[who], text)
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Whatever comes first, twice or late: a person who has moved has one contact under the newest address, with everything said before,
// and the newest word about messages holds for it.
func TestIdentity_anyOrder(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		rounds := 60
		if db.Engine() == database.Postgres {
			rounds = 15
		}
		b := setup(t, db)
		b.contacts.Follow(b.Service)
		at := func(minute int) time.Time { return dbtest.Start.Add(time.Duration(minute-60) * time.Minute) }
		said := func(a channel.Address, minute int) channel.Event {
			m := b.text(fmt.Sprint("wamid.", minute), "", fmt.Sprint("pesan ", minute))
			m.From, m.At, m.ProfileName = a, at(minute), ""
			return m
		}
		one, two := channel.Address{Phone: "+6281100000001", UserID: "ID.1"}, channel.Address{Phone: "+6281100000002", UserID: "ID.2"}
		three := channel.Address{Phone: two.Phone, UserID: "ID.3"}
		evs := []channel.Event{
			said(one, 1), said(channel.Address{Phone: one.Phone}, 2), said(two, 11), said(channel.Address{UserID: two.UserID}, 12), said(three, 21),
			channel.IdentityChanged{From: one, To: two, At: at(10)},
			channel.IdentityChanged{From: channel.Address{UserID: two.UserID}, To: channel.Address{UserID: three.UserID}, At: at(20)},
			channel.PreferenceChanged{Address: one, Stop: true, At: at(5)},
		}
		for round := range rounds {
			r := rand.New(rand.NewPCG(11, uint64(round)))
			list := slices.Clone(evs)
			resumed := round%3 == 0
			if resumed {
				list = append(list, channel.PreferenceChanged{Address: channel.Address{Phone: two.Phone}, At: at(15)})
			}
			list = append(list, list[r.IntN(len(list))], evs[5], evs[6])
			r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
			b.ws = dbtest.Workspace(t, db)
			for rest := list; len(rest) > 0; {
				n := 1 + r.IntN(len(rest))
				b.receive(t, rest[:n]...)
				rest = rest[n:]
			}
			want := map[string][]string{three.Phone + "/ID.3": {"pesan 1", "pesan 2", "pesan 11", "pesan 12", "pesan 21"}}
			if diff := cmp.Diff(want, b.texted(t)); diff != "" {
				t.Fatalf("round %d: %s\nafter %+v", round, diff, list)
			}
			if got := b.suppressed(t, person(three, "")); got == resumed {
				t.Fatalf("round %d: suppressed = %v after %+v", round, got, list)
			}
		}
	})
}

// A number that has a new owner is somebody else's.
func TestIdentity_numberOfSomebodyElse(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.contacts.Follow(b.Service)
		old, new := channel.Address{Phone: "+6281100000001"}, channel.Address{Phone: "+6281100000002"}
		moved := channel.IdentityChanged{From: old, To: new, At: dbtest.Start.Add(-time.Hour)}
		first := b.text("wamid.1", old.Phone, "lama")
		first.At = dbtest.Start.Add(-2 * time.Hour)
		later := b.text("wamid.2", old.Phone, "orang lain")
		later.At = dbtest.Start.Add(-time.Minute)
		b.receive(t, first, moved, later, moved)
		want := map[string][]string{new.Phone + "/": {"lama"}, old.Phone + "/": {"orang lain"}}
		if diff := cmp.Diff(want, b.texted(t)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Two contacts become one: threads, unread marks, windows and what waits to be sent are together afterwards.
func TestMerge_threads(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.contacts.Follow(b.Service)
		b.receive(t, b.text("wamid.1", siti, "satu"), b.text("wamid.2", "+6281299999999", "dua"), b.text("wamid.3", siti, "tiga"))
		all := b.list(t, ListRequest{})
		kept, gone := all[0].Contact, all[1].Contact
		err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
			_, err := b.outbox.Add(t.Context(), tx, []outbox.Request{{
				Channel: b.around.channel.ID, Lane: outbox.Human, Origin: outbox.Origin{Kind: outbox.OriginHuman, ID: "x"}, Contact: gone,
				To: channel.Address{Phone: "+6281299999999"}, Purpose: contact.PurposeService,
				Content: channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: "jawab"}}, Preview: "jawab",
			}})
			if err != nil {
				return err
			}
			_, err = b.outbox.Add(t.Context(), tx, []outbox.Request{{
				Channel: b.around.channel.ID, Lane: outbox.API, Origin: outbox.Origin{Kind: outbox.OriginAPI, ID: "y"}, Contact: kept,
				To: channel.Address{Phone: siti}, Purpose: contact.PurposeService,
				Content: channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: "kabar"}}, Preview: "kabar",
			}})
			if err != nil {
				return err
			}
			return b.contacts.Merge(t.Context(), tx, kept, gone, contact.Picks{"phone": contact.WinnerOther}, "u1")
		})
		if err != nil {
			t.Fatal(err)
		}
		c := b.only(t)
		if diff := cmp.Diff([]string{"out:kabar", "out:jawab", "in:tiga", "in:dua", "in:satu"}, lines(b.thread(t, c.ID))); diff != "" || c.Contact != kept {
			t.Fatalf("thread: %s", diff)
		}
		var wrote int64
		var n int
		err = db.Read(t.Context(), b.ws, func(q wsdb.Query) error {
			return q.QueryRow(t.Context(), `SELECT SUM(in_at) - (SELECT MAX(at) FROM message WHERE direction = 'in') FROM contact_activity`).Scan(&wrote)
		})
		if err != nil || wrote != 0 {
			t.Fatalf("the last word is off by %d, %v", wrote, err)
		}
		err = db.Read(t.Context(), b.ws, func(q wsdb.Query) error {
			return q.QueryRow(t.Context(), `SELECT (SELECT COUNT(*) FROM send WHERE contact_id = $1) + 10 * (SELECT COUNT(*) FROM reply_window)`, kept).Scan(&n)
		})
		if err != nil || n != 12 {
			t.Fatalf("sends and windows = %d, %v", n, err)
		}
		err = db.Read(t.Context(), b.ws, func(q wsdb.Query) error {
			return q.QueryRow(t.Context(), `SELECT COUNT(*) FROM send WHERE phone <> '+6281299999999'`).Scan(&n)
		})
		if err != nil || n != 0 {
			t.Errorf("%d sends wait for the number that was given up, %v", n, err)
		}
	})
}
