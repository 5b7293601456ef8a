package sysdb

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database"
)

// WrappedKey is a key of the key store as it lies there: only the instance key opens it.
type WrappedKey struct {
	Owner     string    `json:"owner"`
	Wrapped   []byte    `json:"wrapped"`
	CreatedAt time.Time `json:"created_at"`
}

const (
	listWrapped = `SELECT owner, wrapped, created_at FROM wrapped_key ORDER BY owner`
	countTables = `SELECT COUNT(*) FROM pg_catalog.pg_tables WHERE schemaname = $1 OR schemaname LIKE 'ws\_%'`
	listSchemas = `SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname LIKE 'ws\_%'`
)

// Export lists every key as it is wrapped now.
func (k *Keys) Export(ctx context.Context) ([]WrappedKey, error) {
	s, err := k.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer s.Rollback()
	rows, err := s.Query(ctx, listWrapped)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []WrappedKey
	for rows.Next() {
		var w WrappedKey
		var at int64
		if err := rows.Scan(&w.Owner, &w.Wrapped, &at); err != nil {
			return nil, err
		}
		w.CreatedAt = clock.Time(at)
		all = append(all, w)
	}
	return all, rows.Err()
}

// Import puts keys into the store that it does not have yet. It fails with database.ErrWrongKey when the instance key does not open
// one of them, and stores none then.
func (k *Keys) Import(ctx context.Context, keys []WrappedKey) error {
	s, err := k.begin(ctx)
	if err != nil {
		return err
	}
	defer s.Rollback()
	for _, w := range keys {
		if _, _, err := k.ring.Unwrap(w.Wrapped, w.Owner); err != nil {
			return database.ErrWrongKey.With(err)
		}
		var one []byte
		err := s.QueryRow(ctx, getKey, w.Owner).Scan(&one)
		if err == nil {
			continue
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if _, err := s.Exec(ctx, insertKey, w.Owner, w.Wrapped, clock.Micros(w.CreatedAt)); err != nil {
			return err
		}
	}
	return database.Translate(s.Commit(ctx))
}

// OpenKeys opens the key store alone, of an installation whose data is to be put back. It never makes an instance key: it fails with
// ErrNoMasterKey, or like Open. release closes the store and lets other processes in.
func OpenKeys(ctx context.Context, opts Options) (k *Keys, release func() error, err error) {
	unlock := func() {}
	if !opts.postgres() {
		if unlock, err = database.LockDir(opts.DataDir); err != nil {
			return nil, nil, err
		}
	} else if opts.KeysURL.IsZero() {
		return nil, nil, ErrKeysURL
	}
	r, err := presentRing(opts)
	if err == nil {
		k, err = openKeys(ctx, opts, r)
	}
	if err != nil {
		unlock()
		return nil, nil, err
	}
	return k, func() error {
		err := k.Close()
		unlock()
		return err
	}, nil
}

// Empty says whether nothing but keys is there: no system database and no database of a workspace.
func Empty(ctx context.Context, opts Options) (bool, error) {
	if !opts.postgres() {
		return !exists(opts.DataDir, systemFile) && !orphaned(opts.DataDir), nil
	}
	server, err := database.OpenServer(ctx, opts.URL, systemSchema)
	if err != nil {
		return false, err
	}
	defer func() { _ = server.Close() }()
	var n int
	err = server.DB().QueryRowContext(ctx, countTables, systemSchema).Scan(&n)
	return n == 0, database.Translate(err)
}

// Clear removes the system database and every database of a workspace, and leaves the keys. It is for a restore that was cut off.
func Clear(ctx context.Context, opts Options) error {
	if opts.postgres() {
		return clearServer(ctx, opts)
	}
	unlock, err := database.LockDir(opts.DataDir)
	if err != nil {
		return err
	}
	defer unlock()
	if _, err := database.RemoveFile(filepath.Join(opts.DataDir, systemFile)); err != nil {
		return err
	}
	dir := filepath.Join(opts.DataDir, "workspaces")
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if strings.Contains(e.Name(), ".db") {
			err = errors.Join(err, os.Remove(filepath.Join(dir, e.Name())))
		}
	}
	return err
}

func clearServer(ctx context.Context, opts Options) error {
	server, err := database.OpenServer(ctx, opts.URL, systemSchema)
	if err != nil {
		return err
	}
	defer func() { _ = server.Close() }()
	unlock, err := server.Lock(ctx, "process")
	if err != nil {
		return err
	}
	defer unlock()
	schemas, err := workspaceSchemas(ctx, server)
	schemas = append(schemas, systemSchema)
	for _, name := range schemas {
		if err == nil {
			_, err = server.DropSchema(ctx, name)
		}
	}
	return database.Translate(err)
}

func workspaceSchemas(ctx context.Context, server *database.Server) ([]string, error) {
	rows, err := server.DB().QueryContext(ctx, listSchemas)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		all = append(all, name)
	}
	return all, rows.Err()
}
