package erase

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/kelolapesan/kelola/internal/sieve"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// trace is some of what is about to be deleted, to be searched for afterwards.
type trace struct {
	values []sought
	have   map[string]bool
}

// sought is a value that is searched for. One that the system database knows anyway, as the name of a shop that is also a contact, is not
// looked for there.
type sought struct {
	text  []byte
	known bool
}

const (
	perColumn = 10   // values taken of each column
	maxTrace  = 5000 // values in all; more than all columns together come to
	fromEnds  = 100  // rows that are looked at from the beginning and from the end of what a rule meets
	leastText = sieve.Least
)

// note takes the texts of some rows that a rule meets: of each column as many from the beginning as from the end.
func (t *trace) note(ctx context.Context, q wsdb.Query, w work, g given) error {
	orders := []string{""}
	if w.key != "" {
		orders = []string{" ORDER BY " + w.key, " ORDER BY " + strings.Join(strings.Split(w.key, ", "), " DESC, ") + " DESC"}
	}
	for _, order := range orders {
		text, args := g.bind("SELECT * FROM " + w.table + " WHERE " + w.condition() + order + " LIMIT " + strconv.Itoa(fromEnds))
		if err := t.take(ctx, q, perColumn/len(orders), text, args); err != nil {
			return fmt.Errorf("look at %s: %w", w.table, err)
		}
	}
	return nil
}

// take takes up to most texts of each column of what a statement answers.
func (t *trace) take(ctx context.Context, q wsdb.Query, most int, text string, args []any) error {
	rows, err := q.Query(ctx, text, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	taken := make([]int, len(columns))
	cells, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range cells {
		into[i] = &cells[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, cell := range cells {
			if v := textOf(cell); taken[i] < most && t.worth(columns[i], v) {
				v = bytes.Clone(v)
				t.values = append(t.values, sought{text: v})
				t.have[string(v)] = true
				taken[i]++
			}
		}
	}
	return rows.Err()
}

// worth says whether a value is somebody's and not one of ours: ids, states and hashes stand in many places.
func (t *trace) worth(column string, v []byte) bool {
	switch {
	case len(v) < leastText || len(t.values) >= maxTrace || !utf8.Valid(v):
		return false
	case ourWord.Match(v), anID.Match(v):
		return false
	case column == "id" || strings.HasSuffix(column, "_id") && column != "user_id" && column != "external_id" || column == "hash" || column == "mime":
		return false
	}
	if t.have == nil {
		t.have = map[string]bool{}
	}
	return !t.have[string(v)]
}

// ourWord is how states, kinds and reasons look.
var ourWord = regexp.MustCompile(`^[a-z_]+$`)

// anID is an id of our own; the register of deletions names what it is about by them.
var anID = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

func textOf(cell any) []byte {
	switch v := cell.(type) {
	case string:
		return []byte(v)
	case []byte:
		return v
	}
	return nil
}

// search is one pass through bytes for all values.
type search struct {
	*sieve.Search
	joined bool // the cells of a row are read as one
	places []Place
}

// in remembers where the values were that read finds.
func (s *search) in(p Place, read func() error) error {
	begin, left := s.Bytes, s.Left()
	err := read()
	if s.Left() == left {
		return err
	}
	for i := range s.Found {
		if s.Found[i] && s.places[i] == (Place{}) {
			s.places[i] = p
			if p.File != "" {
				s.places[i].Offset = s.At[i] - begin
			}
		}
	}
	return err
}

// maxPlaces bounds how many places of one check are told.
const maxPlaces = 20

// where tells the places of some of the values.
func (s *search) where(of func(i int) bool) (out []Place) {
	for i := range s.Found {
		if s.Found[i] && of(i) && len(out) < maxPlaces {
			out = append(out, s.places[i])
		}
	}
	return out
}

func (t *trace) search() *search {
	texts := make([][]byte, len(t.values))
	for i, v := range t.values {
		texts[i] = v.text
	}
	return &search{Search: sieve.New(texts).Search(), places: make([]Place, len(texts))}
}

// fresh counts what was found of values that were not known in the place before.
func (s *search) fresh(t *trace) (n int) {
	for i, f := range s.Found {
		if f && !t.values[i].known {
			n++
		}
	}
	return n
}

const (
	insertTrace = `INSERT INTO erasure_trace (request_id, n, known, sealed) VALUES ($1, $2, $3, $4) ON CONFLICT (request_id, n) DO NOTHING`
	readTrace   = `SELECT n, known, sealed FROM erasure_trace WHERE request_id = $1 ORDER BY n`
	sealTrace   = "erasure.trace"
)

// keepTrace stores a trace sealed in the workspace itself, for the next try.
func (x *execution) keepTrace(ctx context.Context) error {
	place := x.r.ID.Bytes()
	return x.d.DB.Write(ctx, x.r.Workspace, func(tx *wsdb.Tx) error {
		for n, v := range x.trace.values {
			sealed, err := tx.Box().Seal(sealTrace, v.text, place[:])
			if err == nil {
				_, err = tx.Exec(ctx, insertTrace, x.r.ID, n, v.known, sealed)
			}
			if err != nil {
				return fmt.Errorf("keep what is searched for: %w", err)
			}
		}
		return nil
	})
}

// loadTrace reads what an earlier try has kept.
func (x *execution) loadTrace(ctx context.Context) error {
	box, err := x.d.DB.Box(ctx, x.r.Workspace)
	if err != nil {
		return err
	}
	place := x.r.ID.Bytes()
	return x.d.DB.Read(ctx, x.r.Workspace, func(q wsdb.Query) error {
		rows, err := q.Query(ctx, readTrace, x.r.ID)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var n int
			var v sought
			var sealed []byte
			if err := rows.Scan(&n, &v.known, &sealed); err != nil {
				return err
			}
			if v.text, err = box.Open(sealTrace, sealed, place[:]); err != nil {
				return err
			}
			x.trace.values = append(x.trace.values, v)
		}
		return rows.Err()
	})
}
