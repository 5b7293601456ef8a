package sysdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/migrations"
	"github.com/kelolapesan/kelola/internal/secret"
)

const (
	keysFile   = "keys.db"
	keysSchema = "kelola_keys"

	ownerSystem   = "system"   // the key of the system file
	ownerInstance = "instance" // the root of what the installation itself seals
)

const (
	getKey     = `SELECT wrapped FROM wrapped_key WHERE owner = $1`
	insertKey  = `INSERT INTO wrapped_key (owner, wrapped, created_at) VALUES ($1, $2, $3)`
	updateKey  = `UPDATE wrapped_key SET wrapped = $2 WHERE owner = $1`
	deleteKey  = `DELETE FROM wrapped_key WHERE owner = $1`
	listOwners = `SELECT owner FROM wrapped_key ORDER BY owner`
)

// Keys is the key store: one random key for each owner, and one for each database file that has a key apart, wrapped under the
// instance key, in a database that is never part of a normal backup. Destroying a key destroys what it encrypts.
type Keys struct {
	ring   *crypt.Ring
	clock  clock.Clock
	file   *database.File   // on SQLite
	server *database.Server // on PostgreSQL
}

func openKeys(ctx context.Context, opts Options, r *crypt.Ring) (*Keys, error) {
	k := &Keys{ring: r, clock: opts.Clock}
	engine := database.SQLite
	var err error
	if opts.postgres() {
		engine = database.Postgres
		if k.server, err = database.OpenServer(ctx, opts.KeysURL, keysSchema); err == nil {
			err = k.server.CreateSchema(ctx, keysSchema)
		}
		if err != nil {
			err = fmt.Errorf("KELOLA_KEYS_URL: %w", err)
		}
	} else {
		k.file, err = openKeysFile(ctx, filepath.Join(opts.DataDir, keysFile), r)
	}
	if err != nil {
		return nil, errors.Join(err, k.Close())
	}
	plan, err := database.LoadPlan(migrations.Files, "keys", engine)
	if err == nil {
		err = database.Migrate(ctx, plan, opts.Clock.Now(), k.begin)
	}
	if err == nil {
		err = k.rewrap(ctx)
	}
	if err == nil {
		err = k.scrub(ctx) // a process may have ended between destroying a key and this
	}
	if err != nil {
		return nil, errors.Join(err, k.Close())
	}
	return k, nil
}

// openKeysFile opens the store under the current instance key. One that still opens only with an earlier key is copied over to
// the current one; a crash in between leaves the old file.
func openKeysFile(ctx context.Context, path string, r *crypt.Ring) (*database.File, error) {
	key := func(k secret.Key) database.Key { return crypt.New(k).Subkey("file:keys") }
	f, err := database.OpenFile(ctx, path, key(r.Current()))
	if !errors.Is(err, database.ErrWrongKey) {
		return f, err
	}
	for _, earlier := range r.Keys()[1:] {
		old, oldErr := database.OpenFile(ctx, path, key(earlier))
		if oldErr != nil {
			continue
		}
		next := path + ".next"
		if _, err := database.RemoveFile(next); err != nil {
			return nil, errors.Join(err, old.Close())
		}
		if err := errors.Join(old.Snapshot(ctx, next, key(r.Current())), old.Close()); err != nil {
			return nil, err
		}
		if err := os.Rename(next, path); err != nil {
			return nil, err
		}
		return database.OpenFile(ctx, path, key(r.Current()))
	}
	return nil, err
}

// rewrap brings every key under the current instance key.
func (k *Keys) rewrap(ctx context.Context) error {
	s, err := k.begin(ctx)
	if err != nil {
		return err
	}
	defer s.Rollback()
	owners, err := owners(ctx, s)
	if err != nil {
		return err
	}
	changed := false
	for _, owner := range owners {
		var wrapped []byte
		if err := s.QueryRow(ctx, getKey, owner).Scan(&wrapped); err != nil {
			return err
		}
		key, stale, err := k.ring.Unwrap(wrapped, owner)
		if err != nil {
			return database.ErrWrongKey.With(err)
		}
		if !stale {
			continue
		}
		if wrapped, err = k.ring.Wrap(key, owner); err != nil {
			return err
		}
		if _, err := s.Exec(ctx, updateKey, owner, wrapped); err != nil {
			return err
		}
		changed = true
	}
	files, err := k.rewrapFileKeys(ctx, s)
	if err != nil {
		return err
	}
	if !changed && !files {
		return nil
	}
	return s.Commit(ctx)
}

func owners(ctx context.Context, q Query) ([]string, error) {
	rows, err := q.Query(ctx, listOwners)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []string
	for rows.Next() {
		var owner string
		if err := rows.Scan(&owner); err != nil {
			return nil, err
		}
		all = append(all, owner)
	}
	return all, rows.Err()
}

// Get returns the key of an owner. It fails with ErrNoKey.
func (k *Keys) Get(ctx context.Context, owner string) (secret.Key, error) {
	s, err := k.begin(ctx)
	if err != nil {
		return secret.Key{}, err
	}
	defer s.Rollback()
	var wrapped []byte
	err = s.QueryRow(ctx, getKey, owner).Scan(&wrapped)
	if errors.Is(err, sql.ErrNoRows) {
		return secret.Key{}, ErrNoKey
	}
	if err != nil {
		return secret.Key{}, err
	}
	key, _, err := k.ring.Unwrap(wrapped, owner)
	return key, err
}

// Create makes and stores a key for an owner that has none.
func (k *Keys) Create(ctx context.Context, owner string) (secret.Key, error) {
	key := secret.NewKey()
	wrapped, err := k.ring.Wrap(key, owner)
	if err != nil {
		return secret.Key{}, err
	}
	s, err := k.begin(ctx)
	if err != nil {
		return secret.Key{}, err
	}
	defer s.Rollback()
	if _, err := s.Exec(ctx, insertKey, owner, wrapped, clock.Micros(k.clock.Now())); err != nil {
		return secret.Key{}, err
	}
	return key, database.Translate(s.Commit(ctx))
}

// Destroy removes the keys of owners and all their file keys for good, and reports whether there was any.
func (k *Keys) Destroy(ctx context.Context, owners ...string) (bool, error) {
	s, err := k.begin(ctx)
	if err != nil {
		return false, err
	}
	defer s.Rollback()
	var gone int64
	for _, owner := range owners {
		for _, query := range []string{deleteKey, deleteFileKeys} {
			res, err := s.Exec(ctx, query, owner)
			if err != nil {
				return false, err
			}
			n, err := res.RowsAffected()
			if err != nil {
				return false, err
			}
			gone += n
		}
	}
	if gone == 0 {
		return false, nil
	}
	if err := s.Commit(ctx); err != nil {
		return false, database.Translate(err)
	}
	return true, k.scrub(ctx)
}

// Owners lists the owners whose names begin with prefix.
func (k *Keys) Owners(ctx context.Context, prefix string) ([]string, error) {
	s, err := k.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer s.Rollback()
	all, err := owners(ctx, s)
	return slices.DeleteFunc(all, func(o string) bool { return !strings.HasPrefix(o, prefix) }), err
}

// Close closes the store.
func (k *Keys) Close() error {
	var errs []error
	if k.file != nil {
		errs = append(errs, k.file.Close())
	}
	if k.server != nil {
		errs = append(errs, k.server.Close())
	}
	return errors.Join(errs...)
}

func (k *Keys) begin(ctx context.Context) (*database.Session, error) {
	if k.file != nil {
		return k.file.Begin(ctx, true)
	}
	return k.server.Begin(ctx, keysSchema, true)
}
