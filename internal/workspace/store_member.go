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

func insertMember(ctx context.Context, tx *sysdb.Tx, ws id.Workspace, m Member) error {
	_, err := tx.Exec(ctx, `INSERT INTO workspace_member (workspace_id, user_id, role, can_send, added_at) VALUES ($1, $2, $3, $4, $5)`,
		ws, m.User, string(m.Role), m.CanSend, clock.Micros(m.AddedAt))
	if err != nil {
		return fmt.Errorf("insert member: %w", err)
	}
	return nil
}

func updateMember(ctx context.Context, tx *sysdb.Tx, ws id.Workspace, user UserID, role Role, canSend bool) error {
	_, err := tx.Exec(ctx, `UPDATE workspace_member SET role = $3, can_send = $4 WHERE workspace_id = $1 AND user_id = $2`,
		ws, user, string(role), canSend)
	if err != nil {
		return fmt.Errorf("update member: %w", err)
	}
	return nil
}

func deleteMember(ctx context.Context, tx *sysdb.Tx, ws id.Workspace, user UserID) error {
	_, err := tx.Exec(ctx, `DELETE FROM workspace_member WHERE workspace_id = $1 AND user_id = $2`, ws, user)
	if err != nil {
		return fmt.Errorf("delete member: %w", err)
	}
	return nil
}

func scanMember(r row) (Member, error) {
	var (
		m  Member
		at int64
	)
	if err := r.Scan(&m.User, &m.Role, &m.CanSend, &at); err != nil {
		return Member{}, err
	}
	m.AddedAt = clock.Time(at)
	return m, nil
}

func getMember(ctx context.Context, q sysdb.Query, ws id.Workspace, user UserID) (Member, error) {
	m, err := scanMember(q.QueryRow(ctx,
		`SELECT user_id, role, can_send, added_at FROM workspace_member WHERE workspace_id = $1 AND user_id = $2`, ws, user))
	if errors.Is(err, sql.ErrNoRows) {
		return Member{}, ErrNotMember
	}
	return m, err
}

func listMembers(ctx context.Context, q sysdb.Query, ws id.Workspace) ([]Member, error) {
	rows, err := q.Query(ctx,
		`SELECT user_id, role, can_send, added_at FROM workspace_member WHERE workspace_id = $1 ORDER BY added_at, user_id`, ws)
	if err != nil {
		return nil, fmt.Errorf("list members: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var all []Member
	for rows.Next() {
		m, err := scanMember(rows)
		if err != nil {
			return nil, fmt.Errorf("list members: %w", err)
		}
		all = append(all, m)
	}
	return all, rows.Err()
}
