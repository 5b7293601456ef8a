package audit

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

// Record appends an entry in tx. The system database has one writer at a time, so the lines stand in the order of the commits.
func Record(ctx context.Context, tx *sysdb.Tx, e Entry) error {
	return appendLine(ctx, tx, id.New[Line](), tx.Now(), e)
}

const (
	takeHead   = `UPDATE audit_head SET seq = seq + 1 WHERE one = 1 RETURNING seq, hash`
	setHead    = `UPDATE audit_head SET hash = $1 WHERE one = 1`
	insertLine = `
	INSERT INTO audit_line (seq, id, at, action, actor_id, workspace_id, subject_id, previous, hash)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
)

func appendLine(ctx context.Context, tx *sysdb.Tx, line id.ID[Line], at time.Time, e Entry) error {
	l := Line{ID: line, At: at, Action: e.Action.String(), Actor: e.Actor, Workspace: e.Workspace, Subject: e.Subject}
	if err := tx.QueryRow(ctx, takeHead).Scan(&l.Seq, &l.Previous); err != nil {
		return fmt.Errorf("audit head: %w", err)
	}
	l.Hash = l.hash()
	_, err := tx.Exec(ctx, insertLine, l.Seq, l.ID, clock.Micros(l.At), l.Action, l.Actor, l.Workspace, l.Subject, l.Previous, l.Hash)
	if err != nil {
		return fmt.Errorf("audit line: %w", err)
	}
	if _, err := tx.Exec(ctx, setHead, l.Hash); err != nil {
		return fmt.Errorf("audit head: %w", err)
	}
	return nil
}

// recorded says whether the line of an id is there already.
func recorded(ctx context.Context, q sysdb.Query, line id.ID[Line]) (bool, error) {
	var seq int64
	err := q.QueryRow(ctx, `SELECT seq FROM audit_line WHERE id = $1`, line).Scan(&seq)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

const listLines = `
	SELECT seq, id, at, action, actor_id, workspace_id, subject_id, previous, hash
	FROM audit_line WHERE seq > $1 ORDER BY seq LIMIT $2`

// List returns up to limit lines behind the number after, oldest first.
func List(ctx context.Context, q sysdb.Query, after int64, limit int) ([]Line, error) {
	lines, err := scanLines(q.Query(ctx, listLines, after, limit))
	if err != nil {
		return nil, fmt.Errorf("list audit: %w", err)
	}
	return lines, nil
}

func scanLines(rows *sql.Rows, err error) ([]Line, error) {
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var lines []Line
	for rows.Next() {
		var (
			l  Line
			at int64
		)
		if err := rows.Scan(&l.Seq, &l.ID, &at, &l.Action, &l.Actor, &l.Workspace, &l.Subject, &l.Previous, &l.Hash); err != nil {
			return nil, err
		}
		l.At = clock.Time(at)
		lines = append(lines, l)
	}
	return lines, rows.Err()
}
