package dbtest

import (
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// copyTemplate writes the files of the template into dir.
func copyTemplate(t testing.TB, dir string) {
	t.Helper()
	templates.sqlite.Do(func() { templates.files, templates.failed = buildFiles(context.WithoutCancel(t.Context())) })
	if templates.failed != nil {
		t.Fatalf("prepare SQLite files: %v", templates.failed)
	}
	for name, data := range templates.files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func buildFiles(ctx context.Context) (map[string][]byte, error) {
	dir, err := os.MkdirTemp("", "kelola-dbtest")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	opts := sysdb.Options{DataDir: dir, Log: slog.New(slog.DiscardHandler), MasterKeys: []secret.Key{masterKey()}}
	if err := build(ctx, opts); err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	err = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		files[name], err = os.ReadFile(path)
		return err
	})
	return files, err
}
