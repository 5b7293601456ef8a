package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

type row interface{ Scan(dest ...any) error }

func insertUser(ctx context.Context, tx *sysdb.Tx, u User, hash string) error {
	_, err := tx.Exec(ctx, `
	INSERT INTO account (id, username, name, language, code_hash, code_at, disabled_at, created_at)
	VALUES ($1, $2, $3, $4, $5, $6, 0, $7)`,
		u.ID, u.Username, u.Name, u.Language, hash, clock.Micros(u.CodeAt), clock.Micros(u.CreatedAt))
	if err != nil {
		return fmt.Errorf("insert account: %w", err)
	}
	return nil
}

func scanUser(r row, more ...any) (User, error) {
	var (
		u                                   User
		codeAt, disabled, created, operator int64
	)
	err := r.Scan(append([]any{&u.ID, &u.Username, &u.Name, &u.Language, &codeAt, &disabled, &created, &operator}, more...)...)
	if errors.Is(err, sql.ErrNoRows) {
		return User{}, ErrNotFound
	}
	if err != nil {
		return User{}, fmt.Errorf("read account: %w", err)
	}
	u.CodeAt, u.DisabledAt, u.CreatedAt, u.OperatorAt = clock.Time(codeAt), clock.Time(disabled), clock.Time(created), clock.Time(operator)
	return u, nil
}

func getUser(ctx context.Context, q sysdb.Query, user UserID) (User, error) {
	return scanUser(q.QueryRow(ctx,
		`SELECT id, username, name, language, code_at, disabled_at, created_at, operator_at FROM account WHERE id = $1`, user))
}

func getUserByName(ctx context.Context, q sysdb.Query, login string) (User, error) {
	return scanUser(q.QueryRow(ctx,
		`SELECT id, username, name, language, code_at, disabled_at, created_at, operator_at FROM account WHERE username = $1`, login))
}

func listUsers(ctx context.Context, q sysdb.Query) ([]User, error) {
	rows, err := q.Query(ctx, `SELECT id, username, name, language, code_at, disabled_at, created_at, operator_at FROM account ORDER BY username`)
	if err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var all []User
	for rows.Next() {
		u, err := scanUser(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, u)
	}
	return all, rows.Err()
}

// credential is what a login is checked against; all zero for a username nobody has.
type credential struct {
	user     User
	codeHash string
	known    bool // the account was used from this address before
}

const getLogin = `
	SELECT id, username, name, language, code_at, disabled_at, created_at, operator_at, code_hash FROM account WHERE username = $1`

// The second statement runs for unknown usernames too, so that both take the same work.
const countKnown = `SELECT COUNT(*) FROM account_address WHERE account_id = $1 AND address_hash = $2 AND seen_at > $3`

func getCredential(ctx context.Context, q sysdb.Query, login, address string, since time.Time) (credential, error) {
	var c credential
	u, err := scanUser(q.QueryRow(ctx, getLogin, login), &c.codeHash)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return credential{}, err
	}
	c.user = u
	var n int
	if err := q.QueryRow(ctx, countKnown, u.ID, address, clock.Micros(since)).Scan(&n); err != nil {
		return credential{}, fmt.Errorf("read addresses: %w", err)
	}
	c.known = n > 0
	return c, nil
}

func rememberAddress(ctx context.Context, tx *sysdb.Tx, user UserID, address string, now time.Time) error {
	_, err := tx.Exec(ctx, `
	INSERT INTO account_address (account_id, address_hash, seen_at) VALUES ($1, $2, $3)
	ON CONFLICT (account_id, address_hash) DO UPDATE SET seen_at = excluded.seen_at`, user, address, clock.Micros(now))
	return err
}

func setCode(ctx context.Context, tx *sysdb.Tx, user UserID, hash string, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE account SET code_hash = $2, code_at = $3 WHERE id = $1`, user, hash, clock.Micros(now))
	return err
}

func setDisabled(ctx context.Context, tx *sysdb.Tx, user UserID, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE account SET disabled_at = $2 WHERE id = $1`, user, clock.Micros(at))
	return err
}

func setProfile(ctx context.Context, tx *sysdb.Tx, u User) error {
	_, err := tx.Exec(ctx, `UPDATE account SET name = $2, language = $3 WHERE id = $1`, u.ID, u.Name, u.Language)
	return err
}

func getCodeHash(ctx context.Context, q sysdb.Query, user UserID) (string, error) {
	var hash string
	err := q.QueryRow(ctx, `SELECT code_hash FROM account WHERE id = $1`, user).Scan(&hash)
	return hash, err
}

func setOperator(ctx context.Context, tx *sysdb.Tx, user UserID, since time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE account SET operator_at = $2 WHERE id = $1`, user, clock.Micros(since))
	return err
}
