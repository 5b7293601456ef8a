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

// TestFullDisk fills a small file system. It needs root: KELOLA_TEST_ROOT=1, make test-root.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	if os.Getenv("KELOLA_TEST_ROOT") == "" {
		t.Skip("needs root; run with KELOLA_TEST_ROOT=1 (make test-root)")
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
	key := secret.NewKey()
	path := filepath.Join(dir, "a.db")
	f, err := OpenFile(t.Context(), path, key)
	if err != nil {
		t.Fatal(err)
	}
	run(t, f, "CREATE TABLE a (id INTEGER PRIMARY KEY, body TEXT NOT NULL)")
	stored := 0
	for err == nil && stored < 10_000 {
		if err = insertPair(t.Context(), f, stored); err == nil {
			stored++
		}
	}
	if !errors.Is(err, ErrFull) {
		t.Fatalf("after %d pairs: %v, want storage.full", stored, err)
	}
	checkPairs(t, f, stored)
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
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
