package doctor

import (
	"slices"
	"strings"
)

// Retention says whether the clean-up removes everything in its time. late are the kinds that are late in the system database.
// Without a server nothing is removed, and nothing is asked.
func Retention(all []Workspace, late []string, running bool) Finding {
	const check = "retention"
	if !running {
		return NotChecked(check, "the clean-up runs while the server runs")
	}
	names := slices.Clone(late)
	for _, w := range all {
		names = append(names, w.Late...)
	}
	if len(names) == 0 {
		return OK(check, "nothing has outlived its time")
	}
	slices.Sort(names)
	return Warn(check, "look at the log for \"clean-up failed\"; the clean-up runs every hour while the server runs",
		"kept for more than a day too long: %s", strings.Join(slices.Compact(names), ", "))
}
