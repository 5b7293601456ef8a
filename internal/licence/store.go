package licence

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

const insertLicence = `
	INSERT INTO licence (id, customer, expires_at, suspended_at, suspend_reason, max_workspaces, max_members, max_channels, created_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`

func insert(ctx context.Context, tx *sysdb.Tx, l Licence) error {
	_, err := tx.Exec(ctx, insertLicence, l.ID, l.Customer, clock.Micros(l.ExpiresAt), clock.Micros(l.SuspendedAt), l.SuspendReason,
		l.Limits.Workspaces, l.Limits.Members, l.Limits.Channels, clock.Micros(l.CreatedAt))
	if err != nil {
		return fmt.Errorf("insert licence: %w", err)
	}
	return nil
}

const updateLicence = `UPDATE licence SET expires_at = $2, suspended_at = $3, suspend_reason = $4 WHERE id = $1`

func update(ctx context.Context, tx *sysdb.Tx, l Licence) error {
	_, err := tx.Exec(ctx, updateLicence, l.ID, clock.Micros(l.ExpiresAt), clock.Micros(l.SuspendedAt), l.SuspendReason)
	if err != nil {
		return fmt.Errorf("update licence: %w", err)
	}
	return nil
}

const (
	getLicence = `
	SELECT id, customer, expires_at, suspended_at, suspend_reason, max_workspaces, max_members, max_channels, created_at
	FROM licence WHERE id = $1`
	getOfWorkspace = `
	SELECT l.id, l.customer, l.expires_at, l.suspended_at, l.suspend_reason, l.max_workspaces, l.max_members, l.max_channels, l.created_at
	FROM licence l JOIN licence_workspace w ON w.licence_id = l.id WHERE w.workspace_id = $1`
	listLicences = `
	SELECT id, customer, expires_at, suspended_at, suspend_reason, max_workspaces, max_members, max_channels, created_at
	FROM licence ORDER BY id`
)

func scan(row interface{ Scan(dest ...any) error }) (Licence, error) {
	var (
		l                           Licence
		expires, suspended, created int64
	)
	err := row.Scan(&l.ID, &l.Customer, &expires, &suspended, &l.SuspendReason,
		&l.Limits.Workspaces, &l.Limits.Members, &l.Limits.Channels, &created)
	l.ExpiresAt, l.SuspendedAt, l.CreatedAt = clock.Time(expires), clock.Time(suspended), clock.Time(created)
	return l, err
}

func get(ctx context.Context, q sysdb.Query, licence ID) (Licence, error) {
	l, err := scan(q.QueryRow(ctx, getLicence, licence))
	if errors.Is(err, sql.ErrNoRows) {
		return Licence{}, ErrNotFound
	}
	return l, err
}

// getByWorkspace answers a suspended licence for a workspace that has none, so that nothing is allowed by omission.
func getByWorkspace(ctx context.Context, q sysdb.Query, ws id.Workspace) (Licence, error) {
	l, err := scan(q.QueryRow(ctx, getOfWorkspace, ws))
	if errors.Is(err, sql.ErrNoRows) {
		return Licence{SuspendedAt: clock.Time(1), SuspendReason: "licence.none"}, nil
	}
	return l, err
}

func list(ctx context.Context, q sysdb.Query) ([]Licence, error) {
	rows, err := q.Query(ctx, listLicences)
	if err != nil {
		return nil, fmt.Errorf("list licences: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var all []Licence
	for rows.Next() {
		l, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("list licences: %w", err)
		}
		all = append(all, l)
	}
	return all, rows.Err()
}

func countWorkspaces(ctx context.Context, q sysdb.Query, licence ID) (int, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM licence_workspace WHERE licence_id = $1`, licence).Scan(&n)
	return n, err
}

const countOfSame = `
	SELECT COUNT(*) FROM licence_workspace w JOIN licence_workspace own ON own.licence_id = w.licence_id WHERE own.workspace_id = $1`

func countBeside(ctx context.Context, q sysdb.Query, ws id.Workspace) (int, error) {
	var n int
	err := q.QueryRow(ctx, countOfSame, ws).Scan(&n)
	return n, err
}

func listWorkspaces(ctx context.Context, q sysdb.Query, licence ID) ([]id.Workspace, error) {
	rows, err := q.Query(ctx, `SELECT workspace_id FROM licence_workspace WHERE licence_id = $1 ORDER BY workspace_id`, licence)
	if err != nil {
		return nil, fmt.Errorf("list workspaces of a licence: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var all []id.Workspace
	for rows.Next() {
		var ws id.Workspace
		if err := rows.Scan(&ws); err != nil {
			return nil, fmt.Errorf("list workspaces of a licence: %w", err)
		}
		all = append(all, ws)
	}
	return all, rows.Err()
}

func attach(ctx context.Context, tx *sysdb.Tx, licence ID, ws id.Workspace) error {
	_, err := tx.Exec(ctx, `INSERT INTO licence_workspace (workspace_id, licence_id) VALUES ($1, $2)`, ws, licence)
	if err != nil {
		return fmt.Errorf("attach workspace: %w", err)
	}
	return nil
}
