package audit_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/audit"
)

// Every action has words in both languages, as has what it is about, and can be chosen in the interface.
func TestActions_haveWords(t *testing.T) {
	t.Parallel()
	chosen, err := os.ReadFile("../../web/src/features/workspace/audit-actions.ts")
	if err != nil {
		t.Fatal(err)
	}
	all := audit.Actions()
	if len(all) == 0 {
		t.Fatal("no actions")
	}
	for _, lang := range []string{"id", "en"} {
		raw, err := os.ReadFile("../../web/src/locales/" + lang + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var words map[string]string
		if err := json.Unmarshal(raw, &words); err != nil {
			t.Fatal(err)
		}
		for _, action := range all {
			group, _, _ := strings.Cut(action, ".")
			if words["action."+action] == "" || words["auditGroup."+group] == "" {
				t.Errorf("%s: no words for %s", lang, action)
			}
			if !strings.Contains(string(chosen), `"`+action+`"`) {
				t.Errorf("%s cannot be chosen", action)
			}
		}
	}
}
