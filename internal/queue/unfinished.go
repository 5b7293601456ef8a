package queue

import (
	"context"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database"
)

const (
	unfinishedSQLite = `
		SELECT kind, json(args), queue, CAST(unixepoch(scheduled_at, 'subsec') * 1000000 AS INTEGER), max_attempts, unique_key IS NOT NULL
		FROM river_job WHERE state NOT IN ('cancelled', 'discarded', 'completed')
			OR (state = 'completed' AND unixepoch(finalized_at, 'subsec') * 1000000 >= $1) ORDER BY id`
	unfinishedPostgres = `
		SELECT kind, CAST(args AS TEXT), queue, CAST(EXTRACT(EPOCH FROM scheduled_at) * 1000000 AS BIGINT), max_attempts, unique_key IS NOT NULL
		FROM river_job WHERE state NOT IN ('cancelled', 'discarded', 'completed')
			OR (state = 'completed' AND EXTRACT(EPOCH FROM finalized_at) * 1000000 >= CAST($1 AS BIGINT)) ORDER BY id`
)

// Unfinished lists the jobs that wait or run, and those that ended since a moment: what a copy of the databases begun at that moment
// has to do again. It fails where the queue has no tables yet.
func Unfinished(ctx context.Context, q database.Query, engine database.Engine, since time.Time) ([]Stored, error) {
	query := unfinishedSQLite
	if engine == database.Postgres {
		query = unfinishedPostgres
	}
	rows, err := q.Query(ctx, query, clock.Micros(since))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []Stored
	for rows.Next() {
		var j Stored
		var args string
		var runAt int64
		if err := rows.Scan(&j.Name, &args, &j.Queue, &runAt, &j.MaxAttempts, &j.Unique); err != nil {
			return nil, err
		}
		j.Args, j.RunAt = []byte(args), clock.Time(runAt)
		all = append(all, j)
	}
	return all, rows.Err()
}
