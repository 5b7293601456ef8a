package blast

import (
	"context"
	"errors"
	"fmt"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// How the pump works: the ledger is kept filled a little ahead of the dispatcher, and the audience is frozen as fast as the
// database takes it. The first page is small, so that the first message leaves at once.
const (
	aheadLimit = 2000 // sends that may wait in the ledger
	refillAt   = 1500 // the pump is woken when fewer wait
	firstPage  = 100
	planPage   = 500
	freezePage = 2000
	stopPage   = 5000
)

// Reason codes of recipients that are decided here.
const (
	reasonMissing   = "missing_variable"
	reasonDuplicate = "duplicate_recipient"
	reasonPromoted  = "recently_promoted" // got something promotional within the days the audience names
)

// Pump does what a blast needs now and returns when it has to wait: for the dispatcher, for a person, or for ever. Every step
// is one transaction that moves a cursor together with the rows it stands for, so it may be interrupted and repeated at will.
func (s *Service) Pump(ctx context.Context, ws id.Workspace, blast ID) error {
	more := true
	for more {
		err := s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
			var err error
			more, err = s.step(ctx, tx, blast)
			return err
		})
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		if fault.KindOf(err) == fault.Invalid { // the audience cannot be read any more: a field of its filter is gone
			return s.block(ctx, ws, blast)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// block pauses a blast that cannot go on until a person has changed something.
func (s *Service) block(ctx context.Context, ws id.Workspace, blast ID) error {
	_, err := s.change(ctx, ws, blast, func(tx *wsdb.Tx, b *Blast) error {
		if err := b.pause(tx.Now(), ReasonBlocked); err != nil {
			return err
		}
		return s.halt(ctx, tx, b)
	})
	if errors.Is(err, ErrNotRunning) {
		return nil
	}
	return err
}

// step does one page of work and says whether more can be done at once.
func (s *Service) step(ctx context.Context, tx *wsdb.Tx, blast ID) (bool, error) {
	b, err := s.store.get(ctx, tx, blast)
	if err != nil {
		return false, err
	}
	p, ok, err := s.store.getProgress(ctx, tx, blast)
	if err != nil || !ok {
		return false, err
	}
	switch b.State {
	case Running:
		return s.forward(ctx, tx, &b, &p)
	case Stopping:
		return s.wind(ctx, tx, &b, &p)
	default:
		return false, nil
	}
}

// forward plans the next recipients while there is room in the ledger, and freezes the audience otherwise.
func (s *Service) forward(ctx context.Context, tx *wsdb.Tx, b *Blast, p *progress) (bool, error) {
	room := aheadLimit - p.ahead()
	size := planPage
	if p.Total == 0 {
		size = firstPage
	}
	if room > 0 && (p.Planned > 0 || !p.frozen) {
		if ok, err := s.canPlan(ctx, tx, b); err != nil || !ok {
			return false, err
		}
	}
	switch { // a whole page or none: every page costs a transaction, and the dispatcher waits for it
	case p.Planned > 0 && room >= min(size, p.Planned):
		return true, s.planBacklog(ctx, tx, b, p, min(size, room))
	case p.Planned == 0 && room >= size && !p.frozen:
		ids, err := s.nextOfAudience(ctx, tx, b, p, size)
		if err != nil {
			return false, err
		}
		return true, s.planFresh(ctx, tx, b, p, ids)
	case !p.frozen:
		ids, err := s.nextOfAudience(ctx, tx, b, p, freezePage)
		if err != nil {
			return false, err
		}
		return true, s.freeze(ctx, tx, b, p, ids, recipientPlanned, "")
	}
	return false, s.finish(ctx, tx, b)
}

// canPlan pauses a blast whose template must not be sent any more.
func (s *Service) canPlan(ctx context.Context, tx *wsdb.Tx, b *Blast) (bool, error) {
	if b.Message.Kind == KindText {
		return true, nil
	}
	t, ok, err := s.template(ctx, tx, b)
	if err != nil {
		return false, err
	}
	if ok {
		if ok, _ = t.Sendable(tx.Now()); ok {
			return true, nil
		}
	}
	if err := b.pause(tx.Now(), ReasonTemplate); err != nil {
		return false, err
	}
	if err := s.halt(ctx, tx, b); err != nil {
		return false, err
	}
	return false, s.news.now(ctx, tx, b.ID)
}

// freeze makes contacts recipients without planning them yet.
func (s *Service) freeze(ctx context.Context, tx *wsdb.Tx, b *Blast, p *progress, ids []contact.ID, state, reason string) error {
	rows := make([]recipient, len(ids))
	for i, c := range ids {
		rows[i] = recipient{Contact: c, State: state, Reason: reason}
	}
	if err := s.store.insertRecipients(ctx, tx, b.ID, rows); err != nil {
		return err
	}
	p.Total += len(ids)
	if state == recipientPlanned {
		p.Planned += len(ids)
	} else {
		p.Skipped += len(ids)
		if err := s.store.addCauses(ctx, tx, b.ID, map[cause]int{{State: state, Reason: reason}: len(ids)}); err != nil {
			return err
		}
	}
	if err := s.store.putProgress(ctx, tx, b.ID, p); err != nil {
		return err
	}
	return s.news.soon(ctx, tx, b.ID)
}

// planBacklog plans recipients that were frozen earlier.
func (s *Service) planBacklog(ctx context.Context, tx *wsdb.Tx, b *Blast, p *progress, limit int) error {
	planned, err := s.store.listRecipients(ctx, tx, listPlanned, b.ID, after(p.planAfter), limit)
	if err != nil {
		return err
	}
	if len(planned) == 0 {
		return s.rewind(ctx, tx, b, p)
	}
	ids := make([]contact.ID, len(planned))
	for i, r := range planned {
		ids[i] = r.Contact
	}
	p.planAfter = ids[len(ids)-1]
	rows, err := s.plan(ctx, tx, b, p, ids)
	if err != nil {
		return err
	}
	return s.store.updateRecipients(ctx, tx, b.ID, rows)
}

// rewind looks from the start again when planned recipients are left, but none behind the cursor.
func (s *Service) rewind(ctx context.Context, tx *wsdb.Tx, b *Blast, p *progress) error {
	if p.planAfter.IsZero() {
		return fmt.Errorf("blast %s counts %d planned recipients and has none", b.ID, p.Planned)
	}
	p.planAfter = contact.ID{}
	return s.store.putProgress(ctx, tx, b.ID, p)
}

// planFresh freezes contacts and plans them in the same transaction.
func (s *Service) planFresh(ctx context.Context, tx *wsdb.Tx, b *Blast, p *progress, ids []contact.ID) error {
	p.Total += len(ids)
	p.Planned += len(ids)
	rows, err := s.plan(ctx, tx, b, p, ids)
	if err != nil {
		return err
	}
	return s.store.insertRecipients(ctx, tx, b.ID, rows)
}

// plan decides about recipients that count as planned: a send, a skip, or waiting for a value. It stores p and moves the counters;
// the rows are for the caller to write.
func (s *Service) plan(ctx context.Context, tx *wsdb.Tx, b *Blast, p *progress, ids []contact.ID) ([]recipient, error) {
	r, err := s.renderer(ctx, tx, b)
	if err != nil {
		return nil, err
	}
	rows, reqs, err := s.judge(ctx, tx, b, r, ids)
	if err != nil {
		return nil, err
	}
	causes := map[cause]int{}
	for _, row := range rows {
		switch row.State {
		case recipientSkipped:
			p.move(outbox.StatePlanned, outbox.StateSkipped, 1)
			causes[cause{State: row.State, Reason: row.Reason}]++
		case recipientWaiting:
			p.move(outbox.StatePlanned, outbox.StateHeld, 1)
			p.waiting++
		}
	}
	if err := s.store.putProgress(ctx, tx, b.ID, p); err != nil {
		return nil, err
	}
	if err := s.store.addCauses(ctx, tx, b.ID, causes); err != nil {
		return nil, err
	}
	if len(reqs) > 0 { // the outbox tells SendsMoved, which counts them as queued
		sends, err := s.d.Outbox.Add(ctx, tx, reqs)
		if err != nil {
			return nil, err
		}
		next := 0
		for i := range rows {
			if rows[i].State == recipientOut {
				rows[i].Send = sends[next].ID
				next++
			}
		}
	}
	return rows, s.news.soon(ctx, tx, b.ID)
}

// judge asks the bulk questions about a page of contacts and makes the requests for those who can be sent to.
func (s *Service) judge(ctx context.Context, q wsdb.Query, b *Blast, r *renderer, ids []contact.ID) ([]recipient, []outbox.Request, error) {
	reach, err := s.d.Contacts.Reach(ctx, q, ids, b.Purpose)
	if err != nil {
		return nil, nil, err
	}
	var values map[contact.ID]map[string]string
	if r.keyed {
		if values, err = s.d.Contacts.Variables(ctx, q, ids); err != nil {
			return nil, nil, err
		}
	}
	promoted, err := s.promoted(ctx, q, b, ids)
	if err != nil {
		return nil, nil, err
	}
	rows := make([]recipient, len(ids))
	reqs := make([]outbox.Request, 0, len(ids))
	seen := make(map[channel.Address]bool, len(ids))
	for i, c := range ids {
		rows[i] = recipient{Contact: c, State: recipientSkipped, Version: b.Version}
		known := reach[c]
		if ok, reason := known.Allows(b.Purpose); !ok {
			rows[i].Reason = reason
			continue
		}
		if promoted[c] {
			rows[i].Reason = reasonPromoted
			continue
		}
		to := channel.Address{Phone: known.Phone, UserID: known.UserID}
		if to.IsZero() { // known by a handle only, which is of another network
			rows[i].Reason = contact.SkipNoAddress
			continue
		}
		if seen[to] {
			rows[i].Reason = reasonDuplicate
			continue
		}
		out := r.render(values[c])
		switch {
		case out.wait:
			rows[i].State, rows[i].Reason = recipientWaiting, reasonMissing
		case out.skip:
			rows[i].Reason = reasonMissing
		default:
			seen[to] = true
			rows[i].State = recipientOut
			reqs = append(reqs, outbox.Request{
				Channel: b.Channel, Lane: outbox.Blast, Origin: origin(b.ID), Contact: c, To: to, Purpose: b.Purpose,
				Content: out.content, Preview: out.preview, Actor: b.CreatedBy,
			})
		}
	}
	return rows, reqs, nil
}

// wind ends a stopped blast page by page: the audience is still read to its end, so that everyone has a state and a reason.
func (s *Service) wind(ctx context.Context, tx *wsdb.Tx, b *Blast, p *progress) (bool, error) {
	if p.ahead() > 0 { // came back from the network after the stop
		_, err := s.d.Outbox.Skip(ctx, tx, origin(b.ID), outbox.ReasonBlastStopped)
		return err == nil, err
	}
	if p.waiting > 0 {
		n, err := s.store.skipWaiting(ctx, tx, b.ID, outbox.ReasonBlastStopped)
		if err != nil {
			return false, err
		}
		p.waiting = 0
		p.move(outbox.StateHeld, outbox.StateSkipped, n)
		return true, s.countStopped(ctx, tx, b, p, n)
	}
	if p.Planned > 0 {
		return true, s.skipPlanned(ctx, tx, b, p)
	}
	if !p.frozen {
		ids, err := s.nextOfAudience(ctx, tx, b, p, freezePage)
		if err != nil && fault.KindOf(err) == fault.Invalid { // nobody can say any more who the rest would have been
			ids, p.frozen, err = nil, true, nil
		}
		if err != nil {
			return false, err
		}
		return true, s.freeze(ctx, tx, b, p, ids, recipientSkipped, outbox.ReasonBlastStopped)
	}
	return false, s.finish(ctx, tx, b)
}

func (s *Service) skipPlanned(ctx context.Context, tx *wsdb.Tx, b *Blast, p *progress) error {
	rows, err := s.store.listRecipients(ctx, tx, listPlanned, b.ID, after(p.planAfter), stopPage)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return s.rewind(ctx, tx, b, p)
	}
	p.planAfter = rows[len(rows)-1].Contact
	for i := range rows {
		rows[i].State, rows[i].Reason = recipientSkipped, outbox.ReasonBlastStopped
	}
	if err := s.store.updateRecipients(ctx, tx, b.ID, rows); err != nil {
		return err
	}
	p.move(outbox.StatePlanned, outbox.StateSkipped, len(rows))
	return s.countStopped(ctx, tx, b, p, len(rows))
}

func (s *Service) countStopped(ctx context.Context, tx *wsdb.Tx, b *Blast, p *progress, n int) error {
	by := map[cause]int{{State: recipientSkipped, Reason: outbox.ReasonBlastStopped}: n}
	if err := s.store.addCauses(ctx, tx, b.ID, by); err != nil {
		return err
	}
	if err := s.store.putProgress(ctx, tx, b.ID, p); err != nil {
		return err
	}
	return s.news.soon(ctx, tx, b.ID)
}

// finish ends the blast if nothing is left to do.
func (s *Service) finish(ctx context.Context, tx *wsdb.Tx, b *Blast) error {
	p, ok, err := s.store.getProgress(ctx, tx, b.ID)
	if err != nil || !ok || !b.settle(tx.Now(), p.frozen, p.Counts, p.waiting) {
		return err
	}
	if err := s.store.update(ctx, tx, b); err != nil {
		return err
	}
	return s.news.now(ctx, tx, b.ID)
}
