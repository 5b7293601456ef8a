package blast

import (
	"context"
	"fmt"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Place makes a draft of what is already written, within a transaction. Name, Channel, Purpose, Audience, Message and CreatedBy of b count.
func (s *Service) Place(ctx context.Context, tx *wsdb.Tx, b Blast) (ID, error) {
	b.ID, b.State, b.Policy, b.Version, b.CreatedAt, b.UpdatedAt = id.New[Blast](), Draft, PolicyFallback, 1, tx.Now(), tx.Now()
	if !b.Purpose.Valid() {
		b.Purpose = contact.PurposePromo
	}
	if _, err := newRenderer(b.Message, b.Policy, nil); err != nil {
		return ID{}, err
	}
	if err := s.store.insert(ctx, tx, &b); err != nil {
		return ID{}, err
	}
	return b.ID, s.news.now(ctx, tx, b.ID)
}

const (
	listForgotten = `SELECT ` + blastColumns + ` FROM blast WHERE id = $2 OR channel_id = $1 AND state <> 'draft'`
	listUnbound   = `SELECT ` + blastColumns + ` FROM blast WHERE channel_id = $1`
)

// Forget removes one draft, and every blast that was started or is to be started through a channel whose network is only a model. Other
// drafts stay, without the channel.
func (s *Service) Forget(ctx context.Context, tx *wsdb.Tx, ch channel.ID, draft ID) error {
	gone, err := s.store.list(ctx, tx, listForgotten, ch, draft)
	if err != nil {
		return err
	}
	for i := range gone {
		for _, table := range []string{"blast_recipient", "blast_progress", "blast_version", "blast_cause", "blast_minute"} {
			if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE blast_id = $1`, gone[i].ID); err != nil {
				return fmt.Errorf("forget blast: %w", err)
			}
		}
		if err := s.store.delete(ctx, tx, gone[i].ID); err != nil {
			return err
		}
		if err := s.news.now(ctx, tx, gone[i].ID); err != nil {
			return err
		}
	}
	left, err := s.store.list(ctx, tx, listUnbound, ch)
	if err != nil {
		return err
	}
	for i := range left {
		left[i].Channel, left[i].Version, left[i].UpdatedAt = channel.ID{}, left[i].Version+1, tx.Now()
		if err := s.store.update(ctx, tx, &left[i]); err != nil {
			return err
		}
		if err := s.news.now(ctx, tx, left[i].ID); err != nil {
			return err
		}
	}
	return nil
}
