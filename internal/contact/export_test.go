package contact

import (
	"context"

	"github.com/kelolapesan/kelola/internal/wsdb"
)

// The look-ups of an import and of every inbound message, on SQLite.
var (
	ByPhones  = listByPhones.sqlite
	ByUserIDs = listByUserIDs.sqlite
)

// ListQuery shows the statement of a list, to have its plan explained.
func (s *Service) ListQuery(ctx context.Context, q wsdb.Query, f Filter, sort Sort, after ID, limit int) (string, []any, error) {
	return s.sortedQuery(ctx, q, f, sort, after, limit)
}

// AudienceQuery shows the statement of an audience's page.
func (s *Service) AudienceQuery(ctx context.Context, q wsdb.Query, a Audience, after ID, limit int) (string, []any, error) {
	return s.audienceQuery(ctx, q, a, after, limit)
}

// BulkSome does the next page of an act on many.
func (s *Service) BulkSome(ctx context.Context, args BulkWork) error {
	_, err := s.bulkSome(ctx, args)
	return err
}
