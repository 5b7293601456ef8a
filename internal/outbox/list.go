package outbox

import (
	"context"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Filter narrows a list of sends; zero values do not narrow.
type Filter struct {
	State State
	After ID // continue after this send
	Limit int
}

// The ids that sort before and behind every other one.
const (
	firstID = "00000000-0000-0000-0000-000000000000"
	lastID  = "ffffffff-ffff-ffff-ffff-ffffffffffff"
)

// List reads sends of one state, newest first.
func (s *Service) List(ctx context.Context, q wsdb.Query, f Filter) ([]Send, error) {
	if !slices.Contains(States, f.State) {
		return nil, ErrStateUnusable
	}
	// The partial index on the troubled states is used only when the state is written into the text.
	const head = `SELECT ` + sendColumns + ` FROM send WHERE `
	const tail = ` AND id < $1 ORDER BY id DESC LIMIT $2`
	texts := map[State]string{
		StateHeld:    head + `state = 'held'` + tail,
		StateUnknown: head + `state = 'unknown'` + tail,
		StateFailed:  head + `state = 'failed'` + tail,
	}
	text, ok := texts[f.State]
	if !ok {
		return nil, ErrStateUnusable
	}
	before := lastID
	if !f.After.IsZero() {
		before = f.After.String()
	}
	return s.store.list(ctx, q, text, before, f.Limit)
}

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
