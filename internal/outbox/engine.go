package outbox

import (
	"context"
	"sync"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Engine runs one dispatcher for each channel that has something to send, and none for the others.
type Engine struct {
	s       *Service
	mu      sync.Mutex
	ctx     context.Context
	stop    context.CancelFunc
	runners map[key]*runner
	early   map[key]bool // woken before Start
	left    map[id.Workspace]*leftovers
	wg      sync.WaitGroup
}

// leftovers guards that a workspace is recovered once in the life of the process, before its first dispatcher runs.
type leftovers struct {
	mu   sync.Mutex
	over bool
}

type key struct {
	ws id.Workspace
	ch channel.ID
}

func newEngine(s *Service) *Engine {
	return &Engine{s: s, runners: map[key]*runner{}, early: map[key]bool{}, left: map[id.Workspace]*leftovers{}}
}

// Start lets dispatchers run.
func (e *Engine) Start(ctx context.Context) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.ctx, e.stop = context.WithCancel(context.WithoutCancel(ctx))
	for k := range e.early {
		e.start(k)
	}
	clear(e.early)
}

// Stop takes nothing new, waits for the answers of all calls and commits them, so that no send is left unknown.
// It gives up when ctx ends.
func (e *Engine) Stop(ctx context.Context) error {
	e.mu.Lock()
	if e.stop != nil {
		e.stop()
	}
	e.mu.Unlock()
	drained := make(chan struct{})
	go func() { e.wg.Wait(); close(drained) }()
	select {
	case <-drained:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Wake says that a channel may have something to send, or that what it waits for may have happened.
func (e *Engine) Wake(ws id.Workspace, ch channel.ID) {
	e.mu.Lock()
	defer e.mu.Unlock()
	k := key{ws, ch}
	if e.ctx == nil {
		e.early[k] = true
		return
	}
	if r, ok := e.runners[k]; ok {
		select {
		case r.wake <- struct{}{}:
		default:
		}
		return
	}
	if e.ctx.Err() == nil {
		e.start(k)
	}
}

func (e *Engine) start(k key) {
	r := &runner{
		s: e.s, ws: k.ws, ch: k.ch, wake: make(chan struct{}, 1), outcomes: make(chan outcome, mostCalls), calls: firstCalls,
		log: e.s.d.Log.With("workspace_id", k.ws.String(), "channel_id", k.ch.String()),
	}
	e.runners[k] = r
	e.wg.Go(func() {
		r.run(e.ctx)
		e.drop(r)
	})
}

// retire lets an idle dispatcher end, unless it was woken meanwhile. What is held until a moment comes back through WakeAt.
func (e *Engine) retire(r *runner) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(r.wake) > 0 {
		return false
	}
	delete(e.runners, key{r.ws, r.ch})
	return true
}

func (e *Engine) drop(r *runner) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.runners[key{r.ws, r.ch}] == r {
		delete(e.runners, key{r.ws, r.ch})
	}
}

// WakeWorkspace wakes every channel of a workspace that has something in the ledger.
func (e *Engine) WakeWorkspace(ctx context.Context, ws id.Workspace) error {
	var chans []channel.ID
	err := e.s.d.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
		chans, err = e.s.store.channelsWith(ctx, q)
		return err
	})
	for _, ch := range chans {
		e.Wake(ws, ch)
	}
	return err
}

// Recover is called for every workspace after the process started: what was being sent when the last process died becomes unknown
// and is not sent again by the machine; then everything that waits is woken. Dispatchers that start earlier do the same first.
func (e *Engine) Recover(ctx context.Context, ws id.Workspace) error {
	if err := e.settleLeftovers(ctx, ws); err != nil {
		return err
	}
	return e.WakeWorkspace(ctx, ws)
}

func (e *Engine) settleLeftovers(ctx context.Context, ws id.Workspace) error {
	e.mu.Lock()
	l := e.left[ws]
	if l == nil {
		l = &leftovers{}
		e.left[ws] = l
	}
	e.mu.Unlock()
	l.mu.Lock()
	defer l.mu.Unlock()
	for !l.over {
		n, err := e.recoverPage(ctx, ws)
		if err != nil {
			return err
		}
		l.over = n < chunk
	}
	return nil
}

func (e *Engine) recoverPage(ctx context.Context, ws id.Workspace) (int, error) {
	n := 0
	err := e.s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		left, err := e.s.store.leftover(ctx, tx, chunk)
		if err != nil {
			return err
		}
		n = len(left)
		moves := make([]Move, n)
		for i := range left {
			left[i].State, left[i].Reason, left[i].EndedAt = StateUnknown, ReasonInterrupted, tx.Now()
			if forgetClaim {
				left[i].State, left[i].Reason, left[i].EndedAt = StateQueued, "", time.Time{}
			}
			moves[i] = Move{Send: left[i], From: StateSending}
		}
		if err := e.s.store.update(ctx, tx, left); err != nil {
			return err
		}
		return e.s.announce(ctx, tx, moves)
	})
	return n, err
}
