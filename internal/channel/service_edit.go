package channel

import (
	"context"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// edit changes a channel in one transaction. change also records the fact.
func (s *Service) edit(ctx context.Context, ws id.Workspace, ch ID, change func(tx *wsdb.Tx, c *Channel) error) (Channel, error) {
	var c Channel
	err := s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		var err error
		if c, err = get(ctx, tx, ch); err != nil {
			return err
		}
		if err := change(tx, &c); err != nil {
			return err
		}
		c.UpdatedAt = tx.Now()
		return update(ctx, tx, c)
	})
	return c, err
}

// Update changes name and limits; nil leaves a value as it is.
func (s *Service) Update(ctx context.Context, ws id.Workspace, ch ID, actor audit.Thing, name *string, limits *Limits) (Channel, error) {
	if name != nil && !nameOK(strings.TrimSpace(*name)) {
		return Channel{}, ErrInput.WithField("name", "channel.name_invalid", "A name has 1 to 100 characters.")
	}
	if limits != nil {
		if err := limits.validate(); err != nil {
			return Channel{}, err
		}
	}
	return s.edit(ctx, ws, ch, func(tx *wsdb.Tx, c *Channel) error {
		if name != nil {
			c.Name = strings.TrimSpace(*name)
		}
		if limits != nil {
			c.Limits = *limits
		}
		return s.done(ctx, tx, ch, audit.ChannelChanged, actor)
	})
}

func (l Limits) validate() error {
	for _, n := range []int{l.PerSecond, l.PerMinute, l.PerHour, l.PerDay, l.NewPerDay, l.MinGapMS, l.MaxGapMS, l.BatchSize, l.RestSeconds} {
		if n < 0 {
			return ErrInput.WithField("limits", "channel.limit_negative", "A limit is 0 or more.")
		}
	}
	if l.MaxGapMS < l.MinGapMS {
		return ErrInput.WithField("limits.max_gap_ms", "channel.gap_invalid", "The longest gap is not shorter than the shortest.")
	}
	return nil
}

// Pause stops sending through the channel. With a time it goes on by itself then; without one a person has to act.
func (s *Service) Pause(ctx context.Context, tx *wsdb.Tx, ch ID, reason string, until time.Time) error {
	c, err := get(ctx, tx, ch)
	if err != nil {
		return err
	}
	if c.State == Disconnected {
		return nil
	}
	switch {
	case until.IsZero():
		c.State, c.StateReason = NeedsAttention, reason
	case until.After(c.PausedUntil):
		c.PausedUntil, c.PauseReason = until, reason
	default:
		return nil
	}
	if err := update(ctx, tx, c); err != nil {
		return err
	}
	return s.changed(ctx, tx, ch)
}

// Resume lets the channel send again, when a person says so.
func (s *Service) Resume(ctx context.Context, ws id.Workspace, ch ID, actor audit.Thing) (Channel, error) {
	return s.edit(ctx, ws, ch, func(tx *wsdb.Tx, c *Channel) error {
		if c.State == Disconnected {
			return ErrDisconnected
		}
		c.State, c.StateReason, c.PausedUntil, c.PauseReason = Connected, "", time.Time{}, ""
		return s.done(ctx, tx, ch, audit.ChannelChanged, actor)
	})
}
