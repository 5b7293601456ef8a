package wsdb

import (
	"container/list"
	"context"
	"errors"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

const (
	idleLimit = 5 * time.Minute // after which an unused database is closed
	idleSweep = time.Minute
)

// handle is one open workspace database. refs, writers, idleAt and place in the idle list belong to DB.mu.
type handle struct {
	ws      id.Workspace
	refs    int // callers that keep it open
	writers int // those of them that may write
	idle    *list.Element
	idleAt  time.Time
	ready   chan struct{} // closed once store or err is set
	gone    chan struct{} // closed once the database is closed; nil while it is not closing
	err     error

	store store
	box   *crypt.Box
	file  sysdb.FileKey // what a SQLite file is under; epoch 0 is the key derived from the root
	join  batcher

	openMu sync.Mutex
	marked bool // the system database knows that this one is being written to
}

// idleList holds handles nobody uses, the longest unused at the back.
type idleList struct{ list.List }

// acquire returns the open database of a workspace for reading and keeps it open until release.
func (d *DB) acquire(ctx context.Context, ws id.Workspace) (*handle, error) {
	return d.take(ctx, ws, false)
}

// acquireWriter is acquire for whoever may write, until releaseWriter.
func (d *DB) acquireWriter(ctx context.Context, ws id.Workspace) (*handle, error) {
	return d.take(ctx, ws, true)
}

func (d *DB) take(ctx context.Context, ws id.Workspace, write bool) (*handle, error) {
	for {
		h, wait, err := d.lookup(ws, write)
		if err != nil {
			return nil, err
		}
		if h == nil {
			select {
			case <-wait:
				continue
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
		select {
		case <-h.ready:
		case <-ctx.Done():
			d.leave(h, write)
			return nil, ctx.Err()
		}
		if h.err != nil {
			return nil, h.err
		}
		return h, nil
	}
}

// lookup finds or starts the handle of a workspace and counts the caller in. If the database is just being closed or compacted it
// returns what to wait for instead.
func (d *DB) lookup(ws id.Workspace, write bool) (h *handle, wait <-chan struct{}, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return nil, nil, ErrClosed
	}
	if d.erasing[ws] {
		return nil, nil, ErrErased
	}
	if g := d.gates[ws]; g != nil && (write || g.all) {
		return nil, g.open, nil
	}
	if h = d.handles[ws]; h != nil {
		if h.gone != nil {
			return nil, h.gone, nil
		}
		d.retainLocked(h, write)
		return h, nil, nil
	}
	if len(d.handles) >= 2*d.max {
		for _, other := range d.handles {
			if other.gone != nil {
				return nil, other.gone, nil
			}
		}
		return nil, nil, ErrTooMany // all of them are in use
	}
	h = &handle{ws: ws, ready: make(chan struct{})}
	d.retainLocked(h, write)
	d.handles[ws] = h
	// Opening does not stop when the first caller gives up: others may be waiting for it.
	d.work.Go(func() { d.openHandle(h) })
	return h, nil, nil
}

func (d *DB) retainLocked(h *handle, write bool) {
	h.refs++
	if write {
		h.writers++
	}
	if h.idle != nil {
		d.idle.Remove(h.idle)
		h.idle = nil
	}
}

func (d *DB) release(h *handle) { d.leave(h, false) }

func (d *DB) releaseWriter(h *handle) { d.leave(h, true) }

// leave counts a caller out; unused databases beyond the limit are closed, the longest unused first.
func (d *DB) leave(h *handle, write bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if write {
		h.writers--
	}
	h.refs--
	if h.refs > 0 || d.handles[h.ws] != h {
		return
	}
	h.idleAt = clock.System{}.Now()
	h.idle = d.idle.PushFront(h)
	for len(d.handles) > d.max {
		last := d.idle.Back()
		if last == nil {
			return
		}
		d.closeLocked(last.Value.(*handle))
	}
}

// closeLocked closes an unused database in the background.
func (d *DB) closeLocked(h *handle) {
	if h.idle != nil {
		d.idle.Remove(h.idle)
		h.idle = nil
	}
	h.gone = make(chan struct{})
	d.work.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), writeLimit)
		defer cancel()
		if err := d.closeHandle(ctx, h); err != nil {
			d.sys.Log().Error("A workspace database could not be closed properly.", slog.String("workspace_id", h.ws.String()), slog.Any("err", err))
		}
		d.mu.Lock()
		delete(d.handles, h.ws)
		close(h.gone)
		d.mu.Unlock()
	})
}

// closeHandle writes down that nothing is left open, then closes the database.
func (d *DB) closeHandle(ctx context.Context, h *handle) error {
	if h.store == nil {
		return nil
	}
	var err error
	if h.marked && !d.pending.has(h.ws) {
		if err = d.wakes.save(ctx); err == nil {
			err = d.updatePlace(ctx, setOpen, h.ws, false)
		}
	}
	return errors.Join(err, h.store.Close())
}

func (d *DB) openHandle(h *handle) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*writeLimit)
	defer cancel()
	h.err = database.Translate(d.open(ctx, h))
	if h.err != nil {
		d.mu.Lock()
		delete(d.handles, h.ws)
		d.mu.Unlock()
	}
	close(h.ready)
}

func (d *DB) open(ctx context.Context, h *handle) error {
	p, err := d.place(ctx, h.ws)
	if err != nil {
		return err
	}
	switch p.state {
	case stateReady:
	case stateErasing, stateErased:
		return ErrErased
	default:
		return ErrNotFound
	}
	err = d.openStore(ctx, h, p, false)
	if code := codeOf(err); code != p.failed && ctx.Err() == nil {
		err = errors.Join(err, d.updatePlace(ctx, setFailed, h.ws, code))
	}
	return err
}

func codeOf(err error) string {
	if err == nil {
		return ""
	}
	if f, ok := fault.Of(err); ok {
		return f.Code
	}
	return "storage.cannot_open"
}

// openStore opens the database and brings its tables up to date. A missing file is an error unless create is set: it is never
// replaced by an empty one.
func (d *DB) openStore(ctx context.Context, h *handle, p place, create bool) error {
	st, box, file, err := d.connect(ctx, h.ws, p, create)
	if err != nil {
		return err
	}
	h.box, h.file = box, file
	if err := d.settle(ctx, h); err != nil {
		return errors.Join(err, st.Close())
	}
	begin := func(ctx context.Context) (*database.Session, error) { return st.Begin(ctx, true) }
	err = database.Migrate(ctx, d.plan, d.clock.Now(), begin)
	if err == nil {
		err = useHashKeys(ctx, st, box)
	}
	if err != nil {
		return errors.Join(err, st.Close())
	}
	h.store = st
	return nil
}

func useHashKeys(ctx context.Context, st store, box *crypt.Box) error {
	s, err := st.Begin(ctx, false)
	if err != nil {
		return err
	}
	defer s.Rollback()
	return adopt(ctx, s, box)
}

// connect opens the database as it is.
func (d *DB) connect(ctx context.Context, ws id.Workspace, p place, create bool) (st store, box *crypt.Box, key sysdb.FileKey, err error) {
	root, err := d.sys.Keys().Get(ctx, ws.String())
	if err != nil {
		return nil, nil, key, err
	}
	box = crypt.New(root)
	if d.engine == database.Postgres {
		server, err := d.places.get(ctx, p.name)
		if err != nil {
			return nil, nil, key, err
		}
		return newSchemaStore(server, schemaName(ws)), box, key, nil
	}
	if _, err := os.Stat(d.filePath(ws)); err != nil && !create {
		return nil, nil, key, err
	}
	if key, err = d.fileKey(ctx, ws, box); err != nil {
		return nil, nil, key, err
	}
	file, err := database.OpenFile(ctx, d.filePath(ws), key.Key)
	if err != nil {
		return nil, nil, key, err
	}
	return fileStore{file}, box, key, nil
}

// markOpen tells the system database, before the first write, that this workspace may hold jobs and due times nobody else knows of.
func (d *DB) markOpen(ctx context.Context, h *handle) error {
	h.openMu.Lock()
	defer h.openMu.Unlock()
	if h.marked {
		return nil
	}
	if err := d.updatePlace(ctx, setOpen, h.ws, true); err != nil {
		return err
	}
	h.marked = true
	return nil
}

// closeIdle closes databases nobody has used for a while, until ctx ends.
func (d *DB) closeIdle(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-clock.System{}.After(idleSweep):
		}
		d.mu.Lock()
		limit := clock.System{}.Now().Add(-idleLimit)
		for last := d.idle.Back(); last != nil && last.Value.(*handle).idleAt.Before(limit); last = d.idle.Back() {
			d.closeLocked(last.Value.(*handle))
		}
		d.mu.Unlock()
	}
}

// closeAll waits until no database is in use and closes them. After ctx it closes the unused ones only.
func (d *DB) closeAll(ctx context.Context) error {
	var late error
	for late == nil && d.inUse() {
		select {
		case <-clock.System{}.After(time.Millisecond):
		case <-ctx.Done():
			late = ErrClosed.With(ctx.Err())
		}
	}
	d.mu.Lock()
	for _, h := range d.handles {
		if h.refs == 0 && h.gone == nil {
			d.closeLocked(h)
		}
	}
	d.mu.Unlock()
	d.work.Wait()
	return late
}

func (d *DB) inUse() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, h := range d.handles {
		if h.refs > 0 {
			return true
		}
	}
	return false
}
