package erase

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/kelolapesan/kelola/internal/wsdb"
)

// trace is some of what is about to be deleted, to be searched for afterwards. It is kept in memory and nowhere else.
type trace struct{ values [][]byte }

const (
	perColumn = 5   // values taken of each column
	maxTrace  = 400 // values in all
	leastText = 8   // shorter texts are found everywhere
)

// note takes the texts of some rows that a rule meets.
func (t *trace) note(ctx context.Context, q wsdb.Query, w work, g given) error {
	text, args := g.bind("SELECT * FROM " + w.table + " WHERE " + w.condition() + " LIMIT 50")
	rows, err := q.Query(ctx, text, args...)
	if err != nil {
		return fmt.Errorf("look at %s: %w", w.table, err)
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	taken := make([]int, len(columns))
	for rows.Next() {
		cells, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, cell := range cells {
			if v := textOf(cell); taken[i] < perColumn && t.worth(columns[i], v) {
				t.values = append(t.values, v)
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
	return !slices.ContainsFunc(t.values, func(have []byte) bool { return bytes.Equal(have, v) })
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

// search counts what is found of the values in bytes that come in pieces; a value over the border of two pieces is found too.
type search struct {
	values [][]byte
	found  []bool
	tail   []byte
	bytes  int64
	longer int
}

func (t *trace) search() *search {
	s := &search{values: t.values, found: make([]bool, len(t.values))}
	for _, v := range t.values {
		s.longer = max(s.longer, len(v)-1)
	}
	return s
}

func (s *search) read(piece []byte) {
	s.bytes += int64(len(piece))
	window := piece
	if len(s.tail) > 0 {
		window = slices.Concat(s.tail, piece)
	}
	for i, v := range s.values {
		if !s.found[i] && (bytes.Contains(window, v) || bytes.Contains(window, lower(v))) {
			s.found[i] = true
		}
	}
	s.tail = append(s.tail[:0], window[max(0, len(window)-s.longer):]...)
}

// lower is how words lie in the index.
func lower(v []byte) []byte { return bytes.ToLower(v) }

// apart forgets the border: what follows belongs to another thing.
func (s *search) apart() { s.tail = s.tail[:0] }

func (s *search) hits() (n int) {
	for _, f := range s.found {
		if f {
			n++
		}
	}
	return n
}
