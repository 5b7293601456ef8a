package signup

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const selectForms = `
	SELECT id, token, code, open, name, page, group_id, channel_id, confirmed, created_at, updated_at,
		(SELECT COUNT(*) FROM signup_pending AS p WHERE p.form_id = signup_form.id)
	FROM signup_form`

func listForms(ctx context.Context, q wsdb.Query, rest string, args ...any) ([]Form, error) {
	rows, err := q.Query(ctx, selectForms+rest, args...)
	if err != nil {
		return nil, fmt.Errorf("read sign-up forms: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []Form
	for rows.Next() {
		f, err := scanForm(rows)
		if err != nil {
			return nil, fmt.Errorf("read sign-up forms: %w", err)
		}
		list = append(list, f)
	}
	return list, rows.Err()
}

func scanForm(rows *sql.Rows) (Form, error) {
	var (
		f                Form
		page             string
		group            *contact.GroupID
		ch               *channel.ID
		created, updated int64
	)
	err := rows.Scan(&f.ID, &f.Token, &f.Code, &f.Open, &f.Name, &page, &group, &ch, &f.Confirmed, &created, &updated, &f.Waiting)
	if err != nil {
		return Form{}, err
	}
	f.CreatedAt, f.UpdatedAt = clock.Time(created), clock.Time(updated)
	if group != nil {
		f.Group = *group
	}
	if ch != nil {
		f.Channel = *ch
	}
	return f, json.Unmarshal([]byte(page), &f.Page)
}

func getForm(ctx context.Context, q wsdb.Query, form ID) (Form, error) {
	return one(listForms(ctx, q, ` WHERE id = $1`, form))
}

func one(list []Form, err error) (Form, error) {
	if err == nil && len(list) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Form{}, err
	}
	return list[0], nil
}

func countForms(ctx context.Context, q wsdb.Query) (n int, err error) {
	err = q.QueryRow(ctx, `SELECT COUNT(*) FROM signup_form`).Scan(&n)
	return n, err
}

func nameTaken(ctx context.Context, q wsdb.Query, f *Form) (taken bool, err error) {
	err = q.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM signup_form WHERE name_key = $1 AND id <> $2)`, nameKey(f.Name), f.ID).Scan(&taken)
	return taken, err
}

func nameKey(name string) string { return strings.ToLower(name) }

const upsertForm = `
	INSERT INTO signup_form (id, token, code, open, name, name_key, page, group_id, channel_id, confirmed, created_at, updated_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $11)
	ON CONFLICT (id) DO UPDATE SET open = excluded.open, name = excluded.name, name_key = excluded.name_key, page = excluded.page,
		group_id = excluded.group_id, channel_id = excluded.channel_id, updated_at = excluded.updated_at`

func putForm(ctx context.Context, tx *wsdb.Tx, f *Form) error {
	page, err := json.Marshal(f.Page)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, upsertForm, f.ID, f.Token, f.Code, f.Open, f.Name, nameKey(f.Name), string(page), orNull(f.Group), orNull(f.Channel),
		clock.Micros(f.CreatedAt), clock.Micros(f.UpdatedAt))
	if err != nil {
		return fmt.Errorf("put sign-up form: %w", err)
	}
	return nil
}

func orNull[T any](v id.ID[T]) any {
	if v.IsZero() {
		return nil
	}
	return v
}

func deleteForm(ctx context.Context, tx *wsdb.Tx, form ID) error {
	res, err := tx.Exec(ctx, `DELETE FROM signup_form WHERE id = $1`, form)
	if err != nil {
		return fmt.Errorf("delete sign-up form: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, ErrNotFound)
	}
	_, err = tx.Exec(ctx, `DELETE FROM signup_pending WHERE form_id = $1`, form)
	return err
}

// pending is a sign-up whose number has not confirmed. The words that were agreed to stay with it, whatever becomes of the form.
type pending struct {
	code    string
	form    ID
	phone   string
	answers contact.Answers
	asks    []Ask
}

func insertPending(ctx context.Context, tx *wsdb.Tx, p *pending) error {
	answers, err := json.Marshal(p.answers)
	if err != nil {
		return err
	}
	asks, err := json.Marshal(p.asks)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO signup_pending (code, form_id, phone, answers, consents, at) VALUES ($1, $2, $3, $4, $5, $6)`,
		p.code, p.form, p.phone, string(answers), string(asks), clock.Micros(tx.Now()))
	if err != nil {
		return fmt.Errorf("note sign-up: %w", err)
	}
	return nil
}

// maxWaiting is how many sign-ups of a form wait at most.
const maxWaiting = 20_000

// makeRoom drops the oldest sign-ups of a form, so that fewer than most wait. Who means it confirms within minutes; a form that refused
// the next one instead could be shut for days by whoever fills it in often enough.
func makeRoom(ctx context.Context, tx *wsdb.Tx, form ID, most int) error {
	_, err := tx.Exec(ctx, `DELETE FROM signup_pending WHERE code IN (
		SELECT code FROM signup_pending WHERE form_id = $1 ORDER BY at DESC, code LIMIT $2 OFFSET $3)`, form, most, most-1)
	if err != nil {
		return fmt.Errorf("make room for a sign-up: %w", err)
	}
	return nil
}

// findPending reads a sign-up that may still be confirmed.
func findPending(ctx context.Context, q wsdb.Query, code string, since time.Time) (p pending, ok bool, err error) {
	var answers, asks string
	err = q.QueryRow(ctx, `SELECT code, form_id, phone, answers, consents FROM signup_pending WHERE code = $1 AND at >= $2`,
		code, clock.Micros(since)).Scan(&p.code, &p.form, &p.phone, &answers, &asks)
	if errors.Is(err, sql.ErrNoRows) {
		return pending{}, false, nil
	}
	if err != nil {
		return pending{}, false, fmt.Errorf("read sign-up: %w", err)
	}
	return p, true, errors.Join(json.Unmarshal([]byte(answers), &p.answers), json.Unmarshal([]byte(asks), &p.asks))
}

// confirmed takes a sign-up out of those that wait, and counts it.
func confirmed(ctx context.Context, tx *wsdb.Tx, p *pending) error {
	if _, err := tx.Exec(ctx, `DELETE FROM signup_pending WHERE code = $1`, p.code); err != nil {
		return fmt.Errorf("end sign-up: %w", err)
	}
	_, err := tx.Exec(ctx, `UPDATE signup_form SET confirmed = confirmed + 1 WHERE id = $1`, p.form)
	return err
}

// Purge removes sign-ups from before a time that nobody has confirmed.
func (s *Service) Purge(ctx context.Context, tx *wsdb.Tx, before time.Time) error {
	_, err := tx.Exec(ctx, `DELETE FROM signup_pending WHERE at < $1`, clock.Micros(before))
	return err
}

func (s *Service) claim(ctx context.Context, ws id.Workspace, f *Form) error {
	return s.d.System.Write(ctx, func(tx *sysdb.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO signup_route (token, workspace_id, form_id, created_at) VALUES ($1, $2, $3, $4)`,
			f.Token, ws, f.ID, clock.Micros(tx.Now()))
		return err
	})
}

func (s *Service) release(ctx context.Context, ws id.Workspace, form ID) error {
	return s.d.System.Write(ctx, func(tx *sysdb.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM signup_route WHERE form_id = $1 AND workspace_id = $2`, form, ws)
		return err
	})
}

// route finds the workspace and the form of a token. It fails with ErrNotFound.
func (s *Service) route(ctx context.Context, token string) (ws id.Workspace, form ID, err error) {
	if !tokenForm.MatchString(token) {
		return ws, form, ErrNotFound
	}
	err = s.d.System.Read(ctx, func(q sysdb.Query) error {
		return q.QueryRow(ctx, `SELECT workspace_id, form_id FROM signup_route WHERE token = $1`, token).Scan(&ws, &form)
	})
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	return ws, form, err
}

const closeForms = `UPDATE signup_form SET channel_id = NULL, open = FALSE, updated_at = $2 WHERE channel_id = $1`

// Forget closes the forms of a channel that is not there any more.
func (s *Service) Forget(ctx context.Context, tx *wsdb.Tx, ch channel.ID) error {
	_, err := tx.Exec(ctx, closeForms, ch, clock.Micros(tx.Now()))
	return err
}
