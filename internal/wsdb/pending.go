package wsdb

import (
	"sync"

	"github.com/kelolapesan/kelola/internal/id"
)

// pendingSet holds the workspaces whose stored jobs are yet to be handed over.
type pendingSet struct {
	mu     sync.Mutex
	set    map[id.Workspace]bool
	signal chan struct{} // holds one token while the set is not empty
}

func newPendingSet() *pendingSet {
	return &pendingSet{set: map[id.Workspace]bool{}, signal: make(chan struct{}, 1)}
}

func (p *pendingSet) add(ws id.Workspace) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.set[ws] = true
	select {
	case p.signal <- struct{}{}:
	default:
	}
}

// keep is add without the signal, for what is tried again later.
func (p *pendingSet) keep(ws id.Workspace) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.set[ws] = true
}

func (p *pendingSet) has(ws id.Workspace) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.set[ws]
}

func (p *pendingSet) list() []id.Workspace {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := make([]id.Workspace, 0, len(p.set))
	for ws := range p.set {
		all = append(all, ws)
	}
	return all
}

func (p *pendingSet) remove(ws id.Workspace) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.set, ws)
}
