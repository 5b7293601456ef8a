package erase

import (
	"context"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// LastOf is when data of a workspace was deleted last; zero if never.
func (s *Service) LastOf(ctx context.Context, ws id.Workspace) (time.Time, error) {
	var at int64
	err := s.d.System.Read(ctx, func(q sysdb.Query) error {
		return q.QueryRow(ctx, `SELECT COALESCE(MAX(live_at), 0) FROM erasure_request WHERE workspace_id = $1`, ws).Scan(&at)
	})
	return clock.Time(at), err
}
