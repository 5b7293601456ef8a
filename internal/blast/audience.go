package blast

import (
	"context"
	"slices"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// readNumbers turns the numbers of an audience into contacts. What was frozen belongs to the start, and not to a request.
func (s *Service) readNumbers(ctx context.Context, tx *wsdb.Tx, b *Blast, a *Audience) error {
	a.Frozen = nil
	if len(a.Numbers) == 0 || !b.StartedAt.IsZero() {
		a.Numbers = nil
		return nil
	}
	ids, err := s.d.Contacts.FromNumbers(ctx, tx, a.Numbers)
	if err != nil {
		return err
	}
	known := make(map[contact.ID]bool, len(a.Contacts))
	for _, c := range a.Contacts {
		known[c] = true
	}
	a.Contacts = slices.Clone(a.Contacts)
	for _, c := range ids {
		if !known[c] {
			a.Contacts = append(a.Contacts, c)
		}
	}
	if a.Numbers = nil; len(a.Contacts) > maxListed {
		return ErrListed
	}
	return nil
}

// maxListed is how many contacts an audience can name one by one.
const maxListed = 5000

// nextOfAudience reads the next contacts and moves the cursor of freezing in p, which the caller stores with their rows.
func (s *Service) nextOfAudience(ctx context.Context, q wsdb.Query, b *Blast, p *progress, limit int) ([]contact.ID, error) {
	var ids []contact.ID
	var err error
	if b.Parent.IsZero() {
		ids, err = s.d.Contacts.Audience(ctx, q, b.Audience, p.freezeAfter, limit)
	} else {
		var failed []recipient
		failed, err = s.store.listRecipients(ctx, q, listRetryable, b.Parent, after(p.freezeAfter), limit)
		for _, r := range failed {
			ids = append(ids, r.Contact)
		}
	}
	if err != nil {
		return nil, err
	}
	p.frozen = len(ids) < limit
	for i, c := range ids {
		if c.Compare(p.freezeUntil) > 0 {
			ids, p.frozen = ids[:i], true
			break
		}
	}
	if len(ids) > 0 {
		p.freezeAfter = ids[len(ids)-1]
	}
	return ids, nil
}

// anybody says whether the audience has at least one member; counting them all could take long.
func (s *Service) anybody(ctx context.Context, q wsdb.Query, b *Blast) (bool, error) {
	ids, err := s.nextOfAudience(ctx, q, b, &progress{freezeUntil: id.New[contact.Contact]()}, 1)
	return len(ids) > 0, err
}

// promoted says who got something promotional within the days the audience names.
func (s *Service) promoted(ctx context.Context, q wsdb.Query, b *Blast, ids []contact.ID) (map[contact.ID]bool, error) {
	if b.Audience.SkipPromoted <= 0 {
		return nil, nil
	}
	return s.d.Contacts.Promoted(ctx, q, ids, s.d.Clock.Now().AddDate(0, 0, -b.Audience.SkipPromoted))
}
