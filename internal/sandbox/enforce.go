package sandbox

import (
	"net/url"
	"strings"
	"time"
)

const (
	windowLength = 24 * time.Hour
	freeLength   = 72 * time.Hour
	pairEvery    = 6 * time.Second
	pairBurst    = 45
	day          = 24 * time.Hour
)

// verdict is what the network decided about a message it takes.
type verdict struct {
	fail   int  // code of the failed status that will follow, 0 = none
	inside bool // the 24 h window is open
	free   bool // a free entry point is open
}

// enforce applies the network's rules (Meta docs: messaging limits, throughput, error codes, read 2026-11). Refusals at
// once are returned as errors, the others become a failed status.
func (s *Server) enforce(n *number, who *person, c *content, now int64) (verdict, *apiError) {
	k := s.knobs.Load()
	var v verdict
	if len(k.AllowList) > 0 {
		s.mu.RLock()
		ok := s.allow[who.wa] || s.allow[who.phone]
		s.mu.RUnlock()
		if !ok {
			return v, coded(131030, "the recipient is not in the list of test recipients")
		}
	}
	if k.NumberMPS > 0 && !n.take(now, k.NumberMPS) {
		return v, coded(130429, "Cloud API message throughput has been reached")
	}
	who.mu.Lock()
	defer who.mu.Unlock()
	w := who.window(n)
	if k.PairLimit && !w.take(now) {
		return v, coded(131056, "too many messages to this recipient in a short time")
	}
	v.inside = now < w.openAt+windowLength.Microseconds() && w.openAt > 0
	w.answer(now)
	v.free = now < w.freeAt
	if c.tmpl == nil && !v.inside && !v.free && k.Window != "off" {
		if k.Window == "sync" {
			return v, coded(131047, "more than 24 hours have passed since the recipient last replied")
		}
		v.fail = 131047
	}
	if c.tmpl != nil && !v.inside && k.TierLimit > 0 && !s.openNew(n.waba, who, now, k.TierLimit) {
		return v, coded(k.TierCode, "the messaging limit of the portfolio is reached")
	}
	if v.fail == 0 {
		v.fail = s.laterFailure(k, n, who, c, now)
	}
	return v, nil
}

// laterFailure is the code of a message that is taken but will not arrive. who.mu is held.
func (s *Server) laterFailure(k *Knobs, n *number, who *person, c *content, now int64) int {
	if who.absent || who.blocks[n.waba.id] {
		return 131026
	}
	if c.link != "" {
		if u, err := url.Parse(c.link); err != nil || strings.HasSuffix(u.Hostname(), ".invalid") {
			return 131053
		}
	}
	if c.category != "MARKETING" {
		return 0
	}
	if who.noPromo[n.waba.id] {
		return 131050
	}
	if k.MarketingCap > 0 {
		kept := who.promoAt[:0]
		for _, at := range who.promoAt {
			if at > now-day.Microseconds() {
				kept = append(kept, at)
			}
		}
		who.promoAt = kept
		if len(kept) >= k.MarketingCap {
			return 131049
		}
		who.promoAt = append(who.promoAt, now)
	}
	return 0
}

// take takes a place in the number's rate bucket, with a burst of one second.
func (n *number) take(now int64, perSecond float64) bool {
	step := int64(1e6 / perSecond)
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.next > now+1_000_000-step {
		return false
	}
	n.next = max(n.next, now) + step
	return true
}

// take takes a place in the pair bucket: a burst of 45, paid back at one message per 6 s.
func (w *window) take(now int64) bool {
	step := pairEvery.Microseconds()
	if w.tat > now+(pairBurst-1)*step {
		return false
	}
	w.tat = max(w.tat, now) + step
	return true
}

// answer opens the free entry point of somebody who came by an advertisement and is answered in time. It is counted from their
// message, the shorter of two readings (Meta docs, free entry points, read 2026-11).
func (w *window) answer(now int64) {
	if w.adAt > 0 && now < w.adAt+windowLength.Microseconds() {
		w.freeAt = w.adAt + freeLength.Microseconds()
	}
	w.adAt = 0
}

// openNew counts a recipient opened outside the window, once per 24 h. who.mu is held.
func (s *Server) openNew(a *waba, who *person, now int64, limit int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := now - day.Microseconds()
	if at, ok := a.opened[who]; ok && at > old {
		return true
	}
	if len(a.opened) >= limit {
		for p, at := range a.opened {
			if at <= old {
				delete(a.opened, p)
			}
		}
	}
	if len(a.opened) >= limit {
		return false
	}
	a.opened[who] = now
	return true
}
