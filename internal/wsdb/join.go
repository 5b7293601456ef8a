package wsdb

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
)

// groupLimit is how many members one group commit takes.
const groupLimit = 512

// batcher collects the members of the next group commit of one workspace.
type batcher struct {
	mu      sync.Mutex
	waiting []*member
	running bool
}

// member is one caller of Join.
type member struct {
	ctx  context.Context
	fn   func(tx *Tx) error
	tx   *Tx
	turn atomic.Bool // set by whoever comes first: the group that runs it, or the caller that gives up
	err  error
	done chan struct{}
}

// panicked carries a panic of fn to the goroutine that called Join.
type panicked struct {
	value any
	stack []byte
}

// Error implements error.
func (p *panicked) Error() string { return fmt.Sprintf("panic: %v\n%s", p.value, p.stack) }

// Join runs fn inside the next group commit of the workspace and returns when it is durable: many small writers share one commit.
// An error of fn undoes only what fn did. fn runs on another goroutine than the caller's, like a transaction of its own, and its
// statements do not see the caller's cancellation; a caller that gives up before its turn is left out. When another member fails, the
// statements of fn may be run a second time with the same arguments, so they must not depend on chance or on the clock of the database.
func (d *DB) Join(ctx context.Context, ws id.Workspace, fn func(tx *Tx) error) error {
	h, err := d.acquireWriter(ctx, ws)
	if err != nil {
		return err
	}
	defer d.releaseWriter(h)
	m := &member{ctx: ctx, fn: fn, done: make(chan struct{})}
	h.join.mu.Lock()
	h.join.waiting = append(h.join.waiting, m)
	if !h.join.running {
		h.join.running = true
		d.mu.Lock()
		d.retainLocked(h, true)
		d.mu.Unlock()
		d.work.Go(func() {
			defer d.releaseWriter(h)
			d.runGroups(h)
		})
	}
	h.join.mu.Unlock()
	select {
	case <-m.done:
	case <-ctx.Done():
		if m.turn.CompareAndSwap(false, true) {
			return ctx.Err()
		}
		<-m.done // it is being committed: say what came of it
	}
	if m.err != nil {
		if p, ok := errors.AsType[*panicked](m.err); ok {
			panic(p)
		}
		return database.Translate(m.err)
	}
	d.committed(m.tx)
	return nil
}

// runGroups commits group after group until nobody is waiting. Whoever arrives while one group commits is in the next.
func (d *DB) runGroups(h *handle) {
	for {
		h.join.mu.Lock()
		n := min(len(h.join.waiting), groupLimit)
		if n == 0 {
			h.join.running, h.join.waiting = false, nil
			h.join.mu.Unlock()
			return
		}
		group := h.join.waiting[:n:n]
		h.join.waiting = h.join.waiting[n:]
		h.join.mu.Unlock()
		d.runGroup(h, group)
	}
}

func (d *DB) runGroup(h *handle, group []*member) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(group[0].ctx), writeLimit)
	defer cancel()
	members := make([]*member, 0, len(group))
	for _, m := range group {
		if m.turn.CompareAndSwap(false, true) {
			members = append(members, m)
		}
	}
	if len(members) == 0 {
		return
	}
	if err := d.commitGroup(ctx, h, members); err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			err = database.ErrBusy.With(err)
		}
		for _, m := range members {
			if m.err == nil {
				m.err = err
			}
		}
	}
	for _, m := range members {
		close(m.done)
	}
}

// commitGroup runs every member and commits those that succeed. With an error nothing of anyone is stored.
func (d *DB) commitGroup(ctx context.Context, h *handle, members []*member) error {
	if err := d.markOpen(ctx, h); err != nil {
		return err
	}
	s, err := h.store.Begin(ctx, true)
	if err != nil {
		return err
	}
	defer s.Rollback()
	if len(members) == 1 {
		if d.runMember(ctx, h, s, s, members[0]); members[0].err != nil {
			return nil
		}
		return s.Commit(ctx)
	}
	if _, err := s.Exec(ctx, "savepoint member"); err != nil {
		return err
	}
	r := &recorder{s: s}
	stored := 0
	for _, m := range members {
		r.begin()
		if d.runMember(ctx, h, s, r, m); m.err == nil {
			stored++
			continue
		}
		if err := r.undo(ctx); err != nil {
			if fault.KindOf(database.Translate(m.err)) == fault.Unavailable {
				return m.err // a full disk, say: the reason for all of them
			}
			return err
		}
	}
	if stored == 0 {
		return nil
	}
	return s.Commit(ctx)
}

// runMember runs one member's function and sets its error.
func (d *DB) runMember(ctx context.Context, h *handle, s *database.Session, q Query, m *member) {
	defer func() {
		if v := recover(); v != nil {
			m.err = &panicked{value: v, stack: debug.Stack()}
		}
	}()
	if m.err = m.ctx.Err(); m.err != nil {
		return
	}
	m.tx = d.newTx(h)
	m.tx.group = ctx
	m.tx.q, m.tx.now = q, d.clock.Now()
	defer m.tx.end()
	m.err = m.fn(m.tx)
	if m.err == nil && s.Broken() {
		m.err = database.ErrRolledBack
	}
}
