package workspace_test

import (
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/workspace"
)

// The zones come with the program: a container without any knows them too.
func TestSettings_zones(t *testing.T) {
	t.Parallel()
	for _, zone := range []string{"Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Europe/Amsterdam"} {
		s := workspace.Settings{TimeZone: zone}
		if got := s.Zone().String(); got != zone {
			t.Errorf("%s is %s", zone, got)
		}
	}
}

func TestSettings_Quiet(t *testing.T) {
	t.Parallel()
	night := workspace.Defaults()
	night.QuietFrom, night.QuietUntil = 21*60, 8*60
	noon := workspace.Defaults()
	noon.QuietFrom, noon.QuietUntil = 12*60, 13*60
	jakarta := night.Zone()
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, jakarta) }
	tests := []struct {
		name     string
		settings workspace.Settings
		at       time.Time
		purpose  string
		until    time.Time
	}{
		{"evening", night, at(2, 21, 0), workspace.PurposePromo, at(3, 8, 0)},
		{"after midnight", night, at(3, 3, 30), workspace.PurposePromo, at(3, 8, 0)},
		{"morning", night, at(3, 8, 0), workspace.PurposePromo, time.Time{}},
		{"day", night, at(3, 20, 59), workspace.PurposeReminder, time.Time{}},
		{"answers are never held", night, at(2, 23, 0), workspace.PurposeService, time.Time{}},
		{"at noon", noon, at(2, 12, 15), workspace.PurposePromo, at(2, 13, 0)},
		{"after noon", noon, at(2, 13, 0), workspace.PurposePromo, time.Time{}},
		{"off", workspace.Defaults(), at(2, 23, 0), workspace.PurposePromo, time.Time{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			until, quiet := tt.settings.Quiet(tt.at.UTC(), tt.purpose)
			if quiet != !tt.until.IsZero() || !until.Equal(tt.until) {
				t.Errorf("Quiet = %v, %v, want until %v", until, quiet, tt.until)
			}
		})
	}
}
