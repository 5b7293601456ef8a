package report

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/inbox"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// store is the SQL of the totals. Many rows travel as one JSON parameter: one statement a batch on both engines.
type store struct{ engine database.Engine }

func (s store) pick(sqlite, postgres string) string {
	if s.engine == database.Postgres {
		return postgres
	}
	return sqlite
}

// columns are the counters of report_send in the order of Figures.all.
var columns = []string{
	"queued", "held", "sending", "accepted", "sent", "delivered", "read_count", "skipped", "failed", "unknown", "replied",
}

// each writes every counter by a pattern in which % is its name.
func each(pattern string) string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = strings.ReplaceAll(pattern, "%", c)
	}
	return strings.Join(out, ", ")
}

var (
	addSendsHead = `INSERT INTO report_send (quarter_at, channel_id, lane, ` + each(`%`) + `) `
	addSendsTail = ` ON CONFLICT (quarter_at, channel_id, lane) DO UPDATE SET ` + each(`% = report_send.% + excluded.%`)

	addSendsSQLite = addSendsHead + `SELECT value->>'quarter_at', value->>'channel_id', value->>'lane', ` + each(`value->>'%'`) +
		` FROM json_each($1) WHERE TRUE` + addSendsTail
	addSendsPostgres = addSendsHead + `SELECT quarter_at, channel_id, lane, ` + each(`%`) +
		` FROM jsonb_to_recordset(CAST($1 AS jsonb)) AS r(quarter_at bigint, channel_id uuid, lane smallint, ` + each(`% integer`) + `)` + addSendsTail
)

func (s store) addSends(ctx context.Context, tx *wsdb.Tx, t *tallies) error {
	var rows []map[string]any
	for _, p := range t.order {
		f := *t.by[p]
		if f == (Figures{}) {
			continue
		}
		row := map[string]any{"quarter_at": p.quarter, "channel_id": p.channel, "lane": p.lane}
		for i, n := range f.all() {
			row[columns[i]] = *n
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return nil
	}
	list, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, s.pick(addSendsSQLite, addSendsPostgres), string(list)); err != nil {
		return fmt.Errorf("count sends: %w", err)
	}
	return nil
}

const (
	// The message before each of the given ones in its conversation, if it is a send of the ledger; what never left is passed over.
	repliedToHead = `SELECT s.created_at, s.channel_id, s.lane FROM message AS m JOIN send AS s ON s.id = (
		SELECT p.id FROM message AS p WHERE p.conversation_id = m.conversation_id AND (p.at, p.id) < (m.at, m.id)
		AND (p.direction = 'in' OR NOT EXISTS (
			SELECT 1 FROM send AS x WHERE x.id = p.id AND x.state IN ('queued', 'held', 'skipped', 'failed')))
		ORDER BY p.at DESC, p.id DESC LIMIT 1)
		WHERE m.at - s.created_at <= $2 AND m.id IN `
	repliedToSQLite   = repliedToHead + `(SELECT value FROM json_each($1))`
	repliedToPostgres = repliedToHead + `(SELECT CAST(value AS uuid) FROM jsonb_array_elements_text(CAST($1 AS jsonb)))`
)

// repliedTo finds where the sends are counted that the messages reply to.
func (s store) repliedTo(ctx context.Context, q wsdb.Query, ids []inbox.MessageID) ([]place, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	rows, err := q.Query(ctx, s.pick(repliedToSQLite, repliedToPostgres), string(list), replySpan.Microseconds())
	if err != nil {
		return nil, fmt.Errorf("find what was replied to: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var out []place
	for rows.Next() {
		var at int64
		var p place
		if err := rows.Scan(&at, &p.channel, &p.lane); err != nil {
			return nil, err
		}
		p.quarter = quarterOf(clock.Time(at))
		out = append(out, p)
	}
	return out, rows.Err()
}

// bubble is the place of a message in its conversation.
type bubble struct {
	id, conversation string
	at               int64
}

func (s store) bubble(ctx context.Context, q wsdb.Query, send outbox.ID) (b bubble, ok bool, err error) {
	b.id = send.String()
	err = q.QueryRow(ctx, `SELECT conversation_id, at FROM message WHERE id = $1`, send).Scan(&b.conversation, &b.at)
	if errors.Is(err, sql.ErrNoRows) {
		return b, false, nil
	}
	return b, err == nil, err
}

const wroteSince = `SELECT EXISTS (SELECT 1 FROM message AS m JOIN send AS s ON s.id = m.id
	WHERE m.conversation_id = $1 AND (m.at, m.id) < ($2, $3) AND m.at >= $4 AND m.direction = 'out' AND m.lane = 0
	AND s.actor = $5 AND s.origin = 'human')`

// wroteSince says whether a colleague has written into a conversation since a moment, before a message.
func (s store) wroteSince(ctx context.Context, q wsdb.Query, b bubble, actor string, since time.Time) (known bool, err error) {
	err = q.QueryRow(ctx, wroteSince, b.conversation, b.at, b.id, clock.Micros(since), actor).Scan(&known)
	return known, err
}

const (
	lastAnswer = `SELECT at, id FROM message WHERE conversation_id = $1 AND (at, id) < ($2, $3) AND direction = 'out' AND lane = 0
		ORDER BY at DESC, id DESC LIMIT 1`
	firstUnanswered = `SELECT MIN(at) FROM message WHERE conversation_id = $1 AND (at, id) < ($2, $3) AND (at, id) > ($4, $5)
		AND direction = 'in'`
	noMessage = "00000000-0000-0000-0000-000000000000"
)

// waitingSince is when the first message came in that nobody had answered by hand before a message; zero for none.
func (s store) waitingSince(ctx context.Context, q wsdb.Query, b bubble) (int64, error) {
	answered, last := int64(0), noMessage
	err := q.QueryRow(ctx, lastAnswer, b.conversation, b.at, b.id).Scan(&answered, &last)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	var since sql.NullInt64
	err = q.QueryRow(ctx, firstUnanswered, b.conversation, b.at, b.id, answered, last).Scan(&since)
	return since.Int64, err
}

func (s store) addWork(ctx context.Context, tx *wsdb.Tx, m *outbox.Send, fresh bool) error {
	conversations := 0
	if fresh {
		conversations = 1
	}
	_, err := tx.Exec(ctx, `INSERT INTO report_work (quarter_at, channel_id, actor, messages, conversations) VALUES ($1, $2, $3, 1, $4)
		ON CONFLICT (quarter_at, channel_id, actor) DO UPDATE SET messages = report_work.messages + 1,
		conversations = report_work.conversations + excluded.conversations`, quarterOf(m.CreatedAt), m.Channel, m.Actor, conversations)
	return err
}

func (s store) addAnswer(ctx context.Context, tx *wsdb.Tx, m *outbox.Send, seconds int64) error {
	_, err := tx.Exec(ctx, `INSERT INTO report_answer (quarter_at, channel_id, actor, seconds, answers) VALUES ($1, $2, $3, $4, 1)
		ON CONFLICT (quarter_at, channel_id, actor, seconds) DO UPDATE SET answers = report_answer.answers + 1`,
		quarterOf(m.CreatedAt), m.Channel, m.Actor, seconds)
	return err
}

func (s store) addStop(ctx context.Context, tx *wsdb.Tx, at time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO report_stop (quarter_at, stops) VALUES ($1, 1)
		ON CONFLICT (quarter_at) DO UPDATE SET stops = report_stop.stops + 1`, quarterOf(at))
	return err
}

// daily is one row of a sum by days; day counts from 1970 in the zone of the workspace.
type daily struct {
	day     int64
	channel channel.ID
	lane    outbox.Lane
	Figures
}

var sumSends = `SELECT (quarter_at + $3) / 86400000000, channel_id, lane, ` + each(`SUM(%)`) + `
	FROM report_send WHERE quarter_at >= $1 AND quarter_at < $2 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`

func (s store) sums(ctx context.Context, q wsdb.Query, p span) ([]daily, error) {
	rows, err := q.Query(ctx, sumSends, clock.Micros(p.from), clock.Micros(p.until), p.offset.Microseconds())
	if err != nil {
		return nil, fmt.Errorf("sum sends: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var out []daily
	for rows.Next() {
		var d daily
		into := []any{&d.day, &d.channel, &d.lane}
		for _, n := range d.all() {
			into = append(into, n)
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, rows.Err()
}
