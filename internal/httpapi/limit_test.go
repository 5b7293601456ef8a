package httpapi_test

import (
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/httpapi"
)

// A clock that is set forward or back neither keeps anybody out for longer nor lets more through.
func TestLimiter_whateverTheClockIsSetTo(t *testing.T) {
	t.Parallel()
	clk := clock.NewFixed(time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC))
	l := httpapi.NewLimiter(clk, 1.0/120, 5)
	for n := range 5 {
		if wait := l.Take("a"); wait != 0 {
			t.Fatalf("number %d waits %s", n, wait)
		}
	}
	for _, jump := range []time.Duration{0, -30 * 24 * time.Hour, 60 * 24 * time.Hour} {
		clk.Jump(jump)
		if wait := l.Take("a"); wait != 2*time.Minute {
			t.Errorf("after a jump of %s: wait %s, want 2 minutes", jump, wait)
		}
	}
	clk.Jump(-time.Hour)
	clk.Advance(2 * time.Minute)
	if wait := l.Take("a"); wait != 0 {
		t.Errorf("after the wait: %s more", wait)
	}
}
