package inbox

import (
	"context"
	"encoding/json"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// amendment is an edit or a revocation.
type amendment struct {
	revokedAt time.Time
	editedAt  time.Time
	content   channel.Content
}

// at is when the person did it.
func (a amendment) at() time.Time {
	if a.revokedAt.IsZero() {
		return a.editedAt
	}
	return a.revokedAt
}

// apply changes a message; a revocation takes the text away for good, and the newest edit wins whatever the order.
func (a amendment) apply(m *Message) bool {
	if !m.RevokedAt.IsZero() {
		return false
	}
	if !a.revokedAt.IsZero() {
		m.RevokedAt, m.Text, m.Content = a.revokedAt, "", channel.Content{Type: m.Type}
		return true
	}
	if a.editedAt.IsZero() || !a.editedAt.After(m.EditedAt) {
		return false
	}
	m.EditedAt, m.Text = a.editedAt, plain(a.content)
	kept := m.Content
	m.Content = a.content
	if m.Content.Media != nil && kept.Media != nil && m.Content.Media.ExternalID == "" {
		media := *kept.Media
		media.Caption = m.Content.Media.Caption
		m.Content.Media = &media
	}
	m.Content.ReplyTo = kept.ReplyTo
	if a.content.Type != "" {
		m.Type = a.content.Type
	}
	return true
}

// keepAmendment keeps what came before the message it speaks of.
func (s store) keepAmendment(ctx context.Context, tx *wsdb.Tx, ch channel.ID, target string, c contact.ID, a amendment) error {
	content, err := json.Marshal(a.content)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO amendment (channel_id, target, contact_id, revoked_at, edited_at, content)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (channel_id, target) DO UPDATE SET
		revoked_at = CASE WHEN amendment.revoked_at > excluded.revoked_at THEN amendment.revoked_at ELSE excluded.revoked_at END,
		content = CASE WHEN excluded.edited_at > amendment.edited_at THEN excluded.content ELSE amendment.content END,
		edited_at = CASE WHEN excluded.edited_at > amendment.edited_at THEN excluded.edited_at ELSE amendment.edited_at END`,
		ch, target, c, clock.Micros(a.revokedAt), clock.Micros(a.editedAt), string(content))
	return err
}

const (
	takeSQLite = `DELETE FROM amendment WHERE channel_id = $1 AND target IN (SELECT value FROM json_each($2))
		RETURNING target, revoked_at, edited_at, content`
	takePostgres = `DELETE FROM amendment WHERE channel_id = $1 AND target IN (SELECT jsonb_array_elements_text(CAST($2 AS jsonb)))
		RETURNING target, revoked_at, edited_at, content`
)

// takeAmendments returns and forgets what was kept for messages, by their external ids.
func (s store) takeAmendments(ctx context.Context, tx *wsdb.Tx, ch channel.ID, targets []string) (map[string]amendment, error) {
	if len(targets) == 0 {
		return nil, nil
	}
	list, err := jsonList(targets)
	if err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, s.pick(takeSQLite, takePostgres), ch, list)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	taken := map[string]amendment{}
	for rows.Next() {
		var a amendment
		var revoked, edited int64
		var target, content string
		if err := rows.Scan(&target, &revoked, &edited, &content); err != nil {
			return nil, err
		}
		a.revokedAt, a.editedAt = clock.Time(revoked), clock.Time(edited)
		if err := json.Unmarshal([]byte(content), &a.content); err != nil {
			return nil, err
		}
		taken[target] = a
	}
	return taken, rows.Err()
}

// react notes a person's reaction; the newest wins, an empty emoji takes it away.
func (s store) react(ctx context.Context, tx *wsdb.Tx, ch channel.ID, c contact.ID, dir Direction, r channel.Reaction, at time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO reaction (channel_id, target, direction, contact_id, emoji, at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (channel_id, target, direction) DO UPDATE SET emoji = excluded.emoji, at = excluded.at
		WHERE excluded.at >= reaction.at`, ch, r.MessageID, string(dir), c, r.Emoji, clock.Micros(at))
	return err
}

// Reaction is an emoji somebody put on a message.
type Reaction struct {
	Direction Direction `json:"direction"`
	Emoji     string    `json:"emoji"`
}

const reactionsSQLite = `SELECT target, direction, emoji FROM reaction WHERE channel_id = $1 AND emoji <> ''
	AND target IN (SELECT value FROM json_each($2)) ORDER BY target, direction`
const reactionsPostgres = `SELECT target, direction, emoji FROM reaction WHERE channel_id = $1 AND emoji <> ''
	AND target IN (SELECT jsonb_array_elements_text(CAST($2 AS jsonb))) ORDER BY target, direction`

// reactions finds the reactions on messages by their external ids.
func (s store) reactions(ctx context.Context, q wsdb.Query, ch channel.ID, targets []string) (map[string][]Reaction, error) {
	out := map[string][]Reaction{}
	if len(targets) == 0 {
		return out, nil
	}
	list, err := json.Marshal(targets)
	if err != nil {
		return nil, err
	}
	rows, err := q.Query(ctx, s.pick(reactionsSQLite, reactionsPostgres), ch, string(list))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var target string
		var r Reaction
		if err := rows.Scan(&target, &r.Direction, &r.Emoji); err != nil {
			return nil, err
		}
		out[target] = append(out[target], r)
	}
	return out, rows.Err()
}
