package outbox

import (
	"context"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// reported turns events into news about sends: statuses are that already; what a person has seen was read; and the echo of a message
// proves that the network took it. A network that gives no id of ours back has no other way to settle an open outcome.
func (s *Service) reported(ctx context.Context, tx *wsdb.Tx, ch channel.Channel, evs []channel.Event) ([]channel.StatusReceived, error) {
	var out []channel.StatusReceived
	var echoes []channel.MessageEchoed
	for _, ev := range evs {
		switch ev := ev.(type) {
		case channel.StatusReceived:
			out = append(out, ev)
		case channel.SeenReceived:
			out = append(out, channel.StatusReceived{Inbound: ev.Inbound, ExternalID: ev.ExternalID, Status: channel.StatusRead, At: ev.At})
		case channel.MessageEchoed:
			if ev.To.Handle() != "" && ev.ExternalID != "" {
				echoes = append(echoes, ev)
			}
		}
	}
	if len(echoes) == 0 {
		return out, nil
	}
	settled, err := s.settledBy(ctx, tx, ch.ID, echoes)
	return append(out, settled...), err
}

// settledBy turns echoes into statuses. The echo of a message whose answer has come says nothing about those that have none.
func (s *Service) settledBy(ctx context.Context, q wsdb.Query, ch channel.ID, echoes []channel.MessageEchoed) ([]channel.StatusReceived, error) {
	ids := make([]string, len(echoes))
	for i := range echoes {
		ids[i] = echoes[i].ExternalID
	}
	known, err := s.ByExternal(ctx, q, ch, ids)
	if err != nil {
		return nil, err
	}
	open, err := s.store.open(ctx, q, ch)
	if err != nil {
		return nil, err
	}
	out := make([]channel.StatusReceived, 0, len(echoes))
	for _, ev := range echoes {
		st := channel.StatusReceived{Inbound: ev.Inbound, ExternalID: ev.ExternalID, Status: channel.StatusSent, At: ev.At, Recipient: ev.To}
		if _, answered := known[ev.ExternalID]; !answered {
			if i := echoed(open, ev); i >= 0 {
				st.SendID = open[i].ID.String()
				open = append(open[:i], open[i+1:]...)
			}
		}
		out = append(out, st)
	}
	return out, nil
}

// echoed finds the send with an open outcome that an echo is of: same text, same person. While one such is on its way and another could be
// meant, its answer tells which it was, and the echo waits for it as a bubble of its own. A private reply may come back under another id of
// the person; it is taken only when no other could be meant.
func echoed(open []Send, ev channel.MessageEchoed) int {
	direct, elsewhere, calls, same, others := -1, -1, 0, 0, 0
	for i := range open {
		m := &open[i]
		if !sameText(m.Content, ev.Content) || m.ExternalID != "" && m.ExternalID != ev.ExternalID {
			continue
		}
		switch {
		case m.To.UserID == ev.To.UserID:
			if same++; direct < 0 {
				direct = i
			}
			if m.State == StateSending {
				calls++
			}
		case m.Content.Private():
			others++
			elsewhere = i
		}
	}
	switch {
	case calls > 0 && same > 1:
		return -1
	case direct >= 0:
		return direct
	case others > 1:
		return -1
	default:
		return elsewhere
	}
}

// sameText compares what was sent with its echo, in which a message with buttons may have lost its text.
func sameText(sent, back channel.Content) bool {
	if sent.Comment != nil && sent.Comment.Public {
		return false
	}
	if sent.Type == channel.TypeInteractive && back.Share != nil && back.Share.Kind == "template" {
		return true
	}
	if sent.Type.IsMedia() {
		return back.Type.IsMedia() && back.Plain() == ""
	}
	return sent.Plain() != "" && sent.Plain() == back.Plain()
}

// Seen notes that a person has read sends, and answers how many of them it was news for.
func (s *Service) Seen(ctx context.Context, tx *wsdb.Tx, sends []ID, at time.Time) (int, error) {
	found, err := s.store.get(ctx, tx, sends)
	if err != nil {
		return 0, err
	}
	book := newReports(found)
	for i := range found {
		switch found[i].State {
		case StateAccepted, StateSent, StateDelivered: // of any other nobody knows whether it arrived
			book.apply(channel.StatusReceived{SendID: found[i].ID.String(), Status: channel.StatusRead, At: at}, tx.Now())
		}
	}
	changed, moves := book.result()
	if err := s.store.update(ctx, tx, changed); err != nil {
		return 0, err
	}
	return len(moves), s.announce(ctx, tx, moves)
}

// open lists the sends of a channel whose outcome is not known, the oldest first.
func (s store) open(ctx context.Context, q wsdb.Query, ch channel.ID) ([]Send, error) {
	const ofState = `SELECT ` + sendColumns + ` FROM send WHERE channel_id = $1 AND state = `
	return s.list(ctx, q, ofState+`'sending' UNION ALL `+ofState+`'unknown' ORDER BY sending_at, id LIMIT 1000`, ch)
}

// PrivateLine answers how many private replies to comments wait on a channel, and when the last of them may leave; zero when none is held.
func (s *Service) PrivateLine(ctx context.Context, q wsdb.Query, ch channel.ID) (waiting int, last time.Time, err error) {
	var queued, held int
	var until int64
	err = q.QueryRow(ctx, `SELECT COUNT(*), COALESCE(MAX(held_until), 0) FROM send WHERE channel_id = $1 AND state = 'held' AND reason = $2`,
		ch, ReasonBudgetPrivate).Scan(&held, &until)
	if err != nil {
		return 0, time.Time{}, err
	}
	err = q.QueryRow(ctx, `SELECT COUNT(*) FROM send WHERE channel_id = $1 AND state = 'queued' AND origin = $2`, ch, OriginComment).Scan(&queued)
	return queued + held, clock.Time(until), err
}

// heldBefore counts the sends that a channel holds for a reason and that are older than one.
func (s store) heldBefore(ctx context.Context, q wsdb.Query, ch channel.ID, reason string, than ID) (n int, err error) {
	err = q.QueryRow(ctx, `SELECT COUNT(*) FROM send WHERE channel_id = $1 AND state = 'held' AND reason = $2 AND id < $3`,
		ch, reason, than).Scan(&n)
	return n, err
}
