package doctor

import "time"

// Drill is the last rehearsal of a deletion.
type Drill struct {
	Wanted bool // they are made by themselves
	Was    bool
	Passed bool
	Reason string
	At     time.Time
	Late   bool // the next should have been
}

// Finding judges it.
func (d Drill) Finding() Finding {
	const check, now = "drill", "`kelola admin erasure drill` rehearses a deletion now and shows what it finds"
	switch {
	case d.Was && !d.Passed:
		return Err(check, now, "the last rehearsal of a deletion did not pass: %s", d.Reason)
	case d.Late:
		return Warn(check, now, "the last rehearsal of a deletion was on %s", d.At.Format(time.DateOnly))
	case d.Was:
		return OK(check, "a rehearsed deletion passed on %s", d.At.Format(time.DateOnly))
	case d.Wanted:
		return OK(check, "no deletion was rehearsed yet; the first is half an hour after the start")
	}
	return Warn(check, now+"; KELOLA_ERASURE_DRILL_EVERY=168h does so every week", "deletions are not rehearsed")
}
