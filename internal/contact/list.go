package contact

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

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

// List returns a page of contacts with everything about them. It looks at so many contacts at most that nobody waits: where a filter lets
// through few of very many, a page may be short, or empty, and the next one goes on from where it stopped looking.
func (s *Service) List(ctx context.Context, q wsdb.Query, f Filter, order Sort, req page.Request) (page.Page[Contact], error) {
	none := page.Page[Contact]{}
	if f.Search != "" {
		order = SortCreated
	}
	after, err := s.place(ctx, q, order, req.Cursor)
	if err != nil {
		return none, err
	}
	w := walk{s: s, q: q, f: f, order: order, most: s.mostLooked(f, order)}
	if w.sources, err = s.sources(ctx, q, f, order); err != nil {
		return none, err
	}
	size := req.Size()
	kept, stopped, err := w.page(ctx, after, size+1)
	if err != nil {
		return none, err
	}
	var next string
	switch {
	case len(kept) > size:
		kept = kept[:size]
		next = string(page.Encode(position{ID: kept[size-1].id}))
	case !stopped.id.IsZero():
		next = string(page.Encode(position{ID: stopped.id}))
	}
	list, err := s.inOrder(ctx, q, kept)
	if err != nil {
		return none, err
	}
	full, err := s.complete(ctx, q, list)
	if full == nil {
		full = []Contact{}
	}
	return page.Page[Contact]{Items: full, Next: next}, err
}

// place reads where a page begins.
func (s *Service) place(ctx context.Context, q wsdb.Query, order Sort, cursor page.Cursor) (place, error) {
	var at position
	if old, err := cursor.Decode(&at); err != nil || !old {
		return place{}, err
	}
	if order == SortCreated {
		return place{id: at.ID}, nil
	}
	last, err := s.one(ctx, q, at.ID)
	if errors.Is(err, ErrNotFound) {
		err = page.ErrCursor
	}
	return place{key: last.NameKey, id: last.ID}, err
}

// inOrder reads the contacts at the places.
func (s *Service) inOrder(ctx context.Context, q wsdb.Query, kept []place) ([]record, error) {
	if len(kept) == 0 {
		return nil, nil
	}
	ids, at := make([]ID, len(kept)), make(map[ID]int, len(kept))
	for i, p := range kept {
		ids[i], at[p.id] = p.id, i
	}
	list, err := s.byIDs(ctx, q, ids)
	slices.SortFunc(list, func(a, b record) int { return cmp.Compare(at[a.ID], at[b.ID]) })
	return list, err
}

const prefixed = `c.id, c.name, c.name_key, c.name_typed, c.phone, c.user_id, c.email, c.fields, c.consent_service, c.consent_reminder,
	c.consent_promo, c.suppressed_at, c.suppressed_reason, c.source, c.created_at, c.updated_at`

// walk goes through the contacts that a list can be read from and keeps those the filter lets through.
type walk struct {
	s       *Service
	q       wsdb.Query
	f       Filter
	order   Sort
	sources []source
	most    int // contacts to look at
}

// What is looked at in one go. Contacts in the order of names lie scattered about, those in the order of their making side by side.
const (
	mostByName = 700
	mostNewest = 2000
	mostSearch = 1200 // texts are compared word by word
	growth     = 4
)

func (s *Service) mostLooked(f Filter, order Sort) int {
	switch {
	case s.deps.MostLooked > 0:
		return s.deps.MostLooked
	case f.Search != "":
		return mostSearch
	case order == SortCreated:
		return mostNewest
	default:
		return mostByName
	}
}

// page returns up to limit places behind one, in order. stopped is where it gave up looking, zero if there is nothing more to look at.
func (w *walk) page(ctx context.Context, after place, limit int) (kept []place, stopped place, err error) {
	for step, looked := limit, 0; ; step = min(step*growth, w.most-looked) {
		best, until, ok, err := w.furthest(ctx, after, step)
		if err != nil {
			return nil, place{}, err
		}
		met, err := w.look(ctx, best, after, until, step)
		if err != nil {
			return nil, place{}, err
		}
		kept = append(kept, met...)
		looked += step
		switch {
		case len(kept) >= limit:
			return kept[:limit], place{}, nil
		case !ok:
			return kept, place{}, nil
		case looked >= w.most:
			return kept, until, nil
		}
		after = until
	}
}

// furthest returns the source that gets furthest with n contacts, and how far; ok is false if that is to the end.
func (w *walk) furthest(ctx context.Context, after place, n int) (best source, until place, ok bool, err error) {
	for _, x := range w.sources {
		at, more, err := x.ahead(ctx, w.q, after, n)
		if err != nil || !more {
			return x, place{}, false, err
		}
		if best == nil || w.compare(at, until) > 0 {
			best, until = x, at
		}
	}
	return best, until, true, nil
}

func (w *walk) compare(a, b place) int {
	if w.order == SortCreated {
		return b.id.Compare(a.id)
	}
	return cmp.Or(cmp.Compare(a.key, b.key), a.id.Compare(b.id))
}

// look returns those of the contacts between two places of a source that the filter lets through.
func (w *walk) look(ctx context.Context, x source, after, until place, n int) ([]place, error) {
	query, args, err := w.statement(ctx, x, after, until, n)
	if err != nil {
		return nil, err
	}
	words := textindex.NewMatcher(w.f.Search)
	rows, err := w.q.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read contacts: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var met []place
	for rows.Next() {
		var (
			r record
			p place
		)
		if err := rows.Scan(&p.id, &p.key, &r.Name, &r.Email, &r.Phone); err != nil {
			return nil, fmt.Errorf("read contacts: %w", err)
		}
		if w.f.Search == "" || words.Match(r.text()) {
			met = append(met, p)
		}
	}
	return met, rows.Err()
}

// eachOf puts the contacts beside the places of a source called d, which stays first: it is short. SQLite is told so by the words CROSS JOIN,
// PostgreSQL by LATERAL with an OFFSET. Without it, it walks through all contacts that have a rare value, as it takes them to be few.
var eachOf = statement{
	sqlite:   ` CROSS JOIN contact AS c ON c.id = d.id`,
	postgres: ` CROSS JOIN LATERAL (SELECT * FROM contact AS one WHERE one.id = d.id OFFSET 0) AS c`,
}

// statement reads what is between two places of a source.
func (w *walk) statement(ctx context.Context, x source, after, until place, n int) (string, []any, error) {
	var c where
	from, err := x.next(ctx, w.q, &c, after, until, n)
	if err != nil {
		return "", nil, err
	}
	rest := x.rest(w.f)
	if !rest.Group.IsZero() {
		c.add(lookedUp, rest.Group)
	}
	if err := w.s.narrow(ctx, w.q, &c, rest); err != nil {
		return "", nil, err
	}
	sorted := either(w.order == SortCreated, ` ORDER BY c.id DESC`, ` ORDER BY c.name_key, c.id`)
	return `SELECT c.id, c.name_key, c.name, c.email, c.phone FROM (` + from + `) AS d` + w.s.sql(eachOf) + c.text() + sorted, c.args, nil
}
