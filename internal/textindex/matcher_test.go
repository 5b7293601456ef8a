package textindex

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The short way through plain texts says what the long way through all texts does.
func TestMatcher_ascii(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.StringMatching(`[a-dA-D0-2 .@+_-]{0,40}`).Draw(r, "text")
		query := rapid.StringMatching(`[a-dA-D0-2 .]{0,6}`).Draw(r, "query")
		want := len(queryWords(query)) > 0
		for _, w := range queryWords(query) {
			want = want && slices.ContainsFunc(words(text), func(h string) bool { return strings.HasPrefix(h, w) })
		}
		if got := Matches(text, query); got != want {
			r.Fatalf("Matches(%q, %q) = %t", text, query, got)
		}
	})
}
