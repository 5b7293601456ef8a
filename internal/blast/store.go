package blast

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// store is the SQL of blasts.
type store struct{ engine database.Engine }

func (s store) pick(sqlite, postgres string) string {
	if s.engine == database.Postgres {
		return postgres
	}
	return sqlite
}

const blastColumns = `id, name, state, state_reason, channel_id, purpose, audience, message, policy, scheduled_at, parent_id, version,
	created_by, created_at, updated_at, started_at, finished_at`

func scanBlast(row interface{ Scan(...any) error }) (Blast, error) {
	var b Blast
	var audience, message string
	var scheduled, created, updated, started, finished int64
	err := row.Scan(&b.ID, &b.Name, &b.State, &b.StateReason, &b.Channel, &b.Purpose, &audience, &message, &b.Policy, &scheduled,
		&b.Parent, &b.Version, &b.CreatedBy, &created, &updated, &started, &finished)
	if errors.Is(err, sql.ErrNoRows) {
		return Blast{}, ErrNotFound
	}
	if err != nil {
		return Blast{}, err
	}
	if err := errors.Join(json.Unmarshal([]byte(audience), &b.Audience), json.Unmarshal([]byte(message), &b.Message)); err != nil {
		return Blast{}, fmt.Errorf("read blast %s: %w", b.ID, err)
	}
	b.ScheduledAt, b.CreatedAt, b.UpdatedAt = clock.Time(scheduled), clock.Time(created), clock.Time(updated)
	b.StartedAt, b.FinishedAt = clock.Time(started), clock.Time(finished)
	return b, nil
}

func (s store) get(ctx context.Context, q wsdb.Query, blast ID) (Blast, error) {
	return scanBlast(q.QueryRow(ctx, `SELECT `+blastColumns+` FROM blast WHERE id = $1`, blast))
}

func (s store) list(ctx context.Context, q wsdb.Query, query string, args ...any) ([]Blast, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []Blast
	for rows.Next() {
		b, err := scanBlast(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, rows.Err()
}

const (
	listNewest = `SELECT ` + blastColumns + ` FROM blast WHERE id < $1 ORDER BY id DESC LIMIT $2`
	listDue    = `SELECT ` + blastColumns + ` FROM blast WHERE state = 'scheduled' AND scheduled_at <= $1 ORDER BY scheduled_at`
	listBusy   = `SELECT ` + blastColumns + ` FROM blast WHERE state IN ('running', 'stopping') ORDER BY id`
	listLately = `SELECT ` + blastColumns + ` FROM blast WHERE channel_id = $1 AND started_at > $2 ORDER BY started_at DESC LIMIT 20`
	listRetry  = `SELECT ` + blastColumns + ` FROM blast WHERE parent_id = $1`
)

func texts(b *Blast) (audience, message string, err error) {
	a, err1 := json.Marshal(b.Audience)
	m, err2 := json.Marshal(b.Message)
	return string(a), string(m), errors.Join(err1, err2)
}

func (s store) insert(ctx context.Context, tx *wsdb.Tx, b *Blast) error {
	audience, message, err := texts(b)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO blast (`+blastColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		b.ID, b.Name, string(b.State), b.StateReason, b.Channel, string(b.Purpose), audience, message, string(b.Policy),
		clock.Micros(b.ScheduledAt), b.Parent, b.Version, b.CreatedBy, clock.Micros(b.CreatedAt), clock.Micros(b.UpdatedAt),
		clock.Micros(b.StartedAt), clock.Micros(b.FinishedAt))
	return err
}

// update writes a blast that was read in the same transaction: with one writer a workspace nothing can have changed in between.
func (s store) update(ctx context.Context, tx *wsdb.Tx, b *Blast) error {
	audience, message, err := texts(b)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE blast SET name = $2, state = $3, state_reason = $4, channel_id = $5, purpose = $6, audience = $7,
		message = $8, policy = $9, scheduled_at = $10, version = $11, updated_at = $12, started_at = $13, finished_at = $14
		WHERE id = $1`,
		b.ID, b.Name, string(b.State), b.StateReason, b.Channel, string(b.Purpose), audience, message, string(b.Policy),
		clock.Micros(b.ScheduledAt), b.Version, clock.Micros(b.UpdatedAt), clock.Micros(b.StartedAt), clock.Micros(b.FinishedAt))
	return err
}

func (s store) delete(ctx context.Context, tx *wsdb.Tx, blast ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM blast WHERE id = $1`, blast)
	return err
}

// insertVersion keeps a text, so that the report can say what each recipient got.
func (s store) insertVersion(ctx context.Context, tx *wsdb.Tx, b *Blast) error {
	_, message, err := texts(b)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO blast_version (blast_id, version, message, policy, created_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (blast_id, version) DO NOTHING`, b.ID, b.Version, message, string(b.Policy), clock.Micros(tx.Now()))
	return err
}
