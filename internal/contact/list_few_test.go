package contact_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// names pages through a list to its end.
func (b *bundle) names(t *testing.T, f contact.Filter, sort contact.Sort, limit int) []string {
	t.Helper()
	var names []string
	req := page.Request{Limit: limit}
	for more := true; more; {
		b.read(t, func(q wsdb.Query) error {
			got, err := b.List(t.Context(), q, f, sort, req)
			for _, c := range got.Items {
				names = append(names, c.Name)
			}
			req.Cursor, more = page.Cursor(got.Next), got.Next != ""
			return err
		})
	}
	return names
}

// A search among many with a filter finds the same whether the filter lets few or many through, and wherever they stand.
func TestService_List_searchWithFilter(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.field(t, contact.Field{Label: "Kota", Type: contact.TypeText})
		var file strings.Builder
		file.WriteString("Nama,No HP,Kota\n")
		var bali []string
		for i := range 5000 {
			kota := "Solo"
			if i < 2500 { // the oldest, behind everything a search meets first
				kota, bali = "Bali", append(bali, fmt.Sprintf("Orang %04d", i))
			}
			fmt.Fprintf(&file, "Orang %04d,0812%08d,%s\n", i, i, kota)
		}
		b.runImport(t, b.mapped(t, file.String(), func(m *contact.Mapping) { m.Consent = map[contact.Purpose]string{contact.PurposePromo: "toko"} }).ID)
		for i, name := range []string{"Zaki Orang", "Ani Orang", "Budi"} {
			b.create(t, name, fmt.Sprintf("0813%08d", i))
		}
		if err := b.texts.Index(t.Context(), b.ws); err != nil {
			t.Fatal(err)
		}
		slices.Reverse(bali)
		if diff := cmp.Diff(bali, b.names(t, contact.Filter{Search: "orang", Fields: map[string]string{"kota": "Bali"}}, contact.SortName, 200)); diff != "" {
			t.Errorf("many: %s", diff)
		}
		unknown := contact.Filter{Consent: "promo:unknown"}
		for name, tt := range map[string]struct {
			search string
			sort   contact.Sort
			want   []string
		}{
			"few found":   {"orang", contact.SortName, []string{"Ani Orang", "Zaki Orang"}},
			"by name":     {"", contact.SortName, []string{"Ani Orang", "Budi", "Zaki Orang"}},
			"newest":      {"", contact.SortCreated, []string{"Budi", "Ani Orang", "Zaki Orang"}},
			"no word":     {"-", contact.SortName, nil},
			"both halves": {"ora zak", contact.SortName, []string{"Zaki Orang"}},
		} {
			unknown.Search = tt.search
			if diff := cmp.Diff(tt.want, b.names(t, unknown, tt.sort, 1)); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
	})
}
