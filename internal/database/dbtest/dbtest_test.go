package dbtest_test

import (
	"testing"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestEach_givesWorkspaceThatCanBeWritten(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		for range 2 {
			ws := dbtest.Workspace(t, db)
			err := db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
				_, err := tx.Exec(t.Context(), "CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)")
				if err != nil {
					return err
				}
				_, err = tx.Exec(t.Context(), "INSERT INTO note (body, id) VALUES ($2, $1)", 7, "hello")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			var body string
			err = db.Read(t.Context(), ws, func(q wsdb.Query) error {
				return q.QueryRow(t.Context(), "SELECT body FROM note WHERE id = $1", 7).Scan(&body)
			})
			if err != nil || body != "hello" {
				t.Fatalf("read %q, %v", body, err)
			}
		}
	})
}

func BenchmarkNew(b *testing.B) {
	for _, engine := range []database.Engine{database.SQLite, database.Postgres} {
		b.Run(engine.String(), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				dbtest.Close(b, func() *wsdb.DB {
					b.StartTimer()
					defer b.StopTimer()
					return dbtest.New(b, engine)
				}())
				b.StartTimer()
			}
		})
	}
}
