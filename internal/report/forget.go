package report

import (
	"context"
	"fmt"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Forget takes a channel whose network is only a model out of the totals. No other network was connected while it was there, so every
// stop since is one of it.
func (s *Service) Forget(ctx context.Context, tx *wsdb.Tx, ch channel.ID) error {
	c, err := s.d.Channels.Get(ctx, tx, ch)
	if err != nil {
		return err
	}
	for _, table := range []string{"report_send", "report_answer", "report_work"} {
		if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE channel_id = $1`, ch); err != nil {
			return fmt.Errorf("forget totals: %w", err)
		}
	}
	if _, err := tx.Exec(ctx, `DELETE FROM report_stop WHERE quarter_at >= $1`, quarterOf(c.CreatedAt)); err != nil {
		return fmt.Errorf("forget stops: %w", err)
	}
	return nil
}
