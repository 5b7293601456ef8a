package comment

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestKeyword(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		word  string
		mode  WordMode
		typos bool
		text  string
		want  bool
	}{
		{"harga", WholeWord, false, "Berapa HARGA nya kak?", true},
		{"harga", WholeWord, false, "hargaaaa!!!", true},
		{"harga", WholeWord, false, "harganya berapa", false},
		{"harga", Contains, false, "harganya berapa", true},
		{"harga", Exact, false, "harga?", true},
		{"harga", Exact, false, "harga dong", false},
		{"info", WholeWord, true, "imfo", false}, // four letters: another word as soon as a letter changes
		{"harga", WholeWord, true, "hraga dong", true},
		{"harga", WholeWord, true, "hrga", true},
		{"harga", WholeWord, true, "warga", true},
		{"harga", WholeWord, false, "hraga", false},
		{"pendaftaran", WholeWord, true, "pendafaran", true},
		{"pendaftaran", WholeWord, true, "pendafarn", true},
		{"pendaftaran", WholeWord, true, "pendaki", false},
		{"mau ikut", WholeWord, false, "Aku mau   ikut ya", true},
		{"mau ikut", WholeWord, false, "ikut mau", false},
		{"🔥", WholeWord, false, "keren🔥🔥", true},
		{"🔥", WholeWord, false, "keren", false},
		{"café", WholeWord, false, "CAFE mana", true},
		{"1000", WholeWord, false, "1000 ya", true},
		{"1000", WholeWord, false, "10", false},
		{"harga", Contains, false, "", false},
		{"don't", WholeWord, false, "dont", true},
	} {
		if got := keywordOf(Word{Text: x.word, Mode: x.mode}, x.typos).in(saidIn(x.text)); got != x.want {
			t.Errorf("%q (%s, typos %v) in %q = %v", x.word, x.mode, x.typos, x.text, got)
		}
	}
}

// TestDistance checks against what the words mean: one change is one, whatever it is, and the order of the two does not matter.
func TestDistance(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"a", "", 1}, {"harga", "hraga", 1}, {"harga", "harg", 1}, {"harga", "hargaa", 1}, {"harga", "hwrga", 1}, {"abcdef", "badcfe", 3}, {"harga", "info", 5}} {
		if got, back := distance([]rune(x.a), []rune(x.b)), distance([]rune(x.b), []rune(x.a)); got != x.want || back != x.want {
			t.Errorf("distance(%q, %q) = %d and %d, want %d", x.a, x.b, got, back, x.want)
		}
	}
}

// FuzzKeyword: whatever strangers write, a keyword is found in itself, folding twice changes nothing, and an exact or whole match is one
// anywhere too.
func FuzzKeyword(f *testing.F) {
	f.Add("harga", "Berapa hargaaa?")
	f.Add("🔥🔥", "\u200d\ufe0f\x00ß")
	f.Fuzz(func(t *testing.T, word, text string) {
		if len(word) > 200 || len(text) > 2000 {
			return
		}
		if once := fold(text); fold(once) != once || !utf8.ValidString(once) {
			t.Fatalf("fold(%q) = %q, and of that %q", text, once, fold(once))
		}
		in := func(mode WordMode, typos bool, s string) bool {
			return keywordOf(Word{Text: word, Mode: mode}, typos).in(saidIn(s))
		}
		if fold(word) != "" && (!in(Exact, false, word) || !in(WholeWord, false, "x "+word+" y")) {
			t.Fatalf("%q is not found in itself", word)
		}
		whole, anywhere := in(WholeWord, false, text), in(Contains, false, text)
		if whole && !anywhere || in(Exact, false, text) && !whole || whole && !in(WholeWord, true, text) {
			t.Fatalf("%q in %q: whole %v, anywhere %v", word, text, whole, anywhere)
		}
		if strings.TrimSpace(word) == "" && in(Contains, true, text) {
			t.Fatal("an empty keyword is everywhere")
		}
	})
}
