package outbox

import "testing"

// Every state, lane and reason has words in both languages.
func TestWords(t *testing.T) {
	t.Parallel()
	for _, words := range []map[string][2]string{stateWords, reasonWords} {
		for key, w := range words {
			if key == "" || w[0] == "" || w[1] == "" {
				t.Errorf("%q = %q", key, w)
			}
		}
	}
	for _, s := range States {
		if s.Word("id") == string(s) || s.Word("en") == string(s) {
			t.Errorf("%s has no words", s)
		}
	}
	for l := Human; l <= Blast; l++ {
		if l.Word("id") == "" || l.Word("en") == "" {
			t.Errorf("lane %d has no words", l)
		}
	}
	if ReasonWords("new", "id") != "new" || State("new").Word("en") != "new" {
		t.Error("an unknown code is not shown")
	}
}
