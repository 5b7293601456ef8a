package sandbox

import (
	"net/http"
	"sync"
	"time"
)

const (
	callKeep  = 1000
	callBytes = 8 << 10
)

// Call is one Graph call as it was received. Tokens are redacted.
type Call struct {
	N       uint64            `json:"n"`
	At      time.Time         `json:"at"`
	Method  string            `json:"method"`
	Path    string            `json:"path"`
	Query   string            `json:"query,omitempty"`
	Route   string            `json:"route"`
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body,omitempty"`
	Status  int               `json:"status"` // 0: the connection was cut
	Answer  string            `json:"answer,omitempty"`
}

// callLog is a ring of the newest calls and a count per route of all of them.
type callLog struct {
	mu    sync.Mutex
	ring  []heard
	n     uint64
	count map[string]int
}

// heard keeps references only; it is made presentable when somebody looks.
type heard struct {
	n            uint64
	at           time.Time
	method, path string
	query, route string
	header       http.Header
	body, answer []byte
	status       int
}

func (l *callLog) init() {
	l.mu.Lock()
	l.ring, l.n, l.count = make([]heard, 0, callKeep), 0, make(map[string]int)
	l.mu.Unlock()
}

func (l *callLog) add(h heard) {
	if len(h.body) > callBytes {
		h.body = append([]byte(nil), h.body[:callBytes]...)
	}
	if len(h.answer) > callBytes {
		h.answer = append([]byte(nil), h.answer[:callBytes]...)
	}
	l.mu.Lock()
	l.n++
	h.n = l.n
	l.count[h.route]++
	if len(l.ring) < callKeep {
		l.ring = append(l.ring, h)
	} else {
		l.ring[(l.n-1)%callKeep] = h
	}
	l.mu.Unlock()
}

// CallCount is how many calls a route received, of all time since the last reset.
func (s *Server) CallCount(route string) int {
	s.calls.mu.Lock()
	defer s.calls.mu.Unlock()
	return s.calls.count[route]
}

// Calls returns the newest calls, oldest first; at most 1000 are kept.
func (s *Server) Calls() []Call {
	l := &s.calls
	l.mu.Lock()
	list := make([]heard, 0, len(l.ring))
	for i := range uint64(len(l.ring)) {
		list = append(list, l.ring[(l.n+i)%uint64(len(l.ring))])
	}
	l.mu.Unlock()
	out := make([]Call, 0, len(list))
	for _, h := range list {
		c := Call{N: h.n, At: h.at, Method: h.method, Path: h.path, Query: h.query, Route: h.route, Body: string(h.body), Answer: string(h.answer), Status: h.status, Headers: map[string]string{}}
		for k, v := range h.header {
			if len(v) > 0 {
				c.Headers[k] = redact(k, v[0])
			}
		}
		out = append(out, c)
	}
	return out
}

func redact(header, value string) string {
	if header != "Authorization" && header != "Cookie" {
		return value
	}
	if len(value) > 11 {
		return value[:11] + "***"
	}
	return "***"
}
