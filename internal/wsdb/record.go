package wsdb

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/kelolapesan/kelola/internal/database"
)

var errReplay = errors.New("wsdb: a group could not be rebuilt without its failed member")

// recorder runs the statements of a group commit and remembers those that may have written something since the last savepoint. When a
// member fails, everything since the savepoint is undone and what the others had done is run again: nobody else can have written in
// between. A savepoint for each member instead would cost PostgreSQL more than the members themselves.
type recorder struct {
	s    *database.Session
	log  []statement
	mark int // where the current member began
}

type statement struct {
	text  string
	args  []any
	check bool  // whether rows is known
	rows  int64 // that it changed
}

// begin sets where a member begins.
func (r *recorder) begin() { r.mark = len(r.log) }

// undo takes the current member's statements back and leaves the others' done.
func (r *recorder) undo(ctx context.Context) error {
	if len(r.log) == r.mark && !r.s.Broken() {
		return nil // it only read
	}
	if _, err := r.s.Exec(ctx, "rollback to savepoint member"); err != nil {
		return err
	}
	kept := r.log[:r.mark]
	for _, st := range kept {
		res, err := r.s.Exec(ctx, st.text, st.args...)
		if err != nil {
			return errors.Join(errReplay, err)
		}
		if n, err := res.RowsAffected(); err != nil || st.check && n != st.rows {
			return errors.Join(errReplay, err)
		}
	}
	r.log = nil
	if len(kept) == 0 {
		return nil
	}
	return r.s.NextSavepoint(ctx)
}

// note remembers a statement that may write; bytes are copied because the caller may use them again.
func (r *recorder) note(text string, args []any) *statement {
	if word := strings.TrimSpace(text); len(word) >= 6 && strings.EqualFold(word[:6], "select") {
		return nil
	}
	copied := make([]any, len(args))
	for i, a := range args {
		if b, ok := a.([]byte); ok {
			a = bytes.Clone(b)
		}
		copied[i] = a
	}
	r.log = append(r.log, statement{text: text, args: copied})
	return &r.log[len(r.log)-1]
}

// Exec implements Query.
func (r *recorder) Exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	st := r.note(query, args)
	res, err := r.s.Exec(ctx, query, args...)
	if err == nil && st != nil {
		st.rows, err = res.RowsAffected()
		st.check = true
	}
	return res, err
}

// Query implements Query.
func (r *recorder) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	r.note(query, args)
	return r.s.Query(ctx, query, args...)
}

// QueryRow implements Query.
func (r *recorder) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	r.note(query, args)
	return r.s.QueryRow(ctx, query, args...)
}
