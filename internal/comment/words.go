package comment

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold reduces a text to what keywords are compared by: lower-case letters and digits without accents, signs such as emoji as words of
// their own, everything else as one space. Letters that are drawn out, as in "hargaaaa", count once.
func fold(text string) string {
	var b strings.Builder
	space := false
	put := func(s string) {
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteString(s)
	}
	for _, r := range drawn(bare(text)) {
		switch {
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			put(string(r))
		case unicode.Is(unicode.So, r) || unicode.Is(unicode.Sk, r) && r > 0xffff:
			space = true
			put(string(r))
			space = true
		default:
			space = true
		}
	}
	return b.String()
}

// bare takes accents, apostrophes and joiners away and makes letters small.
func bare(text string) []rune {
	var out []rune
	for _, r := range norm.NFKD.String(text) {
		switch {
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’', r == '\u200d', r == '\ufe0f':
		default:
			out = append(out, unicode.ToLower(r))
		}
	}
	return out
}

// drawn shortens three and more of the same letter to one; digits stay, because 1000 is not 10.
func drawn(in []rune) []rune {
	out := in[:0:0]
	for i := 0; i < len(in); {
		j := i
		for j < len(in) && in[j] == in[i] {
			j++
		}
		n := j - i
		if n >= 3 && unicode.IsLetter(in[i]) {
			n = 1
		}
		out = append(out, in[i:i+n]...)
		i = j
	}
	return out
}

// said is a comment's text, ready to be looked through.
type said struct {
	text  string
	words []string
}

func saidIn(text string) said {
	f := fold(text)
	return said{text: f, words: strings.Fields(f)}
}

// keyword is a Word, ready to look for.
type keyword struct {
	text  string
	words []string
	mode  WordMode
	typos bool
}

func keywordOf(w Word, typos bool) keyword {
	f := fold(w.Text)
	return keyword{text: f, words: strings.Fields(f), mode: w.Mode, typos: typos}
}

// in says whether a text has the keyword.
func (k keyword) in(s said) bool {
	if len(k.words) == 0 {
		return false
	}
	switch k.mode {
	case Exact:
		return k.text == s.text || k.typos && len(k.words) == len(s.words) && k.alike(s.words)
	case Contains:
		if strings.Contains(s.text, k.text) {
			return true
		}
	}
	for i := 0; i+len(k.words) <= len(s.words); i++ {
		if k.alike(s.words[i : i+len(k.words)]) {
			return true
		}
	}
	return false
}

// alike compares as many words as the keyword has.
func (k keyword) alike(words []string) bool {
	for i, w := range k.words {
		if words[i] != w && (!k.typos || !near(w, words[i])) {
			return false
		}
	}
	return true
}

// Words shorter than five letters mean something else when a letter changes: "beli" and "beri".
const (
	shortest = 5
	longWord = 8
)

// near says that a word is written almost like a keyword: one letter missing, added, changed, or two swapped; two of these in words of
// eight letters and more.
func near(keyword, word string) bool {
	a, b := []rune(keyword), []rune(word)
	if len(a) < shortest || len(b) < shortest-1 {
		return false
	}
	most := 1
	if len(a) >= longWord {
		most = 2
	}
	if d := len(a) - len(b); d > most || -d > most {
		return false
	}
	return distance(a, b) <= most
}

// distance counts the changes between two words; two neighbours that changed places are one.
func distance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
