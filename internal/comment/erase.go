package comment

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// AccountLeft ends what was to be sent for comments of an account that is disconnected.
func (s *Service) AccountLeft(ctx context.Context, tx *wsdb.Tx, ch channel.ID) error {
	if _, err := s.d.Outbox.SkipOn(ctx, tx, ch, outbox.OriginComment, ReasonLeft); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE comment SET pending = FALSE WHERE pending AND channel_id = $1`, ch); err != nil {
		return fmt.Errorf("end comments that wait for their post: %w", err)
	}
	if _, err := tx.Exec(ctx, `UPDATE comment_match SET public_at = 0 WHERE public_at > 0 AND channel_id = $1`, ch); err != nil {
		return fmt.Errorf("end public replies: %w", err)
	}
	_, err := tx.Exec(ctx, `UPDATE comment_match SET step = 'done', reason = $2 WHERE channel_id = $1 AND step IN ('opening', 'follow', 'email', 'phone')`,
		ch, ReasonLeft)
	return err
}

// EraseAccount removes what was collected from an account: comments, posts and matches. It returns how many rows that was.
func (s *Service) EraseAccount(ctx context.Context, tx *wsdb.Tx, ch channel.ID) (int64, error) {
	var total int64
	for _, table := range []string{"comment_match", "comment", "post"} {
		res, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE channel_id = $1`, ch)
		if err != nil {
			return total, fmt.Errorf("erase %s: %w", table, err)
		}
		n, err := res.RowsAffected()
		if err != nil {
			return total, err
		}
		total += n
	}
	return total, s.d.Events.Append(ctx, tx, event.CommentChanged, ch.String(), nil)
}

// ContactsMerged implements contact.Follower.
func (s *Service) ContactsMerged(ctx context.Context, tx *wsdb.Tx, m *contact.Merging) error {
	_, err := tx.Exec(ctx, `UPDATE comment_match SET contact_id = $2 WHERE contact_id = $1`, m.Gone, m.Kept)
	return err
}

// ContactMoved implements contact.Follower: people on Instagram do not move.
func (s *Service) ContactMoved(context.Context, *wsdb.Tx, contact.ID, contact.Address) error {
	return nil
}

// purgeChunk is how many rows one purge removes of each table.
const purgeChunk = 5000

const (
	purgeMatches = `DELETE FROM comment_match WHERE at < $1 AND id IN (SELECT id FROM comment_match WHERE public_at = 0 ORDER BY id LIMIT $2)
		RETURNING private_send, public_send, content_send`
	purgeComments = `DELETE FROM comment WHERE id IN (SELECT id FROM comment WHERE at < $1 AND received_at < $1 ORDER BY at LIMIT $2)`
)

// PurgeMatches removes what rules did before a time, and of what they sent what nothing shows. The ids of matches are in the order of
// their times.
func (s *Service) PurgeMatches(ctx context.Context, tx *wsdb.Tx, before time.Time) error {
	rows, err := tx.Query(ctx, purgeMatches, clock.Micros(before), purgeChunk)
	if err != nil {
		return fmt.Errorf("purge matches: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var sends []outbox.ID
	for rows.Next() {
		var private, public, content outbox.ID
		if err := rows.Scan(&private, &public, &content); err != nil {
			return fmt.Errorf("purge matches: %w", err)
		}
		for _, send := range []outbox.ID{private, public, content} {
			if !send.IsZero() {
				sends = append(sends, send)
			}
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return fmt.Errorf("purge matches: %w", err)
	}
	return s.d.Outbox.Drop(ctx, tx, sends)
}

// PurgeComments removes comments that were written and came in before a time.
func (s *Service) PurgeComments(ctx context.Context, tx *wsdb.Tx, before time.Time) error {
	if _, err := tx.Exec(ctx, purgeComments, clock.Micros(before), purgeChunk); err != nil {
		return fmt.Errorf("purge comments: %w", err)
	}
	return nil
}
