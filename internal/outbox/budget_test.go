package outbox

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/kelolapesan/kelola/internal/channel"
)

// TestBudget_neverOverInAnyWindow: for any mix of sends, pauses and restarts no window of any length holds more than its limit.
func TestBudget_neverOverInAnyWindow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := channel.Limits{
			PerMinute: rapid.IntRange(0, 20).Draw(t, "minute"), PerHour: rapid.IntRange(0, 60).Draw(t, "hour"),
			PerDay: rapid.IntRange(1, 100).Draw(t, "day"), NewPerDay: rapid.IntRange(0, 40).Draw(t, "new"),
			PrivatePerMinute: rapid.IntRange(0, 6).Draw(t, "private a minute"), PrivatePerHour: rapid.IntRange(0, 20).Draw(t, "private an hour"),
		}
		now := time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
		var sent, opened, private []time.Time
		used := map[int64]*usedSecond{}
		b := newBudget(l, nil, now)
		for range rapid.IntRange(1, 300).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 90_000).Draw(t, "pause")) * time.Millisecond)
			if rapid.IntRange(0, 20).Draw(t, "restart") == 0 {
				b = newBudget(l, history(used), now)
			}
			opens, answer := rapid.Bool().Draw(t, "opens"), rapid.Bool().Draw(t, "private")
			if ok, until, reason := b.take(now, attempt{opens: opens, private: answer}); !ok {
				if !until.After(now) || reason == "" {
					t.Fatalf("refused without an end or reason: %v %q", until, reason)
				}
				continue
			}
			sent = append(sent, now)
			u := used[now.Unix()]
			if u == nil {
				u = &usedSecond{at: time.Unix(now.Unix(), 0).UTC()}
				used[now.Unix()] = u
			}
			if answer {
				private, u.private = append(private, now), u.private+1
			}
			if opens {
				opened, u.opened = append(opened, now), u.opened+1
			} else {
				u.continued++
			}
		}
		within(t, "minute", sent, time.Minute, l.PerMinute)
		within(t, "hour", sent, time.Hour, l.PerHour)
		within(t, "day", sent, 24*time.Hour, l.PerDay)
		within(t, "new chats a day", opened, 24*time.Hour, l.NewPerDay)
		within(t, "private replies a minute", private, time.Minute, l.PrivatePerMinute)
		within(t, "private replies an hour", private, time.Hour, l.PrivatePerHour)
	})
}

func history(used map[int64]*usedSecond) []usedSecond {
	var out []usedSecond
	for _, u := range used {
		out = append(out, *u)
	}
	return out
}

func within(t *rapid.T, name string, at []time.Time, span time.Duration, limit int) {
	if limit == 0 {
		return
	}
	for i := range at {
		if i >= limit && at[i].Sub(at[i-limit]) < span {
			t.Fatalf("%s: %d sends within %s, limit %d", name, limit+1, at[i].Sub(at[i-limit]), limit)
		}
	}
}

func TestBudget_peopleAlwaysPassAndCount(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
	b := newBudget(channel.Limits{PerMinute: 1}, nil, now)
	for range 3 {
		if ok, _, _ := b.take(now, attempt{person: true}); !ok {
			t.Fatal("a person was held by the budget")
		}
	}
	if ok, until, reason := b.take(now, attempt{}); ok || reason != ReasonBudgetMinute || until.Sub(now) > 62*time.Second {
		t.Fatalf("take = %v, %v, %q; what people sent must count", ok, until, reason)
	}
}

func TestBudget_restAfterBatch(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
	b := newBudget(channel.Limits{BatchSize: 2, RestSeconds: 300}, nil, now)
	b.take(now, attempt{})
	b.take(now, attempt{})
	if ok, until, reason := b.take(now, attempt{}); ok || reason != ReasonBudgetRest || until != now.Add(5*time.Minute) {
		t.Fatalf("take after a batch = %v, %v, %q", ok, until, reason)
	}
}

func TestBudget_slowsDownWhenTheNetworkComplains(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
	b := newBudget(channel.Limits{PerSecond: 20}, nil, now)
	b.slow(now, 10*time.Second)
	n := 0
	for ; n < 100; n++ {
		if ok, _, _ := b.take(now, attempt{}); !ok {
			break
		}
	}
	if n != 10 {
		t.Fatalf("%d sends in the first second after a complaint, want half of 20", n)
	}
	if n := privateReplies(channel.Limits{PerSecond: 20, PrivatePerMinute: 60, PrivatePerHour: 700}, now); n != 30 {
		t.Fatalf("%d private replies in the first minute after a complaint, want half of 60", n)
	}
	later := now.Add(11 * time.Second)
	b.recover(later)
	if got, _, _ := b.available(later); got != 20 {
		t.Fatalf("%d after the slow time, want 20", got)
	}
}

// TestBudget_slowTimeEnds: what only the smaller limit of the slow time keeps back may leave when that is over, and not when the hour is.
func TestBudget_slowTimeEnds(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
	b := newBudget(channel.Limits{PrivatePerHour: 700}, nil, now)
	for range 400 {
		b.take(now, attempt{private: true})
	}
	b.slow(now, 5*time.Minute)
	later := now.Add(time.Minute)
	if ok, until, _ := b.take(later, attempt{private: true}); ok || !until.Equal(now.Add(5*time.Minute)) {
		t.Errorf("taken: %t, else waits until %v", ok, until)
	}
	for range 300 {
		b.take(later, attempt{private: true, person: true})
	}
	if ok, until, _ := b.take(later, attempt{private: true}); ok || until.Before(now.Add(time.Hour)) {
		t.Errorf("taken over the limit: %t, else waits until %v", ok, until)
	}
}

// privateReplies counts those that leave within a minute after the network complained.
func privateReplies(l channel.Limits, now time.Time) (n int) {
	b := newBudget(l, nil, now)
	b.slow(now, 5*time.Minute)
	for end := now.Add(time.Minute); now.Before(end); now = now.Add(100 * time.Millisecond) {
		if ok, _, _ := b.take(now, attempt{private: true}); ok {
			n++
		}
	}
	return n
}
