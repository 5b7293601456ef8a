package inbox

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// optOutWords always count, whatever a workspace adds.
var optOutWords = []string{"stop", "berhenti", "unsub", "unsubscribe"}

// IsOptOut reports whether a message as a whole is one of the opt-out words: own ones of the workspace, or the built-in ones.
// Case, accents, punctuation and spaces around do not count. A word inside a sentence does not opt out.
func IsOptOut(text string, own []string) bool {
	if len(text) > 200 {
		return false
	}
	said := fold(text)
	if said == "" {
		return false
	}
	for _, list := range [][]string{optOutWords, own} {
		for _, w := range list {
			if f := fold(w); f != "" && f == said {
				return true
			}
		}
	}
	return false
}

// fold reduces a text to lower-case letters and digits without accents, words separated by one space.
func fold(s string) string {
	var b strings.Builder
	space := false
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(unicode.ToLower(r))
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’':
		default:
			space = true
		}
	}
	return b.String()
}
