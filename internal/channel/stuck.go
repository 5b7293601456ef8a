package channel

import (
	"context"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	countWaiting = `SELECT COUNT(*) FROM inbound WHERE processed_at = 0 AND received_at < $1`
	countFailed  = `SELECT COUNT(*) FROM inbound WHERE received_at >= $1 AND error_code <> ''`
)

// Stuck counts inbound events that have waited since before, and those received after since that could not be processed.
func (s *Service) Stuck(ctx context.Context, q wsdb.Query, before, since time.Time) (waiting, failed int, err error) {
	if err = q.QueryRow(ctx, countWaiting, clock.Micros(before)).Scan(&waiting); err != nil {
		return 0, 0, err
	}
	err = q.QueryRow(ctx, countFailed, clock.Micros(since)).Scan(&failed)
	return waiting, failed, err
}
