// Package sysdb owns the system database and the key store: what belongs to the installation and to nobody's conversations.
package sysdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/migrations"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/secret"
)

const (
	systemFile   = "system.db"
	systemSchema = "kelola"
	writeLimit   = 30 * time.Second
)

// ErrKeysURL is returned when PostgreSQL is used without a database for the keys.
var ErrKeysURL = fault.New(fault.Unavailable, "storage.keys_url_missing", "KELOLA_KEYS_URL must name a PostgreSQL database of its own for the keys when KELOLA_DATABASE_URL is set.")

// Query runs statements inside one transaction of the system database.
type Query = database.Query

// Options say where the installation keeps its data.
type Options struct {
	DataDir    string        // SQLite: the folder of all files; locked against other processes
	URL        secret.String // PostgreSQL instead, if set
	KeysURL    secret.String // the PostgreSQL database of the keys
	MasterKeys []secret.Key  // the instance key, then earlier ones that still open what they wrapped
	Only       []int         // for a restore: the migrations of the system database that are applied; nil is all
	Clock      clock.Clock
	Log        *slog.Logger
}

func (o Options) postgres() bool { return !o.URL.IsZero() }

// DB is the system database.
type DB struct {
	engine      database.Engine
	dir         string
	clock       clock.Clock
	log         *slog.Logger
	file        *database.File
	server      *database.Server
	write, read *sql.DB
	keys        *Keys
	box         *crypt.Box
	unlock      func()
}

// Open takes the installation's data for this process alone, opens the key store and the system database, and brings them up to
// date. It fails with database.ErrInUse, ErrWrongKey, ErrNewer, ErrChanged, ErrSettings, or the faults about keys here.
func Open(ctx context.Context, opts Options) (_ *DB, err error) {
	d := &DB{dir: opts.DataDir, clock: opts.Clock, log: opts.Log}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.Close())
		}
	}()
	if opts.postgres() {
		d.engine = database.Postgres
		if opts.KeysURL.IsZero() {
			return nil, ErrKeysURL
		}
	} else if d.unlock, err = database.LockDir(opts.DataDir); err != nil {
		return nil, err
	}
	r, err := ring(opts)
	if err != nil {
		return nil, err
	}
	if d.keys, err = openKeys(ctx, opts, r); err != nil {
		return nil, err
	}
	if err := d.open(ctx, opts); err != nil {
		return nil, err
	}
	plan, err := database.LoadPlan(migrations.Files, "system", d.engine)
	if err != nil {
		return nil, err
	}
	if opts.Only != nil {
		plan = plan.Only(opts.Only)
	}
	if err := database.Migrate(ctx, plan, opts.Clock.Now(), d.begin); err != nil {
		return nil, err
	}
	root, err := d.key(ctx, ownerInstance, false)
	if err != nil {
		return nil, err
	}
	d.box = crypt.New(root)
	return d, nil
}

func (d *DB) open(ctx context.Context, opts Options) error {
	if d.engine == database.Postgres {
		server, err := database.OpenServer(ctx, opts.URL, systemSchema)
		if err != nil {
			return fmt.Errorf("KELOLA_DATABASE_URL: %w", err)
		}
		d.server, d.write, d.read = server, server.DB(), server.DB()
		if d.unlock, err = server.Lock(ctx, "process"); err != nil {
			return err
		}
		return server.CreateSchema(ctx, systemSchema)
	}
	path := filepath.Join(d.dir, systemFile)
	_, statErr := os.Stat(path)
	if statErr != nil && orphaned(d.dir) {
		return ErrNoSystem
	}
	key, err := d.key(ctx, ownerSystem, statErr == nil)
	if err != nil {
		return err
	}
	if d.file, err = database.OpenFile(ctx, path, key); err != nil {
		return err
	}
	d.write, d.read = d.file.Writer(), d.file.Reader()
	return nil
}

// key gets the key of an owner and makes it on first use; what exists already is never given a new key.
func (d *DB) key(ctx context.Context, owner string, exists bool) (secret.Key, error) {
	k, err := d.keys.Get(ctx, owner)
	if errors.Is(err, ErrNoKey) && !exists {
		return d.keys.Create(ctx, owner)
	}
	return k, err
}

func (d *DB) begin(ctx context.Context) (*database.Session, error) {
	if d.file != nil {
		return d.file.Begin(ctx, true)
	}
	return d.server.Begin(ctx, systemSchema, true)
}

// Read runs fn in a read-only transaction.
func (d *DB) Read(ctx context.Context, fn func(q Query) error) error {
	tx, err := d.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return database.Translate(err)
	}
	defer func() { _ = tx.Rollback() }()
	return database.Translate(fn(&Tx{tx: tx, now: d.clock.Now()}))
}

// Moment runs fn in a read-only transaction that sees one moment, on both engines and however long it takes.
func (d *DB) Moment(ctx context.Context, fn func(q Query) error) error {
	s, err := d.beginRead(ctx)
	if err != nil {
		return database.Translate(err)
	}
	defer s.Rollback()
	return database.Translate(fn(s))
}

func (d *DB) beginRead(ctx context.Context) (*database.Session, error) {
	if d.file != nil {
		return d.file.Begin(ctx, false)
	}
	return d.server.Begin(ctx, systemSchema, false)
}

// Write runs fn in a transaction and commits it when fn returns nil; it returns when the commit is durable. There is one writer
// at a time, on both engines. fn must not call out of the transaction.
func (d *DB) Write(ctx context.Context, fn func(tx *Tx) error) error {
	ctx, cancel := context.WithTimeout(ctx, writeLimit)
	defer cancel()
	tx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return database.Translate(err)
	}
	defer func() { _ = tx.Rollback() }()
	if d.server != nil {
		if err := database.LockTx(ctx, tx, systemSchema); err != nil {
			return database.Translate(err)
		}
	}
	t := &Tx{tx: tx, now: d.clock.Now()}
	if err := fn(t); err != nil {
		return database.Translate(err)
	}
	if err := tx.Commit(); err != nil {
		return database.Translate(err)
	}
	for _, fn := range t.after {
		fn()
	}
	return nil
}

// Engine says which engine is underneath.
func (d *DB) Engine() database.Engine { return d.engine }

// Box seals and hashes for the installation itself, under a key of the key store.
func (d *DB) Box() *crypt.Box { return d.box }

// Keys is the key store, for package wsdb.
func (d *DB) Keys() *Keys { return d.keys }

// Dir is the data folder; empty on PostgreSQL.
func (d *DB) Dir() string { return d.dir }

// Clock is the clock the database was opened with.
func (d *DB) Clock() clock.Clock { return d.clock }

// Log is the logger the database was opened with.
func (d *DB) Log() *slog.Logger { return d.log }

// Handle is the database as package queue needs it.
func (d *DB) Handle() database.Handle {
	h := database.Handle{Engine: d.engine, Write: d.write, Read: d.read}
	if d.server != nil {
		h.Pool = d.server.Listener()
	}
	return h
}

// Close closes the databases and lets other processes in. Package wsdb is closed before.
func (d *DB) Close() error {
	var errs []error
	if d.unlock != nil && d.server != nil {
		d.unlock()
	}
	if d.file != nil {
		errs = append(errs, d.file.Close())
	}
	if d.server != nil {
		errs = append(errs, d.server.Close())
	}
	if d.keys != nil {
		errs = append(errs, d.keys.Close())
	}
	if d.unlock != nil && d.server == nil {
		d.unlock()
	}
	return errors.Join(errs...)
}
