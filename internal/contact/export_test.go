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

// ClassOf is the class of a contact in SQL.
const ClassOf = classOf

// ListQuery shows the statement of a list that is read from the first of its sources, to have its plan explained.
func (s *Service) ListQuery(ctx context.Context, q wsdb.Query, f Filter, order Sort, after ID, limit int) (string, []any, error) {
	w := walk{s: s, q: q, f: f, order: order}
	from := place{id: after}
	var err error
	if w.sources, err = s.sources(ctx, q, f, order); err != nil {
		return "", nil, err
	}
	return w.statement(ctx, w.sources[0], from, place{}, limit)
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
