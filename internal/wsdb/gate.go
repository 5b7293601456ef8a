package wsdb

import (
	"context"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/id"
)

// gate keeps callers out of a workspace that is being compacted. all and spent belong to DB.mu.
type gate struct {
	all   bool          // readers too
	spent bool          // the handle is closed: whoever comes next opens the database anew
	open  chan struct{} // closed at the end
}

// closeGate lets no more writers in, waits until those inside have left, and returns the open database. leave opens the gate.
func (d *DB) closeGate(ctx context.Context, ws id.Workspace) (h *handle, leave func(), err error) {
	for {
		if h, err = d.acquire(ctx, ws); err != nil {
			return nil, nil, err
		}
		d.mu.Lock()
		other := d.gates[ws]
		if other == nil {
			d.gates[ws] = &gate{open: make(chan struct{})}
		}
		d.mu.Unlock()
		if other == nil {
			break
		}
		d.release(h)
		select {
		case <-other.open:
		case <-ctx.Done():
			return nil, nil, database.ErrBusy.With(ctx.Err())
		}
	}
	leave = func() {
		d.mu.Lock()
		if d.gates[ws].spent {
			delete(d.handles, ws)
		}
		close(d.gates[ws].open)
		delete(d.gates, ws)
		d.mu.Unlock()
		d.release(h)
	}
	if err := d.quiet(ctx, func() bool { return h.writers == 0 }); err != nil {
		leave()
		return nil, nil, err
	}
	return h, leave, nil
}

// closeGateToAll lets no more readers in either and waits until the compaction is the only user.
func (d *DB) closeGateToAll(ctx context.Context, h *handle) error {
	d.mu.Lock()
	d.gates[h.ws].all = true
	d.mu.Unlock()
	return d.quiet(ctx, func() bool { return h.refs == 1 })
}

// quiet polls a condition under the lock until it holds. It fails with database.ErrBusy.
func (d *DB) quiet(ctx context.Context, ok func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, quietLimit)
	defer cancel()
	for {
		d.mu.Lock()
		done := ok()
		d.mu.Unlock()
		if done {
			return nil
		}
		select {
		case <-clock.System{}.After(time.Millisecond):
		case <-ctx.Done():
			return database.ErrBusy.With(ctx.Err())
		}
	}
}
