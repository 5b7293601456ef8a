package sysdb

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/secret"
)

// instanceFile holds the instance key when none is configured.
const instanceFile = "instance.key"

// Faults about keys.
var (
	ErrNoMasterKey  = fault.New(fault.Unavailable, "storage.master_key_missing", "No instance key is configured and the data was made with one. Set KELOLA_MASTER_KEY or put back the file instance.key.")
	ErrBadMasterKey = fault.New(fault.Unavailable, "storage.master_key_invalid", "The instance key cannot be read. It is 32 bytes, written as 64 hexadecimal digits or as base64, one key a line, the current one first.")
	ErrNoSystem     = fault.New(fault.Unavailable, "storage.system_missing", "The system database is not there, and databases of workspaces are. Nothing is made anew; put back system.db.")
	ErrNoKey        = fault.New(fault.Unavailable, "storage.key_missing", "The key of a database is not in the key store. The database is left as it is; restore the key store.")
)

// ring finds the instance keys: those configured, else those in the data folder, else a new one that is written there.
func ring(opts Options) (*crypt.Ring, error) {
	if len(opts.MasterKeys) > 0 {
		return crypt.NewRing(opts.MasterKeys[0], opts.MasterKeys[1:]...), nil
	}
	if opts.postgres() {
		return nil, ErrNoMasterKey
	}
	path := filepath.Join(opts.DataDir, instanceFile)
	keys, err := readKeys(path)
	if err == nil {
		return crypt.NewRing(keys[0], keys[1:]...), nil
	}
	if !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	for _, name := range []string{keysFile, systemFile} {
		if _, err := os.Stat(filepath.Join(opts.DataDir, name)); err == nil {
			return nil, ErrNoMasterKey
		}
	}
	key := secret.NewKey()
	if err := writeKey(path, key); err != nil {
		return nil, err
	}
	opts.Log.Warn("A new instance key was written to the data folder. Everything is encrypted with it: copy it to a safe place apart from the backups, or set KELOLA_MASTER_KEY.",
		slog.String("file", path))
	return crypt.NewRing(key), nil
}

func readKeys(path string) ([]secret.Key, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var keys []secret.Key
	lines := bufio.NewScanner(bytes.NewReader(raw))
	for lines.Scan() {
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		k, err := secret.ParseKey(string(line))
		if err != nil {
			return nil, ErrBadMasterKey.With(fmt.Errorf("%s: %w", path, err))
		}
		keys = append(keys, k)
	}
	if len(keys) == 0 {
		return nil, ErrBadMasterKey.With(fmt.Errorf("%s is empty", path))
	}
	return keys, nil
}

// writeKey stores the key so that either all of it is there after a crash, or nothing.
func writeKey(path string, key secret.Key) error {
	tmp := path + ".new"
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(key.Hex() + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
