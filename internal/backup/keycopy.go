package backup

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/canon"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// ErrKeyCopy is returned for a file that is no copy of the keys.
var ErrKeyCopy = fault.New(fault.Invalid, "backup.keys_unreadable", "This file is not a copy of the keys.")

// KeyCopies is how many copies of the keys are kept in one folder. A copy opens what was erased since it was made, so they are few.
const KeyCopies = 3

var keyCopyName = regexp.MustCompile(`^kelola-keys-\d{8}T\d{6}Z\.json$`)

// keyCopy is every key of the key store as the instance key wraps it. Without the instance key it opens nothing.
type keyCopy struct {
	Format int                `json:"format"`
	MadeAt canon.Time         `json:"made_at"`
	Keys   []sysdb.WrappedKey `json:"keys"`
}

// WriteKeys writes a copy of the keys into a folder, takes the oldest away, and returns its path.
func WriteKeys(ctx context.Context, keys *sysdb.Keys, dir string, now time.Time) (string, error) {
	all, err := keys.Export(ctx)
	if err != nil {
		return "", err
	}
	raw, err := json.Marshal(keyCopy{Format: format, MadeAt: canon.At(now), Keys: all})
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	path := filepath.Join(dir, "kelola-keys-"+now.UTC().Format(idTime)+".json")
	if err := writeFile(path, append(raw, '\n')); err != nil {
		return "", err
	}
	return path, pruneKeys(dir)
}

// pruneKeys leaves the newest copies, and overwrites the others before it removes them.
func pruneKeys(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var names []string
	for _, e := range entries {
		if keyCopyName.MatchString(e.Name()) {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	for len(names) > KeyCopies {
		if err := wipe(filepath.Join(dir, names[0])); err != nil {
			return err
		}
		names = names[1:]
	}
	return nil
}

func wipe(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil {
		_, err = f.Write(make([]byte, info.Size()))
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Remove(path)
}

// ReadKeys reads a copy of the keys. It fails with ErrKeyCopy.
func ReadKeys(path string) ([]sysdb.WrappedKey, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var c keyCopy
	if err := json.Unmarshal(raw, &c); err != nil || c.Format != format || len(c.Keys) == 0 {
		return nil, ErrKeyCopy.With(err)
	}
	return c.Keys, nil
}
