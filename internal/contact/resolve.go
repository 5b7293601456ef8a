package contact

import (
	"context"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Resolve finds the contact an address belongs to, or makes one. When the network tells the phone number and the user id together,
// they are linked; if they belong to two contacts already, both stay as they are, a fact is recorded, and the one with the number
// is returned. The profile name fills an empty name and follows an untyped one; it never replaces a typed name.
func (s *Service) Resolve(ctx context.Context, tx *wsdb.Tx, a Address) (c Contact, created bool, err error) {
	if a.Phone == "" && a.UserID == "" {
		return Contact{}, false, ErrNoAddress
	}
	found, err := s.holders(ctx, tx, a)
	if err != nil {
		return Contact{}, false, err
	}
	var r record
	switch len(found) {
	case 0:
		r, err = s.capture(ctx, tx, a)
		created = true
	case 1:
		r, err = s.meet(ctx, tx, found[0], a)
	default:
		r = found[0]
		err = s.deps.Events.Append(ctx, tx, event.ContactChanged, r.ID.String(), map[string]any{"same_person_as": found[1].ID})
	}
	if err != nil {
		return Contact{}, false, err
	}
	types, err := s.types(ctx, tx)
	if err != nil {
		return Contact{}, false, err
	}
	return r.contact(types), created, nil
}

// capture makes the contact of someone who wrote first.
func (s *Service) capture(ctx context.Context, tx *wsdb.Tx, a Address) (record, error) {
	list := []record{stranger(a, clock.Micros(tx.Now()))}
	if err := s.mark(ctx, tx, list); err != nil {
		return record{}, err
	}
	if err := s.save(ctx, tx, list, 1); err != nil {
		return record{}, err
	}
	_, err := s.Link(ctx, tx, list[0].ID, a)
	return list[0], err
}

// stranger is someone of whom nothing but the address is known.
func stranger(a Address, now int64) record {
	r := newRecord(SourceInbound, now)
	r.Phone = nullable(string(a.Phone))
	if isHandle(a.UserID) {
		r.handle = a.UserID
	} else {
		r.UserID = nullable(a.UserID)
	}
	r.setName(profileName(a.ProfileName), false)
	return r
}

// meet adds to a known contact what the network has told newly.
func (s *Service) meet(ctx context.Context, tx *wsdb.Tx, r record, a Address) (record, error) {
	if _, err := s.Link(ctx, tx, r.ID, a); err != nil {
		return record{}, err
	}
	changed, newAddress := r.meet(a)
	if !changed {
		return r, nil
	}
	r.UpdatedAt = clock.Micros(tx.Now())
	list := []record{r}
	if newAddress {
		if err := s.mark(ctx, tx, list); err != nil {
			return record{}, err
		}
	}
	return list[0], s.save(ctx, tx, list, 0)
}

// meet takes over what an address tells newly, and says whether that is anything and whether it is an address.
func (r *record) meet(a Address) (changed, newAddress bool) {
	if r.Phone == nil && a.Phone != "" {
		r.Phone, changed, newAddress = nullable(string(a.Phone)), true, true
	}
	if a.UserID != "" && !isHandle(a.UserID) && (r.UserID == nil || *r.UserID != a.UserID) {
		// Found by the number: the network gives a person's number a new user id now and then, and only the new one works.
		r.UserID, changed, newAddress = nullable(a.UserID), true, true
	}
	if name := profileName(a.ProfileName); name != "" && !r.NameTyped && name != r.Name {
		r.setName(name, false)
		changed = true
	}
	return changed, newAddress
}

// profileName is a name a stranger chose, cut to what a name may be.
func profileName(raw string) string {
	name := []rune(cleanText(raw))
	return string(name[:min(len(name), maxName)])
}

func newRecord(source Source, now int64) record {
	return record{ID: id.New[Contact](), Values: map[string]string{}, Source: string(source), CreatedAt: now, UpdatedAt: now}
}

func (r *record) setName(name string, typed bool) {
	r.Name, r.NameKey, r.NameTyped = name, nameKey(name), typed
}
