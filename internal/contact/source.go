package contact

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// place is where a contact stands in a list; the zero value is before the first.
type place struct {
	key string // of the name, in a list by name
	id  ID
}

// source holds everyone a filter lets through, and others, in the order of a list. A list is read from the source that gets furthest with a few
// contacts; what else the filter asks for is looked up contact by contact.
type source interface {
	// ahead returns the n-th place behind one; ok is false if there are not so many.
	ahead(ctx context.Context, q wsdb.Query, after place, n int) (at place, ok bool, err error)
	// next is a sub-select of the ids, as id, of those behind a place, until another (zero: to the end), which are n at most.
	next(ctx context.Context, q wsdb.Query, w *where, after, until place, n int) (text string, err error)
	// rest is what of a filter the source does not see to.
	rest(f Filter) Filter
}

// arm is a walk along one index, over those of whom something has a value; without an expression it is over all.
type arm struct {
	from, expression, also string
	value                  any
	id, key                string
}

// indexed is a source that the database keeps in order: one index, or several side by side.
type indexed struct {
	engine  database.Engine
	arms    []arm
	order   Sort
	without func(f Filter) Filter
}

func (x *indexed) rest(f Filter) Filter { return x.without(f) }

// text is the statement of the places between two, which are n at most. SQLite walks several indexes side by side; PostgreSQL is told that n of
// each are enough, where there is no end.
func (x *indexed) text(w *where, after, until place, n int) string {
	list := make([]string, len(x.arms))
	for i, a := range x.arms {
		key := either(x.order == SortCreated, `''`, a.key)
		text := `SELECT ` + a.id + ` AS id, ` + key + ` AS name_key FROM ` + a.from + ` WHERE 1 = 1` + a.also
		if x.engine == database.Postgres {
			list[i] = `(` + text + x.forced(w, a, after, until, n) + `)`
			continue
		}
		if a.expression != "" {
			text += w.bind(` AND `+a.expression+` = ?`, a.value)
		}
		list[i] = text + x.between(w, a, after, until)
	}
	text := strings.Join(list, ` UNION ALL `)
	if x.engine == database.Postgres {
		text = `SELECT id, name_key FROM (` + text + `) AS arms`
		if x.unordered(until) {
			return text
		}
	}
	return text + either(x.order == SortCreated, ` ORDER BY id DESC`, ` ORDER BY name_key, id`)
}

// unordered says that a stretch is read whole, in no order: asked for one, PostgreSQL would take the index that has it and go through other values.
func (x *indexed) unordered(until place) bool {
	return x.engine == database.Postgres && !until.id.IsZero()
}

func (x *indexed) between(w *where, a arm, after, until place) (text string) {
	if x.order == SortCreated {
		if !after.id.IsZero() {
			text += w.bind(` AND `+a.id+` < ?`, after.id)
		}
		if !until.id.IsZero() {
			text += w.bind(` AND `+a.id+` >= ?`, until.id)
		}
		return text
	}
	pair := `(` + a.key + `, ` + a.id + `)`
	if !after.id.IsZero() {
		text += w.bind(` AND `+pair+` > (?, ?)`, after.key, after.id)
	}
	if !until.id.IsZero() {
		text += w.bind(` AND `+pair+` <= (?, ?)`, until.key, until.id)
	}
	return text
}

// forced says the same to PostgreSQL so that it walks along the one index that is in this order, and no further than it must. A stretch that has
// an end is short: its places are all read. Without an end n are enough, and the value is said as a range: with an equality the planner may walk
// along all contacts instead and wait for one that has it.
func (x *indexed) forced(w *where, a arm, after, until place, n int) string {
	newest := x.order == SortCreated
	if a.expression == "" {
		return x.between(w, a, after, until) + either(newest, ` ORDER BY `+a.id+` DESC`, ` ORDER BY `+a.key+`, `+a.id) + ` LIMIT ` + w.param(n)
	}
	if x.unordered(until) {
		return w.bind(` AND `+a.expression+` = ?`, a.value) + x.between(w, a, after, until)
	}
	text := w.bind(` AND `+a.expression+` >= ? AND `+a.expression+` <= ?`, a.value, a.value)
	if newest {
		if !after.id.IsZero() {
			text += w.bind(` AND (`+a.expression+`, `+a.id+`) < (?, ?)`, a.value, after.id)
		}
		return text + ` ORDER BY ` + a.expression + ` DESC, ` + a.id + ` DESC LIMIT ` + w.param(n)
	}
	if !after.id.IsZero() {
		text += w.bind(` AND (`+a.expression+`, `+a.key+`, `+a.id+`) > (?, ?, ?)`, a.value, after.key, after.id)
	}
	return text + ` ORDER BY ` + a.expression + `, ` + a.key + `, ` + a.id + ` LIMIT ` + w.param(n)
}

func (x *indexed) ahead(ctx context.Context, q wsdb.Query, after place, n int) (at place, ok bool, err error) {
	if len(x.arms) == 0 {
		return place{}, false, nil
	}
	var w where
	text := x.text(&w, after, place{}, n)
	err = q.QueryRow(ctx, text+` LIMIT 1 OFFSET `+w.param(n-1), w.args...).Scan(&at.id, &at.key)
	if errors.Is(err, sql.ErrNoRows) {
		return place{}, false, nil
	}
	if err != nil {
		return place{}, false, fmt.Errorf("look ahead: %w", err)
	}
	return at, true, nil
}

func (x *indexed) next(_ context.Context, _ wsdb.Query, w *where, after, until place, n int) (string, error) {
	if len(x.arms) == 0 {
		return `SELECT id, name_key FROM contact WHERE 1 = 0`, nil
	}
	text := x.text(w, after, until, n)
	if x.unordered(until) {
		return text, nil
	}
	return text + ` LIMIT ` + w.param(n), nil
}

// found is the things that have a word.
type found struct{ lead *textindex.Lead }

func (x *found) rest(f Filter) Filter { return f }

func (x *found) ahead(ctx context.Context, q wsdb.Query, after place, n int) (place, bool, error) {
	ref, ok, err := x.lead.Ahead(ctx, q, refOf(after), n)
	if err != nil || !ok {
		return place{}, false, err
	}
	at, err := id.Parse[Contact](ref)
	return place{id: at}, true, err
}

func (x *found) next(ctx context.Context, q wsdb.Query, w *where, after, until place, n int) (string, error) {
	text, args, err := x.lead.Next(ctx, q, refOf(after), refOf(until), n)
	if err != nil {
		return "", err
	}
	return `SELECT ref AS id FROM (` + w.bind(text, args...) + `) AS leads`, nil
}

func refOf(p place) string {
	if p.id.IsZero() {
		return ""
	}
	return p.id.String()
}

// sources returns what a list can be read from: everything in the filter that has an index, else all contacts.
func (s *Service) sources(ctx context.Context, q wsdb.Query, f Filter, order Sort) ([]source, error) {
	var list []source
	if f.classy() {
		x, err := s.inClasses(ctx, q, f, order)
		if err != nil {
			return nil, err
		}
		list = append(list, x)
	}
	if !f.Group.IsZero() {
		if _, err := s.Group(ctx, q, f.Group); err != nil {
			return nil, err
		}
		list = append(list, s.inOneGroup(f.Group, order, Filter.ungrouped))
	}
	if !f.Segment.IsZero() {
		rules, err := s.demanded(ctx, q, f, order)
		if err != nil {
			return nil, err
		}
		list = append(list, rules...)
	}
	fields, err := s.withValues(ctx, q, f, order)
	if err != nil {
		return nil, err
	}
	list = append(list, fields...)
	if f.Search != "" {
		lead, err := s.deps.Texts.Lead(ctx, q, textindex.Contact, f.Search)
		if err != nil {
			return nil, err
		}
		if lead != nil {
			list = append(list, &found{lead})
		}
	}
	if len(list) == 0 {
		list = append(list, &indexed{engine: s.deps.DB.Engine(), order: order, without: whole, arms: []arm{{from: `contact AS c`, id: `c.id`, key: `c.name_key`}}})
	}
	return list, nil
}

// whole is the filter when a source sees to no part of it.
func whole(f Filter) Filter { return f }

func (s *Service) inOneGroup(group any, order Sort, without func(Filter) Filter) *indexed {
	return &indexed{engine: s.deps.DB.Engine(), order: order, without: without, arms: []arm{{
		from: `contact_group_member AS m`, expression: `m.group_id`, value: group, id: `m.contact_id`, key: `m.name_key`,
	}}}
}

// demanded are the sources that the rules of a segment name, where nobody is in it who is not in them.
func (s *Service) demanded(ctx context.Context, q wsdb.Query, f Filter, order Sort) (list []source, err error) {
	rules, _, err := s.rulesOf(ctx, q, f.Segment, f.frozen)
	if err != nil {
		return nil, err
	}
	if len(rules.Groups) > 1 && rules.Match == MatchAny {
		return nil, nil
	}
	for _, g := range rules.Groups {
		for _, r := range g.Rules {
			if r.Not || len(r.Values) > 1 || len(g.Rules) > 1 && g.Match == MatchAny {
				continue
			}
			x := &indexed{}
			switch {
			case r.About == AboutGroup && len(r.Values) == 1:
				x = s.inOneGroup(r.Values[0], order, whole)
			case r.About == AboutConsent && len(r.Values) == 1:
				x, err = s.inClasses(ctx, q, Filter{Consent: r.Key + ":" + r.Values[0]}, order)
			case r.About == AboutSuppressed:
				yes := true
				x, err = s.inClasses(ctx, q, Filter{Suppressed: &yes}, order)
			default:
				continue
			}
			if err != nil {
				return nil, err
			}
			x.without = whole
			list = append(list, x)
		}
	}
	return list, nil
}

func (s *Service) inClasses(ctx context.Context, q wsdb.Query, f Filter, order Sort) (*indexed, error) {
	list, _, err := s.classesOf(ctx, q, f)
	if err != nil {
		return nil, err
	}
	x := &indexed{engine: s.deps.DB.Engine(), order: order, without: Filter.unclassed}
	for _, class := range list {
		x.arms = append(x.arms, arm{from: `contact AS c`, expression: classOf, value: class, id: `c.id`, key: `c.name_key`})
	}
	return x, nil
}

// fewest is how many contacts with a value are put into an order their index does not have.
const fewest = 2000

func (s *Service) scarce() int { return cmp.Or(s.deps.MostLooked, fewest) }

// withValues are the sources of the custom fields a filter names. Their indexes are in the order of names; when a list is in another, those of a
// value few have are put into it, and a value many have is no source.
func (s *Service) withValues(ctx context.Context, q wsdb.Query, f Filter, order Sort) (list []source, err error) {
	if len(f.Fields) == 0 {
		return nil, nil
	}
	types, err := s.types(ctx, q)
	if err != nil {
		return nil, err
	}
	for _, key := range f.fieldKeys() {
		expression, value, err := types.asked(key, f.Fields[key])
		if err != nil {
			return nil, err
		}
		without := func(f Filter) Filter {
			f.Fields = maps.Clone(f.Fields)
			delete(f.Fields, key)
			return f
		}
		if order != SortCreated || types[key].byAge {
			list = append(list, &indexed{engine: s.deps.DB.Engine(), order: order, without: without, arms: []arm{{
				from: `contact AS c`, expression: expression, also: ` AND ` + expression + ` IS NOT NULL`, value: value, id: `c.id`, key: `c.name_key`,
			}}})
			continue
		}
		few, ok, err := s.few(ctx, q, hasValue(expression), value)
		if err != nil {
			return nil, err
		}
		if ok {
			list = append(list, &listed{s: s, ids: few, without: without})
		}
	}
	return list, nil
}

// few returns the contacts that meet a condition, newest first; ok is false if they are more than scarce says.
func (s *Service) few(ctx context.Context, q wsdb.Query, condition, value string) (ids []ID, ok bool, err error) {
	var w where
	w.add(condition, value)
	text := w.text()
	ids, err = s.ids(ctx, q, `SELECT c.id FROM contact AS c`+text+` LIMIT `+w.param(s.scarce()+1), w.args...)
	slices.SortFunc(ids, func(a, b ID) int { return b.Compare(a) })
	return ids, len(ids) <= s.scarce(), err
}

func (s *Service) ids(ctx context.Context, q wsdb.Query, text string, args ...any) ([]ID, error) {
	rows, err := q.Query(ctx, text, args...)
	if err != nil {
		return nil, fmt.Errorf("read contacts: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var ids []ID
	for rows.Next() {
		var i ID
		if err := rows.Scan(&i); err != nil {
			return nil, fmt.Errorf("read contacts: %w", err)
		}
		ids = append(ids, i)
	}
	return ids, rows.Err()
}

// listed is a few contacts, newest first.
type listed struct {
	s       *Service
	ids     []ID
	without func(f Filter) Filter
}

func (x *listed) rest(f Filter) Filter { return x.without(f) }

// behind is how many come before a place or are there.
func (x *listed) behind(p place) int {
	if p.id.IsZero() {
		return 0
	}
	return sort.Search(len(x.ids), func(i int) bool { return x.ids[i].Compare(p.id) < 0 })
}

func (x *listed) ahead(_ context.Context, _ wsdb.Query, after place, n int) (place, bool, error) {
	last := x.behind(after) + n - 1
	if last >= len(x.ids) {
		return place{}, false, nil
	}
	return place{id: x.ids[last]}, true, nil
}

func (x *listed) next(_ context.Context, _ wsdb.Query, w *where, after, until place, _ int) (string, error) {
	from, to := x.behind(after), len(x.ids)
	if !until.id.IsZero() {
		to = max(from, x.behind(until))
	}
	return w.bind(x.s.sql(statement{
		sqlite:   `SELECT j.value AS id FROM json_each(?) AS j`,
		postgres: `SELECT CAST(j.value AS UUID) AS id FROM jsonb_array_elements_text(CAST(? AS jsonb)) AS j(value)`,
	}), jsonList(x.ids[from:to])), nil
}
