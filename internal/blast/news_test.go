package blast

import (
	"errors"
	"testing"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Progress is told at most once a quarter of a second, and once more after the last change.
func TestNews(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		d := b.draft(t)
		told := func() (n int) {
			b.read(t, func(q wsdb.Query) error {
				all, err := b.events.After(t.Context(), q, 0, 1000)
				for _, e := range all {
					if e.Kind == event.BlastChanged && e.Subject == d.ID.String() {
						n++
					}
				}
				return err
			})
			return n
		}
		clk := dbtest.Clock(t, db)
		clk.Advance(newsGap)
		before := told()
		change := func() {
			b.write(t, func(tx *wsdb.Tx) error { return b.news.soon(t.Context(), tx, d.ID) })
		}
		for range 20 {
			change()
		}
		if n := told() - before; n != 1 {
			t.Fatalf("20 changes in one moment were told %d times", n)
		}
		clk.Advance(newsGap)
		dbtest.Wait(t, "the last change to be told", func() bool { return told()-before == 2 })
		clk.Advance(newsGap)
		change()
		if n := told() - before; n != 3 {
			t.Fatalf("a change after a pause was not told at once: %d", n)
		}
		b.news.close()
	})
}

// A change that was undone must not keep the next one from being told.
func TestNews_undone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		d := b.draft(t)
		clk := dbtest.Clock(t, db)
		clk.Advance(newsGap)
		waiting := func() bool {
			b.news.mu.Lock()
			defer b.news.mu.Unlock()
			return b.news.late[d.ID]
		}
		change := func(result error) {
			err := b.db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
				return errors.Join(b.news.soon(t.Context(), tx, d.ID), result)
			})
			if (err != nil) != (result != nil) {
				t.Fatal(err)
			}
		}
		change(nil)
		change(errors.New("undone"))
		if waiting() {
			t.Fatal("a change that was undone is to be told")
		}
		change(nil)
		if !waiting() {
			t.Fatal("the last change is never told")
		}
		b.news.close()
	})
}
