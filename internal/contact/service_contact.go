package contact

import (
	"context"
	"fmt"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Draft is what a person types about a contact. In a change, nil leaves a thing as it is.
type Draft struct {
	Name   *string
	Phone  *string // as written; empty removes it
	UserID *string
	Email  *string
	Fields map[string]any // a nil or empty value removes the field
	Groups *[]GroupID
}

// Create adds a contact that a person typed.
func (s *Service) Create(ctx context.Context, ws id.Workspace, d Draft) (c Contact, err error) {
	err = s.deps.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		c, err = s.Add(ctx, tx, d)
		return err
	})
	return c, err
}

// Add is Create within a transaction.
func (s *Service) Add(ctx context.Context, tx *wsdb.Tx, d Draft) (Contact, error) {
	r := newRecord(SourceTyped, clock.Micros(tx.Now()))
	if err := s.apply(ctx, tx, &r, d); err != nil {
		return Contact{}, err
	}
	list := []record{r}
	if err := s.mark(ctx, tx, list); err != nil {
		return Contact{}, err
	}
	if err := s.save(ctx, tx, list, 1); err != nil {
		return Contact{}, err
	}
	if d.Groups != nil {
		if err := s.setGroups(ctx, tx, r.ID, *d.Groups); err != nil {
			return Contact{}, err
		}
	}
	return s.Get(ctx, tx, r.ID)
}

// Update changes what d names of a contact.
func (s *Service) Update(ctx context.Context, ws id.Workspace, contact ID, d Draft) (c Contact, err error) {
	err = s.deps.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		r, err := s.one(ctx, tx, contact)
		if err != nil {
			return err
		}
		if err := s.apply(ctx, tx, &r, d); err != nil {
			return err
		}
		r.UpdatedAt = clock.Micros(tx.Now())
		list := []record{r}
		if err := s.mark(ctx, tx, list); err != nil {
			return err
		}
		if err := s.save(ctx, tx, list, 0); err != nil {
			return err
		}
		if d.Groups != nil {
			if err := s.setGroups(ctx, tx, contact, *d.Groups); err != nil {
				return err
			}
		}
		c, err = s.Get(ctx, tx, contact)
		return err
	})
	return c, err
}

// apply checks what was typed and writes it into the record. All that is wrong is said at once.
func (s *Service) apply(ctx context.Context, tx *wsdb.Tx, r *record, d Draft) error {
	bad := ErrInvalid
	note := func(field string, err error) {
		if f, ok := fault.Of(err); ok {
			bad = bad.WithField(field, f.Code, f.Detail)
		} else if err != nil {
			bad = bad.With(err)
		}
	}
	if d.Name != nil {
		name, err := cleanName(*d.Name)
		note("name", err)
		r.setName(name, name != "")
	}
	if d.Email != nil {
		email, err := cleanEmail(*d.Email)
		note("email", err)
		r.Email = email
	}
	if d.UserID != nil {
		r.UserID = nullable(cleanText(*d.UserID))
	}
	if d.Phone != nil {
		country, err := s.deps.Country(ctx, tx)
		if err != nil {
			return err
		}
		n, err := phone.Parse(*d.Phone, country)
		if *d.Phone == "" {
			err = nil
		}
		note("phone", err)
		r.Phone = nullable(string(n))
	}
	if err := s.applyFields(ctx, tx, r, d.Fields, note); err != nil {
		return err
	}
	if len(bad.Fields) > 0 {
		return bad
	}
	if r.Name == "" && r.Phone == nil && r.UserID == nil && r.Email == "" {
		known, err := s.known(ctx, tx, r)
		if err != nil {
			return err
		}
		if known.UserID == "" {
			return ErrNoAddress
		}
	}
	return s.unclaimed(ctx, tx, r)
}

func (s *Service) applyFields(ctx context.Context, tx *wsdb.Tx, r *record, typed map[string]any, note func(string, error)) error {
	if len(typed) == 0 {
		return nil
	}
	types, err := s.types(ctx, tx)
	if err != nil {
		return err
	}
	for key, v := range typed {
		f, ok := types[key]
		if !ok {
			note("fields", ErrFieldNotFound)
			continue
		}
		value, err := f.canonicalAny(v)
		note("fields."+key, err)
		if value == "" {
			delete(r.Values, key)
			continue
		}
		r.Values[key] = value
	}
	return nil
}

// unclaimed fails if another contact has the number or the user id. Inside the writer's transaction nothing can come between.
func (s *Service) unclaimed(ctx context.Context, tx *wsdb.Tx, r *record) error {
	found, err := s.holders(ctx, tx, r.address())
	if err != nil {
		return err
	}
	for _, other := range found {
		if other.ID == r.ID {
			continue
		}
		if r.Phone != nil && other.Phone != nil && *other.Phone == *r.Phone {
			return ErrPhoneTaken
		}
		return ErrUserIDTaken
	}
	return nil
}

// save writes records with all that hangs on them: the search index and the fact that they changed.
func (s *Service) save(ctx context.Context, tx *wsdb.Tx, list []record, added int) error {
	if err := s.put(ctx, tx, list, added); err != nil {
		return err
	}
	if err := s.reindex(ctx, tx, list); err != nil {
		return err
	}
	return s.changed(ctx, tx, list)
}

// Delete removes contacts with all their rows here; orders not to write to them stay. It says how many went.
func (s *Service) Delete(ctx context.Context, tx *wsdb.Tx, ids []ID) (int64, error) {
	if len(ids) == 0 {
		return 0, nil
	}
	list := jsonList(ids)
	if err := s.leaveGroups(ctx, tx, list); err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, s.sql(deleteChanges), list); err != nil {
		return 0, fmt.Errorf("delete consents: %w", err)
	}
	if _, err := tx.Exec(ctx, s.sql(deleteActivity), list); err != nil {
		return 0, fmt.Errorf("delete activity: %w", err)
	}
	if err := s.dropHandles(ctx, tx, ids); err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, s.sql(deleteMerges), list); err != nil {
		return 0, fmt.Errorf("delete merges: %w", err)
	}
	var moves [classes]int
	if err := s.leaving(ctx, tx, list, &moves); err != nil {
		return 0, err
	}
	if err := s.move(ctx, tx, &moves); err != nil {
		return 0, err
	}
	res, err := tx.Exec(ctx, s.sql(deleteByIDs), list)
	if err != nil {
		return 0, fmt.Errorf("delete contacts: %w", err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return 0, err
	}
	refs := make([]string, len(ids))
	for i := range ids {
		refs[i] = ids[i].String()
	}
	if err := s.deps.Texts.Remove(ctx, tx, textindex.Contact, refs...); err != nil {
		return 0, err
	}
	return n, addTotal(ctx, tx, -int(n))
}

var deleteChanges = uuidList(`DELETE FROM consent_change WHERE contact_id IN (%s)`)

var deleteMerges = uuidList(`DELETE FROM contact_merge WHERE kept_id IN (%s)`)
