package contact

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Moved is what a change of address came to: whose it is, and which contacts were merged into that one.
type Moved struct {
	Contact ID
	Gone    []ID
}

// Move follows a person to a new address that the network has told. Whoever has the old one gets the new one; a contact that has it
// already is the same person and is merged. Orders not to write follow. The change may come twice, late, and before or after others.
func (s *Service) Move(ctx context.Context, tx *wsdb.Tx, from, to Address, at time.Time) (Moved, error) {
	old := leaving(from, to)
	if old.Phone == "" && old.UserID == "" || to.Phone == "" && to.UserID == "" {
		return Moved{}, nil
	}
	if known, err := s.knows(ctx, tx, old, at); err != nil || known {
		return Moved{}, err
	}
	now, err := s.Current(ctx, tx, []Seen{{to, at}})
	if err != nil {
		return Moved{}, err
	}
	to = now[0]
	if err := s.join(ctx, tx, old, to); err != nil {
		return Moved{}, err
	}
	who, err := s.rekey(ctx, tx, from, to)
	if err != nil {
		return Moved{}, err
	}
	return who, s.former(ctx, tx, old, to, who.Contact, at)
}

// leaving is what a person is not known by any more.
func leaving(from, to Address) Address {
	if from.Phone == to.Phone || to.Phone == "" {
		from.Phone = ""
	}
	if from.UserID == to.UserID || to.UserID == "" && to.Phone == "" {
		from.UserID = ""
	}
	return from
}

// knows says whether a change was followed before, or a later one of the same address was.
func (s *Service) knows(ctx context.Context, tx *wsdb.Tx, old Address, at time.Time) (bool, error) {
	list, err := s.formers(ctx, tx, hashes(tx, old))
	for _, f := range list {
		if f.until >= clock.Micros(at) {
			return true, err
		}
	}
	return false, err
}

// join makes what holds for two addresses of a person hold for both.
func (s *Service) join(ctx context.Context, tx *wsdb.Tx, a, b Address) error {
	own := hashes(tx, a)
	for _, h := range hashes(tx, b) {
		own = addOnce(own, h)
	}
	list, err := s.standings(ctx, tx, [][]string{own})
	if err != nil {
		return err
	}
	return list[0].save(ctx, tx)
}

// rekey gives the contact of the old address the new one, merging whoever has that; without one the contact of the new address is
// found or made.
func (s *Service) rekey(ctx context.Context, tx *wsdb.Tx, from, to Address) (Moved, error) {
	old := leaving(from, to)
	held, err := s.holders(ctx, tx, from)
	if err != nil {
		return Moved{}, err
	}
	others, err := s.holders(ctx, tx, to)
	if err != nil {
		return Moved{}, err
	}
	for _, r := range others {
		if to.Phone == "" && r.Phone != nil {
			to.Phone = phone.Number(*r.Phone)
		}
		if to.UserID == "" {
			to.UserID = deref(r.UserID)
		}
		if !holds(held, r.ID) {
			held = append(held, r)
		}
	}
	if len(held) == 0 {
		c, _, err := s.Resolve(ctx, tx, to)
		return Moved{Contact: c.ID}, err
	}
	return s.gather(ctx, tx, held, old, to)
}

// gather makes one contact of all that a person has, the first of them, under the new address.
func (s *Service) gather(ctx context.Context, tx *wsdb.Tx, held []record, old, to Address) (Moved, error) {
	kept, m := held[0], Moved{Contact: held[0].ID}
	for _, gone := range held[1:] {
		kept.absorb(&gone, nil)
		if err := s.unite(ctx, tx, kept, gone, ""); err != nil {
			return Moved{}, err
		}
		var err error
		if kept, err = s.one(ctx, tx, kept.ID); err != nil {
			return Moved{}, err
		}
		m.Gone = append(m.Gone, gone.ID)
	}
	if kept.readdress(old, to) {
		kept.UpdatedAt = clock.Micros(tx.Now())
		list := []record{kept}
		if err := s.mark(ctx, tx, list); err != nil {
			return Moved{}, err
		}
		if err := s.save(ctx, tx, list, 0); err != nil {
			return Moved{}, err
		}
	}
	return m, s.tellMoved(ctx, tx, &kept)
}

func holds(list []record, c ID) bool {
	for i := range list {
		if list[i].ID == c {
			return true
		}
	}
	return false
}

// readdress gives a contact its new address. A part that the network did not tell stays, unless it is one the person has left.
func (r *record) readdress(old, to Address) (changed bool) {
	before := r.address()
	if to.Phone != "" {
		r.Phone = nullable(string(to.Phone))
	} else if r.Phone != nil && phone.Number(*r.Phone) == old.Phone {
		r.Phone = nil
	}
	if to.UserID != "" {
		r.UserID = nullable(to.UserID)
	} else if r.UserID != nil && *r.UserID == old.UserID {
		r.UserID = nil
	}
	return r.address() != before
}

const putFormer = `
	INSERT INTO contact_former (hash, new_hash, contact_id, until_at) VALUES ($1, $2, $3, $4)
	ON CONFLICT (hash, new_hash) DO UPDATE SET contact_id = excluded.contact_id, until_at = excluded.until_at`

// former remembers that a person had an address until a moment.
func (s *Service) former(ctx context.Context, tx *wsdb.Tx, old, to Address, contact ID, at time.Time) error {
	for _, h := range hashes(tx, old) {
		for _, n := range hashes(tx, to) {
			if _, err := tx.Exec(ctx, putFormer, h, n, contact, clock.Micros(at)); err != nil {
				return fmt.Errorf("note a former address: %w", err)
			}
		}
	}
	return nil
}

type formerAddress struct {
	hash, next string
	contact    ID
	until      int64
}

var findFormers = textList(`SELECT hash, new_hash, contact_id, until_at FROM contact_former WHERE hash IN (%s) ORDER BY until_at`)

func (s *Service) formers(ctx context.Context, q wsdb.Query, list []string) (out []formerAddress, err error) {
	err = eachRow(ctx, q, s.sql(findFormers), jsonList(list), func(scan func(...any) error) error {
		var f formerAddress
		err := scan(&f.hash, &f.next, &f.contact, &f.until)
		out = append(out, f)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read former addresses: %w", err)
	}
	return out, nil
}

// Seen is an address at a time by the clock of the network.
type Seen struct {
	Address
	At time.Time
}

// Current answers how each person is known today who was seen under an address at a time. Whoever has not moved since is as seen.
func (s *Service) Current(ctx context.Context, tx *wsdb.Tx, list []Seen) ([]Address, error) {
	out := make([]Address, len(list))
	for i := range list {
		out[i] = list[i].Address
	}
	var any bool
	err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM contact_former)`).Scan(&any)
	if err != nil || !any {
		return out, err
	}
	for i := range list {
		if out[i], err = s.current(ctx, tx, list[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Service) current(ctx context.Context, tx *wsdb.Tx, seen Seen) (Address, error) {
	found, err := s.formers(ctx, tx, hashes(tx, seen.Address))
	if err != nil {
		return Address{}, err
	}
	found = slices.DeleteFunc(found, func(f formerAddress) bool { return f.until < clock.Micros(seen.At) })
	for _, f := range found {
		who, err := s.byIDs(ctx, tx, []ID{f.contact})
		if err != nil {
			return Address{}, err
		}
		if len(who) == 0 || who[0].Phone == nil && who[0].UserID == nil {
			continue
		}
		now := who[0].address()
		left := func(a Address) bool {
			return slices.ContainsFunc(found, func(f formerAddress) bool { return slices.Contains(hashes(tx, a), f.hash) })
		}
		// A part that the contact has none of and that the person has not left is news about the contact.
		if now.Phone == "" && !left(Address{Phone: seen.Phone}) {
			now.Phone = seen.Phone
		}
		if now.UserID == "" && !left(Address{UserID: seen.UserID}) {
			now.UserID = seen.UserID
		}
		now.ProfileName = seen.ProfileName
		return now, nil
	}
	return seen.Address, nil
}

// successors adds the addresses that followed on some of a person's, as they were at a time, and says whose they are.
func (s *Service) successors(ctx context.Context, tx *wsdb.Tx, own []string, at time.Time) (all []string, whose []ID, err error) {
	for from := 0; from < len(own); {
		found, err := s.formers(ctx, tx, own[from:])
		if err != nil {
			return nil, nil, err
		}
		from = len(own)
		for _, f := range found {
			if f.until >= clock.Micros(at) {
				own = addOnce(own, f.next)
				whose = append(whose, f.contact)
			}
		}
	}
	return own, whose, nil
}
