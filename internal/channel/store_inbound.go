package channel

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// The row is taken only for a channel that is connected, in the same statement, so that nothing is stored for a disconnected
// one even where another process still remembers its route. The number comes from the table itself: a workspace has one
// writer at a time, so numbers are taken in the order of commits.
const insertInbound = `
	INSERT INTO inbound (id, seq, channel_id, kind, dedupe_key, fingerprint, conflict, raw, received_at, processed_at, error_code)
	SELECT $1, (SELECT COALESCE(MAX(seq), 0) + 1 FROM inbound), id, $3, $4, $5, $6, $7, $8, 0, ''
	FROM channel WHERE id = $2 AND state <> 'disconnected'
	ON CONFLICT (dedupe_key) DO NOTHING`

const fingerprintOf = `SELECT fingerprint FROM inbound WHERE dedupe_key = $1`

type outcome int

const (
	wasDropped outcome = iota
	wasStored
	wasConflict
	wasRepeated
)

// storeOne inserts one event unless it is a repeat. Another content under a known key is kept too, under a key of its own.
func storeOne(ctx context.Context, tx *wsdb.Tx, f sealedFragment) (outcome, error) {
	inserted, err := insert(ctx, tx, f, f.key, false)
	if err != nil || inserted {
		return wasStored, err
	}
	var known string
	err = tx.QueryRow(ctx, fingerprintOf, f.key).Scan(&known)
	if errors.Is(err, sql.ErrNoRows) {
		return wasDropped, nil
	}
	if err != nil {
		return wasDropped, fmt.Errorf("read fingerprint: %w", err)
	}
	if known == f.contents || known == "" || f.contents == "" {
		return wasRepeated, nil
	}
	inserted, err = insert(ctx, tx, f, f.other, true)
	if err != nil || inserted {
		return wasConflict, err
	}
	return wasRepeated, nil
}

func insert(ctx context.Context, tx *wsdb.Tx, f sealedFragment, key string, conflict bool) (bool, error) {
	res, err := tx.Exec(ctx, insertInbound, f.id, f.channel, f.kind, key, f.contents, conflict, f.raw, clock.Micros(tx.Now()))
	if err != nil {
		return false, fmt.Errorf("insert inbound: %w", err)
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

type inboundRow struct {
	id         InboundID
	seq        int64
	channel    ID
	kind       string
	conflict   bool
	raw        []byte
	receivedAt time.Time
}

const dueInbound = `
	SELECT id, seq, channel_id, kind, conflict, raw, received_at FROM inbound
	WHERE processed_at = 0 ORDER BY seq LIMIT $1`

func listDue(ctx context.Context, q wsdb.Query, limit int) ([]inboundRow, error) {
	rows, err := q.Query(ctx, dueInbound, limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []inboundRow
	for rows.Next() {
		var r inboundRow
		var at int64
		if err := rows.Scan(&r.id, &r.seq, &r.channel, &r.kind, &r.conflict, &r.raw, &at); err != nil {
			return nil, err
		}
		r.receivedAt = clock.Time(at)
		out = append(out, r)
	}
	return out, rows.Err()
}

const dueBetween = `SELECT id FROM inbound WHERE processed_at = 0 AND seq BETWEEN $1 AND $2`

func stillDue(ctx context.Context, tx *wsdb.Tx, from, to int64) (map[InboundID]bool, error) {
	rows, err := tx.Query(ctx, dueBetween, from, to)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	due := map[InboundID]bool{}
	for rows.Next() {
		var one InboundID
		if err := rows.Scan(&one); err != nil {
			return nil, err
		}
		due[one] = true
	}
	return due, rows.Err()
}

const markBetween = `
	UPDATE inbound SET processed_at = $1 WHERE processed_at = 0 AND seq BETWEEN $2 AND $3`

const markOne = `UPDATE inbound SET error_code = $2 WHERE id = $1`

// mark sets a batch processed. A batch is everything due between its first and its last number.
func mark(ctx context.Context, tx *wsdb.Tx, batch []prepared) error {
	if len(batch) == 0 {
		return nil
	}
	for _, p := range batch {
		if p.code == "" {
			continue
		}
		if _, err := tx.Exec(ctx, markOne, p.id, p.code); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, markBetween, clock.Micros(tx.Now()), batch[0].seq, batch[len(batch)-1].seq)
	return err
}

// empty removes the bytes of one event; the trace that tells repeats stays.
func empty(ctx context.Context, tx *wsdb.Tx, event InboundID) error {
	_, err := tx.Exec(ctx, `UPDATE inbound SET raw = $2, fingerprint = '' WHERE id = $1`, event, []byte{})
	return err
}

const emptyRaw = `UPDATE inbound SET raw = $1 WHERE received_at < $2 AND processed_at <> 0 AND length(raw) > 0`

const deleteInbound = `DELETE FROM inbound WHERE received_at < $1 AND processed_at <> 0`

// PurgeRaw removes the bytes of processed events that came in before a time; the trace that tells repeats stays. It may be repeated.
func (i *Ingest) PurgeRaw(ctx context.Context, tx *wsdb.Tx, before time.Time) error {
	_, err := tx.Exec(ctx, emptyRaw, []byte{}, clock.Micros(before))
	return err
}

// PurgeKeys removes what is left of processed events that came in before a time. It may be repeated.
func (i *Ingest) PurgeKeys(ctx context.Context, tx *wsdb.Tx, before time.Time) error {
	_, err := tx.Exec(ctx, deleteInbound, clock.Micros(before))
	return err
}
