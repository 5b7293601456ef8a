// Package clock owns the time: the only place that asks the machine what time it is, and the clocks tests set.
package clock

import (
	"sync"
	"time"
)

// Clock tells the time in UTC, truncated to microseconds, which is what the databases keep.
type Clock interface {
	Now() time.Time
	// After returns a channel that receives the time once, when d has passed on this clock.
	After(d time.Duration) <-chan time.Time
	// Passed is how much time has passed since some moment, whatever the clock was set to meanwhile. What is remembered in memory
	// only is measured by it.
	Passed() time.Duration
}

// Micros is the stored form of a time: microseconds since 1970. The zero time is 0.
func Micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// Time reads the stored form; 0 is the zero time.
func Time(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// System is the machine's clock.
type System struct{}

var began = time.Now()

// Now implements Clock.
func (System) Now() time.Time { return truncate(time.Now()) }

// Passed implements Clock.
func (System) Passed() time.Duration { return time.Since(began) }

// After implements Clock.
func (System) After(d time.Duration) <-chan time.Time { return time.After(d) }

// Scaled runs faster than the machine's clock by a constant factor, from the moment it is made.
// It exists for tests against stand-in networks.
type Scaled struct {
	start time.Time
	speed float64
}

// NewScaled starts a clock that runs speed times as fast as the machine's; a speed of zero or less counts as 1.
func NewScaled(speed float64) *Scaled {
	if speed <= 0 {
		speed = 1
	}
	return &Scaled{start: time.Now(), speed: speed}
}

// Now implements Clock.
func (s *Scaled) Now() time.Time {
	return truncate(s.start.Add(s.Passed()))
}

// Passed implements Clock.
func (s *Scaled) Passed() time.Duration {
	return time.Duration(float64(time.Since(s.start)) * s.speed)
}

// After implements Clock.
func (s *Scaled) After(d time.Duration) <-chan time.Time {
	return time.After(time.Duration(float64(d) / s.speed))
}

// Fixed stands still until it is told to move. It is safe for concurrent use.
type Fixed struct {
	mu      sync.Mutex
	now     time.Time
	passed  time.Duration
	waiting []timer
	changed chan struct{}
}

type timer struct {
	at time.Time
	ch chan time.Time
}

// NewFixed makes a clock that shows t.
func NewFixed(t time.Time) *Fixed {
	return &Fixed{now: truncate(t), changed: make(chan struct{})}
}

// Now implements Clock.
func (f *Fixed) Now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}

// Passed implements Clock: what Set and Advance have moved the clock forward.
func (f *Fixed) Passed() time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.passed
}

// After implements Clock; the channel receives when Set or Advance reaches the time.
func (f *Fixed) After(d time.Duration) <-chan time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	ch := make(chan time.Time, 1)
	if d <= 0 {
		ch <- f.now
		return ch
	}
	f.waiting = append(f.waiting, timer{at: f.now.Add(d), ch: ch})
	close(f.changed)
	f.changed = make(chan struct{})
	return ch
}

// Set moves the clock to t and fires every timer that is due then.
func (f *Fixed) Set(t time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.move(truncate(t))
}

// Advance moves the clock forward by d and fires every timer that is due then.
func (f *Fixed) Advance(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.move(f.now.Add(d))
}

// Jump sets the clock forward or back without any time passing, as a person or a time server does.
func (f *Fixed) Jump(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = f.now.Add(d)
	for i := range f.waiting {
		f.waiting[i].at = f.waiting[i].at.Add(d)
	}
}

// Timers returns how many timers are waiting, and a channel that is closed when one more is added.
// Tests wait on it before they advance the clock.
func (f *Fixed) Timers() (int, <-chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.waiting), f.changed
}

func (f *Fixed) move(t time.Time) {
	f.passed += max(t.Sub(f.now), 0)
	f.now = t
	kept := f.waiting[:0]
	for _, w := range f.waiting {
		if w.at.After(t) {
			kept = append(kept, w)
			continue
		}
		w.ch <- t
	}
	f.waiting = kept
}

func truncate(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond).Round(0) }
