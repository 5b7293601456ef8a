package inbox

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

var pageAll = page.Request{Limit: page.MaxLimit}

func TestHandleEvents_newMessage(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		first, second := b.text("wamid.1", siti, "Halo"), b.text("wamid.2", siti, "Masih buka?\nTerima kasih")
		b.receive(t, first)
		b.receive(t, first, second)
		c := b.only(t)
		if c.Unread != 2 || c.LastPreview != "Masih buka? Terima kasih" || c.LastDirection != In || !c.LastAt.Equal(second.At) {
			t.Fatalf("conversation = %+v", c)
		}
		if c.Person.Name != "Siti WA" || c.Person.Phone == nil || string(*c.Person.Phone) != siti {
			t.Fatalf("person = %+v", c.Person)
		}
		if want := second.At.Add(ReplyWindow); !c.WindowUntil.Equal(want) {
			t.Fatalf("window until %v, want %v", c.WindowUntil, want)
		}
		if got := lines(b.thread(t, c.ID)); !cmp.Equal(got, []string{"in:Masih buka?\nTerima kasih", "in:Halo"}) {
			t.Fatalf("thread = %q", got)
		}
	})
}

// Whatever the order and the repetitions, the same conversation comes out.
func TestHandleEvents_anyOrder(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		var evs []channel.Event
		for i := range 6 {
			evs = append(evs, b.text(fmt.Sprint("wamid.", i), siti, fmt.Sprint("pesan ", i)))
		}
		edit := channel.MessageEdited{
			Original: "wamid.2", From: channel.Address{Phone: siti}, At: dbtest.Start.Add(-time.Minute),
			Content: channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: "pesan dua"}},
		}
		older := edit
		older.At, older.Content.Text = edit.At.Add(-time.Second), &channel.Text{Body: "pesan 2!"}
		revoke := channel.MessageRevoked{Original: "wamid.3", From: channel.Address{Phone: siti}, At: dbtest.Start}
		last := channel.MessageRevoked{Original: "wamid.5", From: channel.Address{Phone: siti}, At: dbtest.Start}
		evs = append(evs, edit, older, revoke, last)
		evs = append(evs, evs...)
		r := rand.New(rand.NewPCG(7, 7))
		want := []string{"in:", "in:pesan 4", "in:", "in:pesan dua", "in:pesan 1", "in:pesan 0"}
		for round := range 5 {
			r.Shuffle(len(evs), func(i, j int) { evs[i], evs[j] = evs[j], evs[i] })
			b.ws = dbtest.Workspace(t, db)
			for _, ev := range evs {
				b.receive(t, ev)
			}
			c := b.only(t)
			if got := lines(b.thread(t, c.ID)); !cmp.Equal(got, want) {
				t.Fatalf("round %d: thread = %q", round, got)
			}
			if c.Unread != 6 || c.LastPreview != "" || c.LastType != channel.TypeText {
				t.Fatalf("round %d: conversation = %+v", round, c)
			}
		}
	})
}

func TestHandleEvents_strangersCannotAmend(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.receive(t, b.text("wamid.1", siti, "Halo"))
		b.receive(t, channel.MessageRevoked{Original: "wamid.1", From: channel.Address{Phone: "+6281999999999"}, At: dbtest.Start})
		if got := lines(b.thread(t, b.only(t).ID)); !cmp.Equal(got, []string{"in:Halo"}) {
			t.Fatalf("thread = %q", got)
		}
	})
}

// What was taken back is not found, even where it came and went in one batch.
func TestHandleEvents_revokedTextIsNotFound(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.receive(t, b.text("wamid.1", siti, "rahasia"), b.text("wamid.2", siti, "rahasia juga"),
			channel.MessageRevoked{Original: "wamid.1", From: channel.Address{Phone: siti}, At: dbtest.Start})
		if err := b.texts.Index(t.Context(), b.ws); err != nil {
			t.Fatal(err)
		}
		err := db.Read(t.Context(), b.ws, func(q wsdb.Query) error {
			found, err := b.texts.Search(t.Context(), q, textindex.Message, "rahasia", 10, "")
			if len(found) != 1 {
				t.Errorf("found %d messages, want the one that stands", len(found))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestHandleEvents_sameIDOtherText(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		first, second := b.text("wamid.1", siti, "satu"), b.text("wamid.1", siti, "dua")
		second.Conflict = true
		b.receive(t, first, second)
		b.receive(t, second)
		if got := lines(b.thread(t, b.only(t).ID)); !cmp.Equal(got, []string{"in:dua", "in:satu"}) {
			t.Fatalf("thread = %q", got)
		}
	})
}

func TestHandleEvents_typedNameStays(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		name, number := "Ibu Siti", siti
		if _, err := b.contacts.Create(t.Context(), b.ws, contact.Draft{Name: &name, Phone: &number}); err != nil {
			t.Fatal(err)
		}
		b.receive(t, b.text("wamid.1", siti, "Halo"))
		if got := b.only(t).Person.Name; got != name {
			t.Fatalf("name = %q", got)
		}
	})
}

func TestHandleEvents_reactionsQuotesPlaceholders(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		react := func(emoji string, at time.Time) channel.MessageReceived {
			ev := b.text("wamid.r"+emoji, siti, "")
			ev.At = at
			ev.Content = channel.Content{Type: channel.TypeReaction, Reaction: &channel.Reaction{MessageID: "wamid.1", Emoji: emoji}}
			return ev
		}
		b.receive(t, react("👍", dbtest.Start.Add(-time.Hour)))
		b.receive(t, b.text("wamid.1", siti, "Halo"))
		answer := b.text("wamid.2", siti, "ya itu")
		answer.Content.ReplyTo = "wamid.1"
		poll := b.text("wamid.3", siti, "")
		poll.Content = channel.Content{Type: channel.TypeUnsupported, Unsupported: "poll"}
		b.receive(t, answer, poll)
		b.receive(t, react("❤", dbtest.Start.Add(-2*time.Hour)))
		c := b.only(t)
		if c.Unread != 3 {
			t.Fatalf("unread = %d: a reaction is no message", c.Unread)
		}
		th := b.thread(t, c.ID)
		if len(th) != 3 || th[0].Type != channel.TypeUnsupported || th[0].Content.Unsupported != "poll" {
			t.Fatalf("thread = %+v", th)
		}
		if th[1].Quote == nil || th[1].Quote.Text != "Halo" || th[1].Quote.Direction != In {
			t.Fatalf("quote = %+v", th[1].Quote)
		}
		if want := []Reaction{{Direction: In, Emoji: "👍"}}; !cmp.Equal(th[2].Reactions, want) {
			t.Fatalf("reactions = %+v", th[2].Reactions)
		}
		b.receive(t, react("", dbtest.Start))
		if got := b.thread(t, c.ID)[2].Reactions; len(got) != 0 {
			t.Fatalf("after it was taken away: %+v", got)
		}
	})
}

func TestHandleEvents_optOut(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		stop := b.text("wamid.1", siti, " *Berhenti!* ")
		for range 5 {
			b.receive(t, stop)
		}
		c := b.only(t)
		reach := func() contact.Reach {
			var out contact.Reach
			err := db.Read(t.Context(), b.ws, func(q wsdb.Query) (err error) {
				out, err = reachOne(t.Context(), q, b.contacts, c.Contact)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		if r := reach(); !r.Suppressed || r.SuppressedReason != contact.ReasonOptOut {
			t.Fatalf("reach = %+v", r)
		}
		if n := b.queued(t, outbox.OriginOptOut); n != 1 {
			t.Fatalf("%d confirmations after one webhook five times", n)
		}
		b.receive(t, b.text("wamid.2", siti, "STOP"))
		if n := b.queued(t, outbox.OriginOptOut); n != 1 {
			t.Fatalf("%d confirmations after the word was repeated", n)
		}
		if got := lines(b.thread(t, c.ID))[0]; got != "out:"+confirmations["id"] {
			t.Fatalf("newest line = %q", got)
		}
		b.receive(t, channel.PreferenceChanged{Address: channel.Address{Phone: siti}, Stop: false, At: dbtest.Start})
		if r := reach(); r.Suppressed {
			t.Fatal("the person has resumed and is still suppressed")
		}
		b.receive(t, channel.PreferenceChanged{Address: channel.Address{Phone: siti}, Stop: true, At: dbtest.Start})
		if r := reach(); !r.Suppressed || b.queued(t, outbox.OriginOptOut) != 1 {
			t.Fatalf("after a stop on the network: %+v, %d confirmations", r, b.queued(t, outbox.OriginOptOut))
		}
		if err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
			if err := b.contacts.UnsuppressContact(t.Context(), tx, c.Contact); err != nil {
				return err
			}
			return b.contacts.SuppressContact(t.Context(), tx, c.Contact, contact.ReasonManual, "person")
		}); err != nil {
			t.Fatal(err)
		}
		b.receive(t, channel.PreferenceChanged{Address: channel.Address{Phone: siti}, Stop: false, At: dbtest.Start})
		if r := reach(); !r.Suppressed {
			t.Fatal("the network's resume has lifted what a person decided")
		}
	})
}
