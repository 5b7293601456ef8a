// Package blast owns blasts: one message to a frozen audience, its recipients, its pace of planning, its counters and its
// report. It puts sends into the outbox a little ahead of the dispatcher and never talks to a network.
package blast

import (
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/id"
)

// ID identifies a blast.
type ID = id.ID[Blast]

// State says where a blast stands.
type State string

// The states of a blast.
const (
	Draft     State = "draft"
	Scheduled State = "scheduled"
	Running   State = "running"
	Paused    State = "paused"
	Stopping  State = "stopping" // the rest is being marked as skipped
	Stopped   State = "stopped"
	Finished  State = "finished"
	Held      State = "held" // a person has to decide; the reason says what
)

// Reasons why a blast is held or paused. They are part of the API.
const (
	ReasonMissedSchedule  = "missed_schedule"  // the time has passed by more than the grace period
	ReasonMissingVariable = "missing_variable" // only recipients without a value are left
	ReasonByPerson        = "by_person"
	ReasonErrorRate       = "breaker_error_rate"
	ReasonConsecutive     = "breaker_consecutive"
	ReasonChannel         = "channel_needs_attention"
	ReasonTemplate        = "template_not_sendable"
	ReasonBlocked         = "preflight_blocked" // a scheduled start found a blocker
)

// Policy says what happens to a recipient for whom a variable has no value.
type Policy string

// The policies. Fallback uses the text written after the bar, and skips the recipient where none is written.
const (
	PolicySkip     Policy = "skip"
	PolicyFallback Policy = "fallback"
	PolicyHold     Policy = "hold"
)

// Message is what a blast says.
type Message struct {
	Kind      string            `json:"kind" enum:"template,text" doc:"template or text"`
	Template  *TemplateRef      `json:"template,omitempty"`
	Text      string            `json:"text,omitempty" maxLength:"4096"`
	Variables map[string]string `json:"variables,omitempty" doc:"Place in the template (body.1, header.1, button.0) to text with {{field|fallback}}"`
}

// The kinds of a message.
const (
	KindTemplate = "template"
	KindText     = "text"
)

// TemplateRef names an approved template.
type TemplateRef struct {
	Name     string `json:"name"`
	Language string `json:"language"`
}

// Audience says who is to receive a blast; it is frozen into recipients when the blast starts.
type Audience = contact.Audience

// Blast is one message to many.
type Blast struct {
	ID          ID
	Name        string
	State       State
	StateReason string
	Channel     channel.ID
	Purpose     contact.Purpose
	Audience    Audience
	Message     Message
	Policy      Policy
	ScheduledAt time.Time
	Parent      ID // the blast whose retryable failures this one repeats
	Version     int
	CreatedBy   string
	CreatedAt   time.Time
	UpdatedAt   time.Time
	StartedAt   time.Time
	FinishedAt  time.Time
}

// Active reports whether recipients may exist and work may be left.
func (b *Blast) Active() bool {
	switch b.State {
	case Running, Paused, Stopping:
		return true
	case Held:
		return !b.StartedAt.IsZero()
	default:
		return false
	}
}

// start begins a blast that has not begun. version is what the person has seen.
func (b *Blast) start(now time.Time, version int) error {
	if !b.StartedAt.IsZero() {
		return ErrAlreadyStarted
	}
	if version != b.Version {
		return ErrVersion
	}
	b.State, b.StateReason = Running, ""
	b.StartedAt, b.UpdatedAt = now, now
	return nil
}

// schedule sets the time of the start.
func (b *Blast) schedule(now, at time.Time, version int) error {
	switch {
	case !b.StartedAt.IsZero():
		return ErrAlreadyStarted
	case version != b.Version:
		return ErrVersion
	case !at.After(now):
		return ErrPast
	}
	b.State, b.StateReason, b.ScheduledAt, b.UpdatedAt = Scheduled, "", at, now
	return nil
}

// unschedule makes a blast that waits for its time a draft again.
func (b *Blast) unschedule(now time.Time) error {
	if b.State != Scheduled && (b.State != Held || !b.StartedAt.IsZero()) {
		return ErrNotScheduled
	}
	b.State, b.StateReason, b.ScheduledAt, b.UpdatedAt = Draft, "", time.Time{}, now
	return nil
}

// due decides what a scheduled blast does now: nothing, start, or be held because its time has passed too long ago.
func (b *Blast) due(now time.Time, grace time.Duration) (fire bool) {
	if b.State != Scheduled || b.ScheduledAt.After(now) {
		return false
	}
	if now.Sub(b.ScheduledAt) > grace {
		b.State, b.StateReason, b.UpdatedAt = Held, ReasonMissedSchedule, now
		return false
	}
	return true
}

// pause keeps everything that was not attempted.
func (b *Blast) pause(now time.Time, reason string) error {
	if b.State != Running {
		return ErrNotRunning
	}
	b.State, b.StateReason, b.UpdatedAt = Paused, reason, now
	return nil
}

// resume goes on with whoever was never attempted.
func (b *Blast) resume(now time.Time) error {
	if b.State != Paused && (b.State != Held || b.StartedAt.IsZero()) {
		return ErrNotPaused
	}
	b.State, b.StateReason, b.UpdatedAt = Running, "", now
	return nil
}

// stop gives up the rest.
func (b *Blast) stop(now time.Time) error {
	if !b.Active() || b.State == Stopping {
		return ErrNotRunning
	}
	b.State, b.StateReason, b.UpdatedAt = Stopping, "", now
	return nil
}

// edit replaces what may be edited in this state: all of a draft, only the message of a paused blast.
func (b *Blast) edit(now time.Time, next Blast) error {
	if next.Version != b.Version {
		return ErrVersion
	}
	switch b.State {
	case Draft, Scheduled:
		b.Name, b.Channel, b.Purpose, b.Audience = next.Name, next.Channel, next.Purpose, next.Audience
	case Paused:
	case Held:
		if b.StartedAt.IsZero() {
			b.Name, b.Channel, b.Purpose, b.Audience = next.Name, next.Channel, next.Purpose, next.Audience
		}
	default:
		return ErrNotEditable
	}
	b.Message, b.Policy = next.Message, next.Policy
	b.Version++
	b.UpdatedAt = now
	return nil
}

// settle ends a blast for which nothing is left to do, and says whether it did. held is how many recipients wait for a value.
func (b *Blast) settle(now time.Time, frozen bool, c Counts, missing int) bool {
	if !frozen || c.Planned > 0 || c.Queued > 0 || c.Sending > 0 || c.Held > missing {
		return false
	}
	switch {
	case b.State == Stopping:
		b.State, b.FinishedAt, b.UpdatedAt = Stopped, now, now
	case b.State == Running && missing > 0:
		b.State, b.StateReason, b.UpdatedAt = Held, ReasonMissingVariable, now
	case b.State == Running:
		b.State, b.FinishedAt, b.UpdatedAt = Finished, now, now
	default:
		return false
	}
	return true
}
