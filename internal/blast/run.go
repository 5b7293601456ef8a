package blast

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	pumpWorkers  = 2
	troublePause = 2 * time.Second
)

type pumpKey struct {
	ws    id.Workspace
	blast ID
}

// pumps is the set of blasts that need the pump, each at most once, and never on two workers.
type pumps struct {
	mu    sync.Mutex
	queue []pumpKey
	state map[pumpKey]pumpState
	ready chan struct{}
}

type pumpState int

const (
	pumpWaiting pumpState = iota + 1
	pumpBusy
	pumpAgain // busy, and woken meanwhile
)

func newPumps() *pumps { return &pumps{state: map[pumpKey]pumpState{}, ready: make(chan struct{}, 1)} }

func (p *pumps) signal() {
	select {
	case p.ready <- struct{}{}:
	default:
	}
}

func (p *pumps) wake(k pumpKey) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch p.state[k] {
	case pumpBusy:
		p.state[k] = pumpAgain
	case 0:
		p.state[k] = pumpWaiting
		p.queue = append(p.queue, k)
		p.signal()
	}
}

func (p *pumps) take() (pumpKey, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.queue) == 0 {
		return pumpKey{}, false
	}
	k := p.queue[0]
	p.queue = p.queue[1:]
	p.state[k] = pumpBusy
	if len(p.queue) > 0 {
		p.signal()
	}
	return k, true
}

func (p *pumps) done(k pumpKey) {
	p.mu.Lock()
	defer p.mu.Unlock()
	again := p.state[k] == pumpAgain
	delete(p.state, k)
	if again {
		p.state[k] = pumpWaiting
		p.queue = append(p.queue, k)
		p.signal()
	}
}

// Wake asks that a blast be pumped. It never waits, and is harmless at any time.
func (s *Service) Wake(ws id.Workspace, blast ID) { s.pumps.wake(pumpKey{ws, blast}) }

// Run pumps what Wake names until ctx is done, and returns when nothing of it runs any more.
func (s *Service) Run(ctx context.Context) {
	var wg sync.WaitGroup
	for range pumpWorkers {
		wg.Go(func() { s.work(ctx) })
	}
	wg.Wait()
	s.news.close()
}

func (s *Service) work(ctx context.Context) {
	for {
		k, ok := s.pumps.take()
		if !ok {
			select {
			case <-ctx.Done():
				return
			case <-s.pumps.ready:
			}
			continue
		}
		if err := s.Pump(ctx, k.ws, k.blast); err != nil && ctx.Err() == nil {
			s.d.Log.LogAttrs(ctx, slog.LevelError, "a blast could not be planned",
				slog.String("workspace_id", k.ws.String()), slog.String("blast_id", k.blast.String()), slog.Any("err", err))
			select {
			case <-ctx.Done():
			case <-s.d.Clock.After(troublePause):
			}
			s.pumps.wake(k)
		}
		s.pumps.done(k)
	}
}

// Due does what is due in a workspace: it starts scheduled blasts whose time has come, and wakes the pump for those that run. It is
// called for every workspace at start, and whenever the workspace wakes.
func (s *Service) Due(ctx context.Context, ws id.Workspace) error {
	busy, err := s.dueNow(ctx, ws)
	if err != nil {
		return err
	}
	for _, b := range busy {
		s.Wake(ws, b)
	}
	return nil
}

func (s *Service) dueNow(ctx context.Context, ws id.Workspace) (busy []ID, err error) {
	var due []Blast
	err = s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		running, err := s.store.list(ctx, q, listBusy)
		if err != nil {
			return err
		}
		for _, b := range running {
			busy = append(busy, b.ID)
		}
		due, err = s.store.list(ctx, q, listDue, clock.Micros(s.d.Clock.Now()))
		return err
	})
	for _, b := range due {
		if err := s.fire(ctx, ws, b.ID); err != nil {
			return busy, err
		}
	}
	return busy, err
}

// fire starts one scheduled blast, or holds it when its time has passed too long ago or something blocks it.
func (s *Service) fire(ctx context.Context, ws id.Workspace, blast ID) error {
	gate, err := s.d.Licences.Gate(ctx, ws)
	if err != nil {
		return err
	}
	_, err = s.change(ctx, ws, blast, func(tx *wsdb.Tx, b *Blast) error {
		settings, err := s.d.Workspaces.Settings(ctx, tx)
		if err != nil {
			return err
		}
		if !b.due(tx.Now(), time.Duration(settings.MissedScheduleGrace)*time.Minute) {
			return nil
		}
		blockers, err := s.blockers(ctx, tx, b, gate)
		if err != nil {
			return err
		}
		if len(blockers) > 0 {
			b.State, b.StateReason, b.UpdatedAt = Held, ReasonBlocked, tx.Now()
			return nil
		}
		if err := b.start(tx.Now(), b.Version); err != nil {
			return err
		}
		if err := record(ctx, tx, audit.BlastStarted, audit.Thing{}, b.ID); err != nil {
			return err
		}
		return s.begin(ctx, tx, b)
	})
	return err
}
