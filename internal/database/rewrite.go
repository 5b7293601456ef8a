package database

import "strings"

// numbered turns $1, $2 … into ?1, ?2 …, which SQLite numbers by their digits; left as $1 it would number them by first
// appearance and bind wrong values without a word. Quoted text, quoted names and comments stay as they are.
func numbered(query string) string {
	if !strings.Contains(query, "$") {
		return query
	}
	out := []byte(query)
	for i := 0; i < len(out); i++ {
		switch c := out[i]; {
		case c == '\'' || c == '"' || c == '`':
			i = skipTo(out, i+1, string(c))
		case c == '[':
			i = skipTo(out, i+1, "]")
		case c == '-' && i+1 < len(out) && out[i+1] == '-':
			i = skipTo(out, i+2, "\n")
		case c == '/' && i+1 < len(out) && out[i+1] == '*':
			i = skipTo(out, i+2, "*/")
		case c == '$' && i+1 < len(out) && isDigit(out[i+1]) && (i == 0 || !isWord(out[i-1])):
			out[i] = '?'
		}
	}
	return string(out)
}

// skipTo returns the index of the last byte of the next end marker, or the end of the text.
// A doubled quote ends one quotation and begins the next, which comes to the same.
func skipTo(b []byte, from int, end string) int {
	if n := strings.Index(string(b[min(from, len(b)):]), end); n >= 0 {
		return from + n + len(end) - 1
	}
	return len(b)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isWord(c byte) bool {
	return c == '_' || isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
