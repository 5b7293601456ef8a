package database

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/secret"
)

func TestTranslate_postgresCodes(t *testing.T) {
	t.Parallel()
	if err := Translate(&pgconn.PgError{Code: "53100"}); !errors.Is(err, ErrFull) || fault.KindOf(err) != fault.Unavailable {
		t.Errorf("disk full: %v", err)
	}
	unique := &pgconn.PgError{Code: "23505"}
	if !IsUnique(Translate(unique)) || IsForeignKey(unique) || !IsForeignKey(&pgconn.PgError{Code: "23503"}) {
		t.Error("constraint codes")
	}
	if Translate(nil) != nil {
		t.Error("nil became an error")
	}
}

// A database that has no room left says so, keeps what it has, and takes more as soon as there is room again.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	t.Run("a limit of pages", func(t *testing.T) {
		t.Parallel()
		limit := func(f *File, pages string) { run(t, f, "PRAGMA max_page_count = "+pages) }
		fill(t, t.TempDir(), func(f *File) { limit(f, "500") }, func(f *File) { limit(f, "1000000") })
	})
	t.Run("a small file system", func(t *testing.T) {
		t.Parallel()
		if os.Getenv("KELOLA_TEST_ROOT") == "" {
			t.Skip("may not mount one here; make test-root as root")
		}
		dir := t.TempDir()
		if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=6m"); err != nil {
			t.Fatalf("mount: %v", err)
		}
		t.Cleanup(func() {
			if err := syscall.Unmount(dir, 0); err != nil {
				t.Errorf("unmount: %v", err)
			}
		})
		filler := filepath.Join(dir, "filler")
		writeFile(t, filler, make([]byte, 2<<20))
		fill(t, dir, func(*File) {}, func(*File) {
			if err := os.Remove(filler); err != nil {
				t.Fatal(err)
			}
		})
	})
}

// fill stores pairs in a database of dir until there is no room, and one more when there is.
func fill(t *testing.T, dir string, limit, free func(*File)) {
	t.Helper()
	key := secret.NewKey()
	path := filepath.Join(dir, "a.db")
	f, err := OpenFile(t.Context(), path, key)
	if err != nil {
		t.Fatal(err)
	}
	run(t, f, "CREATE TABLE a (id INTEGER PRIMARY KEY, body TEXT NOT NULL)")
	limit(f)
	stored := 0
	for err == nil && stored < 10_000 {
		if err = insertPair(t.Context(), f, stored); err == nil {
			stored++
		}
	}
	if stored == 0 || !errors.Is(err, ErrFull) {
		t.Fatalf("after %d pairs: %v, want storage.full", stored, err)
	}
	checkPairs(t, f, stored)
	free(f)
	if err := insertPair(t.Context(), f, stored); err != nil {
		t.Fatalf("with space again: %v", err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if f, err = OpenFile(t.Context(), path, key); err != nil {
		t.Fatal(err)
	}
	checkPairs(t, f, stored+1)
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// insertPair stores two rows in one transaction: never one of them.
func insertPair(ctx context.Context, f *File, n int) error {
	s, err := f.Begin(ctx, true)
	if err != nil {
		return Translate(err)
	}
	defer s.Rollback()
	for i := range 2 {
		if _, err := s.Exec(ctx, "INSERT INTO a (id, body) VALUES ($1, $2)", 2*n+i, strings.Repeat("x", 6000)); err != nil {
			return Translate(err)
		}
	}
	return Translate(s.Commit(ctx))
}

func checkPairs(t *testing.T, f *File, pairs int) {
	t.Helper()
	var n int
	var verdict string
	if err := f.Reader().QueryRowContext(t.Context(), "SELECT count(*) FROM a").Scan(&n); err != nil || n != 2*pairs {
		t.Errorf("%d rows, %v; want %d", n, err, 2*pairs)
	}
	if err := f.Reader().QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Errorf("integrity: %s, %v", verdict, err)
	}
}
