package inbox

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// The two forms of each statement differ in how a JSON array is read as rows. On SQLite each row is taken out of the array once, by a
// subselect that the planner leaves alone.
const (
	knownSQLite = `SELECT external_id FROM message
		WHERE channel_id = $1 AND external_id IS NOT NULL AND external_id IN (SELECT value FROM json_each($2))`
	knownPostgres = `SELECT external_id FROM message
		WHERE channel_id = $1 AND external_id IS NOT NULL AND external_id IN (SELECT jsonb_array_elements_text(CAST($2 AS jsonb)))`

	conversationsWithSQLite = `SELECT contact_id, id FROM conversation
		WHERE channel_id = $1 AND contact_id IN (SELECT value FROM json_each($2))`
	conversationsWithPostgres = `SELECT contact_id, id FROM conversation
		WHERE channel_id = $1 AND contact_id IN (SELECT CAST(value AS uuid) FROM jsonb_array_elements_text(CAST($2 AS jsonb)))`

	insertAllHead = `INSERT INTO message (id, conversation_id, channel_id, direction, lane, type, text, content, external_id, reply_to,
		attachment_id, attachment_state, at, edited_at, revoked_at, created_at) `
	insertAllSQLite = insertAllHead + `SELECT value->>'id', value->>'conv', value->>'channel', value->>'direction', value->>'lane',
		value->>'type', value->>'text', value->>'content', value->>'external', value->>'reply_to', NULL, value->>'media', value->>'at',
		value->>'edited', value->>'revoked', value->>'created' FROM (SELECT value FROM jsonb_each($1) LIMIT -1)`
	insertAllPostgres = insertAllHead + `SELECT id, conv, channel, direction, lane, type, text, content, external, reply_to, NULL, media, at,
		edited, revoked, created FROM jsonb_to_recordset(CAST($1 AS jsonb)) AS r(id uuid, conv uuid, channel uuid, direction text,
		lane smallint, type text, text text, content text, external text, reply_to text, media text, at bigint, edited bigint,
		revoked bigint, created bigint)`

	touchAllHead = `UPDATE conversation SET
		last_type = CASE WHEN last_at <= r.at THEN r.type ELSE last_type END,
		last_preview = CASE WHEN last_at <= r.at THEN r.line ELSE last_preview END,
		last_direction = CASE WHEN last_at <= r.at THEN r.direction ELSE last_direction END,
		last_message_id = CASE WHEN last_at <= r.at THEN r.message ELSE last_message_id END,
		last_at = CASE WHEN last_at <= r.at THEN r.at ELSE last_at END,
		unread = unread + r.fresh,
		window_until = CASE WHEN window_until < r.until THEN r.until ELSE window_until END `
	touchAllSQLite = touchAllHead + `FROM (SELECT value->>'conv' AS conv, value->>'at' AS at, value->>'type' AS type, value->>'line' AS line,
		value->>'direction' AS direction, value->>'message' AS message, value->>'fresh' AS fresh, value->>'until' AS until
		FROM jsonb_each($1) LIMIT -1) AS r WHERE conversation.id = r.conv`
	touchAllPostgres = touchAllHead + `FROM jsonb_to_recordset(CAST($1 AS jsonb)) AS r(conv uuid, at bigint, type text, line text,
		direction text, message uuid, fresh integer, until bigint) WHERE conversation.id = r.conv`
)

// known says which external ids the channel has messages of.
func (s store) known(ctx context.Context, q wsdb.Query, ch channel.ID, externals []string) (map[string]bool, error) {
	list, err := jsonList(externals)
	if err != nil {
		return nil, err
	}
	rows, err := q.Query(ctx, s.pick(knownSQLite, knownPostgres), ch, list)
	if err != nil {
		return nil, fmt.Errorf("known messages: %w", err)
	}
	defer func() { _ = rows.Close() }()
	found := map[string]bool{}
	for rows.Next() {
		var external string
		if err := rows.Scan(&external); err != nil {
			return nil, err
		}
		found[external] = true
	}
	return found, rows.Err()
}

// openConversations makes the conversations of a channel and contacts unless they are there, and returns their ids.
func (s store) openConversations(ctx context.Context, tx *wsdb.Tx, ch channel.ID, people []contact.ID) (map[contact.ID]ConversationID, error) {
	convs, err := s.conversationsWith(ctx, tx, ch, people)
	if err != nil {
		return nil, err
	}
	var missing []bubble
	for _, c := range people {
		if _, ok := convs[c]; ok {
			continue
		}
		conv := id.New[Conversation]()
		convs[c] = conv
		missing = append(missing, bubble{
			Conversation: conv.String(), Channel: ch.String(), Contact: c.String(), At: clock.Micros(tx.Now()),
		})
	}
	if len(missing) == 0 {
		return convs, nil
	}
	list, err := json.Marshal(missing)
	if err != nil {
		return nil, err
	}
	_, err = tx.Exec(ctx, s.pick(openQuietSQLite, openQuietPostgres), string(list))
	return convs, err
}

func (s store) conversationsWith(ctx context.Context, q wsdb.Query, ch channel.ID, people []contact.ID) (map[contact.ID]ConversationID, error) {
	list, err := json.Marshal(people)
	if err != nil {
		return nil, err
	}
	rows, err := q.Query(ctx, s.pick(conversationsWithSQLite, conversationsWithPostgres), ch, string(list))
	if err != nil {
		return nil, fmt.Errorf("conversations of contacts: %w", err)
	}
	defer func() { _ = rows.Close() }()
	found := map[contact.ID]ConversationID{}
	for rows.Next() {
		var c contact.ID
		var conv ConversationID
		if err := rows.Scan(&c, &conv); err != nil {
			return nil, err
		}
		found[c] = conv
	}
	return found, rows.Err()
}

// messageRow is a message as it is handed to the bulk insert.
type messageRow struct {
	ID           MessageID      `json:"id"`
	Conversation ConversationID `json:"conv"`
	Channel      channel.ID     `json:"channel"`
	Direction    Direction      `json:"direction"`
	Lane         int            `json:"lane"`
	Type         channel.Type   `json:"type"`
	Text         string         `json:"text"`
	Content      string         `json:"content"`
	External     string         `json:"external"`
	ReplyTo      string         `json:"reply_to"`
	Media        MediaState     `json:"media"`
	At           int64          `json:"at"`
	Edited       int64          `json:"edited"`
	Revoked      int64          `json:"revoked"`
	Created      int64          `json:"created"`
}

// insertAll stores messages of which the channel has none.
func (s store) insertAll(ctx context.Context, tx *wsdb.Tx, ms []incoming) error {
	rows := make([]messageRow, len(ms))
	for i := range ms {
		m := &ms[i].Message
		content, err := json.Marshal(m.Content)
		if err != nil {
			return err
		}
		rows[i] = messageRow{
			ID: m.ID, Conversation: m.Conversation, Channel: m.Channel, Direction: m.Direction, Lane: int(m.Lane), Type: m.Type,
			Text: m.Text, Content: string(content), External: m.ExternalID, ReplyTo: m.ReplyTo, Media: m.MediaState, At: clock.Micros(m.At),
			Edited: clock.Micros(m.EditedAt), Revoked: clock.Micros(m.RevokedAt), Created: clock.Micros(m.CreatedAt),
		}
	}
	list, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, s.pick(insertAllSQLite, insertAllPostgres), string(list))
	return err
}

// touch is what new messages mean for their conversation: its newest line, how many of a person there are, and until when that person
// may be answered.
type touch struct {
	Conversation ConversationID `json:"conv"`
	At           int64          `json:"at"`
	Type         channel.Type   `json:"type"`
	Line         string         `json:"line"`
	Direction    Direction      `json:"direction"`
	Message      MessageID      `json:"message"`
	Fresh        int            `json:"fresh"`
	Until        int64          `json:"until"`

	contact contact.ID
	until   time.Time
}

// touchesOf sums messages up by conversation, in the order in which the conversations appear. Of messages of one moment the last one is
// the newest.
func touchesOf(ms []incoming) []touch {
	var list []touch
	place := map[ConversationID]int{}
	for i := range ms {
		m := &ms[i]
		n, ok := place[m.Conversation]
		if !ok {
			n = len(list)
			place[m.Conversation] = n
			list = append(list, touch{Conversation: m.Conversation, contact: m.contact})
		}
		t := &list[n]
		if at := clock.Micros(m.At); at >= t.At {
			t.At, t.Type, t.Line, t.Direction, t.Message = at, m.Type, preview(m.Text, m.Content), m.Direction, m.ID
		}
		if m.Direction != In {
			continue
		}
		t.Fresh++
		if until := m.At.Add(ReplyWindow); until.After(t.until) {
			t.until, t.Until = until, clock.Micros(until)
		}
	}
	return list
}

// touchAll moves conversations up the list if their message is the newest, counts what is unread, and opens reply windows later, never
// earlier: messages may come in any order.
func (s store) touchAll(ctx context.Context, tx *wsdb.Tx, list []touch) error {
	rows, err := json.Marshal(list)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, s.pick(touchAllSQLite, touchAllPostgres), string(rows))
	return err
}
