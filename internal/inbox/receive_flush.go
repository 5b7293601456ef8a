package inbox

import (
	"context"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/textindex"
)

// incoming is a message on its way in: of a person, or to one where the business has said it elsewhere.
type incoming struct {
	Message
	person  channel.Address
	profile string
	contact contact.ID
	standby bool
}

// wait keeps a message for the next flush. One whose external id waits already is a repeat.
func (b *intake) wait(m incoming) {
	if b.ids[m.ExternalID] {
		return
	}
	if b.ids == nil {
		b.ids = map[string]bool{}
	}
	b.ids[m.ExternalID] = true
	b.waiting = append(b.waiting, m)
}

// flush stores the messages that wait, as if they came one by one. A message that opts out is the last of those stored with it,
// because the order it gives holds for whoever writes afterwards.
func (b *intake) flush(ctx context.Context) error {
	ms, err := b.news(ctx)
	if err != nil || len(ms) == 0 {
		return err
	}
	if err := b.amendEarly(ctx, ms); err != nil {
		return err
	}
	for len(ms) > 0 {
		n, stops, err := b.span(ctx, ms)
		if err != nil {
			return err
		}
		if err := b.keep(ctx, ms[:n]); err != nil {
			return err
		}
		if stops {
			if err := b.optOut(ctx, &ms[n-1]); err != nil {
				return err
			}
		}
		ms = ms[n:]
	}
	return nil
}

// news takes the waiting messages that the channel does not have.
func (b *intake) news(ctx context.Context) ([]incoming, error) {
	ms := b.waiting
	b.waiting, b.ids = nil, nil
	if len(ms) == 0 {
		return nil, nil
	}
	known, err := b.s.store.known(ctx, b.tx, b.ch.ID, externals(ms))
	if err != nil {
		return nil, err
	}
	if err := b.ours(ctx, ms, known); err != nil || len(known) == 0 {
		return ms, err
	}
	fresh := ms[:0]
	for _, m := range ms {
		if !known[m.ExternalID] {
			fresh = append(fresh, m)
		}
	}
	return fresh, nil
}

// ours adds the messages that went out through the ledger: some networks echo those too.
func (b *intake) ours(ctx context.Context, ms []incoming, known map[string]bool) error {
	var echoes []string
	for i := range ms {
		if ms[i].Direction == Out {
			echoes = append(echoes, ms[i].ExternalID)
		}
	}
	if len(echoes) == 0 {
		return nil
	}
	sent, err := b.s.d.Outbox.ByExternal(ctx, b.tx, b.ch.ID, echoes)
	for external := range sent {
		known[external] = true
	}
	return err
}

func externals(ms []incoming) []string {
	list := make([]string, len(ms))
	for i := range ms {
		list[i] = ms[i].ExternalID
	}
	return list
}

// amendEarly applies the edits and revocations that came before their message.
func (b *intake) amendEarly(ctx context.Context, ms []incoming) error {
	var targets []string
	for i := range ms {
		if ms[i].Direction == In {
			targets = append(targets, ms[i].ExternalID)
		}
	}
	early, err := b.s.store.takeAmendments(ctx, b.tx, b.ch.ID, targets)
	if err != nil {
		return err
	}
	for i := range ms {
		if a, ok := early[ms[i].ExternalID]; ok && ms[i].Direction == In {
			a.apply(&ms[i].Message)
		}
	}
	return nil
}

// span says how many messages may be stored together, and whether the last of them opts out.
func (b *intake) span(ctx context.Context, ms []incoming) (n int, stops bool, err error) {
	for i := range ms {
		if stops, err = b.optsOut(ctx, &ms[i].Message); err != nil || stops {
			return i + 1, stops, err
		}
	}
	return len(ms), false, nil
}

// keep stores messages with everything they cause but opting out.
func (b *intake) keep(ctx context.Context, ms []incoming) error {
	seen := make([]contact.Seen, len(ms))
	for i := range ms {
		seen[i] = contact.Seen{Address: b.person(ms[i].person, ms[i].profile), At: ms[i].At}
	}
	people, err := b.s.d.Contacts.Current(ctx, b.tx, seen)
	if err != nil {
		return err
	}
	whose, err := b.s.d.Contacts.ResolveAll(ctx, b.tx, people)
	if err != nil {
		return err
	}
	convs, err := b.s.store.openConversations(ctx, b.tx, b.ch.ID, whose)
	if err != nil {
		return err
	}
	for i := range ms {
		ms[i].contact, ms[i].Conversation = whose[i], convs[whose[i]]
		ms[i].person = channel.Address{Phone: string(people[i].Phone), UserID: people[i].UserID}
	}
	if err := b.s.store.insertAll(ctx, b.tx, ms); err != nil {
		return err
	}
	touches := touchesOf(ms)
	if err := b.s.store.touchAll(ctx, b.tx, touches); err != nil {
		return err
	}
	for _, t := range touches {
		if t.until.IsZero() {
			continue
		}
		if err := b.s.d.Outbox.WindowOpen(ctx, b.tx, b.ch.ID, t.contact, t.until); err != nil {
			return err
		}
	}
	if err := b.s.d.Contacts.Note(ctx, b.tx, activities(ms)); err != nil {
		return err
	}
	if err := b.profiles(ctx, ms); err != nil {
		return err
	}
	return b.follow(ctx, ms)
}

// activities says when people wrote, and were written to elsewhere.
func activities(ms []incoming) []contact.Activity {
	list := make([]contact.Activity, len(ms))
	for i := range ms {
		list[i].Contact = ms[i].contact
		if ms[i].Direction == In {
			list[i].WroteAt = ms[i].At
		} else {
			list[i].SentAt = ms[i].At
		}
	}
	return list
}

// follow does what a stored message causes: search, download, facts, and the news for listeners.
func (b *intake) follow(ctx context.Context, ms []incoming) error {
	for i := range ms {
		m := &ms[i]
		if m.Text != "" {
			b.docs = append(b.docs, textindex.Doc{Ref: m.ID.String(), Text: m.Text})
		}
		if m.Direction == In {
			stops, err := b.optsOut(ctx, &m.Message)
			if err != nil {
				return err
			}
			b.received = append(b.received, Received{
				Message: m.ID, Channel: b.ch.ID, Contact: m.contact, From: m.person, Content: m.Content, Text: m.Text, At: m.At,
				Standby: m.standby, Stops: stops,
			})
		}
		if m.MediaState == MediaPending {
			if err := b.tx.Enqueue(ctx, FetchMedia{Workspace: b.tx.Workspace(), Message: m.ID}); err != nil {
				return err
			}
		}
		b.note(&m.Message)
	}
	return nil
}
