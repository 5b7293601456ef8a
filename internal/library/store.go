package library

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const insertAttachment = `
	INSERT INTO attachment (id, name, mime, size, sha256, blob_key, source, created_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`

func insert(ctx context.Context, tx *wsdb.Tx, a Attachment) error {
	_, err := tx.Exec(ctx, insertAttachment, a.ID, a.Name, a.MIME, a.Size, a.SHA256, a.BlobKey, a.Source, clock.Micros(a.CreatedAt))
	if err != nil {
		return fmt.Errorf("insert attachment: %w", err)
	}
	return nil
}

const getAttachment = `SELECT id, name, mime, size, sha256, blob_key, source, created_at FROM attachment WHERE id = $1`

func get(ctx context.Context, q wsdb.Query, id ID) (Attachment, error) {
	var a Attachment
	var at int64
	err := q.QueryRow(ctx, getAttachment, id).Scan(&a.ID, &a.Name, &a.MIME, &a.Size, &a.SHA256, &a.BlobKey, &a.Source, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return Attachment{}, ErrNotFound
	}
	if err != nil {
		return Attachment{}, fmt.Errorf("read attachment: %w", err)
	}
	a.CreatedAt = clock.Time(at)
	return a, nil
}

const deleteAttachment = `DELETE FROM attachment WHERE id = $1`

func remove(ctx context.Context, tx *wsdb.Tx, id ID) error {
	_, err := tx.Exec(ctx, deleteAttachment, id)
	return err
}
