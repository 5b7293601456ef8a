package contact

import (
	"context"
	"fmt"

	"github.com/kelolapesan/kelola/internal/wsdb"
)

// countLimit is how far the contacts of one index are counted.
const countLimit = 10_000

// CountFilter returns how many contacts a filter lets through: exactly wherever the number is kept, and if few have to be looked at. Not exact
// means that there are more. Those of a segment are counted until the time is up.
func (s *Service) CountFilter(ctx context.Context, q wsdb.Query, f Filter) (n int64, exact bool, err error) {
	if f.IsZero() {
		err = q.QueryRow(ctx, `SELECT contacts FROM contact_total WHERE one = 1`).Scan(&n)
		return n, true, err
	}
	if rest := f.unclassed(); rest.IsZero() {
		_, n, err = s.classesOf(ctx, q, f)
		return n, true, err
	}
	if rest := f.ungrouped(); rest.IsZero() {
		g, err := s.Group(ctx, q, f.Group)
		return g.Count, true, err
	}
	if !f.Segment.IsZero() {
		var w where
		if err := s.narrowAll(ctx, q, &w, f); err != nil {
			return 0, false, err
		}
		t, _, err := s.walk(ctx, q, w, 0)
		return t.Count, t.Exact, err
	}
	return s.countSome(ctx, q, f)
}

// ungrouped is the filter without its group.
func (f Filter) ungrouped() Filter {
	f.Group = GroupID{}
	return f
}

// countSome counts along a source, newest first, as far as a list is looked at; a value alone along its index, as far as countLimit.
func (s *Service) countSome(ctx context.Context, q wsdb.Query, f Filter) (n int64, exact bool, err error) {
	w := walk{s: s, q: q, f: f, order: SortCreated, most: s.mostLooked(f, SortCreated)}
	alone := len(f.Fields) == 1 && f.Search == "" && !f.classy() && f.Group.IsZero()
	if alone {
		w.order, w.most = SortName, countLimit
	}
	if w.sources, err = s.sources(ctx, q, f, w.order); err != nil {
		return 0, false, err
	}
	if alone {
		var c where
		text, err := w.sources[0].next(ctx, q, &c, place{}, place{}, countLimit+1)
		if err == nil {
			err = q.QueryRow(ctx, `SELECT COUNT(*) FROM (`+text+`) AS part`, c.args...).Scan(&n)
		}
		if err != nil {
			return 0, false, fmt.Errorf("count contacts: %w", err)
		}
		return min(n, countLimit), n <= countLimit, nil
	}
	kept, stopped, err := w.page(ctx, place{}, w.most+1)
	n = int64(min(len(kept), w.most))
	return n, err == nil && stopped.id.IsZero() && len(kept) <= w.most, err
}
