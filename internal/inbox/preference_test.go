package inbox

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func (b *bundle) suppressed(t *testing.T, a contact.Address) bool {
	t.Helper()
	var is bool
	err := b.db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
		c, _, err := b.contacts.Resolve(t.Context(), tx, a)
		is = c.Suppressed != nil
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return is
}

// A resume that is older than a stop does not lift it, and a stop that is older than a resume does not hold, when they come late.
func TestPreference_lateWords(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		at := func(minute int) time.Time { return dbtest.Start.Add(time.Duration(minute-60) * time.Minute) }
		word := func(a channel.Address, stop bool, minute int) {
			b.receive(t, channel.PreferenceChanged{Address: a, Stop: stop, At: at(minute)})
		}
		one, two := channel.Address{Phone: "+6281100000001"}, channel.Address{Phone: "+6281100000002"}
		word(one, true, 10)
		word(one, false, 5)
		if !b.suppressed(t, person(one, "")) {
			t.Fatal("a late resume has lifted a newer stop")
		}
		word(two, false, 10)
		word(two, true, 5)
		if b.suppressed(t, person(two, "")) {
			t.Fatal("a late stop holds against a newer resume")
		}
		late := b.text("wamid.late", two.Phone, "STOP")
		late.At = at(6)
		b.receive(t, late)
		if b.suppressed(t, person(two, "")) || b.queued(t, "opt_out") != 0 {
			t.Fatal("a late word holds against a newer resume, or is confirmed")
		}
		word(two, true, 10)
		if !b.suppressed(t, person(two, "")) {
			t.Fatal("of two words of one time, stop does not hold")
		}
		// Somebody of the workspace lifts it: the same word once more changes nothing, one that nobody knew of does.
		lift := func() {
			err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error { return b.contacts.Unsuppress(t.Context(), tx, person(two, "")) })
			if err != nil {
				t.Fatal(err)
			}
		}
		lift()
		word(two, true, 10)
		if b.suppressed(t, person(two, "")) {
			t.Fatal("a repeated stop holds again after it was lifted")
		}
		word(two, true, 11)
		if !b.suppressed(t, person(two, "")) {
			t.Fatal("a new stop does not hold after an earlier one was lifted")
		}
	})
}

// Whatever the order of arrival, by whichever address, and through deletion of the contact, the newest word holds.
func TestPreference_newestHolds(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		rounds := 60
		if db.Engine() == database.Postgres {
			rounds = 15
		}
		b := setup(t, db)
		for round := range rounds {
			r := rand.New(rand.NewPCG(7, uint64(round)))
			both := channel.Address{Phone: fmt.Sprintf("+62811000%05d", round), UserID: fmt.Sprint("ID.", round)}
			words := words(r, both)
			want := newest(words)
			for range 3 {
				b.ws = dbtest.Workspace(t, db)
				r.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
				for i, w := range words {
					if r.IntN(3) == 0 {
						b.deleted(t, both)
					}
					b.say(t, w, fmt.Sprint("wamid.", i))
					b.suppressed(t, person(both, "")) // the network tells both addresses together
				}
				if got := b.suppressed(t, person(both, "")); got != want {
					t.Fatalf("round %d: suppressed = %v after %+v", round, got, words)
				}
			}
		}
	})
}

type preferenceWord struct {
	channel.PreferenceChanged
	written bool
}

func words(r *rand.Rand, both channel.Address) []preferenceWord {
	list := make([]preferenceWord, 2+r.IntN(5))
	for i := range list {
		a := []channel.Address{both, {Phone: both.Phone}, {UserID: both.UserID}}[r.IntN(3)]
		w := channel.PreferenceChanged{Address: a, Stop: r.IntN(2) == 0, At: dbtest.Start.Add(time.Duration(r.IntN(6)-10) * time.Minute)}
		list[i] = preferenceWord{w, w.Stop && r.IntN(3) == 0}
	}
	return list
}

func newest(list []preferenceWord) bool {
	var last preferenceWord
	for _, w := range list {
		if w.At.After(last.At) || w.At.Equal(last.At) && w.Stop {
			last = w
		}
	}
	return last.Stop
}

func (b *bundle) say(t *testing.T, w preferenceWord, external string) {
	t.Helper()
	if !w.written {
		b.receive(t, w.PreferenceChanged)
		return
	}
	m := b.text(external, "", "STOP")
	m.From, m.At = w.Address, w.At
	b.receive(t, m)
}

// deleted deletes the contact of an address, if there is one.
func (b *bundle) deleted(t *testing.T, a channel.Address) {
	t.Helper()
	err := b.db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
		c, _, err := b.contacts.Resolve(t.Context(), tx, person(a, ""))
		if err == nil {
			_, err = b.contacts.Erase(t.Context(), tx, c.ID)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
