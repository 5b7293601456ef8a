package blast

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// progress is how far a started blast is.
type progress struct {
	Counts
	waiting     int // of those held, how many wait for a value
	frozen      bool
	freezeAfter contact.ID // the last contact of the audience that was read
	freezeUntil contact.ID // contacts above came to be after the start
	planAfter   contact.ID // the last recipient that was planned from those frozen earlier
	outcomes    breaker
}

// ahead is how many sends wait in the ledger.
func (p *progress) ahead() int { return p.Queued + p.Held - p.waiting }

const progressColumns = `total, planned, queued, held, sending, accepted, sent, delivered, read_count, skipped, failed, unknown,
	replied, waiting, frozen, freeze_after, freeze_until, plan_after, outcomes`

func scanProgress(row interface{ Scan(...any) error }) (progress, error) {
	var p progress
	var outcomes string
	err := row.Scan(&p.Total, &p.Planned, &p.Queued, &p.Held, &p.Sending, &p.Accepted, &p.Sent, &p.Delivered, &p.Read, &p.Skipped,
		&p.Failed, &p.Unknown, &p.Replied, &p.waiting, &p.frozen, &p.freezeAfter, &p.freezeUntil, &p.planAfter, &outcomes)
	if err != nil {
		return progress{}, err
	}
	return p, json.Unmarshal([]byte(outcomes), &p.outcomes.Outcomes)
}

// getProgress reads the progress of a blast; ok is false when it has not started.
func (s store) getProgress(ctx context.Context, q wsdb.Query, blast ID) (p progress, ok bool, err error) {
	p, err = scanProgress(q.QueryRow(ctx, `SELECT `+progressColumns+` FROM blast_progress WHERE blast_id = $1`, blast))
	if errors.Is(err, sql.ErrNoRows) {
		return progress{}, false, nil
	}
	return p, err == nil, err
}

func (p *progress) args(blast ID) ([]any, error) {
	if p.outcomes.Outcomes == nil {
		p.outcomes.Outcomes = []string{}
	}
	outcomes, err := json.Marshal(p.outcomes.Outcomes)
	return []any{
		blast, p.Total, p.Planned, p.Queued, p.Held, p.Sending, p.Accepted, p.Sent, p.Delivered, p.Read, p.Skipped, p.Failed,
		p.Unknown, p.Replied, p.waiting, p.frozen, p.freezeAfter, p.freezeUntil, p.planAfter, string(outcomes),
	}, err
}

func (s store) insertProgress(ctx context.Context, tx *wsdb.Tx, blast ID, p *progress) error {
	args, err := p.args(blast)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO blast_progress (blast_id, `+progressColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`, args...)
	return err
}

func (s store) putProgress(ctx context.Context, tx *wsdb.Tx, blast ID, p *progress) error {
	args, err := p.args(blast)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE blast_progress SET total = $2, planned = $3, queued = $4, held = $5, sending = $6, accepted = $7,
		sent = $8, delivered = $9, read_count = $10, skipped = $11, failed = $12, unknown = $13, replied = $14, waiting = $15,
		frozen = $16, freeze_after = $17, freeze_until = $18, plan_after = $19, outcomes = $20 WHERE blast_id = $1`, args...)
	return err
}

// withProgress changes the progress of a blast. fn must not run statements: the outbox writes progress too.
func (s store) withProgress(ctx context.Context, tx *wsdb.Tx, blast ID, fn func(p *progress)) error {
	p, ok, err := s.getProgress(ctx, tx, blast)
	if err != nil || !ok {
		return err
	}
	fn(&p)
	return s.putProgress(ctx, tx, blast, &p)
}

// cause is why recipients were skipped or failed.
type cause struct {
	State  string `json:"state"`
	Reason string `json:"reason"`
	Code   string `json:"code"`
	Class  string `json:"class"`
}

// causeRow is a change of the number of recipients of a cause.
type causeRow struct {
	cause
	N int `json:"n"`
}

const (
	causeHead = `INSERT INTO blast_cause (blast_id, state, reason, code, class, recipients) `
	causeTail = ` ON CONFLICT (blast_id, state, reason, code, class)
		DO UPDATE SET recipients = blast_cause.recipients + excluded.recipients`
	causeSQLite = causeHead + `SELECT $2, value->>'state', value->>'reason', value->>'code', value->>'class', value->>'n'
		FROM json_each($1) WHERE TRUE` + causeTail
	causePostgres = causeHead + `SELECT CAST($2 AS uuid), state, reason, code, class, n
		FROM jsonb_to_recordset(CAST($1 AS jsonb)) AS r(state text, reason text, code text, class text, n integer)` + causeTail
)

// addCauses moves the counters of causes.
func (s store) addCauses(ctx context.Context, tx *wsdb.Tx, blast ID, by map[cause]int) error {
	rows := make([]causeRow, 0, len(by))
	for c, n := range by {
		if n != 0 {
			rows = append(rows, causeRow{cause: c, N: n})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	list, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, s.pick(causeSQLite, causePostgres), string(list), blast)
	return err
}

func (s store) causes(ctx context.Context, q wsdb.Query, blast ID) ([]causeRow, error) {
	rows, err := q.Query(ctx, `SELECT state, reason, code, class, recipients FROM blast_cause
		WHERE blast_id = $1 AND recipients > 0 ORDER BY recipients DESC, reason, code`, blast)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []causeRow
	for rows.Next() {
		var r causeRow
		if err := rows.Scan(&r.State, &r.Reason, &r.Code, &r.Class, &r.N); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// addTaken counts messages that the network took in a minute.
func (s store) addTaken(ctx context.Context, tx *wsdb.Tx, blast ID, n int) error {
	if n == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `INSERT INTO blast_minute (blast_id, minute_at, taken) VALUES ($1, $2, $3)
		ON CONFLICT (blast_id, minute_at) DO UPDATE SET taken = blast_minute.taken + excluded.taken`,
		blast, tx.Now().Unix()/60, n)
	return err
}

// Minute is how many messages the network took in one minute.
type Minute struct {
	At   int64 // minutes since 1970
	Sent int
}

// minutes lists the newest minutes, oldest first.
func (s store) minutes(ctx context.Context, q wsdb.Query, blast ID, limit int) ([]Minute, error) {
	rows, err := q.Query(ctx, `SELECT minute_at, taken FROM blast_minute WHERE blast_id = $1 ORDER BY minute_at DESC LIMIT $2`, blast, limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []Minute
	for rows.Next() {
		var m Minute
		if err := rows.Scan(&m.At, &m.Sent); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out, rows.Err()
}
