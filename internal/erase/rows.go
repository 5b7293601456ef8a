package erase

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/id"
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

// span is some rows of a rule, by the keys of the first and the last.
type span struct{ first, last []any }

// next finds up to n rows that a rule meets behind a key, or from the beginning. It looks at each row of a table once, however many it is to
// pass by: a key says where to go on.
func (w work) next(ctx context.Context, q wsdb.Query, g given, after []any, n int) (s span, err error) {
	text, args := g.bind("SELECT " + w.key + " FROM " + w.table + " WHERE " + w.condition())
	if after != nil {
		text, args = text+" AND ("+w.key+") > ("+places(len(args), len(after))+")", append(args, after...)
	}
	rows, err := q.Query(ctx, text+" ORDER BY "+w.key+" LIMIT "+strconv.Itoa(n), args...)
	if err != nil {
		return s, fmt.Errorf("look for rows of %s: %w", w.table, err)
	}
	defer func() { _ = rows.Close() }()
	into := make([]any, len(strings.Split(w.key, ",")))
	for rows.Next() {
		s.last = make([]any, len(into))
		for i := range into {
			into[i] = &s.last[i]
		}
		if err := rows.Scan(into...); err != nil {
			return s, err
		}
		if s.first == nil {
			s.first = s.last
		}
	}
	return s, rows.Err()
}

// places are parameters behind those that are used already.
func places(used, n int) string {
	var out []string
	for i := range n {
		out = append(out, "$"+strconv.Itoa(used+i+1))
	}
	return strings.Join(out, ", ")
}

// within adds to a statement that it is about the rows of a span.
func (w work) within(s span, text string, args []any) (string, []any) {
	k := len(s.first)
	text += " AND (" + w.key + ") >= (" + places(len(args), k) + ") AND (" + w.key + ") <= (" + places(len(args)+k, k) + ")"
	return text, slices.Concat(args, s.first, s.last)
}

// portion removes or clears the rows of a span and says how many that were.
func (w work) portion(ctx context.Context, tx *wsdb.Tx, g given, s span) (int64, error) {
	head := "DELETE FROM " + w.table
	if w.set != "" {
		head = "UPDATE " + w.table + " SET " + w.set
	}
	text, args := g.bind(head + " WHERE " + w.condition())
	text, args = w.within(s, text, args)
	res, err := tx.Exec(ctx, text, args...)
	if err != nil {
		return 0, fmt.Errorf("%s of %s: %w", w.method(), w.table, err)
	}
	return res.RowsAffected()
}

// through has package contact remove the rows of a span, with what hangs on them.
func (x *execution) through(ctx context.Context, tx *wsdb.Tx, w work, g given, s span) (int64, error) {
	text, args := g.bind("SELECT CAST(" + w.key + " AS TEXT) FROM " + w.table + " WHERE " + w.condition())
	text, args = w.within(s, text, args)
	keys, err := texts(ctx, tx, text, args...)
	if err != nil {
		return 0, fmt.Errorf("people of an account: %w", err)
	}
	if w.table == "contact_handle" {
		return x.d.Contacts.ForgetHandles(ctx, tx, keys)
	}
	list := make([]contact.ID, len(keys))
	for i, key := range keys {
		if list[i], err = id.Parse[contact.Contact](key); err != nil {
			return 0, err
		}
	}
	return x.d.Contacts.EraseMany(ctx, tx, list)
}

// files names the files of the rows of a span and says how many bytes they have.
func (w work) files(ctx context.Context, q wsdb.Query, g given, s span) (keys []string, bytes int64, err error) {
	text, args := g.bind("SELECT blob_key, size FROM attachment WHERE " + w.condition())
	text, args = w.within(s, text, args)
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

func texts(ctx context.Context, q wsdb.Query, text string, args ...any) (out []string, err error) {
	rows, err := q.Query(ctx, text, args...)
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

const (
	lostOf    = `SELECT id, CAST(ref AS TEXT) FROM textindex_%s WHERE id > $1 AND ref NOT IN (SELECT id FROM %s) ORDER BY id LIMIT %d`
	waitingOf = `SELECT 0, CAST(ref AS TEXT) FROM textindex_pending WHERE kind = '%s' AND ref NOT IN (SELECT id FROM %s) AND $1 <= 0 LIMIT %d`
	atOnce    = 500 // words of so many things are taken out in one transaction
)

// lostWords takes the words of things that are gone out of the search.
func (x *execution) lostWords(ctx context.Context) error {
	for _, o := range orphans {
		for _, from := range []string{lostOf, waitingOf} {
			if err := x.lostIn(ctx, textindex.Kind(o.kind), fmt.Sprintf(from, o.kind, o.table, atOnce)); err != nil {
				return fmt.Errorf("words of things that are gone: %w", err)
			}
		}
	}
	return nil
}

func (x *execution) lostIn(ctx context.Context, kind textindex.Kind, text string) error {
	for after := int64(0); ; {
		var refs []string
		err := x.d.DB.Read(ctx, x.r.Workspace, func(q wsdb.Query) (err error) {
			refs, after, err = lost(ctx, q, text, after)
			return err
		})
		if err != nil || len(refs) == 0 {
			return err
		}
		began := clock.System{}.Now()
		err = x.d.DB.Write(ctx, x.r.Workspace, func(tx *wsdb.Tx) error { return x.d.Texts.Remove(ctx, tx, kind, refs...) })
		if err != nil {
			return err
		}
		n := 0
		if err := rest(ctx, &n, clock.System{}.Now().Sub(began)); err != nil {
			return err
		}
	}
}

// lost names things behind a number, and the number of the last.
func lost(ctx context.Context, q wsdb.Query, text string, after int64) (refs []string, last int64, err error) {
	rows, err := q.Query(ctx, text, after)
	if err != nil {
		return nil, after, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var ref string
		if err := rows.Scan(&last, &ref); err != nil {
			return nil, after, err
		}
		refs = append(refs, ref)
	}
	return refs, last, rows.Err()
}
