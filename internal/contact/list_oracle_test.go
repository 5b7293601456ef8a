package contact_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// lets says in memory what the database is asked in SQL.
func lets(f contact.Filter, c *contact.Contact, segments map[contact.SegmentID]func(c *contact.Contact) bool) bool {
	if meets, ok := segments[f.Segment]; ok && !meets(c) {
		return false
	}
	if f.Search != "" {
		text := c.Name + " " + c.Email
		if c.Phone != nil {
			digits := c.Phone.Digits()
			text += " " + digits + " 0" + digits[2:] + " " + digits[2:]
		}
		if !textindex.Matches(text, f.Search) {
			return false
		}
	}
	if !f.Group.IsZero() && !slices.ContainsFunc(c.Groups, func(g contact.GroupRef) bool { return g.ID == f.Group }) {
		return false
	}
	if purpose, state, ok := strings.Cut(f.Consent, ":"); ok {
		if cmp.Or(c.Consents[contact.Purpose(purpose)].State, contact.Unknown) != contact.State(state) {
			return false
		}
	}
	for key, v := range f.Fields {
		if c.Fields[key] != v {
			return false
		}
	}
	return (f.Suppressed == nil || *f.Suppressed == (c.Suppressed != nil)) && (f.HasPhone == nil || *f.HasPhone == (c.Phone != nil))
}

// anyFilter makes a filter by chance.
func anyFilter(d *rand.Rand, m many) contact.Filter {
	var f contact.Filter
	one := func(list ...string) string { return list[d.IntN(len(list))] }
	yes := func() *bool { b := d.IntN(2) == 0; return &b }
	for range 1 + d.IntN(3) {
		switch d.IntN(6) {
		case 0:
			f.Search = one("orang", "langka", "anyar", "purwa", "budi", "pelanggan 7", "orang budi", "s", "0812", "081", "628121", "tamu", "purwa anyar", "tidakada", "-", "élan", "7", "wijaya siti")
		case 1:
			f.Group = m.groups[one("Besar", "Lama", "Baru", "Kecil")]
		case 2:
			f.Consent = one("promo", "service", "reminder") + ":" + one("granted", "denied", "unknown")
		case 3:
			f.Suppressed = yes()
		case 4:
			f.HasPhone = yes()
		case 5:
			if f.Fields == nil {
				f.Fields = map[string]string{}
			}
			switch d.IntN(3) {
			case 0:
				f.Fields["kota"] = one("Kota7", "Kota17", "Kota999")
			case 1:
				f.Fields["level"] = one("Emas", "Perak")
			default:
				f.Fields["sejak"] = one("lama", "baru")
			}
		}
	}
	return f
}

// segments makes a few, of which some name what a list can be read from.
func (b *bundle) segments(t testing.TB, m many) (meets map[contact.SegmentID]func(c *contact.Contact) bool, list []contact.SegmentID) {
	t.Helper()
	in := func(c *contact.Contact, group string) bool {
		return slices.ContainsFunc(c.Groups, func(g contact.GroupRef) bool { return g.Name == group })
	}
	group := func(name string) contact.Rule {
		return contact.Rule{About: contact.AboutGroup, Test: contact.TestIs, Values: []string{m.groups[name].String()}}
	}
	granted := contact.Rule{About: contact.AboutConsent, Key: "promo", Test: contact.TestIs, Values: []string{"granted"}}
	gold := contact.Rule{About: contact.AboutField, Key: "level", Test: contact.TestIs, Values: []string{"emas"}}
	stopped := contact.Rule{About: contact.AboutSuppressed, Test: contact.TestPresent}
	not := gold
	not.Not = true
	agreed := func(c *contact.Contact) bool { return c.Consents[contact.PurposePromo].State == contact.Granted }
	meets = map[contact.SegmentID]func(c *contact.Contact) bool{}
	for _, s := range []struct {
		name   string
		match  contact.Match
		inside contact.Match
		groups [][]contact.Rule
		meets  func(c *contact.Contact) bool
	}{
		{"satu", contact.MatchAll, contact.MatchAll, [][]contact.Rule{{group("Besar"), granted}, {not}}, func(c *contact.Contact) bool {
			return in(c, "Besar") && agreed(c) && c.Fields["level"] != "Emas"
		}},
		{"dua", contact.MatchAny, contact.MatchAll, [][]contact.Rule{{group("Lama")}, {gold}}, func(c *contact.Contact) bool {
			return in(c, "Lama") || c.Fields["level"] == "Emas"
		}},
		{"tiga", contact.MatchAll, contact.MatchAny, [][]contact.Rule{{group("Kecil"), granted}, {stopped}}, func(c *contact.Contact) bool {
			return (in(c, "Kecil") || agreed(c)) && c.Suppressed != nil
		}},
	} {
		rules := contact.Rules{Match: s.match}
		for _, g := range s.groups {
			rules.Groups = append(rules.Groups, contact.RuleGroup{Match: s.inside, Rules: g})
		}
		b.write(t, func(tx *wsdb.Tx) error {
			made, err := b.CreateSegment(t.Context(), tx, s.name, rules)
			meets[made.ID], list = s.meets, append(list, made.ID)
			return err
		})
	}
	return meets, list
}

// walked follows the pages of a list to its end, however short they are.
func (b *bundle) walked(t testing.TB, f contact.Filter, order contact.Sort, limit int) (ids []contact.ID) {
	t.Helper()
	req := page.Request{Limit: limit}
	for more := true; more; {
		b.read(t, func(q wsdb.Query) error {
			got, err := b.List(t.Context(), q, f, order, req)
			if len(got.Items) > limit {
				t.Errorf("%+v: a page of %d", f, len(got.Items))
			}
			for _, c := range got.Items {
				ids = append(ids, c.ID)
			}
			req.Cursor, more = page.Cursor(got.Next), got.Next != ""
			return err
		})
	}
	return ids
}

// everybody reads all contacts, newest first.
func (b *bundle) everybody(t testing.TB) (list []contact.Contact) {
	t.Helper()
	req := page.Request{Limit: page.MaxLimit}
	for more := true; more; {
		b.read(t, func(q wsdb.Query) error {
			got, err := b.List(t.Context(), q, contact.Filter{}, contact.SortCreated, req)
			list = append(list, got.Items...)
			req.Cursor, more = page.Cursor(got.Next), got.Next != ""
			return err
		})
	}
	return list
}

// Whatever is asked for, in whatever order and in pages of whatever size: everybody who is meant appears once and in order, nobody else does,
// and a count that says it is exact is.
func TestService_List_oracle(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db, func(d *contact.Deps) { d.MostLooked = 700 })
		m := fill(t, b, 6000)
		all := b.everybody(t)
		byName := slices.SortedFunc(slices.Values(all), func(x, y contact.Contact) int {
			return cmp.Or(strings.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name)), x.ID.Compare(y.ID))
		})
		segments, named := b.segments(t, m)
		d := rand.New(rand.NewPCG(1, 2))
		for range 70 {
			f := anyFilter(d, m)
			if d.IntN(4) == 0 {
				f.Segment = named[d.IntN(len(named))]
			}
			order, from := contact.SortCreated, all
			if d.IntN(2) == 0 {
				order = contact.SortName
				if f.Search == "" {
					from = byName
				}
			}
			var want []contact.ID
			for i := range from {
				if lets(f, &from[i], segments) {
					want = append(want, from[i].ID)
				}
			}
			if got := b.walked(t, f, order, []int{20, 51, 200}[d.IntN(3)]); !slices.Equal(got, want) {
				t.Errorf("%s %+v: %d contacts, want %d", order, f, len(got), len(want))
			}
			b.read(t, func(q wsdb.Query) error {
				n, exact, err := b.CountFilter(t.Context(), q, f)
				if exact && n != int64(len(want)) || n > int64(len(want)) {
					t.Errorf("%+v: counted %d (exact: %t), want %d", f, n, exact, len(want))
				}
				return err
			})
		}
		b.tidy(t)
	})
}

// tidy looks whether what is kept twice says the same.
func (b *bundle) tidy(t testing.TB) {
	t.Helper()
	b.read(t, func(q wsdb.Query) error {
		for what, text := range map[string]string{
			"classes": `SELECT COUNT(*) FROM (SELECT ` + contact.ClassOf + ` AS class, COUNT(*) AS n FROM contact GROUP BY 1) AS r
				FULL JOIN (SELECT class, contacts AS n FROM contact_class WHERE contacts <> 0) AS k ON k.class = r.class AND k.n = r.n
				WHERE k.class IS NULL OR r.class IS NULL`,
			"names of members": `SELECT COUNT(*) FROM contact_group_member AS m LEFT JOIN contact AS c ON c.id = m.contact_id
				WHERE c.id IS NULL OR c.name_key <> m.name_key`,
			"total": `SELECT COUNT(*) FROM contact_total WHERE contacts <> (SELECT COUNT(*) FROM contact)`,
		} {
			var wrong int
			if err := q.QueryRow(t.Context(), text).Scan(&wrong); err != nil {
				return fmt.Errorf("%s: %w", what, err)
			}
			if wrong > 0 {
				t.Errorf("%s: %d are wrong", what, wrong)
			}
		}
		return nil
	})
}

// What is kept twice stays the same, whatever happens to contacts.
func TestService_keptTwice(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		m := fill(t, b, 300)
		all := b.everybody(t)
		d := rand.New(rand.NewPCG(3, 4))
		for range 200 {
			c := &all[d.IntN(len(all))]
			b.write(t, func(tx *wsdb.Tx) error {
				switch d.IntN(6) {
				case 0:
					return b.SetConsent(t.Context(), tx, c.ID, contact.PurposePromo, d.IntN(2) == 0, "toko", "")
				case 1:
					return b.SuppressContact(t.Context(), tx, c.ID, contact.ReasonManual, "")
				case 2:
					return b.SetGroups(t.Context(), tx, c.ID, []contact.GroupID{m.groups["Besar"], m.groups["Lama"]}[:d.IntN(3)])
				case 3:
					_, err := b.ResolveAll(t.Context(), tx, []contact.Address{{UserID: fmt.Sprintf("BARU.%d", d.IntN(20)), ProfileName: "Baru " + lastNames[d.IntN(9)]}})
					return err
				default:
					return nil
				}
			})
			name := "Ganti " + firstNames[d.IntN(len(firstNames))]
			if _, err := b.Update(t.Context(), b.ws, c.ID, contact.Draft{Name: &name}); err != nil {
				t.Fatal(err)
			}
		}
		some := int64(300)
		b.act(t, contact.Bulk{Act: contact.ActDelete, Filter: &contact.Filter{Group: m.groups["Lama"]}, Expect: &some})
		b.tidy(t)
	})
}
