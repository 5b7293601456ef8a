package inbox

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	ofContact = `SELECT ` + conversationColumns + ` FROM conversation WHERE contact_id = $1 ORDER BY id`
	sentIn    = `SELECT m.id FROM message AS m JOIN conversation AS v ON v.id = m.conversation_id
		WHERE v.contact_id = $1 AND m.direction = 'out'`
	// One line of both: the newer end of the list, everything unread, the longer window.
	foldConversation = `UPDATE conversation SET state = $2, last_at = $3, last_type = $4, last_preview = $5, last_direction = $6,
		last_message_id = $7, unread = $8, window_until = $9, created_at = $10 WHERE id = $1`
)

// ContactsMerged implements contact.Follower: the conversations of the contact that goes become those of the one that stays. Where both
// have one on a channel, the messages come together in it, by their time.
func (s *Service) ContactsMerged(ctx context.Context, tx *wsdb.Tx, m *contact.Merging) error {
	sent, err := s.sentTo(ctx, tx, m.Gone)
	if err != nil {
		return err
	}
	theirs, err := s.store.listConversations(ctx, tx, ofContact, m.Gone)
	if err != nil {
		return err
	}
	ours, err := s.store.listConversations(ctx, tx, ofContact, m.Kept)
	if err != nil {
		return err
	}
	on := map[channel.ID]Conversation{}
	for _, c := range ours {
		on[c.Channel] = c
	}
	var facts []event.Fact
	for _, c := range theirs {
		if into, ok := on[c.Channel]; ok {
			err = s.store.foldInto(ctx, tx, into, c)
			facts = append(facts, conversationChanged(into.ID))
		} else {
			_, err = tx.Exec(ctx, `UPDATE conversation SET contact_id = $2 WHERE id = $1`, c.ID, m.Kept)
		}
		if err != nil {
			return fmt.Errorf("merge conversations: %w", err)
		}
		facts = append(facts, conversationChanged(c.ID))
		for _, table := range [...]string{"reaction", "amendment"} {
			_, err := tx.Exec(ctx, `UPDATE `+table+` SET contact_id = $3 WHERE channel_id = $1 AND contact_id = $2`, c.Channel, m.Gone, m.Kept)
			if err != nil {
				return fmt.Errorf("merge conversations: %w", err)
			}
		}
		if err := s.d.Outbox.MergeWindow(ctx, tx, c.Channel, m.Gone, m.Kept); err != nil {
			return err
		}
	}
	if err := s.d.Outbox.Reassign(ctx, tx, sent, m.Kept, m.Stay); err != nil {
		return err
	}
	return s.d.Events.AppendAll(ctx, tx, facts)
}

// ContactMoved implements contact.Follower: what waits to be sent goes to the new address.
func (s *Service) ContactMoved(ctx context.Context, tx *wsdb.Tx, c contact.ID, to contact.Address) error {
	sent, err := s.sentTo(ctx, tx, c)
	if err != nil {
		return err
	}
	return s.d.Outbox.Readdress(ctx, tx, sent, channel.Address{Phone: string(to.Phone), UserID: to.UserID})
}

// sentTo lists everything that was ever to be sent to a contact; a bubble has the id of its send.
func (s *Service) sentTo(ctx context.Context, q wsdb.Query, c contact.ID) ([]outbox.ID, error) {
	rows, err := q.Query(ctx, sentIn, c)
	if err != nil {
		return nil, fmt.Errorf("list messages: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []outbox.ID
	for rows.Next() {
		var m outbox.ID
		if err := rows.Scan(&m); err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, rows.Err()
}

// fold is a conversation that has taken in another one.
func (c Conversation) fold(other Conversation) Conversation {
	if other.LastAt.After(c.LastAt) {
		c.LastAt, c.LastType, c.LastPreview = other.LastAt, other.LastType, other.LastPreview
		c.LastDirection, c.LastMessage = other.LastDirection, other.LastMessage
	}
	if other.WindowUntil.After(c.WindowUntil) {
		c.WindowUntil = other.WindowUntil
	}
	if other.CreatedAt.Before(c.CreatedAt) {
		c.CreatedAt = other.CreatedAt
	}
	if other.State == StateOpen {
		c.State = StateOpen
	}
	c.Unread += other.Unread
	return c
}

// foldInto brings the messages of one conversation into another of the same channel, and removes it.
func (s store) foldInto(ctx context.Context, tx *wsdb.Tx, into, from Conversation) error {
	if _, err := tx.Exec(ctx, `UPDATE message SET conversation_id = $2 WHERE conversation_id = $1`, from.ID, into.ID); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM conversation WHERE id = $1`, from.ID); err != nil {
		return err
	}
	c := into.fold(from)
	_, err := tx.Exec(ctx, foldConversation, c.ID, c.State, clock.Micros(c.LastAt), string(c.LastType), c.LastPreview, string(c.LastDirection),
		c.LastMessage, c.Unread, clock.Micros(c.WindowUntil), clock.Micros(c.CreatedAt))
	return err
}

// identity follows a person to a new address.
func (b *intake) identity(ctx context.Context, ev channel.IdentityChanged) error {
	if ev.From.IsZero() || ev.To.IsZero() {
		return nil
	}
	if err := b.flush(ctx); err != nil {
		return err
	}
	m, err := b.s.d.Contacts.Move(ctx, b.tx, person(ev.From, ""), person(ev.To, ""), bound(ev.At, b.tx.Now()))
	if err != nil {
		return err
	}
	for i := range b.received { // the listeners are told whose these are now
		if slices.Contains(m.Gone, b.received[i].Contact) {
			b.received[i].Contact = m.Contact
		}
	}
	return nil
}

// current is how a person is known today who was seen under an address at a time.
func (b *intake) current(ctx context.Context, a channel.Address, profile string, at time.Time) (contact.Address, error) {
	now, err := b.s.d.Contacts.Current(ctx, b.tx, []contact.Seen{{Address: b.person(a, profile), At: bound(at, b.tx.Now())}})
	if err != nil {
		return contact.Address{}, err
	}
	return now[0], nil
}
