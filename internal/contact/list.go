package contact

import (
	"context"
	"errors"
	"strconv"

	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Sort is the order of a list. A search is always answered newest first.
type Sort string

// The orders.
const (
	SortName    Sort = "name"
	SortCreated Sort = "created" // newest first
)

// position is where a page of contacts ended. It names the contact, not what it was sorted by: cursors travel in addresses.
type position struct {
	ID ID `json:"i"`
}

// smallGroup is a group whose members are cheaper to sort than to look for along the list of all contacts.
const smallGroup = 2000

// List returns a page of contacts with everything about them.
func (s *Service) List(ctx context.Context, q wsdb.Query, f Filter, sort Sort, req page.Request) (page.Page[Contact], error) {
	var after position
	if _, err := req.Cursor.Decode(&after); err != nil {
		return page.Page[Contact]{}, err
	}
	var (
		found []record
		err   error
	)
	if f.Search != "" {
		found, err = s.search(ctx, q, f, after.ID, req.Size()+1)
	} else {
		found, err = s.sorted(ctx, q, f, sort, after.ID, req.Size()+1)
	}
	if err != nil {
		return page.Page[Contact]{}, err
	}
	cut := page.Cut(found, req.Size(), func(r record) any { return position{ID: r.ID} })
	full, err := s.complete(ctx, q, cut.Items)
	return page.Page[Contact]{Items: full, Next: cut.Next}, err
}

// sorted reads contacts in order, behind the contact after.
func (s *Service) sorted(ctx context.Context, q wsdb.Query, f Filter, sort Sort, after ID, limit int) ([]record, error) {
	if f.usual() {
		list, ok, err := s.scarce(ctx, q, f)
		if err != nil {
			return nil, err
		}
		if ok {
			return s.arranged(ctx, q, list, sort, after, limit)
		}
	}
	query, args, err := s.sortedQuery(ctx, q, f, sort, after, limit)
	if err != nil {
		return nil, err
	}
	return s.records(ctx, q, query, args...)
}

func (s *Service) sortedQuery(ctx context.Context, q wsdb.Query, f Filter, sort Sort, after ID, limit int) (string, []any, error) {
	var w where
	from, err := s.source(ctx, q, &w, f.Group)
	if err != nil {
		return "", nil, err
	}
	if err := s.narrow(ctx, q, &w, f); err != nil {
		return "", nil, err
	}
	order := ` ORDER BY c.name_key, c.id`
	switch {
	case sort == SortCreated:
		order = ` ORDER BY c.id DESC`
		if !after.IsZero() {
			w.add(`c.id < ?`, after)
		}
	case !after.IsZero():
		last, err := s.one(ctx, q, after)
		if errors.Is(err, ErrNotFound) {
			err = page.ErrCursor
		}
		if err != nil {
			return "", nil, err
		}
		w.add(`(c.name_key, c.id) > (?, ?)`, last.NameKey, last.ID)
	}
	text := w.text()
	return `SELECT ` + prefixed + from + text + order + ` LIMIT ` + w.param(limit), w.args, nil
}

// source is where a list is read from: all contacts, or a group.
func (s *Service) source(ctx context.Context, q wsdb.Query, w *where, group GroupID) (from string, err error) {
	from = ` FROM contact AS c`
	if group.IsZero() {
		return from, nil
	}
	g, err := s.Group(ctx, q, group)
	if err != nil {
		return "", err
	}
	if g.Count > smallGroup {
		w.add(memberOf, group)
		return from, nil
	}
	// The word CROSS keeps the members first; they are few.
	w.add(`m.group_id = ? AND c.id = m.contact_id`, group)
	return ` FROM contact_group_member AS m CROSS JOIN contact AS c`, nil
}

const prefixed = `c.id, c.name, c.name_key, c.name_typed, c.phone, c.user_id, c.email, c.fields, c.consent_service, c.consent_reminder,
	c.consent_promo, c.suppressed_at, c.suppressed_reason, c.source, c.created_at, c.updated_at`

// maxTries is after how many batches of what a search finds one statement looks at all of it.
const maxTries = 4

// search reads the contacts a search finds, newest first, and keeps those the rest of the filter lets through.
func (s *Service) search(ctx context.Context, q wsdb.Query, f Filter, before ID, limit int) ([]record, error) {
	var kept []record
	rest := f
	rest.Search = ""
	step, tries := limit, 0
	if !rest.IsZero() {
		list, ok, err := s.scarce(ctx, q, rest)
		if err != nil {
			return nil, err
		}
		if ok {
			return s.searchFew(ctx, q, list, f.Search, before, limit)
		}
		step = max(limit, 500) // most of what is found may be filtered out again
	}
	for cursor := before.String(); len(kept) < limit; tries++ {
		if tries == maxTries && !rest.IsZero() {
			return s.searchAll(ctx, q, f, before, limit)
		}
		refs, err := s.deps.Texts.Search(ctx, q, textindex.Contact, f.Search, step, cursor)
		if err != nil || len(refs) == 0 {
			return kept, err
		}
		cursor = refs[len(refs)-1]
		let, err := s.filtered(ctx, q, f, refs)
		if err != nil {
			return nil, err
		}
		for _, ref := range refs {
			if r, ok := let[ref]; ok && len(kept) < limit {
				kept = append(kept, r)
			}
		}
		if len(refs) < step {
			break
		}
	}
	return kept, nil
}

// filtered reads those of the refs that the filter lets through, without its search.
func (s *Service) filtered(ctx context.Context, q wsdb.Query, f Filter, refs []string) (map[string]record, error) {
	var w where
	w.args = append(w.args, jsonList(refs))
	w.conditions = append(w.conditions, s.sql(uuidList(`c.id IN (%s)`)))
	if !f.Group.IsZero() {
		w.add(inGroup, f.Group)
	}
	if err := s.narrow(ctx, q, &w, f); err != nil {
		return nil, err
	}
	found, err := s.records(ctx, q, `SELECT `+prefixed+` FROM contact AS c`+w.text(), w.args...)
	if err != nil {
		return nil, err
	}
	byRef := make(map[string]record, len(found))
	for _, r := range found {
		byRef[r.ID.String()] = r
	}
	return byRef, nil
}

// countLimit is how far a filtered count goes; beyond it a screen says "more than".
const countLimit = 10_000

// CountFilter returns how many contacts a filter lets through, exactly up to ten thousand and wherever the number is kept anyway. Those
// of a segment are counted until the time is up, and estimated then.
func (s *Service) CountFilter(ctx context.Context, q wsdb.Query, f Filter) (n int64, exact bool, err error) {
	if f.IsZero() {
		err = q.QueryRow(ctx, `SELECT contacts FROM contact_total WHERE one = 1`).Scan(&n)
		return n, true, err
	}
	if group := f.Group; !group.IsZero() {
		if f.Group = (GroupID{}); f.IsZero() {
			g, err := s.Group(ctx, q, group)
			return g.Count, true, err
		}
		f.Group = group
	}
	var w where
	if err := s.narrowAll(ctx, q, &w, f); err != nil {
		return 0, false, err
	}
	if !f.Segment.IsZero() {
		t, _, err := s.walk(ctx, q, w, 0)
		return t.About, t.Exact, err
	}
	query := `SELECT COUNT(*) FROM (SELECT 1 FROM contact AS c` + w.text() + ` LIMIT ` + strconv.Itoa(countLimit+1) + `) AS part`
	if err := q.QueryRow(ctx, query, w.args...).Scan(&n); err != nil {
		return 0, false, err
	}
	return min(n, countLimit), n <= countLimit, nil
}
