package outbox

import (
	"math/rand/v2"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
)

// usedSecond is how many sends were attempted in one second.
type usedSecond struct {
	at                         time.Time
	opened, continued, private int
}

// attempt is what a send means for the budget.
type attempt struct {
	opens   bool // a new chat
	person  bool // somebody of the workspace wrote it: it is never held, but counts
	private bool // a private reply to a comment
}

// window counts events over a sliding span in buckets of one grain. The bucket that the span cuts through counts whole,
// so no window of that length ever holds more than the limit.
type window struct {
	reason  string
	span    time.Duration
	grain   time.Duration
	limit   int
	buckets map[int64]int
	total   int
	oldest  int64
}

func newWindow(reason string, span, grain time.Duration, limit int) *window {
	return &window{reason: reason, span: span, grain: grain, limit: limit, buckets: map[int64]int{}}
}

func (w *window) slot(t time.Time) int64 { return t.UnixNano() / int64(w.grain) }

// forget drops what has left the span at t.
func (w *window) forget(t time.Time) {
	first := w.slot(t.Add(-w.span))
	if len(w.buckets) == 0 || w.oldest >= first {
		return
	}
	w.oldest = first
	next := int64(-1)
	for slot, n := range w.buckets {
		if slot < first {
			w.total -= n
			delete(w.buckets, slot)
		} else if next < 0 || slot < next {
			next = slot
		}
	}
	if next >= 0 {
		w.oldest = next
	}
}

func (w *window) add(t time.Time, n int) {
	slot := w.slot(t)
	if len(w.buckets) == 0 || slot < w.oldest {
		w.oldest = slot
	}
	w.buckets[slot] += n
	w.total += n
}

// free answers how many more fit at t, and if none, from when on one does. The limit may be smaller than the window's own for a while.
func (w *window) free(t time.Time, limit int) (int, time.Time) {
	if limit <= 0 {
		return 1 << 30, time.Time{}
	}
	w.forget(t)
	if w.total < limit {
		return limit - w.total, time.Time{}
	}
	return 0, time.Unix(0, (w.oldest+1)*int64(w.grain)).Add(w.span).UTC()
}

// budget is what one channel may send, shared by all lanes. It is rebuilt from channel_usage after a restart.
// People are never held by it, but what they send counts.
type budget struct {
	limits  channel.Limits
	all     []*window
	opening *window
	private []*window
	next    time.Time // random gap, or the rest after a batch
	why     string    // which of the two
	inBatch int
	factor  float64   // < 1 after the network asked to slow down
	slowed  time.Time // until when
}

func newBudget(l channel.Limits, used []usedSecond, now time.Time) *budget {
	b := &budget{limits: l, factor: 1}
	b.all = []*window{
		newWindow(ReasonBudgetGap, time.Second, 50*time.Millisecond, l.PerSecond),
		newWindow(ReasonBudgetMinute, time.Minute, time.Second, l.PerMinute),
		newWindow(ReasonBudgetHour, time.Hour, time.Minute, l.PerHour),
		newWindow(ReasonBudgetDay, 24*time.Hour, 10*time.Minute, l.PerDay),
	}
	b.opening = newWindow(ReasonBudgetDay, 24*time.Hour, 10*time.Minute, l.NewPerDay)
	b.private = []*window{
		newWindow(ReasonBudgetPrivate, time.Minute, time.Second, l.PrivatePerMinute),
		newWindow(ReasonBudgetPrivate, time.Hour, time.Minute, l.PrivatePerHour),
	}
	for _, u := range used {
		at := u.at
		if now.Sub(at) < 2*time.Second { // the second is not over: count it as this moment
			at = now
		}
		for _, w := range b.all {
			if now.Sub(at) <= w.span+w.grain {
				w.add(at, u.opened+u.continued)
			}
		}
		b.opening.add(at, u.opened)
		for _, w := range b.private {
			if now.Sub(at) <= w.span+w.grain {
				w.add(at, u.private)
			}
		}
	}
	if len(used) > 0 && l.MinGapMS > 0 {
		b.next, b.why = now.Add(time.Duration(max(l.MinGapMS, l.MaxGapMS))*time.Millisecond), ReasonBudgetGap
	}
	return b
}

// available answers how many sends fit right now, not knowing which of them open a chat.
func (b *budget) available(now time.Time) (n int, until time.Time, reason string) {
	if now.Before(b.next) {
		return 0, b.next, b.why
	}
	n = 1 << 30
	if b.limits.MinGapMS > 0 {
		n = 1
	}
	for _, w := range b.all {
		free, at := b.free(w, now)
		if free <= 0 {
			return 0, at, w.reason
		}
		n = min(n, free)
	}
	return n, time.Time{}, ""
}

// limitOf is the limit of a window. After the network complained, the second and the private replies have a smaller one for a while.
func (b *budget) limitOf(w *window, now time.Time) int {
	if w.limit <= 0 || b.factor >= 1 || !now.Before(b.slowed) || w.span != time.Second && w.reason != ReasonBudgetPrivate {
		return w.limit
	}
	return max(1, int(float64(w.limit)*b.factor))
}

// free is that of a window now. What only the smaller limit keeps back may leave when the slow time is over.
func (b *budget) free(w *window, now time.Time) (int, time.Time) {
	limit := b.limitOf(w, now)
	n, at := w.free(now, limit)
	if n == 0 && w.total < w.limit && at.After(b.slowed) {
		at = b.slowed
	}
	return n, at
}

// room says that a send fits right now, also one that opens a chat.
func (b *budget) room(now time.Time) bool {
	n, _, _ := b.available(now)
	opening, _ := b.opening.free(now, b.opening.limit)
	return n > 0 && opening > 0
}

// take counts one send at now. It answers ok, or from when on and why not. A person's send always fits.
func (b *budget) take(now time.Time, a attempt) (ok bool, until time.Time, reason string) {
	if !a.person {
		if at, why := b.refuse(now, a); why != "" {
			return false, at, why
		}
	}
	for _, w := range b.all {
		w.add(now, 1)
	}
	if a.opens {
		b.opening.add(now, 1)
	}
	if a.private {
		for _, w := range b.private {
			w.add(now, 1)
		}
	}
	b.spread(now)
	return true, time.Time{}, ""
}

// refuse answers why an attempt does not fit right now, and from when on it does.
func (b *budget) refuse(now time.Time, a attempt) (until time.Time, reason string) {
	if n, at, why := b.available(now); n == 0 {
		return at, why
	}
	if a.opens {
		if n, at := b.opening.free(now, b.opening.limit); n == 0 {
			return at, b.opening.reason
		}
	}
	if a.private {
		return b.privateFull(now)
	}
	return time.Time{}, ""
}

// privateFull answers until when no private reply fits; an empty reason says that one does.
func (b *budget) privateFull(now time.Time) (until time.Time, reason string) {
	for _, w := range b.private {
		if n, at := b.free(w, now); n == 0 && at.After(until) {
			until, reason = at, w.reason
		}
	}
	return until, reason
}

// privateStep is how long one private reply after another takes on average.
func (b *budget) privateStep() time.Duration {
	step := time.Duration(0)
	for _, w := range b.private {
		if w.limit > 0 {
			step = max(step, w.span/time.Duration(w.limit))
		}
	}
	return step
}

// spread sets the random gap to the next send and the rest after a batch.
func (b *budget) spread(now time.Time) {
	if b.limits.MinGapMS > 0 {
		gap := b.limits.MinGapMS
		if b.limits.MaxGapMS > gap {
			gap += rand.IntN(b.limits.MaxGapMS - gap + 1)
		}
		b.next, b.why = now.Add(time.Duration(gap)*time.Millisecond), ReasonBudgetGap
	}
	b.inBatch++
	if b.limits.BatchSize > 0 && b.inBatch >= b.limits.BatchSize {
		b.inBatch = 0
		b.next, b.why = now.Add(time.Duration(b.limits.RestSeconds)*time.Second), ReasonBudgetRest
	}
}

// slow halves the pace after the network complained, down to a sixteenth, for the time it asked for.
func (b *budget) slow(now time.Time, for_ time.Duration) {
	if for_ <= 0 {
		for_ = time.Minute
	}
	b.factor = max(b.factor/2, 1.0/16)
	b.slowed = now.Add(for_)
	if b.limits.PerSecond <= 0 { // no pace of its own: pause for a moment
		b.next, b.why = now.Add(min(for_, time.Second)), ReasonBudgetGap
	}
}

// recover lets the pace rise again once the slow time is over.
func (b *budget) recover(now time.Time) {
	if b.factor < 1 && !now.Before(b.slowed) {
		b.factor = 1
	}
}
