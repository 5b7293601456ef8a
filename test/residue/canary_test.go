// Package residue looks with a real server for what is left of a workspace that was deleted: in every file, in every form.
package residue

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// mark begins every canary. The rest is by chance, so that no two share more than the mark.
const mark = "KPCN1"

// canary is a text, or a number of a phone, that stands in one place only.
type canary struct {
	where string // table.column, or the kind of file
	text  string
}

const letters = "abcdefghijklmnopqrstuvwxyz234567"

func newCanary(where string) canary {
	tail := make([]byte, 14)
	for i := range tail {
		tail[i] = letters[rand.IntN(len(letters))]
	}
	return canary{where, mark + string(tail)}
}

// newNumber is a number of a phone in Indonesia without anything before its national digits.
func newNumber(where string) canary {
	return canary{where, fmt.Sprintf("62812%08d", rand.IntN(100_000_000))}
}

func (c canary) isNumber() bool { return !strings.HasPrefix(c.text, mark) }

// forms are how the text may stand in bytes. Of a full-text index only the end of a word is looked for, because it leaves out what a word
// shares with the one before.
func (c canary) forms() map[string][]byte {
	tail := c.text[len(mark)+3:]
	writings := []string{c.text}
	out := map[string][]byte{}
	if c.isNumber() {
		tail = c.text[2:]
		writings = []string{c.text, "+" + c.text, "0" + tail}
		out["grouped"] = []byte(tail[:3] + "-" + tail[3:7] + "-" + tail[7:])
		out["backwards"] = []byte(backwards(tail))
	}
	out["as it is"], out["upper case"] = []byte(tail), []byte(strings.ToUpper(tail))
	out["UTF-16LE"], out["UTF-16BE"] = wide(tail, binary.LittleEndian), wide(tail, binary.BigEndian)
	out["hex"], out["hex, upper case"] = []byte(hex.EncodeToString([]byte(tail))), []byte(strings.ToUpper(hex.EncodeToString([]byte(tail))))
	out["URL"], out["URL, lower case"] = percent(tail, "%%%02X"), percent(tail, "%%%02x")
	for n := range 3 {
		out[fmt.Sprint("base64 at ", n)] = shifted(tail, n)
		out[fmt.Sprint("base64 in upper case at ", n)] = shifted(strings.ToUpper(tail), n)
	}
	for n, w := range writings {
		sum := sha256.Sum256([]byte(w))
		out[fmt.Sprint("SHA-256 ", n)], out[fmt.Sprint("SHA-256 in hex ", n)] = sum[:], []byte(hex.EncodeToString(sum[:]))
	}
	return out
}

func backwards(s string) string {
	b := []byte(s)
	slices.Reverse(b)
	return string(b)
}

func wide(s string, order binary.ByteOrder) (out []byte) {
	for _, u := range utf16.Encode([]rune(s)) {
		var two [2]byte
		order.PutUint16(two[:], u)
		out = append(out, two[:]...)
	}
	return out
}

func percent(s, form string) (out []byte) {
	for _, c := range []byte(s) {
		out = fmt.Appendf(out, form, c)
	}
	return out
}

// shifted is what base64 makes of a text that begins n bytes after a multiple of three, without the letters that depend on what is around it.
func shifted(s string, n int) []byte {
	whole := base64.StdEncoding.EncodeToString([]byte("xxx"[:n] + s))
	from := []int{0, 2, 3}[n]
	return []byte(whole[from : (n+len(s))*8/6])
}

// search finds all forms of many canaries in one pass. It shares no code with the search of the program.
type search struct {
	of       []canary
	patterns []pattern
	begins   map[uint64][]int
	may      [1 << 16]uint64
	longest  int
}

type pattern struct {
	bytes  []byte
	canary int
	form   string
}

const shortest = 8

func newSearch(all ...canary) *search {
	s := &search{of: all, begins: map[uint64][]int{}}
	for i, c := range all {
		for form, b := range c.forms() {
			head := binary.LittleEndian.Uint64(b)
			s.begins[head] = append(s.begins[head], len(s.patterns))
			at := bucket(b)
			s.may[at>>6] |= 1 << (at & 63)
			s.patterns = append(s.patterns, pattern{b, i, form})
			s.longest = max(s.longest, len(b))
		}
	}
	return s
}

func bucket(b []byte) uint32 { return (binary.LittleEndian.Uint32(b) * 0x9E3779B1) >> 10 }

// hits are the places and forms in which each canary was found.
type hits map[string][]string // by where the canary belongs

func (s *search) bytes(found hits, place string, b []byte) {
	for at := 0; at+shortest <= len(b); at++ {
		if h := bucket(b[at:]); s.may[h>>6]&(1<<(h&63)) == 0 {
			continue
		}
		for _, n := range s.begins[binary.LittleEndian.Uint64(b[at:])] {
			if p := s.patterns[n]; bytes.HasPrefix(b[at:], p.bytes) {
				found.add(s.of[p.canary].where, place+" ("+p.form+")")
			}
		}
	}
}

func (h hits) add(where, place string) {
	if !slices.Contains(h[where], place) {
		h[where] = append(h[where], place)
	}
}

// reader searches what is read, over the borders of the pieces too.
func (s *search) reader(t *testing.T, found hits, place string, r io.Reader) (n int64) {
	t.Helper()
	piece := make([]byte, 4<<20)
	kept := 0
	for {
		k, err := io.ReadFull(r, piece[kept:])
		s.bytes(found, place, piece[:kept+k])
		n += int64(k)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return n
		}
		if err != nil {
			t.Fatal(err)
		}
		kept = copy(piece, piece[kept+k-s.longest:kept+k])
	}
}

// folder searches every file below a folder, and the names of files and folders.
func (s *search) folder(t *testing.T, found hits, dir string) (n int64) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // a temporary file of a database server
		}
		if err != nil {
			return err
		}
		s.bytes(found, "the name of "+path, []byte(path))
		if !e.Type().IsRegular() {
			return nil
		}
		f, err := os.Open(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		n += s.reader(t, found, path, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// missing are the canaries that were not found.
func (s *search) missing(found hits) (out []string) {
	for _, c := range s.of {
		if len(found[c.where]) == 0 {
			out = append(out, c.where)
		}
	}
	return out
}
