package retention

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func oldest(row interface{ Scan(dest ...any) error }) (time.Time, error) {
	var at int64
	err := row.Scan(&at)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return time.Time{}, nil
	case err != nil:
		return time.Time{}, err
	}
	return clock.Time(at), nil
}

const (
	upsertRun  = `INSERT INTO retention_run (kind, ran_at) VALUES ($1, $2) ON CONFLICT (kind) DO UPDATE SET ran_at = excluded.ran_at`
	selectRuns = `SELECT kind, ran_at FROM retention_run`
)

func noteRuns(ctx context.Context, tx *wsdb.Tx, kinds []string) error {
	for _, kind := range kinds {
		if _, err := tx.Exec(ctx, upsertRun, kind, clock.Micros(tx.Now())); err != nil {
			return fmt.Errorf("note clean-ups: %w", err)
		}
	}
	return nil
}

func listRuns(ctx context.Context, q wsdb.Query) (map[string]time.Time, error) {
	rows, err := q.Query(ctx, selectRuns)
	if err != nil {
		return nil, fmt.Errorf("list clean-ups: %w", err)
	}
	defer func() { _ = rows.Close() }()
	ran := map[string]time.Time{}
	for rows.Next() {
		var kind string
		var at int64
		if err := rows.Scan(&kind, &at); err != nil {
			return nil, fmt.Errorf("list clean-ups: %w", err)
		}
		ran[kind] = clock.Time(at)
	}
	return ran, rows.Err()
}
