package outbox

import (
	"context"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// reported turns events into news about sends: statuses are that already; what a person has seen was read; and the echo of a message
// proves that the network took it. A network that gives no id of ours back has no other way to settle an open outcome.
func (s *Service) reported(ctx context.Context, tx *wsdb.Tx, ch channel.Channel, evs []channel.Event) ([]channel.StatusReceived, error) {
	var out []channel.StatusReceived
	var open []Send
	looked := false
	for _, ev := range evs {
		switch ev := ev.(type) {
		case channel.StatusReceived:
			out = append(out, ev)
		case channel.SeenReceived:
			out = append(out, channel.StatusReceived{Inbound: ev.Inbound, ExternalID: ev.ExternalID, Status: channel.StatusRead, At: ev.At})
		case channel.MessageEchoed:
			if ev.To.Handle() == "" || ev.ExternalID == "" {
				continue
			}
			if !looked {
				var err error
				if open, err = s.store.open(ctx, tx, ch.ID); err != nil {
					return nil, err
				}
				looked = true
			}
			st := channel.StatusReceived{Inbound: ev.Inbound, ExternalID: ev.ExternalID, Status: channel.StatusSent, At: ev.At}
			if i := echoed(open, ev); i >= 0 {
				st.SendID = open[i].ID.String()
				open = append(open[:i], open[i+1:]...)
			}
			out = append(out, st)
		}
	}
	return out, nil
}

// echoed finds the send with an open outcome that an echo is of: same text, same person. A private reply may come back under another id
// of the person; it is taken only when no other could be meant.
func echoed(open []Send, ev channel.MessageEchoed) int {
	elsewhere, many := -1, false
	for i := range open {
		m := &open[i]
		if !sameText(m.Content, ev.Content) || m.ExternalID != "" && m.ExternalID != ev.ExternalID {
			continue
		}
		if m.To.UserID == ev.To.UserID {
			return i
		}
		if m.Content.Private() {
			many = elsewhere >= 0
			elsewhere = i
		}
	}
	if many {
		return -1
	}
	return elsewhere
}

// sameText compares what was sent with its echo, in which a message with buttons may have lost its text.
func sameText(sent, back channel.Content) bool {
	if sent.Comment != nil && sent.Comment.Public {
		return false
	}
	if sent.Type == channel.TypeInteractive && back.Share != nil && back.Share.Kind == "template" {
		return true
	}
	return sent.Plain() != "" && sent.Plain() == back.Plain()
}

// open lists the sends of a channel whose outcome is not known, the oldest first.
func (s store) open(ctx context.Context, q wsdb.Query, ch channel.ID) ([]Send, error) {
	const ofState = `SELECT ` + sendColumns + ` FROM send WHERE channel_id = $1 AND state = `
	return s.list(ctx, q, ofState+`'sending' UNION ALL `+ofState+`'unknown' ORDER BY sending_at, id LIMIT 1000`, ch)
}

// heldBefore counts the sends that a channel holds for a reason and that are older than one.
func (s store) heldBefore(ctx context.Context, q wsdb.Query, ch channel.ID, reason string, than ID) (n int, err error) {
	err = q.QueryRow(ctx, `SELECT COUNT(*) FROM send WHERE channel_id = $1 AND state = 'held' AND reason = $2 AND id < $3`,
		ch, reason, than).Scan(&n)
	return n, err
}
