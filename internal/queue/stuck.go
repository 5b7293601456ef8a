package queue

import (
	"context"

	"github.com/kelolapesan/kelola/internal/database"
)

const (
	countDiscarded = `SELECT COUNT(*) FROM river_job WHERE state = 'discarded'`
	countRetrying  = `SELECT COUNT(*) FROM river_job WHERE state = 'retryable' AND attempt >= 5`
)

// Stuck counts the jobs that were given up in the last days, and those that failed many times and are to be tried again.
func (c *Client) Stuck(ctx context.Context) (discarded, retrying int, err error) {
	if err = c.system.Read.QueryRowContext(ctx, countDiscarded).Scan(&discarded); err != nil {
		return 0, 0, database.Translate(err)
	}
	err = c.system.Read.QueryRowContext(ctx, countRetrying).Scan(&retrying)
	return discarded, retrying, database.Translate(err)
}
