package report

import (
	"context"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/inbox"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// place is where a send is counted.
type place struct {
	quarter int64
	channel channel.ID
	lane    outbox.Lane
}

func quarterOf(t time.Time) int64 { return clock.Micros(t.Truncate(quarter)) }

func placeOf(m *outbox.Send) place {
	return place{quarterOf(m.CreatedAt), m.Channel, m.Lane}
}

// tallies are changes of the totals, by place in the order in which they turned up.
type tallies struct {
	order []place
	by    map[place]*Figures
}

func (t *tallies) at(p place) *Figures {
	f := t.by[p]
	if f == nil {
		if t.by == nil {
			t.by = map[place]*Figures{}
		}
		f = &Figures{}
		t.by[p] = f
		t.order = append(t.order, p)
	}
	return f
}

// SendsMoved implements outbox.Observer: the totals move in the transaction that moves the ledger, with one statement a batch.
// What a colleague writes also counts for the colleague, and may end somebody's waiting.
func (s *Service) SendsMoved(ctx context.Context, tx *wsdb.Tx, moves []outbox.Move) error {
	var t tallies
	old, err := s.tooOld(ctx, tx, moves)
	if err != nil {
		return err
	}
	for i := range moves {
		m := &moves[i]
		if m.From != "" && m.Send.CreatedAt.Before(old) {
			continue
		}
		f := t.at(placeOf(&m.Send))
		*f.of(m.Send.State)++
		if m.From != "" {
			*f.of(m.From)--
		}
	}
	if err := s.store.addSends(ctx, tx, &t); err != nil {
		return err
	}
	var zone *time.Location
	for i := range moves {
		m := &moves[i]
		if m.From != "" || m.Send.Lane != outbox.Human || m.Send.Origin.Kind != outbox.OriginHuman || m.Send.Contact.IsZero() {
			continue
		}
		if zone == nil {
			settings, err := s.d.Settings.Settings(ctx, tx)
			if err != nil {
				return err
			}
			zone = settings.Zone()
		}
		if err := s.answered(ctx, tx, &m.Send, zone); err != nil {
			return err
		}
	}
	return nil
}

// tooOld is until when totals follow no more what becomes of messages, for they are thinned; zero when no move is of a message that old.
func (s *Service) tooOld(ctx context.Context, tx *wsdb.Tx, moves []outbox.Move) (time.Time, error) {
	for i := range moves {
		if moves[i].From != "" && tx.Now().Sub(moves[i].Send.CreatedAt) > datamap.DeliveryLogDaysLeast*day {
			return s.thinned(ctx, tx)
		}
	}
	return time.Time{}, nil
}

// answered counts what a colleague wrote into a conversation.
func (s *Service) answered(ctx context.Context, tx *wsdb.Tx, m *outbox.Send, zone *time.Location) error {
	b, ok, err := s.store.bubble(ctx, tx, m.ID)
	if err != nil || !ok {
		return err
	}
	today := midnight(m.CreatedAt.In(zone), 0)
	known, err := s.store.wroteSince(ctx, tx, b, m.Actor, today)
	if err != nil {
		return err
	}
	if err := s.store.addWork(ctx, tx, m, !known); err != nil {
		return err
	}
	since, err := s.store.waitingSince(ctx, tx, b)
	if err != nil || since == 0 {
		return err
	}
	return s.store.addAnswer(ctx, tx, m, (clock.Micros(m.CreatedAt)-since)/int64(time.Second/time.Microsecond))
}

// MessagesReceived implements inbox.Listener: the first message that comes in after one that went out is a reply to it.
func (s *Service) MessagesReceived(ctx context.Context, tx *wsdb.Tx, ms []inbox.Received) error {
	ids := make([]inbox.MessageID, len(ms))
	for i := range ms {
		ids[i] = ms[i].Message
	}
	before, err := s.store.repliedTo(ctx, tx, ids)
	if err != nil || len(before) == 0 {
		return err
	}
	var t tallies
	for _, p := range before {
		t.at(p).Replied++
	}
	return s.store.addSends(ctx, tx, &t)
}

// Stopped implements contact.StopCounter.
func (s *Service) Stopped(ctx context.Context, tx *wsdb.Tx, at time.Time) error {
	return s.store.addStop(ctx, tx, at)
}
