package outbox

import (
	"context"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// windows answers until when each contact may be answered freely on a channel.
func (s store) windows(ctx context.Context, q wsdb.Query, ch channel.ID, ids []contact.ID) (map[contact.ID]time.Time, error) {
	out := make(map[contact.ID]time.Time, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	rows, err := q.Query(ctx, `SELECT contact_id, until_at FROM reply_window WHERE contact_id IN `+s.in()+` AND channel_id = $2`, jsonIDs(ids), ch)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var c contact.ID
		var until int64
		if err := rows.Scan(&c, &until); err != nil {
			return nil, err
		}
		out[c] = clock.Time(until)
	}
	return out, rows.Err()
}

// promos counts what was attempted for promotion since a moment. What was refused does not count, also while it waits for another
// attempt: else a send would use up the cap of its own recipient.
func (s store) promos(ctx context.Context, q wsdb.Query, ids []contact.ID, since time.Time) (map[contact.ID]promoUse, error) {
	out := map[contact.ID]promoUse{}
	if len(ids) == 0 {
		return out, nil
	}
	rows, err := q.Query(ctx, `SELECT contact_id, COUNT(*) FROM send WHERE contact_id IN `+s.in()+`
		AND purpose = 'promo' AND sending_at > 0 AND sending_at >= $2 AND state NOT IN ('queued', 'held', 'skipped', 'failed') GROUP BY contact_id`, jsonIDs(ids), clock.Micros(since))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var c contact.ID
		var u promoUse
		if err := rows.Scan(&c, &u.count); err != nil {
			return nil, err
		}
		out[c] = u
	}
	return out, rows.Err()
}

// openWindow moves the end of a reply window later, never earlier.
func (s store) openWindow(ctx context.Context, q wsdb.Query, ch channel.ID, c contact.ID, until time.Time) error {
	_, err := q.Exec(ctx, `INSERT INTO reply_window (channel_id, contact_id, until_at) VALUES ($1, $2, $3)
		ON CONFLICT (channel_id, contact_id) DO UPDATE SET until_at = excluded.until_at
		WHERE reply_window.until_at < excluded.until_at`, ch, c, clock.Micros(until))
	return err
}
