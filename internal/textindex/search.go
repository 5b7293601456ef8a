package textindex

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// SQLite keeps the matches of a word in the order of numbers and walks them backwards: a page costs a page.
const searchSQLite = `
	SELECT d.ref, d.id FROM textindex_KIND_words AS w CROSS JOIN textindex_KIND AS d ON d.id = w.rowid
	WHERE w.textindex_KIND_words MATCH $1 AND w.rowid < $2 ORDER BY w.rowid DESC LIMIT $3`

// PostgreSQL keeps no order among matches. Rare words are fetched whole and sorted here; for common ones, walking
// the newest documents and testing each finds a page soon.
const (
	searchRare = `
	WITH hit AS MATERIALIZED (
		SELECT w.id FROM textindex_KIND_words AS w WHERE w.words @@ CAST($1 AS tsquery) AND w.id < $2 LIMIT $3)
	SELECT d.ref, d.id FROM hit JOIN textindex_KIND AS d ON d.id = hit.id`
	searchCommon = `
	SELECT d.ref, d.id FROM textindex_KIND_words AS w JOIN textindex_KIND AS d ON d.id = w.id
	WHERE w.words @@ CAST($1 AS tsquery) AND w.id < $2 ORDER BY w.id DESC LIMIT $3`
)

const rare = 2000 // matches that are cheaper to sort than to look for in order

// Search returns the refs of things that contain words beginning with each word of the query, newest first, at most limit,
// older than the ref before (empty for the newest). A query without any word finds nothing.
func (x *Index) Search(ctx context.Context, q wsdb.Query, kind Kind, query string, limit int, before string) ([]string, error) {
	wanted := queryWords(query)
	if len(wanted) == 0 || limit <= 0 {
		return nil, nil
	}
	below := int64(math.MaxInt64)
	if before != "" {
		n, err := x.place(ctx, q, kind, before)
		if err != nil {
			return nil, err
		}
		below = n
	}
	if x.db.Engine() == database.SQLite {
		hits, err := x.hits(ctx, q, kind, searchSQLite, sqliteQuery(wanted), below, limit)
		return refsOf(hits, limit), err
	}
	text := postgresQuery(wanted)
	enough := max(rare, limit)
	hits, err := x.hits(ctx, q, kind, searchRare, text, below, enough)
	if err != nil {
		return nil, err
	}
	if len(hits) == enough {
		hits, err = x.hits(ctx, q, kind, searchCommon, text, below, limit)
		return refsOf(hits, limit), err
	}
	slices.SortFunc(hits, func(a, b entry) int { return cmp.Compare(b.ID, a.ID) })
	return refsOf(hits, limit), nil
}

// place returns the number of a ref; for one that has left the index meanwhile, where it would have been.
func (x *Index) place(ctx context.Context, q wsdb.Query, kind Kind, ref string) (int64, error) {
	known, err := x.numbers(ctx, q, kind, numbersOfRefs, rows([]string{ref}))
	if err != nil {
		return 0, err
	}
	if n, ok := known[ref]; ok {
		return n, nil
	}
	return number(ref)
}

func (x *Index) hits(ctx context.Context, q wsdb.Query, kind Kind, text, query string, below int64, limit int) ([]entry, error) {
	found, err := q.Query(ctx, x.text(statement{sqlite: text, postgres: text}, kind), query, below, limit)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	defer func() { _ = found.Close() }()
	var list []entry
	for found.Next() {
		var e entry
		if err := found.Scan(&e.Ref, &e.ID); err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		list = append(list, e)
	}
	return list, found.Err()
}

func refsOf(hits []entry, limit int) []string {
	refs := make([]string, 0, min(len(hits), limit))
	for _, h := range hits[:min(len(hits), limit)] {
		refs = append(refs, h.Ref)
	}
	return refs
}

// Matching is a condition for statements that ask for everything that matches, in an order of their own: column, which holds
// refs, is one of those Search would find. Its one parameter is written as ?; ok is false if the query has no word.
func (x *Index) Matching(kind Kind, column, query string) (condition string, arg any, ok bool) {
	wanted := queryWords(query)
	if len(wanted) == 0 {
		return "", nil, false
	}
	text := x.text(statement{
		sqlite: ` IN (SELECT d.ref FROM textindex_KIND_words AS w CROSS JOIN textindex_KIND AS d
			WHERE d.id = w.rowid AND w.textindex_KIND_words MATCH ?)`,
		postgres: ` IN (SELECT d.ref FROM textindex_KIND_words AS w JOIN textindex_KIND AS d ON d.id = w.id
			WHERE w.words @@ CAST(? AS tsquery))`,
	}, kind)
	if x.db.Engine() == database.Postgres {
		return column + text, postgresQuery(wanted), true
	}
	return column + text, sqliteQuery(wanted), true
}
