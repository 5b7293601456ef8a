package contact

import (
	"context"
	"fmt"

	"github.com/kelolapesan/kelola/internal/event"
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

// numberInFiles is the part of a contact's number by which it is found in lines of files: without the code of the country, which files
// often leave out.
func numberInFiles(r *record) string {
	digits := r.address().Phone.Digits()
	if len(digits) > 10 {
		digits = digits[2:]
	}
	return digits
}
