// Package event owns the facts of a workspace: one numbered row per thing that happened, read with a cursor by everyone who
// wants to know, and the wake-up of those who wait for the next one.
package event

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Kind names what happened. It is the event name on the live stream, so it never changes once used.
type Kind string

// The kinds the interface listens to.
const (
	BlastChanged        Kind = "blast.changed"
	ConversationChanged Kind = "conversation.changed"
	MessageChanged      Kind = "message.changed"
	ChannelChanged      Kind = "channel.changed"
	CommentChanged      Kind = "comment.changed"
	ContactChanged      Kind = "contact.changed"
	ImportChanged       Kind = "import.changed"
	JobChanged          Kind = "job.changed"
	WorkspaceChanged    Kind = "workspace.changed"
)

// Event is one fact. Seq grows in the order of commits and is the cursor of every reader.
type Event struct {
	Seq       int64
	Kind      Kind
	Subject   string
	Data      json.RawMessage
	CreatedAt time.Time
}

// Log writes and reads the facts of workspaces.
type Log struct {
	hub     *Hub
	watches []watch
}

// watch is who wants to know at once of facts of some kinds.
type watch struct {
	kinds []Kind
	fn    func(ws id.Workspace)
}

// New makes a Log that wakes the readers of hub after each commit.
func New(hub *Hub) *Log {
	if hub == nil {
		panic("event: a log needs a hub")
	}
	return &Log{hub: hub}
}

// Hub returns the hub this log wakes.
func (l *Log) Hub() *Hub { return l.hub }

// Watch has fn called in this process after each commit that recorded a fact of one of the kinds. fn must be quick, and a crash between
// the commit and the call loses the call. Watch is called while the program is put together, before anything is recorded.
func (l *Log) Watch(fn func(ws id.Workspace), kinds ...Kind) {
	l.watches = append(l.watches, watch{kinds: kinds, fn: fn})
}

// The number comes from the table itself: a workspace has one writer at a time, so numbers are taken in the order of commits,
// and Trim always leaves the newest row, so none is used twice.
const insertEvent = `
	INSERT INTO event (seq, kind, subject, data, created_at)
	SELECT COALESCE(MAX(seq), 0) + 1, CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS BIGINT) FROM event`

// Append records a fact in tx and wakes the readers once tx is durable. subject is the id of the thing; data is a small value
// that marshals to JSON and holds ids and numbers only, never a name, a number of a phone or a text; nil stands for none.
func (l *Log) Append(ctx context.Context, tx *wsdb.Tx, kind Kind, subject string, data any) error {
	raw, err := dataOf(data)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, insertEvent, string(kind), subject, raw, clock.Micros(tx.Now())); err != nil {
		return fmt.Errorf("append event: %w", err)
	}
	l.notify(tx, func(k Kind) bool { return k == kind })
	return nil
}

// Fact is what Append takes, for AppendAll.
type Fact struct {
	Kind    Kind
	Subject string
	Data    any
}

// numbered is a fact as the bulk insert reads it.
type numbered struct {
	N       int    `json:"n"`
	Kind    Kind   `json:"kind"`
	Subject string `json:"subject"`
	Data    string `json:"data"`
}

// The two forms differ in how a JSON array is read as rows.
const (
	insertAllSQLite = `
	INSERT INTO event (seq, kind, subject, data, created_at)
	SELECT (SELECT COALESCE(MAX(seq), 0) FROM event) + (value ->> 'n'), value ->> 'kind', value ->> 'subject', value ->> 'data', $2
	FROM (SELECT value FROM jsonb_each($1) LIMIT -1)`
	insertAllPostgres = `
	INSERT INTO event (seq, kind, subject, data, created_at)
	SELECT (SELECT COALESCE(MAX(seq), 0) FROM event) + r.n, r.kind, r.subject, r.data, CAST($2 AS BIGINT)
	FROM jsonb_to_recordset(CAST($1 AS jsonb)) AS r(n BIGINT, kind TEXT, subject TEXT, data TEXT)`
)

// AppendAll is Append for many facts, numbered in their order, in one statement.
func (l *Log) AppendAll(ctx context.Context, tx *wsdb.Tx, facts []Fact) error {
	if len(facts) == 0 {
		return nil
	}
	rows := make([]numbered, len(facts))
	for i, f := range facts {
		raw, err := dataOf(f.Data)
		if err != nil {
			return err
		}
		rows[i] = numbered{N: i + 1, Kind: f.Kind, Subject: f.Subject, Data: raw}
	}
	list, err := json.Marshal(rows)
	if err != nil {
		return fmt.Errorf("append events: %w", err)
	}
	insert := insertAllSQLite
	if tx.Engine() == database.Postgres {
		insert = insertAllPostgres
	}
	if _, err := tx.Exec(ctx, insert, string(list), clock.Micros(tx.Now())); err != nil {
		return fmt.Errorf("append events: %w", err)
	}
	l.notify(tx, func(k Kind) bool { return slices.ContainsFunc(facts, func(f Fact) bool { return f.Kind == k }) })
	return nil
}

func dataOf(data any) (string, error) {
	if data == nil {
		return "{}", nil
	}
	b, err := json.Marshal(data)
	if err != nil {
		return "", fmt.Errorf("event data: %w", err)
	}
	return string(b), nil
}

// notify wakes the readers after the commit, and calls those who watch for what was recorded.
func (l *Log) notify(tx *wsdb.Tx, recorded func(Kind) bool) {
	ws := tx.Workspace()
	tx.AfterCommit(func() { l.hub.Notify(ws) })
	for _, w := range l.watches {
		if slices.ContainsFunc(w.kinds, recorded) {
			tx.AfterCommit(func() { w.fn(ws) })
		}
	}
}

const listAfter = `
	SELECT seq, kind, subject, data, created_at FROM event
	WHERE seq > $1 ORDER BY seq LIMIT $2`

// After returns up to limit facts behind the cursor, oldest first.
func (l *Log) After(ctx context.Context, q wsdb.Query, cursor int64, limit int) ([]Event, error) {
	rows, err := q.Query(ctx, listAfter, cursor, limit)
	if err != nil {
		return nil, fmt.Errorf("list events: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var events []Event
	for rows.Next() {
		var (
			e    Event
			data string
			at   int64
		)
		if err := rows.Scan(&e.Seq, &e.Kind, &e.Subject, &data, &at); err != nil {
			return nil, fmt.Errorf("list events: %w", err)
		}
		e.Data, e.CreatedAt = json.RawMessage(data), clock.Time(at)
		events = append(events, e)
	}
	return events, rows.Err()
}

// Range returns the numbers of the oldest and the newest fact kept; both are 0 when nothing ever happened. A reader whose
// cursor is below oldest-1 or above newest has missed something and must read everything anew.
func (l *Log) Range(ctx context.Context, q wsdb.Query) (oldest, newest int64, err error) {
	err = q.QueryRow(ctx, `SELECT COALESCE(MIN(seq), 0), COALESCE(MAX(seq), 0) FROM event`).Scan(&oldest, &newest)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, 0, nil
	}
	return oldest, newest, err
}

const trimEvents = `
	DELETE FROM event WHERE created_at < $1 AND seq < (SELECT MAX(seq) FROM event)`

// Trim deletes the facts older than before and says how many went. The newest is always kept: it carries the number.
func (l *Log) Trim(ctx context.Context, tx *wsdb.Tx, before time.Time) (int64, error) {
	res, err := tx.Exec(ctx, trimEvents, clock.Micros(before))
	if err != nil {
		return 0, fmt.Errorf("trim events: %w", err)
	}
	return res.RowsAffected()
}
