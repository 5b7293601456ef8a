package textindex

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Lead is the things that contain the rarest word of a query, newest first: where a search begins that is to look at few things. Whether they
// contain the other words is for the caller to see, by Matches.
type Lead struct {
	x       *Index
	kind    Kind
	numbers []int64 // all of them, newest first
	match   string  // else what the engine is asked for, piece by piece
}

const (
	rareOnSQLite   = 2000   // things with a rare word
	rareOnPostgres = 10_000 // the engine goes through as many in a few milliseconds
	fewTerms       = 12     // words with a common beginning that the engine walks side by side
)

// Lead looks for the rarest word of a query. It returns nil if each is in so many things that it leads nowhere: the newest things have it then,
// or there is nothing better than to look at them one by one. It is for kinds with a list of words, which is that of contacts.
func (x *Index) Lead(ctx context.Context, q wsdb.Query, kind Kind, query string) (*Lead, error) {
	wanted := queryWords(query)
	if len(wanted) == 0 {
		return &Lead{x: x, kind: kind}, nil
	}
	// A long word is rarer than a short one more often than not, and the first that is rare bounds how far others are looked at.
	slices.SortStableFunc(wanted, func(a, b string) int { return len(b) - len(a) })
	if x.db.Engine() == database.Postgres {
		return x.leadPostgres(ctx, q, kind, wanted)
	}
	return x.leadSQLite(ctx, q, kind, wanted)
}

const (
	withWordSQLite = `SELECT doc FROM textindex_KIND_words_vocab WHERE term >= $1 AND term <= $2 LIMIT $3`
	nextTermSQLite = `SELECT term FROM textindex_KIND_words_vocab WHERE term >= $1 AND term <= $2 LIMIT 1`
	endOfWords     = "\U0010FFFF"
)

func (x *Index) leadSQLite(ctx context.Context, q wsdb.Query, kind Kind, wanted []string) (*Lead, error) {
	least := rareOnSQLite + 1
	var rarest []int64
	for _, word := range wanted {
		if !ascii(word) {
			continue // the engine may cut and fold other letters in a way of its own
		}
		found, err := x.integers(ctx, q, kind, withWordSQLite, word, word+endOfWords, least)
		if err != nil {
			return nil, err
		}
		if len(found) < least {
			least, rarest = len(found), found
		}
		if least == 0 {
			break
		}
	}
	if least <= rareOnSQLite {
		return &Lead{x: x, kind: kind, numbers: descending(rarest)}, nil
	}
	return x.commonSQLite(ctx, q, kind, wanted)
}

// commonSQLite leads by a word the engine can walk backwards without gathering all that has it: one that it keeps the beginning of, or that
// begins few words. Of those it takes the one whose things lie furthest apart at the moment.
func (x *Index) commonSQLite(ctx context.Context, q wsdb.Query, kind Kind, wanted []string) (*Lead, error) {
	var best *Lead
	furthest := int64(math.MaxInt64)
	for _, word := range wanted {
		match := `"` + word + `"*`
		if n := len([]rune(word)); ascii(word) && n != 2 && n != 3 {
			terms, err := x.terms(ctx, q, kind, word)
			if err != nil {
				return nil, err
			}
			if terms == nil {
				continue
			}
			match = `"` + strings.Join(terms, `" OR "`) + `"`
		}
		lead := &Lead{x: x, kind: kind, match: match}
		at, ok, err := lead.number(ctx, q, math.MaxInt64, sampleAhead)
		if err != nil {
			return nil, err
		}
		if !ok {
			at = 0
		}
		if at < furthest {
			best, furthest = lead, at
		}
	}
	return best, nil
}

const sampleAhead = 200

// terms returns the words that begin with a word, or nil if they are many.
func (x *Index) terms(ctx context.Context, q wsdb.Query, kind Kind, word string) (list []string, err error) {
	text := x.text(statement{sqlite: nextTermSQLite}, kind)
	for from := word; len(list) <= fewTerms; {
		var term string
		err := q.QueryRow(ctx, text, from, word+endOfWords).Scan(&term)
		if errors.Is(err, sql.ErrNoRows) {
			return list, nil
		}
		if err != nil {
			return nil, fmt.Errorf("look for words: %w", err)
		}
		list = append(list, term)
		from = term + "!" // which is below every letter and digit
	}
	return nil, nil
}

// A sample of whole pages says how common words are; only those that are not are asked for, because the engine gathers all that has a word
// before it shows the first.
const (
	pagesPostgres  = `SELECT GREATEST(pg_relation_size('textindex_KIND_words') / current_setting('block_size')::INTEGER, 1)`
	sampledPages   = 60
	samplePostgres = `SELECT COUNT(*)%s FROM textindex_KIND_words AS w TABLESAMPLE SYSTEM (%g)`
	withWord       = `SELECT w.id FROM textindex_KIND_words AS w WHERE w.words @@ CAST($1 AS tsquery) LIMIT $2`
)

func (x *Index) leadPostgres(ctx context.Context, q wsdb.Query, kind Kind, wanted []string) (*Lead, error) {
	word, err := x.rarestPostgres(ctx, q, kind, wanted)
	if err != nil || word == "" {
		return nil, err
	}
	found, err := x.integers(ctx, q, kind, withWord, postgresQuery([]string{word}), rareOnPostgres+1)
	if err != nil || len(found) > rareOnPostgres {
		return nil, err
	}
	return &Lead{x: x, kind: kind, numbers: descending(found)}, nil
}

// rarestPostgres returns the word that a sample has least often, or "" if that is still often.
func (x *Index) rarestPostgres(ctx context.Context, q wsdb.Query, kind Kind, wanted []string) (string, error) {
	var pages float64
	if err := q.QueryRow(ctx, x.text(statement{postgres: pagesPostgres}, kind)).Scan(&pages); err != nil {
		return "", fmt.Errorf("sample words: %w", err)
	}
	if pages <= sampledPages {
		return wanted[0], nil
	}
	counts := make([]int64, len(wanted)+1)
	into, args, columns := []any{&counts[0]}, []any{}, strings.Builder{}
	for i, word := range wanted {
		fmt.Fprintf(&columns, `, COUNT(*) FILTER (WHERE w.words @@ CAST($%d AS tsquery))`, i+1)
		into, args = append(into, &counts[i+1]), append(args, postgresQuery([]string{word}))
	}
	text := x.text(statement{postgres: fmt.Sprintf(samplePostgres, columns.String(), 100*sampledPages/pages)}, kind)
	if err := q.QueryRow(ctx, text, args...).Scan(into...); err != nil {
		return "", fmt.Errorf("sample words: %w", err)
	}
	least := 0
	for i := range wanted {
		if counts[i+1] < counts[least+1] {
			least = i
		}
	}
	if counts[least+1]*100 > counts[0] {
		return "", nil
	}
	return wanted[least], nil
}

func (x *Index) integers(ctx context.Context, q wsdb.Query, kind Kind, text string, args ...any) ([]int64, error) {
	rows, err := q.Query(ctx, x.text(statement{sqlite: text, postgres: text}, kind), args...)
	if err != nil {
		return nil, fmt.Errorf("look for a word: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []int64
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, fmt.Errorf("look for a word: %w", err)
		}
		list = append(list, n)
	}
	return list, rows.Err()
}

func descending(list []int64) []int64 {
	slices.SortFunc(list, func(a, b int64) int {
		if a > b {
			return -1
		}
		if a < b {
			return 1
		}
		return 0
	})
	return slices.Compact(list)
}

const matchSQLite = `SELECT w.rowid FROM textindex_KIND_words AS w WHERE w.textindex_KIND_words MATCH $1 AND w.rowid < $2
	ORDER BY w.rowid DESC LIMIT 1 OFFSET $3`

// number is that of the n-th thing below a number; ok is false if there are not so many.
func (l *Lead) number(ctx context.Context, q wsdb.Query, below int64, n int) (at int64, ok bool, err error) {
	if l.match == "" {
		from := l.behind(below)
		if from+n > len(l.numbers) {
			return 0, false, nil
		}
		return l.numbers[from+n-1], true, nil
	}
	err = q.QueryRow(ctx, l.x.text(statement{sqlite: matchSQLite}, l.kind), l.match, below, n-1).Scan(&at)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	return at, err == nil, err
}

// behind is how many numbers are not below one.
func (l *Lead) behind(below int64) int {
	return sort.Search(len(l.numbers), func(i int) bool { return l.numbers[i] < below })
}

func (l *Lead) below(ctx context.Context, q wsdb.Query, before string) (int64, error) {
	if before == "" {
		return math.MaxInt64, nil
	}
	return l.x.place(ctx, q, l.kind, before)
}

var refOfNumber = statement{sqlite: `SELECT ref FROM textindex_KIND WHERE id = $1`, postgres: `SELECT ref FROM textindex_KIND WHERE id = $1`}

// Ahead returns the n-th thing older than before (empty for the newest); ok is false if there are not so many.
func (l *Lead) Ahead(ctx context.Context, q wsdb.Query, before string, n int) (ref string, ok bool, err error) {
	below, err := l.below(ctx, q, before)
	if err != nil {
		return "", false, err
	}
	for { // a thing that has left the index may still be among the numbers
		at, ok, err := l.number(ctx, q, below, n)
		if err != nil || !ok {
			return "", false, err
		}
		err = q.QueryRow(ctx, l.x.text(refOfNumber, l.kind), at).Scan(&ref)
		if !errors.Is(err, sql.ErrNoRows) {
			return ref, err == nil, err
		}
		n++
	}
}

// Next is a sub-select of the refs, as ref, of the things older than before down to until (empty for the oldest), which are n at most. Each ? of
// it stands for the next argument.
func (l *Lead) Next(ctx context.Context, q wsdb.Query, before, until string, n int) (text string, args []any, err error) {
	below, err := l.below(ctx, q, before)
	if err != nil {
		return "", nil, err
	}
	least := int64(math.MinInt64)
	if until != "" {
		if least, err = l.x.place(ctx, q, l.kind, until); err != nil {
			return "", nil, err
		}
	}
	if l.match != "" {
		return l.x.text(statement{sqlite: `SELECT d.ref AS ref FROM textindex_KIND_words AS w CROSS JOIN textindex_KIND AS d
			WHERE d.id = w.rowid AND w.textindex_KIND_words MATCH ? AND w.rowid < ? AND w.rowid >= ? ORDER BY w.rowid DESC LIMIT ?`}, l.kind),
			[]any{l.match, below, least, n}, nil
	}
	from := l.behind(below)
	list := l.numbers[from:max(from, l.behind(least))]
	return l.x.text(statement{
		sqlite:   `SELECT d.ref AS ref FROM json_each(?) AS j CROSS JOIN textindex_KIND AS d WHERE d.id = j.value`,
		postgres: `SELECT d.ref AS ref FROM jsonb_array_elements_text(CAST(? AS jsonb)) AS j(value) JOIN textindex_KIND AS d ON d.id = CAST(j.value AS BIGINT)`,
	}, l.kind), []any{rows(list)}, nil
}
