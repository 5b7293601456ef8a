// Package sieve finds which of many texts stand in bytes, in one pass whatever their number.
package sieve

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// Least is how long a text must be at least: shorter ones stand everywhere.
const Least = 8

// Texts are what is looked for. They may be used by many searches at once.
//
// Of each text eight bytes are its anchor, those that the fewest others share. Whatever holds an anchor holds four bytes of it at one of every
// five positions, so a search looks at every fifth position only, in a table that says whether the four bytes there are part of any anchor.
type Texts struct {
	forms   [][]byte // each text as it is, and in small letters, as a full-text index has it
	of      []int    // which text a form is of
	offset  []int    // where in a form its anchor is
	anchors map[uint64][]int
	parts   [1 << (partBits - 6)]uint64
	wholes  [1 << (wholeBits - 6)]uint64
	count   int
	longest int
}

const (
	width     = 4                 // bytes that are looked at
	stride    = Least - width + 1 // from one look to the next
	partBits  = 20
	wholeBits = 17
)

// New prepares texts; none may be shorter than Least.
func New(texts [][]byte) *Texts {
	t := &Texts{anchors: map[uint64][]int{}, count: len(texts)}
	for i, text := range texts {
		for _, form := range [][]byte{text, bytes.ToLower(text)} {
			t.forms, t.of = append(t.forms, form), append(t.of, i)
			t.longest = max(t.longest, len(form))
		}
	}
	shared := map[uint64]int{}
	for _, form := range t.forms {
		for at := 0; at+Least <= len(form); at++ {
			shared[eight(form[at:])]++
		}
	}
	for n, form := range t.forms {
		t.anchor(n, form, shared)
	}
	return t
}

// anchor chooses the eight bytes by which a form is found: shared by few, and of many different bytes.
func (t *Texts) anchor(n int, form []byte, shared map[uint64]int) {
	best, worth := 0, -1<<30
	for at := 0; at+Least <= len(form); at++ {
		if w := distinct(form[at:at+Least]) - 100*shared[eight(form[at:])]; w > worth {
			best, worth = at, w
		}
	}
	a := form[best : best+Least]
	t.offset = append(t.offset, best)
	t.anchors[eight(a)] = append(t.anchors[eight(a)], n)
	for at := range stride {
		h := part(a[at:])
		t.parts[h>>6] |= 1 << (h & 63)
	}
	h := whole(eight(a))
	t.wholes[h>>6] |= 1 << (h & 63)
}

func distinct(b []byte) (n int) {
	for i, c := range b {
		if !slices.Contains(b[:i], c) {
			n++
		}
	}
	return n
}

func eight(b []byte) uint64 { return binary.LittleEndian.Uint64(b) }

func part(b []byte) uint32 { return (binary.LittleEndian.Uint32(b) * 0x9E3779B1) >> (32 - partBits) }

func whole(v uint64) uint64 { return (v * 0x9E3779B97F4A7C15) >> (64 - wholeBits) }

// Search goes through bytes that come in pieces. A text over the border of two pieces is found too.
type Search struct {
	Found []bool  // by text
	At    []int64 // where a text that was found begins, counted from the first byte that was read
	Bytes int64   // how many were read

	texts *Texts
	left  int
	tail  []byte
}

// Search begins one.
func (t *Texts) Search() *Search {
	return &Search{texts: t, Found: make([]bool, t.count), At: make([]int64, t.count), left: t.count}
}

// Read goes through the next piece.
func (s *Search) Read(piece []byte) {
	begin := s.Bytes
	s.Bytes += int64(len(piece))
	if s.left == 0 {
		return
	}
	keep := s.texts.longest - 1
	if len(s.tail) > 0 { // the border first, then the piece where it lies
		border := slices.Concat(s.tail, piece[:min(keep, len(piece))])
		s.find(border, begin-int64(len(s.tail)))
		if len(piece) < keep {
			s.tail = append(s.tail[:0], border[max(0, len(border)-keep):]...)
			return
		}
	}
	s.find(piece, begin)
	s.tail = append(s.tail[:0], piece[max(0, len(piece)-keep):]...)
}

func (s *Search) find(in []byte, begin int64) {
	t := s.texts
	for at := 0; at+width <= len(in); at += stride {
		if h := part(in[at:]); t.parts[h>>6]&(1<<(h&63)) == 0 {
			continue
		}
		for from := max(at-stride+1, 0); from <= at && from+Least <= len(in); from++ {
			if v := eight(in[from:]); t.wholes[whole(v)>>6]&(1<<(whole(v)&63)) != 0 {
				s.compare(in, from, begin, t.anchors[v])
			}
		}
	}
}

// compare looks whether some forms stand where an anchor of theirs was seen.
func (s *Search) compare(in []byte, at int, begin int64, forms []int) {
	t := s.texts
	for _, n := range forms {
		from := at - t.offset[n]
		if i := t.of[n]; from >= 0 && !s.Found[i] && bytes.HasPrefix(in[from:], t.forms[n]) {
			s.Found[i], s.At[i] = true, begin+int64(from)
			s.left--
		}
	}
}

// Left is how many of the texts were not found so far.
func (s *Search) Left() int { return s.left }

// Apart forgets the border: what follows belongs to another thing.
func (s *Search) Apart() { s.tail = s.tail[:0] }

// Add takes over what another search for the same texts has found.
func (s *Search) Add(o *Search) {
	s.Bytes += o.Bytes
	for i, f := range o.Found {
		if f && !s.Found[i] {
			s.Found[i] = true
			s.left--
		}
	}
}

// Hits is how many of the texts were found.
func (s *Search) Hits() (n int) {
	for _, f := range s.Found {
		if f {
			n++
		}
	}
	return n
}
