package httpapi

import "time"

// Limiter limits how often things happen that no operation limits, such as the pages outside the API. It keeps its keys in memory.
type Limiter struct{ l *limiter }

// NewLimiter allows each key a steady number per second, and a burst above it.
func NewLimiter(perSecond float64, burst int) *Limiter {
	return &Limiter{l: newLimiter(perSecond, burst)}
}

// Take allows one more (0), or says after how long the key may ask again.
func (l *Limiter) Take(key string, now time.Time) (wait time.Duration) { return l.l.take(key, now) }
