package contact_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// What is exported comes back as it was, and nothing in it is a formula.
func TestExport_roundTrip(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b, other := setup(t, db), setup(t, db)
		for _, w := range []*bundle{b, other} {
			w.field(t, contact.Field{Label: "Saldo", Type: contact.TypeNumber})
		}
		for i, name := range []string{"=HYPERLINK(\"x\")", "@budi", "Sari; \"Ayu\"", "-1"} {
			number := fmt.Sprintf("0812345678%d", i)
			if _, err := b.Create(t.Context(), b.ws, contact.Draft{Name: &name, Phone: &number, Fields: map[string]any{"saldo": "-5.5"}}); err != nil {
				t.Fatal(err)
			}
		}
		var out bytes.Buffer
		if err := b.Export(t.Context(), b.ws, contact.Filter{}, &out); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(out.Bytes())).ReadAll()
		if err != nil || len(rows) != 5 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		for _, row := range rows {
			for _, cell := range row {
				if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
					t.Errorf("a spreadsheet would run %q", cell)
				}
			}
		}
		got := other.runImport(t, other.mapped(t, out.String(), nil).ID)
		if got.Counts != (contact.Counts{New: 4}) {
			t.Fatalf("imported again: %+v", got.Counts)
		}
		if diff := cmp.Diff(b.state(t), other.state(t)); diff != "" {
			t.Error(diff)
		}
	})
}

// The hot statements walk an index and stop, whatever the size of the table: asserted, because SQLite is never told to analyse.
func TestPlans(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t, database.SQLite)
	b := setup(t, db)
	b.field(t, contact.Field{Label: "Kota", Type: contact.TypeText})
	g := b.group(t, "G")
	yes := true
	after := b.create(t, "A", "08123456781").ID
	for name, tt := range map[string]struct {
		filter contact.Filter
		sort   contact.Sort
		want   string
	}{
		"by name":      {contact.Filter{}, contact.SortName, "USING COVERING INDEX contact_name"},
		"newest":       {contact.Filter{}, contact.SortCreated, "USING COVERING INDEX sqlite_autoindex_contact_1"},
		"group":        {contact.Filter{Group: g.ID}, contact.SortName, "m USING COVERING INDEX contact_group_member_name (group_id=?"},
		"newest group": {contact.Filter{Group: g.ID}, contact.SortCreated, "SEARCH m USING PRIMARY KEY (group_id=?"},
		"class":        {contact.Filter{Consent: "promo:unknown"}, contact.SortName, "USING COVERING INDEX contact_class_name (<expr>=?"},
		"newest class": {contact.Filter{HasPhone: &yes}, contact.SortCreated, "USING COVERING INDEX contact_class_id (<expr>=?"},
		"custom field": {contact.Filter{Fields: map[string]string{"kota": "X"}}, contact.SortName, "USING COVERING INDEX contact_field_kota"},
	} {
		for _, from := range []contact.ID{{}, after} {
			plan := b.plan(t, func(q wsdb.Query) (string, []any, error) {
				return b.ListQuery(t.Context(), q, tt.filter, tt.sort, from, 51)
			})
			if !strings.Contains(plan, tt.want) || !strings.Contains(plan, "SEARCH c USING INDEX sqlite_autoindex_contact_1 (id=?)") {
				t.Errorf("%s: %s", name, plan)
			}
		}
	}
	for text, want := range map[string]string{
		contact.ByPhones: "USING INDEX contact_phone (phone=?)", contact.ByUserIDs: "USING INDEX contact_user_id (user_id=?)",
	} {
		plan := b.plan(t, func(wsdb.Query) (string, []any, error) { return text, []any{`["x"]`}, nil })
		if !strings.Contains(plan, want) {
			t.Errorf("look-up: %s", plan)
		}
	}
	for name, tt := range map[string]struct {
		audience contact.Audience
		want     string
	}{
		"all":    {contact.Audience{All: true}, "USING COVERING INDEX sqlite_autoindex_contact_1 (id>?)"},
		"groups": {contact.Audience{Groups: []contact.GroupID{g.ID, id.New[contact.Group]()}}, "SEARCH m USING PRIMARY KEY (group_id=? AND contact_id>?)"},
	} {
		plan := b.plan(t, func(q wsdb.Query) (string, []any, error) {
			return b.AudienceQuery(t.Context(), q, tt.audience, after, 2000)
		})
		if !strings.Contains(plan, tt.want) || strings.Contains(plan, "SCAN c") {
			t.Errorf("audience %s: %s", name, plan)
		}
	}
}

func (b *bundle) plan(t testing.TB, query func(q wsdb.Query) (string, []any, error)) string {
	t.Helper()
	var text string
	var args []any
	b.read(t, func(q wsdb.Query) (err error) {
		text, args, err = query(q)
		return err
	})
	return strings.Join(dbtest.Plan(t, b.db, b.ws, text, args...), "; ")
}
