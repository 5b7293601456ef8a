package inbox

import (
	"testing"

	"pgregory.net/rapid"
)

func TestIsOptOut(t *testing.T) {
	t.Parallel()
	own := []string{"Jangan kirim lagi", "cabut"}
	for text, want := range map[string]bool{
		"STOP": true, "stop": true, " Stop! ": true, "“STOP.”": true, "*berhenti*": true, "UNSUB": true, "Unsubscribe 🙏": true,
		"jangan  kirim, lagi!!": true, "CABUT": true, "ｓｔｏｐ": true, "stóp": true,
		"": false, "!!!": false, "stop ya": false, "please stop": false, "stopper": false, "st op": false,
		"berhenti di halte mana?": false, "jangan kirim": false, "👋": false,
	} {
		if got := IsOptOut(text, own); got != want {
			t.Errorf("IsOptOut(%q) = %v", text, got)
		}
	}
	if IsOptOut("cabut", nil) {
		t.Error("a word of another workspace counts")
	}
	if IsOptOut("...", []string{"", "!!!"}) {
		t.Error("an empty own word matches")
	}
}

// Decorations never change the verdict, and one more word always does.
func TestIsOptOut_property(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom(optOutWords).Draw(t, "word")
		deco := rapid.StringMatching(`[ .,!?*_~()\n-]{0,6}`)
		if s := deco.Draw(t, "before") + word + deco.Draw(t, "after"); !IsOptOut(s, nil) {
			t.Fatalf("%q does not opt out", s)
		}
		if s := word + " " + rapid.StringMatching(`[a-z]{1,9}`).Draw(t, "more"); IsOptOut(s, nil) {
			t.Fatalf("%q opts out", s)
		}
	})
}
