package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// Fault is something that goes wrong on demand.
//
// Kinds: latency, cut_before, cut_after, json500, html502, empty503, truncated, ok_with_error, error, http429,
// token_expired, rate_limit, template_pause. With After set, json500, html502, empty503, ok_with_error, error and
// http429 answer so although the effect took place, and latency passes between the effect and the answer, so that
// whoever hangs up meanwhile has sent the message all the same.
type Fault struct {
	ID          int     `json:"id"`
	Kind        string  `json:"kind"`
	Route       string  `json:"route"`       // send, read, media, download, templates, numbers, profile, subscription, token, … ; "" or "*" is all
	To          string  `json:"to"`          // only sends to this recipient
	Count       int     `json:"count"`       // the next so many calls, 0 = until removed
	Probability float64 `json:"probability"` // 0 = always
	After       bool    `json:"after"`
	LatencyMS   int64   `json:"latency_ms"`
	HTTP        int     `json:"http"`
	Code        int     `json:"code"`
	Subcode     int     `json:"subcode"`
	Message     string  `json:"message"`
	RetryAfter  int     `json:"retry_after"` // seconds; 0 sends no header
	Transient   bool    `json:"is_transient"`
	Hits        int     `json:"hits"`
}

var faultKinds = []string{
	"latency", "cut_before", "cut_after", "json500", "html502", "empty503", "truncated", "ok_with_error", "error", "http429",
	"token_expired", "rate_limit", "template_pause",
}

type faultList struct {
	mu   sync.Mutex
	list []*Fault
	next int
	on   atomic.Bool
}

// SetFault adds a fault and returns its id. It panics on an unknown kind: that is a mistake of the test.
func (s *Server) SetFault(f Fault) int {
	if !slices.Contains(faultKinds, f.Kind) {
		panic("sandbox: unknown fault kind " + f.Kind)
	}
	l := &s.faults
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next++
	f.ID, f.Hits = l.next, 0
	l.list = append(l.list, &f)
	l.on.Store(true)
	s.touch()
	return f.ID
}

// ClearFaults removes the fault with this id, or all with 0.
func (s *Server) ClearFaults(id int) {
	l := &s.faults
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = slices.DeleteFunc(l.list, func(f *Fault) bool { return id == 0 || f.ID == id })
	l.on.Store(len(l.list) > 0)
	s.touch()
}

// Faults lists what is set, with how often each struck.
func (s *Server) Faults() []Fault {
	l := &s.faults
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([]Fault, 0, len(l.list))
	for _, f := range l.list {
		out = append(out, *f)
	}
	return out
}

// strike takes every fault that meets this call; used-up ones go away. At most one of them answers, the milliseconds
// before the call takes effect and after it add up.
func (s *Server) strike(route, to string) (answer *Fault, before, after int64) {
	l := &s.faults
	if !l.on.Load() {
		return nil, 0, 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, f := range l.list {
		if f.Route != "" && f.Route != "*" && f.Route != route {
			continue
		}
		if f.To != "" && f.To != to {
			continue
		}
		if f.Kind != "latency" && answer != nil {
			continue
		}
		if f.Probability > 0 && !s.chance.hit(f.Probability) {
			continue
		}
		f.Hits++
		if f.Kind == "latency" && f.After {
			after += f.LatencyMS
			continue
		}
		before += f.LatencyMS
		if f.Kind != "latency" {
			hit := *f
			answer = &hit
		}
	}
	l.list = slices.DeleteFunc(l.list, func(f *Fault) bool { return f.Count > 0 && f.Hits >= f.Count })
	l.on.Store(len(l.list) > 0)
	return answer, before, after
}

// afterEffect tells whether the call takes effect before the fault shows.
func (f *Fault) afterEffect() bool {
	return f.After || f.Kind == "cut_after" || f.Kind == "truncated"
}

// reply is an answer before it is written.
type reply struct {
	status  int
	body    []byte
	ctype   string
	headers [][2]string
	cut     bool
}

const jsonType = "application/json; charset=UTF-8"

// spoil turns an answer into what the fault makes of it.
func (s *Server) spoil(f *Fault, good reply, route string) reply {
	bad := reply{ctype: jsonType}
	fail := &apiError{HTTP: or2(f.HTTP, 500), Code: f.Code, Subcode: f.Subcode, Message: f.Message, Transient: f.Transient}
	switch f.Kind {
	case "cut_before", "cut_after":
		return reply{status: good.status, cut: true}
	case "truncated":
		return reply{status: good.status, ctype: good.ctype, body: good.body[:len(good.body)/2]}
	case "html502":
		return reply{status: or2(f.HTTP, 502), ctype: "text/html; charset=utf-8", body: []byte("<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Sorry, something went wrong.</h1></body></html>")}
	case "empty503":
		return reply{status: or2(f.HTTP, 503), ctype: "text/plain"}
	case "json500":
		fail.Code, fail.Transient = or2(f.Code, 2), true
	case "ok_with_error":
		fail.HTTP, fail.Code = 200, or2(f.Code, 131000)
	case "error":
		fail.HTTP, fail.Code = or2(f.HTTP, httpFor(f.Code)), or2(f.Code, 1)
	case "http429":
		fail.HTTP, fail.Code = 429, or2(f.Code, 80007)
	case "token_expired":
		fail.HTTP, fail.Code, fail.Subcode = 401, 190, 463
	case "rate_limit":
		code := 80007
		if route == "send" {
			code = 130429
		}
		fail.HTTP, fail.Code = or2(f.HTTP, 400), or2(f.Code, code)
	case "template_pause":
		fail.HTTP, fail.Code = 400, 132015
	}
	if fail.Message == "" {
		fail.Message = "(#" + strconv.Itoa(fail.Code) + ") " + errTitle(fail.Code)
	}
	bad.status, bad.body = fail.HTTP, fail.body(s.trace())
	if f.RetryAfter > 0 {
		bad.headers = append(bad.headers, [2]string{"Retry-After", strconv.Itoa(f.RetryAfter)})
	}
	return bad
}

func or2(v, def int) int {
	if v == 0 {
		return def
	}
	return v
}

func (s *Server) trace() string {
	return "A" + strings.ToUpper(strconv.FormatUint(mix(s.o.Seed, s.serial.Add(1)), 36))
}

// write sends the answer, or cuts the connection.
func (a reply) write(w http.ResponseWriter) {
	if a.cut {
		panic(http.ErrAbortHandler)
	}
	h := w.Header()
	if a.ctype != "" {
		h["Content-Type"] = []string{a.ctype}
	}
	for _, kv := range a.headers {
		h.Set(kv[0], kv[1])
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
}
