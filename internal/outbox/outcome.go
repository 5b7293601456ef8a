package outbox

import (
	"context"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	maxAttempts     = 6
	templatePause   = 6 * time.Hour // Meta pauses a template for 3 h, then 6 h (Meta docs, template pausing, read 2026-11)
	firstBackoff    = 2 * time.Second
	longestBackoff  = time.Hour
	pairBackoffBase = 4 // Meta docs, error 131056: wait 4^n seconds (read 2026-11)
)

// record writes the outcomes of calls. A status may have overtaken the answer: then only what is missing is added.
func (r *runner) record(ctx context.Context, tx *wsdb.Tx, done []outcome) ([]Move, error) {
	if len(done) == 0 {
		return nil, nil
	}
	ids := make([]ID, len(done))
	for i := range done {
		ids[i] = done[i].send.ID
	}
	now, err := r.s.Get(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	var changed []Send
	var moves []Move
	for _, o := range done {
		m, ok := now[o.send.ID]
		if !ok {
			continue // erased meanwhile
		}
		from := m.State
		m.Attempt, m.SendingAt = o.send.Attempt, o.send.SendingAt
		if err := r.settle(ctx, tx, &m, o); err != nil {
			return nil, err
		}
		changed = append(changed, m)
		if m.State != from {
			moves = append(moves, Move{Send: m, From: from})
		}
	}
	return moves, r.s.store.update(ctx, tx, changed)
}

// settle applies one outcome to its send, its contact, its template and its channel.
func (r *runner) settle(ctx context.Context, tx *wsdb.Tx, m *Send, o outcome) error {
	now := tx.Now()
	if o.err == nil {
		if o.accepted.ExternalID != "" {
			m.ExternalID = o.accepted.ExternalID // an echo of the same words may have been taken for this one's
		}
		m.AcceptedAt = now
		if to := o.accepted.To; m.Content.Private() && !to.IsZero() {
			m.To = to // the network answers a comment under the id of the conversation
		}
		if o.accepted.SlowDown > 0 {
			r.budget.slow(now, o.accepted.SlowDown)
		}
		if m.State == StateSending {
			m.State, m.EndedAt = StateAccepted, now
		}
		return nil
	}
	if m.State != StateSending {
		return nil // a status has proved that the network took it
	}
	e := channel.AsSendError(o.err)
	m.Code, m.Class = codeOf(e), e.Class
	switch e.Class {
	case channel.ClassUnknown:
		m.State, m.Reason, m.EndedAt = StateUnknown, ReasonNoAnswer, now
	case channel.ClassRetry, channel.ClassRetryPair:
		m.retryLater(e, now)
	case channel.ClassRetryChannel:
		r.budget.slow(now, e.RetryAfter)
		m.retryLater(e, now)
	case channel.ClassChannel:
		return r.pauseChannel(ctx, tx, m, e)
	case channel.ClassTemplate:
		m.refused(ReasonTemplate, now)
		if t := m.Content.Template; t != nil {
			until := now.Add(max(templatePause, e.RetryAfter))
			return unlessGone(r.s.d.Channels.PauseTemplate(ctx, tx, m.Channel, t.Name, t.Language, e.Reason, until))
		}
	case channel.ClassOptOut:
		m.refused(ReasonSuppressed, now)
		return r.s.suppress(ctx, tx, m, now)
	case channel.ClassNotOnNetwork:
		m.refused(ReasonNotOnNetwork, now)
	default:
		m.refused(reasonOf(e, ReasonNetworkRefused), now)
		if e.RetryAfter > 0 { // not for this message, but for those that follow
			r.budget.slow(now, e.RetryAfter)
		}
	}
	return nil
}

// reasonOf is the network's reason where it gave one, else the general one.
func reasonOf(e *channel.SendError, general string) string {
	if e.Reason == "" || e.Reason == channel.ReasonRefused {
		return general
	}
	return e.Reason
}

// unlessGone forgives that what was to be paused is no longer there: the outcome of the call must be recorded all the same.
func unlessGone(err error) error {
	if f, ok := fault.Of(err); ok && (f.Kind == fault.NotFound || f.Kind == fault.Gone) {
		return nil
	}
	return err
}

// pauseChannel holds a definitely refused send together with its channel: until the network allows more, or until a person acts.
func (r *runner) pauseChannel(ctx context.Context, tx *wsdb.Tx, m *Send, e *channel.SendError) error {
	m.State, m.Reason, m.HeldUntil = StateHeld, ReasonNeedsAttention, time.Time{}
	if e.RetryAfter > 0 {
		m.Reason, m.HeldUntil = ReasonChannelPaused, tx.Now().Add(e.RetryAfter)
	}
	return unlessGone(r.s.d.Channels.Pause(ctx, tx, m.Channel, e.Reason, m.HeldUntil))
}

func (m *Send) refused(reason string, now time.Time) {
	m.State, m.Reason, m.EndedAt = StateFailed, reason, now
}

// retryLater holds a definitely refused send for another attempt, until the attempts are used up.
func (m *Send) retryLater(e *channel.SendError, now time.Time) {
	if m.Attempt >= maxAttempts {
		m.refused(ReasonRetriesExhausted, now)
		return
	}
	m.State, m.Reason, m.HeldUntil = StateHeld, ReasonRetryWait, now.Add(backoff(e, m.Attempt))
}

// backoff is how long a refused send waits: what the network asked for, else growing with each attempt.
func backoff(e *channel.SendError, attempt int) time.Duration {
	wait := firstBackoff << min(attempt-1, 20)
	if e.Class == channel.ClassRetryPair {
		wait = time.Second
		for range min(attempt, 8) {
			wait *= pairBackoffBase
		}
	}
	after := e.RetryAfter
	if e.Class == channel.ClassRetryChannel { // limits are counted by the hour: who asks again and again in between uses up all attempts
		for range min(attempt-1, maxAttempts) {
			after *= 2
		}
		after = max(min(after, longestBackoff), e.RetryAfter)
	}
	return max(min(wait, longestBackoff), after)
}
