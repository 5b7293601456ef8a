// Package report owns the totals that reports are made of: what became of the messages of each day, how long people waited for an
// answer, who answered, and how often somebody said stop. The totals move in the transactions in which things happen, hold nobody's
// data, and stay when people are deleted.
package report

import (
	"math"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/outbox"
)

const (
	quarter = 15 * time.Minute
	day     = 24 * time.Hour

	// replySpan is how long after a message somebody's next one counts as a reply to it; the same as for blasts.
	replySpan = 7 * day

	// longest is how many days a report may cover.
	longest = 366
)

// Figures say what became of messages. The states are those of the ledger at this moment, so that all of them together are all messages.
type Figures struct {
	Queued, Held, Sending, Accepted, Sent, Delivered, Read, Skipped, Failed, Unknown int64
	Replied                                                                          int64
}

// of is the counter of a state.
func (f *Figures) of(s outbox.State) *int64 {
	switch s {
	case outbox.StateQueued:
		return &f.Queued
	case outbox.StateHeld:
		return &f.Held
	case outbox.StateSending:
		return &f.Sending
	case outbox.StateAccepted:
		return &f.Accepted
	case outbox.StateSent:
		return &f.Sent
	case outbox.StateDelivered:
		return &f.Delivered
	case outbox.StateRead:
		return &f.Read
	case outbox.StateSkipped:
		return &f.Skipped
	case outbox.StateFailed:
		return &f.Failed
	case outbox.StateUnknown:
		return &f.Unknown
	default:
		return new(int64) // planned: not in the ledger yet
	}
}

// all lists the counters in the order of the columns.
func (f *Figures) all() []*int64 {
	return []*int64{
		&f.Queued, &f.Held, &f.Sending, &f.Accepted, &f.Sent, &f.Delivered, &f.Read, &f.Skipped, &f.Failed, &f.Unknown, &f.Replied,
	}
}

func (f *Figures) add(other Figures) {
	theirs := other.all()
	for i, n := range f.all() {
		*n += *theirs[i]
	}
}

// Waiting counts what has not left yet.
func (f *Figures) Waiting() int64 { return f.Queued + f.Held + f.Sending }

// Taken counts what the network took, whatever became of it afterwards but failing.
func (f *Figures) Taken() int64 { return f.Accepted + f.Sent + f.Arrived() }

// Arrived counts what reached a phone.
func (f *Figures) Arrived() int64 { return f.Delivered + f.Read }

// Total counts every message.
func (f *Figures) Total() int64 { return f.Waiting() + f.Taken() + f.Skipped + f.Failed + f.Unknown }

// Waits are how long people waited for the first answer: how many were answered within each number of seconds.
type Waits map[int64]int64

// Answers counts the answers.
func (w Waits) Answers() int64 {
	var n int64
	for _, k := range w {
		n += k
	}
	return n
}

// Within is the number of seconds within which a share of the answers came (the nearest rank); zero without answers.
func (w Waits) Within(share float64) int64 {
	want := int64(math.Ceil(share * float64(w.Answers())))
	var seconds []int64
	for s := range w {
		seconds = append(seconds, s)
	}
	slices.Sort(seconds)
	var n int64
	for _, s := range seconds {
		if n += w[s]; n >= want {
			return s
		}
	}
	return 0
}

func (w Waits) add(seconds, answers int64) { w[seconds] += answers }

// Day is one day in the zone of the workspace.
type Day struct {
	Date string // 2026-11-23
	Figures
	Waits Waits
	Stops int64
}

// Share is what one channel or lane has of the whole.
type Share struct {
	Channel channel.ID
	Lane    outbox.Lane
	Figures
}

// Agent is the load of one colleague.
type Agent struct {
	User          string
	Conversations int64
	Messages      int64
	Waits         Waits
	Open          int64 // unread conversations in which the colleague was the last to answer
}

// Report is what happened in a period.
type Report struct {
	Zone     string
	Days     []Day // every day of the period, the oldest first
	Total    Day
	Channels []Share
	Lanes    []Share
	Agents   []Agent
}

// Period is whole days, the last one included. Channel and Lane narrow it; a zero Channel and a nil Lane do not.
type Period struct {
	From, Until string
	Channel     channel.ID
	Lane        *outbox.Lane
}

// span is a part of a period in which the zone keeps its distance from UTC.
type span struct {
	from, until time.Time
	offset      time.Duration
}

// bounds reads a period in a zone: its days, and the spans that cover them.
func (p Period) bounds(zone *time.Location) (days []string, spans []span, err error) {
	first, err := time.ParseInLocation(time.DateOnly, p.From, zone)
	if err != nil {
		return nil, nil, ErrPeriod
	}
	last, err := time.ParseInLocation(time.DateOnly, p.Until, zone)
	if err != nil || last.Before(first) {
		return nil, nil, ErrPeriod
	}
	// Noon is on every day; midnight is not, where the clocks change at night.
	for d := noon(first, 0); !d.After(noon(last, 0)); d = noon(d, 1) {
		if days = append(days, d.Format(time.DateOnly)); len(days) > longest {
			return nil, nil, ErrPeriod
		}
	}
	end := midnight(last, 1)
	for at := midnight(first, 0); at.Before(end); {
		_, next := at.ZoneBounds()
		if next.IsZero() || next.After(end) {
			next = end
		}
		_, offset := at.Zone()
		spans = append(spans, span{from: at, until: next, offset: time.Duration(offset) * time.Second})
		at = next
	}
	return days, spans, nil
}

func noon(t time.Time, later int) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()+later, 12, 0, 0, 0, t.Location())
}

func midnight(t time.Time, later int) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()+later, 0, 0, 0, 0, t.Location())
}
