package contact

import (
	"context"
	"fmt"

	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Erase removes a contact with all its rows in this package: groups, consents, search words, and lines of import
// errors that hold its number. What was ordered against its number stays as a hash. It fails with ErrNotFound.
func (s *Service) Erase(ctx context.Context, tx *wsdb.Tx, contact ID) (int64, error) {
	r, err := s.one(ctx, tx, contact)
	if err != nil {
		return 0, err
	}
	n, err := s.Delete(ctx, tx, []ID{contact})
	if err != nil {
		return 0, err
	}
	if r.Phone != nil {
		res, err := tx.Exec(ctx, `DELETE FROM contact_import_error WHERE cells LIKE $1`, "%"+numberInFiles(&r)+"%")
		if err != nil {
			return 0, fmt.Errorf("erase import errors: %w", err)
		}
		more, err := res.RowsAffected()
		if err != nil {
			return 0, err
		}
		n += more
	}
	return n, s.deps.Events.Append(ctx, tx, event.ContactChanged, contact.String(), nil)
}

// Forget removes contacts that never were people, with everything about their made-up numbers, orders and lifts too. Of a number that
// may be somebody's, Erase keeps the order not to write to it; this must not be called for one.
func (s *Service) Forget(ctx context.Context, tx *wsdb.Tx, ids []ID, numbers []phone.Number) error {
	if _, err := s.Delete(ctx, tx, ids); err != nil {
		return err
	}
	for _, n := range numbers {
		for _, h := range hashes(tx, Address{Phone: n}) {
			for _, text := range []string{
				`DELETE FROM suppression WHERE hash = $1`, `DELETE FROM suppression_lift WHERE hash = $1`,
				`DELETE FROM contact_former WHERE hash = $1 OR new_hash = $1`,
			} {
				if _, err := tx.Exec(ctx, text, h); err != nil {
					return fmt.Errorf("forget number: %w", err)
				}
			}
		}
	}
	for _, c := range ids {
		if err := s.deps.Events.Append(ctx, tx, event.ContactChanged, c.String(), nil); err != nil {
			return err
		}
	}
	return nil
}

// numberInFiles is the part of a contact's number by which it is found in lines of files: without the code of the country, which files
// often leave out.
func numberInFiles(r *record) string {
	digits := r.address().Phone.Digits()
	if len(digits) > 10 {
		digits = digits[2:]
	}
	return digits
}
