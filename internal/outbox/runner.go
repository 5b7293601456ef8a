package outbox

import (
	"context"
	"log/slog"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	pageSize     = 128              // sends whose gates are asked in one transaction
	firstCalls   = 64               // calls at the same time on a channel, at the start and after a refusal
	mostCalls    = 256              // and at most: enough for 1,000 messages a second
	reserved     = 4                // calls that a blast never takes, so that people do not wait behind it
	patience     = 10 * time.Second // a shorter wait for the budget is waited out; a longer one is written to the ledger
	callTimeout  = 60 * time.Second // a connector's own time-outs are shorter
	troublePause = 2 * time.Second  // after the database refused
)

// outcome is what came of one call.
type outcome struct {
	send     Send
	accepted channel.Accepted
	err      error
}

// runner is the dispatcher of one channel. One goroutine owns it; calls to the network run beside it. Each turn of its loop is
// one transaction: it records the outcomes that have arrived and claims the next sends as `sending`; only what is
// committed as `sending` is handed to the network.
type runner struct {
	s        *Service
	ws       id.Workspace
	ch       channel.ID
	log      *slog.Logger
	wake     chan struct{}
	outcomes chan outcome
	calls    int // how many calls may be under way: one more with each accepted message, as few as at the start after a refusal
	inFlight int
	blasting int // of those, calls of the blast lane
	turns    int
	budget   *budget
	limits   channel.Limits
	check    bool // look at what holds wait for in the next turn
	unsure   []ID // claimed by turns whose commit failed, and never handed to the network; see takeBack
}

// turn is what one transaction decided.
type turn struct {
	claimed []Send
	session channel.Session
	full    bool          // the page was as long as asked for
	more    bool          // another turn should follow at once
	wait    time.Duration // for the budget
}

func (r *runner) run(ctx context.Context) {
	r.check = true
	for ctx.Err() == nil {
		err := r.s.engine.settleLeftovers(ctx, r.ws)
		if err == nil {
			break
		}
		if r.gone(err) {
			return
		}
		r.log.Error("leftovers could not be settled", "err", err)
		r.pause(troublePause)
	}
	var done []outcome
	for {
		stopping := ctx.Err() != nil
		if stopping && r.inFlight == 0 && len(done) == 0 && len(r.unsure) == 0 {
			return
		}
		t, err := r.turn(context.WithoutCancel(ctx), done, stopping)
		if err != nil {
			if r.gone(err) {
				return
			}
			r.log.Error("dispatcher could not commit", "err", err)
			done = append(done, r.pause(troublePause)...)
			continue
		}
		r.launch(t)
		if t.more && !stopping {
			done = r.drain()
			continue
		}
		if r.inFlight == 0 && !stopping && t.wait == 0 {
			if r.s.engine.retire(r) {
				return
			}
		}
		done = r.sleep(ctx, t.wait)
	}
}

// gone says that the workspace or the channel is no longer there; nothing is left to dispatch.
func (r *runner) gone(err error) bool {
	f, ok := fault.Of(err)
	if !ok || (f.Kind != fault.NotFound && f.Kind != fault.Gone) || r.inFlight > 0 {
		return false
	}
	r.s.engine.drop(r)
	return true
}

// launch hands claimed sends to the network, each on its own goroutine; the connector's pool bounds connections.
func (r *runner) launch(t turn) {
	for i := range t.claimed {
		m := t.claimed[i]
		r.takeOff(m)
		go func() { r.outcomes <- r.s.call(t.session, m) }()
	}
}

// call is the one place where a message leaves.
func (s *Service) call(session channel.Session, m Send) outcome {
	ctx, cancel := context.WithTimeout(context.Background(), callTimeout)
	defer cancel()
	conn, ok := s.d.Connectors[session.Channel.Kind]
	if !ok {
		return outcome{send: m, err: errNoConnector}
	}
	got, err := conn.Send(ctx, session, channel.Outgoing{SendID: m.ID.String(), Attempt: m.Attempt, To: m.To, Content: m.Content})
	return outcome{send: m, accepted: got, err: err}
}

var errNoConnector = fault.New(fault.Unavailable, "channel.no_connector", "This installation has no connector for the channel.")

// drain takes the outcomes that are there already.
func (r *runner) drain() []outcome {
	var done []outcome
	for {
		select {
		case o := <-r.outcomes:
			done = append(done, r.landed(o))
		default:
			return done
		}
	}
}

func (r *runner) landed(o outcome) outcome {
	r.inFlight--
	if o.send.Lane == Blast {
		r.blasting--
	}
	if o.err != nil {
		r.calls = firstCalls
	} else if r.calls < mostCalls {
		r.calls++
	}
	return o
}

// sleep waits for an outcome, a wake-up, the end of the budget's wait, or the stop; then takes everything that is there.
func (r *runner) sleep(ctx context.Context, wait time.Duration) []outcome {
	var timer <-chan time.Time
	if wait > 0 {
		timer = r.s.d.Clock.After(wait)
	}
	stop := ctx.Done()
	if ctx.Err() != nil {
		if r.inFlight == 0 {
			return r.drain()
		}
		stop = nil
	}
	select {
	case o := <-r.outcomes:
		return append([]outcome{r.landed(o)}, r.drain()...)
	case <-r.wake:
		r.check = true
	case <-timer:
	case <-stop:
	}
	return r.drain()
}

func (r *runner) pause(d time.Duration) []outcome {
	<-r.s.d.Clock.After(d)
	return r.drain()
}

// turn is one transaction of the dispatcher.
func (r *runner) turn(ctx context.Context, done []outcome, stopping bool) (turn, error) {
	var t turn
	err := r.s.d.DB.Write(ctx, r.ws, func(tx *wsdb.Tx) error {
		t = turn{}
		r.turns++
		moves, err := r.takeBack(ctx, tx)
		if err != nil {
			return err
		}
		landed, err := r.record(ctx, tx, done)
		if err != nil {
			return err
		}
		moves = append(moves, landed...)
		if !stopping {
			claimed, err := r.claim(ctx, tx, &t)
			if err != nil {
				return err
			}
			moves = append(moves, claimed...)
		}
		due, err := r.s.store.nextDue(ctx, tx, r.ch)
		if err != nil {
			return err
		}
		if !due.IsZero() {
			tx.WakeAt(due)
		}
		return r.s.announce(ctx, tx, moves)
	})
	if err != nil {
		for i := range t.claimed {
			r.unsure = append(r.unsure, t.claimed[i].ID)
		}
		r.unsure = compact(r.unsure) // the next turn claims the same ones, and may fail as well
		return turn{}, err
	}
	r.unsure = nil
	if len(t.claimed) > 0 {
		if t.session, err = r.s.d.Channels.Session(ctx, r.ws, r.ch); err != nil {
			r.log.Error("channel could not be opened", "err", err)
			r.giveBack(t.claimed, err)
			t.claimed = nil
		}
	}
	r.check = r.check && t.more
	return t, nil
}

// giveBack turns claimed sends whose channel could not be opened into definite refusals: nothing was sent.
func (r *runner) giveBack(claimed []Send, err error) {
	for _, m := range claimed {
		r.takeOff(m)
		go func() {
			r.outcomes <- outcome{send: m, err: errNotOpened.With(err)}
		}()
	}
}

var errNotOpened = fault.New(fault.Unavailable, "channel.not_opened", "The channel could not be opened.")

// takeOff counts a call that is about to be made.
func (r *runner) takeOff(m Send) {
	r.inFlight++
	if m.Lane == Blast {
		r.blasting++
	}
}
