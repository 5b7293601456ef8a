// Package event owns the facts of a workspace: one numbered row per thing that happened, read with a cursor by everyone who
// wants to know, and the wake-up of those who wait for the next one.
package event

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
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
	ContactChanged      Kind = "contact.changed"
	ImportChanged       Kind = "import.changed"
	JobChanged          Kind = "job.changed"
	WorkspaceChanged    Kind = "workspace.changed"
	HeldChanged         Kind = "held.changed"
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
type Log struct{ hub *Hub }

// New makes a Log that wakes the readers of hub after each commit.
func New(hub *Hub) *Log {
	if hub == nil {
		panic("event: a log needs a hub")
	}
	return &Log{hub: hub}
}

// Hub returns the hub this log wakes.
func (l *Log) Hub() *Hub { return l.hub }

// The number comes from the table itself: a workspace has one writer at a time, so numbers are taken in the order of commits,
// and Trim always leaves the newest row, so none is used twice.
const insertEvent = `
	INSERT INTO event (seq, kind, subject, data, created_at)
	SELECT COALESCE(MAX(seq), 0) + 1, CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS BIGINT) FROM event`

// Append records a fact in tx and wakes the readers once tx is durable. subject is the id of the thing; data is a small value
// that marshals to JSON and holds ids and numbers only, never a name, a number of a phone or a text; nil stands for none.
func (l *Log) Append(ctx context.Context, tx *wsdb.Tx, kind Kind, subject string, data any) error {
	raw := []byte("{}")
	if data != nil {
		b, err := json.Marshal(data)
		if err != nil {
			return fmt.Errorf("event data: %w", err)
		}
		raw = b
	}
	_, err := tx.Exec(ctx, insertEvent, string(kind), subject, string(raw), clock.Micros(tx.Now()))
	if err != nil {
		return fmt.Errorf("append event: %w", err)
	}
	ws := tx.Workspace()
	tx.AfterCommit(func() { l.hub.Notify(ws) })
	return nil
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
