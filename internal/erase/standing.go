package erase

import (
	"context"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// Standing is what the people of a workspace should know of deletions.
type Standing struct {
	Waits  bool      // one has not begun that is of more than one contact
	Whole  bool      // it is of the whole workspace
	Begins time.Time // when the first one begins that is scheduled
	Asks   int       // requests from outside that owners have to answer
	Ends   []End     // what ended lately, and what could not be proven
}

// End is how far a deletion has come that was carried out.
type End struct {
	Request ID
	State   State     // Unproven, LiveErased with its certificate, or Complete
	At      time.Time // zero for Unproven
}

const (
	endShown = 3 * 24 * time.Hour // how long an end is news
	maxEnds  = 3

	openAt  = `SELECT ` + columns + ` FROM erasure_request WHERE workspace_id = $1 AND done_at = 0 AND live_at = 0 ORDER BY id`
	endedAt = `SELECT ` + columns + ` FROM erasure_request WHERE workspace_id = $1 AND live_at > 0 AND (done_at = 0 OR done_at > $2) ORDER BY id`
)

// Standing looks at the open requests of a workspace.
func (s *Service) Standing(ctx context.Context, ws id.Workspace) (out Standing, err error) {
	now := s.d.Clock.Now()
	var open, ended []Request
	err = s.d.System.Read(ctx, func(q sysdb.Query) (err error) {
		if open, err = list(ctx, q, openAt, ws); err == nil {
			ended, err = list(ctx, q, endedAt, ws, clock.Micros(now.Add(-endShown)))
		}
		return err
	})
	out.Ends = ends(slices.Concat(open, ended), now)
	for i := range open {
		r := &open[i]
		switch {
		case r.State == Identity, r.State == Planned && r.Way == ByContact:
			out.Asks++
		case r.Scope.Contact.IsZero() && (r.State == Planned || r.State == Grace || r.State == OnHold):
			out.Waits, out.Whole = true, out.Whole || r.Scope.Whole
			if r.State == Grace && (out.Begins.IsZero() || r.GraceTill.Before(out.Begins)) {
				out.Begins = r.GraceTill
			}
		}
	}
	return out, err
}

// ends picks what of some requests is news: first what an operator has to look into, then what ended, the last first.
func ends(list []Request, now time.Time) (out []End) {
	for i := range list {
		r := &list[i]
		e := End{r.ID, r.State, r.LiveAt}
		if r.State == BackupWait {
			e.State = LiveErased
		}
		if r.State == Complete {
			e.At = r.DoneAt
		}
		if r.State == Unproven && r.Report.Attempts >= maxAttempts || !e.At.IsZero() && now.Sub(e.At) < endShown {
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b End) int {
		switch {
		case a.State == b.State || a.State != Unproven && b.State != Unproven:
			return b.At.Compare(a.At)
		case a.State == Unproven:
			return -1
		}
		return 1
	})
	return out[:min(len(out), maxEnds)]
}

// ContactClocks are how many people wait for the answer of owners, and how far they are through the time for it.
type ContactClocks struct{ Open, Half, Close, Late int }

// ContactClocks looks at all people who have proven their number and were not answered.
func (s *Service) ContactClocks(ctx context.Context) (c ContactClocks, err error) {
	var open []Request
	err = s.d.System.Read(ctx, func(q sysdb.Query) (err error) {
		open, err = list(ctx, q, openRequests)
		return err
	})
	now := s.d.Clock.Now()
	for i := range open {
		till := open[i].answerTill()
		if till.IsZero() {
			continue
		}
		c.Open++
		switch used := contactAnswer - till.Sub(now); {
		case used >= contactAnswer:
			c.Late++
		case used >= contactAnswer*4/5:
			c.Close++
		case used >= contactAnswer/2:
			c.Half++
		}
	}
	return c, err
}
