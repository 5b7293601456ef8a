package outbox

import (
	"context"
	"fmt"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// mergePage is how many sends one statement moves.
const mergePage = 2000

// Reassign makes sends those of another contact, but for the origins whose sends stay where they are. No state moves.
func (s *Service) Reassign(ctx context.Context, tx *wsdb.Tx, sends []ID, to contact.ID, stay []string) error {
	return pages(sends, func(part []ID) error {
		args, except := []any{jsonIDs(part), to}, ``
		for _, origin := range stay {
			args = append(args, origin)
			except += fmt.Sprintf(` AND origin_id <> $%d`, len(args))
		}
		_, err := tx.Exec(ctx, `UPDATE send SET contact_id = $2 WHERE id IN `+s.store.in()+except, args...)
		return err
	})
}

// Readdress sends what waits to another address. What has left stays as it was sent, and what goes to a handle goes there still.
func (s *Service) Readdress(ctx context.Context, tx *wsdb.Tx, sends []ID, to channel.Address) error {
	return pages(sends, func(part []ID) error {
		_, err := tx.Exec(ctx, `UPDATE send SET phone = $2, user_id = $3 WHERE id IN `+s.store.in()+` AND state IN ('queued', 'held')
			AND user_id NOT LIKE 'ig:%'`, jsonIDs(part), to.Phone, to.UserID)
		return err
	})
}

func pages(sends []ID, fn func(part []ID) error) error {
	for len(sends) > 0 {
		n := min(len(sends), mergePage)
		if err := fn(sends[:n]); err != nil {
			return fmt.Errorf("move sends: %w", err)
		}
		sends = sends[n:]
	}
	return nil
}

// MergeWindow gives a contact the reply window of another one on a channel, if that ends later.
func (s *Service) MergeWindow(ctx context.Context, tx *wsdb.Tx, ch channel.ID, from, to contact.ID) error {
	all, err := s.store.windows(ctx, tx, ch, []contact.ID{from})
	if err != nil {
		return err
	}
	if until, ok := all[from]; ok {
		if err := s.store.openWindow(ctx, tx, ch, to, until); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `DELETE FROM reply_window WHERE channel_id = $1 AND contact_id = $2`, ch, from)
	return err
}
