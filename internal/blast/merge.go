package blast

import (
	"context"
	"fmt"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const blastsOf = `SELECT r.blast_id FROM blast AS b CROSS JOIN blast_recipient AS r WHERE r.blast_id = b.id AND r.contact_id = $1`

// ContactsMerged implements contact.Follower: in every blast the contact that stays takes the place of the one that goes. Where that
// cannot be, because it is a recipient already or may still become one, or because a call is under way, the recipient stays as it is:
// the counters go on matching the ledger, and what was not sent yet is skipped, so that nobody gets it twice.
func (s *Service) ContactsMerged(ctx context.Context, tx *wsdb.Tx, m *contact.Merging) error {
	blasts, err := s.blastsOf(ctx, tx, m.Gone)
	if err != nil {
		return err
	}
	for _, b := range blasts {
		stays, err := s.stays(ctx, tx, b, m)
		if err != nil {
			return err
		}
		if stays {
			m.Stay = append(m.Stay, b.String())
			continue
		}
		_, err = tx.Exec(ctx, `UPDATE blast_recipient SET contact_id = $3 WHERE blast_id = $1 AND contact_id = $2`, b, m.Gone, m.Kept)
		if err != nil {
			return fmt.Errorf("merge recipients: %w", err)
		}
	}
	return nil
}

// ContactMoved implements contact.Follower: addresses are read when a message is planned.
func (s *Service) ContactMoved(context.Context, *wsdb.Tx, contact.ID, contact.Address) error {
	return nil
}

func (s *Service) blastsOf(ctx context.Context, q wsdb.Query, c contact.ID) ([]ID, error) {
	rows, err := q.Query(ctx, blastsOf, c)
	if err != nil {
		return nil, fmt.Errorf("blasts of a contact: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []ID
	for rows.Next() {
		var b ID
		if err := rows.Scan(&b); err != nil {
			return nil, err
		}
		list = append(list, b)
	}
	return list, rows.Err()
}

func (s *Service) stays(ctx context.Context, tx *wsdb.Tx, blast ID, m *contact.Merging) (bool, error) {
	p, ok, err := s.store.getProgress(ctx, tx, blast)
	if err != nil {
		return false, err
	}
	if ok && !p.frozen && m.Kept.Compare(p.freezeAfter) > 0 {
		return true, nil
	}
	both, err := s.store.ofContacts(ctx, tx, blast, []contact.ID{m.Kept, m.Gone})
	if err != nil || len(both) != 1 {
		return true, err
	}
	if both[0].Send.IsZero() {
		return false, nil
	}
	ledger, err := s.d.Outbox.Get(ctx, tx, []outbox.ID{both[0].Send})
	return ledger[both[0].Send].State == outbox.StateSending, err
}
