package inbox

import (
	"context"
	"fmt"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Forget removes every conversation of a channel whose network is only a model, with all that was said in it.
func (s *Service) Forget(ctx context.Context, tx *wsdb.Tx, ch channel.ID) error {
	messages, err := column(ctx, tx, `SELECT id FROM message WHERE channel_id = $1`, ch)
	if err != nil {
		return err
	}
	conversations, err := column(ctx, tx, `SELECT id FROM conversation WHERE channel_id = $1`, ch)
	if err != nil {
		return err
	}
	if err := s.d.Texts.Remove(ctx, tx, textindex.Message, messages...); err != nil {
		return err
	}
	for _, text := range []string{
		`DELETE FROM message WHERE channel_id = $1`, `DELETE FROM reaction WHERE channel_id = $1`, `DELETE FROM amendment WHERE channel_id = $1`,
		`DELETE FROM conversation WHERE channel_id = $1`,
	} {
		if _, err := tx.Exec(ctx, text, ch); err != nil {
			return fmt.Errorf("forget conversations: %w", err)
		}
	}
	facts := make([]event.Fact, len(conversations))
	for i, c := range conversations {
		facts[i] = event.Fact{Kind: event.ConversationChanged, Subject: c}
	}
	return s.d.Events.AppendAll(ctx, tx, facts)
}

func column(ctx context.Context, q wsdb.Query, text string, args ...any) (list []string, err error) {
	rows, err := q.Query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, rows.Err()
}
