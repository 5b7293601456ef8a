package outbox

import (
	"context"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	countSendingSince = `SELECT COUNT(*) FROM send WHERE state = 'sending' AND sending_at < $1`
	countOverdue      = `SELECT COUNT(*) FROM send WHERE state = 'held' AND held_until < $1`
)

// Stuck counts what has been on the way to the network since before, and what is held although its time came before.
func (s *Service) Stuck(ctx context.Context, q wsdb.Query, before time.Time) (sending, overdue int, err error) {
	if err = q.QueryRow(ctx, countSendingSince, clock.Micros(before)).Scan(&sending); err != nil {
		return 0, 0, err
	}
	err = q.QueryRow(ctx, countOverdue, clock.Micros(before)).Scan(&overdue)
	return sending, overdue, err
}
