package inbox

import (
	"context"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// dropEchoes takes away what an echo has shown of a send before the network's answer told which it was. The list shows the send in its place.
func (s *Service) dropEchoes(ctx context.Context, tx *wsdb.Tx, moves []outbox.Move) error {
	for i := range moves {
		m := &moves[i].Send
		if m.To.Handle() == "" || m.ExternalID == "" || m.State != outbox.StateAccepted {
			continue
		}
		shown, ok, err := s.store.byExternal(ctx, tx, m.Channel, m.ExternalID)
		if err != nil {
			return err
		}
		if !ok || shown.Direction != Out {
			continue
		}
		if err := s.store.deleteBubbles(ctx, tx, []string{shown.ID.String()}); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE conversation SET last_message_id = $2 WHERE last_message_id = $1`, shown.ID, m.ID); err != nil {
			return err
		}
		if err := s.d.Texts.Remove(ctx, tx, textindex.Message, shown.ID.String()); err != nil {
			return err
		}
		if err := s.noteSends(ctx, tx, []string{m.ID.String()}, true); err != nil {
			return err
		}
	}
	return nil
}

// seenPage is how many messages of ours are looked at in one step, from the newest on.
const seenPage = 200

// read marks what a person has seen: the named message, and everything that we had said to them before it.
func (b *intake) read(ctx context.Context, ev channel.SeenReceived) error {
	if ev.From.IsZero() {
		return nil
	}
	if err := b.flush(ctx); err != nil {
		return err
	}
	who, err := b.whose(ctx, ev.From, "", ev.At)
	if err != nil {
		return err
	}
	convs, err := b.s.store.conversationsWith(ctx, b.tx, b.ch.ID, []contact.ID{who})
	if err != nil {
		return err
	}
	conv, ok := convs[who]
	if !ok {
		return nil
	}
	until, err := b.shownAt(ctx, ev)
	if err != nil {
		return err
	}
	var last MessageID
	for {
		page, end, err := b.s.store.sentUntil(ctx, b.tx, conv, until, last)
		if err != nil || len(page) == 0 {
			return err
		}
		moved, err := b.s.d.Outbox.Seen(ctx, b.tx, page, bound(ev.At, b.tx.Now()))
		if err != nil || len(page) < seenPage || moved == 0 {
			return err
		}
		until, last = end.At, end.ID
	}
}

// shownAt is when the message that a person has seen stands in the conversation; when the network told that it was seen, if it is not known.
func (b *intake) shownAt(ctx context.Context, ev channel.SeenReceived) (time.Time, error) {
	ours, err := b.s.d.Outbox.ByExternal(ctx, b.tx, b.ch.ID, []string{ev.ExternalID})
	if err != nil {
		return time.Time{}, err
	}
	if m, ok := ours[ev.ExternalID]; ok {
		return m.CreatedAt, nil
	}
	m, ok, err := b.s.store.byExternal(ctx, b.tx, b.ch.ID, ev.ExternalID)
	if ok {
		return m.At, err
	}
	return bound(ev.At, b.tx.Now()), err
}

const sentUntil = `SELECT ` + messageColumns + ` FROM message
	WHERE conversation_id = $1 AND direction = 'out' AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT $4`

// sentUntil lists what went out in a conversation up to a moment, the newest first, from behind a message on; end is the last of them.
func (s store) sentUntil(ctx context.Context, q wsdb.Query, conv ConversationID, until time.Time, behind MessageID) (list []outbox.ID, end Message, err error) {
	from := behind.String()
	if behind.IsZero() {
		from = lastID
	}
	all, err := s.listMessages(ctx, q, sentUntil, conv, clock.Micros(until), from, seenPage)
	for _, m := range all {
		list, end = append(list, id.From[outbox.Send](m.ID.Bytes())), m
	}
	return list, end, err
}
