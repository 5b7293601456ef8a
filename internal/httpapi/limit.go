package httpapi

import (
	"sync"
	"time"
)

// Rate limits requests: a steady number per second and a burst above it.
type Rate struct {
	PersonPerSecond  float64
	PersonBurst      int
	AddressPerSecond float64
	AddressBurst     int
}

func (r Rate) orDefault() Rate {
	if r.PersonPerSecond <= 0 {
		r.PersonPerSecond = 50
	}
	if r.PersonBurst <= 0 {
		r.PersonBurst = 200
	}
	if r.AddressPerSecond <= 0 {
		r.AddressPerSecond = 5
	}
	if r.AddressBurst <= 0 {
		r.AddressBurst = 60
	}
	return r
}

const limiterKeys = 20_000

// limiter allows each key a steady rate and a burst. It remembers one time for each key: when the key will have used up nothing.
type limiter struct {
	mu    sync.Mutex
	every time.Duration
	slack time.Duration
	full  map[string]time.Time
}

func newLimiter(perSecond float64, burst int) *limiter {
	every := time.Duration(float64(time.Second) / perSecond)
	return &limiter{every: every, slack: every * time.Duration(burst-1), full: map[string]time.Time{}}
}

// take allows a request (0) or says after how long the key may ask again.
func (l *limiter) take(key string, now time.Time) (wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := l.full[key]
	if at.Before(now) {
		at = now
	}
	if wait := at.Add(-l.slack).Sub(now); wait > 0 {
		return wait
	}
	if len(l.full) >= limiterKeys {
		l.prune(now)
	}
	l.full[key] = at.Add(l.every)
	return 0
}

// prune forgets the keys that have their whole burst again, and some others when that is not enough.
func (l *limiter) prune(now time.Time) {
	for key, at := range l.full {
		if !at.After(now) {
			delete(l.full, key)
		}
	}
	for key := range l.full {
		if len(l.full) < limiterKeys*9/10 {
			return
		}
		delete(l.full, key)
	}
}
