package erase

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// given are the values that stand for the names in the statements of rules.
type given struct {
	channel string
	contact string
	now     time.Time
}

// bind puts numbered parameters in the place of names; only those that are used, for PostgreSQL has to know the type of each.
func (g given) bind(text string) (string, []any) {
	var args []any
	for _, v := range []struct {
		name  string
		value any
	}{{"{channel}", g.channel}, {"{contact}", g.contact}, {"{empty}", []byte{}}, {"{now}", clock.Micros(g.now)}} {
		if strings.Contains(text, v.name) {
			args = append(args, v.value)
			text = strings.ReplaceAll(text, v.name, "$"+strconv.Itoa(len(args)))
		}
	}
	return text, args
}

func (r rule) condition() string {
	if r.where == "" {
		return "1 = 1"
	}
	return "(" + r.where + ")"
}

func (r rule) method() string {
	switch {
	case r.keep != "":
		return Keep
	case r.set != "":
		return Clear
	}
	return Delete
}

// work is the rules of a scope, with the category each belongs to.
type work struct {
	rule
	category datamap.Category
}

func (s Scope) work() []work {
	var out []work
	if !s.Contact.IsZero() {
		for _, r := range ofContact {
			out = append(out, work{r, datamap.Contacts})
		}
		return out
	}
	list := s.Categories
	if s.Whole {
		list = order(Erasable())
	}
	for _, c := range list {
		for _, r := range rules[c] {
			if r.in == "" || !slices.Contains(list, r.in) {
				out = append(out, work{r, c})
			}
		}
	}
	return out
}

func (s Scope) given(now time.Time) given {
	g := given{now: now}
	if !s.Channel.IsZero() {
		g.channel = s.Channel.String()
	}
	if !s.Contact.IsZero() {
		g.contact = s.Contact.String()
	}
	return g
}

// count says how many rows a rule meets, and for files how many bytes they have.
func (w work) count(ctx context.Context, q wsdb.Query, g given) (Line, error) {
	l := Line{Category: w.category, Table: w.table, Method: w.method(), Reason: w.keep}
	what := "COUNT(*), 0"
	if w.blobs {
		what = "COUNT(*), COALESCE(SUM(size), 0)"
	}
	text, args := g.bind("SELECT " + what + " FROM " + w.table + " WHERE " + w.condition())
	if err := q.QueryRow(ctx, text, args...).Scan(&l.Rows, &l.Bytes); err != nil {
		return l, fmt.Errorf("count %s: %w", w.table, err)
	}
	if w.blobs {
		l.Files = l.Rows
	}
	return l, nil
}

// portion removes or clears up to n rows and says how many that were.
func (w work) portion(ctx context.Context, tx *wsdb.Tx, g given, n int) (int64, error) {
	some := "SELECT " + w.key + " FROM " + w.table + " WHERE " + w.condition() + " ORDER BY " + w.key + " LIMIT " + strconv.Itoa(n)
	head := "DELETE FROM " + w.table
	if w.set != "" {
		head = "UPDATE " + w.table + " SET " + w.set
	}
	text, args := g.bind(head + " WHERE (" + w.key + ") IN (" + some + ")")
	res, err := tx.Exec(ctx, text, args...)
	if err != nil {
		return 0, fmt.Errorf("%s of %s: %w", w.method(), w.table, err)
	}
	return res.RowsAffected()
}

// files names the files of the first n rows and says how many bytes they have.
func (w work) files(ctx context.Context, q wsdb.Query, g given, n int) (keys []string, bytes int64, err error) {
	text, args := g.bind("SELECT blob_key, size FROM attachment WHERE " + w.condition() + " ORDER BY id LIMIT " + strconv.Itoa(n))
	rows, err := q.Query(ctx, text, args...)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var key string
		var size int64
		if err := rows.Scan(&key, &size); err != nil {
			return nil, 0, err
		}
		keys, bytes = append(keys, key), bytes+size
	}
	return keys, bytes, rows.Err()
}

func texts(ctx context.Context, q wsdb.Query, text string) (out []string, err error) {
	rows, err := q.Query(ctx, text)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var v string
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// lostWords takes the words of things that are gone out of the search, up to n of a kind.
func (s *Service) lostWords(ctx context.Context, tx *wsdb.Tx, n int) (int64, error) {
	var total int64
	for _, o := range orphans {
		var refs []string
		for _, from := range []string{
			"SELECT CAST(ref AS TEXT) FROM textindex_" + o.kind + " WHERE ref NOT IN (SELECT id FROM " + o.table + ")",
			"SELECT CAST(ref AS TEXT) FROM textindex_pending WHERE kind = '" + o.kind + "' AND ref NOT IN (SELECT id FROM " + o.table + ")",
		} {
			more, err := texts(ctx, tx, from+" LIMIT "+strconv.Itoa(n))
			if err != nil {
				return total, fmt.Errorf("words of things that are gone: %w", err)
			}
			refs = append(refs, more...)
		}
		slices.Sort(refs)
		refs = slices.Compact(refs)
		if err := s.d.Texts.Remove(ctx, tx, textindex.Kind(o.kind), refs...); err != nil {
			return total, err
		}
		total += int64(len(refs))
	}
	return total, nil
}
