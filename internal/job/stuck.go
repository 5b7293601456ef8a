package job

import (
	"context"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Running lists the running jobs of a kind.
func (s *Service) Running(ctx context.Context, q wsdb.Query, kind string) ([]Job, error) {
	return selectJobs(ctx, q, listRunning, kind)
}

const countStuck = `SELECT COUNT(*) FROM job WHERE state = 'running' AND updated_at < $1`

// Stuck counts running jobs that have not moved since before.
func (s *Service) Stuck(ctx context.Context, q wsdb.Query, before time.Time) (n int, err error) {
	err = q.QueryRow(ctx, countStuck, clock.Micros(before)).Scan(&n)
	return n, err
}
