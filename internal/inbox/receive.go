package inbox

import (
	"context"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// HandleEvents implements channel.Handler. Every event may come twice and in any order: messages are unique by their external
// id on the channel, reactions, edits and revocations carry a time and the newest wins, and what comes before the message it
// speaks of is kept for it. Messages that follow each other are stored together; everything else finds stored what came before it.
func (s *Service) HandleEvents(ctx context.Context, tx *wsdb.Tx, ch channel.Channel, evs []channel.Event) error {
	b := &intake{s: s, tx: tx, ch: ch}
	for _, ev := range evs {
		if err := b.take(ctx, ev); err != nil {
			return err
		}
	}
	return b.finish(ctx)
}

// intake is one batch of events on its way into the database.
type intake struct {
	s        *Service
	tx       *wsdb.Tx
	ch       channel.Channel
	waiting  []incoming          // messages that are not stored yet
	ids      map[string]bool     // their external ids
	settings *workspace.Settings // read when the first message needs them
	received []Received
	docs     []textindex.Doc
	facts    []event.Fact
	changed  []ConversationID
	seen     map[ConversationID]bool // changed as a set
}

func (b *intake) take(ctx context.Context, ev channel.Event) error {
	switch ev := ev.(type) {
	case channel.MessageReceived:
		return b.message(ctx, ev)
	case channel.MessageEchoed:
		b.echo(ev)
		return nil
	case channel.MessageEdited:
		return b.amend(ctx, ev.Original, ev.From, amendment{editedAt: bound(ev.At, b.tx.Now()), content: ev.Content})
	case channel.MessageRevoked:
		return b.amend(ctx, ev.Original, ev.From, amendment{revokedAt: bound(ev.At, b.tx.Now())})
	case channel.SeenReceived:
		return b.read(ctx, ev)
	case channel.AnnouncedMessage:
		return b.announced(ctx, ev)
	case channel.PreferenceChanged:
		return b.preference(ctx, ev)
	case channel.IdentityChanged:
		return b.identity(ctx, ev)
	}
	return nil
}

// bound keeps times from the network out of the future.
func bound(at, now time.Time) time.Time {
	if at.IsZero() || at.After(now) {
		return now
	}
	return at
}

// person is the form in which the contacts take an address.
func person(a channel.Address, profile string) contact.Address {
	return contact.Address{Phone: phone.Number(a.Phone), UserID: a.UserID, ProfileName: profile}
}

// person is the same for somebody who wrote on the channel, which knows its people by handles of its own.
func (b *intake) person(a channel.Address, profile string) contact.Address {
	p := person(a, profile)
	if a.Handle() != "" {
		p.Channel = b.ch.ID.String()
	}
	return p
}

// whose finds or makes the contact of an address as it was at a time.
func (b *intake) whose(ctx context.Context, from channel.Address, profile string, at time.Time) (contact.ID, error) {
	a, err := b.current(ctx, from, profile, at)
	if err != nil {
		return contact.ID{}, err
	}
	found, err := b.s.d.Contacts.ResolveAll(ctx, b.tx, []contact.Address{a})
	if err != nil {
		return contact.ID{}, err
	}
	return found[0], nil
}

func (b *intake) message(ctx context.Context, ev channel.MessageReceived) error {
	if ev.GroupID != "" || ev.From.IsZero() {
		return nil
	}
	m := received(ev, b.tx.Now())
	m.Channel = b.ch.ID
	if ev.Content.Type == channel.TypeReaction && ev.Content.Reaction != nil {
		return b.reaction(ctx, ev, &m)
	}
	b.wait(incoming{Message: m, person: ev.From, profile: ev.ProfileName, standby: ev.Standby})
	return nil
}

// echo takes what the business said elsewhere, in the app on the phone.
func (b *intake) echo(ev channel.MessageEchoed) {
	if ev.To.IsZero() || ev.ExternalID == "" {
		return
	}
	b.wait(incoming{person: ev.To, Message: Message{
		ID: id.New[Message](), Channel: b.ch.ID, Direction: Out, Type: ev.Content.Type, Text: plain(ev.Content), Content: ev.Content,
		ExternalID: ev.ExternalID, ReplyTo: ev.Content.ReplyTo, MediaState: mediaState(ev.Content),
		At: bound(ev.At, b.tx.Now()), CreatedAt: b.tx.Now(),
	}})
}

func (b *intake) reaction(ctx context.Context, ev channel.MessageReceived, m *Message) error {
	if err := b.flush(ctx); err != nil {
		return err
	}
	if _, known, err := b.s.store.byExternal(ctx, b.tx, b.ch.ID, m.ExternalID); err != nil || known {
		return err
	}
	c, err := b.whose(ctx, ev.From, ev.ProfileName, m.At)
	if err != nil {
		return err
	}
	r := *m.Content.Reaction
	if r.MessageID == "" {
		return nil
	}
	if err := b.s.store.react(ctx, b.tx, b.ch.ID, c, In, r, m.At); err != nil {
		return err
	}
	target, ok, err := b.s.store.byExternal(ctx, b.tx, b.ch.ID, r.MessageID)
	if err != nil {
		return err
	}
	if ok {
		b.note(&target)
		return nil
	}
	ours, err := b.s.d.Outbox.ByExternal(ctx, b.tx, b.ch.ID, []string{r.MessageID})
	if err != nil {
		return err
	}
	if sent, ok := ours[r.MessageID]; ok {
		bubble, there, err := b.s.store.getMessage(ctx, b.tx, id.From[Message](sent.ID.Bytes()))
		if there {
			b.note(&bubble)
		}
		return err
	}
	conv, err := b.s.store.openConversation(ctx, b.tx, b.ch.ID, c)
	if err != nil {
		return err
	}
	b.touched(conv)
	return nil
}

// amend applies an edit or a revocation by the person who wrote the message, or keeps it until the message comes.
func (b *intake) amend(ctx context.Context, target string, from channel.Address, a amendment) error {
	if target == "" || from.IsZero() {
		return nil
	}
	if err := b.flush(ctx); err != nil {
		return err
	}
	c, err := b.whose(ctx, from, "", a.at())
	if err != nil {
		return err
	}
	m, ok, err := b.s.store.byExternal(ctx, b.tx, b.ch.ID, target)
	if err != nil {
		return err
	}
	if !ok {
		return b.s.store.keepAmendment(ctx, b.tx, b.ch.ID, target, c, a)
	}
	conv, err := b.s.store.getConversation(ctx, b.tx, m.Conversation)
	if err != nil {
		return err
	}
	if m.Direction != In || conv.Contact != c || !a.apply(&m) {
		return nil
	}
	if err := b.s.store.rewrite(ctx, b.tx, &m); err != nil {
		return err
	}
	if m.Text != "" {
		b.docs = append(b.docs, textindex.Doc{Ref: m.ID.String(), Text: m.Text})
	} else if err := b.forget(ctx, m.ID.String()); err != nil {
		return err
	}
	b.note(&m)
	return nil
}

// forget takes a text out of the search, also one of this very batch.
func (b *intake) forget(ctx context.Context, ref string) error {
	b.docs = slices.DeleteFunc(b.docs, func(d textindex.Doc) bool { return d.Ref == ref })
	return b.s.d.Texts.Remove(ctx, b.tx, textindex.Message, ref)
}

func (b *intake) touched(conv ConversationID) {
	if b.seen == nil {
		b.seen = map[ConversationID]bool{}
	}
	if !b.seen[conv] {
		b.seen[conv] = true
		b.changed = append(b.changed, conv)
	}
}

// note remembers that a message is new or different.
func (b *intake) note(m *Message) {
	b.touched(m.Conversation)
	b.facts = append(b.facts, messageChanged(m.ID, m.Conversation))
}

func messageChanged(m MessageID, conv ConversationID) event.Fact {
	return event.Fact{Kind: event.MessageChanged, Subject: m.String(), Data: messageFact{Conversation: conv}}
}

func conversationChanged(conv ConversationID) event.Fact {
	return event.Fact{Kind: event.ConversationChanged, Subject: conv.String()}
}

type messageFact struct {
	Conversation ConversationID `json:"conversation_id"`
}

// finish hands over what is done once a batch.
func (b *intake) finish(ctx context.Context) error {
	if err := b.flush(ctx); err != nil {
		return err
	}
	for _, conv := range b.changed {
		b.facts = append(b.facts, conversationChanged(conv))
	}
	if err := b.s.d.Events.AppendAll(ctx, b.tx, b.facts); err != nil {
		return err
	}
	if len(b.docs) > 0 {
		if err := b.s.d.Texts.PutAll(ctx, b.tx, textindex.Message, b.docs); err != nil {
			return err
		}
	}
	if len(b.received) == 0 {
		return nil
	}
	for _, l := range b.s.listeners {
		if err := l.MessagesReceived(ctx, b.tx, b.received); err != nil {
			return err
		}
	}
	return nil
}
