package wsdb_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// gate holds the workspace's writer, so that callers of Join gather behind it.
func gate(t *testing.T, db *wsdb.DB, ws id.Workspace) (open func()) {
	t.Helper()
	inside, leave := make(chan struct{}), make(chan struct{})
	done := make(chan error, 1)
	go func() {
		done <- db.Join(context.WithoutCancel(t.Context()), ws, func(*wsdb.Tx) error {
			close(inside)
			<-leave
			return nil
		})
	}()
	<-inside
	return func() {
		close(leave)
		if err := <-done; err != nil {
			t.Errorf("gate: %v", err)
		}
	}
}

func TestJoin_oneFailureUndoesOnlyItself(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := dbtest.Workspace(t, db)
		notes(t, db, ws)
		open := gate(t, db, ws)
		const members = 30
		errs := make([]error, members)
		stop := errors.New("stop")
		var wg sync.WaitGroup
		for i := range members {
			wg.Go(func() {
				errs[i] = db.Join(t.Context(), ws, func(tx *wsdb.Tx) error {
					if err := insertNote(t, tx, i, "x"); err != nil {
						return err
					}
					switch i % 3 {
					case 1:
						return stop
					case 2: // a failing statement, not only a changed mind
						return insertNote(t, tx, i, "twice")
					}
					return nil
				})
			})
		}
		dbtest.Wait(t, "all members to wait", func() bool { return wsdb.Waiting(db, ws) == members })
		open()
		wg.Wait()
		for i, err := range errs {
			if (err == nil) != (i%3 == 0) {
				t.Errorf("member %d: %v", i, err)
			}
		}
		if n := count(t, db, ws, "SELECT count(*) FROM note"); n != members/3 {
			t.Errorf("%d rows, want %d", n, members/3)
		}
		if n := count(t, db, ws, "SELECT count(*) FROM note WHERE id % 3 <> 0"); n != 0 {
			t.Errorf("%d rows of failed members", n)
		}
	})
}

// What the members did before a failure is run again; what they were told stays true.
func TestJoin_failuresBetweenMembersThatReadAndReturn(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := dbtest.Workspace(t, db)
		notes(t, db, ws)
		run(t, db, ws, "INSERT INTO note (id, body) VALUES (0, '0')")
		open := gate(t, db, ws)
		const members = 40
		var wg sync.WaitGroup
		told := make([]int, members)
		for i := range members {
			wg.Go(func() {
				body := []byte("first")
				err := db.Join(t.Context(), ws, func(tx *wsdb.Tx) error {
					n := 0
					err := tx.QueryRow(t.Context(), `UPDATE note SET id = id, body = CAST(CAST(body AS INTEGER) + 1 AS TEXT) WHERE id = 0
						RETURNING CAST(body AS INTEGER)`).Scan(&n)
					if err != nil {
						return err
					}
					if _, err := tx.Exec(t.Context(), "INSERT INTO note (id, body) VALUES ($1, $2)", 100+n, string(body)); err != nil {
						return err
					}
					if i%4 == 3 {
						return errors.New("changed my mind")
					}
					told[i] = n
					return nil
				})
				if (err == nil) != (i%4 != 3) {
					t.Errorf("member %d: %v", i, err)
				}
			})
		}
		dbtest.Wait(t, "all members to wait", func() bool { return wsdb.Waiting(db, ws) == members })
		open()
		wg.Wait()
		seen := map[int]bool{}
		for i, n := range told {
			if n == 0 {
				continue
			}
			if seen[n] || n > members*3/4 {
				t.Errorf("member %d was told %d", i, n)
			}
			seen[n] = true
		}
		if n := count(t, db, ws, "SELECT CAST(body AS INTEGER) FROM note WHERE id = 0"); n != members*3/4 || len(seen) != n {
			t.Errorf("counted to %d, %d were told", n, len(seen))
		}
		if n := count(t, db, ws, "SELECT count(*) FROM note WHERE id > 100"); n != members*3/4 {
			t.Errorf("%d rows", n)
		}
	})
}

func TestJoin_swallowedErrorDoesNotSpoilTheGroup(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := dbtest.Workspace(t, db)
		notes(t, db, ws)
		open := gate(t, db, ws)
		var good, bad error
		var wg sync.WaitGroup
		wg.Go(func() {
			bad = db.Join(t.Context(), ws, func(tx *wsdb.Tx) error {
				_ = insertNote(t, tx, 1, "x")
				_ = insertNote(t, tx, 1, "again")
				return nil
			})
		})
		wg.Go(func() {
			good = db.Join(t.Context(), ws, func(tx *wsdb.Tx) error { return insertNote(t, tx, 2, "y") })
		})
		dbtest.Wait(t, "both to wait", func() bool { return wsdb.Waiting(db, ws) == 2 })
		open()
		wg.Wait()
		if good != nil {
			t.Errorf("the other member: %v", good)
		}
		if n := count(t, db, ws, "SELECT count(*) FROM note WHERE id = 1"); (n == 1) != (bad == nil) {
			t.Errorf("%d rows and %v: the answer is not what was stored", n, bad)
		}
	})
}

func TestJoin_callerThatGivesUpIsLeftOut(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := dbtest.Workspace(t, db)
		notes(t, db, ws)
		open := gate(t, db, ws)
		ctx, cancel := context.WithCancel(t.Context())
		result := make(chan error, 1)
		go func() {
			result <- db.Join(ctx, ws, func(tx *wsdb.Tx) error { return insertNote(t, tx, 1, "x") })
		}()
		dbtest.Wait(t, "the member to wait", func() bool { return wsdb.Waiting(db, ws) == 1 })
		cancel()
		if err := <-result; !errors.Is(err, context.Canceled) {
			t.Errorf("err = %v", err)
		}
		open()
		if n := count(t, db, ws, "SELECT count(*) FROM note"); n != 0 {
			t.Errorf("%d rows of a member that had given up", n)
		}
	})
}

func TestJoin_cancellationInsideDoesNotReachOthers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := dbtest.Workspace(t, db)
		notes(t, db, ws)
		open := gate(t, db, ws)
		ctx, cancel := context.WithCancel(t.Context())
		var first, second error
		var wg sync.WaitGroup
		wg.Go(func() {
			first = db.Join(ctx, ws, func(tx *wsdb.Tx) error {
				cancel()
				_, err := tx.Exec(ctx, "INSERT INTO note (id, body) VALUES (1, 'x')")
				return err
			})
		})
		wg.Go(func() {
			second = db.Join(t.Context(), ws, func(tx *wsdb.Tx) error { return insertNote(t, tx, 2, "y") })
		})
		dbtest.Wait(t, "both to wait", func() bool { return wsdb.Waiting(db, ws) == 2 })
		open()
		wg.Wait()
		if first != nil || second != nil {
			t.Fatalf("first %v, second %v", first, second)
		}
		if n := count(t, db, ws, "SELECT count(*) FROM note"); n != 2 {
			t.Errorf("%d rows, want 2", n)
		}
	})
}

func TestJoin_panicReachesItsCallerOnly(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := dbtest.Workspace(t, db)
		notes(t, db, ws)
		func() {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			_ = db.Join(t.Context(), ws, func(*wsdb.Tx) error { panic("boom") })
		}()
		if err := db.Join(t.Context(), ws, func(tx *wsdb.Tx) error { return insertNote(t, tx, 1, "x") }); err != nil {
			t.Fatal(err)
		}
	})
}

func BenchmarkJoin(b *testing.B) {
	for _, engine := range []int{0, 1} {
		b.Run(fmt.Sprint(engine), func(b *testing.B) {
			if engine == 1 && !dbtest.HasPostgres() {
				b.Skip("no cluster")
			}
			db := dbtest.New(b, wsdb.EngineNumber(engine))
			ws := dbtest.Workspace(b, db)
			notes(b, db, ws)
			var mu sync.Mutex
			n := 0
			b.SetParallelism(64)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					mu.Lock()
					n++
					i := n
					mu.Unlock()
					err := db.Join(b.Context(), ws, func(tx *wsdb.Tx) error {
						if _, err := tx.Exec(b.Context(), "INSERT INTO note (id, body) VALUES ($1, $2)", i, "some text"); err != nil {
							return err
						}
						_, err := tx.Exec(b.Context(), "UPDATE note SET body = $2 WHERE id = $1", i-1, "changed")
						return err
					})
					if err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}
