package blast

import (
	"slices"

	"github.com/kelolapesan/kelola/internal/outbox"
)

// The circuit breaker looks at the last window sends that had an outcome.
const (
	breakerWindow      = 100
	breakerRate        = 30 // percent with the same code
	breakerConsecutive = 25
)

// breaker remembers the outcomes of the last sends, oldest first: "" is a send that the network took, else the failure's code.
type breaker struct {
	Outcomes []string
}

// add takes one move of a send. What is learned later about a send replaces one earlier outcome of the same sort, so that the window
// always speaks of the same number of sends. A send that a restart interrupted says nothing about the network.
func (b *breaker) add(m outbox.Move) {
	to := m.Send.State
	switch {
	case taken(to) && !taken(m.From) && m.From != outbox.StateFailed:
		b.forget(m.From)
		b.push("")
	case to == outbox.StateFailed:
		b.forget(m.From)
		b.push(failureKey(m.Send))
	case to == outbox.StateUnknown && m.Send.Reason == outbox.ReasonNoAnswer:
		b.push(outbox.ReasonNoAnswer)
	}
}

func (b *breaker) push(o string) {
	b.Outcomes = append(b.Outcomes, o)
	if over := len(b.Outcomes) - breakerWindow; over > 0 {
		b.Outcomes = append(b.Outcomes[:0], b.Outcomes[over:]...)
	}
}

// forget takes back one outcome of a send that was in this state.
func (b *breaker) forget(from outbox.State) {
	earlier := ""
	switch {
	case from == outbox.StateUnknown:
		earlier = outbox.ReasonNoAnswer
	case !taken(from):
		return
	}
	if i := slices.Index(b.Outcomes, earlier); i >= 0 {
		b.Outcomes = slices.Delete(b.Outcomes, i, i+1)
	}
}

// tripped says whether the blast has to be paused, and why.
func (b *breaker) tripped() (reason string, yes bool) {
	run, last := 0, ""
	count := map[string]int{}
	for _, o := range b.Outcomes {
		if o == "" {
			run, last = 0, ""
			continue
		}
		count[o]++
		if o != last {
			run, last = 0, o
		}
		run++
	}
	if run >= breakerConsecutive {
		return ReasonConsecutive, true
	}
	if len(b.Outcomes) < breakerWindow {
		return "", false
	}
	for _, n := range count {
		if n*100 > breakerRate*len(b.Outcomes) {
			return ReasonErrorRate, true
		}
	}
	return "", false
}

// failureKey tells failures apart: by the network's code, else by our reason.
func failureKey(s outbox.Send) string {
	if s.Code != "" {
		return s.Code
	}
	return s.Reason
}
