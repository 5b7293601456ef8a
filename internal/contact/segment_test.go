package contact_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// blasts stands for what package blast knows.
type blasts struct {
	uses map[contact.SegmentID][]contact.SegmentUse
	gone bool
}

func (b *blasts) SegmentCondition(_ context.Context, _ wsdb.Query, _, outcome string) (string, []any, error) {
	if b.gone {
		return "", nil, contact.ErrNotFound
	}
	return `c.name LIKE ?`, []any{"%" + outcome[:1]}, nil
}

func (b *blasts) SegmentUses(context.Context, wsdb.Query) (map[contact.SegmentID][]contact.SegmentUse, error) {
	return b.uses, nil
}

var fieldTypes = map[string]contact.FieldType{
	"kota": contact.TypeText, "poin": contact.TypeNumber, "lahir": contact.TypeDate, "level": contact.TypeList, "aktif": contact.TypeYesNo, "situs": contact.TypeURL,
}

// crowd makes contacts of all kinds by chance, and returns what is known about each.
func (b *bundle) crowd(t *testing.T, d dice, n int) []*fact {
	t.Helper()
	for key, kind := range fieldTypes {
		f := contact.Field{Key: key, Label: key, Type: kind}
		if kind == contact.TypeList {
			f.Options = []string{"Emas", "Perak"}
		}
		b.field(t, f)
	}
	var all []*fact
	members := map[int][]contact.ID{}
	for i := range n {
		draft := b.somebody(d, i)
		c, err := b.Create(t.Context(), b.ws, draft)
		if err != nil {
			t.Fatal(err)
		}
		f := &fact{Contact: c, activity: map[string]time.Time{}}
		all = append(all, f)
		for g := range 3 {
			if d.IntN(3) == 0 {
				members[g] = append(members[g], c.ID)
			}
		}
		b.history(t, d, f)
	}
	for g, name := range []string{"VIP", "Grosir", "Kosong"} {
		b.group(t, name, members[g]...)
	}
	for _, f := range all {
		f.Contact = b.get(t, f.ID)
	}
	return all
}

func (b *bundle) somebody(d dice, i int) contact.Draft {
	name, email := pick(d, names...)+pick(d, "", " g", " d"), pick(d, "", "a@toko.id", "b@TOKO.id")
	draft := contact.Draft{Name: &name, Email: &email, Fields: map[string]any{}}
	if d.IntN(4) > 0 {
		number := pick(d, "+62812", "+60123", "+62813") + string(rune('0'+i/1000%10)) + string(rune('0'+i/100%10)) + string(rune('0'+i/10%10)) + string(rune('0'+i%10)) + "77"
		draft.Phone = &number
	}
	for key, value := range map[string]any{
		"kota": pick(d, "Solo", "BANDUNG", "solo baru", "50%_x"), "poin": pick(d, "0", "9", "10", "2,5", "-3", "100000"), "lahir": pick(d, days...),
		"level": pick(d, "Emas", "Perak"), "aktif": d.IntN(2) == 0, "situs": pick(d, "https://a.id/x", "https://b.id"),
	} {
		if d.IntN(3) > 0 {
			draft.Fields[key] = value
		}
	}
	return draft
}

// history gives a contact consents, an order not to write, an age and activity.
func (b *bundle) history(t *testing.T, d dice, f *fact) {
	t.Helper()
	b.write(t, func(tx *wsdb.Tx) error {
		at := func() time.Time { return tx.Now().Add(-time.Duration(d.IntN(100*24)) * time.Hour) }
		for _, p := range contact.Purposes() {
			if d.IntN(2) == 0 {
				if err := b.SetConsent(t.Context(), tx, f.ID, p, d.IntN(2) == 0, "uji", ""); err != nil {
					return err
				}
			}
		}
		if d.IntN(6) == 0 && f.Phone != nil {
			if err := b.SuppressContact(t.Context(), tx, f.ID, contact.ReasonManual, "uji"); err != nil {
				return err
			}
		}
		a := contact.Activity{Contact: f.ID}
		for kind, field := range map[string]*time.Time{
			"wrote": &a.WroteAt, "sent": &a.SentAt, "delivered": &a.DeliveredAt, "read": &a.ReadAt, "blast": &a.BlastAt, "promo": &a.PromoAt,
		} {
			if d.IntN(2) == 0 {
				*field = at()
				f.activity[kind] = *field
			}
		}
		if err := b.Note(t.Context(), tx, []contact.Activity{a}); err != nil {
			return err
		}
		if later := at(); d.IntN(3) == 0 && !a.SentAt.IsZero() {
			f.activity["replied"] = later
			if later.After(a.WroteAt) {
				f.activity["wrote"] = later
			}
			if err := b.Note(t.Context(), tx, []contact.Activity{{Contact: f.ID, WroteAt: later}}); err != nil {
				return err
			}
		}
		_, err := tx.Exec(t.Context(), `UPDATE contact SET created_at = $2, source = $3 WHERE id = $1`, f.ID, clock.Micros(at()),
			pick(d, "typed", "import", "inbound"))
		return err
	})
}

// TestRules_sqlAgreesWithMemory: whatever the rules and the contacts, the statement finds those whom the description of the rules means.
func TestRules_sqlAgreesWithMemory(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.UseBlasts(&blasts{})
		seed := rand.Uint64()
		d := dice{Rand: rand.New(rand.NewPCG(seed, 1)), types: fieldTypes}
		all := b.crowd(t, d, 120)
		var now time.Time
		b.write(t, func(tx *wsdb.Tx) error {
			now = dbtest.Clock(t, db).Now()
			groups, err := b.Groups(t.Context(), tx)
			for _, g := range groups {
				d.groups = append(d.groups, g.ID.String())
			}
			return err
		})
		o, some := oracle{types: fieldTypes, now: now.In(zone)}, 0
		for i := range 400 {
			r := d.rules()
			want := map[contact.ID]bool{}
			for _, f := range all {
				if o.meets(r, f) {
					want[f.ID] = true
				}
			}
			if len(want) > 0 && len(want) < len(all) {
				some++
			}
			got := b.found(t, r)
			if len(got) != len(want) || slices.ContainsFunc(got, func(c contact.ID) bool { return !want[c] }) {
				t.Fatalf("seed %d, rules %d: %d contacts, want %d: %+v", seed, i, len(got), len(want), r)
			}
		}
		if some < 100 {
			t.Errorf("only %d of 400 rules told contacts apart", some)
		}
	})
}

// found saves rules as a segment and returns who is in it, after comparing every way to ask.
func (b *bundle) found(t *testing.T, r contact.Rules) (ids []contact.ID) {
	t.Helper()
	var g contact.Segment
	b.write(t, func(tx *wsdb.Tx) (err error) {
		g, err = b.CreateSegment(t.Context(), tx, "Segmen", r)
		return err
	})
	b.read(t, func(q wsdb.Query) (err error) {
		a := contact.Audience{Segments: []contact.SegmentID{g.ID}}
		if ids, err = b.Audience(t.Context(), q, a, contact.ID{}, 1000); err != nil {
			return err
		}
		tally, err := b.CountRules(t.Context(), q, r)
		if err != nil || tally.Count != int64(len(ids)) || !tally.Exact || len(tally.Sample) != min(5, len(ids)) {
			t.Errorf("CountRules = %+v, %v; want %d", tally, err, len(ids))
		}
		n, err := b.Count(t.Context(), q, a)
		if err != nil || n != int64(len(ids)) {
			t.Errorf("Count = %d, %v; want %d", n, err, len(ids))
		}
		rest, err := b.Count(t.Context(), q, contact.Audience{All: true, ExcludeSegments: a.Segments})
		if err != nil || rest+n != 120 {
			t.Errorf("%d in the segment and %d outside of it, %v", n, rest, err)
		}
		return err
	})
	b.write(t, func(tx *wsdb.Tx) error { return b.DeleteSegment(t.Context(), tx, g.ID) })
	return ids
}

var zone = time.FixedZone("WIB", 7*60*60)

func one(r contact.Rule) contact.Rules {
	return contact.Rules{Match: contact.MatchAll, Groups: []contact.RuleGroup{{Match: contact.MatchAll, Rules: []contact.Rule{r}}}}
}

func (b *bundle) segment(t *testing.T, name string, r contact.Rule) contact.Segment {
	t.Helper()
	var g contact.Segment
	b.write(t, func(tx *wsdb.Tx) (err error) {
		g, err = b.CreateSegment(t.Context(), tx, name, one(r))
		return err
	})
	return g
}

func TestService_List_segment(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		g, all := b.people(t, 60)
		if err := b.texts.Index(t.Context(), b.ws); err != nil {
			t.Fatal(err)
		}
		members := b.segment(t, "Anggota", contact.Rule{About: contact.AboutGroup, Test: contact.TestIs, Values: []string{g.ID.String()}})
		for name, tt := range map[string]struct {
			filter contact.Filter
			want   func(i int) bool
		}{
			"alone":      {contact.Filter{Segment: members.ID}, func(i int) bool { return i%3 == 0 }},
			"and search": {contact.Filter{Segment: members.ID, Search: "orang"}, func(i int) bool { return i%3 == 0 }},
			"and field":  {contact.Filter{Segment: members.ID, Fields: map[string]string{"kota": "Bandung"}}, func(i int) bool { return i%15 == 0 }},
		} {
			want := 0
			for i := range all {
				if tt.want(i) {
					want++
				}
			}
			if got := b.pages(t, tt.filter, contact.SortName); len(got) != want {
				t.Errorf("%s: %d contacts, want %d", name, len(got), want)
			}
			b.counts(t, name, tt.filter, want)
		}
		vip := b.group(t, "Dari segmen")
		if j := b.fill(t, vip.ID, contact.Filter{Segment: members.ID}, 2); j.State != job.Done || j.Done != 20 {
			t.Errorf("filling a group from a segment: %+v", j)
		}
	})
}

func TestService_Segment_faults(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		known := &blasts{}
		b.UseBlasts(known)
		vip := b.group(t, "VIP")
		g := b.segment(t, "Setia", contact.Rule{About: contact.AboutGroup, Test: contact.TestIs, Values: []string{vip.ID.String()}})
		b.write(t, func(tx *wsdb.Tx) error {
			for name, r := range map[string]contact.Rules{
				"nothing":         {},
				"an empty group":  {Match: contact.MatchAll, Groups: []contact.RuleGroup{{Match: contact.MatchAll}}},
				"an odd match":    {Match: "most", Groups: one(contact.Rule{About: contact.AboutSuppressed, Test: contact.TestPresent}).Groups},
				"a field":         one(contact.Rule{About: contact.AboutField, Key: "kota'; --", Test: contact.TestIs, Values: []string{"x"}}),
				"a group":         one(contact.Rule{About: contact.AboutGroup, Test: contact.TestIs, Values: []string{g.ID.String()}}),
				"a date":          one(contact.Rule{About: contact.AboutCreated, Test: contact.TestAtLeast, Values: []string{"besok"}}),
				"a missing value": one(contact.Rule{About: contact.AboutName, Test: contact.TestIs}),
				"a test":          one(contact.Rule{About: contact.AboutName, Test: contact.TestBirthday}),
				"a prefix":        one(contact.Rule{About: contact.AboutPhone, Test: contact.TestBegins, Values: []string{"6%"}}),
			} {
				if _, err := b.CreateSegment(t.Context(), tx, name, r); !errors.Is(err, contact.ErrRules) {
					t.Errorf("%s: %v", name, err)
				}
			}
			if _, err := b.CreateSegment(t.Context(), tx, " SETIA ", g.Rules); !errors.Is(err, contact.ErrSegmentTaken) {
				t.Errorf("the name of another: %v", err)
			}
			if _, err := b.CreateSegment(t.Context(), tx, "", g.Rules); !errors.Is(err, contact.ErrInvalid) {
				t.Errorf("no name: %v", err)
			}
			return nil
		})
		known.uses = map[contact.SegmentID][]contact.SegmentUse{g.ID: {{Name: "Promo", Scheduled: true}}}
		b.write(t, func(tx *wsdb.Tx) error {
			if err := b.DeleteSegment(t.Context(), tx, g.ID); !errors.Is(err, contact.ErrSegmentUsed) {
				t.Errorf("delete while scheduled: %v", err)
			}
			return b.DeleteGroup(t.Context(), tx, vip.ID)
		})
		b.read(t, func(q wsdb.Query) error {
			if _, err := b.CountRules(t.Context(), q, g.Rules); !errors.Is(err, contact.ErrRules) {
				t.Errorf("the group is gone: %v", err)
			}
			_, err := b.Count(t.Context(), q, contact.Audience{Segments: []contact.SegmentID{{}}})
			if !errors.Is(err, contact.ErrFilter) {
				t.Errorf("the segment is gone: %v", err)
			}
			return nil
		})
	})
}

func TestService_Freeze(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.create(t, "Budi", "081234567890")
		b.create(t, "Siti", "081234567891")
		g := b.segment(t, "Budi saja", contact.Rule{About: contact.AboutName, Test: contact.TestIs, Values: []string{"Budi"}})
		live := contact.Audience{Segments: []contact.SegmentID{g.ID}}
		frozen := live
		b.write(t, func(tx *wsdb.Tx) (err error) {
			if frozen, err = b.Freeze(t.Context(), tx, live, tx.Now()); err != nil {
				return err
			}
			rules := one(contact.Rule{About: contact.AboutName, Test: contact.TestPresent})
			_, err = b.UpdateSegment(t.Context(), tx, g.ID, nil, &rules)
			return err
		})
		b.read(t, func(q wsdb.Query) error {
			now, err := b.Count(t.Context(), q, live)
			then, err2 := b.Count(t.Context(), q, frozen)
			if now != 2 || then != 1 {
				t.Errorf("%d now, %d then", now, then)
			}
			return errors.Join(err, err2)
		})
	})
}

func TestService_FromNumbers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		known := b.create(t, "Budi", "081234567890")
		b.write(t, func(tx *wsdb.Tx) error {
			if _, err := b.FromNumbers(t.Context(), tx, []string{"0812 3456 7891", "abc"}); !errors.Is(err, contact.ErrInvalid) || !strings.Contains(err.Error(), "contact.invalid") {
				t.Errorf("a word: %v", err)
			}
			ids, err := b.FromNumbers(t.Context(), tx, []string{"+62 812-3456-7890", "081234567891", "81234567891"})
			if err != nil || len(ids) != 2 || ids[0] != known.ID {
				t.Errorf("FromNumbers = %v, %v", ids, err)
			}
			n, err := b.Count(t.Context(), tx, contact.Audience{Contacts: ids})
			if n != 2 {
				t.Errorf("%d of the list are there", n)
			}
			return err
		})
	})
}

// ticking is a clock on which every look takes two seconds.
type ticking struct{ *clock.Fixed }

func (c ticking) Now() time.Time {
	c.Advance(2 * time.Second)
	return c.Fixed.Now()
}

// A count that would take too long stops, and says that there are more and about how many.
func TestService_CountRules_deadline(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		var file strings.Builder
		file.WriteString("Nama,No HP\n")
		for i := range 26_000 { // more than one piece
			fmt.Fprintf(&file, "N%d,0812%08d\n", i, i)
		}
		b.runImport(t, b.mapped(t, file.String(), nil).ID)
		rules := one(contact.Rule{About: contact.AboutPhone, Test: contact.TestPresent})
		slow := contact.New(contact.Deps{DB: db, Clock: ticking{clock.NewFixed(time.Now())}})
		b.read(t, func(q wsdb.Query) error {
			got, err := slow.CountRules(t.Context(), q, rules)
			if err != nil || got.Exact || got.Count != 25_000 || got.About != 26_000 || len(got.Sample) != 5 {
				t.Errorf("in a hurry: %d of about %d, exact %v, %v", got.Count, got.About, got.Exact, err)
			}
			whole, err := b.CountRules(t.Context(), q, rules)
			if err != nil || !whole.Exact || whole.Count != 26_000 {
				t.Errorf("with time: %d, exact %v, %v", whole.Count, whole.Exact, err)
			}
			return err
		})
	})
}
