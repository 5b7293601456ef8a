package instagram

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/library"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const selectAccounts = `
	SELECT channel_id, username, name, account_type, followers, picture_id, picture_sum, permissions, connected_at, token_at, expires_at,
		refreshed_at, tried_at, refresh_error, checked_at, check_error, failing_at, pictured_at, webhook, event_at, care_at, left_at,
		left_reason, leave_token, revoked_at
	FROM instagram_account`

type scanner interface{ Scan(dest ...any) error }

func scanAccount(row scanner) (Account, error) {
	var (
		a           Account
		picture     *library.ID
		permissions string
		times       [12]int64
	)
	err := row.Scan(&a.Channel, &a.Username, &a.Name, &a.Type, &a.Followers, &picture, &a.PictureSum, &permissions, &times[0], &times[1], &times[2],
		&times[3], &times[4], &a.RefreshError, &times[5], &a.CheckError, &times[6], &times[7], &a.Webhook, &times[8], &times[9], &times[10],
		&a.LeftReason, &a.leaveToken, &times[11])
	if err != nil {
		return Account{}, err
	}
	if picture != nil {
		a.Picture = *picture
	}
	if permissions != "" {
		a.Permissions = strings.Split(permissions, ",")
	}
	for i, t := range a.times() {
		*t = clock.Time(times[i])
	}
	return a, nil
}

// times are the times of an account in the order of their columns.
func (a *Account) times() []*time.Time {
	return []*time.Time{
		&a.ConnectedAt, &a.TokenAt, &a.ExpiresAt, &a.RefreshedAt, &a.TriedAt, &a.CheckedAt, &a.FailingAt, &a.PicturedAt, &a.EventAt, &a.CareAt,
		&a.LeftAt, &a.RevokedAt,
	}
}

func listAccounts(ctx context.Context, q wsdb.Query) (map[channel.ID]Account, error) {
	rows, err := q.Query(ctx, selectAccounts)
	if err != nil {
		return nil, fmt.Errorf("read accounts: %w", err)
	}
	defer func() { _ = rows.Close() }()
	out := map[channel.ID]Account{}
	for rows.Next() {
		a, err := scanAccount(rows)
		if err != nil {
			return nil, fmt.Errorf("read accounts: %w", err)
		}
		out[a.Channel] = a
	}
	return out, rows.Err()
}

// findAccount is a blank account when there is none.
func findAccount(ctx context.Context, q wsdb.Query, ch channel.ID) (Account, error) {
	a, err := scanAccount(q.QueryRow(ctx, selectAccounts+` WHERE channel_id = $1`, ch))
	if errors.Is(err, sql.ErrNoRows) {
		return Account{}, nil
	}
	if err != nil {
		return Account{}, fmt.Errorf("read account: %w", err)
	}
	return a, nil
}

const putSQL = `
	INSERT INTO instagram_account (channel_id, username, name, account_type, followers, picture_id, picture_sum, permissions, connected_at,
		token_at, expires_at, refreshed_at, tried_at, refresh_error, checked_at, check_error, failing_at, pictured_at, webhook, event_at,
		care_at, left_at, left_reason, leave_token, revoked_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)
	ON CONFLICT (channel_id) DO UPDATE SET username = excluded.username, name = excluded.name, account_type = excluded.account_type,
		followers = excluded.followers, picture_id = excluded.picture_id, picture_sum = excluded.picture_sum,
		permissions = excluded.permissions, connected_at = excluded.connected_at, token_at = excluded.token_at,
		expires_at = excluded.expires_at, refreshed_at = excluded.refreshed_at, tried_at = excluded.tried_at,
		refresh_error = excluded.refresh_error, checked_at = excluded.checked_at, check_error = excluded.check_error,
		failing_at = excluded.failing_at, pictured_at = excluded.pictured_at, webhook = excluded.webhook, event_at = excluded.event_at,
		care_at = excluded.care_at, left_at = excluded.left_at, left_reason = excluded.left_reason, leave_token = excluded.leave_token,
		revoked_at = excluded.revoked_at`

func putAccount(ctx context.Context, tx *wsdb.Tx, a *Account) error {
	var picture any
	if !a.Picture.IsZero() {
		picture = a.Picture
	}
	at := make([]int64, 0, 12)
	for _, t := range a.times() {
		at = append(at, clock.Micros(*t))
	}
	if a.leaveToken == nil {
		a.leaveToken = []byte{}
	}
	_, err := tx.Exec(ctx, putSQL, a.Channel, a.Username, a.Name, a.Type, a.Followers, picture, a.PictureSum, strings.Join(a.Permissions, ","),
		at[0], at[1], at[2], at[3], at[4], a.RefreshError, at[5], a.CheckError, at[6], at[7], string(a.Webhook), at[8], at[9], at[10],
		a.LeftReason, a.leaveToken, at[11])
	if err != nil {
		return fmt.Errorf("write account: %w", err)
	}
	return nil
}

// editAccount changes an account in a transaction. One that nobody has written down yet begins blank.
func editAccount(ctx context.Context, tx *wsdb.Tx, ch channel.ID, change func(a *Account) error) error {
	a, err := findAccount(ctx, tx, ch)
	if err != nil {
		return err
	}
	a.Channel = ch
	if err := change(&a); err != nil {
		return err
	}
	return putAccount(ctx, tx, &a)
}

func deleteAccount(ctx context.Context, tx *wsdb.Tx, ch channel.ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM instagram_account WHERE channel_id = $1`, ch)
	return err
}

// noteEvent is exact to a minute, so that a crowd of events costs little.
func noteEvent(ctx context.Context, tx *wsdb.Tx, ch channel.ID) error {
	now := tx.Now()
	_, err := tx.Exec(ctx, `UPDATE instagram_account SET event_at = $2, webhook = $3 WHERE channel_id = $1 AND event_at < $4`,
		ch, clock.Micros(now), string(WebhookOn), clock.Micros(now.Add(-time.Minute)))
	if err != nil {
		return fmt.Errorf("note event: %w", err)
	}
	return nil
}
