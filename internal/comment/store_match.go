package comment

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

type matchRow struct {
	ID      MatchID    `json:"id"`
	Rule    RuleID     `json:"rule"`
	Comment ID         `json:"comment"`
	Channel channel.ID `json:"channel"`
	Contact *string    `json:"contact"`
	Person  string     `json:"person"`
	Words   string     `json:"words"`
	At      int64      `json:"at"`
	Written int64      `json:"written"`
	Outcome Outcome    `json:"outcome"`
	Reason  string     `json:"reason"`
	Step    Step       `json:"step"`
	Public  int64      `json:"public_at"`
	Private *string    `json:"private"`
	Told    *string    `json:"told"`
}

const matchColumns = `id, rule_id, comment_id, channel_id, contact_id, person, at, outcome, reason, step, follow, asked, public_at,
	private_send, public_send, content_send`

const insertMatchHead = `INSERT INTO comment_match (id, rule_id, comment_id, channel_id, contact_id, person, words, at, written_at, outcome, reason,
	step, follow, asked, public_at, private_send, public_send) `

const (
	insertMatchSQLite = insertMatchHead + `SELECT value->>'id', value->>'rule', value->>'comment', value->>'channel', value->>'contact',
		value->>'person', value->>'words', value->>'at', value->>'written', value->>'outcome', value->>'reason', value->>'step', 'unknown', 0,
		value->>'public_at', value->>'private', value->>'told' FROM (SELECT value FROM jsonb_each($1) LIMIT -1)`
	insertMatchPostgres = insertMatchHead + `SELECT id, rule, comment, channel, contact, person, words, at, written, outcome, reason, step,
		'unknown', 0, public_at, private, told FROM jsonb_to_recordset(CAST($1 AS jsonb)) AS r(id uuid, rule uuid, comment uuid, channel uuid,
		contact uuid, person text, words text, at bigint, written bigint, outcome text, reason text, step text, public_at bigint, private uuid,
		told uuid)`
)

// judged is a match together with what the history of its person needs.
type judged struct {
	Match
	words     string
	writtenAt time.Time
}

func (s store) insertMatches(ctx context.Context, tx *wsdb.Tx, list []judged) error {
	if len(list) == 0 {
		return nil
	}
	rows := make([]matchRow, len(list))
	for i := range list {
		m := &list[i]
		rows[i] = matchRow{
			ID: m.ID, Rule: m.Rule, Comment: m.Comment, Channel: m.Channel, Person: m.Handle, Words: m.words, At: clock.Micros(m.At),
			Written: clock.Micros(m.writtenAt), Outcome: m.Outcome, Reason: m.Reason, Step: m.Step, Public: clock.Micros(m.PublicAt),
		}
		if !m.Contact.IsZero() {
			rows[i].Contact = new(m.Contact.String())
		}
		if !m.Private.IsZero() {
			rows[i].Private = new(m.Private.String())
		}
		if !m.Public.IsZero() {
			rows[i].Told = new(m.Public.String())
		}
	}
	if _, err := tx.Exec(ctx, s.pick(insertMatchSQLite, insertMatchPostgres), asJSON(rows)); err != nil {
		return fmt.Errorf("insert matches: %w", err)
	}
	return nil
}

func (s store) matches(ctx context.Context, q wsdb.Query, tail string, args ...any) ([]Match, error) {
	rows, err := q.Query(ctx, `SELECT `+matchColumns+` FROM comment_match `+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("read matches: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var out []Match
	for rows.Next() {
		var m Match
		var at, public int64
		if err := rows.Scan(&m.ID, &m.Rule, &m.Comment, &m.Channel, &m.Contact, &m.Handle, &at, &m.Outcome, &m.Reason, &m.Step, &m.Follow,
			&m.Asked, &public, &m.Private, &m.Public, &m.Content); err != nil {
			return nil, err
		}
		m.At, m.PublicAt = clock.Time(at), clock.Time(public)
		out = append(out, m)
	}
	return out, rows.Err()
}

func (s store) match(ctx context.Context, q wsdb.Query, m MatchID) (Match, bool, error) {
	found, err := s.matches(ctx, q, `WHERE id = $1`, m)
	if err != nil || len(found) == 0 {
		return Match{}, false, err
	}
	return found[0], true, nil
}

// update writes how far a match has come.
func (s store) update(ctx context.Context, tx *wsdb.Tx, m *Match) error {
	_, err := tx.Exec(ctx, `UPDATE comment_match SET contact_id = $2, outcome = $3, reason = $4, step = $5, follow = $6, asked = $7,
		public_at = $8, public_send = $9, content_send = $10 WHERE id = $1`, m.ID, optional(m.Contact), string(m.Outcome), m.Reason,
		string(m.Step), string(m.Follow), m.Asked, clock.Micros(m.PublicAt), optional(m.Public), optional(m.Content))
	if err != nil {
		return fmt.Errorf("write match: %w", err)
	}
	return nil
}

// optional is an id as a column that may be empty.
func optional[T interface{ IsZero() bool }](v T) any {
	if v.IsZero() {
		return nil
	}
	return v
}

// byPrivate finds the match whose private reply a send is; a reply by hand has none.
func (s store) byPrivate(ctx context.Context, q wsdb.Query, send outbox.ID) ([]Match, error) {
	return s.matches(ctx, q, `WHERE private_send = $1`, send)
}

const openTail = `WHERE contact_id = $1 AND step IN ('opening', 'follow', 'email', 'phone') ORDER BY id DESC LIMIT 100`

// open finds the conversations of a contact on a channel that wait for the person, the newest first.
func (s store) open(ctx context.Context, q wsdb.Query, ch channel.ID, c contact.ID) ([]Match, error) {
	found, err := s.matches(ctx, q, openTail, c)
	return slices.DeleteFunc(found, func(m Match) bool { return m.Channel != ch }), err
}

// duePublic lists the matches whose public reply is due.
func (s store) duePublic(ctx context.Context, q wsdb.Query, now time.Time, limit int) ([]Match, error) {
	return s.matches(ctx, q, `WHERE public_at > 0 AND public_at <= $1 ORDER BY public_at LIMIT $2`, clock.Micros(now), limit)
}

// nextPublic is when the next public reply is due; zero for never.
func (s store) nextPublic(ctx context.Context, q wsdb.Query) (time.Time, error) {
	var at int64
	err := q.QueryRow(ctx, `SELECT COALESCE(MIN(public_at), 0) FROM comment_match WHERE public_at > 0`).Scan(&at)
	return clock.Time(at), err
}
