package contact

import (
	"context"
	"fmt"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// bulkAct does the act to the contacts of a page and says to how many.
func (s *Service) bulkAct(ctx context.Context, tx *wsdb.Tx, r *bulkRun, list []record) (int64, error) {
	if len(list) == 0 {
		return 0, nil
	}
	switch r.Act {
	case ActAddToGroup:
		if _, err := s.Join(ctx, tx, r.Group, idsOf(list)); err != nil {
			return 0, err
		}
		return int64(len(list)), s.changed(ctx, tx, list)
	case ActRemoveFromGroup:
		if err := s.leave(ctx, tx, r.Group, idsOf(list)); err != nil {
			return 0, err
		}
		return int64(len(list)), s.changed(ctx, tx, list)
	case ActSetConsent:
		return s.consentAll(ctx, tx, r, list)
	case ActSuppress:
		return s.suppressAll(ctx, tx, r.actor, list)
	case ActDelete:
		return s.eraseAll(ctx, tx, list)
	default:
		return 0, ErrBulk
	}
}

func idsOf(list []record) []ID {
	ids := make([]ID, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	return ids
}

var (
	leaveOne      = uuidList(`DELETE FROM contact_group_member WHERE group_id = $2 AND contact_id IN (%s)`)
	setGroupCount = `UPDATE contact_group SET members = members - $2 WHERE id = $1`
)

// leave takes contacts out of a group.
func (s *Service) leave(ctx context.Context, tx *wsdb.Tx, group GroupID, ids []ID) error {
	res, err := tx.Exec(ctx, s.sql(leaveOne), jsonList(ids), group)
	if err != nil {
		return fmt.Errorf("leave group: %w", err)
	}
	n, err := res.RowsAffected()
	if err != nil || n == 0 {
		return err
	}
	_, err = tx.Exec(ctx, setGroupCount, group, n)
	return err
}

// consentAll notes one word of all of them. A grant never replaces a refusal: who said no is asked one by one.
func (s *Service) consentAll(ctx context.Context, tx *wsdb.Tx, r *bulkRun, list []record) (int64, error) {
	now := clock.Micros(tx.Now())
	var (
		put   []record
		words []change
	)
	for _, c := range list {
		if r.State == Granted && *c.consent(r.Purpose) == Denied.stored() {
			continue
		}
		*c.consent(r.Purpose) = r.State.stored()
		c.UpdatedAt = now
		put = append(put, c)
		words = append(words, change{
			Contact: c.ID, Purpose: string(r.Purpose), At: now, State: r.State.stored(), Source: r.Source, Actor: r.actor,
		})
	}
	if len(put) == 0 {
		return 0, nil
	}
	if err := s.put(ctx, tx, put, 0); err != nil {
		return 0, err
	}
	if err := s.putChanges(ctx, tx, words); err != nil {
		return 0, err
	}
	return int64(len(put)), s.changed(ctx, tx, put)
}

// suppressAll orders not to write to any of them; who has no address cannot be written to anyway.
func (s *Service) suppressAll(ctx context.Context, tx *wsdb.Tx, actor string, list []record) (n int64, err error) {
	for i := range list {
		a, err := s.known(ctx, tx, &list[i])
		if err != nil {
			return n, err
		}
		if a == (Address{}) {
			continue
		}
		if err := s.Suppress(ctx, tx, a, ReasonManual, actor); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// eraseAll is Erase for many.
func (s *Service) eraseAll(ctx context.Context, tx *wsdb.Tx, list []record) (int64, error) {
	n, err := s.Delete(ctx, tx, idsOf(list))
	if err != nil {
		return n, err
	}
	if err := eraseErrors(ctx, tx, list); err != nil {
		return n, err
	}
	facts := make([]event.Fact, len(list))
	for i := range list {
		facts[i] = event.Fact{Kind: event.ContactChanged, Subject: list[i].ID.String()}
	}
	if err := s.deps.Events.AppendAll(ctx, tx, facts); err != nil {
		return n, err
	}
	return n, s.tellErased(ctx, tx)
}

// eraseErrors removes the lines of import errors that hold the number of any of the contacts, in one walk over the lines.
func eraseErrors(ctx context.Context, tx *wsdb.Tx, list []record) error {
	numbers := newNumberSet(list)
	rows, err := tx.Query(ctx, `SELECT import_id, row_no, cells FROM contact_import_error`)
	if err != nil {
		return fmt.Errorf("read import errors: %w", err)
	}
	defer func() { _ = rows.Close() }()
	type line struct {
		imp ImportID
		row int64
	}
	var gone []line
	for rows.Next() {
		var (
			l     line
			cells string
		)
		if err := rows.Scan(&l.imp, &l.row, &cells); err != nil {
			return fmt.Errorf("read import errors: %w", err)
		}
		if numbers.in(cells) {
			gone = append(gone, l)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, l := range gone {
		if _, err := tx.Exec(ctx, `DELETE FROM contact_import_error WHERE import_id = $1 AND row_no = $2`, l.imp, l.row); err != nil {
			return fmt.Errorf("erase import errors: %w", err)
		}
	}
	return nil
}

// numberSet finds any of many numbers in a text at once.
type numberSet struct {
	digits  map[string]bool
	lengths map[int]bool
}

func newNumberSet(list []record) numberSet {
	set := numberSet{digits: map[string]bool{}, lengths: map[int]bool{}}
	for i := range list {
		if list[i].Phone == nil {
			continue
		}
		d := numberInFiles(&list[i])
		set.digits[d], set.lengths[len(d)] = true, true
	}
	return set
}

func (set numberSet) in(text string) bool {
	for n := range set.lengths {
		for from := 0; from+n <= len(text); from++ {
			if set.digits[text[from:from+n]] {
				return true
			}
		}
	}
	return false
}
