package account

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

const putSession = `
	INSERT INTO account_session (id, token_hash, account_id, user_agent, address, created_at, last_seen_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7)`

func insertSession(ctx context.Context, tx *sysdb.Tx, s Session, hash string) error {
	_, err := tx.Exec(ctx, putSession, s.ID, hash, s.User, s.UserAgent, s.Address, clock.Micros(s.CreatedAt), clock.Micros(s.LastSeenAt))
	if err != nil {
		return fmt.Errorf("insert session: %w", err)
	}
	return nil
}

const (
	sessionByToken = `
	SELECT a.id, a.username, a.name, a.language, a.code_at, a.disabled_at, a.created_at, a.operator_at,
		s.id, s.user_agent, s.address, s.created_at, s.last_seen_at
	FROM account_session s JOIN account a ON a.id = s.account_id WHERE s.token_hash = $1`
	sessionByID = `
	SELECT a.id, a.username, a.name, a.language, a.code_at, a.disabled_at, a.created_at, a.operator_at,
		s.id, s.user_agent, s.address, s.created_at, s.last_seen_at
	FROM account_session s JOIN account a ON a.id = s.account_id WHERE s.id = $1`
)

func getByToken(ctx context.Context, q sysdb.Query, hash string) (Session, User, error) {
	return scanBoth(q.QueryRow(ctx, sessionByToken, hash))
}

func getByID(ctx context.Context, q sysdb.Query, session SessionID) (Session, User, error) {
	return scanBoth(q.QueryRow(ctx, sessionByID, session))
}

func scanBoth(r row) (Session, User, error) {
	var (
		s                 Session
		created, lastSeen int64
	)
	u, err := scanUser(r, &s.ID, &s.UserAgent, &s.Address, &created, &lastSeen)
	if errors.Is(err, ErrNotFound) {
		return Session{}, User{}, ErrUnauthenticated
	}
	if err != nil {
		return Session{}, User{}, err
	}
	s.User, s.CreatedAt, s.LastSeenAt = u.ID, clock.Time(created), clock.Time(lastSeen)
	return s, u, nil
}

const sessionsOf = `
	SELECT id, account_id, user_agent, address, created_at, last_seen_at
	FROM account_session WHERE account_id = $1 ORDER BY created_at DESC, id DESC`

func listSessions(ctx context.Context, q sysdb.Query, user UserID) ([]Session, error) {
	rows, err := q.Query(ctx, sessionsOf, user)
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var all []Session
	for rows.Next() {
		var (
			s                 Session
			created, lastSeen int64
		)
		if err := rows.Scan(&s.ID, &s.User, &s.UserAgent, &s.Address, &created, &lastSeen); err != nil {
			return nil, fmt.Errorf("list sessions: %w", err)
		}
		s.CreatedAt, s.LastSeenAt = clock.Time(created), clock.Time(lastSeen)
		all = append(all, s)
	}
	return all, rows.Err()
}

func touch(ctx context.Context, tx *sysdb.Tx, session SessionID, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE account_session SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2`, session, clock.Micros(now))
	return err
}

func deleteSession(ctx context.Context, tx *sysdb.Tx, user UserID, session SessionID) (bool, error) {
	res, err := tx.Exec(ctx, `DELETE FROM account_session WHERE id = $1 AND account_id = $2`, session, user)
	if err != nil {
		return false, fmt.Errorf("delete session: %w", err)
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// deleteSessionsOf ends the sessions of a person but one; keep may be zero.
func deleteSessionsOf(ctx context.Context, tx *sysdb.Tx, user UserID, keep SessionID) (int64, error) {
	if keep.IsZero() {
		keep = id.New[Session]() // nobody's; a zero id is NULL, and nothing differs from NULL
	}
	res, err := tx.Exec(ctx, `DELETE FROM account_session WHERE account_id = $1 AND id <> $2`, user, keep)
	if err != nil {
		return 0, fmt.Errorf("delete sessions: %w", err)
	}
	return res.RowsAffected()
}

func purge(ctx context.Context, tx *sysdb.Tx, idle, absolute, invites time.Time) error {
	_, err := tx.Exec(ctx, `DELETE FROM account_session WHERE last_seen_at <= $1 OR created_at <= $2`, clock.Micros(idle), clock.Micros(absolute))
	if err != nil {
		return fmt.Errorf("purge sessions: %w", err)
	}
	if _, err = tx.Exec(ctx, `DELETE FROM account_address WHERE seen_at <= $1`, clock.Micros(absolute)); err != nil {
		return fmt.Errorf("purge addresses: %w", err)
	}
	if _, err = tx.Exec(ctx, `DELETE FROM account_invite WHERE expires_at <= $1`, clock.Micros(invites)); err != nil {
		return fmt.Errorf("purge invitations: %w", err)
	}
	return nil
}

// leftBehind are people in no workspace who have not logged in for as long as a login is remembered, and are no operators.
const leftBehind = `SELECT id FROM account WHERE operator_at = 0 AND code_at <= $1 AND id NOT IN (SELECT user_id FROM workspace_member)
	AND id NOT IN (SELECT account_id FROM account_session) AND id NOT IN (SELECT account_id FROM account_address) ORDER BY id LIMIT 500`

// removeLeftBehind removes those and says who they were.
func removeLeftBehind(ctx context.Context, tx *sysdb.Tx, before time.Time) (gone []UserID, err error) {
	rows, err := tx.Query(ctx, leftBehind, clock.Micros(before))
	if err != nil {
		return nil, fmt.Errorf("list accounts in no workspace: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var u UserID
		if err := rows.Scan(&u); err != nil {
			return nil, fmt.Errorf("list accounts in no workspace: %w", err)
		}
		gone = append(gone, u)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, fmt.Errorf("list accounts in no workspace: %w", err)
	}
	for _, u := range gone {
		if _, err := tx.Exec(ctx, `DELETE FROM account WHERE id = $1`, u); err != nil {
			return nil, fmt.Errorf("remove an account: %w", err)
		}
	}
	return gone, nil
}
