package contact

import (
	"context"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// SamePerson notes that two contacts may be one person. Nothing is merged: that is for somebody of the workspace to decide.
func (s *Service) SamePerson(ctx context.Context, tx *wsdb.Tx, contact, other ID) error {
	return s.deps.Events.Append(ctx, tx, event.ContactChanged, contact.String(), map[string]any{"same_person_as": other})
}

// LearnPhone gives a contact without a number the one that the person has told, and says whose it is now. A number that another contact
// has stays there: the two may be one person, which somebody of the workspace has to decide.
func (s *Service) LearnPhone(ctx context.Context, tx *wsdb.Tx, contact ID, number phone.Number) (whose ID, err error) {
	r, err := s.one(ctx, tx, contact)
	if err != nil {
		return ID{}, err
	}
	held, err := s.holders(ctx, tx, Address{Phone: number})
	if err != nil {
		return ID{}, err
	}
	if len(held) > 0 {
		return held[0].ID, nil
	}
	if r.Phone != nil {
		return ID{}, nil
	}
	r.Phone, r.UpdatedAt = nullable(string(number)), clock.Micros(tx.Now())
	list := []record{r}
	if err := s.mark(ctx, tx, list); err != nil {
		return ID{}, err
	}
	return contact, s.save(ctx, tx, list, 0)
}
