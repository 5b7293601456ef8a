package config

import (
	"strings"
	"testing"
	"time"
)

func TestLoad_drills(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{"": 168 * time.Hour, "24h": 24 * time.Hour, "0": 0} {
		values := []string{}
		if text != "" {
			values = []string{"KELOLA_ERASURE_DRILL_EVERY", text}
		}
		if c, err := Load(env(values...)); err != nil || c.DrillEvery != want {
			t.Errorf("%q: %s, %v", text, c.DrillEvery, err)
		}
	}
	for _, text := range []string{"weekly", "-1h", "5m"} {
		if _, err := Load(env("KELOLA_ERASURE_DRILL_EVERY", text)); err == nil || !strings.Contains(err.Error(), "KELOLA_ERASURE_DRILL_EVERY") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
