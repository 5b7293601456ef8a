package blast

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// newsGap is the least time between two facts about the progress of one blast: four a second.
const newsGap = 250 * time.Millisecond

// news tells the interface that a blast has changed. Progress is told at most four times a second, and once more after the last
// change; what a person or the machine decided is told at once.
type news struct {
	s  *Service
	mu sync.Mutex
	// last is when each blast was told about; late says that one more fact is on its way.
	last map[ID]time.Time
	late map[ID]bool
	wg   sync.WaitGroup
	quit chan struct{}
}

func newNews(s *Service) *news {
	return &news{s: s, last: map[ID]time.Time{}, late: map[ID]bool{}, quit: make(chan struct{})}
}

// now records the fact.
func (n *news) now(ctx context.Context, tx *wsdb.Tx, blast ID) error {
	n.mu.Lock()
	n.last[blast] = tx.Now()
	n.mu.Unlock()
	return n.s.d.Events.Append(ctx, tx, event.BlastChanged, blast.String(), nil)
}

// soon records the fact now, or a moment later together with others.
func (n *news) soon(ctx context.Context, tx *wsdb.Tx, blast ID) error {
	n.mu.Lock()
	wait := newsGap - tx.Now().Sub(n.last[blast])
	n.mu.Unlock()
	if wait <= 0 || wait > newsGap {
		return n.now(ctx, tx, blast)
	}
	ws := tx.Workspace()
	tx.AfterCommit(func() { // not before: what is undone tells nothing
		n.mu.Lock()
		waiting := n.late[blast]
		n.late[blast] = true
		n.mu.Unlock()
		if !waiting {
			n.later(ws, blast, wait)
		}
	})
	return nil
}

// later records the fact in a transaction of its own. What a crash takes with it, the next look at the blast shows anyway.
func (n *news) later(ws id.Workspace, blast ID, wait time.Duration) {
	timer := n.s.d.Clock.After(wait)
	n.wg.Go(func() {
		select {
		case <-timer:
		case <-n.quit:
			return
		}
		n.mu.Lock()
		delete(n.late, blast)
		n.mu.Unlock()
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		err := n.s.d.DB.Join(ctx, ws, func(tx *wsdb.Tx) error { return n.now(ctx, tx, blast) })
		if err != nil {
			n.s.d.Log.LogAttrs(ctx, slog.LevelWarn, "a change of a blast could not be told", slog.Any("err", err))
		}
	})
}

// close stops what waits.
func (n *news) close() {
	close(n.quit)
	n.wg.Wait()
}
