package sieve

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestSearch_findsWhatIsThere compares with the search of the standard library: random texts over few letters, so that they overlap and share
// their beginnings, in random bytes cut into random pieces.
func TestSearch_findsWhatIsThere(t *testing.T) {
	t.Parallel()
	chance := rand.New(rand.NewPCG(3, 1))
	random := func(n int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = "abAB"[chance.IntN(4)]
		}
		return b
	}
	for range 300 {
		texts := make([][]byte, 1+chance.IntN(40))
		for i := range texts {
			texts[i] = random(Least + chance.IntN(6))
		}
		in := random(chance.IntN(3000))
		s := New(texts).Search()
		for rest := in; len(rest) > 0; {
			n := 1 + chance.IntN(min(len(rest), 1+chance.IntN(200)))
			s.Read(rest[:n])
			rest = rest[n:]
		}
		hits := 0
		for i, text := range texts {
			want := bytes.Contains(in, text) || bytes.Contains(in, bytes.ToLower(text))
			if want {
				hits++
			}
			if s.Found[i] != want {
				t.Fatalf("%q in %q: found %t", text, in, s.Found[i])
			}
		}
		if s.Hits() != hits || s.Bytes != int64(len(in)) {
			t.Fatalf("%d hits in %d bytes, want %d in %d", s.Hits(), s.Bytes, hits, len(in))
		}
	}
}

func TestSearch_doesNotSeeOverAnEnd(t *testing.T) {
	t.Parallel()
	s := New([][]byte{[]byte("Pelanggan Setia")}).Search()
	for _, piece := range []string{"PELANGGAN SE", "pelanggan se", "Pelanggan Se"} {
		s.Read([]byte(piece))
		s.Apart()
		s.Read([]byte("tia"))
		s.Apart()
	}
	if s.Hits() != 0 {
		t.Error("a text was found over the end of a thing")
	}
	for _, piece := range strings.Split("pelanggan setia", "") {
		s.Read([]byte(piece))
	}
	if s.Hits() != 1 {
		t.Error("a text that comes byte by byte was not found")
	}
}

func TestSearch_takesOverWhatAnotherFound(t *testing.T) {
	t.Parallel()
	texts := New([][]byte{[]byte("number one"), []byte("number two")})
	a, b := texts.Search(), texts.Search()
	a.Read([]byte("here is number one"))
	b.Read([]byte("here is number two"))
	a.Add(b)
	a.Add(b)
	if a.Hits() != 2 || a.Bytes != 54 {
		t.Errorf("%d hits, %d bytes", a.Hits(), a.Bytes)
	}
}

func BenchmarkSearch(b *testing.B) {
	texts := make([][]byte, 400)
	for i := range texts {
		texts[i] = fmt.Appendf(nil, "Pelanggan %d dari Bandung %d", rand.IntN(1e9), i)
	}
	set, piece := New(texts), make([]byte, 1<<20)
	for i := range piece {
		piece[i] = byte(rand.IntN(256))
	}
	b.SetBytes(int64(len(piece)))
	for b.Loop() {
		set.Search().Read(piece)
	}
}

func TestSearch_saysWhere(t *testing.T) {
	t.Parallel()
	one, two := []byte("Siti Rahmawati"), []byte("0812-3456-7890")
	s := New([][]byte{one, two}).Search()
	s.Read([]byte("............" + string(one) + "......"))
	s.Apart()
	s.Read([]byte("....0812-34"))
	s.Read([]byte("56-7890..."))
	if !s.Found[0] || s.At[0] != 12 || !s.Found[1] || s.At[1] != 32+4 || s.Left() != 0 {
		t.Errorf("%v at %v", s.Found, s.At)
	}
}
