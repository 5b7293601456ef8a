package erase

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

const columns = `id, workspace_id, way, scope, state, asker, plan, report, reason, grace_till, received_at, live_at, done_at, document, desk`

const (
	insertRequest = `INSERT INTO erasure_request (id, code, workspace_id, way, repeat_key, scope, state, asker, plan, report, reason, grace_till,
		received_at, live_at, done_at, document) VALUES ($1, $2, $3, $4, $5, $6, '', $7, '{}', '{}', '', 0, $8, 0, 0, $9)`
	updateRequest = `UPDATE erasure_request SET state = $2, plan = $3, report = $4, reason = $5, grace_till = $6, live_at = $7, done_at = $8,
		document = $9, desk = $10 WHERE id = $1`
	getRequest   = `SELECT ` + columns + ` FROM erasure_request WHERE id = $1`
	byCode       = `SELECT ` + columns + ` FROM erasure_request WHERE code = $1`
	byRepeat     = `SELECT ` + columns + ` FROM erasure_request WHERE repeat_key = $1`
	ofWorkspace  = `SELECT ` + columns + ` FROM erasure_request WHERE workspace_id = $1 ORDER BY id DESC`
	everyRequest = `SELECT ` + columns + ` FROM erasure_request WHERE way <> 'drill' ORDER BY CASE WHEN done_at = 0 THEN 0 ELSE 1 END, id DESC LIMIT 500`
	openRequests = `SELECT ` + columns + ` FROM erasure_request WHERE done_at = 0 AND way <> 'drill' ORDER BY id`
	lastStep     = `SELECT seq, hash FROM erasure_step WHERE request_id = $1 ORDER BY seq DESC LIMIT 1`
	insertStep   = `INSERT INTO erasure_step (request_id, seq, from_state, to_state, at, actor, reason, previous, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	stepsOf = `SELECT seq, from_state, to_state, at, actor, reason, previous, hash FROM erasure_step WHERE request_id = $1 ORDER BY seq`
)

type row interface{ Scan(dest ...any) error }

func scan(r row) (Request, error) {
	var q Request
	var scope, plan, report, desk string
	var grace, received, live, done int64
	err := r.Scan(&q.ID, &q.Workspace, &q.Way, &scope, &q.State, &q.Asker, &plan, &report, &q.Reason, &grace, &received, &live, &done, &q.Document, &desk)
	if errors.Is(err, sql.ErrNoRows) {
		return q, ErrNotFound
	}
	if err != nil {
		return q, fmt.Errorf("read deletion request: %w", err)
	}
	q.GraceTill, q.Received, q.LiveAt, q.DoneAt = clock.Time(grace), clock.Time(received), clock.Time(live), clock.Time(done)
	return q, errors.Join(json.Unmarshal([]byte(scope), &q.Scope), json.Unmarshal([]byte(plan), &q.Plan), json.Unmarshal([]byte(report), &q.Report),
		json.Unmarshal([]byte(desk), &q.Desk))
}

func find(ctx context.Context, q sysdb.Query, text string, arg any) (Request, error) {
	return scan(q.QueryRow(ctx, text, arg))
}

func list(ctx context.Context, q sysdb.Query, text string, args ...any) (out []Request, err error) {
	rows, err := q.Query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		r, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

func insert(ctx context.Context, tx *sysdb.Tx, r *Request, codeHash, repeat string) error {
	scope, err := json.Marshal(r.Scope)
	if err != nil {
		return err
	}
	var key any
	if repeat != "" {
		key = repeat
	}
	_, err = tx.Exec(ctx, insertRequest, r.ID, codeHash, r.Workspace, string(r.Way), key, string(scope), r.Asker, clock.Micros(r.Received), []byte{})
	if err != nil {
		return fmt.Errorf("store deletion request: %w", err)
	}
	return nil
}

// save stores what has changed of a request besides its state.
func save(ctx context.Context, tx *sysdb.Tx, r *Request) error {
	plan, err := json.Marshal(r.Plan)
	if err != nil {
		return err
	}
	report, err := json.Marshal(r.Report)
	if err != nil {
		return err
	}
	desk, err := json.Marshal(r.Desk)
	if err != nil {
		return err
	}
	if r.Document == nil {
		r.Document = []byte{}
	}
	_, err = tx.Exec(ctx, updateRequest, r.ID, string(r.State), string(plan), string(report), r.Reason, clock.Micros(r.GraceTill), clock.Micros(r.LiveAt),
		clock.Micros(r.DoneAt), r.Document, string(desk))
	if err != nil {
		return fmt.Errorf("save deletion request: %w", err)
	}
	return nil
}

// Step is one change of a request's state.
type Step struct {
	Seq      int
	From, To State
	At       time.Time
	Actor    string
	Reason   string
	Previous string
	Hash     string
}

func (s *Step) sum(request ID) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{
		"kelola erasure 1", request.String(), s.Previous, fmt.Sprint(s.Seq), string(s.From), string(s.To), fmt.Sprint(clock.Micros(s.At)), s.Actor, s.Reason,
	}, "\n")))
	return hex.EncodeToString(sum[:])
}

// move brings a request through states, one step each. The database refuses a way that is none.
// It fails with ErrState when somebody else has moved the request since it was read.
func move(ctx context.Context, tx *sysdb.Tx, r *Request, actor, reason string, through ...State) error {
	if len(through) > 0 && through[0] == r.State {
		return ErrState // only remarks stay
	}
	if err := walk(ctx, tx, r, actor, reason, through...); err != nil {
		return err
	}
	if !r.State.Open() && r.DoneAt.IsZero() {
		r.DoneAt = tx.Now()
	}
	r.Reason = reason
	return save(ctx, tx, r)
}

// remark writes a step down that moves nothing: what was done at the desk.
func remark(ctx context.Context, tx *sysdb.Tx, r *Request, actor, what string) error {
	if err := walk(ctx, tx, r, actor, what, r.State); err != nil {
		return err
	}
	return save(ctx, tx, r)
}

func walk(ctx context.Context, tx *sysdb.Tx, r *Request, actor, reason string, through ...State) error {
	var is State
	if err := tx.QueryRow(ctx, `SELECT state FROM erasure_request WHERE id = $1`, r.ID).Scan(&is); err != nil {
		return err
	}
	if is != r.State {
		return ErrState
	}
	var last Step
	err := tx.QueryRow(ctx, lastStep, r.ID).Scan(&last.Seq, &last.Hash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	for _, to := range through {
		s := Step{Seq: last.Seq + 1, From: r.State, To: to, At: tx.Now(), Actor: actor, Reason: reason, Previous: last.Hash}
		s.Hash = s.sum(r.ID)
		if _, err := tx.Exec(ctx, insertStep, r.ID, s.Seq, string(s.From), string(s.To), clock.Micros(s.At), s.Actor, s.Reason, s.Previous, s.Hash); err != nil {
			return fmt.Errorf("from %q to %q: %w", s.From, s.To, err)
		}
		r.State, last = to, s
	}
	return nil
}

func steps(ctx context.Context, q sysdb.Query, request ID) (out []Step, err error) {
	rows, err := q.Query(ctx, stepsOf, request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var s Step
		var at int64
		if err := rows.Scan(&s.Seq, &s.From, &s.To, &at, &s.Actor, &s.Reason, &s.Previous, &s.Hash); err != nil {
			return nil, err
		}
		s.At = clock.Time(at)
		out = append(out, s)
	}
	return out, rows.Err()
}
