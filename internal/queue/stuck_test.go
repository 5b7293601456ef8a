package queue_test

import (
	"database/sql"
	"testing"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestStuck_countsWhatKeepsFailing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		c := client(t, db, queue.NewRegistry())
		write := db.System().Handle().Write
		in := func(fn func(tx *sql.Tx) error) {
			t.Helper()
			tx, err := write.BeginTx(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := fn(tx); err != nil {
				t.Fatal(err)
			}
			if err := tx.Commit(); err != nil {
				t.Fatal(err)
			}
		}
		want := func(discarded, retrying int) {
			t.Helper()
			if d, r, err := c.Stuck(t.Context()); err != nil || d != discarded || r != retrying {
				t.Errorf("%d discarded, %d retrying, %v; want %d, %d", d, r, err, discarded, retrying)
			}
		}
		in(func(tx *sql.Tx) error { return c.Enqueue(t.Context(), tx, step{N: 1}) })
		want(0, 0)
		in(func(tx *sql.Tx) error {
			_, err := tx.ExecContext(t.Context(), `UPDATE river_job SET state = 'retryable', attempt = 5`)
			return err
		})
		want(0, 1)
		in(func(tx *sql.Tx) error {
			_, err := tx.ExecContext(t.Context(), `UPDATE river_job SET state = 'discarded', finalized_at = CURRENT_TIMESTAMP`)
			return err
		})
		want(1, 0)
	})
}
