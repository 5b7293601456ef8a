package workspace

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

type row interface{ Scan(dest ...any) error }

func insertRow(ctx context.Context, tx *sysdb.Tx, w Workspace) error {
	_, err := tx.Exec(ctx, `INSERT INTO workspace_registry (id, slug, name, ready, created_at) VALUES ($1, $2, $3, FALSE, $4)`,
		w.ID, w.Slug, w.Name, clock.Micros(w.CreatedAt))
	if err != nil {
		return fmt.Errorf("insert workspace: %w", err)
	}
	return nil
}

func markReady(ctx context.Context, tx *sysdb.Tx, ws id.Workspace) error {
	_, err := tx.Exec(ctx, `UPDATE workspace_registry SET ready = TRUE WHERE id = $1`, ws)
	return err
}

func renameRow(ctx context.Context, tx *sysdb.Tx, ws id.Workspace, name string) error {
	_, err := tx.Exec(ctx, `UPDATE workspace_registry SET name = $2 WHERE id = $1 AND name <> $2`, ws, name)
	return err
}

func scanWorkspace(r row, more ...any) (Workspace, error) {
	var (
		w  Workspace
		at int64
	)
	err := r.Scan(append([]any{&w.ID, &w.Slug, &w.Name, &at}, more...)...)
	if errors.Is(err, sql.ErrNoRows) {
		return Workspace{}, ErrNotFound
	}
	if err != nil {
		return Workspace{}, fmt.Errorf("read workspace: %w", err)
	}
	w.CreatedAt = clock.Time(at)
	return w, nil
}

func getRow(ctx context.Context, q sysdb.Query, ws id.Workspace) (Workspace, error) {
	return scanWorkspace(q.QueryRow(ctx, `SELECT id, slug, name, created_at FROM workspace_registry WHERE id = $1 AND ready`, ws))
}

func getRowBySlug(ctx context.Context, q sysdb.Query, slug string) (w Workspace, ready bool, err error) {
	w, err = scanWorkspace(q.QueryRow(ctx, `SELECT id, slug, name, created_at, ready FROM workspace_registry WHERE slug = $1`, slug), &ready)
	return w, ready, err
}

func listRows(ctx context.Context, q sysdb.Query) ([]Workspace, error) {
	rows, err := q.Query(ctx, `SELECT id, slug, name, created_at FROM workspace_registry WHERE ready ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("list workspaces: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var all []Workspace
	for rows.Next() {
		w, err := scanWorkspace(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, w)
	}
	return all, rows.Err()
}

const (
	membershipByID = `
	SELECT w.id, w.slug, w.name, w.created_at, m.user_id, m.role, m.can_send, m.added_at
	FROM workspace_registry w JOIN workspace_member m ON m.workspace_id = w.id
	WHERE w.ready AND m.user_id = $1 AND w.id = $2`
	membershipBySlug = `
	SELECT w.id, w.slug, w.name, w.created_at, m.user_id, m.role, m.can_send, m.added_at
	FROM workspace_registry w JOIN workspace_member m ON m.workspace_id = w.id
	WHERE w.ready AND m.user_id = $1 AND w.slug = $2`
	membershipsOf = `
	SELECT w.id, w.slug, w.name, w.created_at, m.user_id, m.role, m.can_send, m.added_at
	FROM workspace_registry w JOIN workspace_member m ON m.workspace_id = w.id
	WHERE w.ready AND m.user_id = $1 ORDER BY lower(w.name), w.id`
)

func scanMembership(r row) (Membership, error) {
	var (
		ms Membership
		at int64
	)
	w, err := scanWorkspace(r, &ms.Member.User, &ms.Member.Role, &ms.Member.CanSend, &at)
	if err != nil {
		return Membership{}, err
	}
	ms.Workspace, ms.Member.AddedAt = w, clock.Time(at)
	return ms, nil
}

func findMembership(ctx context.Context, q sysdb.Query, ref string, user UserID) (Membership, error) {
	if ws, err := id.ParseWorkspace(ref); err == nil {
		return scanMembership(q.QueryRow(ctx, membershipByID, user, ws))
	}
	if CheckSlug(ref) != nil {
		return Membership{}, ErrNotFound
	}
	return scanMembership(q.QueryRow(ctx, membershipBySlug, user, ref))
}

func listMemberships(ctx context.Context, q sysdb.Query, user UserID) ([]Membership, error) {
	rows, err := q.Query(ctx, membershipsOf, user)
	if err != nil {
		return nil, fmt.Errorf("list memberships: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var all []Membership
	for rows.Next() {
		m, err := scanMembership(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, rows.Err()
}
