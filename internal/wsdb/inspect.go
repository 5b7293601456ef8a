package wsdb

import (
	"context"
	"errors"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/id"
)

// LeastDescriptors is with how few open files Open still works.
func LeastDescriptors(engine database.Engine) int {
	if engine == database.Postgres {
		return descriptorsSpare
	}
	return descriptorsSpare + 2*openLeast*database.DescriptorsPerFile
}

// Pending names the migrations that a workspace's database lacks and changes nothing. One that is open has been brought up to date.
// It fails as Read does.
func (d *DB) Pending(ctx context.Context, ws id.Workspace) ([]string, error) {
	p, err := d.place(ctx, ws)
	if err != nil {
		return nil, err
	}
	if p.state != stateReady || d.isOpen(ws) {
		return nil, nil
	}
	st, _, _, err := d.connect(ctx, ws, p, false)
	if err != nil {
		return nil, database.Translate(err)
	}
	names, _, err := database.Pending(ctx, d.plan, func(ctx context.Context) (*database.Session, error) { return st.Begin(ctx, false) })
	return names, errors.Join(err, st.Close())
}

// isOpen says whether the database is in use, kept open or being compacted.
func (d *DB) isOpen(ws id.Workspace) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.handles[ws] != nil || d.gates[ws] != nil
}
