package report

import (
	"context"
	"fmt"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// rows runs a query and hands every row to fn.
func (s store) rows(ctx context.Context, q wsdb.Query, fn func(scan func(...any) error) error, query string, args ...any) error {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("read totals: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := fn(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// answer is how often a colleague ended a wait of so many seconds on a day.
type answer struct {
	day, seconds, answers int64
	actor                 string
}

const sumAnswers = `SELECT (quarter_at + $3) / 86400000000, actor, seconds, SUM(answers) FROM report_answer
	WHERE quarter_at >= $1 AND quarter_at < $2 AND ($4 = '' OR CAST(channel_id AS TEXT) = $4) GROUP BY 1, 2, 3`

func (s store) answers(ctx context.Context, q wsdb.Query, p span, channel string) (list []answer, err error) {
	err = s.rows(ctx, q, func(scan func(...any) error) error {
		var a answer
		err := scan(&a.day, &a.actor, &a.seconds, &a.answers)
		list = append(list, a)
		return err
	}, sumAnswers, clock.Micros(p.from), clock.Micros(p.until), p.offset.Microseconds(), channel)
	return list, err
}

const sumWork = `SELECT actor, SUM(messages), SUM(conversations) FROM report_work
	WHERE quarter_at >= $1 AND quarter_at < $2 AND ($3 = '' OR CAST(channel_id AS TEXT) = $3) GROUP BY actor`

func (s store) work(ctx context.Context, q wsdb.Query, p span, channel string, fn func(actor string, messages, conversations int64)) error {
	return s.rows(ctx, q, func(scan func(...any) error) error {
		var actor string
		var messages, conversations int64
		err := scan(&actor, &messages, &conversations)
		fn(actor, messages, conversations)
		return err
	}, sumWork, clock.Micros(p.from), clock.Micros(p.until), channel)
}

const sumStops = `SELECT (quarter_at + $3) / 86400000000, SUM(stops) FROM report_stop WHERE quarter_at >= $1 AND quarter_at < $2 GROUP BY 1`

func (s store) stops(ctx context.Context, q wsdb.Query, p span, fn func(day, stops int64)) error {
	return s.rows(ctx, q, func(scan func(...any) error) error {
		var day, stops int64
		err := scan(&day, &stops)
		fn(day, stops)
		return err
	}, sumStops, clock.Micros(p.from), clock.Micros(p.until), p.offset.Microseconds())
}

// Unread conversations in which the other side has the last word, by who was the last to answer them by hand; those whom nobody has answered yet belong to nobody.
const countOpen = `SELECT s.actor, COUNT(*) FROM conversation AS c JOIN send AS s ON s.id = (
	SELECT m.id FROM message AS m WHERE m.conversation_id = c.id AND m.direction = 'out' AND m.lane = 0 ORDER BY m.at DESC, m.id DESC LIMIT 1)
	WHERE c.unread > 0 AND c.last_direction = 'in' AND s.origin = 'human' AND ($1 = '' OR CAST(c.channel_id AS TEXT) = $1) GROUP BY s.actor`

func (s store) open(ctx context.Context, q wsdb.Query, channel string, fn func(actor string, n int64)) error {
	return s.rows(ctx, q, func(scan func(...any) error) error {
		var actor string
		var n int64
		err := scan(&actor, &n)
		fn(actor, n)
		return err
	}, countOpen, channel)
}
