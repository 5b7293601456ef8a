package inbox

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Draft is what a person wants to send: a text, a file with a caption, a template, or a message with something to tap.
type Draft struct {
	Text        string
	Attachment  string
	Caption     string
	Template    *channel.Template
	Interactive *channel.Interactive
	ReplyTo     MessageID // the quoted message; zero for none
}

// maxKey bounds an idempotency key.
const maxKey = 200

// checkKey refuses a key that cannot be kept.
func checkKey(key string) error {
	if key == "" || len(key) > maxKey {
		return ErrKey
	}
	return nil
}

// Reply answers in a conversation. A repeat under the same key answers the same message. Outside the reply window only a
// template goes out; it fails with ErrWindowClosed for anything else.
func (s *Service) Reply(ctx context.Context, ws id.Workspace, conv ConversationID, d Draft, key, actor string) (Bubble, error) {
	if err := checkKey(key); err != nil {
		return Bubble{}, err
	}
	var out Bubble
	err := s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		c, err := s.store.getConversation(ctx, tx, conv)
		if err != nil {
			return err
		}
		key := "reply:" + conv.String() + ":" + key
		repeat, err := s.d.Outbox.Known(ctx, tx, key)
		if err != nil {
			return err
		}
		content, text, err := s.content(ctx, tx, c.Channel, d, repeat)
		if err != nil {
			return err
		}
		if content.ReplyTo, err = s.externalID(ctx, tx, conv, d.ReplyTo); err != nil {
			return err
		}
		to, err := s.allowed(ctx, tx, c.Channel, c.Contact, &content, c.WindowUntil, repeat, true)
		if err != nil {
			return err
		}
		sends, err := s.d.Outbox.Add(ctx, tx, []outbox.Request{{
			Channel: c.Channel, Lane: outbox.Human, Origin: outbox.Origin{Kind: outbox.OriginHuman, ID: conv.String()},
			Contact: c.Contact, To: to, Purpose: contact.PurposeService, Content: content, Preview: text,
			Key: key, Actor: actor,
		}})
		if err != nil {
			return err
		}
		m, _, err := s.store.getMessage(ctx, tx, id.From[Message](sends[0].ID.Bytes()))
		if err != nil {
			return err
		}
		list, err := s.bubbles(ctx, tx, c.Channel, []Message{m})
		if err != nil {
			return err
		}
		out = list[0]
		return nil
	})
	return out, err
}

// allowed checks that the content may be sent to a contact now and answers where. A repeat is always allowed. What a person writes after
// the reply window is marked as such where the network still takes it.
func (s *Service) allowed(
	ctx context.Context, q wsdb.Query, where channel.ID, to contact.ID, content *channel.Content, window time.Time, repeat, person bool,
) (channel.Address, error) {
	if repeat {
		return channel.Address{}, nil
	}
	ch, err := s.d.Channels.Get(ctx, q, where)
	if err != nil {
		return channel.Address{}, err
	}
	address, err := s.reachable(ctx, q, ch, to)
	if err != nil {
		return address, err
	}
	conn, ok := s.d.Connectors[ch.Kind]
	if !ok {
		return address, nil
	}
	if err := conn.Validate(*content); err != nil {
		return address, err
	}
	can, now := conn.Capabilities(), s.d.Clock.Now()
	if can.ReplyWindow == 0 || content.Type == channel.TypeTemplate || window.After(now) {
		return address, nil
	}
	if person && can.HumanWindow > 0 && window.Add(can.HumanWindow-can.ReplyWindow).After(now) {
		content.HumanAgent = true
		return address, nil
	}
	return address, ErrWindowClosed
}

// reachable answers how to write to a contact on a channel. People may answer whoever wrote to them, whatever was said about promotion.
func (s *Service) reachable(ctx context.Context, q wsdb.Query, ch channel.Channel, c contact.ID) (channel.Address, error) {
	known, err := reachOne(ctx, q, s.d.Contacts, c)
	if err != nil {
		return channel.Address{}, err
	}
	if ok, _ := known.AllowsReply(); !ok {
		return channel.Address{}, ErrUnreachable
	}
	to := channel.Address{Phone: known.Phone, UserID: known.UserID}
	if conn, ok := s.d.Connectors[ch.Kind]; ok && conn.Capabilities().Handles {
		to.Phone = ""
		if to.UserID, err = s.d.Contacts.HandleOn(ctx, q, c, ch.ID.String()); err != nil {
			return channel.Address{}, err
		}
	}
	if to.IsZero() {
		return channel.Address{}, ErrUnreachable
	}
	return to, nil
}

// externalID finds how the network calls a message of the conversation that is quoted.
func (s *Service) externalID(ctx context.Context, q wsdb.Query, conv ConversationID, quoted MessageID) (string, error) {
	if quoted.IsZero() {
		return "", nil
	}
	m, ok, err := s.store.getMessage(ctx, q, quoted)
	if err != nil {
		return "", err
	}
	if !ok || m.Conversation != conv {
		return "", ErrQuote
	}
	if m.Direction == In || m.ExternalID != "" {
		return m.ExternalID, nil
	}
	key := id.From[outbox.Send](m.ID.Bytes())
	ledger, err := s.d.Outbox.Get(ctx, q, []outbox.ID{key})
	return ledger[key].ExternalID, err
}

// content turns a draft into what the network is given, and into the text that lists show. For a repeat it does not matter whether the
// template is still there.
func (s *Service) content(ctx context.Context, q wsdb.Query, ch channel.ID, d Draft, repeat bool) (channel.Content, string, error) {
	switch {
	case d.Template != nil && repeat:
		return channel.Content{Type: channel.TypeTemplate, Template: d.Template}, "", nil
	case d.Template != nil:
		t, err := s.d.Channels.Template(ctx, q, ch, d.Template.Name, d.Template.Language)
		if err != nil {
			return channel.Content{}, "", err
		}
		if ok, _ := t.Sendable(s.d.Clock.Now()); !ok {
			return channel.Content{}, "", ErrTemplate
		}
		return channel.Content{Type: channel.TypeTemplate, Template: d.Template}, t.RenderSend(*d.Template).Body, nil
	case d.Interactive != nil:
		return channel.Content{Type: channel.TypeInteractive, Interactive: d.Interactive}, d.Interactive.Body, nil
	case d.Attachment != "":
		found, err := s.files(ctx, q, []string{d.Attachment})
		if err != nil {
			return channel.Content{}, "", err
		}
		f, ok := found[d.Attachment]
		if !ok {
			return channel.Content{}, "", ErrAttachment
		}
		media := &channel.Media{AttachmentID: f.ID, MIME: f.MIME, Caption: d.Caption}
		kind := mediaType(f.MIME)
		if kind == channel.TypeDocument {
			media.Filename = f.Name
		}
		return channel.Content{Type: kind, Media: media}, d.Caption, nil
	case strings.TrimSpace(d.Text) != "":
		text := strings.ReplaceAll(d.Text, "\x00", "")
		return channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: text}}, text, nil
	default:
		return channel.Content{}, "", ErrEmpty
	}
}

// mediaType decides as what a file is sent; what WhatsApp does not show inline goes as a document
// (Meta docs, supported media types, read 2026-11).
func mediaType(mime string) channel.Type {
	base, _, _ := strings.Cut(strings.ToLower(mime), ";")
	switch base = strings.TrimSpace(base); base {
	case "image/jpeg", "image/png":
		return channel.TypeImage
	case "image/webp":
		return channel.TypeSticker
	case "video/mp4", "video/3gpp":
		return channel.TypeVideo
	case "audio/aac", "audio/mp4", "audio/mpeg", "audio/amr", "audio/ogg":
		return channel.TypeAudio
	default:
		return channel.TypeDocument
	}
}

// Faults of what is to be sent.
var (
	ErrAttachment = fault.New(fault.Invalid, "inbox.attachment_not_found", "There is no such attachment.")
	ErrQuote      = fault.New(fault.Invalid, "inbox.quote_not_found", "The quoted message is not part of this conversation.")
	ErrTemplate   = fault.New(fault.Conflict, "inbox.template_not_sendable", "This template cannot be sent now.")
)

// MarkRead takes the unread mark from a conversation and lets the network know, some time later and without promise.
func (s *Service) MarkRead(ctx context.Context, ws id.Workspace, conv ConversationID) error {
	return s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		n, err := s.store.markRead(ctx, tx, conv)
		if err != nil || n == 0 {
			return err
		}
		if err := s.d.Events.Append(ctx, tx, event.ConversationChanged, conv.String(), nil); err != nil {
			return err
		}
		return tx.Enqueue(ctx, MarkRead{Workspace: ws, Conversation: conv}, queue.MaxAttempts(2), queue.Unique())
	})
}

// MarkRead is the job that tells the network that a conversation was read.
type MarkRead struct {
	Workspace    id.Workspace   `json:"workspace"`
	Conversation ConversationID `json:"conversation"`
}

// Kind implements queue.Args.
func (MarkRead) Kind() string { return "inbox.mark_read" }

// markReadTimeout bounds the call: blue ticks are not worth waiting for.
const markReadTimeout = 20 * time.Second

// WorkMarkRead tells the network. Running it again only repeats what the network knows; a failure is cosmetic and ends here.
func (s *Service) WorkMarkRead(ctx context.Context, job MarkRead) error {
	var ch channel.Channel
	var external string
	var to channel.Address
	err := s.d.DB.Read(ctx, job.Workspace, func(q wsdb.Query) error {
		var where channel.ID
		var err error
		where, external, err = s.store.newestInbound(ctx, q, job.Conversation)
		if err != nil || external == "" {
			return err
		}
		if ch, err = s.d.Channels.Get(ctx, q, where); err != nil {
			return err
		}
		c, err := s.store.getConversation(ctx, q, job.Conversation)
		if err != nil {
			return err
		}
		to, err = s.reachable(ctx, q, ch, c.Contact)
		return err
	})
	if errors.Is(err, ErrUnreachable) {
		return nil
	}
	if err != nil || external == "" {
		return err
	}
	session, err := s.d.Channels.Session(ctx, job.Workspace, ch.ID)
	if err != nil {
		return nil // a channel that is gone has no ticks to show
	}
	conn, ok := s.d.Connectors[session.Channel.Kind]
	if !ok || !conn.Capabilities().ReadReceipts {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, markReadTimeout)
	defer cancel()
	if err := conn.MarkRead(ctx, session, to, external); err != nil && !errors.Is(err, context.Canceled) {
		s.d.Log.LogAttrs(ctx, slog.LevelInfo, "the network did not take a read receipt", slog.String("workspace_id", job.Workspace.String()))
	}
	return nil
}
