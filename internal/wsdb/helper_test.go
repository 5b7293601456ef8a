package wsdb_test

import (
	"testing"

	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const createNote = `CREATE TABLE IF NOT EXISTS note (id BIGINT NOT NULL PRIMARY KEY, body TEXT NOT NULL)`

// notes gives a workspace a table to write to.
func notes(t testing.TB, db *wsdb.DB, ws id.Workspace) {
	t.Helper()
	run(t, db, ws, createNote)
}

func run(t testing.TB, db *wsdb.DB, ws id.Workspace, query string, args ...any) {
	t.Helper()
	err := db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
		_, err := tx.Exec(t.Context(), query, args...)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func count(t testing.TB, db *wsdb.DB, ws id.Workspace, query string, args ...any) int {
	t.Helper()
	n := 0
	err := db.Read(t.Context(), ws, func(q wsdb.Query) error {
		return q.QueryRow(t.Context(), query, args...).Scan(&n)
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

func insertNote(t testing.TB, tx *wsdb.Tx, n int, body string) error {
	t.Helper()
	_, err := tx.Exec(t.Context(), "INSERT INTO note (id, body) VALUES ($1, $2)", n, body)
	return err
}
