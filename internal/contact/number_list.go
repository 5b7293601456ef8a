package contact

import (
	"context"
	"strconv"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// maxNumbers is how long a list of numbers may be.
const maxNumbers = 5000

// FromNumbers returns the contacts that have the numbers, as people write them, and makes those that are not there. It fails with
// ErrInvalid and a field per number that cannot be read, and then does nothing.
func (s *Service) FromNumbers(ctx context.Context, tx *wsdb.Tx, numbers []string) (ids []ID, err error) {
	if len(numbers) > maxNumbers {
		return nil, ErrInvalid.WithField("numbers", "contact.numbers_many", "At most 5,000 numbers at once.")
	}
	country, err := s.deps.Country(ctx, tx)
	if err != nil {
		return nil, err
	}
	bad, wanted, seen := ErrInvalid, make([]string, 0, len(numbers)), map[string]bool{}
	for i, raw := range numbers {
		n, err := phone.Parse(raw, country)
		if err != nil {
			bad = bad.WithField("numbers["+strconv.Itoa(i)+"]", "contact.number_invalid", "This is not a phone number.")
			continue
		}
		if !seen[string(n)] {
			seen[string(n)] = true
			wanted = append(wanted, string(n))
		}
	}
	if len(bad.Fields) > 0 {
		return nil, bad
	}
	found, err := s.byPhones(ctx, tx, wanted)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, r := range found {
		known[*r.Phone] = true
		ids = append(ids, r.ID)
	}
	var fresh []record
	for _, n := range wanted {
		if !known[n] {
			r := newRecord(SourceTyped, clock.Micros(tx.Now()))
			r.Phone = &n
			fresh = append(fresh, r)
			ids = append(ids, r.ID)
		}
	}
	if len(fresh) == 0 {
		return ids, nil
	}
	if err := s.mark(ctx, tx, fresh); err != nil {
		return nil, err
	}
	return ids, s.save(ctx, tx, fresh, len(fresh))
}
