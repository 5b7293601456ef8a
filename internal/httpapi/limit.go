package httpapi

import (
	"sync"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
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

// Limiter allows each key a steady rate and a burst. It remembers one moment for each key, in memory: when the key will have used up nothing.
// Setting the clock changes nothing for anybody.
type Limiter struct {
	clock clock.Clock
	mu    sync.Mutex
	every time.Duration
	slack time.Duration
	full  map[string]time.Duration
}

// NewLimiter allows each key a steady number per second, and a burst above it.
func NewLimiter(c clock.Clock, perSecond float64, burst int) *Limiter {
	every := time.Duration(float64(time.Second) / perSecond)
	return &Limiter{clock: c, every: every, slack: every * time.Duration(burst-1), full: map[string]time.Duration{}}
}

// Take allows one more (0), or says after how long the key may ask again.
func (l *Limiter) Take(key string) (wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock.Passed()
	at := max(l.full[key], now)
	if wait := at - l.slack - now; wait > 0 {
		return wait
	}
	if len(l.full) >= limiterKeys {
		l.prune(now)
	}
	l.full[key] = at + l.every
	return 0
}

// prune forgets the keys that have their whole burst again, and some others when that is not enough.
func (l *Limiter) prune(now time.Duration) {
	for key, at := range l.full {
		if at <= now {
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
