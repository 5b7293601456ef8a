package doctor

import (
	"errors"
	"testing"
	"time"
)

func TestBackups(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		newest time.Time
		every  time.Duration
		err    error
		level  Level
		words  string
	}{
		{now.Add(-3 * time.Hour), 24 * time.Hour, nil, Fine, "3 hours old"},
		{now.Add(-47 * time.Hour), time.Hour, nil, Fine, "47 hours old"},
		{now.Add(-50 * time.Hour), 24 * time.Hour, nil, Warning, "50 hours old"},
		{now.Add(-50 * time.Hour), 0, nil, Warning, "50 hours old"},
		{now.Add(-50 * time.Hour), 7 * 24 * time.Hour, nil, Fine, "50 hours old"},
		{now.Add(time.Hour), 24 * time.Hour, nil, Fine, "0 hours old"},
		{time.Time{}, 24 * time.Hour, nil, Warning, "no backup yet"},
		{time.Time{}, 24 * time.Hour, errors.New("gone"), Wrong, "cannot be listed"},
	} {
		want(t, []Finding{Backups(c.newest, c.every, now, c.err)}, "backup", c.level, c.words)
	}
}

func TestQuarantine(t *testing.T) {
	t.Parallel()
	want(t, []Finding{Quarantine("")}, "quarantine", Fine, "may act")
	want(t, []Finding{Quarantine("a backup was put back")}, "quarantine", Wrong, "a backup was put back")
}
