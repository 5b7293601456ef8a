package contact_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestReach_Allows(t *testing.T) {
	t.Parallel()
	here := contact.Reach{Exists: true, Phone: "+628123456789"}
	with := func(state contact.State, suppressed bool) contact.Reach {
		r := here
		r.Consent, r.Suppressed = state, suppressed
		return r
	}
	tests := []struct {
		name                     string
		reach                    contact.Reach
		service, reminder, promo string
		reply                    string
	}{
		{name: "unknown", reach: with(contact.Unknown, false), promo: "no_consent"},
		{name: "granted", reach: with(contact.Granted, false)},
		{name: "denied", reach: with(contact.Denied, false), service: "consent_denied", reminder: "consent_denied", promo: "consent_denied"},
		{name: "suppressed", reach: with(contact.Granted, true), service: "suppressed", reminder: "suppressed", promo: "suppressed"},
		{name: "gone", reach: contact.Reach{}, service: "erased", reminder: "erased", promo: "erased", reply: "erased"},
		{name: "no address", reach: contact.Reach{Exists: true}, service: "no_address", reminder: "no_address", promo: "no_address", reply: "no_address"},
		{name: "user id only", reach: contact.Reach{Exists: true, UserID: "u", Consent: contact.Granted}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for p, want := range map[contact.Purpose]string{
				contact.PurposeService: tt.service, contact.PurposeReminder: tt.reminder, contact.PurposePromo: tt.promo,
			} {
				if ok, got := tt.reach.Allows(p); got != want || ok != (want == "") {
					t.Errorf("Allows(%s) = %v, %q; want %q", p, ok, got, want)
				}
			}
			if ok, got := tt.reach.AllowsReply(); got != tt.reply || ok != (tt.reply == "") {
				t.Errorf("AllowsReply = %v, %q; want %q", ok, got, tt.reply)
			}
		})
	}
}

func TestService_CreateUpdate(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.field(t, contact.Field{Label: "Kota", Type: contact.TypeText})
		b.field(t, contact.Field{Label: "Umur", Type: contact.TypeNumber})
		b.field(t, contact.Field{Label: "Aktif", Key: "aktif", Type: contact.TypeYesNo})
		name, number, email := "  Budi\u0000  Santoso ", "0812 3456 789", "Budi@Example.com"
		c, err := b.Create(t.Context(), b.ws, contact.Draft{
			Name: &name, Phone: &number, Email: &email,
			Fields: map[string]any{"kota": "Bandung", "umur": float64(31), "aktif": "ya"},
		})
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]any{"kota": "Bandung", "umur": json.Number("31"), "aktif": true}
		if diff := cmp.Diff(want, c.Fields); diff != "" || c.Name != "Budi Santoso" || *c.Phone != "+628123456789" || c.Email != "budi@example.com" {
			t.Fatalf("Create = %+v %s", c, diff)
		}
		if _, err := b.Create(t.Context(), b.ws, contact.Draft{Phone: &number}); !errors.Is(err, contact.ErrPhoneTaken) {
			t.Errorf("same number again: %v", err)
		}
		bad, long := "6.28E+12", strings.Repeat("x", 201)
		_, err = b.Create(t.Context(), b.ws, contact.Draft{Name: &long, Phone: &bad, Fields: map[string]any{"umur": "1.500"}})
		f, _ := fault.Of(err)
		var codes []string
		for _, field := range f.Fields {
			codes = append(codes, field.Name+"="+field.Code)
		}
		slices.Sort(codes)
		if diff := cmp.Diff([]string{"fields.umur=field.number_ambiguous", "name=contact.name_too_long", "phone=phone.damaged_by_spreadsheet"}, codes); diff != "" {
			t.Errorf("faults: %s", diff)
		}
		none := ""
		c, err = b.Update(t.Context(), b.ws, c.ID, contact.Draft{Phone: &none, Fields: map[string]any{"kota": nil}})
		if _, there := c.Fields["kota"]; err != nil || c.Phone != nil || there || c.Name != "Budi Santoso" {
			t.Fatalf("Update = %+v, %v", c, err)
		}
		b.read(t, func(q wsdb.Query) error {
			vars, err := b.Variables(t.Context(), q, []contact.ID{c.ID})
			if diff := cmp.Diff(map[string]string{"name": "Budi Santoso", "email": "budi@example.com", "umur": "31", "aktif": "Ya"}, vars[c.ID]); diff != "" {
				t.Errorf("Variables: %s", diff)
			}
			return err
		})
	})
}

func TestService_Resolve(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		c, created := b.resolve(t, contact.Address{UserID: "ID.1", ProfileName: "Budi"})
		if !created || c.Name != "Budi" || c.NameTyped {
			t.Fatalf("first word = %+v", c)
		}
		c2, created := b.resolve(t, contact.Address{UserID: "ID.1", Phone: "+628123456789", ProfileName: "Budi B"})
		if created || c2.ID != c.ID || c2.Phone == nil || c2.Name != "Budi B" {
			t.Fatalf("with number = %+v", c2)
		}
		typed := "Pak Budi"
		if _, err := b.Update(t.Context(), b.ws, c.ID, contact.Draft{Name: &typed}); err != nil {
			t.Fatal(err)
		}
		if c3, _ := b.resolve(t, contact.Address{Phone: "+628123456789", ProfileName: "B"}); c3.Name != typed || c3.ID != c.ID {
			t.Fatalf("a profile name replaced a typed one: %+v", c3)
		}
		other := b.create(t, "Lain", "08987654321")
		c4, created := b.resolve(t, contact.Address{Phone: *other.Phone, UserID: "ID.1"})
		if created || c4.ID != other.ID || b.get(t, c.ID).UserID == nil || b.get(t, other.ID).UserID != nil {
			t.Fatalf("two contacts of one person were merged: %+v", c4)
		}
		b.read(t, func(q wsdb.Query) error {
			facts, err := b.events.After(t.Context(), q, 0, 100)
			if last := facts[len(facts)-1]; last.Subject != other.ID.String() || !strings.Contains(string(last.Data), c.ID.String()) {
				t.Errorf("no fact about it: %+v", last)
			}
			return err
		})
	})
}

func TestService_Suppress(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		c := b.create(t, "Budi", "08123456789")
		b.write(t, func(tx *wsdb.Tx) error {
			return b.Suppress(t.Context(), tx, contact.Address{Phone: *c.Phone}, contact.ReasonOptOut, "inbox")
		})
		if r := b.reach(t, c.ID, contact.PurposePromo); !r.Suppressed || r.SuppressedReason != contact.ReasonOptOut {
			t.Fatalf("Reach = %+v", r)
		}
		b.write(t, func(tx *wsdb.Tx) error {
			_, err := b.Erase(t.Context(), tx, c.ID)
			return err
		})
		if r := b.reach(t, c.ID, contact.PurposePromo); r.Exists {
			t.Fatal("still there")
		}
		again := b.create(t, "Budi lagi", "+62 812 3456 789")
		if again.Suppressed == nil || again.Suppressed.Reason != contact.ReasonOptOut {
			t.Fatalf("the order was forgotten with the contact: %+v", again)
		}
		// The user id turns out to be the same person's: the order holds for it too.
		linked, _ := b.resolve(t, contact.Address{Phone: "+628123456789", UserID: "ID.9"})
		b.write(t, func(tx *wsdb.Tx) error {
			_, err := b.Erase(t.Context(), tx, linked.ID)
			return err
		})
		if c, _ := b.resolve(t, contact.Address{UserID: "ID.9"}); c.Suppressed == nil {
			t.Fatal("the user id is free again")
		}
		b.write(t, func(tx *wsdb.Tx) error { return b.Unsuppress(t.Context(), tx, contact.Address{UserID: "ID.9"}) })
		if c, _ := b.resolve(t, contact.Address{UserID: "ID.9"}); c.Suppressed != nil {
			t.Fatalf("still suppressed: %+v", c.Suppressed)
		}
		b.read(t, func(q wsdb.Query) error {
			var n int
			err := q.QueryRow(t.Context(), `SELECT COUNT(*) FROM suppression WHERE hash LIKE '%8123456789%'`).Scan(&n)
			if n != 0 {
				t.Error("the list names a number")
			}
			return err
		})
	})
}

func TestService_SetConsent(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		c := b.create(t, "Budi", "08123456789")
		clk := dbtest.Clock(t, db)
		for _, granted := range []bool{true, false} {
			clk.Advance(1e9)
			b.write(t, func(tx *wsdb.Tx) error {
				return b.SetConsent(t.Context(), tx, c.ID, contact.PurposePromo, granted, "chat", "u1")
			})
		}
		got := b.get(t, c.ID).Consents[contact.PurposePromo]
		if got.State != contact.Denied || got.Source != "chat" || !got.At.Equal(clk.Now()) || b.reach(t, c.ID, contact.PurposePromo).Consent != contact.Denied {
			t.Fatalf("consent = %+v", got)
		}
		b.read(t, func(q wsdb.Query) error {
			history, err := b.ConsentHistory(t.Context(), q, c.ID, 10)
			if len(history) != 2 || history[1].State != contact.Granted {
				t.Errorf("history = %+v", history)
			}
			return err
		})
		err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
			return b.SetConsent(t.Context(), tx, c.ID, contact.PurposePromo, true, " ", "")
		})
		if !errors.Is(err, contact.ErrInvalid) {
			t.Errorf("consent without a source: %v", err)
		}
	})
}

func TestService_groupsAndFields(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		c, d := b.create(t, "A", "08123456781"), b.create(t, "B", "08123456782")
		g := b.group(t, "VIP", c.ID, d.ID)
		count := func() (n int64) {
			b.read(t, func(q wsdb.Query) error {
				g, err := b.Group(t.Context(), q, g.ID)
				n = g.Count
				return err
			})
			return n
		}
		b.write(t, func(tx *wsdb.Tx) error { _, err := b.Join(t.Context(), tx, g.ID, []contact.ID{c.ID}); return err })
		if count() != 2 {
			t.Fatalf("members = %d after joining twice", count())
		}
		b.write(t, func(tx *wsdb.Tx) error { return b.SetGroups(t.Context(), tx, c.ID, nil) })
		b.write(t, func(tx *wsdb.Tx) error { _, err := b.Erase(t.Context(), tx, d.ID); return err })
		if count() != 0 {
			t.Fatalf("members = %d after all left", count())
		}
		err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error { _, err := b.CreateGroup(t.Context(), tx, " vip "); return err })
		if !errors.Is(err, contact.ErrGroupTaken) {
			t.Errorf("same group again: %v", err)
		}
		f := b.field(t, contact.Field{Label: "Ukuran Baju", Type: contact.TypeList, Options: []string{"S", "M"}})
		if f.Key != "ukuran_baju" {
			t.Errorf("key = %q", f.Key)
		}
		if _, err := b.Update(t.Context(), b.ws, c.ID, contact.Draft{Fields: map[string]any{"ukuran_baju": "m"}}); err != nil {
			t.Fatal(err)
		}
		b.write(t, func(tx *wsdb.Tx) error { return b.DeleteField(t.Context(), tx, f.ID) })
		b.field(t, contact.Field{Label: "Ukuran Baju", Type: contact.TypeText})
		if got := b.get(t, c.ID); len(got.Fields) != 0 {
			t.Errorf("value outlived its field: %v", got.Fields)
		}
		for _, key := range []string{"x'; DROP TABLE contact; --", "Name", "1a", "name", strings.Repeat("a", 41)} {
			err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
				_, err := b.CreateField(t.Context(), tx, contact.Field{Key: key, Label: "X", Type: contact.TypeText})
				return err
			})
			if !errors.Is(err, contact.ErrInvalid) {
				t.Errorf("key %q: %v", key, err)
			}
		}
	})
}
