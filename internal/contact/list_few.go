package contact

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// few contacts are cheaper to fetch whole than to look for along the order of a list.
const few = 2000

// scarce returns everyone the filter lets through, whatever it searches for, if they are few; ok is false when they are more.
func (s *Service) scarce(ctx context.Context, q wsdb.Query, f Filter) (list []record, ok bool, err error) {
	var w where
	from, err := s.source(ctx, q, &w, f.Group)
	if err != nil {
		return nil, false, err
	}
	if err := s.narrow(ctx, q, &w, f); err != nil {
		return nil, false, err
	}
	text := w.text()
	list, err = s.records(ctx, q, `SELECT `+prefixed+from+text+` LIMIT `+w.param(few+1), w.args...)
	return list, len(list) <= few, err
}

// usual says that a filter has only conditions most contacts meet, for which there is no index: where few do meet them after all, a
// walk along the order of the list would look at everybody.
func (f Filter) usual() bool {
	if !f.Segment.IsZero() {
		return true // nobody knows how many they are
	}
	_, state, _ := strings.Cut(f.Consent, ":")
	consented := f.Consent != "" && State(state) != Unknown
	if consented || !f.Group.IsZero() || len(f.Fields) > 0 || f.Suppressed != nil && *f.Suppressed || f.HasPhone != nil && !*f.HasPhone {
		return false
	}
	return !f.IsZero()
}

// arranged puts a few contacts in the order of a list and leaves out those up to after.
func (s *Service) arranged(ctx context.Context, q wsdb.Query, list []record, sort Sort, after ID, limit int) ([]record, error) {
	order := func(a, b record) int {
		if c := strings.Compare(a.NameKey, b.NameKey); c != 0 {
			return c
		}
		return a.ID.Compare(b.ID)
	}
	if sort == SortCreated {
		order = func(a, b record) int { return b.ID.Compare(a.ID) }
	}
	slices.SortFunc(list, order)
	if after.IsZero() {
		return list[:min(len(list), limit)], nil
	}
	last := record{ID: after}
	if sort != SortCreated {
		var err error
		if last, err = s.one(ctx, q, after); err != nil {
			if errors.Is(err, ErrNotFound) {
				err = page.ErrCursor
			}
			return nil, err
		}
	}
	list = slices.DeleteFunc(list, func(r record) bool { return order(r, last) <= 0 })
	return list[:min(len(list), limit)], nil
}

// searchFew answers a search among a few contacts.
func (s *Service) searchFew(ctx context.Context, q wsdb.Query, list []record, query string, before ID, limit int) ([]record, error) {
	list = slices.DeleteFunc(list, func(r record) bool { return !textindex.Matches(r.text(), query) })
	return s.arranged(ctx, q, list, SortCreated, before, limit)
}

// searchAll answers a search in one statement that looks at all it finds; the last resort when most of that is filtered out again.
func (s *Service) searchAll(ctx context.Context, q wsdb.Query, f Filter, before ID, limit int) ([]record, error) {
	var w where
	if !before.IsZero() {
		w.add(`c.id < ?`, before)
	}
	if err := s.narrowAll(ctx, q, &w, f); err != nil {
		return nil, err
	}
	text := w.text()
	return s.records(ctx, q, `SELECT `+prefixed+` FROM contact AS c`+text+` ORDER BY c.id DESC LIMIT `+w.param(limit), w.args...)
}
