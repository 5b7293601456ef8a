package textindex

import (
	"context"
	"fmt"
	"strings"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// statement is a text per engine, because bulk parameters and full text differ. KIND stands for the kind.
type statement struct{ sqlite, postgres string }

var putPending = statement{
	sqlite: `
	INSERT INTO textindex_pending (kind, ref, words)
	SELECT $2, value ->> 'ref', value ->> 'words' FROM (SELECT value FROM jsonb_each($1) LIMIT -1) WHERE TRUE
	ON CONFLICT (kind, ref) DO UPDATE SET words = excluded.words`,
	postgres: `
	INSERT INTO textindex_pending (kind, ref, words)
	SELECT CAST($2 AS TEXT), r.ref, r.words FROM jsonb_to_recordset(CAST($1 AS jsonb)) AS r(ref UUID, words TEXT)
	ON CONFLICT (kind, ref) DO UPDATE SET words = excluded.words`,
}

var deletePending = statement{
	sqlite:   `DELETE FROM textindex_pending WHERE kind = $2 AND ref IN (SELECT value FROM json_each($1))`,
	postgres: `DELETE FROM textindex_pending WHERE kind = $2 AND ref IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text(CAST($1 AS jsonb)))`,
}

var deleteWords = statement{
	sqlite: `
	DELETE FROM textindex_KIND_words WHERE rowid IN (
		SELECT id FROM textindex_KIND WHERE ref IN (SELECT value FROM json_each($1)))`,
	postgres: `
	DELETE FROM textindex_KIND_words WHERE id IN (
		SELECT id FROM textindex_KIND WHERE ref IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text(CAST($1 AS jsonb))))`,
}

var deleteDocs = statement{
	sqlite:   `DELETE FROM textindex_KIND WHERE ref IN (SELECT value FROM json_each($1))`,
	postgres: `DELETE FROM textindex_KIND WHERE ref IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text(CAST($1 AS jsonb)))`,
}

var numbersOfRefs = statement{
	sqlite:   `SELECT ref, id FROM textindex_KIND WHERE ref IN (SELECT value FROM json_each($1))`,
	postgres: `SELECT ref, id FROM textindex_KIND WHERE ref IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text(CAST($1 AS jsonb)))`,
}

var numbersTaken = statement{
	sqlite:   `SELECT ref, id FROM textindex_KIND WHERE id IN (SELECT value FROM json_each($1))`,
	postgres: `SELECT ref, id FROM textindex_KIND WHERE id IN (SELECT CAST(value AS BIGINT) FROM jsonb_array_elements_text(CAST($1 AS jsonb)))`,
}

var insertDocs = statement{
	sqlite: `INSERT INTO textindex_KIND (id, ref) SELECT value ->> 'id', value ->> 'ref' FROM (SELECT value FROM jsonb_each($1) LIMIT -1)`,
	postgres: `
	INSERT INTO textindex_KIND (id, ref)
	SELECT r.id, r.ref FROM jsonb_to_recordset(CAST($1 AS jsonb)) AS r(id BIGINT, ref UUID)`,
}

var putWords = statement{
	sqlite: `
	INSERT OR REPLACE INTO textindex_KIND_words (rowid, words)
	SELECT value ->> 'id', value ->> 'words' FROM (SELECT value FROM jsonb_each($1) LIMIT -1)`,
	postgres: `
	INSERT INTO textindex_KIND_words (id, words)
	SELECT r.id, CAST(r.words AS tsvector) FROM jsonb_to_recordset(CAST($1 AS jsonb)) AS r(id BIGINT, words TEXT)
	ON CONFLICT (id) DO UPDATE SET words = excluded.words`,
}

const listPending = `SELECT ref, words FROM textindex_pending WHERE kind = $1 ORDER BY ref LIMIT $2`

func (x *Index) pending(ctx context.Context, q wsdb.Query, kind Kind, limit int) ([]entry, error) {
	found, err := q.Query(ctx, listPending, string(kind), limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }()
	var list []entry
	for found.Next() {
		var e entry
		if err := found.Scan(&e.Ref, &e.Words); err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	return list, found.Err()
}

func (x *Index) numbers(ctx context.Context, q wsdb.Query, kind Kind, s statement, list string) (map[string]int64, error) {
	found, err := q.Query(ctx, x.text(s, kind), list)
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }()
	known := map[string]int64{}
	for found.Next() {
		var e entry
		if err := found.Scan(&e.Ref, &e.ID); err != nil {
			return nil, err
		}
		known[e.Ref] = e.ID
	}
	return known, found.Err()
}

func (x *Index) exec(ctx context.Context, tx *wsdb.Tx, kind Kind, s statement, args ...any) error {
	_, err := tx.Exec(ctx, x.text(s, kind), args...)
	return err
}

// text picks the statement of the engine and names the tables of the kind. Only the kinds of this package ever get here.
func (x *Index) text(s statement, kind Kind) string {
	if kind != Contact && kind != Message {
		panic(fmt.Sprintf("textindex: no kind %q", string(kind)))
	}
	t := s.sqlite
	if x.db.Engine() == database.Postgres {
		t = s.postgres
	}
	return strings.ReplaceAll(t, "KIND", string(kind))
}
