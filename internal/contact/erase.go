package contact

import (
	"context"
	"fmt"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/textindex"
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
	if err := s.deps.Events.Append(ctx, tx, event.ContactChanged, contact.String(), nil); err != nil {
		return 0, err
	}
	return n, s.tellErased(ctx, tx)
}

// EraseMany is Erase for many; who is gone already is passed over.
func (s *Service) EraseMany(ctx context.Context, tx *wsdb.Tx, ids []ID) (int64, error) {
	list, err := s.byIDs(ctx, tx, ids)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	return s.eraseAll(ctx, tx, list)
}

var deleteHandlesByID = textList(`DELETE FROM contact_handle WHERE handle IN (%s)`)

// ForgetHandles takes handles away from contacts that are known by something else too, with the words of the search and with names that a
// network told: which one told them is not known. It says how many handles went. Their pictures are for the caller.
func (s *Service) ForgetHandles(ctx context.Context, tx *wsdb.Tx, handles []string) (int64, error) {
	var ids []ID
	err := s.eachHandle(ctx, tx, s.sql(handlesByID), jsonList(handles), func(h Handle) { ids = append(ids, h.Contact) })
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	res, err := tx.Exec(ctx, s.sql(deleteHandlesByID), jsonList(handles))
	if err != nil {
		return 0, fmt.Errorf("forget handles: %w", err)
	}
	list, err := s.byIDs(ctx, tx, ids)
	if err != nil {
		return 0, err
	}
	refs := make([]string, len(list))
	for i := range list {
		r := &list[i]
		refs[i] = r.ID.String()
		if !r.NameTyped {
			r.setName("", false)
			r.UpdatedAt = clock.Micros(tx.Now())
		}
	}
	if err := s.deps.Texts.Remove(ctx, tx, textindex.Contact, refs...); err != nil {
		return 0, err
	}
	if err := s.save(ctx, tx, list, 0); err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// tellErased notes that contacts are gone, so that browsers forget what they keep of people, those that are open at once.
func (s *Service) tellErased(ctx context.Context, tx *wsdb.Tx) error {
	if _, err := tx.Exec(ctx, `UPDATE contact_total SET erased_at = $1 WHERE one = 1`, clock.Micros(tx.Now())); err != nil {
		return fmt.Errorf("note that contacts are gone: %w", err)
	}
	return s.deps.Events.Append(ctx, tx, event.WorkspaceChanged, tx.Workspace().String(), map[string]bool{"erased": true})
}

// LastErased is when contacts were deleted last; zero if never.
func (s *Service) LastErased(ctx context.Context, q wsdb.Query) (time.Time, error) {
	var at int64
	err := q.QueryRow(ctx, `SELECT erased_at FROM contact_total WHERE one = 1`).Scan(&at)
	return clock.Time(at), err
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
