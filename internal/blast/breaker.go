package blast

import "github.com/kelolapesan/kelola/internal/outbox"

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

// add takes one move of a send. A failure that arrives after the network took the message replaces one earlier success, so
// that the window always speaks of the same number of sends.
func (b *breaker) add(m outbox.Move) {
	switch m.Send.State {
	case outbox.StateAccepted:
		b.push("")
	case outbox.StateFailed:
		if m.From != outbox.StateSending {
			b.dropSuccess()
		}
		b.push(failureKey(m.Send))
	}
}

func (b *breaker) push(o string) {
	b.Outcomes = append(b.Outcomes, o)
	if over := len(b.Outcomes) - breakerWindow; over > 0 {
		b.Outcomes = append(b.Outcomes[:0], b.Outcomes[over:]...)
	}
}

func (b *breaker) dropSuccess() {
	for i, o := range b.Outcomes {
		if o == "" {
			b.Outcomes = append(b.Outcomes[:i], b.Outcomes[i+1:]...)
			return
		}
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
