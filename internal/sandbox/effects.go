package sandbox

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// States of an accepted message.
const (
	stAccepted uint32 = iota
	stSent
	stDelivered
	stRead
	stPlayed
	stFailed
)

var stateNames = [...]string{"accepted", "sent", "delivered", "read", "played", "failed"}

// effect is one message the network accepted. There may be hundreds of thousands, so it holds no text.
type effect struct {
	seq      uint64
	seed     int64
	at       int64
	who      *person
	num      *number
	tmpl     *template
	opaque   string
	kind     string
	category string // of the template
	hash     [8]byte
	state    atomic.Uint32
	done     atomic.Bool // the row is complete and may be read
	fail     int32       // code it will fail with, 0 = none
	byUserID bool
	service  bool // sent inside the window
	free     bool // inside a free entry point
}

func (e *effect) party() string {
	if e.byUserID {
		return e.who.userID
	}
	return e.who.wa
}

func (e *effect) id() string { return wamid(e.seed, e.party(), 'o', e.seq) }

// raise moves the state up, never down.
func (e *effect) raise(to uint32) bool {
	for {
		have := e.state.Load()
		if have >= to || have == stFailed {
			return false
		}
		if e.state.CompareAndSwap(have, to) {
			return true
		}
	}
}

const chunk = 4096

// effectLog keeps every effect in order of acceptance and appends each to the record file before the caller is answered.
type effectLog struct {
	mu     sync.RWMutex
	base   uint64 // effects in the record file from earlier runs
	chunks []*[chunk]effect
	n      int
	file   *os.File
}

func (l *effectLog) open(path string) error {
	if path == "" {
		return nil
	}
	old, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("sandbox: record file: %w", err)
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("sandbox: record file: %w", err)
	}
	l.base = uint64(bytes.Count(old, []byte{'\n'}))
	if len(old) > 0 && old[len(old)-1] != '\n' {
		l.base++
		if _, err := f.WriteString("\n"); err != nil {
			return fmt.Errorf("sandbox: record file: %w", err)
		}
	}
	l.file = f
	return nil
}

func (l *effectLog) close() error {
	if l.file == nil {
		return nil
	}
	return l.file.Close()
}

// reset forgets the effects of memory; the record file stays, and so does the count that makes ids.
func (l *effectLog) reset() {
	l.mu.Lock()
	l.base += uint64(l.n)
	l.chunks, l.n = nil, 0
	l.mu.Unlock()
}

// reserve hands out the next row with its sequence number set.
func (l *effectLog) reserve(seed int64) *effect {
	l.mu.Lock()
	if l.n%chunk == 0 {
		l.chunks = append(l.chunks, new([chunk]effect))
	}
	e := &l.chunks[l.n/chunk][l.n%chunk]
	e.seq, e.seed = l.base+uint64(l.n), seed
	l.n++
	l.mu.Unlock()
	return e
}

// get finds an effect by sequence number. A row whose message is not accepted yet is not found.
func (l *effectLog) get(seq uint64) *effect {
	l.mu.RLock()
	defer l.mu.RUnlock()
	i := seq - l.base
	if seq < l.base || i >= uint64(l.n) {
		return nil
	}
	if e := &l.chunks[i/chunk][i%chunk]; e.done.Load() {
		return e
	}
	return nil
}

func (l *effectLog) len() int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.n
}

// write appends the line of e to the record file. One write call per line: what was answered survives a kill.
func (l *effectLog) write(e *effect, id string) error {
	if l.file == nil {
		return nil
	}
	b := make([]byte, 0, 320)
	b = append(b, `{"wamid":"`...)
	b = append(b, id...)
	b = append(b, `","phone_number_id":"`...)
	b = append(b, e.num.id...)
	b = append(b, `","to":"`...)
	b = append(b, e.party()...)
	b = append(b, `","opaque":`...)
	b = appendJSON(b, e.opaque)
	b = append(b, `,"type":"`...)
	b = append(b, e.kind...)
	b = append(b, `","body_hash":"`...)
	b = fmt.Appendf(b, "%x", e.hash)
	b = append(b, `","at":"`...)
	b = time.UnixMicro(e.at).UTC().AppendFormat(b, time.RFC3339Nano)
	b = append(b, "\"}\n"...)
	_, err := l.file.Write(b)
	return err
}

// Effect is one accepted message as the control API shows it.
type Effect struct {
	WAMID         string    `json:"wamid"`
	PhoneNumberID string    `json:"phone_number_id"`
	To            string    `json:"to"`
	Opaque        string    `json:"opaque"`
	Type          string    `json:"type"`
	Template      string    `json:"template,omitempty"`
	BodyHash      string    `json:"body_hash"`
	State         string    `json:"state"`
	FailCode      int       `json:"fail_code,omitempty"`
	At            time.Time `json:"at"`
}

func (e *effect) view() Effect {
	v := Effect{
		WAMID: e.id(), PhoneNumberID: e.num.id, To: e.party(), Opaque: e.opaque, Type: e.kind, BodyHash: fmt.Sprintf("%x", e.hash),
		State: stateNames[e.state.Load()], FailCode: int(e.fail), At: time.UnixMicro(e.at).UTC(),
	}
	if e.tmpl != nil {
		v.Template = e.tmpl.name
	}
	return v
}

// Sends returns every accepted message in order.
func (s *Server) Sends() []Effect {
	out := make([]Effect, 0, s.effects.len())
	s.effects.each(func(e *effect) bool { out = append(out, e.view()); return true })
	return out
}

// SendCount is how many messages the network accepted.
func (s *Server) SendCount() int {
	n := 0
	s.effects.each(func(*effect) bool { n++; return true })
	return n
}

func (l *effectLog) each(fn func(*effect) bool) {
	l.mu.RLock()
	n, chunks := l.n, l.chunks
	l.mu.RUnlock()
	for i := range n {
		e := &chunks[i/chunk][i%chunk]
		if e.done.Load() && !fn(e) {
			return
		}
	}
}

// Duplicate is a recipient who got the same thing more than once.
type Duplicate struct {
	To     string   `json:"to"`
	Why    string   `json:"why"` // opaque: the same opaque id; body: the same content
	Key    string   `json:"key"`
	Count  int      `json:"count"`
	WAMIDs []string `json:"wamids"`
}

// Duplicates lists who got the same opaque id, or the same content, more than once.
func (s *Server) Duplicates() []Duplicate {
	type key struct{ to, why, key string }
	first := make(map[key]*effect)
	found := make(map[key]*Duplicate)
	note := func(k key, e *effect) {
		before, seen := first[k]
		if !seen {
			first[k] = e
			return
		}
		d := found[k]
		if d == nil {
			d = &Duplicate{To: k.to, Why: k.why, Key: k.key, Count: 1, WAMIDs: []string{before.id()}}
			found[k] = d
		}
		d.Count++
		d.WAMIDs = append(d.WAMIDs, e.id())
	}
	s.effects.each(func(e *effect) bool {
		to := e.who.wa
		if e.opaque != "" {
			note(key{to, "opaque", e.opaque}, e)
		}
		note(key{to, "body", string(e.hash[:])}, e)
		return true
	})
	out := make([]Duplicate, 0, len(found))
	for _, d := range found {
		if d.Why == "body" {
			d.Key = fmt.Sprintf("%x", d.Key)
		}
		out = append(out, *d)
	}
	slices.SortFunc(out, func(a, b Duplicate) int {
		return cmp.Or(cmp.Compare(a.To, b.To), cmp.Compare(a.Why, b.Why), cmp.Compare(a.Key, b.Key))
	})
	return out
}

// PerRecipient counts accepted messages by recipient.
func (s *Server) PerRecipient() map[string]int {
	out := make(map[string]int)
	s.effects.each(func(e *effect) bool { out[e.party()]++; return true })
	return out
}

func appendMicroSeconds(b []byte, us int64) []byte { return strconv.AppendInt(b, us/1_000_000, 10) }
