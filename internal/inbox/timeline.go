package inbox

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// momentsOf walks one thread along its index; what a message says is not read.
const momentsOf = `
	SELECT id, conversation_id, direction, type, at FROM message
	WHERE conversation_id = $1 AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT $4`

// Moments implements contact.Teller with the messages of all conversations of a contact. What a blast sent is a moment of that blast.
func (s *Service) Moments(ctx context.Context, q wsdb.Query, c contact.ID, before contact.Before, limit int) ([]contact.Moment, error) {
	threads, err := s.store.listConversations(ctx, q, `SELECT `+conversationColumns+` FROM conversation WHERE contact_id = $1`, c)
	if err != nil {
		return nil, err
	}
	at, last := before.Of(contact.FromMessages)
	var list []contact.Moment
	for _, t := range threads {
		if list, err = appendMoments(ctx, q, list, t.ID, at, last, limit); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(list, func(a, b contact.Moment) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.ID, a.ID)) })
	list = list[:min(len(list), limit)]
	return list, s.settleMoments(ctx, q, list)
}

func appendMoments(ctx context.Context, q wsdb.Query, list []contact.Moment, conv ConversationID, at int64, last string, limit int) ([]contact.Moment, error) {
	rows, err := q.Query(ctx, momentsOf, conv, at, last, limit)
	if err != nil {
		return nil, fmt.Errorf("messages of a contact: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var (
			m         MessageID
			thread    ConversationID
			direction Direction
			us        int64
			moment    = contact.Moment{Kind: contact.MomentIn, From: contact.FromMessages}
		)
		if err := rows.Scan(&m, &thread, &direction, &moment.Type, &us); err != nil {
			return nil, fmt.Errorf("messages of a contact: %w", err)
		}
		if direction == Out {
			moment.Kind = contact.MomentOut
		}
		moment.ID, moment.Conversation, moment.At = m.String(), thread.String(), clock.Time(us)
		list = append(list, moment)
	}
	return list, rows.Err()
}

// settleMoments adds what the ledger knows of the messages that went out.
func (s *Service) settleMoments(ctx context.Context, q wsdb.Query, list []contact.Moment) error {
	var sends []outbox.ID
	for _, m := range list {
		if send, err := id.Parse[outbox.Send](m.ID); err == nil && m.Kind == contact.MomentOut {
			sends = append(sends, send)
		}
	}
	if len(sends) == 0 {
		return nil
	}
	ledger, err := s.d.Outbox.Get(ctx, q, sends)
	if err != nil {
		return err
	}
	for i := range list {
		send, err := id.Parse[outbox.Send](list[i].ID)
		m, ok := ledger[send]
		if err != nil || !ok || list[i].Kind != contact.MomentOut {
			continue
		}
		list[i].State, list[i].Reason = string(m.State), m.Reason
		if m.Origin.Kind == outbox.OriginBlast {
			list[i].Kind, list[i].Blast = contact.MomentBlast, m.Origin.ID
		}
	}
	return nil
}
