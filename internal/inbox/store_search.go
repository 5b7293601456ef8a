package inbox

import (
	"context"
	"encoding/json"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// The two forms of each statement differ in how a JSON array is read as rows.
const (
	searchKind = ` AND ($3 = '' OR channel_id IN (SELECT id FROM channel WHERE kind = $3))`

	ofContactsSQLite = `SELECT ` + conversationColumns + ` FROM conversation
		WHERE contact_id IN (SELECT value FROM json_each($1)) AND ($2 = '' OR CAST(channel_id AS TEXT) = $2)` + searchKind + `
		ORDER BY last_at DESC, id DESC`
	ofContactsPostgres = `SELECT ` + conversationColumns + ` FROM conversation
		WHERE contact_id IN (SELECT CAST(value AS uuid) FROM jsonb_array_elements_text(CAST($1 AS jsonb)))
		AND ($2 = '' OR CAST(channel_id AS TEXT) = $2)` + searchKind + ` ORDER BY last_at DESC, id DESC`
	ofMessagesSQLite = `SELECT ` + conversationColumns + ` FROM conversation
		WHERE id IN (SELECT conversation_id FROM message WHERE id IN (SELECT value FROM json_each($1)))
		AND ($2 = '' OR CAST(channel_id AS TEXT) = $2)` + searchKind + ` ORDER BY last_at DESC, id DESC`
	ofMessagesPostgres = `SELECT ` + conversationColumns + ` FROM conversation
		WHERE id IN (SELECT conversation_id FROM message
			WHERE id IN (SELECT CAST(value AS uuid) FROM jsonb_array_elements_text(CAST($1 AS jsonb))))
		AND ($2 = '' OR CAST(channel_id AS TEXT) = $2)` + searchKind + ` ORDER BY last_at DESC, id DESC`
	byExternalsSQLite = `SELECT ` + messageColumns + ` FROM message
		WHERE channel_id = $2 AND external_id IN (SELECT value FROM json_each($1))`
	byExternalsPostgres = `SELECT ` + messageColumns + ` FROM message
		WHERE channel_id = $2 AND external_id IN (SELECT jsonb_array_elements_text(CAST($1 AS jsonb)))`
)

func jsonList(list []string) (string, error) {
	b, err := json.Marshal(list)
	return string(b), err
}

func (s store) ofContacts(ctx context.Context, q wsdb.Query, contacts []string, ch channel.ID, kind channel.Kind) ([]Conversation, error) {
	list, err := jsonList(contacts)
	if err != nil || len(contacts) == 0 {
		return nil, err
	}
	return s.listConversations(ctx, q, s.pick(ofContactsSQLite, ofContactsPostgres), list, ch.String(), string(kind))
}

func (s store) ofMessages(ctx context.Context, q wsdb.Query, messages []string, ch channel.ID, kind channel.Kind) ([]Conversation, error) {
	list, err := jsonList(messages)
	if err != nil || len(messages) == 0 {
		return nil, err
	}
	return s.listConversations(ctx, q, s.pick(ofMessagesSQLite, ofMessagesPostgres), list, ch.String(), string(kind))
}

func (s store) byExternals(ctx context.Context, q wsdb.Query, ch channel.ID, externals []string) ([]Message, error) {
	list, err := jsonList(externals)
	if err != nil || len(externals) == 0 {
		return nil, err
	}
	return s.listMessages(ctx, q, s.pick(byExternalsSQLite, byExternalsPostgres), list, ch)
}
