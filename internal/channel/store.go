package channel

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const channelColumns = `id, kind, name, state, state_reason, external_id, account_id, display_phone, verified_name, quality,
	daily_limit, limits, paused_until, pause_reason, created_at, updated_at`

type scanner interface{ Scan(dest ...any) error }

func scanChannel(row scanner, more ...any) (Channel, error) {
	var (
		c                       Channel
		limits                  string
		paused, created, update int64
	)
	dest := []any{
		&c.ID, &c.Kind, &c.Name, &c.State, &c.StateReason, &c.ExternalID, &c.AccountID, &c.DisplayPhone, &c.VerifiedName, &c.Quality,
		&c.DailyLimit, &limits, &paused, &c.PauseReason, &created, &update,
	}
	err := row.Scan(append(dest, more...)...)
	if errors.Is(err, sql.ErrNoRows) {
		return Channel{}, ErrNotFound
	}
	if err != nil {
		return Channel{}, fmt.Errorf("read channel: %w", err)
	}
	if err := json.Unmarshal([]byte(limits), &c.Limits); err != nil {
		return Channel{}, fmt.Errorf("read limits: %w", err)
	}
	c.PausedUntil, c.CreatedAt, c.UpdatedAt = clock.Time(paused), clock.Time(created), clock.Time(update)
	return c, nil
}

const getChannel = `SELECT ` + channelColumns + ` FROM channel WHERE id = $1`

func get(ctx context.Context, q wsdb.Query, ch ID) (Channel, error) {
	return scanChannel(q.QueryRow(ctx, getChannel, ch))
}

const getChannelToken = `SELECT ` + channelColumns + `, token FROM channel WHERE id = $1`

func getWithToken(ctx context.Context, q wsdb.Query, ch ID) (Channel, []byte, error) {
	var token []byte
	c, err := scanChannel(q.QueryRow(ctx, getChannelToken, ch), &token)
	return c, token, err
}

const channelByExternal = `SELECT ` + channelColumns + ` FROM channel WHERE kind = $1 AND external_id = $2`

func findByExternal(ctx context.Context, q wsdb.Query, kind Kind, external string) (Channel, error) {
	return scanChannel(q.QueryRow(ctx, channelByExternal, string(kind), external))
}

const listChannels = `SELECT ` + channelColumns + ` FROM channel ORDER BY created_at, id`

func list(ctx context.Context, q wsdb.Query) ([]Channel, error) {
	rows, err := q.Query(ctx, listChannels)
	if err != nil {
		return nil, fmt.Errorf("list channels: %w", err)
	}
	defer func() { _ = rows.Close() }()
	out := []Channel{}
	for rows.Next() {
		c, err := scanChannel(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

const putChannel = `
	INSERT INTO channel (id, kind, name, state, state_reason, external_id, account_id, display_phone, verified_name, quality,
		daily_limit, limits, paused_until, pause_reason, created_at, updated_at, token)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
	ON CONFLICT (id) DO UPDATE SET name = excluded.name, state = excluded.state, state_reason = excluded.state_reason,
		account_id = excluded.account_id, display_phone = excluded.display_phone, verified_name = excluded.verified_name,
		quality = excluded.quality, daily_limit = excluded.daily_limit, limits = excluded.limits,
		paused_until = excluded.paused_until, pause_reason = excluded.pause_reason, updated_at = excluded.updated_at,
		token = excluded.token`

func put(ctx context.Context, tx *wsdb.Tx, c Channel, token []byte) error {
	limits, err := json.Marshal(c.Limits)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, putChannel, c.ID, string(c.Kind), c.Name, string(c.State), c.StateReason, c.ExternalID, c.AccountID, c.DisplayPhone,
		c.VerifiedName, c.Quality, c.DailyLimit, string(limits), clock.Micros(c.PausedUntil), c.PauseReason,
		clock.Micros(c.CreatedAt), clock.Micros(c.UpdatedAt), token)
	if err != nil {
		return fmt.Errorf("write channel: %w", err)
	}
	return nil
}

const updateChannel = `
	UPDATE channel SET name = $2, state = $3, state_reason = $4, account_id = $5, display_phone = $6, verified_name = $7, quality = $8,
		daily_limit = $9, limits = $10, paused_until = $11, pause_reason = $12, updated_at = $13
	WHERE id = $1`

// update writes everything but the token.
func update(ctx context.Context, tx *wsdb.Tx, c Channel) error {
	limits, err := json.Marshal(c.Limits)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, updateChannel, c.ID, c.Name, string(c.State), c.StateReason, c.AccountID, c.DisplayPhone, c.VerifiedName, c.Quality,
		c.DailyLimit, string(limits), clock.Micros(c.PausedUntil), c.PauseReason, clock.Micros(tx.Now()))
	if err != nil {
		return fmt.Errorf("update channel: %w", err)
	}
	return nil
}

const forgetUploads = `DELETE FROM channel_upload WHERE channel_id = $1`

func deleteUploads(ctx context.Context, tx *wsdb.Tx, ch ID) error {
	_, err := tx.Exec(ctx, forgetUploads, ch)
	return err
}

const getUpload = `SELECT external_id FROM channel_upload WHERE channel_id = $1 AND attachment_id = $2 AND expires_at > $3`

func findUpload(ctx context.Context, q wsdb.Query, ch ID, attachment string, now time.Time) (string, error) {
	var external string
	err := q.QueryRow(ctx, getUpload, ch, attachment, clock.Micros(now)).Scan(&external)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return external, err
}

const putUpload = `
	INSERT INTO channel_upload (channel_id, attachment_id, external_id, expires_at) VALUES ($1, $2, $3, $4)
	ON CONFLICT (channel_id, attachment_id) DO UPDATE SET external_id = excluded.external_id, expires_at = excluded.expires_at`

func saveUpload(ctx context.Context, tx *wsdb.Tx, ch ID, attachment, external string, until time.Time) error {
	_, err := tx.Exec(ctx, putUpload, ch, attachment, external, clock.Micros(until))
	return err
}

const dropUpload = `DELETE FROM channel_upload WHERE channel_id = $1 AND attachment_id = $2`

func deleteUpload(ctx context.Context, tx *wsdb.Tx, ch ID, attachment string) error {
	_, err := tx.Exec(ctx, dropUpload, ch, attachment)
	return err
}
