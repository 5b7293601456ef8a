package doctor

// Deletions are the requests of the deletion register that are not over.
type Deletions struct {
	Open     int
	Unproven int // deleted, but the verification found something
	Room     int // wait for room on the disk
	Waiting  int // their plan waits for the operator
	Half     int // half of the promised time is used
	Close    int // four fifths are
	Late     int // all of it is
}

// Finding judges the clocks of deletion requests.
func (d Deletions) Finding() Finding {
	const check, desk = "deletions", "`kelola admin erasure list` shows them"
	switch {
	case d.Late > 0:
		return Err(check, desk, "%d deletions are past the time that is promised", d.Late)
	case d.Unproven > 0:
		return Err(check, desk+"; `show` says what was found, `retry` tries again", "%d deletions could not be proven", d.Unproven)
	case d.Room > 0:
		return Err(check, "free space on the disk; they go on by themselves within a minute. What each needs stands in the log", "%d deletions wait for room on the disk", d.Room)
	case d.Close > 0:
		return Warn(check, desk, "%d deletions have used four fifths of the promised time", d.Close)
	case d.Half > 0:
		return Warn(check, desk, "%d deletions have used half of the promised time", d.Half)
	case d.Waiting > 0:
		return Warn(check, desk+"; `approve` agrees to a plan", "%d deletions wait for approval", d.Waiting)
	}
	return OK(check, "%d under way, none late", d.Open)
}

// Contacts are people who have proven their number and wait for owners to answer their request for deletion.
type Contacts struct{ Open, Half, Close, Late int }

// Finding judges the 72 hours that owners have.
func (c Contacts) Finding() Finding {
	const check, fix = "deletions_contacts", "tell the owners: Privacy & deletion in the menu shows the requests"
	switch {
	case c.Late > 0:
		return Err(check, fix, "%d people who ask for their data to go were not answered within 72 hours", c.Late)
	case c.Close > 0:
		return Warn(check, fix, "%d people have waited four fifths of the 72 hours for an answer", c.Close)
	case c.Half > 0:
		return Warn(check, fix, "%d people have waited half of the 72 hours for an answer", c.Half)
	}
	return OK(check, "%d people wait for owners, none late", c.Open)
}
