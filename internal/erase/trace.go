package erase

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/kelolapesan/kelola/internal/wsdb"
)

// trace is some of what is about to be deleted, to be searched for afterwards.
type trace struct{ values []sought }

// sought is a value that is searched for. One that the system database knows anyway, as the name of a shop that is also a contact, is not
// looked for there.
type sought struct {
	text  []byte
	known bool
}

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
				t.values = append(t.values, sought{text: bytes.Clone(v)})
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
	return !slices.ContainsFunc(t.values, func(have sought) bool { return bytes.Equal(have.text, v) })
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

// search looks for values in bytes that come in pieces; a value over the border of two pieces is found too. It goes through the bytes once,
// whatever the number of values: the first four bytes say in one look whether any value can begin there.
type search struct {
	values [][]byte // each as it is, and in small letters as the index has it
	of     []int    // which value of the trace
	begins map[uint64][]int
	may    [1 << 16]bool
	found  []bool
	left   int
	tail   []byte
	bytes  int64
	longer int
	joined bool // the cells of a row are read as one
}

func (t *trace) search() *search {
	s := &search{found: make([]bool, len(t.values)), left: len(t.values), begins: map[uint64][]int{}}
	for i, v := range t.values {
		for _, form := range [][]byte{v.text, bytes.ToLower(v.text)} {
			s.begins[head(form)] = append(s.begins[head(form)], len(s.values))
			s.may[bucket(form)] = true
			s.values, s.of = append(s.values, form), append(s.of, i)
			s.longer = max(s.longer, len(form)-1)
		}
	}
	return s
}

// head is the first eight bytes; no value is shorter.
func head(v []byte) uint64 { return binary.LittleEndian.Uint64(v) }

func bucket(v []byte) uint32 { return (binary.LittleEndian.Uint32(v) * 0x9E3779B1) >> 16 }

func (s *search) read(piece []byte) {
	s.bytes += int64(len(piece))
	if s.left == 0 {
		return
	}
	window := piece
	if len(s.tail) > 0 {
		window = slices.Concat(s.tail, piece)
	}
	for at := 0; at+leastText <= len(window); at++ {
		if !s.may[bucket(window[at:])] {
			continue
		}
		for _, n := range s.begins[head(window[at:])] {
			if i := s.of[n]; !s.found[i] && bytes.HasPrefix(window[at:], s.values[n]) {
				s.found[i] = true
				s.left--
			}
		}
	}
	s.tail = append(s.tail[:0], window[max(0, len(window)-s.longer):]...)
}

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

// fresh counts what was found of values that were not known in the place before.
func (s *search) fresh(t *trace) (n int) {
	for i, f := range s.found {
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
