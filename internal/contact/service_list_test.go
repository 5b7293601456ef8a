package contact_test

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// people makes n contacts: every third in the group, every fifth in Bandung, every seventh without a number.
func (b *bundle) people(t testing.TB, n int) (contact.Group, []contact.Contact) {
	t.Helper()
	b.field(t, contact.Field{Label: "Kota", Type: contact.TypeText})
	var all []contact.Contact
	var members []contact.ID
	for i := range n {
		name, number := "Orang "+strconv.Itoa(100+(i*37)%n), "0812"+strconv.Itoa(1000000+i)
		d := contact.Draft{Name: &name}
		if i%7 != 0 {
			d.Phone = &number
		}
		if i%5 == 0 {
			d.Fields = map[string]any{"kota": "Bandung"}
		}
		c, err := b.Create(t.Context(), b.ws, d)
		if err != nil {
			t.Fatal(err)
		}
		if all = append(all, c); i%3 == 0 {
			members = append(members, c.ID)
		}
	}
	return b.group(t, "Grup", members...), all
}

func TestService_List(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		g, all := b.people(t, 60)
		if err := b.texts.Index(t.Context(), b.ws); err != nil {
			t.Fatal(err)
		}
		yes, no := true, false
		tests := []struct {
			name   string
			filter contact.Filter
			want   func(i int) bool
		}{
			{"all", contact.Filter{}, func(int) bool { return true }},
			{"group", contact.Filter{Group: g.ID}, func(i int) bool { return i%3 == 0 }},
			{"field", contact.Filter{Fields: map[string]string{"kota": "Bandung"}}, func(i int) bool { return i%5 == 0 }},
			{"no phone", contact.Filter{HasPhone: &no}, func(i int) bool { return i%7 == 0 }},
			{"phone, group, field", contact.Filter{HasPhone: &yes, Group: g.ID, Fields: map[string]string{"kota": "Bandung"}},
				func(i int) bool { return i%7 != 0 && i%15 == 0 }},
			{"consent", contact.Filter{Consent: "promo:granted"}, func(int) bool { return false }},
			{"not suppressed", contact.Filter{Suppressed: &no}, func(int) bool { return true }},
			{"search", contact.Filter{Search: "orang"}, func(int) bool { return true }},
			{"search the number", contact.Filter{Search: "0812100001"}, func(i int) bool { return i/10 == 1 && i%7 != 0 }},
			{"search in a group", contact.Filter{Search: "oran", Group: g.ID}, func(i int) bool { return i%3 == 0 }},
		}
		for _, tt := range tests {
			want := map[contact.ID]bool{}
			for i := range all {
				if tt.want(i) {
					want[all[i].ID] = true
				}
			}
			for _, sort := range []contact.Sort{contact.SortName, contact.SortCreated} {
				got := b.pages(t, tt.filter, sort)
				seen := map[contact.ID]bool{}
				for _, c := range got {
					if !want[c.ID] || seen[c.ID] {
						t.Errorf("%s by %s: wrong or repeated contact", tt.name, sort)
					}
					seen[c.ID] = true
				}
				if len(seen) != len(want) {
					t.Errorf("%s by %s: %d contacts, want %d", tt.name, sort, len(seen), len(want))
				}
				byName := func(a, c contact.Contact) int { return strings.Compare(a.Name, c.Name) }
				if sort == contact.SortName && tt.filter.Search == "" && !slices.IsSortedFunc(got, byName) {
					t.Errorf("%s: not sorted by name", tt.name)
				}
			}
			b.counts(t, tt.name, tt.filter, len(want))
		}
	})
}

func (b *bundle) pages(t testing.TB, f contact.Filter, sort contact.Sort) []contact.Contact {
	t.Helper()
	var got []contact.Contact
	for req := (page.Request{Limit: 7}); ; {
		var p page.Page[contact.Contact]
		b.read(t, func(q wsdb.Query) (err error) {
			p, err = b.List(t.Context(), q, f, sort, req)
			return err
		})
		got = append(got, p.Items...)
		if p.Next == "" {
			return got
		}
		req.Cursor = page.Cursor(p.Next)
	}
}

// counts checks every way of counting against the number that is right.
func (b *bundle) counts(t testing.TB, name string, f contact.Filter, want int) {
	t.Helper()
	b.read(t, func(q wsdb.Query) error {
		n, exact, err := b.CountFilter(t.Context(), q, f)
		if n != int64(want) || !exact || err != nil {
			t.Errorf("%s: CountFilter = %d, %v, %v; want %d", name, n, exact, err, want)
		}
		a := contact.Audience{All: true, Filter: f}
		n, err = b.Count(t.Context(), q, a)
		if n != int64(want) || err != nil {
			t.Errorf("%s: Count = %d, %v; want %d", name, n, err, want)
		}
		total := 0
		for after := (contact.ID{}); ; {
			ids, err := b.Audience(t.Context(), q, a, after, 7)
			if err != nil {
				return err
			}
			for _, i := range ids {
				if i.Compare(after) <= 0 {
					t.Errorf("%s: audience not in the order of ids", name)
				}
				after = i
			}
			if total += len(ids); len(ids) < 7 {
				break
			}
		}
		if total != want {
			t.Errorf("%s: audience of %d, want %d", name, total, want)
		}
		return nil
	})
}

func TestService_Audience_groups(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		threes, all := b.people(t, 40)
		var even []contact.ID
		for i := range all {
			if i%2 == 0 {
				even = append(even, all[i].ID)
			}
		}
		twos := b.group(t, "Genap", even...)
		for _, tt := range []struct {
			audience contact.Audience
			want     func(i int) bool
		}{
			{contact.Audience{}, func(int) bool { return false }},
			{contact.Audience{Groups: []contact.GroupID{threes.ID, twos.ID, twos.ID}}, func(i int) bool { return i%2 == 0 || i%3 == 0 }},
			{contact.Audience{Groups: []contact.GroupID{threes.ID}, Exclude: []contact.GroupID{twos.ID}}, func(i int) bool { return i%2 != 0 && i%3 == 0 }},
			{contact.Audience{All: true, Exclude: []contact.GroupID{twos.ID, threes.ID}}, func(i int) bool { return i%2 != 0 && i%3 != 0 }},
		} {
			want := 0
			for i := range all {
				if tt.want(i) {
					want++
				}
			}
			b.read(t, func(q wsdb.Query) error {
				ids, err := b.Audience(t.Context(), q, tt.audience, contact.ID{}, 100)
				n, countErr := b.Count(t.Context(), q, tt.audience)
				if len(ids) != want || n != int64(want) {
					t.Errorf("%+v: %d, counted %d, want %d", tt.audience, len(ids), n, want)
				}
				return errors.Join(err, countErr)
			})
		}
	})
}
