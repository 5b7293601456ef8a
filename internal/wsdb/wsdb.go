// Package wsdb owns the workspace databases: Read, Write and Join are the only way to a workspace's data.
package wsdb

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/migrations"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// Faults of this package.
var (
	ErrNotFound = fault.New(fault.NotFound, "workspace.not_found", "There is no such workspace.")
	ErrErased   = fault.New(fault.Gone, "workspace.erased", "This workspace has been erased.")
	ErrExists   = fault.New(fault.Conflict, "workspace.exists", "There is a workspace of this id already.")
	ErrClosed   = fault.New(fault.Unavailable, "storage.closed", "The program is stopping. Try again in a moment.")
	ErrTooMany  = fault.New(fault.Unavailable, "storage.too_many_open", "Too many workspaces are in use at once. Try again in a moment.")
	ErrFewFiles = fault.New(fault.Unavailable, "storage.few_descriptors", "The limit of open files is too low for the workspace databases. Raise it (LimitNOFILE, ulimit -n) to 1024 or more.")
)

const (
	writeLimit       = 30 * time.Second // of one transaction, waiting included
	openDefault      = 256              // databases kept open when nothing else is said
	openLeast        = 8
	descriptorsSpare = 128 // for everything that is not a workspace database
)

// Options say how workspace databases are kept.
type Options struct {
	System *sysdb.DB
	URL    secret.String            // PostgreSQL, place "main"; must be set exactly when the system database is there
	Places map[string]secret.String // further PostgreSQL databases by name
	Open   int                      // databases kept open at once; 0 chooses by the limit of open files
}

// DB is all workspace databases.
type DB struct {
	sys    *sysdb.DB
	engine database.Engine
	clock  clock.Clock
	dir    string
	plan   database.Plan
	places places
	max    int

	mu      sync.Mutex
	handles map[id.Workspace]*handle
	idle    idleList
	erasing map[id.Workspace]bool
	gates   map[id.Workspace]*gate // of workspaces that are being compacted
	closed  bool

	wakes   *wakes
	pending *pendingSet // workspaces with jobs to hand over
	stop    context.CancelFunc
	work    sync.WaitGroup
	hooks   hooks
}

// Open prepares the workspace databases; none of them is opened yet. It fails with ErrFewFiles.
func Open(ctx context.Context, opts Options) (*DB, error) {
	sys := opts.System
	d := &DB{
		sys: sys, engine: sys.Engine(), clock: sys.Clock(), dir: workspaceDir(sys.Dir()),
		handles: map[id.Workspace]*handle{}, erasing: map[id.Workspace]bool{},
		gates: map[id.Workspace]*gate{}, pending: newPendingSet(), hooks: hooks{free: database.FreeSpace, step: func(string) {}},
	}
	var err error
	if d.plan, err = database.LoadPlan(migrations.Files, "workspace", d.engine); err != nil {
		return nil, err
	}
	if d.max, err = openLimit(opts.Open, d.engine); err != nil {
		return nil, err
	}
	d.places = places{urls: map[string]secret.String{mainPlace: opts.URL}, open: map[string]*database.Server{}}
	for name, url := range opts.Places {
		d.places.urls[name] = url
	}
	d.wakes = newWakes(d.clock, sys)
	if err := d.wakes.load(ctx); err != nil {
		return nil, err
	}
	unclean, err := d.uncleanPlaces(ctx)
	if err != nil {
		return nil, err
	}
	for _, ws := range unclean {
		d.wakes.now(ws)
		d.pending.add(ws)
	}
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	d.stop = stop
	d.work.Go(func() { d.wakes.run(background) })
	d.work.Go(func() { d.wakes.saveLoop(background) })
	d.work.Go(func() { d.closeIdle(background) })
	return d, nil
}

// openLimit chooses how many databases may be open so that the descriptors suffice.
func openLimit(wanted int, engine database.Engine) (int, error) {
	if engine == database.Postgres {
		return max(wanted, openDefault), nil
	}
	limit, err := database.Descriptors()
	if err != nil {
		return 0, err
	}
	possible := (limit - descriptorsSpare) / database.DescriptorsPerFile / 2 // as many again may be open for a moment
	if possible < openLeast {
		return 0, ErrFewFiles
	}
	if wanted <= 0 {
		wanted = openDefault
	}
	return min(wanted, possible), nil
}

// Engine says which engine is underneath; only statements that truly differ may ask.
func (d *DB) Engine() database.Engine { return d.engine }

// Clock is the clock transactions take their time from.
func (d *DB) Clock() clock.Clock { return d.clock }

// System is the system database of the same installation.
func (d *DB) System() *sysdb.DB { return d.sys }

// Wakes delivers workspaces for which a time given to WakeAt has come, and at start those that may have been cut off in the
// middle of something. Several due times become one delivery while nobody receives.
func (d *DB) Wakes() <-chan id.Workspace { return d.wakes.out }

// WakeAt is Tx.WakeAt for callers without a transaction: it is kept in memory and written to the system database soon after.
func (d *DB) WakeAt(ws id.Workspace, t time.Time) { d.wakes.add(ws, t) }

// Read runs fn in a read-only transaction of the workspace, which sees one moment. It fails with ErrNotFound or ErrErased.
func (d *DB) Read(ctx context.Context, ws id.Workspace, fn func(q Query) error) error {
	h, err := d.acquire(ctx, ws)
	if err != nil {
		return err
	}
	defer d.release(h)
	s, err := h.store.Begin(ctx, false)
	if err != nil {
		return database.Translate(err)
	}
	defer s.Rollback()
	r := &reader{q: s}
	defer r.end()
	return database.Translate(fn(r))
}

// Write runs fn in a write transaction of the workspace and returns when the commit is durable. A workspace has one writer at a
// time, on both engines, so what fn reads cannot change under it. fn must not call out of the transaction: no network, and no other
// Read, Write or Join. On PostgreSQL a failed statement spoils the transaction; use ON CONFLICT where a failure is expected.
func (d *DB) Write(ctx context.Context, ws id.Workspace, fn func(tx *Tx) error) error {
	limited, cancel := context.WithTimeout(ctx, writeLimit)
	defer cancel()
	h, err := d.acquireWriter(limited, ws)
	if err == nil {
		defer d.releaseWriter(h)
		tx := d.newTx(h)
		if err = d.write(limited, h, tx, fn); err == nil {
			d.committed(tx)
		}
	}
	if ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
		return database.ErrBusy.With(err)
	}
	return database.Translate(err)
}

func (d *DB) write(ctx context.Context, h *handle, tx *Tx, fn func(tx *Tx) error) error {
	if err := d.markOpen(ctx, h); err != nil {
		return err
	}
	s, err := h.store.Begin(ctx, true)
	if err != nil {
		return err
	}
	defer s.Rollback()
	defer tx.end()
	tx.q, tx.now = s, d.clock.Now()
	if err := fn(tx); err != nil {
		return err
	}
	return s.Commit(ctx)
}

// committed does what the transaction wanted done once it is durable.
func (d *DB) committed(tx *Tx) {
	if tx.jobs > 0 {
		d.pending.add(tx.ws)
	}
	if !tx.wake.IsZero() {
		d.wakes.add(tx.ws, tx.wake)
	}
	for _, fn := range tx.after {
		fn()
	}
}

// Box returns what seals and hashes for the workspace.
func (d *DB) Box(ctx context.Context, ws id.Workspace) (*crypt.Box, error) {
	h, err := d.acquire(ctx, ws)
	if err != nil {
		return nil, err
	}
	defer d.release(h)
	return h.box, nil
}

// Each reads every workspace, at most limit at a time, and stops at the first error. It opens every database: for operator tools.
func (d *DB) Each(ctx context.Context, limit int, fn func(ws id.Workspace, q Query) error) error {
	all, err := d.List(ctx)
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(max(1, limit))
	for _, ws := range all {
		g.Go(func() error {
			return d.Read(ctx, ws, func(q Query) error { return fn(ws, q) })
		})
	}
	return g.Wait()
}

// Close waits for running transactions, writes down what is due, and closes all databases.
func (d *DB) Close() error {
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return nil
	}
	d.closed = true
	d.mu.Unlock()
	d.stop()
	ctx, cancel := context.WithTimeout(context.Background(), writeLimit)
	defer cancel()
	err := d.closeAll(ctx)
	return errors.Join(err, d.wakes.save(ctx), d.places.close())
}
