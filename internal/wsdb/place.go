package wsdb

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"sync"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// mainPlace is where workspaces live unless said otherwise.
const mainPlace = "main"

// States of a workspace's database.
const (
	stateCreating = "creating"
	stateReady    = "ready"
	stateErasing  = "erasing"
	stateErased   = "erased"
)

const (
	getPlace    = `SELECT place, state, failed_code FROM workspace_place WHERE workspace_id = $1`
	insertPlace = `INSERT INTO workspace_place (workspace_id, place, state, created_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (workspace_id) DO NOTHING`
	setState    = `UPDATE workspace_place SET state = $2, erased_at = $3 WHERE workspace_id = $1`
	setFailed   = `UPDATE workspace_place SET failed_code = $2 WHERE workspace_id = $1`
	setOpen     = `UPDATE workspace_place SET open = $2 WHERE workspace_id = $1`
	listPlaces  = `SELECT workspace_id FROM workspace_place WHERE state = $1 ORDER BY workspace_id`
	listUnclean = `SELECT workspace_id FROM workspace_place WHERE open AND state = $1 ORDER BY workspace_id`
	deleteDue   = `DELETE FROM workspace_due WHERE workspace_id = $1`
	deleteMarks = `DELETE FROM job_mark WHERE workspace_id = $1`
)

type place struct{ name, state, failed string }

func (d *DB) place(ctx context.Context, ws id.Workspace) (place, error) {
	var p place
	err := d.sys.Read(ctx, func(q sysdb.Query) error {
		return q.QueryRow(ctx, getPlace, ws).Scan(&p.name, &p.state, &p.failed)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return p, ErrNotFound
	}
	return p, err
}

// List names every workspace that can be used.
func (d *DB) List(ctx context.Context) ([]id.Workspace, error) {
	return d.listPlaces(ctx, listPlaces)
}

// uncleanPlaces are the workspaces that were written to and not closed properly: they may hold jobs or due times nobody knows of.
func (d *DB) uncleanPlaces(ctx context.Context) ([]id.Workspace, error) {
	return d.listPlaces(ctx, listUnclean)
}

func (d *DB) listPlaces(ctx context.Context, query string) ([]id.Workspace, error) {
	var all []id.Workspace
	err := d.sys.Read(ctx, func(q sysdb.Query) error {
		rows, err := q.Query(ctx, query, stateReady)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var ws id.Workspace
			if err := rows.Scan(&ws); err != nil {
				return err
			}
			all = append(all, ws)
		}
		return rows.Err()
	})
	return all, err
}

func (d *DB) updatePlace(ctx context.Context, query string, ws id.Workspace, args ...any) error {
	return d.sys.Write(ctx, func(tx *sysdb.Tx) error {
		_, err := tx.Exec(ctx, query, append([]any{ws}, args...)...)
		return err
	})
}

// setErased writes the end of a workspace and forgets what was due.
func (d *DB) setErased(ctx context.Context, ws id.Workspace) error {
	return d.sys.Write(ctx, func(tx *sysdb.Tx) error {
		for _, query := range []string{deleteDue, deleteMarks} {
			if _, err := tx.Exec(ctx, query, ws); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, setState, ws, stateErased, clock.Micros(tx.Now()))
		return err
	})
}

func workspaceDir(data string) string {
	if data == "" {
		return ""
	}
	return filepath.Join(data, "workspaces")
}

func (d *DB) filePath(ws id.Workspace) string { return filepath.Join(d.dir, ws.String()+".db") }

// nextPath is where a compaction writes the file that takes the place of the other.
func (d *DB) nextPath(ws id.Workspace) string { return d.filePath(ws) + ".next" }

// schemaName is the only function that makes the name of a workspace's schema.
func schemaName(ws id.Workspace) string {
	b := ws.Bytes()
	return "ws_" + hex.EncodeToString(b[:])
}

// places are the PostgreSQL databases workspaces live in.
type places struct {
	mu   sync.Mutex
	urls map[string]secret.String
	open map[string]*database.Server
}

func (p *places) get(ctx context.Context, name string) (*database.Server, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s, ok := p.open[name]; ok {
		return s, nil
	}
	url, ok := p.urls[name]
	if !ok || url.IsZero() {
		return nil, database.ErrSettings.With(fmt.Errorf("the place %q is not configured", name))
	}
	s, err := database.OpenServer(ctx, url, database.NoWorkspace)
	if err != nil {
		return nil, err
	}
	p.open[name] = s
	return s, nil
}

func (p *places) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	var errs []error
	for _, s := range p.open {
		errs = append(errs, s.Close())
	}
	clear(p.open)
	return errors.Join(errs...)
}
