package account

import "sync"

// watchers wake those in this process who serve a person right now, when a session of the person may have ended or the person may be a
// member of a workspace no more. It carries no facts: who is woken asks Check.
type watchers struct {
	mu      sync.Mutex
	waiting map[UserID]map[chan struct{}]struct{}
}

func (w *watchers) tell(user UserID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for ch := range w.waiting[user] {
		select {
		case ch <- struct{}{}:
		default: // a wake-up is already pending
		}
	}
}

// Watch returns a channel that receives when what a person may do has changed; whoever receives asks Check. stop must be called.
func (s *Service) Watch(user UserID) (wake <-chan struct{}, stop func()) {
	w, ch := &s.watchers, make(chan struct{}, 1)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.waiting == nil {
		w.waiting = map[UserID]map[chan struct{}]struct{}{}
	}
	if w.waiting[user] == nil {
		w.waiting[user] = map[chan struct{}]struct{}{}
	}
	w.waiting[user][ch] = struct{}{}
	return ch, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.waiting[user], ch)
		if len(w.waiting[user]) == 0 {
			delete(w.waiting, user)
		}
	}
}
