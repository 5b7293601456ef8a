package account_test

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/kelolapesan/kelola/internal/account"
)

func TestNewCode_form(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		code := account.NewCode()
		if code.String() != "***" {
			t.Fatal("a code prints itself")
		}
		text := code.Reveal()
		groups := strings.Split(text, "-")
		if len(groups) != 6 || groups[0] != "KP" || seen[text] {
			t.Fatalf("a code of the wrong form, or twice the same")
		}
		for _, g := range groups[1:] {
			if len(g) != 5 || strings.ContainsAny(g, "ILOU") {
				t.Fatalf("group %q", g)
			}
		}
		seen[text] = true
	}
}

// However a person writes the same code down and types it again, it is the same code.
func TestParseCode_forgivesHowItIsTyped(t *testing.T) {
	t.Parallel()
	lookalikes := map[rune][]rune{'0': {'0', 'O', 'o'}, '1': {'1', 'I', 'l', 'L', 'i'}, 'V': {'V', 'v', 'U', 'u'}}
	rapid.Check(t, func(t *rapid.T) {
		code := account.NewCode()
		want, err := account.ParseCode(code.Reveal())
		if err != nil {
			t.Fatalf("a new code does not parse: %v", err)
		}
		text := code.Reveal()
		if rapid.Bool().Draw(t, "without KP") {
			text = strings.TrimPrefix(text, "KP-")
		}
		var typed strings.Builder
		for _, r := range text {
			if r == '-' {
				typed.WriteString(rapid.SampledFrom([]string{"-", "", " ", "–", " - ", "\u00a0", "_"}).Draw(t, "separator"))
				continue
			}
			if same, ok := lookalikes[r]; ok {
				r = rapid.SampledFrom(same).Draw(t, "look-alike")
			}
			if rapid.Bool().Draw(t, "lower") {
				r = unicode.ToLower(r)
			}
			typed.WriteRune(r)
		}
		got, err := account.ParseCode(" " + typed.String() + "\n")
		if err != nil || !got.Equal(want) {
			t.Fatalf("typed as %q: %v", typed.String(), err)
		}
	})
}

// One wrong symbol, or two neighbours swapped, is seen at once.
func TestParseCode_seesSlips(t *testing.T) {
	t.Parallel()
	const symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	rapid.Check(t, func(t *rapid.T) {
		text := []byte(strings.ReplaceAll(strings.TrimPrefix(account.NewCode().Reveal(), "KP-"), "-", ""))
		i := rapid.IntRange(0, len(text)-1).Draw(t, "position")
		wrong := append([]byte(nil), text...)
		if i > 0 && rapid.Bool().Draw(t, "swap") {
			wrong[i-1], wrong[i] = wrong[i], wrong[i-1]
		} else {
			wrong[i] = symbols[rapid.IntRange(0, len(symbols)-1).Draw(t, "symbol")]
		}
		if string(wrong) == string(text) {
			return
		}
		if _, err := account.ParseCode(string(wrong)); err == nil {
			t.Fatalf("a slip at %d was not seen", i)
		}
	})
}

func FuzzParseCode(f *testing.F) {
	f.Add("KP-00000-00000-00000-00000-00000")
	f.Add("\xff\xfe KP é")
	f.Fuzz(func(t *testing.T, typed string) {
		symbols, err := account.ParseCode(typed)
		if err == nil && len(symbols.Reveal()) != 25 {
			t.Errorf("%d symbols", len(symbols.Reveal()))
		}
	})
}
