package blast

import (
	"errors"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/outbox"
)

var noon = time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC) // 12:00 in Jakarta

func TestBlast_transitions(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		from    State
		started bool
		act     func(b *Blast) error
		want    State
		err     error
	}{
		{"start a draft", Draft, false, func(b *Blast) error { return b.start(noon, 3) }, Running, nil},
		{"start what changed", Draft, false, func(b *Blast) error { return b.start(noon, 2) }, Draft, ErrVersion},
		{"start twice", Running, true, func(b *Blast) error { return b.start(noon, 3) }, Running, ErrAlreadyStarted},
		{"start a held one", Held, false, func(b *Blast) error { return b.start(noon, 3) }, Running, nil},
		{"schedule", Draft, false, func(b *Blast) error { return b.schedule(noon, noon.Add(1), 3) }, Scheduled, nil},
		{"schedule in the past", Draft, false, func(b *Blast) error { return b.schedule(noon, noon, 3) }, Draft, ErrPast},
		{"schedule a running one", Running, true, func(b *Blast) error { return b.schedule(noon, noon.Add(1), 3) }, Running, ErrAlreadyStarted},
		{"unschedule", Scheduled, false, func(b *Blast) error { return b.unschedule(noon) }, Draft, nil},
		{"unschedule a held one", Held, false, func(b *Blast) error { return b.unschedule(noon) }, Draft, nil},
		{"unschedule what started", Held, true, func(b *Blast) error { return b.unschedule(noon) }, Held, ErrNotScheduled},
		{"pause", Running, true, func(b *Blast) error { return b.pause(noon, ReasonByPerson) }, Paused, nil},
		{"pause twice", Paused, true, func(b *Blast) error { return b.pause(noon, ReasonByPerson) }, Paused, ErrNotRunning},
		{"resume", Paused, true, func(b *Blast) error { return b.resume(noon) }, Running, nil},
		{"resume missing values", Held, true, func(b *Blast) error { return b.resume(noon) }, Running, nil},
		{"resume what missed its time", Held, false, func(b *Blast) error { return b.resume(noon) }, Held, ErrNotPaused},
		{"stop a running one", Running, true, func(b *Blast) error { return b.stop(noon) }, Stopping, nil},
		{"stop a paused one", Paused, true, func(b *Blast) error { return b.stop(noon) }, Stopping, nil},
		{"stop a draft", Draft, false, func(b *Blast) error { return b.stop(noon) }, Draft, ErrNotRunning},
		{"stop twice", Stopping, true, func(b *Blast) error { return b.stop(noon) }, Stopping, ErrNotRunning},
		{"stop a finished one", Finished, true, func(b *Blast) error { return b.stop(noon) }, Finished, ErrNotRunning},
		{"edit a running one", Running, true, func(b *Blast) error { return b.edit(noon, *b) }, Running, ErrNotEditable},
		{"edit a paused one", Paused, true, func(b *Blast) error { return b.edit(noon, *b) }, Paused, nil},
	} {
		b := Blast{State: tc.from, Version: 3}
		if tc.started {
			b.StartedAt = noon
		}
		if err := tc.act(&b); !errors.Is(err, tc.err) || (tc.err == nil && err != nil) {
			t.Errorf("%s: error %v, want %v", tc.name, err, tc.err)
		}
		if b.State != tc.want {
			t.Errorf("%s: state %s, want %s", tc.name, b.State, tc.want)
		}
	}
}

func TestBlast_edit_pausedKeepsAudience(t *testing.T) {
	t.Parallel()
	b := Blast{State: Paused, StartedAt: noon, Name: "a", Version: 1, Audience: Audience{All: true}}
	next := b
	next.Name, next.Audience, next.Message.Text = "b", Audience{}, "new"
	if err := b.edit(noon, next); err != nil {
		t.Fatal(err)
	}
	if b.Name != "a" || !b.Audience.All || b.Message.Text != "new" || b.Version != 2 {
		t.Fatalf("after the edit: %+v", b)
	}
}

func TestBlast_due(t *testing.T) {
	t.Parallel()
	grace := time.Hour
	for _, tc := range []struct {
		late  time.Duration
		fire  bool
		state State
	}{
		{-time.Second, false, Scheduled}, {0, true, Scheduled}, {grace, true, Scheduled}, {grace + 1, false, Held},
	} {
		b := Blast{State: Scheduled, ScheduledAt: noon}
		if fire := b.due(noon.Add(tc.late), grace); fire != tc.fire || b.State != tc.state {
			t.Errorf("%v late: fire %v state %s, want %v %s", tc.late, fire, b.State, tc.fire, tc.state)
		}
	}
}

func TestBlast_settle(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		state   State
		frozen  bool
		c       Counts
		missing int
		want    State
	}{
		{"audience not read to its end", Running, false, Counts{}, 0, Running},
		{"some are planned", Running, true, Counts{Planned: 1}, 0, Running},
		{"one is being sent", Running, true, Counts{Sending: 1}, 0, Running},
		{"one is held", Running, true, Counts{Held: 1}, 0, Running},
		{"held for a value", Running, true, Counts{Held: 2, Read: 5}, 2, Held},
		{"done", Running, true, Counts{Accepted: 1, Unknown: 1}, 0, Finished},
		{"stopped", Stopping, true, Counts{Skipped: 1}, 0, Stopped},
		{"stopping with one being sent", Stopping, true, Counts{Sending: 1}, 0, Stopping},
		{"paused stays", Paused, true, Counts{}, 0, Paused},
	} {
		b := Blast{State: tc.state}
		if b.settle(noon, tc.frozen, tc.c, tc.missing); b.State != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, b.State, tc.want)
		}
	}
}

func moved(from, to outbox.State, code string) outbox.Move {
	return outbox.Move{From: from, Send: outbox.Send{State: to, Code: code}}
}

func TestBreaker(t *testing.T) {
	t.Parallel()
	ok := func(b *breaker, n int) {
		for range n {
			b.add(moved(outbox.StateSending, outbox.StateAccepted, ""))
		}
	}
	late := func(b *breaker, n int, code string) {
		for range n {
			b.add(moved(outbox.StateSent, outbox.StateFailed, code))
		}
	}
	var b breaker
	ok(&b, 99)
	late(&b, 15, "131026")
	ok(&b, 1)
	late(&b, 15, "131026")
	if _, yes := b.tripped(); yes {
		t.Fatalf("tripped at 30 of 100")
	}
	ok(&b, 1)
	late(&b, 1, "131026")
	if reason, yes := b.tripped(); !yes || reason != ReasonErrorRate {
		t.Fatalf("31 of 100 failures: %q %v", reason, yes)
	}
	if len(b.Outcomes) > breakerWindow {
		t.Fatalf("the window has grown to %d", len(b.Outcomes))
	}

	b = breaker{}
	for i := range 100 {
		if i%2 == 0 {
			ok(&b, 1)
			continue
		}
		b.add(moved(outbox.StateSending, outbox.StateFailed, []string{"1", "2", "3", "4"}[i%8/2]))
	}
	if _, yes := b.tripped(); yes {
		t.Fatal("tripped by different codes")
	}

	b = breaker{}
	for range breakerConsecutive {
		if _, yes := b.tripped(); yes {
			t.Fatal("tripped too early")
		}
		b.add(moved(outbox.StateSending, outbox.StateFailed, "100"))
	}
	if reason, yes := b.tripped(); !yes || reason != ReasonConsecutive {
		t.Fatalf("consecutive failures: %q %v", reason, yes)
	}
}

func TestPace_end(t *testing.T) {
	t.Parallel()
	jakarta := time.FixedZone("WIB", 7*3600)
	night := pace{limits: channel.Limits{PerMinute: 60}, zone: jakarta, quietFrom: 21 * 60, quietUntil: 8 * 60}
	for _, tc := range []struct {
		name        string
		p           pace
		start       time.Time
		n           int
		first, last time.Time
	}{
		{"nobody", pace{}, noon, 0, noon, noon},
		{"one a second", pace{limits: channel.Limits{PerMinute: 60}}, noon, 600, noon, noon.Add(10 * time.Minute)},
		{"gaps", pace{limits: channel.Limits{MinGapMS: 5000, MaxGapMS: 15000}}, noon, 60, noon, noon.Add(10 * time.Minute)},
		{"rest", pace{limits: channel.Limits{PerMinute: 60, BatchSize: 60, RestSeconds: 60}}, noon, 60, noon, noon.Add(2 * time.Minute)},
		{"per day", pace{limits: channel.Limits{PerMinute: 60, PerDay: 600}}, noon, 1200, noon, noon.Add(24*time.Hour + 10*time.Minute)},
		{"network's limit", pace{limits: channel.Limits{PerMinute: 60}, dailyLimit: 600}, noon, 601, noon, noon.Add(24*time.Hour + time.Second)},
		{"per hour", pace{limits: channel.Limits{PerMinute: 60, PerHour: 60}}, noon, 120, noon, noon.Add(2 * time.Hour)},
		{"starts in the night", night, noon.Add(10 * time.Hour), 60, noon.Add(20 * time.Hour), noon.Add(20*time.Hour + time.Minute)},
		{"runs into the night", night, noon.Add(9*time.Hour - time.Minute), 120, noon.Add(9*time.Hour - time.Minute), noon.Add(20*time.Hour + time.Minute)},
		{"never", pace{limits: channel.Limits{PerDay: 1}}, noon, 100000, noon, time.Time{}},
	} {
		first, last := tc.p.end(tc.start, tc.n)
		if !first.Equal(tc.first) || !last.Equal(tc.last) {
			t.Errorf("%s: %v to %v, want %v to %v", tc.name, first, last, tc.first, tc.last)
		}
	}
}

// A status that overtakes the answer of the network is a success like any other; an outcome that nobody knows is none.
func TestBreaker_overtakenAndUnknown(t *testing.T) {
	t.Parallel()
	var b breaker
	for i := range 200 {
		if i%5 == 0 {
			b.add(moved(outbox.StateSending, outbox.StateFailed, "131026"))
			continue
		}
		b.add(moved(outbox.StateSending, outbox.StateDelivered, ""))
	}
	if reason, yes := b.tripped(); yes {
		t.Fatalf("tripped by a fifth of failures: %s", reason)
	}

	noAnswer := moved(outbox.StateSending, outbox.StateUnknown, "network_error")
	noAnswer.Send.Reason = outbox.ReasonNoAnswer
	interrupted := moved(outbox.StateSending, outbox.StateUnknown, "")
	interrupted.Send.Reason = outbox.ReasonInterrupted
	b = breaker{}
	for range breakerWindow {
		b.add(interrupted)
	}
	if reason, yes := b.tripped(); yes {
		t.Fatalf("tripped by a restart: %s", reason)
	}
	for range breakerConsecutive {
		b.add(noAnswer)
	}
	if reason, yes := b.tripped(); !yes || reason != ReasonConsecutive {
		t.Fatalf("without answers: %q %v", reason, yes)
	}
	for range breakerConsecutive {
		b.add(moved(outbox.StateUnknown, outbox.StateSent, ""))
	}
	if reason, yes := b.tripped(); yes || len(b.Outcomes) != breakerConsecutive {
		t.Fatalf("after the doubts were settled: %q of %v", reason, b.Outcomes)
	}
}
