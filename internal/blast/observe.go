package blast

import (
	"context"
	"slices"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/inbox"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// reasonReplaced marks sends that are given up because the text of the blast has changed; their recipients are planned again.
const reasonReplaced = inbox.ReasonReplaced

// tally is what one batch of moves means for one blast.
type tally struct {
	blast    ID
	delta    Counts
	taken    int
	causes   map[cause]int
	recover  []contact.ID // recipients whose earlier failure or doubt is over
	troubled []recipient  // recipients that failed, were skipped or are in doubt
	again    []contact.ID // recipients to be planned again
	back     bool         // something came back into the ledger's queue
	alarm    string       // the channel or the template cannot be used
	moves    []outbox.Move
}

// SendsMoved implements outbox.Observer: the counters move in the transaction that moves the ledger, with a fixed number of
// statements per blast and batch. It may pause the blast, and ends it after the last send.
func (s *Service) SendsMoved(ctx context.Context, tx *wsdb.Tx, moves []outbox.Move) error {
	var order []*tally
	by := map[string]*tally{}
	for _, m := range moves {
		if m.Send.Origin.Kind != outbox.OriginBlast {
			continue
		}
		t := by[m.Send.Origin.ID]
		if t == nil {
			blast, err := id.Parse[Blast](m.Send.Origin.ID)
			if err != nil {
				continue
			}
			t = &tally{blast: blast, causes: map[cause]int{}}
			by[m.Send.Origin.ID] = t
			order = append(order, t)
		}
		t.add(m)
	}
	for _, t := range order {
		if err := s.apply(ctx, tx, t); err != nil {
			return err
		}
	}
	return nil
}

// add counts one move.
func (t *tally) add(m outbox.Move) {
	from, to := m.From, m.Send.State
	if from == "" {
		from = outbox.StatePlanned // the pump has counted the recipient
	}
	if to == outbox.StateSkipped && m.Send.Reason == reasonReplaced {
		to = outbox.StatePlanned
		t.again = append(t.again, m.Send.Contact)
	}
	t.delta.move(from, to, 1)
	if from == outbox.StateFailed || from == outbox.StateUnknown {
		t.over(m.Send.Contact)
	}
	switch to {
	case outbox.StateFailed, outbox.StateSkipped, outbox.StateUnknown:
		r := recipient{
			Contact: m.Send.Contact, Send: m.Send.ID, State: string(to), Reason: m.Send.Reason, Code: m.Send.Code, Class: string(m.Send.Class),
		}
		t.troubled = append(t.troubled, r)
		t.causes[causeOf(r)]++
	case outbox.StateQueued, outbox.StateHeld:
		t.back = t.back || m.From == outbox.StateSending || m.From == outbox.StateHeld
	}
	if taken(to) && !taken(from) && from != outbox.StateFailed {
		t.taken++
	}
	t.alarm = firstOf(t.alarm, alarmOf(m.Send))
	t.moves = append(t.moves, m)
}

// over notes that an earlier failure or doubt is over, be it of this batch or of an earlier one.
func (t *tally) over(c contact.ID) {
	for i, r := range t.troubled {
		if r.Contact == c {
			t.causes[causeOf(r)]--
			t.troubled = slices.Delete(t.troubled, i, i+1)
			return
		}
	}
	t.recover = append(t.recover, c)
}

func causeOf(r recipient) cause {
	return cause{State: r.State, Reason: r.Reason, Code: r.Code, Class: r.Class}
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// taken says that the network has the message.
func taken(s outbox.State) bool {
	switch s {
	case outbox.StateAccepted, outbox.StateSent, outbox.StateDelivered, outbox.StateRead:
		return true
	default:
		return false
	}
}

// alarmOf says why a blast must not go on after this send.
func alarmOf(m outbox.Send) string {
	switch {
	case m.State == outbox.StateHeld && (m.Reason == outbox.ReasonNeedsAttention || m.Reason == outbox.ReasonDisconnected):
		return ReasonChannel
	case m.State == outbox.StateFailed && m.Class == channel.ClassChannel:
		return ReasonChannel
	case m.State == outbox.StateFailed && m.Class == channel.ClassTemplate:
		return ReasonTemplate
	default:
		return ""
	}
}

func (s *Service) apply(ctx context.Context, tx *wsdb.Tx, t *tally) error {
	p, ok, err := s.store.getProgress(ctx, tx, t.blast)
	if err != nil || !ok {
		return err
	}
	if err := s.applyRecipients(ctx, tx, t); err != nil {
		return err
	}
	p.add(t.delta)
	for _, m := range t.moves {
		p.outcomes.add(m)
	}
	if len(t.again) > 0 {
		p.planAfter = contact.ID{}
	}
	if err := s.store.putProgress(ctx, tx, t.blast, &p); err != nil {
		return err
	}
	if err := s.store.addCauses(ctx, tx, t.blast, t.causes); err != nil {
		return err
	}
	if err := s.store.addTaken(ctx, tx, t.blast, t.taken); err != nil {
		return err
	}
	if err := s.news.soon(ctx, tx, t.blast); err != nil {
		return err
	}
	return s.react(ctx, tx, t, &p)
}

// applyRecipients notes on the recipients what went wrong, what was put right, and who is to be planned again.
func (s *Service) applyRecipients(ctx context.Context, tx *wsdb.Tx, t *tally) error {
	better, err := s.store.ofContacts(ctx, tx, t.blast, t.recover)
	if err != nil {
		return err
	}
	for i := range better {
		if better[i].State != recipientFailed && better[i].State != recipientUnknown {
			continue
		}
		t.causes[causeOf(better[i])]--
		better[i].State, better[i].Reason, better[i].Code, better[i].Class = recipientOut, "", "", ""
	}
	if err := s.store.updateRecipients(ctx, tx, t.blast, better); err != nil {
		return err
	}
	if err := s.store.troubleRecipients(ctx, tx, t.blast, t.troubled); err != nil {
		return err
	}
	return s.store.replan(ctx, tx, t.blast, t.again)
}

// react pauses, holds, refills or ends the blast.
func (s *Service) react(ctx context.Context, tx *wsdb.Tx, t *tally, p *progress) error {
	b, err := s.store.get(ctx, tx, t.blast)
	if err != nil {
		return err
	}
	switch b.State {
	case Running:
		reason := t.alarm
		if reason == "" {
			reason, _ = p.outcomes.tripped()
		}
		if reason != "" {
			if err := b.pause(tx.Now(), reason); err != nil {
				return err
			}
			if err := s.news.now(ctx, tx, b.ID); err != nil {
				return err
			}
			return s.halt(ctx, tx, &b)
		}
		if (p.Planned > 0 || !p.frozen) && p.ahead() < refillAt {
			s.wakeAfter(tx, b.ID)
			return nil
		}
	case Paused:
		if t.back && !onlyPaused(t.moves) {
			_, err := s.d.Outbox.Hold(ctx, tx, origin(b.ID), outbox.ReasonPaused)
			return err
		}
		return nil
	case Stopping, Stopped:
		if t.back {
			_, err := s.d.Outbox.Skip(ctx, tx, origin(b.ID), outbox.ReasonBlastStopped)
			return err
		}
		if p.Planned > 0 || !p.frozen {
			return nil
		}
	}
	return s.finish(ctx, tx, &b)
}

// onlyPaused says that the moves are those of holding a paused blast.
func onlyPaused(moves []outbox.Move) bool {
	for _, m := range moves {
		if m.Send.State != outbox.StateHeld || m.Send.Reason != outbox.ReasonPaused {
			return false
		}
	}
	return true
}
