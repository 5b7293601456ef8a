package job

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const insertJob = `
	INSERT INTO job (id, kind, title_key, state, done, total, cursor, error_code, created_by, created_at, updated_at, finished_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`

func insert(ctx context.Context, tx *wsdb.Tx, j *Job) error {
	_, err := tx.Exec(ctx, insertJob, j.ID, j.Kind, j.TitleKey, string(j.State), j.Done, j.Total, j.Cursor, j.ErrorCode,
		j.CreatedBy, clock.Micros(j.CreatedAt), clock.Micros(j.UpdatedAt), clock.Micros(j.FinishedAt))
	if err != nil {
		return fmt.Errorf("insert job: %w", err)
	}
	return nil
}

const updateJob = `
	UPDATE job SET state = $2, done = $3, total = $4, cursor = $5, error_code = $6, updated_at = $7, finished_at = $8
	WHERE id = $1`

func update(ctx context.Context, tx *wsdb.Tx, j *Job) error {
	_, err := tx.Exec(ctx, updateJob, j.ID, string(j.State), j.Done, j.Total, j.Cursor, j.ErrorCode,
		clock.Micros(j.UpdatedAt), clock.Micros(j.FinishedAt))
	if err != nil {
		return fmt.Errorf("update job: %w", err)
	}
	return nil
}

const getJob = `
	SELECT id, kind, title_key, state, done, total, cursor, error_code, created_by, created_at, updated_at, finished_at
	FROM job WHERE id = $1`

func get(ctx context.Context, q wsdb.Query, job ID) (Job, error) {
	j, err := scan(q.QueryRow(ctx, getJob, job))
	if errors.Is(err, sql.ErrNoRows) {
		return Job{}, ErrNotFound
	}
	if err != nil {
		return Job{}, fmt.Errorf("get job: %w", err)
	}
	return j, nil
}

const (
	listFirst = `
	SELECT id, kind, title_key, state, done, total, cursor, error_code, created_by, created_at, updated_at, finished_at
	FROM job ORDER BY id DESC LIMIT $1`
	listBefore = `
	SELECT id, kind, title_key, state, done, total, cursor, error_code, created_by, created_at, updated_at, finished_at
	FROM job WHERE id < $2 ORDER BY id DESC LIMIT $1`
	listRunning = `
	SELECT id, kind, title_key, state, done, total, cursor, error_code, created_by, created_at, updated_at, finished_at
	FROM job WHERE state = 'running' AND kind = $1 ORDER BY id`
)

func list(ctx context.Context, q wsdb.Query, before ID, limit int) ([]Job, error) {
	query, args := listFirst, []any{limit}
	if !before.IsZero() {
		query, args = listBefore, []any{limit, before}
	}
	return selectJobs(ctx, q, query, args...)
}

func selectJobs(ctx context.Context, q wsdb.Query, query string, args ...any) ([]Job, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list jobs: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var jobs []Job
	for rows.Next() {
		j, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("list jobs: %w", err)
		}
		jobs = append(jobs, j)
	}
	return jobs, rows.Err()
}

func scan(row interface{ Scan(dest ...any) error }) (Job, error) {
	var (
		j                           Job
		createdAt, updatedAt, ended int64
	)
	err := row.Scan(&j.ID, &j.Kind, &j.TitleKey, &j.State, &j.Done, &j.Total, &j.Cursor, &j.ErrorCode,
		&j.CreatedBy, &createdAt, &updatedAt, &ended)
	j.CreatedAt, j.UpdatedAt, j.FinishedAt = clock.Time(createdAt), clock.Time(updatedAt), clock.Time(ended)
	return j, err
}
