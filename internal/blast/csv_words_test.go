package blast

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// Every reason that the interface can show in words has words in the report too, in both languages.
func TestReasonWords_knowEveryReason(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"id", "en"} {
		raw, err := os.ReadFile("../../web/src/locales/" + lang + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var words map[string]string
		if err := json.Unmarshal(raw, &words); err != nil {
			t.Fatal(err)
		}
		seen := 0
		for key := range words {
			reason, ok := strings.CutPrefix(key, "reason.")
			if !ok || reason == "waiting" { // said by the interface where there is no reason yet
				continue
			}
			seen++
			if got := reasonWords(reason, lang); got == reason {
				t.Errorf("%s: the report has no words for %q", lang, reason)
			}
		}
		if seen == 0 {
			t.Errorf("%s: no reasons found", lang)
		}
	}
}
