package channel

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	inboundPurpose = "channel.inbound"
	conflictKey    = "\x00conflict\x00"
)

// Fragment is one raw event with its place. Key is equal for repeats of the event on its channel; another Fingerprint under an
// equal key is another event. Person is who a message is from, or to where the business wrote it elsewhere; what is no message of a
// person, such as a status, has none and is stored whoever it speaks of.
type Fragment struct {
	Workspace   id.Workspace
	Channel     ID
	Kind        string
	Key         string
	Fingerprint string
	Person      Address
	Raw         []byte
}

// Counts are what happened to deliveries since the start, for metrics.
type Counts struct {
	Stored, Repeated, Conflicts, Dropped, Unstored, Unknown, Processed, Failed, Missed int64
}

type counters struct {
	stored, repeated, conflicts, dropped, unstored, unknown, processed, failed, missed atomic.Int64
}

// Ingest keeps raw events and processes them afterwards, in order, each exactly once.
type Ingest struct {
	s        *Service
	handlers []Handler
	count    counters

	mu      sync.Mutex
	waiting map[id.Workspace]bool // to be processed
	order   []id.Workspace
	running map[id.Workspace]bool
	tries   map[InboundID]int // of events that failed alone
	signal  chan struct{}
	pauses  sync.WaitGroup
	paused  func(ws id.Workspace) bool
}

// NewIngest makes the ingest of a service. The service itself handles what concerns channels; the others follow in order.
func NewIngest(s *Service, handlers ...Handler) *Ingest {
	return &Ingest{
		s: s, handlers: append([]Handler{s}, handlers...),
		waiting: map[id.Workspace]bool{}, running: map[id.Workspace]bool{}, tries: map[InboundID]int{}, signal: make(chan struct{}, 1),
	}
}

// Handle adds a handler. All are added before the first event.
func (i *Ingest) Handle(h Handler) { i.handlers = append(i.handlers, h) }

// Counts returns the counters.
func (i *Ingest) Counts() Counts {
	return Counts{
		Stored: i.count.stored.Load(), Repeated: i.count.repeated.Load(), Conflicts: i.count.conflicts.Load(), Dropped: i.count.dropped.Load(),
		Unstored: i.count.unstored.Load(), Unknown: i.count.unknown.Load(), Processed: i.count.processed.Load(), Failed: i.count.failed.Load(), Missed: i.count.missed.Load(),
	}
}

// Unknown counts events of accounts that nobody here has. They are not stored.
func (i *Ingest) Unknown(n int) { i.count.unknown.Add(int64(n)) }

// Missed counts an announced message that the network did not have when it was asked for it.
func (i *Ingest) Missed() { i.count.missed.Add(1) }

// Store keeps fragments durably before it returns; with an error some may be missing, and the network must deliver again, which
// is harmless. Fragments of a channel that was disconnected, or of a workspace that was erased meanwhile, are dropped and counted; so are
// those of people on the do-not-store list, before anything of them is written.
func (i *Ingest) Store(ctx context.Context, frags []Fragment) error {
	if len(frags) == 0 {
		return nil
	}
	byWorkspace := map[id.Workspace][]Fragment{}
	for _, f := range frags {
		byWorkspace[f.Workspace] = append(byWorkspace[f.Workspace], f)
	}
	if len(byWorkspace) == 1 {
		return i.storeIn(ctx, frags[0].Workspace, frags)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	var failed error
	for ws, list := range byWorkspace {
		wg.Go(func() {
			if err := i.storeIn(ctx, ws, list); err != nil {
				mu.Lock()
				failed = errors.Join(failed, err)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return failed
}

// sealedFragment is a fragment as it is written.
type sealedFragment struct {
	id                         InboundID
	channel                    ID
	kind, key, other, contents string
	raw                        []byte
}

func seal(box *crypt.Box, f Fragment) (sealedFragment, error) {
	out := sealedFragment{id: id.New[Inbound](), channel: f.Channel, kind: f.Kind}
	place := out.id.Bytes()
	var err error
	if out.raw, err = box.Seal(inboundPurpose, f.Raw, place[:]); err != nil {
		return sealedFragment{}, err
	}
	key := f.Channel.String() + f.Key
	out.key = keyedHash(box, key)
	if f.Fingerprint != "" {
		out.contents = keyedHash(box, f.Fingerprint)[:16]
		out.other = keyedHash(box, key+conflictKey+f.Fingerprint)
	}
	return out, nil
}

func keyedHash(box *crypt.Box, s string) string {
	return hex.EncodeToString(box.KeyedHash(inboundPurpose, []byte(s)))
}

func (i *Ingest) storeIn(ctx context.Context, ws id.Workspace, frags []Fragment) error {
	err := i.keep(ctx, ws, frags)
	if gone(err) { // decided here: in a delivery for several workspaces it must not hide what became of the others
		i.count.dropped.Add(int64(len(frags)))
		return nil
	}
	return err
}

func (i *Ingest) keep(ctx context.Context, ws id.Workspace, frags []Fragment) error {
	box, err := i.s.d.DB.Box(ctx, ws)
	if err != nil {
		return err
	}
	sieve, err := i.s.unstored.sift(ctx, ws, box, frags)
	if err != nil {
		return err
	}
	sealed := make([]sealedFragment, 0, len(sieve.keep))
	for _, f := range sieve.keep {
		one, err := seal(box, f)
		if err != nil {
			return err
		}
		sealed = append(sealed, one)
	}
	var stored, repeated, conflicts, dropped int64
	err = i.s.d.DB.Join(ctx, ws, func(tx *wsdb.Tx) error {
		stored, repeated, conflicts, dropped = 0, 0, 0, 0
		for _, f := range sealed {
			outcome, err := storeOne(ctx, tx, f)
			if err != nil {
				return err
			}
			switch outcome {
			case wasStored:
				stored++
			case wasConflict:
				stored++
				conflicts++
			case wasRepeated:
				repeated++
			default:
				dropped++
			}
		}
		if stored > 0 {
			tx.AfterCommit(func() { i.Wake(ws) })
		}
		if len(sieve.also) > 0 {
			tx.AfterCommit(func() { i.s.unstored.forget(ws) })
		}
		return sieve.note(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("store inbound: %w", err)
	}
	i.count.stored.Add(stored)
	i.count.repeated.Add(repeated)
	i.count.conflicts.Add(conflicts)
	i.count.dropped.Add(dropped)
	i.count.unstored.Add(sieve.dropped)
	return nil
}

// Pause sets what says that the events of a workspace wait, stored, until the workspace is woken again.
func (i *Ingest) Pause(paused func(ws id.Workspace) bool) { i.paused = paused }

// Wake asks that the events of a workspace be processed by Run.
func (i *Ingest) Wake(ws id.Workspace) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.waiting[ws] {
		return
	}
	i.waiting[ws] = true
	if !i.running[ws] {
		i.order = append(i.order, ws)
	}
	i.wakeOne()
}

func (i *Ingest) wakeOne() {
	select {
	case i.signal <- struct{}{}:
	default:
	}
}

const (
	ingestWorkers = 8
	retryPause    = time.Second

	// gatherFor is how long the next pass over a workspace waits for company when events came in during the last one. A pass costs
	// a commit, for which those who deliver wait too; nobody waits for the pass but the live stream.
	gatherFor = 20 * time.Millisecond
)

// Run processes woken workspaces until ctx ends, several at a time and each by one worker. What is left then is written down as
// due, so that the next start goes on with it.
func (i *Ingest) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	for range ingestWorkers {
		wg.Go(func() { i.work(ctx) })
	}
	wg.Wait()
	i.pauses.Wait()
	i.mu.Lock()
	defer i.mu.Unlock()
	for ws := range i.waiting {
		i.s.d.DB.WakeAt(ws, i.s.d.Clock.Now())
	}
	return nil
}

func (i *Ingest) work(ctx context.Context) {
	for {
		ws, ok := i.next()
		if !ok {
			select {
			case <-ctx.Done():
				return
			case <-i.signal:
			}
			continue
		}
		if ctx.Err() != nil {
			i.done(ws, true)
			return
		}
		err := i.Process(ctx, ws)
		if err != nil && !gone(err) {
			if ctx.Err() == nil {
				i.s.d.Log.ErrorContext(ctx, "inbound events could not be processed; they are tried again",
					slog.Any("workspace_id", ws), slog.String("err", codeOf(err)))
			}
			i.later(ctx, ws)
			continue
		}
		i.rest(ctx, ws)
	}
}

// rest ends a pass. A workspace that was quiet during it is free, so that its next event is processed at once; one that was woken
// comes in again after a moment.
func (i *Ingest) rest(ctx context.Context, ws id.Workspace) {
	i.mu.Lock()
	busy := i.waiting[ws]
	if !busy {
		delete(i.running, ws)
	}
	i.mu.Unlock()
	if !busy {
		return
	}
	i.pauses.Go(func() {
		select {
		case <-ctx.Done():
		case <-i.s.d.Clock.After(gatherFor):
		}
		i.done(ws, false)
	})
}

// later tries a workspace again after a pause, without keeping a worker.
func (i *Ingest) later(ctx context.Context, ws id.Workspace) {
	i.pauses.Go(func() {
		select {
		case <-ctx.Done():
		case <-clock.System{}.After(retryPause):
		}
		i.done(ws, true)
	})
}

// next takes a workspace that waits and that nobody works on.
func (i *Ingest) next() (id.Workspace, bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if len(i.order) == 0 {
		return id.Workspace{}, false
	}
	ws := i.order[0]
	i.order = i.order[1:]
	delete(i.waiting, ws)
	i.running[ws] = true
	if len(i.order) > 0 {
		i.wakeOne()
	}
	return ws, true
}

func (i *Ingest) done(ws id.Workspace, again bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	delete(i.running, ws)
	if again {
		i.waiting[ws] = true
	}
	if i.waiting[ws] {
		i.order = append(i.order, ws)
		i.wakeOne()
	}
}
