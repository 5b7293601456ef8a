package comment

import (
	"context"
	"fmt"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const countCollected = `
	SELECT (SELECT COUNT(*) FROM comment_match WHERE channel_id = $1) + (SELECT COUNT(*) FROM comment WHERE channel_id = $1)
		+ (SELECT COUNT(*) FROM post WHERE channel_id = $1)`

// Collected counts what EraseAccount would remove.
func (s *Service) Collected(ctx context.Context, q wsdb.Query, ch channel.ID) (n int64, err error) {
	if err = q.QueryRow(ctx, countCollected, ch).Scan(&n); err != nil {
		return 0, fmt.Errorf("count comments of an account: %w", err)
	}
	return n, nil
}
