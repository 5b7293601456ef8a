package outbox

import (
	"context"
	"encoding/json"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// moveRow is the new position of a send as the bulk update takes it.
type moveRow struct {
	ID          ID     `json:"id"`
	State       State  `json:"state"`
	Reason      string `json:"reason"`
	Code        string `json:"code"`
	Class       string `json:"class"`
	Attempt     int    `json:"attempt"`
	HeldUntil   *int64 `json:"held_until"`
	ExternalID  string `json:"external_id"`
	SendingAt   int64  `json:"sending_at"`
	AcceptedAt  int64  `json:"accepted_at"`
	SentAt      int64  `json:"sent_at"`
	DeliveredAt int64  `json:"delivered_at"`
	ReadAt      int64  `json:"read_at"`
	EndedAt     int64  `json:"ended_at"`
	UserID      string `json:"user_id"`
}

const updateSQLite = `UPDATE send SET state = r.value->>'state', reason = r.value->>'reason', code = r.value->>'code',
	class = r.value->>'class', attempt = r.value->>'attempt', held_until = r.value->>'held_until',
	external_id = NULLIF(r.value->>'external_id', ''), sending_at = r.value->>'sending_at', accepted_at = r.value->>'accepted_at',
	sent_at = r.value->>'sent_at', delivered_at = r.value->>'delivered_at', read_at = r.value->>'read_at',
	ended_at = r.value->>'ended_at', user_id = r.value->>'user_id'
	FROM json_each($1) AS r WHERE send.id = r.value->>'id'`

const updatePostgres = `UPDATE send SET state = r.state, reason = r.reason, code = r.code, class = r.class, attempt = r.attempt,
	held_until = r.held_until, external_id = NULLIF(r.external_id, ''), sending_at = r.sending_at, accepted_at = r.accepted_at,
	sent_at = r.sent_at, delivered_at = r.delivered_at, read_at = r.read_at, ended_at = r.ended_at, user_id = r.user_id
	FROM jsonb_to_recordset(CAST($1 AS jsonb)) AS r(id uuid, state text, reason text, code text, class text, attempt integer,
	held_until bigint, external_id text, sending_at bigint, accepted_at bigint, sent_at bigint, delivered_at bigint,
	read_at bigint, ended_at bigint, user_id text) WHERE send.id = r.id`

// update writes the position of sends. The caller has read them in the same transaction: with one writer a workspace,
// nothing can have moved in between.
func (s store) update(ctx context.Context, q wsdb.Query, sends []Send) error {
	if len(sends) == 0 {
		return nil
	}
	rows := make([]moveRow, len(sends))
	for i := range sends {
		m := &sends[i]
		rows[i] = moveRow{
			ID: m.ID, State: m.State, Reason: m.Reason, Code: m.Code, Class: string(m.Class), Attempt: m.Attempt,
			ExternalID: m.ExternalID, SendingAt: clock.Micros(m.SendingAt), AcceptedAt: clock.Micros(m.AcceptedAt),
			SentAt: clock.Micros(m.SentAt), DeliveredAt: clock.Micros(m.DeliveredAt), ReadAt: clock.Micros(m.ReadAt),
			EndedAt: clock.Micros(m.EndedAt), UserID: m.To.UserID,
		}
		if m.State == StateHeld && !m.HeldUntil.IsZero() {
			rows[i].HeldUntil = new(clock.Micros(m.HeldUntil))
		}
	}
	return s.execJSON(ctx, q, updateSQLite, updatePostgres, rows)
}

// byExternal finds sends by the network's ids.
func (s store) byExternal(ctx context.Context, q wsdb.Query, ch channel.ID, ids []string) ([]Send, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	b, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	return s.list(ctx, q, `SELECT `+sendColumns+` FROM send WHERE external_id IN `+s.inTexts()+` AND channel_id = $2`, string(b), ch)
}

// leftover lists what was being sent when the process ended.
func (s store) leftover(ctx context.Context, q wsdb.Query, limit int) ([]Send, error) {
	return s.list(ctx, q, `SELECT `+sendColumns+` FROM send WHERE state = 'sending' LIMIT $1`, limit)
}

// waiting lists the never-ended sends of an origin that the dispatcher has not taken. It reads the small indexes of what is queued
// and held; the empty text keeps both engines from walking through all sends of the origin, of which a blast may have a million.
func (s store) waiting(ctx context.Context, q wsdb.Query, o Origin, limit int) ([]Send, error) {
	const ofState = `SELECT ` + sendColumns + ` FROM send WHERE origin_id || '' = $1 AND origin = $2 AND state = `
	return s.list(ctx, q, ofState+`'queued' UNION ALL `+ofState+`'held' ORDER BY id LIMIT $3`, o.ID, o.Kind, limit)
}

// waitingOn lists the sends of a kind of origin that a channel has not taken.
func (s store) waitingOn(ctx context.Context, q wsdb.Query, ch channel.ID, kind string) ([]Send, error) {
	const ofState = `SELECT ` + sendColumns + ` FROM send WHERE channel_id = $1 AND origin = $2 AND state = `
	return s.list(ctx, q, ofState+`'queued' UNION ALL `+ofState+`'held' ORDER BY id`, ch, kind)
}

// waitingTo lists the sends to a contact that no channel has taken.
func (s store) waitingTo(ctx context.Context, q wsdb.Query, c contact.ID) ([]Send, error) {
	const ofState = `SELECT ` + sendColumns + ` FROM send WHERE contact_id = $1 AND state = `
	return s.list(ctx, q, ofState+`'queued' UNION ALL `+ofState+`'held' ORDER BY id`, c)
}

// recordUsage counts attempts of a channel for its budget.
func (s store) recordUsage(ctx context.Context, q wsdb.Query, ch channel.ID, at time.Time, opened, continued, private int) error {
	_, err := q.Exec(ctx, `INSERT INTO channel_usage (channel_id, second_at, opened, continued, private) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (channel_id, second_at) DO UPDATE SET
		opened = channel_usage.opened + excluded.opened, continued = channel_usage.continued + excluded.continued,
		private = channel_usage.private + excluded.private`,
		ch, at.Unix(), opened, continued, private)
	return err
}

// usage reads the attempts of a channel since a moment, and forgets older ones.
func (s store) usage(ctx context.Context, q wsdb.Query, ch channel.ID, since time.Time) ([]usedSecond, error) {
	if _, err := q.Exec(ctx, `DELETE FROM channel_usage WHERE channel_id = $1 AND second_at < $2`, ch, since.Unix()); err != nil {
		return nil, err
	}
	rows, err := q.Query(ctx, `SELECT second_at, opened, continued, private FROM channel_usage WHERE channel_id = $1 ORDER BY second_at`, ch)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []usedSecond
	for rows.Next() {
		var sec int64
		var u usedSecond
		if err := rows.Scan(&sec, &u.opened, &u.continued, &u.private); err != nil {
			return nil, err
		}
		u.at = time.Unix(sec, 0).UTC()
		out = append(out, u)
	}
	return out, rows.Err()
}
