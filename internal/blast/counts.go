package blast

import "github.com/kelolapesan/kelola/internal/outbox"

// Counts says how many recipients are in each state. Every recipient is in exactly one, so they sum up to Total.
type Counts struct {
	Total     int `json:"total"`
	Planned   int `json:"planned"`
	Queued    int `json:"queued"`
	Held      int `json:"held"`
	Sending   int `json:"sending"`
	Accepted  int `json:"accepted"`
	Sent      int `json:"sent"`
	Delivered int `json:"delivered"`
	Read      int `json:"read"`
	Skipped   int `json:"skipped"`
	Failed    int `json:"failed"`
	Unknown   int `json:"unknown"`
	Replied   int `json:"replied" doc:"Recipients who wrote back; they also count in one of the states"`
}

// of returns the counter of a state, nil for a state that is not counted.
func (c *Counts) of(s outbox.State) *int {
	switch s {
	case outbox.StatePlanned:
		return &c.Planned
	case outbox.StateQueued:
		return &c.Queued
	case outbox.StateHeld:
		return &c.Held
	case outbox.StateSending:
		return &c.Sending
	case outbox.StateAccepted:
		return &c.Accepted
	case outbox.StateSent:
		return &c.Sent
	case outbox.StateDelivered:
		return &c.Delivered
	case outbox.StateRead:
		return &c.Read
	case outbox.StateSkipped:
		return &c.Skipped
	case outbox.StateFailed:
		return &c.Failed
	case outbox.StateUnknown:
		return &c.Unknown
	default:
		return nil
	}
}

// move counts one recipient from one state to another; an empty state stands for none.
func (c *Counts) move(from, to outbox.State, n int) {
	if p := c.of(from); p != nil {
		*p -= n
	}
	if p := c.of(to); p != nil {
		*p += n
	}
}

// sum adds up the states.
func (c *Counts) sum() int {
	n := 0
	for _, s := range outbox.States {
		n += *c.of(s)
	}
	return n
}

// add adds the changes of another counter.
func (c *Counts) add(d Counts) {
	for _, s := range outbox.States {
		*c.of(s) += *d.of(s)
	}
}
