package erase

import (
	"context"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// Accountability is what became of the requests of a month: numbers only.
type Accountability struct {
	From, Until time.Time
	Received    int
	Ways        map[string]int // app, operator, meta, …
	Scopes      map[string]int // whole, categories, contact, account
	Ends        map[string]int // erased, refused, cancelled, expired, no_data_found, open
	Refusals    map[string]int // by reason
	Timed       int            // of how many the times are
	Median      time.Duration  // from receipt until everything in use was erased
	Longest     time.Duration
	Late        int // not erased by the day it was due
	Held        int // was on hold at some time
	Unproven    int // was not proven at some time
}

const (
	receivedWithin = `SELECT ` + columns + ` FROM erasure_request WHERE received_at >= $1 AND received_at < $2 AND way <> 'drill' ORDER BY id`
	passedThrough  = `SELECT COUNT(DISTINCT s.request_id) FROM erasure_step AS s JOIN erasure_request AS r ON r.id = s.request_id
		WHERE r.received_at >= $1 AND r.received_at < $2 AND r.way <> 'drill' AND s.to_state = $3`
)

// Month reads a month written as 2026-11: from when until when it lasts where the business is.
func Month(text string) (from, until time.Time, err error) {
	from, err = time.ParseInLocation("2006-01", text, jakarta)
	return from, from.AddDate(0, 1, 0), err
}

// MonthOf is the month of a moment where the business is.
func MonthOf(t time.Time) string { return t.In(jakarta).Format("2006-01") }

// Account says what became of the requests that came in a span of time.
func (s *Service) Account(ctx context.Context, from, until time.Time) (Accountability, error) {
	a := Accountability{From: from, Until: until, Ways: map[string]int{}, Scopes: map[string]int{}, Ends: map[string]int{}, Refusals: map[string]int{}}
	now := s.d.Clock.Now()
	err := s.d.System.Read(ctx, func(q sysdb.Query) error {
		all, err := list(ctx, q, receivedWithin, clock.Micros(from), clock.Micros(until))
		if err != nil {
			return err
		}
		a.add(all, now)
		for state, n := range map[State]*int{OnHold: &a.Held, Unproven: &a.Unproven} {
			if err := q.QueryRow(ctx, passedThrough, clock.Micros(from), clock.Micros(until), string(state)).Scan(n); err != nil {
				return err
			}
		}
		return nil
	})
	return a, err
}

func (a *Accountability) add(all []Request, now time.Time) {
	var times []time.Duration
	for i := range all {
		r := &all[i]
		a.Received++
		a.Ways[string(r.Way)]++
		a.Scopes[r.Scope.kind()]++
		a.Ends[r.end()]++
		if r.State == Refused {
			a.Refusals[string(r.Told())]++
		}
		if !r.LiveAt.IsZero() {
			times = append(times, r.LiveAt.Sub(r.Received))
		}
		if r.late(now) {
			a.Late++
		}
	}
	if a.Timed = len(times); a.Timed > 0 {
		slices.Sort(times)
		a.Median, a.Longest = times[(len(times)-1)/2], times[len(times)-1]
	}
}

// kind is which of the kinds of scopes one is.
func (s Scope) kind() string {
	switch {
	case s.Whole:
		return "whole"
	case !s.Contact.IsZero():
		return "contact"
	case !s.Channel.IsZero():
		return "account"
	}
	return "categories"
}

// end is what became of a request.
func (r *Request) end() string {
	switch {
	case !r.LiveAt.IsZero():
		return "erased"
	case r.State.Open():
		return "open"
	}
	return string(r.State)
}

// late says whether data was there after the day by which it should be erased.
func (r *Request) late(now time.Time) bool {
	if !r.LiveAt.IsZero() {
		return r.LiveAt.After(r.Due())
	}
	return r.State.Open() && now.After(r.Due())
}
