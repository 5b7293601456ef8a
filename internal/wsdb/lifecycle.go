package wsdb

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
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

type epochTag struct{}

const startEpoch = `INSERT INTO job_outbox_state (id, epoch, last_seq) VALUES (1, $1, 0)
	ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch`

// Create makes the database of a new workspace under a new key. A creation that was cut off is begun again by the same call. It fails
// with ErrExists.
func (d *DB) Create(ctx context.Context, ws id.Workspace) error {
	err := d.sys.Write(ctx, func(tx *sysdb.Tx) error {
		_, err := tx.Exec(ctx, insertPlace, ws, mainPlace, stateCreating, clock.Micros(tx.Now()))
		return err
	})
	if err != nil {
		return err
	}
	p, err := d.place(ctx, ws)
	if err != nil {
		return err
	}
	if p.state != stateCreating {
		return ErrExists
	}
	if err := d.clear(ctx, ws, p); err != nil {
		return err
	}
	if err := d.createKeys(ctx, ws); err != nil {
		return err
	}
	if err := d.createStore(ctx, ws, p); err != nil {
		return database.Translate(err)
	}
	return d.updatePlace(ctx, setState, ws, stateReady, 0)
}

func (d *DB) createStore(ctx context.Context, ws id.Workspace, p place) error {
	if d.engine == database.Postgres {
		server, err := d.places.get(ctx, p.name)
		if err != nil {
			return err
		}
		if err := server.CreateSchema(ctx, schemaName(ws)); err != nil {
			return err
		}
	} else if err := os.MkdirAll(d.dir, 0o700); err != nil {
		return err
	}
	h := &handle{ws: ws}
	if err := d.openStore(ctx, h, p, true); err != nil {
		return err
	}
	return errors.Join(newEpoch(ctx, h.store), h.store.Close())
}

// newEpoch makes the numbers of stored jobs a new sequence: they start again in a database that was created or restored.
func newEpoch(ctx context.Context, st store) error {
	s, err := st.Begin(ctx, true)
	if err != nil {
		return err
	}
	defer s.Rollback()
	if _, err := s.Exec(ctx, startEpoch, id.New[epochTag]()); err != nil {
		return err
	}
	return s.Commit(ctx)
}

// Restored must be called when the database of a workspace was put back from a copy, before anything else uses it: the copy may hold
// jobs under numbers that were handed over since, and they are handed over again instead of being dropped.
func (d *DB) Restored(ctx context.Context, ws id.Workspace) error {
	h, err := d.acquireWriter(ctx, ws)
	if err != nil {
		return err
	}
	defer d.releaseWriter(h)
	if err := d.markOpen(ctx, h); err != nil {
		return err
	}
	if err := newEpoch(ctx, h.store); err != nil {
		return database.Translate(err)
	}
	d.pending.add(ws)
	d.wakes.now(ws)
	return nil
}

// Evidence is what was seen while a workspace was erased.
type Evidence struct {
	Engine       string    `json:"engine"`
	Removed      []string  `json:"removed"`       // files, or the schema
	KeyDestroyed bool      `json:"key_destroyed"` // the root and every file key; they were there and are not any more
	LeftOver     []string  `json:"left_over"`     // names that still mention the workspace; none if all went well
	At           time.Time `json:"at"`
}

// Erase removes a workspace for good: no new work, wait for what runs, close, remove its files or schema, destroy its keys. It can be
// repeated after a failure or a crash. It fails with ErrNotFound, and with database.ErrBusy when running work does not end before ctx.
func (d *DB) Erase(ctx context.Context, ws id.Workspace) (Evidence, error) {
	p, err := d.place(ctx, ws)
	if err != nil {
		return Evidence{}, err
	}
	if err := d.updatePlace(ctx, setState, ws, stateErasing, 0); err != nil {
		return Evidence{}, err
	}
	if err := d.drain(ctx, ws); err != nil {
		return Evidence{}, err
	}
	ev := Evidence{Engine: d.engine.String(), Removed: []string{}, LeftOver: []string{}}
	if d.engine == database.Postgres {
		err = d.eraseSchema(ctx, ws, p, &ev)
	} else {
		err = d.eraseFiles(ws, &ev)
	}
	if err != nil {
		return ev, err
	}
	if ev.KeyDestroyed, err = d.sys.Keys().Destroy(ctx, ws.String()); err != nil {
		return ev, err
	}
	d.wakes.forget(ws)
	d.pending.remove(ws)
	ev.At = d.clock.Now()
	return ev, d.setErased(ctx, ws)
}

// drain refuses new work on a workspace and waits until its database is closed.
func (d *DB) drain(ctx context.Context, ws id.Workspace) error {
	for {
		d.mu.Lock()
		d.erasing[ws] = true
		h := d.handles[ws]
		if h == nil {
			d.mu.Unlock()
			return nil
		}
		if h.refs == 0 && h.gone == nil {
			d.closeLocked(h)
		}
		d.mu.Unlock()
		select {
		case <-clock.System{}.After(time.Millisecond):
		case <-ctx.Done():
			return database.ErrBusy.With(ctx.Err())
		}
	}
}

func (d *DB) eraseFiles(ws id.Workspace, ev *Evidence) error {
	var err error
	if ev.Removed, err = d.removeFiles(ws); err != nil {
		return err
	}
	entries, err := os.ReadDir(d.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if strings.Contains(e.Name(), ws.String()) {
			ev.LeftOver = append(ev.LeftOver, filepath.Join(filepath.Base(d.dir), e.Name()))
		}
	}
	return nil
}

func (d *DB) eraseSchema(ctx context.Context, ws id.Workspace, p place, ev *Evidence) error {
	server, err := d.places.get(ctx, p.name)
	if err != nil {
		return err
	}
	schema := schemaName(ws)
	was, err := server.DropSchema(ctx, schema)
	if err != nil {
		return err
	}
	if was {
		ev.Removed = append(ev.Removed, schema)
	}
	left, err := server.HasSchema(ctx, schema)
	if left {
		ev.LeftOver = append(ev.LeftOver, schema)
	}
	return err
}

// clear removes what a creation that was cut off may have left.
func (d *DB) clear(ctx context.Context, ws id.Workspace, p place) error {
	if _, err := d.sys.Keys().Destroy(ctx, ws.String()); err != nil {
		return err
	}
	return d.drop(ctx, ws, p)
}

// drop removes the tables of a workspace and leaves its key.
func (d *DB) drop(ctx context.Context, ws id.Workspace, p place) error {
	if d.engine == database.Postgres {
		server, err := d.places.get(ctx, p.name)
		if err != nil {
			return err
		}
		_, err = server.DropSchema(ctx, schemaName(ws))
		return err
	}
	if _, err := os.Stat(d.dir); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	_, err := d.removeFiles(ws)
	return err
}

// removeFiles removes the file and what a compaction that was cut off has left beside it.
func (d *DB) removeFiles(ws id.Workspace) ([]string, error) {
	removed, err := database.RemoveFile(d.filePath(ws))
	if err != nil {
		return removed, err
	}
	more, err := database.RemoveFile(d.nextPath(ws))
	return append(removed, more...), err
}

// Snapshot writes a compacted copy of a workspace's SQLite file, as of one moment, under another key. It fails with
// database.ErrUnsupported on PostgreSQL.
func (d *DB) Snapshot(ctx context.Context, ws id.Workspace, to string, key database.Key) error {
	h, err := d.acquire(ctx, ws)
	if err != nil {
		return err
	}
	defer d.release(h)
	return h.store.Snapshot(ctx, to, key)
}

// Pinned is a workspace database kept open for a library that brings its own statements.
type Pinned struct {
	db      *DB
	h       *handle
	pool    *sql.DB
	dialect string
}

// Pin keeps a workspace's database open and lends its connections to a library. On SQLite that is the one writing connection: never
// call the library inside a transaction of the same workspace.
func (d *DB) Pin(ctx context.Context, ws id.Workspace) (*Pinned, error) {
	h, err := d.acquireWriter(ctx, ws)
	if err != nil {
		return nil, err
	}
	if err := d.markOpen(ctx, h); err != nil {
		d.releaseWriter(h)
		return nil, err
	}
	pool, dialect, err := h.store.Pool(ctx)
	if err != nil {
		d.releaseWriter(h)
		return nil, err
	}
	return &Pinned{db: d, h: h, pool: pool, dialect: dialect}, nil
}

// DB is the pool to hand to the library; $1 placeholders work on both engines.
func (p *Pinned) DB() *sql.DB { return p.pool }

// Dialect is "sqlite3" or "postgres".
func (p *Pinned) Dialect() string { return p.dialect }

// Release ends the loan; the pool must not be used afterwards.
func (p *Pinned) Release() error {
	defer p.db.releaseWriter(p.h)
	if p.dialect == "postgres" {
		return p.pool.Close()
	}
	return nil
}
