package sandbox

import (
	"bytes"
	"container/heap"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"slices"
	"time"
)

const hookLogKeep = 300

// post is one webhook request.
type post struct {
	url      string
	body     []byte
	events   int
	secret   string // which signs; "" is the Meta app's
	attempts int
	due      int64
	age      uint64
}

// WebhookPost is one attempt to deliver, as the control API shows it.
type WebhookPost struct {
	At        time.Time `json:"at"`
	Events    int       `json:"events"`
	Attempt   int       `json:"attempt"`
	Status    int       `json:"status"` // 0: no answer
	Error     string    `json:"error,omitempty"`
	LatencyUS int64     `json:"latency_us"`
	Signature string    `json:"signature"`
	Body      string    `json:"body,omitempty"`
}

// hookStats sums up since the last reset.
type hookStats struct {
	Events       int64 `json:"events"`
	Posts        int64 `json:"posts"`
	Delivered    int64 `json:"delivered_posts"`
	Refused      int64 `json:"refused_posts"` // answered, not with 200
	Unreached    int64 `json:"unreached_posts"`
	Lost         int64 `json:"lost_events"`
	Doubled      int64 `json:"doubled_events"`
	Unsubscribed int64 `json:"unsubscribed_events"`
	MaxLatencyUS int64 `json:"max_latency_us"`
}

// sign is the X-Hub-Signature-256 of these bytes (Meta docs, webhooks, read 2026-11).
func sign(secret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// deliverBatch turns due events into POSTs and delivers them.
func (q *sender) deliverBatch(ctx context.Context, batch []event, k *Knobs, age uint64) {
	defer q.finish()
	ready := batch[:0]
	for _, e := range batch {
		if q.happen(e, k) {
			ready = append(ready, e)
		}
	}
	if k.Shuffle {
		for i := len(ready) - 1; i > 0; i-- {
			j := int(q.s.chance.next() * float64(i+1))
			ready[i], ready[j] = ready[j], ready[i]
		}
	}
	for _, p := range q.s.posts(ready, k) {
		p.age = age
		q.try(ctx, p)
	}
}

// happen lets an event take place on the network and plans what follows. It tells whether it is to be posted now.
func (q *sender) happen(e event, k *Knobs) bool {
	if e.eff != nil && e.flags&flagBlind == 0 {
		switch {
		case e.status == uint8(stFailed):
			e.eff.state.Store(stFailed)
		case e.eff.state.Load() == stFailed:
			return false
		default:
			e.eff.raise(uint32(e.status))
		}
	}
	now := q.s.wire.Now().UnixMicro()
	base := k.statusDelay().Microseconds()
	if e.eff != nil && e.flags&flagLast == 0 && uint32(e.status) < q.last(e.eff, k) {
		q.push(event{due: q.after(now, base, k), eff: e.eff, status: e.status + 1})
	}
	e.flags |= flagLast | flagBlind
	if e.flags&flagLate == 0 && q.s.chance.hit(k.Late) {
		e.flags |= flagLate
		e.due = now + k.LateMS*1000
		q.push(e)
		return false
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.s.chance.hit(k.Loss) {
		q.stats.Lost++
		return false
	}
	if e.flags&flagTwin == 0 && q.s.chance.hit(k.Duplicate) {
		q.stats.Doubled++
		twin := e
		twin.flags |= flagTwin | flagLate
		twin.due = now + int64(q.s.chance.next()*float64(4*base+tick))
		q.ord++
		twin.ord = q.ord
		heap.Push(&q.heap, twin)
	}
	q.stats.Events++
	return true
}

// deliver repeats a parked POST.
func (q *sender) deliver(ctx context.Context, p *post) {
	defer q.finish()
	q.try(ctx, p)
}

// try posts until the answer is 200. While few POSTs wait it parks this one and lets the worker go on; when many wait
// the worker itself waits, so that a receiver that is down cannot fill the memory.
func (q *sender) try(ctx context.Context, p *post) {
	for {
		if ctx.Err() != nil || q.stale(p) {
			return
		}
		k := q.s.knobs.Load()
		p.attempts++
		if q.once(ctx, p, k) {
			return
		}
		wait := k.retryWait(p.attempts)
		q.mu.Lock()
		if len(q.parked) < maxParked && p.age == q.age {
			p.due = q.s.wire.Now().Add(wait).UnixMicro()
			q.parked = append(q.parked, p)
			q.mu.Unlock()
			return
		}
		q.mu.Unlock()
		select {
		case <-ctx.Done():
			return
		case <-q.s.wire.After(wait):
		}
	}
}

func (q *sender) stale(p *post) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return p.age != q.age
}

// once makes one attempt and writes it down.
func (q *sender) once(ctx context.Context, p *post, k *Knobs) bool {
	ctx, cancel := context.WithTimeout(ctx, time.Duration(k.TimeoutMS)*time.Millisecond)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url, bytes.NewReader(p.body))
	if err != nil {
		return true
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "facebookexternalua")
	switch k.Signature {
	case "missing":
	case "wrong":
		req.Header.Set("X-Hub-Signature-256", sign(or(p.secret, q.s.o.AppSecret)+"-wrong", p.body))
	case "older":
		req.Header.Set("X-Hub-Signature-256", sign(q.s.o.OlderSecret, p.body))
	default:
		req.Header.Set("X-Hub-Signature-256", sign(or(p.secret, q.s.o.AppSecret), p.body))
	}
	began := q.s.wire.Now()
	status, fail := 0, ""
	res, err := q.client.Do(req)
	if err != nil {
		fail = "no answer"
	} else {
		status = res.StatusCode
		_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10))
		_ = res.Body.Close()
	}
	took := q.s.wire.Now().Sub(began).Microseconds()
	q.note(p, WebhookPost{At: began, Events: p.events, Attempt: p.attempts, Status: status, Error: fail, LatencyUS: took, Signature: k.Signature, Body: string(p.body[:min(len(p.body), callBytes)])})
	return status == http.StatusOK
}

func (q *sender) note(p *post, w WebhookPost) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if p.age != q.age {
		return
	}
	q.stats.Posts++
	q.stats.MaxLatencyUS = max(q.stats.MaxLatencyUS, w.LatencyUS)
	switch w.Status {
	case http.StatusOK:
		q.stats.Delivered++
	case 0:
		q.stats.Unreached++
	default:
		q.stats.Refused++
	}
	if len(q.log) >= hookLogKeep {
		q.log = slices.Delete(q.log, 0, 1)
	}
	q.log = append(q.log, w)
}

// Webhooks returns the newest attempts, oldest first.
func (s *Server) Webhooks() []WebhookPost {
	s.hooks.mu.Lock()
	defer s.hooks.mu.Unlock()
	return append([]WebhookPost{}, s.hooks.log...)
}
