package wsdb_test

import (
	"context"
	"errors"
	"strconv"
	"testing"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestWrite_commitsOrLeavesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := dbtest.Workspace(t, db)
		notes(t, db, ws)
		called := 0
		err := db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
			tx.AfterCommit(func() { called++ })
			if !tx.Now().Equal(dbtest.Start) || tx.Workspace() != ws {
				t.Errorf("Now = %v, Workspace = %v", tx.Now(), tx.Workspace())
			}
			return insertNote(t, tx, 1, "kept")
		})
		if err != nil || called != 1 {
			t.Fatalf("Write = %v, AfterCommit ran %d times", err, called)
		}
		stop := errors.New("stop")
		err = db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
			tx.AfterCommit(func() { called++ })
			return errors.Join(insertNote(t, tx, 2, "undone"), stop)
		})
		if !errors.Is(err, stop) || called != 1 {
			t.Fatalf("Write = %v, AfterCommit ran %d times", err, called)
		}
		if n := count(t, db, ws, "SELECT count(*) FROM note"); n != 1 {
			t.Fatalf("%d notes, want 1", n)
		}
	})
}

func TestWrite_panicUndoesAndFreesTheWriter(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := dbtest.Workspace(t, db)
		notes(t, db, ws)
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic did not reach the caller")
				}
			}()
			_ = db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
				_ = insertNote(t, tx, 1, "undone")
				panic("boom")
			})
		}()
		run(t, db, ws, "INSERT INTO note (id, body) VALUES (1, 'after')")
	})
}

func TestWrite_bindsOutOfOrder(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := dbtest.Workspace(t, db)
		var a, b, c string
		err := db.Read(t.Context(), ws, func(q wsdb.Query) error {
			return q.QueryRow(t.Context(), "SELECT CAST($2 AS TEXT), CAST($1 AS TEXT), CAST($2 AS TEXT)", "one", "two").Scan(&a, &b, &c)
		})
		if err != nil || a != "two" || b != "one" || c != "two" {
			t.Fatalf("got %s %s %s, %v", a, b, c, err)
		}
	})
}

func TestRead_cannotWrite(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := dbtest.Workspace(t, db)
		notes(t, db, ws)
		err := db.Read(t.Context(), ws, func(q wsdb.Query) error {
			_, err := q.Exec(t.Context(), "INSERT INTO note (id, body) VALUES (1, 'no')")
			return err
		})
		if err == nil {
			t.Fatal("a read-only transaction wrote")
		}
	})
}

func TestWrite_uniqueViolationIsToldByCode(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := dbtest.Workspace(t, db)
		notes(t, db, ws)
		run(t, db, ws, "INSERT INTO note (id, body) VALUES (1, 'a')")
		err := db.Write(t.Context(), ws, func(tx *wsdb.Tx) error { return insertNote(t, tx, 1, "b") })
		if !database.IsUnique(err) {
			t.Fatalf("IsUnique(%v) = false", err)
		}
		err = db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
			_, err := tx.Exec(t.Context(), "INSERT INTO note (id, body) VALUES (2, NULL)")
			return err
		})
		if err == nil || database.IsUnique(err) {
			t.Fatalf("IsUnique(%v) = true", err)
		}
	})
}

func TestWrite_oneWriterAtATime(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := dbtest.Workspace(t, db)
		notes(t, db, ws)
		run(t, db, ws, "INSERT INTO note (id, body) VALUES (1, '0')")
		const workers, rounds = 8, 10
		done := make(chan error, workers)
		for range workers {
			go func() {
				var err error
				for range rounds {
					err = errors.Join(err, db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
						n := 0 // read, then write what was read: only safe while nobody else writes
						if err := tx.QueryRow(t.Context(), "SELECT CAST(body AS INTEGER) FROM note WHERE id = 1").Scan(&n); err != nil {
							return err
						}
						_, err := tx.Exec(t.Context(), "UPDATE note SET body = $1 WHERE id = 1", strconv.Itoa(n+1))
						return err
					}))
				}
				done <- err
			}()
		}
		for range workers {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if n := count(t, db, ws, "SELECT CAST(body AS INTEGER) FROM note WHERE id = 1"); n != workers*rounds {
			t.Fatalf("counted to %d, want %d", n, workers*rounds)
		}
	})
}

func TestWrite_cancelledWhileWaiting(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := dbtest.Workspace(t, db)
		inside, leave := make(chan struct{}), make(chan struct{})
		first := make(chan error, 1)
		go func() {
			first <- db.Write(t.Context(), ws, func(*wsdb.Tx) error {
				close(inside)
				<-leave
				return nil
			})
		}()
		<-inside
		ctx, cancel := context.WithCancel(t.Context())
		second := make(chan error, 1)
		go func() { second <- db.Write(ctx, ws, func(*wsdb.Tx) error { return nil }) }()
		cancel()
		if err := <-second; !errors.Is(err, context.Canceled) {
			t.Errorf("waiting writer: %v", err)
		}
		close(leave)
		if err := <-first; err != nil {
			t.Errorf("first writer: %v", err)
		}
	})
}

func TestRead_unknownWorkspace(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		err := db.Read(t.Context(), id.NewWorkspace(), func(wsdb.Query) error { return nil })
		if !errors.Is(err, wsdb.ErrNotFound) {
			t.Fatalf("err = %v", err)
		}
	})
}
