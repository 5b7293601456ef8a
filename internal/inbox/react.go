package inbox

import (
	"context"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// React puts an emoji of ours on a message of a conversation, or takes it away with "". It is shown at once, and goes away again when the
// network refuses it. Only inside the reply window; it fails with ErrQuote for a message that the network does not know.
func (s *Service) React(ctx context.Context, ws id.Workspace, conv ConversationID, target MessageID, emoji, actor string) error {
	return s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		c, err := s.store.getConversation(ctx, tx, conv)
		if err != nil {
			return err
		}
		external, err := s.externalID(ctx, tx, conv, target)
		if err != nil {
			return err
		}
		if external == "" {
			return ErrQuote
		}
		content := channel.Content{Type: channel.TypeReaction, Reaction: &channel.Reaction{MessageID: external, Emoji: emoji}}
		to, err := s.allowed(ctx, tx, c.Channel, c.Contact, &content, c.WindowUntil, false, false)
		if err != nil {
			return err
		}
		if _, err := s.d.Outbox.Add(ctx, tx, []outbox.Request{{
			Channel: c.Channel, Lane: outbox.Human, Origin: outbox.Origin{Kind: outbox.OriginHuman, ID: conv.String()},
			Contact: c.Contact, To: to, Purpose: contact.PurposeService, Content: content, Preview: emoji, Actor: actor,
		}}); err != nil {
			return err
		}
		if err := s.store.react(ctx, tx, c.Channel, c.Contact, Out, *content.Reaction, tx.Now()); err != nil {
			return err
		}
		return s.noteSends(ctx, tx, []string{target.String()}, false)
	})
}

// dropReactions takes away what was put on messages and never came there.
func (s *Service) dropReactions(ctx context.Context, tx *wsdb.Tx, moves []outbox.Move) error {
	for i := range moves {
		m := &moves[i].Send
		if m.Content.Reaction == nil || m.State != outbox.StateFailed && m.State != outbox.StateSkipped {
			continue
		}
		_, err := tx.Exec(ctx, `DELETE FROM reaction WHERE channel_id = $1 AND target = $2 AND direction = 'out' AND emoji = $3`,
			m.Channel, m.Content.Reaction.MessageID, m.Content.Reaction.Emoji)
		if err != nil {
			return err
		}
		target, ok, err := s.store.byExternal(ctx, tx, m.Channel, m.Content.Reaction.MessageID)
		if err != nil {
			return err
		}
		if ok {
			if err := s.noteSends(ctx, tx, []string{target.ID.String()}, false); err != nil {
				return err
			}
		}
	}
	return nil
}
