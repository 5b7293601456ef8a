package sandbox

import (
	"container/heap"
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/kelolapesan/kelola/internal/sandbox/instagram"
)

const (
	maxWorkers = 16
	maxParked  = 64
	tick       = 5000 // µs; statuses become due in steps, so that they meet in one POST
)

// Flags of an event.
const (
	flagLast  uint8 = 1 << iota // no further status follows from it
	flagTwin                    // already a duplicate, or spared from becoming one
	flagLate                    // already delayed
	flagBlind                   // does not change the state of the message
)

// event is one webhook event waiting for its time. It is small: there may be one per message of a large blast.
type event struct {
	due    int64
	ord    uint64
	eff    *effect
	raw    *rawEvent
	status uint8
	flags  uint8
}

// rawEvent is an event that is not a status: JSON pieces, ASCII only.
type rawEvent struct {
	account string // WABA id
	field   string
	num     *number
	contact []byte
	message []byte
	value   []byte // the whole value, when it is not made of contact and message
	timed   bool   // entry.time is present
	body    []byte // the whole POST body, for damaged ones
	insta   *instagram.Event
}

type eventHeap []event

func (h eventHeap) Len() int { return len(h) }
func (h eventHeap) Less(i, j int) bool {
	return h[i].due < h[j].due || (h[i].due == h[j].due && h[i].ord < h[j].ord)
}
func (h eventHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *eventHeap) Push(x any)   { *h = append(*h, x.(event)) }
func (h *eventHeap) Pop() any {
	old := *h
	e := old[len(old)-1]
	old[len(old)-1] = event{}
	*h = old[:len(old)-1]
	return e
}

// sender keeps events until they are due and posts them with a bounded number of workers.
type sender struct {
	s      *Server
	client *http.Client
	wake   chan struct{}
	work   sync.WaitGroup

	mu       sync.Mutex
	heap     eventHeap
	parked   []*post
	inflight int
	ord      uint64
	age      uint64 // rises with clear; posts of an older age are dropped
	idle     []chan struct{}
	stats    hookStats
	log      []WebhookPost
}

func newSender(s *Server) *sender {
	tr := &http.Transport{MaxIdleConnsPerHost: maxWorkers, MaxConnsPerHost: maxWorkers, IdleConnTimeout: 30 * time.Second, DisableCompression: true}
	return &sender{s: s, wake: make(chan struct{}, 1), client: &http.Client{
		Transport:     tr,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

func (q *sender) poke() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

func (q *sender) push(e event) {
	q.mu.Lock()
	q.ord++
	e.ord = q.ord
	heap.Push(&q.heap, e)
	first := q.heap[0].ord == e.ord
	q.mu.Unlock()
	if first {
		q.poke()
	}
}

// statuses plans what follows the acceptance of a message.
func (q *sender) statuses(e *effect) {
	k := q.s.knobs.Load()
	now := q.s.wire.Now().UnixMicro()
	base := k.statusDelay().Microseconds()
	if e.fail != 0 {
		q.push(event{due: q.after(now, base, k), eff: e, status: uint8(stFailed), flags: flagLast})
		return
	}
	if !k.Shuffle {
		q.push(event{due: q.after(now, base, k), eff: e, status: uint8(stSent)})
		return
	}
	for st := stSent; st <= q.last(e, k); st++ {
		q.push(event{due: now + int64(q.s.chance.next()*float64(3*base+tick)), eff: e, status: uint8(st), flags: flagLast})
	}
}

// last is the furthest status a message reaches by itself.
func (q *sender) last(e *effect, k *Knobs) uint32 {
	e.who.mu.Lock()
	defer e.who.mu.Unlock()
	switch {
	case e.who.offline || !k.AutoDelivered:
		return stSent
	case e.who.noRead || !k.AutoRead:
		return stDelivered
	}
	return stRead
}

// after is a due time d from now, with up to a quarter of jitter, in steps.
func (q *sender) after(now, d int64, _ *Knobs) int64 {
	if d > 0 {
		d += int64(q.s.chance.next() * float64(d) / 4)
	}
	return (now + d + tick - 1) / tick * tick
}

// run hands out due events until ctx is done.
func (q *sender) run(ctx context.Context) {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		wait := q.dispatch(ctx)
		timer.Reset(wait)
		select {
		case <-ctx.Done():
			q.work.Wait()
			q.client.CloseIdleConnections()
			return
		case <-q.wake:
		case <-timer.C:
		}
	}
}

// dispatch starts as many workers as are allowed and returns how long nothing can happen.
func (q *sender) dispatch(ctx context.Context) time.Duration {
	k := q.s.knobs.Load()
	for {
		q.mu.Lock()
		if k.WebhooksPaused || q.inflight >= k.Workers {
			q.mu.Unlock()
			return time.Hour
		}
		now := q.s.wire.Now().UnixMicro()
		if p := q.unpark(now); p != nil {
			q.inflight++
			q.mu.Unlock()
			q.work.Go(func() { q.deliver(ctx, p) })
			continue
		}
		wait, batch := q.due(now, k)
		if len(batch) == 0 {
			q.mu.Unlock()
			return wait
		}
		q.inflight++
		age := q.age
		q.mu.Unlock()
		q.work.Go(func() { q.deliverBatch(ctx, batch, k, age) })
	}
}

// due pops up to a batch of due events. q.mu is held.
func (q *sender) due(now int64, k *Knobs) (time.Duration, []event) {
	wait := time.Hour
	for _, p := range q.parked {
		wait = min(wait, time.Duration(p.due-now)*time.Microsecond)
	}
	if len(q.heap) == 0 {
		return wait, nil
	}
	if q.heap[0].due > now {
		return max(min(wait, time.Duration(q.heap[0].due-now)*time.Microsecond), time.Microsecond), nil
	}
	batch := make([]event, 0, min(k.Batch, len(q.heap)))
	for len(batch) < k.Batch && len(q.heap) > 0 && q.heap[0].due <= now {
		batch = append(batch, heap.Pop(&q.heap).(event))
	}
	return 0, batch
}

// unpark takes one POST that is to be repeated now. q.mu is held.
func (q *sender) unpark(now int64) *post {
	for i, p := range q.parked {
		if p.due <= now {
			q.parked = append(q.parked[:i], q.parked[i+1:]...)
			return p
		}
	}
	return nil
}

// finish ends a worker and wakes whoever waits for silence.
func (q *sender) finish() {
	q.mu.Lock()
	q.inflight--
	q.settle()
	q.mu.Unlock()
	q.s.touch()
	q.poke()
}

// settle tells the waiting ones when nothing is left. q.mu is held.
func (q *sender) settle() {
	if len(q.heap)+len(q.parked)+q.inflight > 0 {
		return
	}
	for _, c := range q.idle {
		close(c)
	}
	q.idle = nil
}

// clear drops everything that waits.
func (q *sender) clear() {
	q.mu.Lock()
	q.heap, q.parked, q.log, q.stats = nil, nil, nil, hookStats{}
	q.age++
	q.settle()
	q.mu.Unlock()
	q.poke()
}

// DrainWebhooks waits until no event is waiting or on its way.
func (s *Server) DrainWebhooks(ctx context.Context) error {
	q := s.hooks
	q.mu.Lock()
	if len(q.heap)+len(q.parked)+q.inflight == 0 {
		q.mu.Unlock()
		return nil
	}
	c := make(chan struct{})
	q.idle = append(q.idle, c)
	q.mu.Unlock()
	select {
	case <-c:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// PendingWebhooks is how many events and POSTs wait or are on their way.
func (s *Server) PendingWebhooks() int {
	s.hooks.mu.Lock()
	defer s.hooks.mu.Unlock()
	return len(s.hooks.heap) + len(s.hooks.parked) + s.hooks.inflight
}
