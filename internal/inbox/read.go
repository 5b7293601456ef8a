package inbox

import (
	"context"
	"math"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Views of the list.
const (
	ViewAll    = "all"
	ViewUnread = "unread"
)

// ListRequest says which conversations to list.
type ListRequest struct {
	View    string
	Search  string
	Channel channel.ID
	Kind    channel.Kind // of the channel
	Contact contact.ID   // everything of one contact, on one page
	Page    page.Request
}

// Listed is a conversation as the list shows it.
type Listed struct {
	Conversation
	Person     contact.Contact
	LastState  outbox.State // of the last message when it went out
	HumanUntil time.Time    // until when a person may still answer, where that is longer than the window
}

// position is where a page of a list ends.
type position struct {
	At int64  `json:"a"`
	ID string `json:"i"`
}

// lastID sorts behind every id.
const lastID = "ffffffff-ffff-ffff-ffff-ffffffffffff"

func start(c page.Cursor) (position, error) {
	p := position{At: math.MaxInt64, ID: lastID}
	if _, err := c.Decode(&p); err != nil {
		return p, err
	}
	if _, err := id.Parse[any](p.ID); err != nil {
		return p, page.ErrCursor
	}
	return p, nil
}

// List returns conversations, the newest first. A search finds words of messages and of contacts.
func (s *Service) List(ctx context.Context, ws id.Workspace, r ListRequest) (page.Page[Listed], error) {
	var out page.Page[Listed]
	err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		found, err := s.find(ctx, q, r)
		if err != nil {
			return err
		}
		out.Next = found.Next
		out.Items, err = s.describe(ctx, q, found.Items)
		return err
	})
	return out, err
}

func (s *Service) find(ctx context.Context, q wsdb.Query, r ListRequest) (page.Page[Conversation], error) {
	if !r.Contact.IsZero() {
		all, err := s.store.listConversations(ctx, q, listOfContact, r.Contact)
		return page.Page[Conversation]{Items: all}, err
	}
	if strings.TrimSpace(r.Search) != "" {
		return s.search(ctx, q, r)
	}
	query := listAll
	switch r.View {
	case "", ViewAll:
	case ViewUnread:
		query = listUnread
	default:
		return page.Page[Conversation]{}, ErrView
	}
	from, err := start(r.Page.Cursor)
	if err != nil {
		return page.Page[Conversation]{}, err
	}
	limit := r.Page.Size()
	args := []any{from.At, from.ID, r.Channel.String(), limit + 1}
	if r.Kind != "" {
		query, args = strings.Replace(query, listTail, onKind+listTail, 1), append(args, string(r.Kind))
	}
	all, err := s.store.listConversations(ctx, q, query, args...)
	if err != nil {
		return page.Page[Conversation]{}, err
	}
	return page.Cut(all, limit, func(c Conversation) any {
		return position{At: clock.Micros(c.LastAt), ID: c.ID.String()}
	}), nil
}

// searchPosition is where a page of search results ends: the last message looked at.
type searchPosition struct {
	Before string `json:"b"`
}

// search finds conversations by words of their messages, newest first, and on the first page also by their contacts.
func (s *Service) search(ctx context.Context, q wsdb.Query, r ListRequest) (page.Page[Conversation], error) {
	var from searchPosition
	if _, err := r.Page.Cursor.Decode(&from); err != nil {
		return page.Page[Conversation]{}, err
	}
	limit := r.Page.Size()
	refs, err := s.d.Texts.Search(ctx, q, textindex.Message, r.Search, limit, from.Before)
	if err != nil {
		return page.Page[Conversation]{}, err
	}
	var out page.Page[Conversation]
	if from.Before == "" {
		people, err := s.d.Texts.Search(ctx, q, textindex.Contact, r.Search, limit, "")
		if err != nil {
			return out, err
		}
		if out.Items, err = s.store.ofContacts(ctx, q, people, r.Channel, r.Kind); err != nil {
			return out, err
		}
	}
	byText, err := s.store.ofMessages(ctx, q, refs, r.Channel, r.Kind)
	if err != nil {
		return out, err
	}
	seen := map[ConversationID]bool{}
	for _, c := range out.Items {
		seen[c.ID] = true
	}
	for _, c := range byText {
		if !seen[c.ID] {
			seen[c.ID] = true
			out.Items = append(out.Items, c)
		}
	}
	if len(refs) == limit {
		out.Next = string(page.Encode(searchPosition{Before: refs[limit-1]}))
	}
	return out, nil
}

// describe adds the people and the ticks to conversations.
func (s *Service) describe(ctx context.Context, q wsdb.Query, list []Conversation) ([]Listed, error) {
	out := make([]Listed, len(list))
	people := make([]contact.ID, 0, len(list))
	var sends []outbox.ID
	for i, c := range list {
		out[i].Conversation = c
		people = append(people, c.Contact)
		if c.LastDirection == Out {
			sends = append(sends, id.From[outbox.Send](c.LastMessage.Bytes()))
		}
	}
	if len(list) == 0 {
		return out, nil
	}
	known, err := s.d.Contacts.Many(ctx, q, people)
	if err != nil {
		return nil, err
	}
	ticks, err := s.d.Outbox.Get(ctx, q, sends)
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i].Person = known[out[i].Contact]
		out[i].LastState = ticks[id.From[outbox.Send](out[i].LastMessage.Bytes())].State
	}
	return out, s.addHumanWindow(ctx, q, out)
}

// addHumanWindow says of conversations until when a person may answer, where the network gives people longer than machines.
func (s *Service) addHumanWindow(ctx context.Context, q wsdb.Query, list []Listed) error {
	longer := map[channel.ID]time.Duration{}
	for i := range list {
		c := &list[i]
		more, known := longer[c.Channel]
		if !known {
			ch, err := s.d.Channels.Get(ctx, q, c.Channel)
			if err != nil {
				return err
			}
			if conn, ok := s.d.Connectors[ch.Kind]; ok && conn.Capabilities().HumanWindow > 0 {
				more = conn.Capabilities().HumanWindow - conn.Capabilities().ReplyWindow
			}
			longer[c.Channel] = more
		}
		if more > 0 && !c.WindowUntil.IsZero() {
			c.HumanUntil = c.WindowUntil.Add(more)
		}
	}
	return nil
}

// Get returns one conversation.
func (s *Service) Get(ctx context.Context, ws id.Workspace, conv ConversationID) (Listed, error) {
	var out Listed
	err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		c, err := s.store.getConversation(ctx, q, conv)
		if err != nil {
			return err
		}
		all, err := s.describe(ctx, q, []Conversation{c})
		if err != nil {
			return err
		}
		out = all[0]
		return nil
	})
	return out, err
}

// Bubble is a message as a thread shows it. State, Reason and Code are those of the ledger, for what goes out.
type Bubble struct {
	Message
	State     outbox.State
	Reason    string
	Code      string
	Origin    string // what asked for it, for what goes out
	SentAt    time.Time
	ReadAt    time.Time
	Reactions []Reaction
	Quote     *Quote
	File      *File
	Comment   string // what the answered comment says, while we have it
}

// Quote is the message that another one answers.
type Quote struct {
	ID        string       `json:"id"`
	Direction Direction    `json:"direction"`
	Type      channel.Type `json:"type"`
	Text      string       `json:"text"`
}

// Thread returns the messages of a conversation, the newest first.
func (s *Service) Thread(ctx context.Context, ws id.Workspace, conv ConversationID, r page.Request) (page.Page[Bubble], error) {
	var out page.Page[Bubble]
	from, err := start(r.Cursor)
	if err != nil {
		return out, err
	}
	err = s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		c, err := s.store.getConversation(ctx, q, conv)
		if err != nil {
			return err
		}
		limit := r.Size()
		all, err := s.store.listMessages(ctx, q, listThread, conv, from.At, from.ID, limit+1)
		if err != nil {
			return err
		}
		cut := page.Cut(all, limit, func(m Message) any { return position{At: clock.Micros(m.At), ID: m.ID.String()} })
		out.Next = cut.Next
		out.Items, err = s.bubbles(ctx, q, c.Channel, cut.Items)
		return err
	})
	return out, err
}

// bubbles adds to messages what other tables know: the ledger, reactions, quotes, files.
func (s *Service) bubbles(ctx context.Context, q wsdb.Query, ch channel.ID, list []Message) ([]Bubble, error) {
	out := make([]Bubble, len(list))
	var sends []outbox.ID
	var files []string
	for i, m := range list {
		out[i].Message = m
		if m.Direction == Out {
			sends = append(sends, id.From[outbox.Send](m.ID.Bytes()))
		}
	}
	ledger, err := s.d.Outbox.Get(ctx, q, sends)
	if err != nil {
		return nil, err
	}
	var targets, quoted []string
	for i := range out {
		b := &out[i]
		if m, ok := ledger[id.From[outbox.Send](b.ID.Bytes())]; ok && b.Direction == Out {
			b.fromLedger(m)
		}
		if b.ExternalID != "" {
			targets = append(targets, b.ExternalID)
		}
		if b.ReplyTo != "" {
			quoted = append(quoted, b.ReplyTo)
		}
		if b.Attachment != "" {
			files = append(files, b.Attachment)
		}
	}
	reactions, err := s.store.reactions(ctx, q, ch, targets)
	if err != nil {
		return nil, err
	}
	quotes, err := s.quotes(ctx, q, ch, quoted)
	if err != nil {
		return nil, err
	}
	described, err := s.files(ctx, q, files)
	if err != nil {
		return nil, err
	}
	comments, err := s.comments(ctx, q, ch, out)
	if err != nil {
		return nil, err
	}
	for i := range out {
		b := &out[i]
		if b.Content.Comment != nil {
			b.Comment = comments[b.Content.Comment.ID]
		}
		b.Reactions = reactions[b.ExternalID]
		b.Quote = quotes[b.ReplyTo]
		if f, ok := described[b.Attachment]; ok {
			b.File = &f
		}
	}
	return out, nil
}

func (b *Bubble) fromLedger(m outbox.Send) {
	b.State, b.Reason, b.Code, b.Origin = m.State, m.Reason, m.Code, m.Origin.Kind
	b.SentAt, b.ReadAt = m.SentAt, m.ReadAt
	b.Content, b.ExternalID = m.Content, m.ExternalID
	if m.Content.Media != nil && m.Content.Media.AttachmentID != "" {
		b.Attachment, b.MediaState = m.Content.Media.AttachmentID, MediaReady
	}
}

func (s *Service) files(ctx context.Context, q wsdb.Query, ids []string) (map[string]File, error) {
	if len(ids) == 0 || s.d.Files == nil {
		return nil, nil
	}
	return s.d.Files.Describe(ctx, q, ids)
}

// quotes finds the messages that others answer, theirs and ours, by the network's ids.
func (s *Service) quotes(ctx context.Context, q wsdb.Query, ch channel.ID, externals []string) (map[string]*Quote, error) {
	out := map[string]*Quote{}
	if len(externals) == 0 {
		return out, nil
	}
	ours, err := s.d.Outbox.ByExternal(ctx, q, ch, externals)
	if err != nil {
		return nil, err
	}
	for x, m := range ours {
		if m.Preview == "" { // the delivery log has forgotten it, the bubble has not
			shown, _, err := s.store.getMessage(ctx, q, id.From[Message](m.ID.Bytes()))
			if err != nil {
				return nil, err
			}
			m.Preview = shown.Text
		}
		out[x] = &Quote{ID: m.ID.String(), Direction: Out, Type: m.Content.Type, Text: short(m.Preview)}
	}
	theirs, err := s.store.byExternals(ctx, q, ch, externals)
	for _, m := range theirs {
		out[m.ExternalID] = &Quote{ID: m.ID.String(), Direction: m.Direction, Type: m.Type, Text: preview(m.Text, m.Content)}
	}
	return out, err
}
