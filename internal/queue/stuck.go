package queue

import (
	"context"
	"database/sql"
	"errors"
	"time"

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

const (
	oldestFinished = `SELECT finalized_at FROM river_job WHERE state IN ('completed', 'cancelled') ORDER BY finalized_at LIMIT 1`
	oldestFailed   = `SELECT finalized_at FROM river_job WHERE state = 'discarded' ORDER BY finalized_at LIMIT 1`
)

// Oldest says when the oldest jobs ended that are still there; zero for none.
func (c *Client) Oldest(ctx context.Context) (finished, failed time.Time, err error) {
	for query, at := range map[string]*time.Time{oldestFinished: &finished, oldestFailed: &failed} {
		var ended sql.NullTime
		err := c.system.Read.QueryRowContext(ctx, query).Scan(&ended)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return finished, failed, database.Translate(err)
		}
		*at = ended.Time.UTC()
	}
	return finished, failed, nil
}
