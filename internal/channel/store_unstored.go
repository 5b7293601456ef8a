package channel

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func listUnstoredHashes(ctx context.Context, q wsdb.Query) (map[string]UnstoredID, error) {
	rows, err := q.Query(ctx, `SELECT hash, number_id FROM unstored_hash`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	out := map[string]UnstoredID{}
	for rows.Next() {
		var hash string
		var entry UnstoredID
		if err := rows.Scan(&hash, &entry); err != nil {
			return nil, err
		}
		out[hash] = entry
	}
	return out, rows.Err()
}

const unstoredColumns = `id, number, created_at, created_by`

func scanUnstored(box *crypt.Box, scan func(...any) error) (u Unstored, err error) {
	var sealed []byte
	var at int64
	if err := scan(&u.ID, &sealed, &at, &u.CreatedBy); err != nil {
		return Unstored{}, err
	}
	u.CreatedAt = clock.Time(at)
	if len(sealed) == 0 {
		return u, nil // the number was deleted with the contacts; its hash goes on keeping it out
	}
	place := u.ID.Bytes()
	number, err := box.Open(unstoredPurpose, sealed, place[:])
	if err != nil {
		return Unstored{}, fmt.Errorf("open a listed number: %w", err)
	}
	u.Number = phone.Number(number)
	return u, nil
}

// listUnstored reads the newest entries before one, or from the newest on.
func listUnstored(ctx context.Context, q wsdb.Query, box *crypt.Box, before string, limit int) (list []Unstored, err error) {
	rows, err := q.Query(ctx, `SELECT `+unstoredColumns+` FROM unstored_number WHERE id < $1 ORDER BY id DESC LIMIT $2`, before, limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		u, err := scanUnstored(box, rows.Scan)
		if err != nil {
			return nil, err
		}
		list = append(list, u)
	}
	return list, rows.Err()
}

func getUnstored(ctx context.Context, q wsdb.Query, box *crypt.Box, entry UnstoredID) (Unstored, error) {
	u, err := scanUnstored(box, q.QueryRow(ctx, `SELECT `+unstoredColumns+` FROM unstored_number WHERE id = $1`, entry).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Unstored{}, ErrUnstoredNotFound
	}
	return u, err
}

func insertUnstored(ctx context.Context, tx *wsdb.Tx, u *Unstored) error {
	place := u.ID.Bytes()
	sealed, err := tx.Box().Seal(unstoredPurpose, []byte(u.Number), place[:])
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO unstored_number (`+unstoredColumns+`) VALUES ($1, $2, $3, $4)`,
		u.ID, sealed, clock.Micros(u.CreatedAt), u.CreatedBy)
	return err
}

func insertUnstoredHash(ctx context.Context, tx *wsdb.Tx, hash string, entry UnstoredID) error {
	_, err := tx.Exec(ctx, `INSERT INTO unstored_hash (hash, number_id) SELECT $1, id FROM unstored_number WHERE id = $2
		ON CONFLICT (hash) DO NOTHING`, hash, entry)
	return err
}

// deleteUnstored reports whether there was such an entry.
func deleteUnstored(ctx context.Context, tx *wsdb.Tx, entry UnstoredID) (bool, error) {
	if _, err := tx.Exec(ctx, `DELETE FROM unstored_hash WHERE number_id = $1`, entry); err != nil {
		return false, err
	}
	res, err := tx.Exec(ctx, `DELETE FROM unstored_number WHERE id = $1`, entry)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

func addDropped(ctx context.Context, tx *wsdb.Tx, n int64) error {
	_, err := tx.Exec(ctx, `INSERT INTO unstored_count (one, dropped) VALUES (1, $1)
		ON CONFLICT (one) DO UPDATE SET dropped = unstored_count.dropped + excluded.dropped`, n)
	return err
}

func countDropped(ctx context.Context, q wsdb.Query) (n int64, err error) {
	err = q.QueryRow(ctx, `SELECT COALESCE(SUM(dropped), 0) FROM unstored_count`).Scan(&n)
	return n, err
}
