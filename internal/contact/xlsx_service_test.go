package contact_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// What is exported as a spreadsheet comes back from it as it was, formulas as the texts they are.
func TestService_ExportXLSX(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.field(t, contact.Field{Label: "Kota", Type: contact.TypeText})
		c := b.create(t, `=HYPERLINK("http://x";"Budi") & <b>`, "081234567890")
		if _, err := b.Update(t.Context(), b.ws, c.ID, contact.Draft{Fields: map[string]any{"kota": "007"}}); err != nil {
			t.Fatal(err)
		}
		b.create(t, "Siti", "089876543210")
		var file bytes.Buffer
		if err := b.ExportXLSX(t.Context(), b.ws, contact.Filter{}, &file); err != nil {
			t.Fatal(err)
		}
		b.ws = dbtest.Workspace(t, db)
		b.field(t, contact.Field{Label: "Kota", Type: contact.TypeText})
		imp, err := b.UploadSheet(t.Context(), b.ws, "kontak.xlsx", "", &file, job.Owner{})
		if err != nil || imp.RowCount != 2 {
			t.Fatalf("Upload = %+v, %v", imp, err)
		}
		if got := b.runImport(t, imp.ID); got.Counts.New != 2 {
			var csv bytes.Buffer
			_ = b.ExportErrors(t.Context(), b.ws, imp.ID, "en", &csv)
			t.Fatalf("counts = %+v\n%s", got.Counts, csv.String())
		}
		var list []contact.Contact
		b.read(t, func(q wsdb.Query) error {
			ids, err := b.Audience(t.Context(), q, contact.Audience{All: true}, contact.ID{}, 10)
			if err != nil {
				return err
			}
			for _, id := range ids {
				c, err := b.Get(t.Context(), q, id)
				if err != nil {
					return err
				}
				list = append(list, c)
			}
			return nil
		})
		if list[0].Name != c.Name || *list[0].Phone != *c.Phone || list[1].Name != "Siti" {
			t.Fatalf("imported = %+v", list)
		}
		if diff := cmp.Diff(map[string]any{"kota": "007"}, list[0].Fields); diff != "" {
			t.Errorf("fields: %s", diff)
		}
		if _, err := b.UploadSheet(t.Context(), b.ws, "x.xlsx", "", bytes.NewReader([]byte("PK\x03\x04")), job.Owner{}); !errors.Is(err, contact.ErrNotXLSX) {
			t.Errorf("a broken one = %v", err)
		}
		if n := b.staged.files(t); n > 1 {
			t.Errorf("%d files are left", n)
		}
	})
}
