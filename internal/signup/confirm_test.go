package signup

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const siti = "+6281234567890"

var sitisPhone = channel.Address{Phone: siti}

// Nothing of a sign-up counts until the phone it names has confirmed; then all of it does, once.
func TestConfirm(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		draft := b.draft()
		b.write(t, func(tx *wsdb.Tx) error {
			g, err := b.contacts.CreateGroup(t.Context(), tx, "Pameran")
			draft.Group, draft.Page.Email = g.ID, true
			return err
		})
		f := b.make(t, draft)
		code := b.signUp(t, &f, "Siti Rahma", "0812 3456 7890", "email", "siti@example.id", "agree.promo", "yes")
		if _, known := b.contact(t, siti); known {
			t.Fatal("a stranger's word has made a contact")
		}
		if got := b.get(t, f.ID); got.Waiting != 1 || got.Confirmed != 0 {
			t.Errorf("counts = %d waiting, %d confirmed", got.Waiting, got.Confirmed)
		}
		for range 2 {
			b.says(t, sitisPhone, "daftar "+strings.ToLower(code)+" ya")
		}
		c, _ := b.contact(t, siti)
		if c.Name != "Siti Rahma" || c.Email != "siti@example.id" || len(c.Groups) != 1 {
			t.Errorf("contact = %+v", c)
		}
		promo := c.Consents[contact.PurposePromo]
		if promo.State != contact.Granted || promo.Source != "form: Pameran JCC: Saya setuju menerima promo." || promo.At.IsZero() {
			t.Errorf("promo = %+v", promo)
		}
		if _, said := c.Consents[contact.PurposeService]; said {
			t.Error("a box that was not ticked counts")
		}
		if got := b.get(t, f.ID); got.Waiting != 0 || got.Confirmed != 1 {
			t.Errorf("counts = %d waiting, %d confirmed", got.Waiting, got.Confirmed)
		}
		if sent := b.sent(t); len(sent) != 1 || !strings.HasPrefix(sent[0], "Terima kasih") {
			t.Errorf("answers = %q", sent)
		}
	})
}

// Who types somebody else's number gets nothing for it, whoever sends the message.
func TestConfirm_strangers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		f := b.make(t, b.draft())
		code := b.signUp(t, &f, "Penipu", "081234567890", "agree.promo", "yes")
		b.says(t, channel.Address{Phone: "+6281299999999"}, "DAFTAR "+code)
		b.says(t, sitisPhone, "halo, daftar harganya?")
		b.says(t, sitisPhone, "DAFTAR AAAAAAAA")
		for _, number := range []string{siti, "+6281299999999"} {
			c, _ := b.contact(t, number)
			if len(c.Consents) != 0 || c.Name == "Penipu" {
				t.Errorf("%s: %q %+v", number, c.Name, c.Consents)
			}
		}
		if got := b.get(t, f.ID); got.Confirmed != 0 || got.Waiting != 1 || len(b.sent(t)) != 0 {
			t.Errorf("counted: %+v", got)
		}
	})
}

// A code ends after seven days, and what was filled in goes.
func TestConfirm_late(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		f := b.make(t, b.draft())
		code := b.signUp(t, &f, "Siti", "081234567890", "agree.promo", "yes")
		dbtest.Clock(t, db).Advance(keepPending + time.Minute)
		b.says(t, sitisPhone, "DAFTAR "+code)
		if c, _ := b.contact(t, siti); len(c.Consents) != 0 {
			t.Errorf("consents = %+v", c.Consents)
		}
		b.write(t, func(tx *wsdb.Tx) error { return b.Purge(t.Context(), tx, tx.Now().Add(-keepPending)) })
		if got := b.get(t, f.ID); got.Waiting != 0 {
			t.Errorf("%d wait still", got.Waiting)
		}
	})
}

// A form that somebody floods stays open: the oldest that wait give way.
func TestPending_flood(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		f := b.make(t, b.draft())
		other := b.draft()
		other.Name = "Lain"
		quiet := b.make(t, other)
		b.signUp(t, &quiet, "Ani", "081234567899", "agree.promo", "yes")
		for i := range 5 {
			b.signUp(t, &f, fmt.Sprint("Orang ", i), "081234567890", "agree.promo", "yes")
			dbtest.Clock(t, db).Advance(time.Minute)
		}
		b.write(t, func(tx *wsdb.Tx) error { return makeRoom(t.Context(), tx, f.ID, 3) })
		if got := b.get(t, f.ID).Waiting; got != 2 || b.get(t, quiet.ID).Waiting != 1 {
			t.Errorf("%d wait", got)
		}
		code := b.signUp(t, &f, "Siti", "081234567890", "agree.promo", "yes")
		b.write(t, func(tx *wsdb.Tx) error { return makeRoom(t.Context(), tx, f.ID, 3) })
		b.says(t, sitisPhone, "DAFTAR "+code)
		if got := b.get(t, f.ID); got.Confirmed != 1 {
			t.Errorf("the newest was dropped: %+v", got)
		}
	})
}

// A typed name stays. A stop of their own is lifted by ticking promo and confirming; one of the workspace is not, nor one said later.
func TestConfirm_knownPeople(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		for name, tt := range map[string]struct {
			purpose string
			stop    func(b *bundle, t *testing.T)
			after   string
			blocked bool
		}{
			"own word":           {"promo", func(b *bundle, t *testing.T) { b.says(t, sitisPhone, "STOP") }, "", false},
			"only service asked": {"service", func(b *bundle, t *testing.T) { b.says(t, sitisPhone, "STOP") }, "", true},
			"the workspace": {"promo", func(b *bundle, t *testing.T) {
				b.write(t, func(tx *wsdb.Tx) error {
					return b.contacts.Suppress(t.Context(), tx, contact.Address{Phone: siti}, contact.ReasonManual, "kasir")
				})
			}, "", true},
			"stop afterwards": {"promo", func(*bundle, *testing.T) {}, "STOP", true},
		} {
			b := setup(t, db)
			number, typed := siti, "Bu Siti"
			if _, err := b.contacts.Create(t.Context(), b.ws, contact.Draft{Name: &typed, Phone: &number}); err != nil {
				t.Fatal(err)
			}
			tt.stop(b, t)
			f := b.make(t, b.draft())
			code := b.signUp(t, &f, "Orang Lain", "081234567890", "agree."+tt.purpose, "yes")
			if before, _ := b.contact(t, siti); name == "own word" && before.Suppressed == nil {
				t.Errorf("%s: lifted before it was confirmed", name)
			}
			b.says(t, sitisPhone, "DAFTAR "+code)
			if tt.after != "" {
				b.says(t, sitisPhone, tt.after)
			}
			c, _ := b.contact(t, siti)
			if (c.Suppressed != nil) != tt.blocked || c.Name != "Bu Siti" {
				t.Errorf("%s: %q, suppressed %+v, want %v", name, c.Name, c.Suppressed, tt.blocked)
			}
		}
	})
}

// A hidden number cannot be compared: the person who confirms has agreed, but gets no number by it.
func TestConfirm_hiddenNumber(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		f := b.make(t, b.draft())
		code := b.signUp(t, &f, "Siti", "081234567890", "agree.service", "yes")
		b.says(t, channel.Address{UserID: "ID.7"}, "DAFTAR "+code)
		if _, known := b.contact(t, siti); known {
			t.Error("the typed number has a contact")
		}
		if got := b.get(t, f.ID); got.Confirmed != 1 {
			t.Errorf("confirmed = %d", got.Confirmed)
		}
	})
}

// The message of a poster is answered with the address of the form, and agrees to nothing.
func TestInvite(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		f := b.make(t, b.draft())
		b.says(t, sitisPhone, f.posterText())
		if sent := b.sent(t); len(sent) != 1 || !strings.HasSuffix(sent[0], "https://pesan.example.id/f/"+f.Token) {
			t.Errorf("answers = %q", sent)
		}
		if c, _ := b.contact(t, siti); len(c.Consents) != 0 {
			t.Errorf("consents = %+v", c.Consents)
		}
		next := b.draft()
		next.Page.ChatText = "Saya mau daftar"
		if _, err := b.Update(t.Context(), b.ws, f.ID, next, nobody); err != nil {
			t.Fatal(err)
		}
		f = b.get(t, f.ID)
		b.says(t, sitisPhone, f.posterText())
		if sent := b.sent(t); len(sent) != 2 {
			t.Errorf("a poster that says the word before is not answered: %q", sent)
		}
		next.Open = false
		if _, err := b.Update(t.Context(), b.ws, f.ID, next, nobody); err != nil {
			t.Fatal(err)
		}
		b.says(t, sitisPhone, "DAFTAR "+f.Code)
		if sent := b.sent(t); len(sent) != 2 {
			t.Errorf("a closed form answers: %q", sent)
		}
	})
}
