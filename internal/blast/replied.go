package blast

import (
	"context"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/inbox"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// replySpan is how long after its start a blast can be what somebody answers to.
const replySpan = 7 * 24 * time.Hour

// MessagesReceived implements inbox.Listener: a recipient who writes back is counted once, for the newest blast that reached them.
func (s *Service) MessagesReceived(ctx context.Context, tx *wsdb.Tx, ms []inbox.Received) error {
	byChannel := map[channel.ID][]contact.ID{}
	for _, m := range ms {
		byChannel[m.Channel] = append(byChannel[m.Channel], m.Contact)
	}
	for ch, people := range byChannel {
		lately, err := s.store.list(ctx, tx, listLately, ch, clock.Micros(tx.Now().Add(-replySpan)))
		if err != nil {
			return err
		}
		for _, b := range lately {
			if len(people) == 0 {
				break
			}
			if people, err = s.countReplies(ctx, tx, b.ID, people); err != nil {
				return err
			}
		}
	}
	return nil
}

// countReplies counts those who were reached by the blast, and returns the others.
func (s *Service) countReplies(ctx context.Context, tx *wsdb.Tx, blast ID, people []contact.ID) ([]contact.ID, error) {
	found, err := s.store.ofContacts(ctx, tx, blast, people)
	if err != nil || len(found) == 0 {
		return people, err
	}
	var sends []outbox.ID
	for _, r := range found {
		if !r.Send.IsZero() {
			sends = append(sends, r.Send)
		}
	}
	ledger, err := s.d.Outbox.Get(ctx, tx, sends)
	if err != nil {
		return nil, err
	}
	reached := map[contact.ID]bool{}
	fresh := 0
	for _, r := range found {
		m, ok := ledger[r.Send]
		if !ok || !taken(m.State) && m.State != outbox.StateUnknown {
			continue
		}
		reached[r.Contact] = true
		if !r.RepliedAt.IsZero() {
			continue
		}
		fresh++
		if err := s.store.replied(ctx, tx, blast, r.Contact); err != nil {
			return nil, err
		}
	}
	if fresh > 0 {
		if err := s.store.withProgress(ctx, tx, blast, func(p *progress) { p.Replied += fresh }); err != nil {
			return nil, err
		}
		if err := s.news.soon(ctx, tx, blast); err != nil {
			return nil, err
		}
	}
	var rest []contact.ID
	for _, c := range people {
		if !reached[c] {
			rest = append(rest, c)
		}
	}
	return rest, nil
}
