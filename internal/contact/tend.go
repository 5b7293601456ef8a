package contact

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Tend gives a field its second index once more contacts than few share one of its values. Fields whose values are nearly all different, such as
// birthdays, never need it, and each index makes every import dearer. It is harmless at any time.
func (s *Service) Tend(ctx context.Context, ws id.Workspace) error {
	var fields []Field
	err := s.deps.DB.Read(ctx, ws, func(q wsdb.Query) error {
		n, _, err := s.CountFilter(ctx, q, Filter{})
		if err == nil && n > int64(s.scarce()) {
			fields, err = s.Fields(ctx, q)
		}
		return err
	})
	for _, f := range fields {
		if err == nil && !f.byAge {
			err = s.tend(ctx, ws, f)
		}
	}
	if err != nil {
		return fmt.Errorf("tend contacts: %w", err)
	}
	return nil
}

func (s *Service) tend(ctx context.Context, ws id.Workspace, f Field) error {
	var many bool
	err := s.deps.DB.Read(ctx, ws, func(q wsdb.Query) error {
		return q.QueryRow(ctx, strings.ReplaceAll(`
	SELECT COALESCE(MAX(n), 0) > $1 FROM (
		SELECT COUNT(*) AS n FROM contact WHERE (fields ->> 'KEY') IS NOT NULL GROUP BY (fields ->> 'KEY')) AS counted`,
			"KEY", f.Key), s.scarce()).Scan(&many)
	})
	if err != nil || !many {
		return err
	}
	return s.deps.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		f, err := s.field(ctx, tx, f.ID)
		if errors.Is(err, ErrFieldNotFound) || f.byAge {
			return nil // it is gone, or another was faster
		}
		if err == nil {
			err = indexByAge(ctx, tx, f.Key)
		}
		if err == nil {
			_, err = tx.Exec(ctx, `UPDATE contact_field SET by_age = TRUE WHERE id = $1`, f.ID)
		}
		return err
	})
}

// indexByAge makes the index of a field in which those who have it are newest first.
func indexByAge(ctx context.Context, tx *wsdb.Tx, key string) error {
	_, err := tx.Exec(ctx, strings.ReplaceAll(`
	CREATE INDEX contact_age_KEY ON contact ((fields ->> 'KEY'), id) WHERE (fields ->> 'KEY') IS NOT NULL`, "KEY", key))
	if err != nil {
		return fmt.Errorf("create index of field: %w", err)
	}
	return nil
}
