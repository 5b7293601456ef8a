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
func Matches(text, query string) bool {
	wanted := queryWords(query)
	have := words(text)
	for _, w := range wanted {
		if !slices.ContainsFunc(have, func(h string) bool { return strings.HasPrefix(h, w) }) {
			return false
		}
	}
	return len(wanted) > 0
}
