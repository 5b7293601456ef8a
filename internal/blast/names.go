package blast

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	namesSQLite   = `SELECT id, name FROM blast WHERE id IN (SELECT value FROM json_each($1))`
	namesPostgres = `SELECT id, name FROM blast WHERE id IN (SELECT CAST(value AS uuid) FROM jsonb_array_elements_text(CAST($1 AS jsonb)))`
)

// Names implements contact.BlastNames.
func (s *Service) Names(ctx context.Context, q wsdb.Query, ids []string) (map[string]string, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	rows, err := q.Query(ctx, s.store.pick(namesSQLite, namesPostgres), string(list))
	if err != nil {
		return nil, fmt.Errorf("names of blasts: %w", err)
	}
	defer func() { _ = rows.Close() }()
	names := map[string]string{}
	for rows.Next() {
		var (
			b    ID
			name string
		)
		if err := rows.Scan(&b, &name); err != nil {
			return nil, fmt.Errorf("names of blasts: %w", err)
		}
		names[b.String()] = name
	}
	return names, rows.Err()
}
