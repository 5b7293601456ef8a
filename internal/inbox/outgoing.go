package inbox

import (
	"context"
	"encoding/json"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// WriteOutgoing implements outbox.Bubbles: two statements for any number of sends. Conversations of people are moved up the list;
// those of blasts and sequences are only made, so that a hundred thousand of them do not bury the ones that need an answer.
// Texts of blasts are not indexed one by one.
func (s *Service) WriteOutgoing(ctx context.Context, tx *wsdb.Tx, sends []outbox.Send) error {
	var quiet, loud []bubble
	var docs []textindex.Doc
	for i := range sends {
		m := &sends[i]
		if m.Contact.IsZero() || m.Content.Comment != nil && m.Content.Comment.Public {
			continue // what stands under a post belongs to no conversation
		}
		if m.Content.Type == channel.TypeReaction {
			continue // shown on the message it is put on
		}
		row := newBubble(m)
		if m.Lane >= outbox.Sequence {
			quiet = append(quiet, row)
			continue
		}
		loud = append(loud, row)
		if m.Preview != "" {
			docs = append(docs, textindex.Doc{Ref: row.ID, Text: m.Preview})
		}
	}
	if err := s.store.insertBubbles(ctx, tx, quiet, openQuietSQLite, openQuietPostgres); err != nil {
		return err
	}
	if err := s.store.insertBubbles(ctx, tx, loud, openLoudSQLite, openLoudPostgres); err != nil {
		return err
	}
	if len(docs) > 0 {
		if err := s.d.Texts.PutAll(ctx, tx, textindex.Message, docs); err != nil {
			return err
		}
	}
	return s.noteSends(ctx, tx, loudIDs(loud), true)
}

// Shown implements outbox.Bubbles.
func (s *Service) Shown(ctx context.Context, q wsdb.Query, ids []outbox.ID) (map[outbox.ID]bool, error) {
	texts := make([]string, len(ids))
	for i, send := range ids {
		texts[i] = send.String()
	}
	pairs, err := s.store.conversationsOf(ctx, q, texts)
	shown := make(map[outbox.ID]bool, len(pairs))
	for _, p := range pairs {
		shown[id.From[outbox.Send](p.message.Bytes())] = true
	}
	return shown, err
}

// ReasonReplaced is why a send was skipped that another one with a newer text takes the place of; its bubble goes away.
const ReasonReplaced = "replaced"

// SendsMoved implements outbox.Observer: the ticks of what people, the API and bots sent are live. Blasts have their own report.
func (s *Service) SendsMoved(ctx context.Context, tx *wsdb.Tx, moves []outbox.Move) error {
	var ids, gone []string
	for i := range moves {
		m := &moves[i].Send
		if m.State == outbox.StateSkipped && m.Reason == ReasonReplaced {
			gone = append(gone, m.ID.String())
			continue
		}
		if moves[i].From != "" && m.Lane < outbox.Sequence && !m.Contact.IsZero() {
			ids = append(ids, m.ID.String())
		}
	}
	if err := s.store.deleteBubbles(ctx, tx, gone); err != nil {
		return err
	}
	if err := s.dropEchoes(ctx, tx, moves); err != nil {
		return err
	}
	if err := s.dropReactions(ctx, tx, moves); err != nil {
		return err
	}
	return s.noteSends(ctx, tx, ids, false)
}

// noteSends records that bubbles are new or different.
func (s *Service) noteSends(ctx context.Context, tx *wsdb.Tx, ids []string, listed bool) error {
	if len(ids) == 0 {
		return nil
	}
	pairs, err := s.store.conversationsOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	facts := make([]event.Fact, 0, 2*len(pairs))
	seen := map[ConversationID]bool{}
	for _, p := range pairs {
		facts = append(facts, messageChanged(p.message, p.conversation))
		if listed && !seen[p.conversation] {
			seen[p.conversation] = true
			facts = append(facts, conversationChanged(p.conversation))
		}
	}
	return s.d.Events.AppendAll(ctx, tx, facts)
}

// bubble is an outgoing message as it is handed to the bulk insert.
type bubble struct {
	ID           string `json:"id"`
	Conversation string `json:"conv"`
	Channel      string `json:"channel"`
	Contact      string `json:"contact"`
	Lane         int    `json:"lane"`
	Type         string `json:"type"`
	Text         string `json:"text"`
	Line         string `json:"line"`
	ReplyTo      string `json:"reply_to"`
	At           int64  `json:"at"`
}

func newBubble(m *outbox.Send) bubble {
	b := bubble{
		ID: m.ID.String(), Conversation: id.New[Conversation]().String(), Channel: m.Channel.String(), Contact: m.Contact.String(),
		Lane: int(m.Lane), Type: string(m.Content.Type), Text: m.Preview, ReplyTo: m.Content.ReplyTo, At: clock.Micros(m.CreatedAt),
	}
	if m.Lane < outbox.Sequence {
		b.Line = preview(m.Preview, m.Content)
	}
	return b
}

func loudIDs(rows []bubble) []string {
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	return ids
}

// The two forms of each statement differ in how a JSON array is read as rows.
const (
	openHead = `INSERT INTO conversation (id, channel_id, contact_id, state, last_at, last_type, last_preview, last_direction,
		last_message_id, unread, window_until, created_at) `
	openQuietTail = ` ON CONFLICT (channel_id, contact_id) DO NOTHING`
	openLoudTail  = ` ON CONFLICT (channel_id, contact_id) DO UPDATE SET last_at = excluded.last_at, last_type = excluded.last_type,
		last_preview = excluded.last_preview, last_direction = excluded.last_direction, last_message_id = excluded.last_message_id
		WHERE conversation.last_at <= excluded.last_at`

	openQuietSQLite = openHead + `SELECT value->>'conv', value->>'channel', value->>'contact', 'open', 0, '', '', '', NULL, 0, 0, value->>'at'
		FROM json_each($1) WHERE TRUE` + openQuietTail
	openLoudSQLite = openHead + `SELECT value->>'conv', value->>'channel', value->>'contact', 'open', value->>'at', value->>'type', value->>'line',
		'out', value->>'id', 0, 0, value->>'at' FROM json_each($1) WHERE TRUE` + openLoudTail

	openQuietPostgres = openHead + `SELECT conv, channel, contact, 'open', 0, '', '', '', NULL, 0, 0, at
		FROM jsonb_to_recordset(CAST($1 AS jsonb)) AS r(conv uuid, channel uuid, contact uuid, at bigint)` + openQuietTail
	openLoudPostgres = openHead + `SELECT DISTINCT ON (channel, contact) conv, channel, contact, 'open', at, type, line, 'out', id, 0, 0, at
		FROM jsonb_to_recordset(CAST($1 AS jsonb)) AS r(id uuid, conv uuid, channel uuid, contact uuid, at bigint, type text, line text)
		ORDER BY channel, contact, at DESC, id DESC` + openLoudTail

	bubbleHead = `INSERT INTO message (id, conversation_id, channel_id, direction, lane, type, text, content, external_id, reply_to,
		attachment_id, attachment_state, at, edited_at, revoked_at, created_at) `
	bubbleSQLite = bubbleHead + `SELECT r.value->>'id', c.id, c.channel_id, 'out', r.value->>'lane', r.value->>'type', r.value->>'text', '',
		NULL, r.value->>'reply_to', NULL, '', r.value->>'at', 0, 0, r.value->>'at'
		FROM json_each($1) AS r CROSS JOIN conversation AS c
		WHERE c.channel_id = r.value->>'channel' AND c.contact_id = r.value->>'contact'`
	bubblePostgres = bubbleHead + `SELECT r.id, c.id, c.channel_id, 'out', r.lane, r.type, r.text, '', NULL, r.reply_to, NULL, '', r.at, 0, 0, r.at
		FROM jsonb_to_recordset(CAST($1 AS jsonb)) AS r(id uuid, channel uuid, contact uuid, lane smallint, type text, text text,
		reply_to text, at bigint) JOIN conversation AS c ON c.channel_id = r.channel AND c.contact_id = r.contact`
)

func (s store) insertBubbles(ctx context.Context, tx *wsdb.Tx, rows []bubble, sqlite, postgres string) error {
	if len(rows) == 0 {
		return nil
	}
	list, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, s.pick(sqlite, postgres), string(list)); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, s.pick(bubbleSQLite, bubblePostgres), string(list))
	return err
}

const (
	deleteSQLite   = `DELETE FROM message WHERE direction = 'out' AND id IN (SELECT value FROM json_each($1))`
	deletePostgres = `DELETE FROM message WHERE direction = 'out'
		AND id IN (SELECT CAST(value AS uuid) FROM jsonb_array_elements_text(CAST($1 AS jsonb)))`
)

// deleteBubbles takes away bubbles of sends that will never leave because others stand in for them.
func (s store) deleteBubbles(ctx context.Context, tx *wsdb.Tx, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	list, err := jsonList(ids)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, s.pick(deleteSQLite, deletePostgres), list)
	return err
}

type pair struct {
	message      MessageID
	conversation ConversationID
}

const (
	pairsSQLite   = `SELECT id, conversation_id FROM message WHERE id IN (SELECT value FROM json_each($1)) ORDER BY id`
	pairsPostgres = `SELECT id, conversation_id FROM message
		WHERE id IN (SELECT CAST(value AS uuid) FROM jsonb_array_elements_text(CAST($1 AS jsonb))) ORDER BY id`
)

// conversationsOf finds the conversations of messages.
func (s store) conversationsOf(ctx context.Context, q wsdb.Query, ids []string) ([]pair, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	rows, err := q.Query(ctx, s.pick(pairsSQLite, pairsPostgres), string(list))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []pair
	for rows.Next() {
		var p pair
		if err := rows.Scan(&p.message, &p.conversation); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rows.Err()
}
