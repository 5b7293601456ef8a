package blast

import (
	"context"
	"time"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// View is a blast with its counters.
type View struct {
	Blast
	Counts       Counts
	Expected     int64   // how many the audience has, while it is not yet frozen to its end; else Counts.Total
	Rate         float64 // messages a second, over the last minutes
	EstimatedEnd time.Time
}

// Get returns a blast with its counters.
func (s *Service) Get(ctx context.Context, ws id.Workspace, blast ID) (View, error) {
	var out View
	err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		b, err := s.store.get(ctx, q, blast)
		if err != nil {
			return err
		}
		out, err = s.view(ctx, q, b)
		return err
	})
	return out, err
}

// List returns blasts, the newest first.
func (s *Service) List(ctx context.Context, ws id.Workspace, r page.Request) (page.Page[View], error) {
	type position struct {
		ID ID `json:"i"`
	}
	var from position
	var out page.Page[View]
	if _, err := r.Cursor.Decode(&from); err != nil {
		return out, err
	}
	before := "ffffffff-ffff-ffff-ffff-ffffffffffff"
	if !from.ID.IsZero() {
		before = from.ID.String()
	}
	err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		all, err := s.store.list(ctx, q, listNewest, before, r.Size()+1)
		if err != nil {
			return err
		}
		cut := page.Cut(all, r.Size(), func(b Blast) any { return position{ID: b.ID} })
		out.Next, out.Items = cut.Next, make([]View, 0, len(cut.Items))
		for _, b := range cut.Items {
			v, err := s.view(ctx, q, b)
			if err != nil {
				return err
			}
			out.Items = append(out.Items, v)
		}
		return nil
	})
	return out, err
}

func (s *Service) view(ctx context.Context, q wsdb.Query, b Blast) (View, error) {
	v := View{Blast: b}
	p, ok, err := s.store.getProgress(ctx, q, b.ID)
	if err != nil || !ok {
		return v, err
	}
	v.Counts, v.Expected = p.Counts, int64(p.Total)
	if !p.frozen {
		n, err := s.audienceSize(ctx, q, &b)
		if err != nil && fault.KindOf(err) != fault.Invalid { // it cannot be read any more: see Pump
			return v, err
		}
		v.Expected = max(n, v.Expected)
	}
	if b.State != Running {
		return v, nil
	}
	last, err := s.store.minutes(ctx, q, b.ID, 3)
	if err != nil {
		return v, err
	}
	now := s.d.Clock.Now()
	left := v.Expected - int64(p.Total) + int64(p.Planned+p.Queued+p.Held-p.waiting+p.Sending)
	v.Rate = rate(last, b.StartedAt, now)
	if v.Rate > 0 {
		v.EstimatedEnd = now.Add(time.Duration(float64(left) / v.Rate * float64(time.Second)))
	}
	return v, nil
}

// rate is how many messages a second the network took in the last minutes.
func rate(last []Minute, started, now time.Time) float64 {
	n := 0
	var from time.Time
	for _, m := range last {
		at := time.Unix(m.At*60, 0)
		if now.Sub(at) > 4*time.Minute {
			continue
		}
		if from.IsZero() {
			from = at
		}
		n += m.Sent
	}
	if n == 0 {
		return 0
	}
	if from.Before(started) {
		from = started
	}
	return float64(n) / max(1, now.Sub(from).Seconds())
}

// Report is how a blast went.
type Report struct {
	Counts   Counts
	Failures []Failure
	Skips    []Count
	Minutes  []Minute
}

// Failure is how many recipients failed, or are in doubt, for one cause.
type Failure struct {
	State     outbox.State
	Reason    string
	Code      string
	Class     string
	Count     int
	Retryable bool
}

// reportMinutes is how many minutes the curve of a report has at most.
const reportMinutes = 1440

// Report returns the funnel and the causes.
func (s *Service) Report(ctx context.Context, ws id.Workspace, blast ID) (Report, error) {
	var out Report
	err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		if _, err := s.store.get(ctx, q, blast); err != nil {
			return err
		}
		p, _, err := s.store.getProgress(ctx, q, blast)
		if err != nil {
			return err
		}
		out.Counts = p.Counts
		causes, err := s.store.causes(ctx, q, blast)
		if err != nil {
			return err
		}
		for _, c := range causes {
			if c.State == recipientSkipped {
				out.Skips = append(out.Skips, Count{Reason: c.Reason, Count: int64(c.N)})
				continue
			}
			out.Failures = append(out.Failures, Failure{
				State: outbox.State(c.State), Reason: c.Reason, Code: c.Code, Class: c.Class, Count: c.N,
				Retryable: c.State == recipientFailed && retryable(c.Class),
			})
		}
		out.Minutes, err = s.store.minutes(ctx, q, blast, reportMinutes)
		return err
	})
	return out, err
}

// Recipient is one person of a blast as the report shows them.
type Recipient struct {
	Contact   contact.ID
	Person    contact.Contact
	State     outbox.State
	Reason    string
	Code      string
	Class     string
	Version   int
	RepliedAt time.Time
	Send      outbox.Send // zero when there was none
}

// At is when the recipient reached its state.
func (r *Recipient) At() time.Time {
	m := r.Send
	for _, t := range []time.Time{m.ReadAt, m.DeliveredAt, m.SentAt, m.AcceptedAt, m.EndedAt, m.SendingAt, m.CreatedAt} {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

// recipientPosition is where a page of recipients ends: at a contact, or at a send for the states only the ledger knows.
type recipientPosition struct {
	Contact contact.ID `json:"c,omitzero"`
	Send    outbox.ID  `json:"s,omitzero"`
}

// Recipients lists the people of a blast, all or those in one state.
func (s *Service) Recipients(ctx context.Context, ws id.Workspace, blast ID, state outbox.State, r page.Request) (page.Page[Recipient], error) {
	var from recipientPosition
	var out page.Page[Recipient]
	if _, err := r.Cursor.Decode(&from); err != nil {
		return out, err
	}
	var zero Counts
	if state != "" && zero.of(state) == nil {
		return out, ErrState
	}
	err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		if _, err := s.store.get(ctx, q, blast); err != nil {
			return err
		}
		rows, err := s.recipients(ctx, q, blast, state, from, r.Size()+1)
		if err != nil {
			return err
		}
		cut := page.Cut(rows, r.Size(), func(c recipient) any {
			if onLedger(state) && c.State != recipientWaiting {
				return recipientPosition{Send: c.Send}
			}
			return recipientPosition{Contact: c.Contact}
		})
		out.Next = cut.Next
		out.Items, err = s.describe(ctx, q, cut.Items)
		return err
	})
	return out, err
}

// onLedger says that only the ledger knows who is in the state.
func onLedger(s outbox.State) bool {
	switch s {
	case "", outbox.StatePlanned, outbox.StateSkipped, outbox.StateFailed, outbox.StateUnknown:
		return false
	default:
		return true
	}
}

func (s *Service) recipients(ctx context.Context, q wsdb.Query, blast ID, state outbox.State, from recipientPosition, limit int) ([]recipient, error) {
	switch {
	case state == "":
		return s.store.listRecipients(ctx, q, listRecipients, blast, after(from.Contact), limit)
	case state == outbox.StatePlanned:
		return s.store.listRecipients(ctx, q, listPlanned, blast, after(from.Contact), limit)
	case state == outbox.StateHeld && from.Send.IsZero():
		return s.held(ctx, q, blast, from.Contact, limit)
	case !onLedger(state):
		return s.store.listRecipients(ctx, q, listTrouble, blast, after(from.Contact), limit, string(state))
	}
	return s.fromLedger(ctx, q, blast, state, from.Send, limit)
}

// held lists those who wait for a value first, and then what the ledger holds.
func (s *Service) held(ctx context.Context, q wsdb.Query, blast ID, from contact.ID, limit int) ([]recipient, error) {
	waiting, err := s.store.listRecipients(ctx, q, listTrouble, blast, after(from), limit, recipientWaiting)
	if err != nil || len(waiting) == limit {
		return waiting, err
	}
	more, err := s.fromLedger(ctx, q, blast, outbox.StateHeld, outbox.ID{}, limit-len(waiting))
	return append(waiting, more...), err
}

func (s *Service) fromLedger(ctx context.Context, q wsdb.Query, blast ID, state outbox.State, from outbox.ID, limit int) ([]recipient, error) {
	sends, err := s.d.Outbox.ListByOrigin(ctx, q, origin(blast), outbox.Filter{State: state, After: from, Limit: limit})
	if err != nil {
		return nil, err
	}
	out := make([]recipient, len(sends))
	for i, m := range sends {
		out[i] = recipient{Contact: m.Contact, Send: m.ID, State: recipientOut}
	}
	return out, nil
}

// describe adds the people and the ledger's word to recipients.
func (s *Service) describe(ctx context.Context, q wsdb.Query, rows []recipient) ([]Recipient, error) {
	people := make([]contact.ID, len(rows))
	var sends []outbox.ID
	for i, r := range rows {
		people[i] = r.Contact
		if !r.Send.IsZero() {
			sends = append(sends, r.Send)
		}
	}
	if len(rows) == 0 {
		return nil, nil
	}
	known, err := s.d.Contacts.Many(ctx, q, people)
	if err != nil {
		return nil, err
	}
	ledger, err := s.d.Outbox.Get(ctx, q, sends)
	if err != nil {
		return nil, err
	}
	out := make([]Recipient, len(rows))
	for i, r := range rows {
		out[i] = Recipient{
			Contact: r.Contact, Person: known[r.Contact], State: outbox.State(r.State), Reason: r.Reason, Code: r.Code, Class: r.Class,
			Version: r.Version, RepliedAt: r.RepliedAt,
		}
		if r.State == recipientWaiting {
			out[i].State = outbox.StateHeld
		}
		if m, ok := ledger[r.Send]; ok {
			out[i].Send = m
			if r.State == recipientOut {
				out[i].State, out[i].Reason, out[i].Code, out[i].Class = m.State, m.Reason, m.Code, string(m.Class)
			}
		}
	}
	return out, nil
}
