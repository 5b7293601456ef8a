package textindex

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const (
	maxWord       = 64       // runes; longer words are cut, in texts and in queries alike
	maxText       = 64 << 10 // bytes of a text that are indexed
	maxQueryWords = 8
)

// words cuts a text into lower-case words without accents, made of letters and digits only. Both engines are given nothing else, so
// they find the same, and nothing a person types reaches their query grammars.
func words(text string) []string {
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "")
	}
	if !ascii(text) {
		text = norm.NFKD.String(text)
	}
	var (
		out  []string
		word strings.Builder
		n    int
	)
	flush := func() {
		if n > 0 {
			out = append(out, word.String())
			word.Reset()
			n = 0
		}
	}
	for _, r := range text {
		switch {
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			if n < maxWord {
				word.WriteRune(unicode.ToLower(r))
				n++
			}
		case unicode.Is(unicode.Mn, r): // an accent, taken off by the decomposition
		default:
			flush()
		}
	}
	flush()
	return out
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// sqliteQuery asks for documents with a word beginning with each of the words.
func sqliteQuery(words []string) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteString(" AND ")
		}
		b.WriteString(`"` + w + `"*`)
	}
	return b.String()
}

func postgresQuery(words []string) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteString(" & ")
		}
		b.WriteString(`'` + w + `':*`)
	}
	return b.String()
}

// queryWords is words for a query: without repetitions, and only as many as a person types.
func queryWords(query string) []string {
	var out []string
	seen := map[string]bool{}
	for _, w := range words(query) {
		if !seen[w] && len(out) < maxQueryWords {
			seen[w] = true
			out = append(out, w)
		}
	}
	return out
}

// Matches says whether Search would find a text, without any index.
func Matches(text, query string) bool { return NewMatcher(query).Match(text) }

// Matcher asks many texts for the words of one query.
type Matcher struct{ wanted []string }

// NewMatcher reads a query.
func NewMatcher(query string) Matcher { return Matcher{queryWords(query)} }

// Match says whether Search would find a text.
func (m Matcher) Match(text string) bool {
	if len(text) > maxText || !ascii(text) {
		have := words(text)
		for _, w := range m.wanted {
			if !slices.ContainsFunc(have, func(h string) bool { return strings.HasPrefix(h, w) }) {
				return false
			}
		}
		return len(m.wanted) > 0
	}
	for _, w := range m.wanted {
		if !asciiWord(text, w) {
			return false
		}
	}
	return len(m.wanted) > 0
}

// asciiWord says whether a word of an ASCII text begins with one in lower case.
func asciiWord(text, begins string) bool {
	for i, in := 0, false; i+len(begins) <= len(text); i++ {
		was := in
		in = letter(text[i])
		if in && !was && hasFolded(text[i:], begins) {
			return true
		}
	}
	return false
}

func hasFolded(text, lower string) bool {
	for i := range len(lower) {
		c := text[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}

func letter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
