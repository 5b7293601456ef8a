package contact_test

import (
	"testing"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// A number that could be read in two ways stays what it was when the rules were saved.
func TestService_Segment_numberWithThreeDecimals(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		f := b.field(t, contact.Field{Key: "berat", Label: "Berat", Type: contact.TypeNumber})
		c := b.create(t, "Budi", "08111111111")
		if _, err := b.Update(t.Context(), b.ws, c.ID, contact.Draft{Fields: map[string]any{f.Key: 1.25}}); err != nil {
			t.Fatal(err)
		}
		g := b.segment(t, "Berat", contact.Rule{About: contact.AboutField, Key: f.Key, Test: contact.TestAtLeast, Values: []string{"1,1250"}})
		b.read(t, func(q wsdb.Query) error {
			saved, err := b.Segment(t.Context(), q, g.ID)
			if err != nil {
				return err
			}
			if _, err := b.CountRules(t.Context(), q, saved.Rules); err != nil {
				t.Errorf("the saved rules: %v", err)
			}
			n, err := b.Count(t.Context(), q, contact.Audience{Segments: []contact.SegmentID{g.ID}})
			if n != 1 {
				t.Errorf("%d contacts, %v", n, err)
			}
			return nil
		})
	})
}
