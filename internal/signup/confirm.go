package signup

import (
	"context"
	"errors"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/inbox"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// keepPending is how long a sign-up waits for the message that confirms it.
const keepPending = datamap.SignupLife

// MessagesReceived implements inbox.Listener: a message with the code of a sign-up, from the number that was typed, makes it count. A
// message with the code of a form is answered with the address of the form. A message is told of once, and a sign-up that has counted is
// gone, so nothing counts twice.
func (s *Service) MessagesReceived(ctx context.Context, tx *wsdb.Tx, ms []inbox.Received) error {
	for i := range ms {
		for _, code := range heard(ms[i].Text) {
			known, err := false, error(nil)
			switch len(code) {
			case pendingCode:
				known, err = s.confirm(ctx, tx, &ms[i], code)
			case formCode:
				known, err = s.invite(ctx, tx, &ms[i], code)
			}
			if err != nil {
				return err
			}
			if known {
				break
			}
		}
	}
	return nil
}

// confirm answers whether there is a sign-up of the code.
func (s *Service) confirm(ctx context.Context, tx *wsdb.Tx, m *inbox.Received, code string) (known bool, err error) {
	p, ok, err := findPending(ctx, tx, code, tx.Now().Add(-keepPending))
	if err != nil || !ok {
		return false, err
	}
	c, err := s.d.Contacts.Get(ctx, tx, m.Contact)
	if err != nil {
		return false, err
	}
	if c.Phone != nil && string(*c.Phone) != p.phone {
		return true, nil // somebody else's number was typed; it is not theirs to agree for
	}
	f, err := getForm(ctx, tx, p.form)
	if err != nil {
		return false, err
	}
	if err := s.agree(ctx, tx, &f, &c, &p, m); err != nil {
		return false, err
	}
	if err := s.d.Contacts.Supplement(ctx, tx, c.ID, p.answers); err != nil {
		return false, err
	}
	if err := s.gather(ctx, tx, &f, c.ID); err != nil {
		return false, err
	}
	if err := confirmed(ctx, tx, &p); err != nil {
		return false, err
	}
	return true, s.answer(ctx, tx, m, replies.thanks)
}

// agree writes what was ticked into the ledger of consents. A word that is newer than the message stays, and so does a stop that somebody
// of the workspace has ordered.
func (s *Service) agree(ctx context.Context, tx *wsdb.Tx, f *Form, c *contact.Contact, p *pending, m *inbox.Received) error {
	for _, a := range p.asks {
		if said, ok := c.Consents[a.Purpose]; ok && said.State == contact.Denied && said.At.After(m.At) {
			continue
		}
		if err := s.d.Contacts.SetConsent(ctx, tx, c.ID, a.Purpose, true, f.source(a.Wording), ""); err != nil {
			return err
		}
		if a.Purpose != contact.PurposePromo {
			continue
		}
		who := contact.Address{Phone: phone.Number(m.From.Phone), UserID: m.From.UserID}
		if c.Phone != nil {
			who.Phone = *c.Phone
		}
		if err := s.d.Contacts.Resume(ctx, tx, who, m.At); err != nil {
			return err
		}
	}
	return nil
}

// gather puts a person into the group of a form, if there still is one.
func (s *Service) gather(ctx context.Context, tx *wsdb.Tx, f *Form, c contact.ID) error {
	if f.Group.IsZero() {
		return nil
	}
	if _, err := s.d.Contacts.Group(ctx, tx, f.Group); errors.Is(err, contact.ErrGroupNotFound) {
		return nil
	} else if err != nil {
		return err
	}
	_, err := s.d.Contacts.Join(ctx, tx, f.Group, []contact.ID{c})
	return err
}

// invite answers the message of a poster with the address of its form, while it is open. Such a message agrees to nothing by itself.
func (s *Service) invite(ctx context.Context, tx *wsdb.Tx, m *inbox.Received, code string) (known bool, err error) {
	f, err := one(listForms(ctx, tx, ` WHERE code = $1 AND open = TRUE`, code))
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	link := " " + s.Link(&f)
	return true, s.answer(ctx, tx, m, map[string]string{"id": replies.invite["id"] + link, "en": replies.invite["en"] + link})
}

// replies are what the machine answers in the chat, by the language of the workspace.
var replies = struct{ thanks, invite map[string]string }{
	thanks: map[string]string{
		"id": "Terima kasih, pendaftaran Anda sudah kami catat. Untuk berhenti, balas STOP kapan saja.",
		"en": "Thank you, your sign-up is noted. To stop, reply STOP at any time.",
	},
	invite: map[string]string{
		"id": "Silakan isi formulir pendaftaran di sini:",
		"en": "Please fill in the sign-up form here:",
	},
}

func (s *Service) answer(ctx context.Context, tx *wsdb.Tx, m *inbox.Received, words map[string]string) error {
	settings, err := s.d.Workspaces.Settings(ctx, tx)
	if err != nil {
		return err
	}
	text, ok := words[settings.Language]
	if !ok {
		text = words["id"]
	}
	_, err = s.d.Outbox.Add(ctx, tx, []outbox.Request{{
		Channel: m.Channel, Lane: outbox.Bot, Origin: outbox.Origin{Kind: outbox.OriginBot, ID: m.Message.String()},
		Contact: m.Contact, To: m.From, Purpose: contact.PurposeService,
		Content: channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: text}}, Preview: text,
		Key: "signup:" + m.Message.String(),
	}})
	return err
}
