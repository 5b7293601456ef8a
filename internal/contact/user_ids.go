package contact

import (
	"context"

	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// UserIDs returns the user ids of the contacts that have a number: none or one.
func (s *Service) UserIDs(ctx context.Context, q wsdb.Query, number phone.Number) ([]string, error) {
	found, err := s.byPhones(ctx, q, []string{string(number)})
	if err != nil {
		return nil, err
	}
	var list []string
	for _, r := range found {
		if r.UserID != nil {
			list = append(list, *r.UserID)
		}
	}
	return list, nil
}
