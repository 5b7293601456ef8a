package outbox

import (
	"context"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// ListByOrigin reads the sends of an origin in the order they were added.
func (s *Service) ListByOrigin(ctx context.Context, q wsdb.Query, o Origin, f Filter) ([]Send, error) {
	after := firstID
	if !f.After.IsZero() {
		after = f.After.String()
	}
	return s.store.list(ctx, q, `SELECT `+sendColumns+` FROM send WHERE origin_id = $1 AND origin = $2
		AND ($3 = '' OR state = $3) AND id > $4 ORDER BY id LIMIT $5`,
		o.ID, o.Kind, string(f.State), after, f.Limit)
}

// Held counts what is held, by reason.
func (s *Service) Held(ctx context.Context, q wsdb.Query) (map[string]int, error) {
	rows, err := q.Query(ctx, `SELECT reason, COUNT(*) FROM send WHERE state = 'held' GROUP BY reason`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	out := map[string]int{}
	for rows.Next() {
		var reason string
		var n int
		if err := rows.Scan(&reason, &n); err != nil {
			return nil, err
		}
		out[reason] = n
	}
	return out, rows.Err()
}

// CountHeld counts what is held.
func (s *Service) CountHeld(ctx context.Context, q wsdb.Query) (n int, err error) {
	err = q.QueryRow(ctx, `SELECT COUNT(*) FROM send WHERE state = 'held'`).Scan(&n)
	return n, err
}

// Usage counts what was attempted through a channel in the last minute, hour and day.
func (s *Service) Usage(ctx context.Context, q wsdb.Query, ch channel.ID) (minute, hour, day int, err error) {
	now := s.d.Clock.Now()
	err = q.QueryRow(ctx, `SELECT
		COALESCE(SUM(CASE WHEN second_at > $2 THEN opened + continued ELSE 0 END), 0),
		COALESCE(SUM(CASE WHEN second_at > $3 THEN opened + continued ELSE 0 END), 0),
		COALESCE(SUM(opened + continued), 0)
		FROM channel_usage WHERE channel_id = $1 AND second_at > $4`,
		ch, now.Add(-time.Minute).Unix(), now.Add(-time.Hour).Unix(), now.Add(-24*time.Hour).Unix()).Scan(&minute, &hour, &day)
	return minute, hour, day, err
}
