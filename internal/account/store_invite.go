package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

const putInvite = `
	INSERT INTO account_invite (id, workspace_id, token_hash, name, note, role, can_send, invited_by, created_at, expires_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`

func insertInvite(ctx context.Context, tx *sysdb.Tx, i Invite, hash string) error {
	_, err := tx.Exec(ctx, putInvite, i.ID, i.Workspace, hash, i.Name, i.Note, string(i.Role), i.CanSend, i.By,
		clock.Micros(i.CreatedAt), clock.Micros(i.ExpiresAt))
	if err != nil {
		return fmt.Errorf("insert invitation: %w", err)
	}
	return nil
}

const (
	inviteByToken = `
	SELECT id, workspace_id, name, note, role, can_send, invited_by, created_at, expires_at FROM account_invite WHERE token_hash = $1`
	inviteByID = `
	SELECT id, workspace_id, name, note, role, can_send, invited_by, created_at, expires_at FROM account_invite
	WHERE workspace_id = $1 AND id = $2`
	invitesOf = `
	SELECT id, workspace_id, name, note, role, can_send, invited_by, created_at, expires_at FROM account_invite
	WHERE workspace_id = $1 ORDER BY created_at DESC, id DESC`
)

func scanInvite(r row) (Invite, error) {
	var (
		i                Invite
		created, expires int64
	)
	err := r.Scan(&i.ID, &i.Workspace, &i.Name, &i.Note, &i.Role, &i.CanSend, &i.By, &created, &expires)
	if errors.Is(err, sql.ErrNoRows) {
		return Invite{}, ErrInviteNotFound
	}
	if err != nil {
		return Invite{}, fmt.Errorf("read invitation: %w", err)
	}
	i.CreatedAt, i.ExpiresAt = clock.Time(created), clock.Time(expires)
	return i, nil
}

func getInvite(ctx context.Context, q sysdb.Query, ws id.Workspace, invite InviteID) (Invite, error) {
	return scanInvite(q.QueryRow(ctx, inviteByID, ws, invite))
}

func getInviteByToken(ctx context.Context, q sysdb.Query, hash string) (Invite, error) {
	return scanInvite(q.QueryRow(ctx, inviteByToken, hash))
}

func listInvites(ctx context.Context, q sysdb.Query, ws id.Workspace) ([]Invite, error) {
	rows, err := q.Query(ctx, invitesOf, ws)
	if err != nil {
		return nil, fmt.Errorf("list invitations: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var all []Invite
	for rows.Next() {
		i, err := scanInvite(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, i)
	}
	return all, rows.Err()
}

func countOpenInvites(ctx context.Context, q sysdb.Query, ws id.Workspace, now time.Time) (int, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM account_invite WHERE workspace_id = $1 AND expires_at > $2`, ws, clock.Micros(now)).Scan(&n)
	return n, err
}

func renewInvite(ctx context.Context, tx *sysdb.Tx, i Invite, hash string) error {
	_, err := tx.Exec(ctx, `UPDATE account_invite SET token_hash = $2, invited_by = $3, expires_at = $4 WHERE id = $1`,
		i.ID, hash, i.By, clock.Micros(i.ExpiresAt))
	if err != nil {
		return fmt.Errorf("renew invitation: %w", err)
	}
	return nil
}

func deleteInvite(ctx context.Context, tx *sysdb.Tx, invite InviteID) error {
	_, err := tx.Exec(ctx, `DELETE FROM account_invite WHERE id = $1`, invite)
	if err != nil {
		return fmt.Errorf("delete invitation: %w", err)
	}
	return nil
}
