package channel

import (
	"context"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// HandleEvents implements Handler: what the network says about templates and about the channel itself. All of it may be
// repeated.
func (s *Service) HandleEvents(ctx context.Context, tx *wsdb.Tx, ch Channel, evs []Event) error {
	stopped := false
	for _, ev := range evs {
		switch ev := ev.(type) {
		case StatusReceived:
			if stopped || !ev.stops(ch) {
				continue
			}
			stopped = true
			if err := s.stop(ctx, tx, ch.ID, ev.Error); err != nil {
				return err
			}
		case TemplateChanged:
			if err := s.templateChanged(ctx, tx, ch, ev); err != nil {
				return err
			}
		case ChannelChanged:
			if err := s.channelChanged(ctx, tx, ch.ID, ev); err != nil {
				return err
			}
		}
	}
	return nil
}

// stops reports whether a failed message means that nothing more may leave through its channel: some reasons, such as a missing
// payment, come only with a status (Meta docs, Cloud API error codes, read 2026-11). What failed before the last change of the
// channel says nothing about it now; the network counts in seconds.
func (ev StatusReceived) stops(ch Channel) bool {
	return ev.Error != nil && ev.Error.Class == ClassChannel && !ev.At.Before(ch.UpdatedAt.Truncate(time.Second))
}

func (s *Service) stop(ctx context.Context, tx *wsdb.Tx, ch ID, e *SendError) error {
	var until time.Time
	if e.RetryAfter > 0 {
		until = tx.Now().Add(e.RetryAfter)
	}
	return s.Pause(ctx, tx, ch, e.Reason, until)
}

// templateWords turn the word of an event into the status a list would show; other words are statuses themselves.
var templateWords = map[string]string{
	"REINSTATED": StatusApproved,
	"UNARCHIVED": StatusApproved,
	"UNPAUSED":   StatusApproved,
	"FLAGGED":    "", // a warning, the status stays
}

func (s *Service) templateChanged(ctx context.Context, tx *wsdb.Tx, ch Channel, ev TemplateChanged) error {
	rows, err := tx.Query(ctx, templatesTouched, ch.ID, ev.ExternalID, ev.Name, ev.Language)
	touched, err := scanTemplates(rows, err)
	if err != nil {
		return err
	}
	if len(touched) == 0 { // made elsewhere: read them all
		return tx.Enqueue(ctx, SyncTemplates{Workspace: tx.Workspace(), Channel: ch.ID}, queue.Unique())
	}
	for _, m := range touched {
		next := m
		next.apply(ev)
		if next.equal(m) {
			continue
		}
		if err := saveTemplate(ctx, tx, next); err != nil {
			return err
		}
	}
	if err := readAgain(ctx, tx, ch.ID); err != nil {
		return err
	}
	return s.d.Events.Append(ctx, tx, event.ChannelChanged, ch.ID.String(), nil)
}

func (m *MessageTemplate) apply(ev TemplateChanged) {
	status, mapped := templateWords[ev.Event]
	if !mapped {
		status = ev.Event
	}
	if status != "" {
		if status == StatusApproved {
			m.PausedUntil, m.PausedReason = time.Time{}, ""
		}
		m.Status, m.RejectedReason = status, ev.Reason
	}
	if ev.Quality != "" {
		m.Quality = ev.Quality
	}
	if ev.Category != "" {
		m.Category = ev.Category
	}
}

// channelChanged notes news about the channel. News that name a number are only for the channel with that number, because
// they reach every channel of the account.
func (s *Service) channelChanged(ctx context.Context, tx *wsdb.Tx, ch ID, ev ChannelChanged) error {
	c, err := get(ctx, tx, ch)
	if err != nil {
		return err
	}
	if c.State == Disconnected || ev.DisplayPhone != "" && onlyDigits(ev.DisplayPhone) != onlyDigits(c.DisplayPhone) {
		return nil
	}
	c.learn(Facts{Quality: ev.Quality, DailyLimit: ev.DailyLimit, VerifiedName: ev.VerifiedName})
	switch {
	case ev.State == NeedsAttention:
		c.State, c.StateReason = NeedsAttention, ev.Reason
	case ev.State == Connected && strings.HasPrefix(c.StateReason, "account_"):
		c.State, c.StateReason = Connected, ""
	}
	if err := update(ctx, tx, c); err != nil {
		return err
	}
	return s.changed(ctx, tx, ch)
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
