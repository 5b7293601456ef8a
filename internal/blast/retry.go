package blast

import (
	"context"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// retryable says whether a failure may be tried again in a new run: the reason may have gone, and nothing was sent.
func retryable(class string) bool {
	c := channel.Class(class)
	return c.Retryable() || c == channel.ClassChannel || c == channel.ClassTemplate
}

// Retry makes a draft whose recipients are the failures of an ended blast that can be retried. Who was skipped, and whose outcome
// is unknown, is never part of it. There is one retry of a blast; what fails again is retried from there.
func (s *Service) Retry(ctx context.Context, ws id.Workspace, blast ID, actor string) (Blast, error) {
	var out Blast
	err := s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		b, err := s.store.get(ctx, tx, blast)
		if err != nil {
			return err
		}
		if b.State != Finished && b.State != Stopped {
			return ErrNotEnded
		}
		earlier, err := s.store.list(ctx, tx, listRetry, blast)
		if err != nil {
			return err
		}
		if len(earlier) > 0 {
			return ErrRetryExists
		}
		n, err := s.store.countRetryable(ctx, tx, blast)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrNothingToRetry
		}
		out = Blast{
			ID: id.New[Blast](), Name: b.Name, State: Draft, Channel: b.Channel, Purpose: b.Purpose, Audience: b.Audience, Message: b.Message,
			Policy: b.Policy, Parent: b.ID, Version: 1, CreatedBy: actor, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
		}
		if err := s.store.insert(ctx, tx, &out); err != nil {
			return err
		}
		return s.news.now(ctx, tx, out.ID)
	})
	return out, err
}
