package outbox

import (
	"context"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// claim asks the gates for the next sends and commits those that pass as `sending`. It answers every move it made.
func (r *runner) claim(ctx context.Context, tx *wsdb.Tx, t *turn) ([]Move, error) {
	now := tx.Now()
	ch, err := r.s.d.Channels.Get(ctx, tx, r.ch)
	if err != nil {
		return nil, err
	}
	if r.budget == nil || r.limits != ch.Limits {
		used, err := r.s.store.usage(ctx, tx, r.ch, now.Add(-25*time.Hour))
		if err != nil {
			return nil, err
		}
		r.budget, r.limits = newBudget(ch.Limits, used, now), ch.Limits
	}
	r.budget.recover(now)
	moves, err := r.release(ctx, tx, t)
	if err != nil {
		return nil, err
	}
	g, err := r.s.readState(ctx, tx, r.ws, ch, now)
	if err != nil {
		return nil, err
	}
	page, err := r.page(ctx, tx, g, t)
	if err != nil || len(page) == 0 {
		return moves, err
	}
	if err := r.s.readRecipients(ctx, tx, g, page); err != nil {
		return nil, err
	}
	if g.privateWait, err = r.waitsBefore(ctx, tx, page); err != nil {
		return nil, err
	}
	made, changed := r.judge(g, page, t)
	if err := r.s.store.update(ctx, tx, changed); err != nil {
		return nil, err
	}
	if err := r.count(ctx, tx, g, t.claimed); err != nil {
		return nil, err
	}
	return append(moves, made...), nil
}

// takeBack queues again what a turn had claimed whose commit failed and became durable all the same, as when the connection broke in
// that moment. This process knows that it never handed these sends to the network, so nothing can go out twice.
func (r *runner) takeBack(ctx context.Context, tx *wsdb.Tx) ([]Move, error) {
	if len(r.unsure) == 0 {
		return nil, nil
	}
	found, err := r.s.store.get(ctx, tx, r.unsure)
	if err != nil {
		return nil, err
	}
	var changed []Send
	var moves []Move
	for _, m := range found {
		if m.State != StateSending {
			continue
		}
		m.State = StateQueued
		m.Attempt--
		changed = append(changed, m)
		moves = append(moves, Move{Send: m, From: StateSending})
	}
	return moves, r.s.store.update(ctx, tx, changed)
}

// count keeps what was attempted, so that the budget survives a restart.
func (r *runner) count(ctx context.Context, tx *wsdb.Tx, g *gateInput, claimed []Send) error {
	opened, continued, private := 0, 0, 0
	for i := range claimed {
		if paced(&claimed[i]) {
			private++
		}
		if g.opens(&claimed[i]) {
			opened++
		} else {
			continued++
		}
	}
	if opened+continued == 0 {
		return nil
	}
	return r.s.store.recordUsage(ctx, tx, r.ch, tx.Now(), opened, continued, private)
}

// release puts back into the queue what was held until now, and what waited for something that has happened since.
func (r *runner) release(ctx context.Context, tx *wsdb.Tx, t *turn) ([]Move, error) {
	released, err := r.s.store.releaseDue(ctx, tx, r.ch, tx.Now(), chunk)
	if err != nil {
		return nil, err
	}
	if r.check {
		reasons, err := r.s.store.heldReasons(ctx, tx, r.ch)
		if err != nil {
			return nil, err
		}
		for _, reason := range reasons {
			if over, err := r.over(ctx, tx, reason); err != nil {
				return nil, err
			} else if !over {
				continue
			}
			more, err := r.s.store.releaseReason(ctx, tx, r.ch, reason, chunk)
			if err != nil {
				return nil, err
			}
			released = append(released, more...)
		}
	}
	t.more = t.more || len(released) >= chunk
	moves := make([]Move, len(released))
	for i := range released {
		moves[i] = Move{Send: released[i], From: StateHeld}
	}
	return moves, nil
}

// over says whether what a hold waited for has happened, be it before its time: a person has acted, or a setting was changed.
func (r *runner) over(ctx context.Context, tx *wsdb.Tx, reason string) (bool, error) {
	switch reason {
	case ReasonQuarantine:
		return !r.s.quarantined(), nil
	case ReasonStopAll:
		stopped, err := r.s.d.Workspaces.Stopped(ctx, tx)
		return err == nil && !stopped.On, err
	case ReasonLicenceReadOnly, ReasonLicenceSuspended:
		v, err := r.s.d.Licences.Gate(ctx, r.ws)
		return err == nil && v.MaySend, err
	case ReasonDisconnected, ReasonNeedsAttention, ReasonChannelPaused:
		ch, err := r.s.d.Channels.Get(ctx, tx, r.ch)
		if err != nil {
			return false, err
		}
		ok, _, _ := ch.Usable(tx.Now())
		return ok, nil
	case ReasonQuietHours:
		settings, err := r.s.d.Workspaces.Settings(ctx, tx)
		return err == nil && !quietForAny(settings, tx.Now()), err
	case ReasonBudgetGap, ReasonBudgetRest, ReasonBudgetMinute, ReasonBudgetHour, ReasonBudgetDay:
		return r.budget.room(tx.Now()), nil
	default:
		return false, nil
	}
}

func quietForAny(s workspace.Settings, now time.Time) bool {
	for _, purpose := range s.QuietFor {
		if _, quiet := s.Quiet(now, purpose); quiet {
			return true
		}
	}
	return false
}

// page reads the sends whose turn it is: as many as there are free calls and budget. When the budget is used up it reads only what
// people wrote, or, if the wait is long, a page whose wait is to be written down. A tenth of each page goes to the lowest lanes,
// so that a flood of higher ones does not starve them.
func (r *runner) page(ctx context.Context, tx *wsdb.Tx, g *gateInput, t *turn) ([]Send, error) {
	if g.blocked() {
		return r.read(ctx, tx, t, Blast, pageSize)
	}
	free := r.calls - r.inFlight
	if free <= 0 {
		return nil, nil
	}
	size := min(free, pageSize)
	last := Blast
	if calls := r.calls - reserved - r.blasting; calls > 0 {
		size = min(size, calls)
	} else {
		last = Sequence
	}
	n, until, _ := r.budget.available(tx.Now())
	wait := until.Sub(tx.Now())
	switch {
	case n > 0:
		return r.share(ctx, tx, t, last, min(size, n))
	case wait > patience:
		return r.read(ctx, tx, t, Blast, pageSize)
	}
	people, err := r.read(ctx, tx, t, Human, size)
	if err != nil || len(people) > 0 {
		return people, err
	}
	waiting, err := r.s.store.queued(ctx, tx, r.ch, API, Blast, 1)
	if len(waiting) > 0 {
		t.wait = wait
	}
	return nil, err
}

// read takes a page in order of lane and age, and notes whether there may be more.
func (r *runner) read(ctx context.Context, tx *wsdb.Tx, t *turn, last Lane, size int) ([]Send, error) {
	page, err := r.s.store.queued(ctx, tx, r.ch, Human, last, size)
	t.full = len(page) >= size
	return page, err
}

// share takes a page and gives a tenth of it to the lower lanes when the higher ones fill it.
func (r *runner) share(ctx context.Context, tx *wsdb.Tx, t *turn, last Lane, size int) ([]Send, error) {
	page, err := r.read(ctx, tx, t, last, size)
	if err != nil || !t.full || page[size-1].Lane >= Bot {
		return page, err
	}
	r.turns++
	if size < 10 && r.turns%10 != 0 {
		return page, nil
	}
	low, err := r.s.store.queued(ctx, tx, r.ch, Bot, last, max(1, size/10))
	if err != nil || len(low) == 0 {
		return page, err
	}
	if size < 10 { // the turn of the lower lanes; people still go first
		return append(page[:countLane(page, Human)], low...), nil
	}
	return append(page[:size-len(low)], low...), nil
}

func countLane(page []Send, l Lane) int {
	n := 0
	for i := range page {
		if page[i].Lane == l {
			n++
		}
	}
	return n
}

// paced says that a send falls under the limit of private replies; comments of a live broadcast have their own, which is far above ours.
func paced(m *Send) bool { return m.Content.Private() && !m.Content.Comment.Live }

// waitsBefore counts, where private replies do not fit now, how many of them stand in line before those of a page.
func (r *runner) waitsBefore(ctx context.Context, tx *wsdb.Tx, page []Send) (int, error) {
	i := slices.IndexFunc(page, func(m Send) bool { return paced(&m) })
	if i < 0 {
		return 0, nil
	}
	if _, full := r.budget.privateFull(tx.Now()); full == "" {
		return 0, nil
	}
	return r.s.store.heldBefore(ctx, tx, r.ch, ReasonBudgetPrivate, page[i].ID)
}

// judge asks gates and budget for each send of a page, in order.
func (r *runner) judge(g *gateInput, page []Send, t *turn) (moves []Move, changed []Send) {
	room := r.calls - r.inFlight
	for i := range page {
		m := page[i]
		v := g.decide(&m)
		if !v.skip && !v.hold {
			if len(t.claimed) >= room {
				break
			}
			ok, until, reason := r.budget.take(g.now, attempt{opens: v.opens, person: m.Lane == Human, private: paced(&m)})
			if !ok && reason == ReasonBudgetPrivate {
				until = until.Add(time.Duration(g.privateWait) * r.budget.privateStep())
				g.privateWait++
			} else if !ok && until.Sub(g.now) <= patience {
				t.wait = until.Sub(g.now)
				continue
			}
			if !ok {
				v = hold(reason, until)
			}
		}
		m.place(v, g.now)
		if m.State == StateSending {
			g.promoted(&m)
			t.claimed = append(t.claimed, m)
		}
		changed = append(changed, m)
		moves = append(moves, Move{Send: m, From: StateQueued})
	}
	t.more = t.more || (t.full && t.wait == 0 && len(t.claimed) < room)
	return moves, changed
}

// place applies a verdict.
func (m *Send) place(v verdict, now time.Time) {
	switch {
	case v.skip:
		m.State, m.Reason, m.EndedAt = StateSkipped, v.reason, now
	case v.hold:
		m.State, m.Reason, m.HeldUntil = StateHeld, v.reason, v.until
	default:
		m.State, m.Reason, m.Code, m.Class = StateSending, "", "", ""
		m.Attempt++
		m.SendingAt = now
	}
}
