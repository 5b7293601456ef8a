package doctor

import (
	"fmt"
	"slices"
	"strings"
)

// Workspace is what was seen in one workspace.
type Workspace struct {
	Slug     string
	Err      error          // its database does not open
	Pending  []string       // migrations that it lacks; nothing else was looked at then
	NeedHelp map[string]int // channels that need a person, by reason
	Expiring int            // Instagram accounts whose access ends within a week
	Jobs     int            // long work that has not moved for a while
	Sending  int            // messages under way for longer than an answer takes
	Overdue  int            // messages held beyond the time they were held for
	Waiting  int            // inbound events not processed in time
	Failed   int            // inbound events set apart since yesterday
	Late     []string       // kinds of data that are there for longer than they may
}

// Queue is what was seen in the job queue.
type Queue struct {
	Discarded int // given up after all attempts
	Retrying  int // failed many times, and to be tried again
}

// Workspaces judges what was seen in all workspaces. running says whether a server is at work on them: without one nothing moves.
func Workspaces(all []Workspace, running bool) []Finding {
	var found []Finding
	found = append(found, opened(all)...)
	found = append(found, pending(all, running)...)
	found = append(found, channels(all)...)
	found = append(found, instagramAccess(all)...)
	found = append(found, stuck(all, running)...)
	return found
}

// listed caps how many findings of one kind are shown.
const listed = 20

func capped(check string, found []Finding) []Finding {
	if len(found) <= listed {
		return found
	}
	more := found[listed]
	more.Check, more.Found = check, fmt.Sprintf("and %d more like these", len(found)-listed)
	return append(found[:listed:listed], more)
}

func opened(all []Workspace) []Finding {
	const check = "workspaces"
	var found []Finding
	for _, w := range all {
		if w.Err != nil {
			f := Databases(w.Err)
			f.Check, f.Found = check, "workspace "+w.Slug+" does not open: "+f.Found
			found = append(found, f)
		}
	}
	if len(found) == 0 {
		return []Finding{OK(check, "%d of %d open", len(all), len(all))}
	}
	return capped(check, found)
}

func pending(all []Workspace, running bool) []Finding {
	n := 0
	for _, w := range all {
		if len(w.Pending) > 0 {
			n++
		}
	}
	if n == 0 {
		return []Finding{OK("migrations", "every database that opens is of this version")}
	}
	when := "each is brought to this version when it is first used"
	if running {
		when = "each is brought to this version when somebody uses it"
	}
	return []Finding{Warn("migrations", "make a backup; then wait for their use, or stop the server and run `kelola migrate`", "%d workspaces are of an earlier version; %s", n, when)}
}

// channelCures say what to do about a channel, by the beginning of the reason it gives.
var channelCures = []struct{ reason, fix string }{
	{"token", "give the number a new access token: Channels, the number, Replace token; an Instagram account is connected again under Social media"},
	{"payment", "settle the payment method in Meta's Business Manager, then test the number again under Channels"},
	{"account", "look at the account's status in Meta's Business Manager, then test the number again under Channels"},
}

func channels(all []Workspace) []Finding {
	const check = "channels"
	var found []Finding
	for _, w := range all {
		reasons := make([]string, 0, len(w.NeedHelp))
		for r := range w.NeedHelp {
			reasons = append(reasons, r)
		}
		slices.Sort(reasons)
		for _, r := range reasons {
			fix := "an owner opens Channels in the interface; the number says there what it needs"
			for _, c := range channelCures {
				if strings.HasPrefix(r, c.reason) {
					fix = c.fix
				}
			}
			found = append(found, Warn(check, fix, "workspace %s: %d numbers need a person (%s); nothing leaves through them", w.Slug, w.NeedHelp[r], r))
		}
	}
	if len(found) == 0 {
		return []Finding{OK(check, "no number needs a person")}
	}
	return capped(check, found)
}

func stuck(all []Workspace, running bool) []Finding {
	var sends, jobs, inbound []Finding
	const restart = "look at the log for this workspace's id; if nothing explains it, restart the server, which takes up everything that was left lying"
	for _, w := range all {
		if w.Sending > 0 && running {
			sends = append(sends, Warn("sends", restart+". They show as unknown then, until the network reports on them", "workspace %s: %d messages are being sent for longer than an answer takes", w.Slug, w.Sending))
		}
		if w.Sending > 0 && !running {
			sends = append(sends, Warn("sends", "start the server: they show as unknown until the network reports on them, and none is sent again by itself", "workspace %s: %d messages were being sent when the server ended", w.Slug, w.Sending))
		}
		if w.Overdue > 0 && running {
			sends = append(sends, Warn("sends", restart, "workspace %s: %d messages are held although their time has come", w.Slug, w.Overdue))
		}
		if w.Jobs > 0 && running {
			jobs = append(jobs, Warn("jobs", restart, "workspace %s: %d jobs have not moved for an hour", w.Slug, w.Jobs))
		}
		if w.Waiting > 0 && running {
			inbound = append(inbound, Warn("inbound", restart, "workspace %s: %d incoming events wait for longer than ten minutes", w.Slug, w.Waiting))
		}
		if w.Failed > 0 {
			inbound = append(inbound, Warn("inbound", "look at the log for their error code; they are kept and stop nobody else, and usually a newer version can read them", "workspace %s: %d incoming events since yesterday could not be processed", w.Slug, w.Failed))
		}
	}
	ok := func(check string, found []Finding, fine string) []Finding {
		if len(found) > 0 {
			return capped(check, found)
		}
		return []Finding{OK(check, "%s", fine)}
	}
	out := ok("sends", sends, "no message is stuck")
	out = append(out, ok("jobs", jobs, "no long work is stuck")...)
	return append(out, ok("inbound", inbound, "every incoming event was processed")...)
}

// JobQueue judges the queue of background jobs.
func JobQueue(q Queue) Finding {
	const check = "queue"
	const fix = "look at the log for \"A job failed\" and its code; what keeps failing is usually the network, a full disk or a token"
	switch {
	case q.Discarded > 0:
		return Warn(check, fix, "%d background jobs of the last days were given up, %d are tried again and again", q.Discarded, q.Retrying)
	case q.Retrying > 0:
		return Warn(check, fix, "%d background jobs have failed five times or more and are tried again", q.Retrying)
	}
	return OK(check, "no background job keeps failing")
}
