package contact

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/kelolapesan/kelola/internal/wsdb"
)

// maxAudienceGroups bounds the text of an audience's statement.
const maxAudienceGroups = 200

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
	if len(a.Groups) > maxAudienceGroups || len(a.Exclude) > maxAudienceGroups {
		return "", nil, ErrFilter.WithDetail("An audience has at most 200 groups.")
	}
	if !a.All && len(a.Groups) == 0 {
		return "", nil, nil
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
	var parts []string
	for _, g := range distinct(a.Groups) {
		group := common.param(g)
		// The word CROSS keeps the members first, in the order of their key.
		parts = append(parts, `SELECT id FROM (SELECT c.id AS id FROM contact_group_member AS m CROSS JOIN contact AS c
			WHERE m.group_id = `+group+` AND m.contact_id > `+from+` AND c.id = m.contact_id`+shared+`
			ORDER BY m.contact_id LIMIT `+size+`) AS part`)
	}
	return strings.Join(parts, ` UNION `) + ` ORDER BY 1 LIMIT ` + size, common.args, nil
}

// Count returns how many contacts the audience has now.
func (s *Service) Count(ctx context.Context, q wsdb.Query, a Audience) (n int64, err error) {
	if !a.All && len(a.Groups) == 0 {
		return 0, nil
	}
	if len(a.Groups) > maxAudienceGroups || len(a.Exclude) > maxAudienceGroups {
		return 0, ErrFilter.WithDetail("An audience has at most 200 groups.")
	}
	if len(a.Exclude) == 0 && a.Filter.IsZero() {
		switch {
		case a.All:
			n, _, err = s.CountFilter(ctx, q, Filter{})
			return n, err
		case len(a.Groups) == 1:
			n, _, err = s.CountFilter(ctx, q, Filter{Group: a.Groups[0]})
			return n, err
		}
	}
	var w where
	if !a.All {
		marks := make([]any, 0, len(a.Groups))
		for _, g := range distinct(a.Groups) {
			marks = append(marks, g)
		}
		w.add(`c.id IN (SELECT m.contact_id FROM contact_group_member AS m WHERE m.group_id IN (`+questionMarks(len(marks))+`))`, marks...)
	}
	if err := s.outside(ctx, q, &w, a); err != nil {
		return 0, err
	}
	err = q.QueryRow(ctx, `SELECT COUNT(*) FROM contact AS c`+w.text(), w.args...).Scan(&n)
	return n, err
}

// outside adds what an audience leaves out.
func (s *Service) outside(ctx context.Context, q wsdb.Query, w *where, a Audience) error {
	for _, g := range distinct(a.Exclude) {
		w.add(`NOT `+inGroup, g)
	}
	return s.narrowAll(ctx, q, w, a.Filter)
}

func distinct(list []GroupID) []GroupID {
	list = slices.Clone(list)
	slices.SortFunc(list, GroupID.Compare)
	return slices.Compact(list)
}

func questionMarks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }
