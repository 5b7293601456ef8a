package textindex

import (
	"testing"
	"time"
)

func TestNextPass_oneForASpan(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 2, 3, 0, 0, 0, time.UTC)
	passes := map[time.Time]bool{}
	for at := start; at.Before(start.Add(time.Second)); at = at.Add(7 * time.Millisecond) {
		pass := nextPass(at)
		if wait := pass.Sub(at); wait <= 0 || wait > delay {
			t.Errorf("words of %v wait %v", at, wait)
		}
		passes[pass] = true
	}
	if len(passes) != 3 {
		t.Errorf("%d passes in a second, want 3", len(passes))
	}
}
