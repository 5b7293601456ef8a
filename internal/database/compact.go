package database

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// textIndexes names the full-text tables; what only shows their words has no words of its own.
const textIndexes = `SELECT name FROM sqlite_schema WHERE type = 'table'
	AND (sql LIKE 'CREATE VIRTUAL TABLE%USING fts5(%' OR sql LIKE 'CREATE VIRTUAL TABLE%USING fts5 (%') ORDER BY name`

// OptimizeText merges the segments of every full-text index into one, which leaves out the words of what was deleted. A copy of the
// file would carry them over otherwise.
func (f *File) OptimizeText(ctx context.Context) error {
	s, err := f.Begin(ctx, true)
	if err != nil {
		return err
	}
	defer s.Rollback()
	rows, err := s.Query(ctx, textIndexes)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		names = append(names, `"`+strings.ReplaceAll(name, `"`, `""`)+`"`)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, name := range names {
		if _, err := s.Exec(ctx, "INSERT INTO "+name+"("+name+") VALUES ('optimize')"); err != nil {
			return err
		}
	}
	return s.Commit(ctx)
}

// CheckFile opens a database, has SQLite look at every page, and makes it durable without a log beside it. It fails with ErrDamaged.
func CheckFile(ctx context.Context, path string, key Key) error {
	f, err := OpenFile(ctx, path, key)
	if err != nil {
		return err
	}
	var verdict string
	err = f.write.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict)
	if err = errors.Join(err, f.Close()); err != nil {
		return Translate(err)
	}
	if verdict != "ok" {
		return ErrDamaged // the verdict may quote content
	}
	if err := RemoveLog(path); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close(), syncDir(filepath.Dir(path)))
}

// RemoveLog removes the log of a closed database. It fails with ErrBusy and removes nothing when the log still holds something.
func RemoveLog(path string) error {
	info, err := os.Stat(path + "-wal")
	if err == nil && info.Size() > 0 {
		return ErrBusy.With(fmt.Errorf("%d bytes are left in the log", info.Size()))
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	for _, name := range []string{path + "-wal", path + "-shm"} {
		if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return syncDir(filepath.Dir(path))
}

// ReplaceFile puts one closed database in the place of another in the same folder, with its permissions, at once and for good.
func ReplaceFile(with, path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if err := os.Chmod(with, info.Mode().Perm()); err != nil {
		return err
	}
	if err := os.Rename(with, path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// FileSize is the size of a database and its log.
func FileSize(path string) (int64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	size := info.Size()
	if info, err = os.Stat(path + "-wal"); err == nil {
		size += info.Size()
	}
	return size, nil
}

// LiveSize is how many bytes of a database hold something: its pages without the free ones.
func (f *File) LiveSize(ctx context.Context) (int64, error) {
	var pages, free, size int64
	for pragma, to := range map[string]*int64{"page_count": &pages, "freelist_count": &free, "page_size": &size} {
		if err := f.write.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(to); err != nil {
			return 0, Translate(err)
		}
	}
	return (pages - free) * size, nil
}

// FreeSpace is how many bytes this process may still write to the disk of a folder.
func FreeSpace(dir string) (int64, error) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return 0, err
	}
	return int64(min(fs.Bavail*uint64(fs.Bsize), 1<<62)), nil //nolint:gosec // bounded on this line
}
