package contact

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/kelolapesan/kelola/internal/wsdb"
)

// These bound the text of an audience's statement.
const (
	maxAudienceGroups   = 200
	maxAudienceSegments = 20
)

// Audience returns up to limit contacts of the audience with ids above after, in the order of ids.
func (s *Service) Audience(ctx context.Context, q wsdb.Query, a Audience, after ID, limit int) ([]ID, error) {
	query, args, err := s.audienceQuery(ctx, q, a, after, limit)
	if err != nil || query == "" {
		return nil, err
	}
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("audience: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []ID
	for rows.Next() {
		var i ID
		if err := rows.Scan(&i); err != nil {
			return nil, fmt.Errorf("audience: %w", err)
		}
		list = append(list, i)
	}
	return list, rows.Err()
}

// audienceQuery takes a page of each group and the lowest ids of these pages together, so that a page costs a page however many
// members the groups have. It is empty if the audience is nobody.
func (s *Service) audienceQuery(ctx context.Context, q wsdb.Query, a Audience, after ID, limit int) (string, []any, error) {
	if err := a.bounds(); err != nil || a.empty() {
		return "", nil, err
	}
	var common where
	if err := s.outside(ctx, q, &common, a); err != nil {
		return "", nil, err
	}
	shared := ""
	if len(common.conditions) > 0 {
		shared = " AND " + strings.Join(common.conditions, " AND ")
	}
	from := common.param(after.String()) // below every id when empty
	floor := `c.id > ` + from
	if after.IsZero() {
		common.args[len(common.args)-1] = "00000000-0000-0000-0000-000000000000"
	}
	size := common.param(limit)
	if a.All {
		return `SELECT c.id FROM contact AS c WHERE ` + floor + shared + ` ORDER BY c.id LIMIT ` + size, common.args, nil
	}
	parts, err := s.parts(ctx, q, &common, a, from, size, shared)
	return strings.Join(parts, ` UNION `) + ` ORDER BY 1 LIMIT ` + size, common.args, err
}

// parts are the pages of the groups, the segments and the list.
func (s *Service) parts(ctx context.Context, q wsdb.Query, w *where, a Audience, from, size, shared string) (parts []string, err error) {
	for _, g := range distinct(a.Groups) {
		// The word CROSS keeps the members first, in the order of their key.
		parts = append(parts, `SELECT id FROM (SELECT c.id AS id FROM contact_group_member AS m CROSS JOIN contact AS c
			WHERE m.group_id = `+w.param(g)+` AND m.contact_id > `+from+` AND c.id = m.contact_id`+shared+`
			ORDER BY m.contact_id LIMIT `+size+`) AS part`)
	}
	only := make([]string, 0, len(a.Segments)+1)
	for _, g := range distinct(a.Segments) {
		condition, err := s.inSegment(ctx, q, w, g, a.Frozen)
		if err != nil {
			return nil, err
		}
		only = append(only, condition)
	}
	if len(a.Contacts) > 0 {
		only = append(only, s.listed(w, a))
	}
	for _, condition := range only {
		parts = append(parts, `SELECT id FROM (SELECT c.id AS id FROM contact AS c
			WHERE c.id > `+from+` AND `+condition+shared+` ORDER BY c.id LIMIT `+size+`) AS part`)
	}
	return parts, nil
}

// listed is the condition of those who are named one by one; who was merged since is meant under the contact that stayed.
func (s *Service) listed(w *where, a Audience) string {
	return w.bind(s.sql(listedIDs), jsonList(a.Contacts))
}

var listedIDs = statement{
	sqlite: `c.id IN (SELECT COALESCE(g.kept_id, j.value) FROM json_each(?) AS j LEFT JOIN contact_merge AS g ON g.gone_id = j.value)`,
	postgres: `c.id IN (SELECT COALESCE(g.kept_id, CAST(j.value AS UUID)) FROM jsonb_array_elements_text(CAST(? AS jsonb)) AS j(value)
		LEFT JOIN contact_merge AS g ON g.gone_id = CAST(j.value AS UUID))`,
}

// bounds refuses an audience whose statement would be too long.
func (a Audience) bounds() error {
	switch {
	case len(a.Groups) > maxAudienceGroups || len(a.Exclude) > maxAudienceGroups:
		return ErrFilter.WithDetail("An audience has at most 200 groups.")
	case len(a.Segments) > maxAudienceSegments || len(a.ExcludeSegments) > maxAudienceSegments:
		return ErrFilter.WithDetail("An audience has at most 20 segments.")
	}
	return nil
}

// Count returns how many contacts the audience has now.
func (s *Service) Count(ctx context.Context, q wsdb.Query, a Audience) (n int64, err error) {
	if err := a.bounds(); err != nil || a.empty() {
		return 0, err
	}
	if len(a.Exclude) == 0 && len(a.ExcludeSegments) == 0 && a.Filter.IsZero() {
		switch {
		case a.All:
			n, _, err = s.CountFilter(ctx, q, Filter{})
			return n, err
		case len(a.Groups) == 1 && len(a.Segments) == 0 && len(a.Contacts) == 0:
			n, _, err = s.CountFilter(ctx, q, Filter{Group: a.Groups[0]})
			return n, err
		}
	}
	var w where
	if !a.All {
		condition, err := s.anyOf(ctx, q, &w, a)
		if err != nil {
			return 0, err
		}
		w.conditions = append(w.conditions, condition)
	}
	if err := s.outside(ctx, q, &w, a); err != nil {
		return 0, err
	}
	err = q.QueryRow(ctx, `SELECT COUNT(*) FROM contact AS c`+w.text(), w.args...).Scan(&n)
	return n, err
}

// anyOf is the condition of being in one of the parts of an audience.
func (s *Service) anyOf(ctx context.Context, q wsdb.Query, w *where, a Audience) (string, error) {
	var list []string
	if len(a.Groups) > 0 {
		marks := make([]any, 0, len(a.Groups))
		for _, g := range distinct(a.Groups) {
			marks = append(marks, g)
		}
		list = append(list, w.bind(`c.id IN (SELECT m.contact_id FROM contact_group_member AS m WHERE m.group_id IN (`+questionMarks(len(marks))+`))`, marks...))
	}
	for _, g := range distinct(a.Segments) {
		condition, err := s.inSegment(ctx, q, w, g, a.Frozen)
		if err != nil {
			return "", err
		}
		list = append(list, condition)
	}
	if len(a.Contacts) > 0 {
		list = append(list, s.listed(w, a))
	}
	return "(" + strings.Join(list, " OR ") + ")", nil
}

// outside adds what an audience leaves out.
func (s *Service) outside(ctx context.Context, q wsdb.Query, w *where, a Audience) error {
	for _, g := range distinct(a.Exclude) {
		w.add(`NOT `+inGroup, g)
	}
	for _, g := range distinct(a.ExcludeSegments) {
		condition, err := s.inSegment(ctx, q, w, g, a.Frozen)
		if err != nil {
			return err
		}
		w.conditions = append(w.conditions, "NOT "+condition)
	}
	f := a.Filter
	f.frozen = a.Frozen
	return s.narrowAll(ctx, q, w, f)
}

func distinct[T interface {
	comparable
	Compare(other T) int
}](list []T) []T {
	list = slices.Clone(list)
	slices.SortFunc(list, T.Compare)
	return slices.Compact(list)
}

func questionMarks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }
