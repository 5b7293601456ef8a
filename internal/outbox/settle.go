package outbox

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// HandleEvents implements channel.Handler: statuses from the network move sends up, and settle what was unknown.
func (s *Service) HandleEvents(ctx context.Context, tx *wsdb.Tx, ch channel.Channel, evs []channel.Event) error {
	statuses, err := s.reported(ctx, tx, ch, evs)
	if err != nil || len(statuses) == 0 {
		return err
	}
	sends, err := s.findReported(ctx, tx, ch.ID, statuses)
	if err != nil {
		return err
	}
	book := newReports(sends)
	for _, st := range statuses {
		book.apply(st, tx.Now())
	}
	changed, moves := book.result()
	if err := s.store.update(ctx, tx, changed); err != nil {
		return err
	}
	for _, m := range moves {
		if m.Send.State == StateFailed && m.Send.Class == channel.ClassOptOut {
			if err := s.suppress(ctx, tx, &m.Send, book.failedAt[m.Send.ID]); err != nil {
				return err
			}
		}
	}
	return s.announce(ctx, tx, moves)
}

// suppress notes that the recipient, as the network said at a time, wants nothing more from the business. Who has resumed since does.
func (s *Service) suppress(ctx context.Context, tx *wsdb.Tx, m *Send, at time.Time) error {
	who := contact.Address{Phone: phone.Number(m.To.Phone), UserID: m.To.UserID}
	_, err := s.d.Contacts.Stop(ctx, tx, who, "network_opt_out", "network", at)
	return err
}

// findReported finds the sends that statuses speak of, by our own id where the network gave it back, else by its id.
func (s *Service) findReported(ctx context.Context, tx *wsdb.Tx, ch channel.ID, statuses []channel.StatusReceived) ([]Send, error) {
	var ours []ID
	var theirs []string
	for _, st := range statuses {
		if own, ok := ownID(st.SendID); ok {
			ours = append(ours, own)
		} else if st.ExternalID != "" {
			theirs = append(theirs, st.ExternalID)
		}
	}
	sends, err := s.store.get(ctx, tx, compact(ours))
	if err != nil {
		return nil, err
	}
	sends = slices.DeleteFunc(sends, func(m Send) bool { return m.Channel != ch })
	more, err := s.store.byExternal(ctx, tx, ch, theirs)
	return append(sends, more...), err
}

func compact(ids []ID) []ID {
	slices.SortFunc(ids, ID.Compare)
	return slices.Compact(ids)
}

// ownID reads the id that we gave to the network; an attempt number may follow a colon.
func ownID(s string) (ID, bool) {
	base, _, _ := strings.Cut(s, ":")
	var v ID
	if err := v.UnmarshalText([]byte(base)); err != nil || v.IsZero() {
		return ID{}, false
	}
	return v, true
}

// reports applies statuses to sends in memory; each send is written once however many statuses speak of it.
type reports struct {
	sends      []Send
	from       []State
	dirty      []bool
	own        map[ID]int
	byExternal map[string]int
	failedAt   map[ID]time.Time // when the network says it refused
}

func newReports(sends []Send) *reports {
	b := &reports{own: map[ID]int{}, byExternal: map[string]int{}, failedAt: map[ID]time.Time{}}
	for _, m := range sends {
		if _, twice := b.own[m.ID]; twice {
			continue
		}
		b.own[m.ID] = len(b.sends)
		if m.ExternalID != "" {
			b.byExternal[m.ExternalID] = len(b.sends)
		}
		b.sends, b.from, b.dirty = append(b.sends, m), append(b.from, m.State), append(b.dirty, false)
	}
	return b
}

func (b *reports) find(st channel.StatusReceived) (int, bool) {
	if own, ok := ownID(st.SendID); ok {
		i, found := b.own[own]
		return i, found
	}
	i, found := b.byExternal[st.ExternalID]
	return i, found
}

// stateOf translates a delivery status.
func stateOf(d channel.DeliveryStatus) (State, bool) {
	switch d {
	case channel.StatusSent:
		return StateSent, true
	case channel.StatusDelivered:
		return StateDelivered, true
	case channel.StatusRead, channel.StatusPlayed:
		return StateRead, true
	case channel.StatusFailed:
		return StateFailed, true
	default:
		return "", false
	}
}

func (b *reports) apply(st channel.StatusReceived, now time.Time) {
	i, found := b.find(st)
	reported, known := stateOf(st.Status)
	if !found || !known {
		return
	}
	m := &b.sends[i]
	if m.Attempt == 0 {
		return // we never called the network for it
	}
	at := st.At
	if at.IsZero() || at.After(now) {
		at = now
	}
	if m.ExternalID == "" && st.ExternalID != "" {
		m.ExternalID, b.dirty[i] = st.ExternalID, true
	}
	if m.Content.Private() && (m.State == StateSending || m.State == StateUnknown) && !st.Recipient.IsZero() {
		m.To, b.dirty[i] = st.Recipient, true // the network names a person of a comment by the id of the conversation
	}
	if m.stamp(reported, at) {
		b.dirty[i] = true
	}
	next, moved := m.State.settle(reported, m.Attempt)
	if !moved {
		return
	}
	b.dirty[i] = true
	m.State, m.HeldUntil = next, time.Time{}
	m.Reason, m.Code, m.Class = "", "", ""
	if next == StateFailed {
		m.fail(st.Error)
		b.failedAt[m.ID] = at
	}
	if m.EndedAt.IsZero() {
		m.EndedAt = now
	}
}

// stamp keeps the time of every status, also of one that moves nothing.
func (m *Send) stamp(reported State, at time.Time) bool {
	var field *time.Time
	switch reported {
	case StateSent:
		field = &m.SentAt
	case StateDelivered:
		field = &m.DeliveredAt
	case StateRead:
		field = &m.ReadAt
	default:
		return false
	}
	if field.IsZero() || at.Before(*field) {
		*field = at
		return true
	}
	return false
}

// fail notes why the network did not deliver.
func (m *Send) fail(e *channel.SendError) {
	m.Reason = ReasonNotDelivered
	if e == nil {
		return
	}
	m.Code, m.Class, m.Reason = codeOf(e), e.Class, reasonOf(e, ReasonNotDelivered)
	if e.Class == channel.ClassNotOnNetwork {
		m.Reason = ReasonNotOnNetwork
	}
}

func codeOf(e *channel.SendError) string {
	switch {
	case e.Code == 0 && e.Subcode == 0:
		return e.Reason
	case e.Subcode == 0:
		return strconv.Itoa(e.Code)
	default:
		return strconv.Itoa(e.Code) + "/" + strconv.Itoa(e.Subcode)
	}
}

func (b *reports) result() (changed []Send, moves []Move) {
	for i := range b.sends {
		if b.dirty[i] {
			changed = append(changed, b.sends[i])
		}
		if b.sends[i].State != b.from[i] {
			moves = append(moves, Move{Send: b.sends[i], From: b.from[i]})
		}
	}
	return changed, moves
}
