package textindex_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// led follows a lead to its end, so many things at a time. ok is false if there is no lead.
func (b bundle) led(t testing.TB, query string, step int) (refs []string, ok bool) {
	t.Helper()
	err := b.db.Read(t.Context(), b.ws, func(q wsdb.Query) error {
		lead, err := b.x.Lead(t.Context(), q, textindex.Contact, query)
		if err != nil || lead == nil {
			return err
		}
		ok = true
		for before, more := "", true; more; {
			var until string
			if until, more, err = lead.Ahead(t.Context(), q, before, step); err != nil {
				return err
			}
			part, err := refsBetween(t, q, lead, before, until, step)
			if err != nil {
				return err
			}
			refs, before = append(refs, part...), until
		}
		return nil
	})
	if err != nil {
		t.Fatalf("Lead(%q): %v", query, err)
	}
	return refs, ok
}

func refsBetween(t testing.TB, q wsdb.Query, lead *textindex.Lead, before, until string, step int) (refs []string, err error) {
	t.Helper()
	text, args, err := lead.Next(t.Context(), q, before, until, step)
	if err != nil {
		return nil, err
	}
	for i := range args {
		text = strings.Replace(text, "?", fmt.Sprintf("$%d", i+1), 1)
	}
	found, err := q.Query(t.Context(), text, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }()
	for found.Next() {
		var ref string
		if err := found.Scan(&ref); err != nil {
			return nil, err
		}
		refs = append(refs, ref)
	}
	slices.Sort(refs)
	slices.Reverse(refs)
	return refs, found.Err()
}

// Where a search begins has everything it could find, newest first and once, whether the words are rare or in everything, and whether things
// have changed or left the index since.
func TestIndex_Lead(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		var list []textindex.Doc
		for i := range 4000 {
			text := fmt.Sprintf("pelanggan kota%d 0812%08d", i%7, i*7919)
			if i%500 == 3 {
				text += " langka é" + []string{"lan", "mas"}[i%2]
			}
			list = append(list, textindex.Doc{Ref: id.New[thing]().String(), Text: text})
		}
		list[17].Text, list[18].Text = "lain sama sekali", "lain juga"
		put := func(docs ...textindex.Doc) {
			err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error { return b.x.PutAll(t.Context(), tx, textindex.Contact, docs) })
			if err != nil {
				t.Fatal(err)
			}
			b.index(t)
		}
		put(list...)
		list[17].Text, list[3].Text = "pelanggan langka", "lain langkah"
		put(list[17], list[3])
		gone := []string{list[503].Ref, list[3999].Ref, list[20].Ref}
		err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error { return b.x.Remove(t.Context(), tx, textindex.Contact, gone...) })
		if err != nil {
			t.Fatal(err)
		}
		leads := 0
		for _, query := range []string{"langka", "pelanggan langka", "pelanggan", "pel", "p", "kota3", "kota", "0812", "08120000", "lain", "élan", "pelanggan élan", "tidakada", "-", "pelanggan kota1"} {
			refs, ok := b.led(t, query, 300)
			if !ok {
				continue
			}
			leads++
			if !slices.IsSortedFunc(refs, func(x, y string) int { return strings.Compare(y, x) }) || len(slices.Compact(slices.Clone(refs))) != len(refs) {
				t.Errorf("%s: not newest first", query)
			}
			for i := range list {
				if textindex.Matches(list[i].Text, query) && !slices.Contains(gone, list[i].Ref) && !slices.Contains(refs, list[i].Ref) {
					t.Errorf("%s: %q is missing", query, list[i].Text)
				}
			}
		}
		if leads < 7 {
			t.Errorf("%d leads", leads)
		}
	})
}
