package event

import (
	"sync"

	"github.com/kelolapesan/kelola/internal/id"
)

// Hub wakes those in this process who wait for something to happen in a workspace. It carries no facts, only the news that
// there may be some, so nothing is lost when a wake-up is.
type Hub struct {
	mu      sync.Mutex
	waiting map[id.Workspace]map[*waiter]struct{}
}

type waiter struct{ ch chan struct{} }

// NewHub makes a Hub.
func NewHub() *Hub { return &Hub{waiting: map[id.Workspace]map[*waiter]struct{}{}} }

// Notify wakes everyone who subscribed to the workspace. It never waits.
func (h *Hub) Notify(ws id.Workspace) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for w := range h.waiting[ws] {
		select {
		case w.ch <- struct{}{}:
		default: // a wake-up is already pending
		}
	}
}

// Subscribe returns a channel that receives after something happened in the workspace; several happenings may become one.
// stop ends it and must be called.
func (h *Hub) Subscribe(ws id.Workspace) (wake <-chan struct{}, stop func()) {
	w := &waiter{ch: make(chan struct{}, 1)}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.waiting[ws] == nil {
		h.waiting[ws] = map[*waiter]struct{}{}
	}
	h.waiting[ws][w] = struct{}{}
	return w.ch, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.waiting[ws], w)
		if len(h.waiting[ws]) == 0 {
			delete(h.waiting, ws)
		}
	}
}

// Listeners says how many are subscribed to the workspace.
func (h *Hub) Listeners(ws id.Workspace) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.waiting[ws])
}
