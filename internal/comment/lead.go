package comment

import (
	"context"
	"errors"
	"strings"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/inbox"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// contentAccepted asks for an address once the content is with the network, so that the question comes after it.
func (s *Service) contentAccepted(ctx context.Context, tx *wsdb.Tx, sends []outbox.ID) error {
	found, err := s.store.matches(ctx, tx, `WHERE content_send IN `+s.store.ids(), asJSON(sends))
	if err != nil {
		return err
	}
	for i := range found {
		m := &found[i]
		r, err := s.store.rule(ctx, tx, m.Rule)
		if errors.Is(err, ErrRuleNotFound) || err == nil && (r.Lead == nil || m.Step != StepContent) {
			continue
		}
		if err != nil {
			return err
		}
		m.Asked = 0
		if err := s.ask(ctx, tx, &r, m, StepContent); err != nil {
			return err
		}
	}
	return nil
}

// ask goes on to the next question after a step, or thanks.
func (s *Service) ask(ctx context.Context, tx *wsdb.Tx, r *Rule, m *Match, after Step) error {
	text := r.Lead.Thanks
	switch {
	case after == StepContent && r.Lead.Email != "":
		m.Step, text = StepEmail, r.Lead.Email
	case after != StepPhone && r.Lead.Phone != "":
		m.Step, text = StepPhone, r.Lead.Phone
	default:
		m.Step = StepDone
	}
	m.Asked = 0
	if _, err := s.say(ctx, tx, r, m, plainText(text), m.Step); err != nil {
		return err
	}
	return s.store.update(ctx, tx, m)
}

// told keeps the address a person has answered with, or asks again.
func (s *Service) told(ctx context.Context, tx *wsdb.Tx, r *Rule, m *Match, msg *inbox.Received) error {
	if r.Lead == nil {
		return s.close(ctx, tx, []Match{*m}, ReasonRuleOff)
	}
	var ok bool
	var err error
	if m.Step == StepEmail {
		ok, err = s.keepEmail(ctx, tx, m, msg.Text)
	} else {
		ok, err = s.keepPhone(ctx, tx, m, msg.Text)
	}
	if err != nil {
		return err
	}
	if ok {
		if err := s.welcome(ctx, tx, r, m); err != nil {
			return err
		}
		return s.ask(ctx, tx, r, m, m.Step)
	}
	m.Asked++
	if m.Asked >= maxAsked {
		return s.close(ctx, tx, []Match{*m}, ReasonAsked)
	}
	if _, err := s.say(ctx, tx, r, m, plainText(r.Lead.Again), m.Step); err != nil {
		return err
	}
	return s.store.update(ctx, tx, m)
}

// keepEmail finds an e-mail address among the words.
func (s *Service) keepEmail(ctx context.Context, tx *wsdb.Tx, m *Match, text string) (bool, error) {
	for _, word := range strings.Fields(text) {
		word = strings.Trim(word, ".,;:!?()<>\"'")
		if !strings.Contains(word, "@") {
			continue
		}
		a, err := s.d.Contacts.CheckAnswers(ctx, tx, contact.Answers{Email: word})
		if err == nil && a.Email != "" {
			return true, s.d.Contacts.Supplement(ctx, tx, m.Contact, a)
		}
		if err != nil && fault.KindOf(err) != fault.Invalid {
			return false, err
		}
	}
	return false, nil
}

// keepPhone reads a number. One that another contact has stays there, and somebody of the workspace is told that the two may be one.
func (s *Service) keepPhone(ctx context.Context, tx *wsdb.Tx, m *Match, text string) (bool, error) {
	country, err := s.d.Country(ctx, tx)
	if err != nil {
		return false, err
	}
	number, err := phone.Parse(text, country)
	if err != nil {
		return false, nil //nolint:nilerr // not a number: ask again
	}
	whose, err := s.d.Contacts.LearnPhone(ctx, tx, m.Contact, number)
	if err != nil || whose == m.Contact || whose.IsZero() {
		return err == nil, err
	}
	return true, s.d.Contacts.SamePerson(ctx, tx, m.Contact, whose)
}

// welcome notes where the address came from, the consent that was asked for with it, and the group.
func (s *Service) welcome(ctx context.Context, tx *wsdb.Tx, r *Rule, m *Match) error {
	source := "Instagram: " + r.Name
	purposes := []contact.Purpose{contact.PurposeService}
	if r.Lead.Promo {
		purposes = append(purposes, contact.PurposePromo)
	}
	for _, p := range purposes {
		if err := s.d.Contacts.SetConsent(ctx, tx, m.Contact, p, true, source, ""); err != nil {
			return err
		}
	}
	group, err := id.Parse[contact.Group](r.Lead.Group)
	if err != nil {
		return nil //nolint:nilerr // none was chosen
	}
	_, err = s.d.Contacts.Join(ctx, tx, group, []contact.ID{m.Contact})
	if f, ok := fault.Of(err); ok && f.Kind == fault.NotFound {
		return nil // deleted meanwhile
	}
	return err
}
