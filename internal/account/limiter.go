package account

import (
	"crypto/sha256"
	"sync"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
)

// The limits of failed logins within attemptWindow. An address that the account was used from before is counted by itself, so
// that strangers who try an account over and over cannot keep its owner out. Successful logins do not count.
const (
	attemptWindow   = 15 * time.Minute
	perAddress      = 30
	perAccountHere  = 10 // one account from one address
	perAccountAlien = 10 // one account from all addresses it was not used from before
	limiterKeys     = 50_000
)

// limiter counts attempts in a sliding window. It lives in memory on purpose: a code has 110 random bits, so the limit guards
// against noise and load, not against guessing; after a restart it begins anew, which gives an attacker a handful of tries; and what
// people type into a login form, sometimes the code in the wrong field, is better not stored.
// Setting the clock changes nothing for anybody.
type limiter struct {
	clock clock.Clock
	mu    sync.Mutex
	seen  map[[32]byte][]time.Duration
}

func newLimiter(c clock.Clock) *limiter {
	return &limiter{clock: c, seen: map[[32]byte][]time.Duration{}}
}

func limitKey(parts ...string) [32]byte {
	h := sha256.New()
	for _, p := range parts {
		_, _ = h.Write([]byte(p))
		_, _ = h.Write([]byte{0})
	}
	return [32]byte(h.Sum(nil))
}

// take counts an attempt. When limit attempts were made within the window it counts nothing and says after how long one more is allowed.
func (l *limiter) take(key [32]byte, limit int) (wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock.Passed()
	recent := fresh(l.seen[key], now)
	if len(recent) >= limit {
		l.seen[key] = recent
		return recent[len(recent)-limit] + attemptWindow - now
	}
	if len(l.seen) >= limiterKeys {
		l.prune(now)
	}
	l.seen[key] = append(recent, now)
	return 0
}

// giveBack undoes the newest attempt of a key, for a login that succeeded.
func (l *limiter) giveBack(key [32]byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if n := len(l.seen[key]); n > 1 {
		l.seen[key] = l.seen[key][:n-1]
	} else {
		delete(l.seen, key)
	}
}

// forget undoes all attempts of a key.
func (l *limiter) forget(key [32]byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.seen, key)
}

// prune drops keys without recent attempts, and a tenth of the others when that is not enough: memory stays bounded.
func (l *limiter) prune(now time.Duration) {
	for key, at := range l.seen {
		if len(fresh(at, now)) == 0 {
			delete(l.seen, key)
		}
	}
	for key := range l.seen {
		if len(l.seen) < limiterKeys*9/10 {
			return
		}
		delete(l.seen, key)
	}
}

func fresh(at []time.Duration, now time.Duration) []time.Duration {
	for len(at) > 0 && at[0]+attemptWindow <= now {
		at = at[1:]
	}
	return at
}
