package inbox

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// store is the SQL of the inbox.
type store struct{ engine database.Engine }

func (s store) pick(sqlite, postgres string) string {
	if s.engine == database.Postgres {
		return postgres
	}
	return sqlite
}

const conversationColumns = `id, channel_id, contact_id, state, last_at, last_type, last_preview, last_direction, last_message_id,
	unread, window_until, created_at`

func scanConversation(row interface{ Scan(...any) error }) (Conversation, error) {
	var c Conversation
	var last, window, created int64
	err := row.Scan(&c.ID, &c.Channel, &c.Contact, &c.State, &last, &c.LastType, &c.LastPreview, &c.LastDirection, &c.LastMessage,
		&c.Unread, &window, &created)
	if errors.Is(err, sql.ErrNoRows) {
		return Conversation{}, ErrConversationNotFound
	}
	c.LastAt, c.WindowUntil, c.CreatedAt = clock.Time(last), clock.Time(window), clock.Time(created)
	return c, err
}

func (s store) getConversation(ctx context.Context, q wsdb.Query, conv ConversationID) (Conversation, error) {
	return scanConversation(q.QueryRow(ctx, `SELECT `+conversationColumns+` FROM conversation WHERE id = $1`, conv))
}

func (s store) listConversations(ctx context.Context, q wsdb.Query, query string, args ...any) ([]Conversation, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list conversations: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var out []Conversation
	for rows.Next() {
		c, err := scanConversation(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

// The lists are read along the indexes conversation_listed and conversation_unread; a test looks at the plan.
const (
	listAll = `SELECT ` + conversationColumns + ` FROM conversation
		WHERE last_at > 0 AND (last_at, id) < ($1, $2) AND ($3 = '' OR CAST(channel_id AS TEXT) = $3)` + listTail
	listUnread = `SELECT ` + conversationColumns + ` FROM conversation
		WHERE unread > 0 AND (last_at, id) < ($1, $2) AND ($3 = '' OR CAST(channel_id AS TEXT) = $3)` + listTail
	listTail = ` ORDER BY last_at DESC, id DESC LIMIT $4`
	onKind   = ` AND channel_id IN (SELECT id FROM channel WHERE kind = $5)`

	listOfContact = `SELECT ` + conversationColumns + ` FROM conversation WHERE contact_id = $1 AND last_at > 0 ORDER BY last_at DESC, id DESC`

	listThread = `SELECT ` + messageColumns + ` FROM message
		WHERE conversation_id = $1 AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT $4`
)

const messageColumns = `id, conversation_id, channel_id, direction, lane, type, text, content, external_id, reply_to, attachment_id,
	attachment_state, at, edited_at, revoked_at, created_at`

func scanMessage(row interface{ Scan(...any) error }) (Message, error) {
	var m Message
	var content string
	var external sql.NullString
	var attachment id.ID[File]
	var at, edited, revoked, created int64
	err := row.Scan(&m.ID, &m.Conversation, &m.Channel, &m.Direction, &m.Lane, &m.Type, &m.Text, &content, &external, &m.ReplyTo,
		&attachment, &m.MediaState, &at, &edited, &revoked, &created)
	if err != nil {
		return Message{}, err
	}
	if content != "" {
		if err := json.Unmarshal([]byte(content), &m.Content); err != nil {
			return Message{}, fmt.Errorf("content of message %s: %w", m.ID, err)
		}
	}
	m.ExternalID, m.Attachment = external.String, attachment.String()
	m.At, m.EditedAt, m.RevokedAt, m.CreatedAt = clock.Time(at), clock.Time(edited), clock.Time(revoked), clock.Time(created)
	return m, nil
}

func (s store) listMessages(ctx context.Context, q wsdb.Query, query string, args ...any) ([]Message, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list messages: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var out []Message
	for rows.Next() {
		m, err := scanMessage(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

// byExternal finds a message that came in; ok is false when there is none.
func (s store) byExternal(ctx context.Context, q wsdb.Query, ch channel.ID, external string) (m Message, ok bool, err error) {
	m, err = scanMessage(q.QueryRow(ctx, `SELECT `+messageColumns+` FROM message WHERE channel_id = $1 AND external_id = $2`, ch, external))
	if errors.Is(err, sql.ErrNoRows) {
		return Message{}, false, nil
	}
	return m, err == nil, err
}

func (s store) getMessage(ctx context.Context, q wsdb.Query, msg MessageID) (m Message, ok bool, err error) {
	m, err = scanMessage(q.QueryRow(ctx, `SELECT `+messageColumns+` FROM message WHERE id = $1`, msg))
	if errors.Is(err, sql.ErrNoRows) {
		return Message{}, false, nil
	}
	return m, err == nil, err
}

// openConversation makes the conversation of a channel and a contact unless it is there, and returns its id.
func (s store) openConversation(ctx context.Context, tx *wsdb.Tx, ch channel.ID, c contact.ID) (ConversationID, error) {
	var conv ConversationID
	err := tx.QueryRow(ctx, `SELECT id FROM conversation WHERE channel_id = $1 AND contact_id = $2`, ch, c).Scan(&conv)
	if !errors.Is(err, sql.ErrNoRows) {
		return conv, err
	}
	conv = id.New[Conversation]()
	_, err = tx.Exec(ctx, `INSERT INTO conversation (`+conversationColumns+`)
		VALUES ($1, $2, $3, $4, 0, '', '', '', NULL, 0, 0, $5)`, conv, ch, c, StateOpen, clock.Micros(tx.Now()))
	return conv, err
}

// rewrite stores an edit or a revocation of a message, and the line on the list if it is the newest there.
func (s store) rewrite(ctx context.Context, tx *wsdb.Tx, m *Message) error {
	content, err := json.Marshal(m.Content)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE message SET type = $2, text = $3, content = $4, edited_at = $5, revoked_at = $6 WHERE id = $1`,
		m.ID, string(m.Type), m.Text, string(content), clock.Micros(m.EditedAt), clock.Micros(m.RevokedAt)); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE conversation SET last_preview = $3, last_type = $4 WHERE id = $1 AND last_message_id = $2`,
		m.Conversation, m.ID, preview(m.Text, m.Content), string(m.Type))
	return err
}

// markRead takes the unread mark away and answers how many messages had it.
func (s store) markRead(ctx context.Context, tx *wsdb.Tx, conv ConversationID) (int, error) {
	var n int
	err := tx.QueryRow(ctx, `SELECT unread FROM conversation WHERE id = $1`, conv).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, ErrConversationNotFound
	}
	if err != nil || n == 0 {
		return 0, err
	}
	_, err = tx.Exec(ctx, `UPDATE conversation SET unread = 0 WHERE id = $1`, conv)
	return n, err
}

// newestInbound finds the newest message of a person in a conversation; "" when there is none.
func (s store) newestInbound(ctx context.Context, q wsdb.Query, conv ConversationID) (channel.ID, string, error) {
	var ch channel.ID
	var external sql.NullString
	err := q.QueryRow(ctx, `SELECT channel_id, external_id FROM message WHERE conversation_id = $1 AND direction = 'in'
		ORDER BY at DESC, id DESC LIMIT 1`, conv).Scan(&ch, &external)
	if errors.Is(err, sql.ErrNoRows) {
		return ch, "", nil
	}
	return ch, external.String, err
}

// setMedia notes where the file of a message is.
func (s store) setMedia(ctx context.Context, tx *wsdb.Tx, msg MessageID, state MediaState, attachment id.ID[File]) error {
	_, err := tx.Exec(ctx, `UPDATE message SET attachment_state = $2, attachment_id = $3 WHERE id = $1`, msg, string(state), attachment)
	return err
}
