package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/kelolapesan/kelola/internal/secret"
)

const leakSchemas = 6

// openServer connects to the test cluster with few connections, so that workspaces share them.
func openServer(t *testing.T) *Server {
	t.Helper()
	dsn := os.Getenv("KELOLA_TEST_POSTGRES")
	if dsn == "" {
		t.Skip("KELOLA_TEST_POSTGRES is not set")
	}
	if strings.Contains(dsn, "?") {
		dsn += "&pool_max_conns=4"
	} else {
		dsn += "?pool_max_conns=4"
	}
	s, err := OpenServer(t.Context(), secret.New(dsn), NoWorkspace)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// schemas makes schemas with one table each, whose only row says whose it is.
func schemas(t *testing.T, s *Server) []string {
	t.Helper()
	var names []string
	prefix := "leak_" + strings.ReplaceAll(uuid.NewString(), "-", "") + "_"
	for i := range leakSchemas {
		name := fmt.Sprint(prefix, i)
		if err := s.CreateSchema(t.Context(), name); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if _, err := s.DropSchema(context.WithoutCancel(t.Context()), name); err != nil {
				t.Error(err)
			}
		})
		tx, err := s.Begin(t.Context(), name, true)
		if err != nil {
			t.Fatal(err)
		}
		err = tx.Script(t.Context(), "CREATE TABLE mark (owner TEXT NOT NULL); INSERT INTO mark (owner) VALUES ('"+name+"')")
		if err == nil {
			err = tx.Commit(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	return names
}

// traffic runs transactions of all schemas over few connections, some of them aborted or cancelled, and counts foreign rows read.
func traffic(t *testing.T, s *Server, names []string, rounds int) (foreign, failed int64) {
	t.Helper()
	var wg sync.WaitGroup
	var foreignRows, failures atomic.Int64
	for worker := range uint64(8) {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(worker, 1))
			for range rounds {
				name := names[r.IntN(len(names))]
				owners, err := visit(t, s, name, r.IntN(10))
				if err != nil {
					failures.Add(1)
				}
				for _, owner := range owners {
					if owner != name {
						foreignRows.Add(1)
					}
				}
			}
		})
	}
	wg.Wait()
	return foreignRows.Load(), failures.Load()
}

// visit reads and adds one row in a transaction that commits, fails or is cancelled.
func visit(t *testing.T, s *Server, name string, fate int) (owners []string, err error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	tx, err := s.Begin(ctx, name, true)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	rows, err := tx.Query(ctx, "SELECT owner FROM mark")
	if err != nil {
		return nil, err
	}
	if owners, err = texts(rows); err != nil {
		return nil, err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM mark WHERE owner = $1", "nobody"); err != nil {
		return nil, err
	}
	switch fate {
	case 0:
		_, _ = tx.Exec(ctx, "SELECT 1/0")
		return owners, nil
	case 1:
		cancel()
		_, _ = tx.Exec(ctx, "SELECT pg_sleep(5)")
		return owners, nil
	case 2:
		return owners, nil
	}
	if _, err := tx.Exec(ctx, "INSERT INTO mark (owner) SELECT owner FROM mark WHERE owner = $1 AND (SELECT count(*) FROM mark) < 20", name); err != nil {
		return nil, err
	}
	return owners, tx.Commit(ctx)
}

func texts(rows *sql.Rows) ([]string, error) {
	defer func() { _ = rows.Close() }()
	var all []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		all = append(all, text)
	}
	return all, rows.Err()
}

func TestSearchPath_noTransactionSeesAnothersRows(t *testing.T) {
	t.Parallel()
	s := openServer(t)
	names := schemas(t, s)
	foreign, failed := traffic(t, s, names, 150)
	if foreign != 0 || failed != 0 {
		t.Fatalf("%d foreign rows, %d failures", foreign, failed)
	}
}

// The control: with one switch in fifty going to the wrong schema, the same traffic must find foreign rows.
func TestSearchPath_theTestAboveSeesALeak(t *testing.T) {
	t.Parallel()
	s := openServer(t)
	names := schemas(t, s)
	var n atomic.Int64
	s.enter = func(schema string) string {
		if n.Add(1)%50 == 0 {
			schema = names[0]
		}
		return enterSchema(schema)
	}
	if foreign, _ := traffic(t, s, names, 150); foreign == 0 {
		t.Fatal("a wrong schema went unnoticed")
	}
}

func TestSearchPath_aForgottenSwitchFails(t *testing.T) {
	t.Parallel()
	s := openServer(t)
	names := schemas(t, s)
	s.enter = func(string) string { return "select 1" }
	_, err := visit(t, s, names[0], 9)
	if pg, ok := errors.AsType[*pgconn.PgError](err); !ok || pg.Code != "42P01" {
		t.Fatalf("err = %v, want undefined_table", err)
	}
	var n int
	if err := s.DB().QueryRowContext(t.Context(), "SELECT count(*) FROM mark").Scan(&n); err == nil {
		t.Fatal("a statement outside a transaction found a workspace's table")
	}
}

func TestServer_lockKeepsASecondProcessOut(t *testing.T) {
	t.Parallel()
	first, second := openServer(t), openServer(t)
	name := "test-" + uuid.NewString()
	unlock, err := first.Lock(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := second.Lock(t.Context(), name); !errors.Is(err, ErrInUse) {
		t.Fatalf("err = %v", err)
	}
	unlock()
	again, err := second.Lock(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	again()
}

func TestServer_commitAfterAFailedStatementSaysSo(t *testing.T) {
	t.Parallel()
	s := openServer(t)
	name := schemas(t, s)[0]
	tx, err := s.Begin(t.Context(), name, true)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), "SELECT 1/0"); err == nil {
		t.Fatal("no error")
	}
	if !tx.Broken() {
		t.Error("Broken = false")
	}
	if err := tx.Commit(t.Context()); !errors.Is(err, ErrRolledBack) {
		t.Fatalf("err = %v", err)
	}
}

func TestOpenServer_addressIsNotInTheError(t *testing.T) {
	t.Parallel()
	for _, dsn := range []string{"postgres://user:hunter2@127.0.0.1:1/x?connect_timeout=1", "postgres://user:hunter2@%zz"} {
		_, err := OpenServer(t.Context(), secret.New(dsn), NoWorkspace)
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("err = %v", err)
		}
	}
}
