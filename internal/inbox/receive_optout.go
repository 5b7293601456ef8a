package inbox

import (
	"context"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// confirmations tell a person that the workspace has understood, once, in its language.
var confirmations = map[string]string{
	"id": "Baik, kami tidak akan mengirimi Anda pesan promosi lagi.",
	"en": "Understood. We will not send you promotional messages any more.",
}

// optsOut reports whether a person has written an opt-out word.
func (b *intake) optsOut(ctx context.Context, m *Message) (bool, error) {
	if m.Direction != In || m.Type != channel.TypeText && m.Type != channel.TypeReply {
		return false, nil
	}
	settings, err := b.rules(ctx)
	if err != nil {
		return false, err
	}
	return IsOptOut(m.Text, settings.OptOutWords), nil
}

// optOut suppresses a person who wrote an opt-out word, in the transaction that stores the message, and confirms it unless the
// person was suppressed before or another app holds the conversation. A word that comes late changes nothing if the person has resumed since. A redelivered webhook never comes here: the message is known by then.
func (b *intake) optOut(ctx context.Context, m *incoming) error {
	settings, err := b.rules(ctx)
	if err != nil {
		return err
	}
	before, err := b.reach(ctx, m.contact)
	if err != nil {
		return err
	}
	holds, err := b.s.d.Contacts.Stop(ctx, b.tx, address(m.person, before), contact.ReasonOptOut, "word", m.At)
	if err != nil || !holds || before.Suppressed || m.standby {
		return err
	}
	text, ok := confirmations[settings.Language]
	if !ok {
		text = confirmations["id"]
	}
	_, err = b.s.d.Outbox.Add(ctx, b.tx, []outbox.Request{{
		Channel: b.ch.ID, Lane: outbox.Bot, Origin: outbox.Origin{Kind: outbox.OriginOptOut, ID: m.ID.String()},
		Contact: m.contact, To: m.person, Purpose: contact.PurposeService,
		Content: channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: text}}, Preview: text,
		Key: "opt_out:" + m.ID.String(),
	}})
	return err
}

// rules reads the settings once a batch.
func (b *intake) rules(ctx context.Context) (*workspace.Settings, error) {
	if b.settings == nil {
		read, err := b.s.d.Settings.Settings(ctx, b.tx)
		if err != nil {
			return nil, err
		}
		b.settings = &read
	}
	return b.settings, nil
}

func (b *intake) reach(ctx context.Context, c contact.ID) (contact.Reach, error) {
	return reachOne(ctx, b.tx, b.s.d.Contacts, c)
}

func reachOne(ctx context.Context, q wsdb.Query, contacts Contacts, c contact.ID) (contact.Reach, error) {
	all, err := contacts.Reach(ctx, q, []contact.ID{c}, contact.PurposeService)
	return all[c], err
}

// address names a person by everything known, so that an order holds for the number and for the user id.
func address(a channel.Address, known contact.Reach) contact.Address {
	if a.Phone == "" {
		a.Phone = known.Phone
	}
	if a.UserID == "" {
		a.UserID = known.UserID
	}
	return person(a, "")
}

// preference follows what a person told the network about promotional messages. The newest word counts, whatever the order they come
// in, and resuming never lifts what somebody of the workspace has decided.
func (b *intake) preference(ctx context.Context, ev channel.PreferenceChanged) error {
	if ev.Address.IsZero() {
		return nil
	}
	if err := b.flush(ctx); err != nil {
		return err
	}
	at := bound(ev.At, b.tx.Now())
	who, err := b.current(ctx, ev.Address, "", at)
	if err != nil {
		return err
	}
	if _, err := b.s.d.Contacts.ResolveAll(ctx, b.tx, []contact.Address{who}); err != nil {
		return err
	}
	if !ev.Stop {
		return b.s.d.Contacts.Resume(ctx, b.tx, who, at)
	}
	_, err = b.s.d.Contacts.Stop(ctx, b.tx, who, contact.ReasonNetwork, "network", at)
	return err
}
