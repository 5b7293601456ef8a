package wsdb

import (
	"context"
	"errors"
	"os"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// Writer writes into a database that is being put back, a transaction at a time.
type Writer func(ctx context.Context, fn func(q Query) error) error

const resetPlace = `INSERT INTO workspace_place (workspace_id, place, state, created_at) VALUES ($1, $2, $3, $4)
	ON CONFLICT (workspace_id) DO UPDATE SET place = excluded.place, state = excluded.state, open = FALSE, failed_code = '', erased_at = 0`

// Load makes the database of a workspace anew, with the tables of the migrations named and under the key that the key store has for
// it, lets fill put the rows back, and brings the tables up to date. Until it returns nothing else can use the workspace. One that was
// cut off is begun again by the same call. It fails with sysdb.ErrNoKey.
func (d *DB) Load(ctx context.Context, ws id.Workspace, migrations []int, fill func(write Writer) error) error {
	err := d.sys.Write(ctx, func(tx *sysdb.Tx) error {
		_, err := tx.Exec(ctx, resetPlace, ws, mainPlace, stateCreating, clock.Micros(tx.Now()))
		return err
	})
	if err != nil {
		return err
	}
	p := place{name: mainPlace, state: stateCreating}
	if err := d.drain(ctx, ws); err != nil { // of a load that was cut off after its end
		return err
	}
	defer d.admit(ws)
	if err := d.drop(ctx, ws, p); err != nil {
		return err
	}
	if err := d.load(ctx, ws, p, migrations, fill); err != nil {
		return database.Translate(err)
	}
	return d.updatePlace(ctx, setState, ws, stateReady, 0)
}

func (d *DB) load(ctx context.Context, ws id.Workspace, p place, migrations []int, fill func(write Writer) error) (err error) {
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
	if d.engine == database.SQLite {
		if _, err := d.sys.Keys().CreateFileKey(ctx, ws.String()); err != nil {
			return err
		}
	}
	st, _, key, err := d.connect(ctx, ws, p, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	begin := func(ctx context.Context) (*database.Session, error) { return st.Begin(ctx, true) }
	if err := database.Migrate(ctx, d.plan.Only(migrations), d.clock.Now(), begin); err != nil {
		return err
	}
	err = fill(func(ctx context.Context, fn func(q Query) error) error {
		s, err := st.Begin(ctx, true)
		if err != nil {
			return err
		}
		defer s.Rollback()
		if err := fn(s); err != nil {
			return err
		}
		return s.Commit(ctx)
	})
	if err != nil {
		return err
	}
	if err := database.Migrate(ctx, d.plan, d.clock.Now(), begin); err != nil {
		return err
	}
	if err := newEpoch(ctx, st); err != nil || d.engine == database.Postgres { // the jobs it holds are handed over again
		return err
	}
	return d.sys.Keys().UseFileKey(ctx, ws.String(), key.Epoch)
}

// admit lets a workspace be used again after drain.
func (d *DB) admit(ws id.Workspace) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.erasing, ws)
}

// LoadBox returns what seals for a workspace that is about to be loaded, under its key or, where it has none, a new one.
func (d *DB) LoadBox(ctx context.Context, ws id.Workspace) (*crypt.Box, error) {
	root, err := d.sys.Keys().Get(ctx, ws.String())
	if errors.Is(err, sysdb.ErrNoKey) {
		root, err = d.sys.Keys().Create(ctx, ws.String())
	}
	return crypt.New(root), err
}

const deletePlace = `DELETE FROM workspace_place WHERE workspace_id = $1`

// Unload removes every trace of a workspace whose load failed, its key too.
func (d *DB) Unload(ctx context.Context, ws id.Workspace) error {
	if err := d.drain(ctx, ws); err != nil {
		return err
	}
	defer d.admit(ws)
	if err := d.clear(ctx, ws, place{name: mainPlace}); err != nil {
		return err
	}
	d.wakes.forget(ws)
	d.pending.remove(ws)
	return d.sys.Write(ctx, func(tx *sysdb.Tx) error {
		for _, query := range []string{deleteDue, deleteMarks, deletePlace} {
			if _, err := tx.Exec(ctx, query, ws); err != nil {
				return err
			}
		}
		return nil
	})
}

// Known says whether there is a database of a workspace, or was one that was erased.
func (d *DB) Known(ctx context.Context, ws id.Workspace) (ready, erased bool, err error) {
	p, err := d.place(ctx, ws)
	if errors.Is(err, ErrNotFound) {
		return false, false, nil
	}
	return p.state == stateReady, p.state == stateErasing || p.state == stateErased, err
}

// Forget drops the place of a workspace that is not put back.
func (d *DB) Forget(ctx context.Context, ws id.Workspace) error { return d.setErased(ctx, ws) }
