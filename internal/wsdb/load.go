package wsdb

import (
	"context"
	"errors"
	"os"

	"github.com/kelolapesan/kelola/internal/clock"
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

// Forget drops the place of a workspace that is not put back.
func (d *DB) Forget(ctx context.Context, ws id.Workspace) error { return d.setErased(ctx, ws) }
