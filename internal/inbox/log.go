package inbox

import (
	"context"
	"time"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Sent is a send of the ledger with the person it goes to and the conversation it stands in; both may be missing.
type Sent struct {
	outbox.Send
	Person       contact.Contact
	Conversation ConversationID
}

// Number is the number it went to, which may have been another one than the person has now.
func (m *Sent) Number() phone.Number {
	if m.To.Phone != "" {
		return phone.Number(m.To.Phone)
	}
	if m.Person.Phone != nil {
		return *m.Person.Phone
	}
	return ""
}

// LogRequest narrows the log; zero values do not.
type LogRequest struct {
	outbox.Filter        // but for Number, After and Limit
	Number        string // as a person types it: all of it, or the last digits
}

// sendPosition is where a page of sends ends.
type sendPosition struct {
	ID outbox.ID `json:"i"`
}

// ListSends lists what goes out, the newest first.
func (s *Service) ListSends(ctx context.Context, ws id.Workspace, f LogRequest, r page.Request) (page.Page[Sent], error) {
	var from sendPosition
	var out page.Page[Sent]
	if _, err := r.Cursor.Decode(&from); err != nil {
		return out, err
	}
	err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		filter, err := s.logFilter(ctx, q, f)
		if err != nil {
			return err
		}
		filter.After, filter.Limit = from.ID, r.Size()+1
		all, err := s.d.Outbox.List(ctx, q, filter)
		if err != nil {
			return err
		}
		cut := page.Cut(all, r.Size(), func(m outbox.Send) any { return sendPosition{ID: m.ID} })
		out.Next = cut.Next
		out.Items, err = s.sent(ctx, q, cut.Items)
		return err
	})
	return out, err
}

func (s *Service) logFilter(ctx context.Context, q wsdb.Query, f LogRequest) (outbox.Filter, error) {
	out := f.Filter
	if f.Number == "" {
		return out, nil
	}
	settings, err := s.d.Settings.Settings(ctx, q)
	if err != nil {
		return out, err
	}
	if out.Number = outbox.Ending(f.Number, settings.CountryPrefix); out.Number == "" {
		return out, outbox.ErrNumberUnusable
	}
	return out, nil
}

// GetSend returns a send of the ledger.
func (s *Service) GetSend(ctx context.Context, ws id.Workspace, send outbox.ID) (Sent, error) {
	var out Sent
	err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		found, err := s.d.Outbox.Get(ctx, q, []outbox.ID{send})
		if err != nil {
			return err
		}
		m, ok := found[send]
		if !ok {
			return outbox.ErrNotFound
		}
		all, err := s.sent(ctx, q, []outbox.Send{m})
		if err != nil {
			return err
		}
		out = all[0]
		return nil
	})
	return out, err
}

// sent adds people and conversations to sends.
func (s *Service) sent(ctx context.Context, q wsdb.Query, sends []outbox.Send) ([]Sent, error) {
	out := make([]Sent, len(sends))
	people := make([]contact.ID, 0, len(sends))
	ids := make([]string, len(sends))
	for i := range sends {
		out[i].Send = sends[i]
		ids[i] = sends[i].ID.String()
		if !sends[i].Contact.IsZero() {
			people = append(people, sends[i].Contact)
		}
	}
	known, err := s.d.Contacts.Many(ctx, q, people)
	if err != nil {
		return nil, err
	}
	pairs, err := s.store.conversationsOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	in := make(map[string]ConversationID, len(pairs))
	for _, p := range pairs {
		in[p.message.String()] = p.conversation
	}
	for i := range out {
		out[i].Person, out[i].Conversation = known[out[i].Contact], in[ids[i]]
	}
	return out, nil
}

// at is when something last happened to it.
func (m *Sent) at() time.Time {
	last := m.CreatedAt
	for _, t := range []time.Time{m.SendingAt, m.AcceptedAt, m.SentAt, m.DeliveredAt, m.ReadAt, m.EndedAt} {
		if t.After(last) {
			last = t
		}
	}
	return last
}
