package contact_test

import (
	"errors"
	"testing"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// A custom field that was deleted after the columns were assigned is named before the import begins; one that is deleted while it runs
// leaves nothing behind that a new field of the same key would show.
func TestImport_fieldDeletedMeanwhile(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		file := "Nama,No HP,Umur\nBudi,08123456781,lansia\n"
		drop := func(f contact.Field) {
			b.write(t, func(tx *wsdb.Tx) error { return b.DeleteField(t.Context(), tx, f.ID) })
		}
		f := b.field(t, contact.Field{Label: "Umur", Type: contact.TypeText})
		imp := b.mapped(t, file, nil)
		drop(f)
		if _, err := b.StartImport(t.Context(), b.ws, imp.ID, job.Owner{}); !errors.Is(err, contact.ErrMapping) {
			t.Errorf("with a field that is gone: %v", err)
		}
		f = b.field(t, contact.Field{Label: "Umur", Type: contact.TypeText})
		if _, err := b.StartImport(t.Context(), b.ws, imp.ID, job.Owner{}); err != nil {
			t.Fatal(err)
		}
		drop(f)
		b.work(t, imp.ID)
		if got := b.importOf(t, imp.ID); got.Counts != (contact.Counts{New: 1}) {
			t.Errorf("counts = %+v", got.Counts)
		}
		b.read(t, func(q wsdb.Query) error {
			var values string
			err := q.QueryRow(t.Context(), `SELECT fields FROM contact WHERE phone = '+628123456781'`).Scan(&values)
			if values != "{}" {
				t.Errorf("values = %s", values)
			}
			return err
		})
	})
}
