package contact_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// A field whose values many share gets its second index at the end of an import, or when the workspace wakes; one whose values are nearly all
// different never does. Its lists are the same with the index and without.
func TestService_Tend(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db, func(d *contact.Deps) { d.MostLooked = 40 })
		for _, label := range []string{"Level", "Nomor"} {
			b.field(t, contact.Field{Label: label, Type: contact.TypeText})
		}
		give := func(from, to int) {
			var file strings.Builder
			file.WriteString("Nama,No HP,Level,Nomor\n")
			for i := from; i < to; i++ {
				fmt.Fprintf(&file, "Pelanggan %d,0812%08d,%s,N%d\n", (i*7919)%1000, i, []string{"Perak", "Emas", "Perak"}[i%3], i)
			}
			b.runImport(t, b.mapped(t, file.String(), func(*contact.Mapping) {}).ID)
		}
		tended := func() (keys []string) {
			b.read(t, func(q wsdb.Query) error {
				rows, err := q.Query(t.Context(), `SELECT key FROM contact_field WHERE by_age ORDER BY key`)
				if err != nil {
					return err
				}
				defer func() { _ = rows.Close() }()
				for rows.Next() {
					var key string
					if err := rows.Scan(&key); err != nil {
						return err
					}
					keys = append(keys, key)
				}
				return rows.Err()
			})
			return keys
		}
		drop := []string{`DROP INDEX contact_age_level`, `UPDATE contact_field SET by_age = FALSE WHERE key = 'level'`}
		f := contact.Filter{Fields: map[string]string{"level": "Perak"}}
		give(0, 50)
		if got := tended(); len(got) != 0 {
			t.Fatalf("%v have the second index when nothing is many", got)
		}
		give(50, 150)
		if got := tended(); !slices.Equal(got, []string{"level"}) {
			t.Fatalf("after an import %v have the second index", got)
		}
		with := b.walked(t, f, contact.SortCreated, 20)
		b.write(t, func(tx *wsdb.Tx) error {
			for _, text := range drop {
				if _, err := tx.Exec(t.Context(), text); err != nil {
					return err
				}
			}
			return nil
		})
		if got := b.walked(t, f, contact.SortCreated, 20); !slices.Equal(got, with) || len(got) != 100 {
			t.Errorf("%d contacts without the index, %d with it", len(got), len(with))
		}
		for range 2 {
			if err := b.Tend(t.Context(), b.ws); err != nil {
				t.Fatal(err)
			}
		}
		if got := tended(); !slices.Equal(got, []string{"level"}) {
			t.Errorf("after a wake %v have the second index", got)
		}
	})
}
