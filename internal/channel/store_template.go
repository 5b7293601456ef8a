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

const templateColumns = `id, channel_id, external_id, name, language, category, status, quality, rejected_reason, parameter_format,
	components, paused_until, paused_reason, updated_at, attachment_id, submitted_at, edits`

func scanTemplate(row scanner) (MessageTemplate, error) {
	var (
		m                         MessageTemplate
		components, edits         string
		paused, update, submitted int64
	)
	err := row.Scan(&m.ID, &m.Channel, &m.ExternalID, &m.Name, &m.Language, &m.Category, &m.Status, &m.Quality, &m.RejectedReason,
		&m.ParameterFormat, &components, &paused, &m.PausedReason, &update, &m.Attachment, &submitted, &edits)
	if errors.Is(err, sql.ErrNoRows) {
		return MessageTemplate{}, ErrTemplateNotFound
	}
	if err != nil {
		return MessageTemplate{}, fmt.Errorf("read template: %w", err)
	}
	m.Components, m.PausedUntil, m.UpdatedAt = json.RawMessage(components), clock.Time(paused), clock.Time(update)
	m.SubmittedAt = clock.Time(submitted)
	if err := json.Unmarshal([]byte(edits), &m.Edits); err != nil {
		return MessageTemplate{}, fmt.Errorf("read edits of a template: %w", err)
	}
	return m, nil
}

func scanTemplates(rows *sql.Rows, err error) ([]MessageTemplate, error) {
	if err != nil {
		return nil, fmt.Errorf("list templates: %w", err)
	}
	defer func() { _ = rows.Close() }()
	out := []MessageTemplate{}
	for rows.Next() {
		m, err := scanTemplate(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

const templateByID = `SELECT ` + templateColumns + ` FROM template WHERE id = $1`

const templateByName = `SELECT ` + templateColumns + ` FROM template WHERE channel_id = $1 AND name = $2 AND language = $3`

const templatesByChannel = `SELECT ` + templateColumns + ` FROM template WHERE channel_id = $1`

// Changes by webhook name a template by its id, or by name and language; a missing language means all of them.
const templatesTouched = `
	SELECT ` + templateColumns + ` FROM template
	WHERE channel_id = $1 AND (($2 <> '' AND external_id = $2) OR (name = $3 AND ($4 = '' OR language = $4)))`

const listTemplates = `
	SELECT ` + templateColumns + ` FROM template
	WHERE ($1 = '' OR CAST(channel_id AS TEXT) = $1) AND ($2 = '' OR status = $2)
		AND (name, language, id) > ($3, $4, $5) AND name LIKE $7 ESCAPE '!' AND status <> $8
	ORDER BY name, language, id LIMIT $6`

const putTemplate = `
	INSERT INTO template (id, channel_id, external_id, name, language, category, status, quality, rejected_reason, parameter_format,
		components, paused_until, paused_reason, updated_at, attachment_id, submitted_at, edits)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
	ON CONFLICT (channel_id, name, language) DO UPDATE SET external_id = excluded.external_id, category = excluded.category,
		status = excluded.status, quality = excluded.quality, rejected_reason = excluded.rejected_reason,
		parameter_format = excluded.parameter_format, components = excluded.components,
		paused_until = excluded.paused_until, paused_reason = excluded.paused_reason, updated_at = excluded.updated_at,
		attachment_id = excluded.attachment_id, submitted_at = excluded.submitted_at, edits = excluded.edits`

const deleteTemplate = `DELETE FROM template WHERE id = $1`

func saveTemplate(ctx context.Context, tx *wsdb.Tx, m MessageTemplate) error {
	edits := m.Edits
	if edits == nil {
		edits = []time.Time{}
	}
	_, err := tx.Exec(ctx, putTemplate, m.ID, m.Channel, m.ExternalID, m.Name, m.Language, m.Category, m.Status, m.Quality, m.RejectedReason,
		m.ParameterFormat, string(m.Components), clock.Micros(m.PausedUntil), m.PausedReason, clock.Micros(tx.Now()),
		m.Attachment, clock.Micros(m.SubmittedAt), string(marshal(edits)))
	if err != nil {
		return fmt.Errorf("write template: %w", err)
	}
	return nil
}
