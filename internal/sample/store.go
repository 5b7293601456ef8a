package sample

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func find(ctx context.Context, q wsdb.Query) (set Set, err error) {
	var parts string
	var made int64
	err = q.QueryRow(ctx, `SELECT parts, made_at FROM sample_set WHERE one = 1`).Scan(&parts, &made)
	if errors.Is(err, sql.ErrNoRows) {
		return Set{}, ErrNone
	}
	if err != nil {
		return Set{}, fmt.Errorf("read sample: %w", err)
	}
	if err := json.Unmarshal([]byte(parts), &set); err != nil {
		return Set{}, fmt.Errorf("read sample: %w", err)
	}
	set.MadeAt = clock.Time(made)
	return set, nil
}

func insert(ctx context.Context, tx *wsdb.Tx, set *Set) error {
	parts, err := json.Marshal(set)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO sample_set (one, parts, made_at) VALUES (1, $1, $2)`, string(parts), clock.Micros(set.MadeAt)); err != nil {
		return fmt.Errorf("write sample: %w", err)
	}
	return nil
}
