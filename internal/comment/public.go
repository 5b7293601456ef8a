package comment

import (
	"context"
	"errors"
	"time"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// duePage is how many public replies one transaction hands on.
const duePage = 200

// Due hands on the public replies whose time has come, and asks to be called again for the next one.
func (s *Service) Due(ctx context.Context, ws id.Workspace) error {
	for {
		var next time.Time
		err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
			next, err = s.store.nextPublic(ctx, q)
			return err
		})
		if err != nil || next.IsZero() {
			return err
		}
		if next.After(s.d.Clock.Now()) {
			s.d.DB.WakeAt(ws, next)
			return nil
		}
		if err := s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error { return s.handOn(ctx, tx) }); err != nil {
			return err
		}
	}
}

func (s *Service) handOn(ctx context.Context, tx *wsdb.Tx) error {
	due, err := s.store.duePublic(ctx, tx, tx.Now(), duePage)
	if err != nil {
		return err
	}
	for i := range due {
		m := &due[i]
		m.PublicAt = time.Time{}
		r, c, err := s.about(ctx, tx, m)
		switch {
		case errors.Is(err, ErrRuleNotFound), errors.Is(err, ErrNotFound):
		case err != nil:
			return err
		case r.Public != nil && m.Public.IsZero() && c.DeletedAt.IsZero():
			if m.Public, err = s.replyPublicly(ctx, tx, &r, &c, m); err != nil {
				return err
			}
		}
		if err := s.store.update(ctx, tx, m); err != nil {
			return err
		}
	}
	return nil
}

// replyPublicly adds the reply under the post, unless the ledger has one from before the comment was forgotten.
func (s *Service) replyPublicly(ctx context.Context, tx *wsdb.Tx, r *Rule, c *Comment, m *Match) (outbox.ID, error) {
	key := publicKey(c)
	known, err := s.d.Outbox.ByKeys(ctx, tx, []string{key})
	if earlier, ok := known[key]; ok || err != nil {
		return earlier.ID, err
	}
	return s.add(ctx, tx, r, s.request(&judged{Match: *m}, r, c, r.public(c), key))
}

// about reads the rule and the comment of a match.
func (s *Service) about(ctx context.Context, q wsdb.Query, m *Match) (Rule, Comment, error) {
	r, err := s.store.rule(ctx, q, m.Rule)
	if err != nil {
		return Rule{}, Comment{}, err
	}
	c, err := s.store.comment(ctx, q, m.Comment)
	return r, c, err
}

// SendsMoved implements outbox.Observer: what was accepted lets the next thing happen.
func (s *Service) SendsMoved(ctx context.Context, tx *wsdb.Tx, moves []outbox.Move) error {
	var ids []outbox.ID
	for i := range moves {
		m := &moves[i].Send
		if !arrived(moves[i]) {
			continue
		}
		if m.Content.Private() {
			if err := s.privateAccepted(ctx, tx, m); err != nil {
				return err
			}
		}
		if m.Origin.Kind == outbox.OriginComment {
			ids = append(ids, m.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return s.contentAccepted(ctx, tx, ids)
}

// arrived says that a send is with the network now and was not before.
func arrived(m outbox.Move) bool {
	there := func(s outbox.State) bool {
		return s == outbox.StateAccepted || s == outbox.StateSent || s == outbox.StateDelivered || s == outbox.StateRead
	}
	return there(m.Send.State) && !there(m.From)
}

// privateAccepted knows the person by the id of the conversation now, whoever answered the comment, and lets the public reply follow that
// waits for it.
func (s *Service) privateAccepted(ctx context.Context, tx *wsdb.Tx, sent *outbox.Send) error {
	c, err := s.store.byExternal(ctx, tx, sent.Channel, sent.Content.Comment.ID)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	whose, err := s.meet(ctx, tx, &c, *sent)
	if err != nil {
		return err
	}
	found, err := s.store.byPrivate(ctx, tx, sent.ID)
	if err != nil || len(found) == 0 {
		return err
	}
	m := &found[0]
	m.Contact = whose
	r, err := s.store.rule(ctx, tx, m.Rule)
	switch {
	case errors.Is(err, ErrRuleNotFound):
	case err != nil:
		return err
	case r.Public != nil && r.Public.After && m.Public.IsZero() && m.PublicAt.IsZero():
		m.PublicAt = tx.Now().Add(r.Public.delay(&c))
		tx.WakeAt(m.PublicAt)
	}
	return s.store.update(ctx, tx, m)
}

// meet links the person of a comment with the id that the network's answer named, makes the contact of one who was not known before, and
// says whose conversation it is: the id may be that of another contact, who then is the same person.
func (s *Service) meet(ctx context.Context, tx *wsdb.Tx, c *Comment, sent outbox.Send) (contact.ID, error) {
	to := contact.Address{UserID: sent.To.UserID, ProfileName: c.Username, Channel: c.Channel.String(), Username: c.Username}
	if sent.To.Handle() == "" || to.UserID == c.Handle && !sent.Contact.IsZero() {
		return sent.Contact, nil
	}
	if !sent.Contact.IsZero() {
		whose, err := s.d.Contacts.Link(ctx, tx, sent.Contact, to)
		if err != nil || whose.IsZero() || whose == sent.Contact {
			return sent.Contact, err
		}
		return whose, s.d.Contacts.SamePerson(ctx, tx, sent.Contact, whose)
	}
	whose, err := s.d.Contacts.ResolveAll(ctx, tx, []contact.Address{to})
	if err != nil {
		return contact.ID{}, err
	}
	if err := s.d.Outbox.Reassign(ctx, tx, []outbox.ID{sent.ID}, whose[0], nil); err != nil {
		return contact.ID{}, err
	}
	sent.Contact = whose[0]
	return whose[0], s.d.Bubbles.WriteOutgoing(ctx, tx, []outbox.Send{sent})
}
