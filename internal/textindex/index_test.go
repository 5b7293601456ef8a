package textindex_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

type thing struct{}

type bundle struct {
	db *wsdb.DB
	ws id.Workspace
	x  *textindex.Index
}

func setup(t testing.TB, db *wsdb.DB) bundle {
	t.Helper()
	return bundle{db: db, ws: dbtest.Workspace(t, db), x: textindex.New(db)}
}

func (b bundle) put(t testing.TB, docs ...textindex.Doc) {
	t.Helper()
	err := b.db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error { return b.x.PutAll(t.Context(), tx, textindex.Message, docs) })
	if err != nil {
		t.Fatalf("PutAll: %v", err)
	}
}

func (b bundle) index(t testing.TB) {
	t.Helper()
	if err := b.x.Index(t.Context(), b.ws); err != nil {
		t.Fatalf("Index: %v", err)
	}
}

func (b bundle) search(t testing.TB, query string, limit int, before string) []string {
	t.Helper()
	var refs []string
	err := b.db.Read(t.Context(), b.ws, func(q wsdb.Query) (err error) {
		refs, err = b.x.Search(t.Context(), q, textindex.Message, query, limit, before)
		return err
	})
	if err != nil {
		t.Fatalf("Search(%q): %v", query, err)
	}
	return refs
}

func docs(texts ...string) []textindex.Doc {
	list := make([]textindex.Doc, len(texts))
	for i, text := range texts {
		list[i] = textindex.Doc{Ref: id.New[thing]().String(), Text: text}
	}
	return list
}

func TestIndex_Search(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		d := docs("Budi Santoso +62812345678", "Selamat pagi, Bú Dewi!", "budi@example.com pesan kopi", "KOPI susu")
		b.put(t, d...)
		if got := b.search(t, "budi", 10, ""); len(got) != 0 {
			t.Fatalf("found before Index: %v", got)
		}
		b.index(t)
		for query, want := range map[string][]int{
			"budi":         {2, 0},
			"BUD sant":     {0},
			"bu dewi":      {1},
			"dewí":         {1},
			"6281234":      {0},
			"kop":          {3, 2},
			"kopi -susu":   {3},
			"example.com":  {2},
			"":             {},
			"  \"*() ":     {},
			"tidakada":     {},
			"NEAR(budi)":   {},
			"budi OR kopi": {},
		} {
			var refs []string
			for _, i := range want {
				refs = append(refs, d[i].Ref)
			}
			if got := b.search(t, query, 10, ""); !slices.Equal(got, refs) {
				t.Errorf("Search(%q) = %v, want %v", query, got, want)
			}
		}
	})
}

func TestIndex_replaceAndRemove(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		d := docs("lama", "tetap")
		b.put(t, d...)
		b.index(t)
		b.put(t, textindex.Doc{Ref: d[0].Ref, Text: "baru"})
		b.index(t)
		if got := b.search(t, "lama", 10, ""); len(got) != 0 {
			t.Errorf("old text still found: %v", got)
		}
		if got := b.search(t, "baru", 10, ""); !slices.Equal(got, []string{d[0].Ref}) {
			t.Errorf("new text: %v", got)
		}
		b.put(t, textindex.Doc{Ref: d[1].Ref, Text: "menunggu"})
		err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
			return b.x.Remove(t.Context(), tx, textindex.Message, d[0].Ref, d[1].Ref)
		})
		if err != nil {
			t.Fatal(err)
		}
		b.index(t)
		for _, query := range []string{"baru", "tetap", "menunggu"} {
			if got := b.search(t, query, 10, ""); len(got) != 0 {
				t.Errorf("removed but found by %q: %v", query, got)
			}
		}
	})
}

// Whatever was put, pages in order of newness together hold exactly the matching things, also with more matches than are sorted at once.
func TestIndex_pages(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		const n = 2600
		var d []textindex.Doc
		var want []string
		for i := range n {
			text := "umum"
			if i%7 == 0 {
				text += " jarang"
			}
			d = append(d, textindex.Doc{Ref: id.New[thing]().String(), Text: text})
		}
		b.put(t, d...)
		b.index(t)
		for _, query := range []string{"umum", "jarang", "umu jar"} {
			want = want[:0]
			for i := n - 1; i >= 0; i-- {
				if query == "umum" || i%7 == 0 {
					want = append(want, d[i].Ref)
				}
			}
			var got []string
			for before := ""; ; before = got[len(got)-1] {
				refs := b.search(t, query, 400, before)
				got = append(got, refs...)
				if len(refs) < 400 {
					break
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: %d pages' items, want %d", query, len(got), len(want))
			}
		}
	})
}

func TestIndex_sameInstant(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ref := id.New[thing]().String()
		twin := ref[:len(ref)-1] + map[bool]string{true: "1", false: "0"}[strings.HasSuffix(ref, "0")]
		b.put(t, textindex.Doc{Ref: ref, Text: "satu"}, textindex.Doc{Ref: twin, Text: "dua"})
		b.index(t)
		if a, c := b.search(t, "satu", 5, ""), b.search(t, "dua", 5, ""); len(a) != 1 || a[0] != ref || len(c) != 1 || c[0] != twin {
			t.Fatalf("satu %v, dua %v", a, c)
		}
	})
}

// What people type never reaches the grammar of the engine: any text is a query or finds nothing.
func TestIndex_anyQuery(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.put(t, docs("apa saja yang ada di sini", "ﷺ ½ Ⅷ 𞤀𞤁 naïve")...)
		b.index(t)
		rapid.Check(t, func(r *rapid.T) {
			query := rapid.OneOf(rapid.String(), rapid.StringMatching(`["'*^:(){}&|!<>\\ a-c.+-]{0,12}`)).Draw(r, "query")
			err := db.Read(t.Context(), b.ws, func(q wsdb.Query) error {
				_, err := b.x.Search(t.Context(), q, textindex.Message, query, 5, "")
				return err
			})
			if err != nil {
				r.Fatalf("Search(%q): %v", query, err)
			}
		})
	})
}

func FuzzSearch(f *testing.F) {
	for _, s := range []string{`"`, `a"b*`, `NEAR(a b)`, `'a':*`, "a\x00b", "ﷺ", "\u0301"} {
		f.Add(s)
	}
	db := dbtest.New(f, database.SQLite)
	ws := dbtest.Workspace(f, db)
	x := textindex.New(db)
	f.Fuzz(func(t *testing.T, query string) {
		err := db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
			if err := x.Put(t.Context(), tx, textindex.Contact, "018f0000-0000-7000-8000-000000000001", query); err != nil {
				return err
			}
			_, err := x.Search(t.Context(), tx, textindex.Contact, query, 5, "")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func BenchmarkIndex(b *testing.B) {
	for _, engine := range []database.Engine{database.SQLite, database.Postgres} {
		b.Run(engine.String(), func(b *testing.B) {
			w := setup(b, dbtest.New(b, engine))
			for range b.N {
				var d []textindex.Doc
				for i := range 10_000 {
					d = append(d, textindex.Doc{Ref: id.New[thing]().String(), Text: fmt.Sprintf("Pelanggan Nomor%d 6281%09d pesan", i, i)})
				}
				w.put(b, d...)
				w.index(b)
			}
			b.ReportMetric(float64(b.N)*10_000/b.Elapsed().Seconds(), "docs/s")
		})
	}
}
