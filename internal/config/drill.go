package config

import "time"

const leastDrillEvery = time.Hour

// drillEvery says how often a deletion is rehearsed; 0 is never.
func (r *reader) drillEvery() time.Duration {
	every, err := time.ParseDuration(r.text("KELOLA_ERASURE_DRILL_EVERY", "168h"))
	if err != nil || every < 0 || every > 0 && every < leastDrillEvery {
		r.wrong("KELOLA_ERASURE_DRILL_EVERY", "must be a time of an hour or more such as 168h, or 0 for never")
	}
	return every
}
