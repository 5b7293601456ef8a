package wsdb

import (
	"container/heap"
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

const (
	listDue   = `SELECT workspace_id, due_at FROM workspace_due`
	insertDue = `INSERT INTO workspace_due (workspace_id, due_at) VALUES ($1, $2) ON CONFLICT (workspace_id, due_at) DO NOTHING`
	pastDue   = `DELETE FROM workspace_due WHERE workspace_id = $1 AND due_at = $2`

	saveEvery = time.Second
	storedUp  = int64(time.Second / time.Microsecond) // stored times are rounded up to this: late is harmless, early would be in vain
)

// due is one time something of a workspace is due.
type due struct {
	at int64 // microseconds
	ws id.Workspace
}

// wakes keeps every due time in memory and delivers workspaces when they come. Times still ahead after a second are written to the
// system database, rounded up to a whole second, so that most never are.
type wakes struct {
	out   chan id.Workspace
	clock clock.Clock
	sys   *sysdb.DB

	mu      sync.Mutex
	ahead   dueHeap
	known   map[due]bool
	ready   []id.Workspace        // to be delivered, in order
	queued  map[id.Workspace]bool // the same as a set
	stored  map[due]bool          // in the system database
	changed chan struct{}         // holds one token when ahead or ready changed

	saving sync.Mutex
}

func newWakes(c clock.Clock, sys *sysdb.DB) *wakes {
	return &wakes{
		out: make(chan id.Workspace), clock: c, sys: sys,
		known: map[due]bool{}, queued: map[id.Workspace]bool{}, stored: map[due]bool{}, changed: make(chan struct{}, 1),
	}
}

// load reads the times written down by an earlier process.
func (w *wakes) load(ctx context.Context) error {
	return w.sys.Read(ctx, func(q sysdb.Query) error {
		rows, err := q.Query(ctx, listDue)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var d due
			if err := rows.Scan(&d.ws, &d.at); err != nil {
				return err
			}
			w.stored[d] = true
			w.push(d)
		}
		return rows.Err()
	})
}

// add remembers that something of ws is due at t.
func (w *wakes) add(ws id.Workspace, t time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.push(due{at: clock.Micros(t), ws: ws})
	w.signal()
}

// now delivers ws as soon as somebody receives.
func (w *wakes) now(ws id.Workspace) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.enqueue(ws)
	w.signal()
}

// forget drops everything about an erased workspace.
func (w *wakes) forget(ws id.Workspace) {
	w.mu.Lock()
	defer w.mu.Unlock()
	kept := w.ahead[:0]
	for _, d := range w.ahead {
		if d.ws != ws {
			kept = append(kept, d)
		} else {
			delete(w.known, d)
		}
	}
	w.ahead = kept
	heap.Init(&w.ahead)
	for d := range w.stored {
		if d.ws == ws {
			delete(w.stored, d)
		}
	}
}

func (w *wakes) push(d due) {
	if !w.known[d] {
		w.known[d] = true
		heap.Push(&w.ahead, d)
	}
}

func (w *wakes) enqueue(ws id.Workspace) {
	if !w.queued[ws] {
		w.queued[ws] = true
		w.ready = append(w.ready, ws)
	}
}

func (w *wakes) signal() {
	select {
	case w.changed <- struct{}{}:
	default:
	}
}

// run delivers until ctx ends.
func (w *wakes) run(ctx context.Context) {
	for {
		next, timer := w.collect()
		out := w.out
		if next.IsZero() {
			out = nil
		}
		select {
		case <-ctx.Done():
			return
		case <-w.changed:
		case <-timer:
		case out <- next:
			w.mu.Lock()
			w.ready = w.ready[1:]
			delete(w.queued, next)
			w.mu.Unlock()
		}
	}
}

// collect moves what is due to the delivery list and returns the first of it, and when to look again.
func (w *wakes) collect() (next id.Workspace, timer <-chan time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := clock.Micros(w.clock.Now())
	for len(w.ahead) > 0 && w.ahead[0].at <= now {
		d := heap.Pop(&w.ahead).(due)
		delete(w.known, d)
		w.enqueue(d.ws)
	}
	if len(w.ahead) > 0 {
		timer = w.clock.After(time.Duration(w.ahead[0].at-now) * time.Microsecond)
	}
	if len(w.ready) > 0 {
		next = w.ready[0]
	}
	return next, timer
}

func (w *wakes) saveLoop(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-clock.System{}.After(saveEvery):
		}
		if err := w.save(ctx); err != nil && ctx.Err() == nil {
			w.sys.Log().Error("Due times could not be written down; they are tried again.", slog.Any("err", err))
		}
	}
}

// save brings the stored times in line with those in memory.
func (w *wakes) save(ctx context.Context) error {
	w.saving.Lock()
	defer w.saving.Unlock()
	insert, remove := w.difference()
	if len(insert)+len(remove) == 0 {
		return nil
	}
	err := w.sys.Write(ctx, func(tx *sysdb.Tx) error {
		for _, d := range insert {
			if _, err := tx.Exec(ctx, insertDue, d.ws, d.at); err != nil {
				return err
			}
		}
		for _, d := range remove {
			if _, err := tx.Exec(ctx, pastDue, d.ws, d.at); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, d := range insert {
		w.stored[d] = true
	}
	for _, d := range remove {
		delete(w.stored, d)
	}
	return nil
}

// difference compares what should be stored (what lies ahead or waits for delivery) with what is.
func (w *wakes) difference() (insert, remove []due) {
	w.mu.Lock()
	defer w.mu.Unlock()
	want := make(map[due]bool, len(w.ahead))
	for _, d := range w.ahead {
		want[due{at: (d.at + storedUp - 1) / storedUp * storedUp, ws: d.ws}] = true
	}
	for d := range w.stored {
		if !want[d] && !w.queued[d.ws] {
			remove = append(remove, d)
		}
	}
	for d := range want {
		if !w.stored[d] {
			insert = append(insert, d)
		}
	}
	return insert, remove
}

// dueHeap implements heap.Interface, the earliest first.
type dueHeap []due

func (h dueHeap) Len() int           { return len(h) }
func (h dueHeap) Less(i, j int) bool { return h[i].at < h[j].at }
func (h dueHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push implements heap.Interface.
func (h *dueHeap) Push(x any) { *h = append(*h, x.(due)) }

// Pop implements heap.Interface.
func (h *dueHeap) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}
