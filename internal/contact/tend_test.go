package contact_test

import (
	"slices"
	"testing"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// A field that an earlier version made gets the index it lacks; before and after, its lists are the same.
func TestService_Tend(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		fill(t, b, 300)
		do := func(statements ...string) {
			b.write(t, func(tx *wsdb.Tx) error {
				for _, text := range statements {
					if _, err := tx.Exec(t.Context(), text); err != nil {
						return err
					}
				}
				return nil
			})
		}
		do(`DROP INDEX contact_age_level`, `UPDATE contact_field SET by_age = FALSE WHERE key = 'level'`)
		f := contact.Filter{Fields: map[string]string{"level": "Perak"}}
		before := b.walked(t, f, contact.SortCreated, 20)
		for range 2 {
			if err := b.Tend(t.Context(), b.ws); err != nil {
				t.Fatal(err)
			}
		}
		if got := b.walked(t, f, contact.SortCreated, 20); !slices.Equal(got, before) || len(got) != 270 {
			t.Errorf("%d contacts, %d before", len(got), len(before))
		}
		do(`DROP INDEX contact_age_level`) // it is there: it can be taken away
	})
}
