package inbox

import (
	"context"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Recipient names who gets a message: a contact, or a phone number.
type Recipient struct {
	Contact contact.ID
	Phone   string
}

// Send sends one message by the API. A repeat under the same key answers the same send.
func (s *Service) Send(
	ctx context.Context, ws id.Workspace, ch channel.ID, to Recipient, purpose contact.Purpose, d Draft, key, actor string,
) (Sent, error) {
	if err := checkKey(key); err != nil {
		return Sent{}, err
	}
	if purpose == "" {
		purpose = contact.PurposeService
	}
	if !purpose.Valid() {
		return Sent{}, contact.ErrPurpose
	}
	var out Sent
	err := s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		who, err := s.recipient(ctx, tx, to)
		if err != nil {
			return err
		}
		key := "api:" + key
		repeat, err := s.d.Outbox.Known(ctx, tx, key)
		if err != nil {
			return err
		}
		content, text, err := s.content(ctx, tx, ch, d, repeat)
		if err != nil {
			return err
		}
		window, err := s.d.Outbox.Window(ctx, tx, ch, who)
		if err != nil {
			return err
		}
		address, err := s.allowed(ctx, tx, ch, who, &content, window, repeat, false)
		if err != nil {
			return err
		}
		sends, err := s.d.Outbox.Add(ctx, tx, []outbox.Request{{
			Channel: ch, Lane: outbox.API, Origin: outbox.Origin{Kind: outbox.OriginAPI, ID: actor}, Contact: who, To: address,
			Purpose: purpose, Content: content, Preview: text, Key: key, Actor: actor,
		}})
		if err != nil {
			return err
		}
		all, err := s.sent(ctx, tx, sends)
		if err != nil {
			return err
		}
		out = all[0]
		return nil
	})
	return out, err
}

func (s *Service) recipient(ctx context.Context, tx *wsdb.Tx, to Recipient) (contact.ID, error) {
	if !to.Contact.IsZero() {
		return to.Contact, nil
	}
	if to.Phone == "" {
		return contact.ID{}, ErrRecipient
	}
	settings, err := s.d.Settings.Settings(ctx, tx)
	if err != nil {
		return contact.ID{}, err
	}
	number, err := phone.Parse(to.Phone, settings.CountryPrefix)
	if err != nil {
		return contact.ID{}, err
	}
	c, _, err := s.d.Contacts.Resolve(ctx, tx, contact.Address{Phone: number})
	return c.ID, err
}
