package contact_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func (b *bundle) merge(t *testing.T, this, other contact.ID, p contact.Picks) error {
	t.Helper()
	return b.db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error { return b.Merge(t.Context(), tx, this, other, p, "u1") })
}

func TestService_Merge(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		clk := dbtest.Clock(t, db)
		b.field(t, contact.Field{Label: "Kota", Type: contact.TypeText})
		b.field(t, contact.Field{Label: "Hobi", Type: contact.TypeText})
		one, two := b.create(t, "Budi", "08111111111"), b.create(t, "Pak Budi", "08222222222")
		email := "budi@example.com"
		for c, d := range map[contact.ID]contact.Draft{
			one.ID: {Fields: map[string]any{"kota": "Bandung"}},
			two.ID: {Fields: map[string]any{"kota": "Jakarta", "hobi": "catur"}, Email: &email},
		} {
			if _, err := b.Update(t.Context(), b.ws, c, d); err != nil {
				t.Fatal(err)
			}
		}
		both, other := b.group(t, "VIP", one.ID, two.ID), b.group(t, "Bandung", two.ID)
		consent := func(c contact.ID, p contact.Purpose, granted bool) {
			b.write(t, func(tx *wsdb.Tx) error { return b.SetConsent(t.Context(), tx, c, p, granted, "chat", "u1") })
		}
		consent(one.ID, contact.PurposePromo, true)
		consent(two.ID, contact.PurposePromo, false) // of the same moment: the refusal stays
		consent(one.ID, contact.PurposeReminder, false)
		clk.Advance(time.Second)
		consent(two.ID, contact.PurposeReminder, true) // newer
		b.write(t, func(tx *wsdb.Tx) error {
			if err := b.SuppressContact(t.Context(), tx, two.ID, contact.ReasonOptOut, "chat"); err != nil {
				return err
			}
			return b.Resume(t.Context(), tx, contact.Address{Phone: *one.Phone}, tx.Now().Add(time.Second))
		})
		for _, bad := range []struct {
			other contact.ID
			p     contact.Picks
			want  error
		}{{one.ID, nil, contact.ErrMergeSelf}, {two.ID, contact.Picks{"phone": "both"}, contact.ErrMergeWinner}, {two.ID, contact.Picks{"x": "this"}, contact.ErrMergeWinner}} {
			if err := b.merge(t, one.ID, bad.other, bad.p); !errors.Is(err, bad.want) {
				t.Errorf("Merge = %v, want %v", err, bad.want)
			}
		}
		if err := b.merge(t, one.ID, two.ID, contact.Picks{"name": contact.WinnerOther, "phone": contact.WinnerOther, "fields.kota": contact.WinnerThis}); err != nil {
			t.Fatal(err)
		}
		got := b.get(t, one.ID)
		if got.Name != "Pak Budi" || *got.Phone != *two.Phone || got.Email != email || len(got.Groups) != 2 {
			t.Fatalf("merged = %+v", got)
		}
		if diff := cmp.Diff(map[string]any{"kota": "Bandung", "hobi": "catur"}, got.Fields); diff != "" {
			t.Errorf("fields: %s", diff)
		}
		if got.Consents[contact.PurposePromo].State != contact.Denied || got.Consents[contact.PurposeReminder].State != contact.Granted || got.Suppressed == nil {
			t.Errorf("consents = %+v, suppressed %v", got.Consents, got.Suppressed)
		}
		b.read(t, func(q wsdb.Query) error {
			for g, want := range map[contact.GroupID]int64{both.ID: 1, other.ID: 1} {
				if g, err := b.Group(t.Context(), q, g); err != nil || g.Count != want {
					t.Errorf("group = %+v, %v", g, err)
				}
			}
			n, _, err := b.CountFilter(t.Context(), q, contact.Filter{})
			if n != 1 {
				t.Errorf("%d contacts", n)
			}
			return err
		})
		// The number that lost is under the order too, also when the contact is gone.
		if again := b.create(t, "Baru", "08111111111"); again.Suppressed == nil {
			t.Error("the other number is free")
		}
		if err := b.merge(t, one.ID, two.ID, nil); !errors.Is(err, contact.ErrNotFound) {
			t.Errorf("once more = %v", err)
		}
	})
}

// Who was named one by one is meant under the contact that stays, also after a second merge.
func TestService_Merge_listedAudience(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		one, two, three := b.create(t, "Budi", "08111111111"), b.create(t, "Pak Budi", "08222222222"), b.create(t, "Bp Budi", "08333333333")
		other := b.create(t, "Ani", "081234567890")
		if err := errors.Join(b.merge(t, two.ID, three.ID, nil), b.merge(t, one.ID, two.ID, nil)); err != nil {
			t.Fatal(err)
		}
		b.read(t, func(q wsdb.Query) error {
			a := contact.Audience{Contacts: []contact.ID{two.ID, three.ID, other.ID}}
			list, err := b.Audience(t.Context(), q, a, contact.ID{}, 10)
			if !slices.Equal(list, []contact.ID{one.ID, other.ID}) || err != nil {
				t.Errorf("Audience = %v, %v", list, err)
			}
			if n, err := b.Count(t.Context(), q, a); n != 2 || err != nil {
				t.Errorf("Count = %d, %v", n, err)
			}
			return nil
		})
	})
}

func TestService_Duplicates(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		one, two := b.create(t, "Budi Santoso", "08111111111"), b.create(t, "budi santoso", "08222222222")
		b.create(t, "Budi", "08333333333")
		b.read(t, func(q wsdb.Query) error {
			list, err := b.Duplicates(t.Context(), q, one.ID)
			if len(list) != 1 || list[0].ID != two.ID {
				t.Errorf("Duplicates = %+v", list)
			}
			return err
		})
	})
}
