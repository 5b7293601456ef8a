package erase

import (
	"slices"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// TestSample_takesOfEveryColumn shows that what is searched for after a deletion comes from every column that holds texts of somebody, from the
// first and from the last rows.
func TestSample_takesOfEveryColumn(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := newBench(t, db)
		const rows = 40
		s := b.seed(t, b.ws, "satu", rows)
		for _, scope := range []Scope{{Whole: true}, {Categories: []datamap.Category{datamap.Contacts}}, {Categories: []datamap.Category{datamap.Sending}}} {
			x := &execution{Service: b.Service, r: &Request{Workspace: b.ws, Scope: scope}, cutoff: b.d.Clock.Now()}
			if err := x.sample(t.Context()); err != nil {
				t.Fatal(err)
			}
			columns := 0
			for _, w := range scope.work() {
				if w.keep != "" || w.set != "" || w.where != "" {
					continue
				}
				for place, marks := range s.marks {
					table, column, _ := strings.Cut(place, ".")
					if table != w.table || strings.HasSuffix(column, "_id") || column == "hash" || column == "mime" || column == "blob" {
						continue
					}
					columns++
					if first, last := x.trace.of(marks[:rows/2]), x.trace.of(marks[rows/2:]); first+last < perColumn || w.key == "id" && last == 0 {
						t.Errorf("%s: %d values of the first rows and %d of the last", place, first, last)
					}
				}
			}
			if len(x.trace.values) >= maxTrace || columns < 15 {
				t.Errorf("%d values of %d columns", len(x.trace.values), columns)
			}
			t.Logf("%v: %d values of %d columns that go as a whole", scope.Categories, len(x.trace.values), columns)
		}
	})
}

// of counts the values that hold one of some marks.
func (t *trace) of(marks []string) (n int) {
	for _, v := range t.values {
		if slices.ContainsFunc(marks, func(m string) bool { return strings.Contains(string(v.text), m) }) {
			n++
		}
	}
	return n
}

// TestErase_aValueOfTheLastRowsIsFound leaves a deletion without its last step: what is left of the last rows is found too.
func TestErase_aValueOfTheLastRowsIsFound(t *testing.T) {
	t.Parallel()
	b := newBench(t, dbtest.New(t, database.SQLite))
	b.seed(t, b.ws, "satu", 300)
	request := b.ask(t, b.ws, Scope{Categories: []datamap.Category{datamap.Contacts}})
	b.due(t)
	r, _ := b.get(t, request)
	if r.State != Complete || r.Report.Control < 300 || r.Report.Control < r.Report.Scan.Values*9/10 {
		t.Errorf("it is %s (%s): %d of %d values were found before", r.State, r.Reason, r.Report.Control, r.Report.Scan.Values)
	}
}
