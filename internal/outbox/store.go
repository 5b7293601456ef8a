package outbox

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// store is the SQL of the ledger. Many rows travel as one JSON parameter: one statement a batch on both engines.
type store struct{ engine database.Engine }

// sendRow is a send as it is handed to the bulk insert.
type sendRow struct {
	ID        ID         `json:"id"`
	Channel   channel.ID `json:"channel"`
	Lane      Lane       `json:"lane"`
	Origin    string     `json:"origin"`
	OriginID  string     `json:"origin_id"`
	Contact   *string    `json:"contact"`
	Phone     string     `json:"phone"`
	UserID    string     `json:"user_id"`
	Purpose   string     `json:"purpose"`
	Content   string     `json:"content"`
	Preview   string     `json:"preview"`
	Key       *string    `json:"client_key"`
	Sum       *string    `json:"client_sum"`
	Actor     string     `json:"actor"`
	CreatedAt int64      `json:"created_at"`
}

const sendColumns = `id, channel_id, lane, origin, origin_id, contact_id, phone, user_id, purpose, content, preview,
	client_key, actor, state, reason, code, class, attempt, held_until, external_id,
	created_at, sending_at, accepted_at, sent_at, delivered_at, read_at, ended_at`

const insertHead = `INSERT INTO send (id, channel_id, lane, origin, origin_id, contact_id, phone, user_id, purpose,
	content, preview, client_key, client_sum, actor, created_at, state, reason, code, class, attempt,
	sending_at, accepted_at, sent_at, delivered_at, read_at, ended_at) `

// The two forms of one statement differ only in how a JSON array is read as rows.
const insertSQLite = insertHead + `SELECT value->>'id', value->>'channel', value->>'lane', value->>'origin', value->>'origin_id',
	value->>'contact', value->>'phone', value->>'user_id', value->>'purpose', value->>'content', value->>'preview',
	value->>'client_key', value->>'client_sum', value->>'actor', value->>'created_at', 'queued', '', '', '', 0, 0, 0, 0, 0, 0, 0
	FROM json_each($1)`

const insertPostgres = insertHead + `SELECT id, channel, lane, origin, origin_id, contact, phone, user_id, purpose, content, preview,
	client_key, client_sum, actor, created_at, 'queued', '', '', '', 0, 0, 0, 0, 0, 0, 0
	FROM jsonb_to_recordset(CAST($1 AS jsonb)) AS r(id uuid, channel uuid, lane smallint, origin text, origin_id text,
	contact uuid, phone text, user_id text, purpose text, content text, preview text, client_key text, client_sum text,
	actor text, created_at bigint)`

func (s store) insert(ctx context.Context, q wsdb.Query, sends []Send) error {
	rows := make([]sendRow, len(sends))
	for i := range sends {
		m := &sends[i]
		content, err := json.Marshal(m.Content)
		if err != nil {
			return fmt.Errorf("outbox: marshal content: %w", err)
		}
		rows[i] = sendRow{
			ID: m.ID, Channel: m.Channel, Lane: m.Lane, Origin: m.Origin.Kind, OriginID: m.Origin.ID,
			Phone: m.To.Phone, UserID: m.To.UserID, Purpose: string(m.Purpose), Content: string(content),
			Preview: m.Preview, Actor: m.Actor, CreatedAt: clock.Micros(m.CreatedAt),
		}
		if !m.Contact.IsZero() {
			rows[i].Contact = new(m.Contact.String())
		}
		if m.Key != "" {
			rows[i].Key, rows[i].Sum = &m.Key, new(sum(m.Request))
		}
	}
	return s.execJSON(ctx, q, insertSQLite, insertPostgres, rows)
}

// sum identifies what was asked for under an idempotency key.
func sum(r Request) string {
	if !r.Contact.IsZero() {
		r.To = channel.Address{} // the address is that of the contact, which may have a new one by now
	}
	r.Content.ReplyTo = "" // the network's name of the quoted message, which may have come since
	b, _ := json.Marshal(struct {
		Channel channel.ID
		Contact contact.ID
		To      channel.Address
		Purpose contact.Purpose
		Content channel.Content
	}{r.Channel, r.Contact, r.To, r.Purpose, r.Content})
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// byKeys finds earlier sends of idempotency keys, with the sum of what they asked for.
func (s store) byKeys(ctx context.Context, q wsdb.Query, keys []string) (map[string]Send, map[string]string, error) {
	sends, sums := map[string]Send{}, map[string]string{}
	for _, k := range keys {
		var got string
		err := q.QueryRow(ctx, `SELECT client_sum FROM send WHERE client_key = $1`, k).Scan(&got)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		found, err := s.list(ctx, q, `SELECT `+sendColumns+` FROM send WHERE client_key = $1`, k)
		if err != nil {
			return nil, nil, err
		}
		sends[k], sums[k] = found[0], got
	}
	return sends, sums, nil
}

func (s store) execJSON(ctx context.Context, q wsdb.Query, sqlite, postgres string, rows any) error {
	b, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	_, err = q.Exec(ctx, s.pick(sqlite, postgres), string(b))
	return err
}

func (s store) pick(sqlite, postgres string) string {
	if s.engine == database.Postgres {
		return postgres
	}
	return sqlite
}

// list runs a query that selects sendColumns.
func (s store) list(ctx context.Context, q wsdb.Query, query string, args ...any) ([]Send, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []Send
	for rows.Next() {
		m, err := scanSend(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

func scanSend(rows *sql.Rows) (Send, error) {
	var (
		m                                              Send
		content                                        string
		key, external                                  sql.NullString
		held                                           sql.NullInt64
		created, sending, accepted, sent, delivered, r int64
		ended                                          int64
	)
	err := rows.Scan(&m.ID, &m.Channel, &m.Lane, &m.Origin.Kind, &m.Origin.ID, &m.Contact, &m.To.Phone, &m.To.UserID,
		&m.Purpose, &content, &m.Preview, &key, &m.Actor, &m.State, &m.Reason, &m.Code, &m.Class, &m.Attempt, &held,
		&external, &created, &sending, &accepted, &sent, &delivered, &r, &ended)
	if err != nil {
		return Send{}, err
	}
	if err := json.Unmarshal([]byte(content), &m.Content); err != nil {
		return Send{}, fmt.Errorf("outbox: content of send %s: %w", m.ID, err)
	}
	m.Key, m.ExternalID = key.String, external.String
	m.HeldUntil = clock.Time(held.Int64)
	m.CreatedAt, m.SendingAt, m.AcceptedAt = clock.Time(created), clock.Time(sending), clock.Time(accepted)
	m.SentAt, m.DeliveredAt, m.ReadAt, m.EndedAt = clock.Time(sent), clock.Time(delivered), clock.Time(r), clock.Time(ended)
	return m, nil
}

const inJSONSQLite = `(SELECT value FROM json_each($1))`
const inJSONPostgres = `(SELECT CAST(value AS uuid) FROM jsonb_array_elements_text(CAST($1 AS jsonb)))`

// in is the subselect that turns the JSON array in $1 into ids.
func (s store) in() string { return s.pick(inJSONSQLite, inJSONPostgres) }

// inTexts is in for texts.
func (s store) inTexts() string {
	return s.pick(inJSONSQLite, `(SELECT value FROM jsonb_array_elements_text(CAST($1 AS jsonb)))`)
}

func jsonIDs[T any](ids []T) string {
	b, err := json.Marshal(ids)
	if err != nil {
		panic("outbox: ids marshal: " + err.Error())
	}
	return string(b)
}

func (s store) get(ctx context.Context, q wsdb.Query, ids []ID) ([]Send, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return s.list(ctx, q, `SELECT `+sendColumns+` FROM send WHERE id IN `+s.in(), jsonIDs(ids))
}

// queued lists what a channel may send next, in order of lane and age, from lane `from` on.
func (s store) queued(ctx context.Context, q wsdb.Query, ch channel.ID, from, to Lane, limit int) ([]Send, error) {
	if limit <= 0 {
		return nil, nil
	}
	return s.list(ctx, q, `SELECT `+sendColumns+` FROM send WHERE channel_id = $1 AND state = 'queued'
		AND lane >= $2 AND lane <= $3 ORDER BY lane, id LIMIT $4`, ch, from, to, limit)
}

// releaseDue puts back into the queue what was held until now.
func (s store) releaseDue(ctx context.Context, q wsdb.Query, ch channel.ID, now time.Time, limit int) ([]Send, error) {
	return s.list(ctx, q, `UPDATE send SET state = 'queued', reason = '', held_until = NULL WHERE id IN (
		SELECT id FROM send WHERE channel_id = $1 AND state = 'held' AND held_until <= $2 ORDER BY held_until LIMIT $3)
		RETURNING `+sendColumns, ch, clock.Micros(now), limit)
}

// releaseReason puts back into the queue what waits on a channel for a reason, whether or not its time has come.
func (s store) releaseReason(ctx context.Context, q wsdb.Query, ch channel.ID, reason string, limit int) ([]Send, error) {
	return s.list(ctx, q, `UPDATE send SET state = 'queued', reason = '', held_until = NULL WHERE id IN (
		SELECT id FROM send WHERE channel_id = $1 AND state = 'held' AND reason = $2 LIMIT $3)
		RETURNING `+sendColumns, ch, reason, limit)
}

// heldReasons lists the reasons for which a channel holds sends.
func (s store) heldReasons(ctx context.Context, q wsdb.Query, ch channel.ID) ([]string, error) {
	rows, err := q.Query(ctx, `SELECT DISTINCT reason FROM send WHERE channel_id = $1 AND state = 'held'`, ch)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []string
	for rows.Next() {
		var r string
		if err := rows.Scan(&r); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// nextDue is when the next held send of a channel is due; zero for never.
func (s store) nextDue(ctx context.Context, q wsdb.Query, ch channel.ID) (time.Time, error) {
	var at sql.NullInt64
	err := q.QueryRow(ctx, `SELECT MIN(held_until) FROM send WHERE channel_id = $1 AND state = 'held' AND held_until IS NOT NULL`, ch).Scan(&at)
	return clock.Time(at.Int64), err
}

// channelsWith lists channels that have something for the dispatcher: queued, held with an end, or left over as sending.
func (s store) channelsWith(ctx context.Context, q wsdb.Query) ([]channel.ID, error) {
	rows, err := q.Query(ctx, `SELECT channel_id FROM send WHERE state = 'queued' UNION
		SELECT channel_id FROM send WHERE state = 'sending' UNION
		SELECT channel_id FROM send WHERE state = 'held'`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []channel.ID
	for rows.Next() {
		var ch channel.ID
		if err := rows.Scan(&ch); err != nil {
			return nil, err
		}
		out = append(out, ch)
	}
	return out, rows.Err()
}
