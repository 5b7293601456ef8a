package graph

import (
	"encoding/json"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
)

const (
	busyPercent = 80               // from here on the network asks to slow down (general knowledge, 2026-11)
	appUsageKey = ""               // budget of the whole app
	maxStop     = 60 * time.Minute // a longer announced stop is asked again after this
)

// Usage remembers which budgets are nearly used up, per business account and for the app.
type Usage struct {
	clock clock.Clock
	mu    sync.Mutex
	stop  map[string]time.Time
	busy  map[string]int
}

func newUsage(c clock.Clock) *Usage {
	return &Usage{clock: c, stop: map[string]time.Time{}, busy: map[string]int{}}
}

type usageFigures struct {
	Calls    int `json:"call_count"`
	CPU      int `json:"total_cputime"`
	Time     int `json:"total_time"`
	RegainIn int `json:"estimated_time_to_regain_access"` // minutes
}

func (f usageFigures) percent() int { return max(f.Calls, f.CPU, f.Time) }

// note reads the usage headers of an answer.
func (u *Usage) note(account string, h http.Header) {
	app, business := h.Get("X-App-Usage"), h.Get("X-Business-Use-Case-Usage")
	if app == "" && business == "" {
		return
	}
	var figures usageFigures
	if app != "" && json.Unmarshal([]byte(app), &figures) == nil {
		u.set(appUsageKey, figures)
	}
	var byBusiness map[string][]usageFigures
	if business != "" && json.Unmarshal([]byte(business), &byBusiness) == nil {
		var worst usageFigures
		for _, list := range byBusiness {
			for _, f := range list {
				worst.Calls = max(worst.Calls, f.percent())
				worst.RegainIn = max(worst.RegainIn, f.RegainIn)
			}
		}
		u.set(account, worst)
	}
}

func (u *Usage) set(key string, f usageFigures) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.busy[key] = f.percent()
	if f.RegainIn > 0 {
		u.stop[key] = u.clock.Now().Add(min(time.Duration(f.RegainIn)*time.Minute, maxStop))
		return
	}
	delete(u.stop, key)
}

// Wait returns how long no call may be made for the account.
func (u *Usage) Wait(account string) time.Duration {
	u.mu.Lock()
	defer u.mu.Unlock()
	now := u.clock.Now()
	return max(u.stop[account].Sub(now), u.stop[appUsageKey].Sub(now), 0)
}

// Slow returns the pause the network should get before the next call: none below 80 percent, growing to 5 seconds at 100.
func (u *Usage) Slow(account string) time.Duration {
	u.mu.Lock()
	defer u.mu.Unlock()
	over := max(u.busy[account], u.busy[appUsageKey]) - busyPercent
	if over < 0 {
		return 0
	}
	return time.Duration(min(over+1, 20)) * 250 * time.Millisecond
}

// RetryAfter reads the header of that name: seconds or a date.
func RetryAfter(h http.Header, now time.Time) time.Duration {
	v := h.Get("Retry-After")
	if v == "" {
		return 0
	}
	if s, err := strconv.Atoi(v); err == nil && s >= 0 {
		return min(time.Duration(s)*time.Second, 24*time.Hour)
	}
	at, err := http.ParseTime(v)
	if err != nil {
		return 0
	}
	return min(max(at.Sub(now), 0), 24*time.Hour)
}
