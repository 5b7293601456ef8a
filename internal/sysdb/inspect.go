package sysdb

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/migrations"
)

// Inspection is what an installation's own databases look like from outside.
type Inspection struct {
	Fresh   bool     // there is nothing yet; the first start makes it
	Pending []string // migrations that the next start applies
}

// Inspect looks at the key store and the system database of an installation nobody serves, and neither makes nor changes
// anything, where Open would. It fails like Open.
func Inspect(ctx context.Context, opts Options) (Inspection, error) {
	if opts.postgres() {
		return inspectServers(ctx, opts)
	}
	haveKeys, haveSystem := exists(opts.DataDir, keysFile), exists(opts.DataDir, systemFile)
	if !haveKeys && !haveSystem {
		return Inspection{Fresh: true}, nil
	}
	if !haveSystem && orphaned(opts.DataDir) {
		return Inspection{}, ErrNoSystem
	}
	unlock, err := database.LockDir(opts.DataDir)
	if err != nil {
		return Inspection{}, err
	}
	defer unlock()
	r, err := presentRing(opts)
	if err != nil {
		return Inspection{}, err
	}
	if !haveKeys {
		return Inspection{}, ErrNoKey.With(errors.New(keysFile + " is not there"))
	}
	k, err := peekKeys(ctx, opts, r)
	if err != nil {
		return Inspection{}, err
	}
	defer func() { _ = k.Close() }()
	pending, fresh, err := pendingOf(ctx, "keys", database.SQLite, k.begin)
	if err != nil || fresh || !haveSystem {
		return Inspection{Pending: pending, Fresh: fresh && !haveSystem}, err
	}
	key, err := k.Get(ctx, ownerSystem)
	if err != nil {
		return Inspection{}, err
	}
	f, err := database.OpenFile(ctx, filepath.Join(opts.DataDir, systemFile), key)
	if err != nil {
		return Inspection{}, err
	}
	defer func() { _ = f.Close() }()
	more, _, err := pendingOf(ctx, "system", database.SQLite, func(ctx context.Context) (*database.Session, error) { return f.Begin(ctx, false) })
	return Inspection{Pending: append(pending, more...)}, err
}

// orphaned says whether there are databases of workspaces, which only a system database can name.
func orphaned(dir string) bool {
	files, err := filepath.Glob(filepath.Join(dir, "workspaces", "*.db"))
	return err == nil && len(files) > 0
}

func exists(dir, name string) bool {
	_, err := os.Stat(filepath.Join(dir, name))
	return err == nil
}

// presentRing is the ring of keys that are there already.
func presentRing(opts Options) (*crypt.Ring, error) {
	if len(opts.MasterKeys) > 0 {
		return crypt.NewRing(opts.MasterKeys[0], opts.MasterKeys[1:]...), nil
	}
	keys, err := readKeys(filepath.Join(opts.DataDir, instanceFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, ErrNoMasterKey
	}
	if err != nil {
		return nil, err
	}
	return crypt.NewRing(keys[0], keys[1:]...), nil
}

// peekKeys opens the key store under whichever instance key opens it and leaves it as it is.
func peekKeys(ctx context.Context, opts Options, r *crypt.Ring) (*Keys, error) {
	var wrong error
	for _, key := range r.Keys() {
		f, err := database.OpenFile(ctx, filepath.Join(opts.DataDir, keysFile), crypt.New(key).Subkey("file:keys"))
		if err == nil {
			return &Keys{ring: r, clock: opts.Clock, file: f}, nil
		}
		wrong = err
		if !errors.Is(err, database.ErrWrongKey) {
			break
		}
	}
	return nil, wrong
}

func pendingOf(ctx context.Context, dir string, engine database.Engine, open func(context.Context) (*database.Session, error)) ([]string, bool, error) {
	plan, err := database.LoadPlan(migrations.Files, dir, engine)
	if err != nil {
		return nil, false, err
	}
	return database.Pending(ctx, plan, open)
}

func inspectServers(ctx context.Context, opts Options) (Inspection, error) {
	if opts.KeysURL.IsZero() {
		return Inspection{}, ErrKeysURL
	}
	if len(opts.MasterKeys) == 0 {
		return Inspection{}, ErrNoMasterKey
	}
	keys, keysFresh, err := inspectServer(ctx, opts, true)
	if err != nil {
		return Inspection{}, fmt.Errorf("KELOLA_KEYS_URL: %w", err)
	}
	system, systemFresh, err := inspectServer(ctx, opts, false)
	if err != nil {
		return Inspection{}, fmt.Errorf("KELOLA_DATABASE_URL: %w", err)
	}
	if keysFresh && !systemFresh {
		return Inspection{}, ErrNoKey.With(errors.New("the database of KELOLA_KEYS_URL is empty"))
	}
	if keysFresh && systemFresh {
		return Inspection{Fresh: true}, nil
	}
	return Inspection{Pending: append(keys, system...)}, nil
}

// inspectServer looks at the schema of the keys, or at that of the system.
func inspectServer(ctx context.Context, opts Options, keys bool) (pending []string, fresh bool, err error) {
	url, schema, dir := opts.URL, systemSchema, "system"
	if keys {
		url, schema, dir = opts.KeysURL, keysSchema, "keys"
	}
	server, err := database.OpenServer(ctx, url, schema)
	if err != nil {
		return nil, false, err
	}
	defer func() { _ = server.Close() }()
	if there, err := server.HasSchema(ctx, schema); err != nil || !there {
		return nil, true, err
	}
	pending, fresh, err = pendingOf(ctx, dir, database.Postgres, func(ctx context.Context) (*database.Session, error) {
		return server.Begin(ctx, schema, false)
	})
	if err != nil || fresh || !keys {
		return pending, fresh, err
	}
	return pending, false, openable(ctx, opts, server)
}

// openable checks that the instance key opens the keys that are there.
func openable(ctx context.Context, opts Options, server *database.Server) error {
	k := &Keys{ring: crypt.NewRing(opts.MasterKeys[0], opts.MasterKeys[1:]...), clock: opts.Clock, server: server}
	if _, err := k.Get(ctx, ownerInstance); err != nil && !errors.Is(err, ErrNoKey) {
		return database.ErrWrongKey.With(err)
	}
	return nil
}
