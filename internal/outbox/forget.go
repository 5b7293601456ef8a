package outbox

import (
	"context"
	"fmt"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Forget removes everything that was or would be sent through a channel whose network is only a model. While something is on its way it
// fails with ErrUnderWay: the outcome needs its row.
func (s *Service) Forget(ctx context.Context, tx *wsdb.Tx, ch channel.ID) error {
	var sending int
	err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM send WHERE channel_id = $1 AND state = 'sending'`, ch).Scan(&sending)
	if err != nil {
		return fmt.Errorf("count sends: %w", err)
	}
	if sending > 0 {
		return ErrUnderWay
	}
	for _, text := range []string{
		`DELETE FROM send WHERE channel_id = $1`, `DELETE FROM reply_window WHERE channel_id = $1`, `DELETE FROM channel_usage WHERE channel_id = $1`,
	} {
		if _, err := tx.Exec(ctx, text, ch); err != nil {
			return fmt.Errorf("forget sends: %w", err)
		}
	}
	return nil
}
