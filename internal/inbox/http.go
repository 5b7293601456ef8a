package inbox

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
)

// operations answers HTTP requests.
type operations struct{ Service *Service }

// Register adds the operations to the API.
func (s *Service) Register(a *httpapi.API) {
	h := &operations{Service: s}
	httpapi.Register(a, httpapi.Op{
		ID: "list-conversations", Method: http.MethodGet, Path: "/conversations", Summary: "List conversations", Right: httpapi.Read,
	}, h.list)
	httpapi.Register(a, httpapi.Op{
		ID: "get-conversation", Method: http.MethodGet, Path: "/conversations/{conversation}", Summary: "Get a conversation", Right: httpapi.Read,
	}, h.get)
	httpapi.Register(a, httpapi.Op{
		ID: "list-conversation-messages", Method: http.MethodGet, Path: "/conversations/{conversation}/messages",
		Summary: "List the messages of a conversation, the newest first", Right: httpapi.Read,
	}, h.thread)
	httpapi.Register(a, httpapi.Op{
		ID: "reply", Method: http.MethodPost, Path: "/conversations/{conversation}/messages", Summary: "Answer in a conversation",
		Right: httpapi.Reply, Status: http.StatusAccepted,
	}, h.reply)
	httpapi.Register(a, httpapi.Op{
		ID: "mark-conversation-read", Method: http.MethodPost, Path: "/conversations/{conversation}/read", Summary: "Mark a conversation as read",
		Right: httpapi.Edit, AllowReadOnly: true, Status: http.StatusNoContent,
	}, h.read)
	h.registerSends(a)
}

// PersonView is a contact beside a conversation, a preview or a recipient.
type PersonView struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	PhoneDisplay string `json:"phone_display"`
	Username     string `json:"username" doc:"On a network where people have one; without its @"`
	PictureID    string `json:"picture_id" doc:"Id of an attachment, empty for none"`
}

func personView(key contact.ID, c contact.Contact) PersonView {
	v := PersonView{ID: key.String(), Name: c.Name}
	if c.Phone != nil {
		v.PhoneDisplay = c.Phone.Display()
	}
	for _, h := range c.Handles {
		v.known(h)
	}
	return v
}

// personOn is a contact as a channel knows them.
func personOn(ch channel.ID, key contact.ID, c contact.Contact) PersonView {
	v := personView(key, c)
	for _, h := range c.Handles {
		if h.Channel == ch.String() {
			v.known(h)
		}
	}
	return v
}

func (v *PersonView) known(h contact.Handle) {
	v.Username, v.PictureID = cmp.Or(h.Username, v.Username), cmp.Or(h.Picture, v.PictureID)
}

// ConversationView is a conversation as the API shows it.
type ConversationView struct {
	ID            string       `json:"id"`
	ChannelID     string       `json:"channel_id"`
	Contact       PersonView   `json:"contact"`
	LastPreview   string       `json:"last_preview"`
	LastType      channel.Type `json:"last_type"`
	LastDirection Direction    `json:"last_direction" enum:"in,out,"`
	LastAt        *time.Time   `json:"last_at"`
	LastState     outbox.State `json:"last_state" doc:"State of the last message when it went out"`
	Unread        int          `json:"unread"`
	WindowUntil   *time.Time   `json:"window_until" doc:"Until when anything but a template may be sent"`
	HumanUntil    *time.Time   `json:"human_until" doc:"Until when a person may still answer after the window; null where there is no such time"`
}

func conversationView(c Listed) ConversationView {
	return ConversationView{
		ID: c.ID.String(), ChannelID: c.Channel.String(), Contact: personOn(c.Channel, c.Contact, c.Person), LastPreview: c.LastPreview,
		LastType: c.LastType, LastDirection: c.LastDirection, LastAt: httpapi.Stamp(c.LastAt), LastState: c.LastState, Unread: c.Unread,
		WindowUntil: httpapi.Stamp(c.WindowUntil), HumanUntil: httpapi.Stamp(c.HumanUntil),
	}
}

// AttachmentView is the file of a message. Its id is empty until the file is ready.
type AttachmentView struct {
	ID    string     `json:"id"`
	Name  string     `json:"name"`
	MIME  string     `json:"mime"`
	Size  int64      `json:"size"`
	State MediaState `json:"state" enum:"pending,ready,missing"`
}

// MessageView is a message as the API shows it.
type MessageView struct {
	ID         string           `json:"id"`
	Direction  Direction        `json:"direction" enum:"in,out"`
	Type       channel.Type     `json:"type"`
	Text       string           `json:"text"`
	Content    *channel.Content `json:"content"`
	State      outbox.State     `json:"state" doc:"State in the ledger, for what goes out"`
	Reason     string           `json:"reason"`
	Code       string           `json:"code"`
	At         time.Time        `json:"at"`
	ReplyTo    *string          `json:"reply_to" doc:"Id of the quoted message, when it is known"`
	Quote      *Quote           `json:"quote"`
	Comment    string           `json:"comment" doc:"What the comment says that a private reply answers, while it is there"`
	Reactions  []Reaction       `json:"reactions"`
	Attachment *AttachmentView  `json:"attachment"`
	Edited     bool             `json:"edited"`
	Revoked    bool             `json:"revoked"`
	Lane       string           `json:"lane" enum:"human,api,bot,sequence,blast"`
	Origin     string           `json:"origin" enum:"human,api,bot,comment,blast,test,opt_out," doc:"What asked for it, for what goes out; opt_out is the confirmation of a stop"`
}

func messageView(m Bubble) MessageView {
	v := MessageView{
		ID: m.ID.String(), Direction: m.Direction, Type: m.Type, Text: m.Text, State: m.State, Reason: m.Reason, Code: m.Code, At: m.At,
		Quote: m.Quote, Comment: m.Comment, Reactions: m.Reactions, Edited: !m.EditedAt.IsZero(), Revoked: !m.RevokedAt.IsZero(), Lane: outbox.LaneNames[m.Lane],
		Origin: m.Origin,
	}
	if v.Reactions == nil {
		v.Reactions = []Reaction{}
	}
	if m.Content.Type != "" {
		v.Content = &m.Content
	}
	if m.Quote != nil {
		v.ReplyTo = &m.Quote.ID
	}
	if m.MediaState != MediaNone && m.RevokedAt.IsZero() {
		v.Attachment = &AttachmentView{State: m.MediaState}
		if m.Content.Media != nil {
			v.Attachment.Name, v.Attachment.MIME = m.Content.Media.Filename, m.Content.Media.MIME
		}
		if m.File != nil {
			v.Attachment = &AttachmentView{ID: m.File.ID, Name: m.File.Name, MIME: m.File.MIME, Size: m.File.Size, State: m.MediaState}
		}
	}
	return v
}

// ConversationPath names a conversation.
type ConversationPath struct {
	Conversation string `path:"conversation"`
}

func (p ConversationPath) id() (ConversationID, error) {
	c, err := id.Parse[Conversation](p.Conversation)
	if err != nil {
		return c, ErrConversationNotFound
	}
	return c, nil
}

type listInput struct {
	httpapi.Paging
	View    string `query:"view" enum:"all,unread" default:"all"`
	Search  string `query:"search" maxLength:"200" doc:"Words of messages or of contacts"`
	Channel string `query:"channel" doc:"Only this channel"`
	Kind    string `query:"kind" maxLength:"20" doc:"Only channels of this kind"`
	Contact string `query:"contact" doc:"Everything of this contact, on one page"`
}

type body[T any] struct{ Body T }

func (h *operations) list(ctx context.Context, _ account.Principal, ws id.Workspace, in *listInput) (*body[httpapi.List[ConversationView]], error) {
	r := ListRequest{View: in.View, Search: in.Search, Kind: channel.Kind(in.Kind), Page: in.Request()}
	if in.Contact != "" {
		var err error
		if r.Contact, err = id.Parse[contact.Contact](in.Contact); err != nil {
			return nil, contact.ErrNotFound
		}
	}
	if in.Channel != "" {
		var err error
		if r.Channel, err = id.Parse[channel.Channel](in.Channel); err != nil {
			return nil, channel.ErrNotFound
		}
	}
	got, err := h.Service.List(ctx, ws, r)
	return &body[httpapi.List[ConversationView]]{httpapi.ListOf(got, conversationView)}, err
}

func (h *operations) get(ctx context.Context, _ account.Principal, ws id.Workspace, in *ConversationPath) (*body[ConversationView], error) {
	conv, err := in.id()
	if err != nil {
		return nil, err
	}
	got, err := h.Service.Get(ctx, ws, conv)
	return &body[ConversationView]{conversationView(got)}, err
}

type threadInput struct {
	ConversationPath
	httpapi.Paging
}

func (h *operations) thread(ctx context.Context, _ account.Principal, ws id.Workspace, in *threadInput) (*body[httpapi.List[MessageView]], error) {
	conv, err := in.id()
	if err != nil {
		return nil, err
	}
	got, err := h.Service.Thread(ctx, ws, conv, in.Request())
	return &body[httpapi.List[MessageView]]{httpapi.ListOf(got, messageView)}, err
}

// TemplateParam is the value of one place of a template.
type TemplateParam struct {
	Type         string `json:"type,omitempty" enum:"text,image,video,document" default:"text"`
	Name         string `json:"name,omitempty" maxLength:"100"`
	Text         string `json:"text,omitempty" maxLength:"1024"`
	AttachmentID string `json:"attachment_id,omitempty"`
}

// TemplateReply is a template with its values.
type TemplateReply struct {
	Name     string                `json:"name" minLength:"1" maxLength:"512"`
	Language string                `json:"language" minLength:"2" maxLength:"20"`
	Header   []TemplateParam       `json:"header,omitempty" maxItems:"1"`
	Body     []TemplateParam       `json:"body,omitempty" maxItems:"100"`
	Buttons  []channel.ButtonParam `json:"buttons,omitempty" maxItems:"10"`
}

func (t *TemplateReply) template() *channel.Template {
	if t == nil {
		return nil
	}
	return &channel.Template{Name: t.Name, Language: t.Language, Header: params(t.Header), Body: params(t.Body), Buttons: t.Buttons}
}

func params(list []TemplateParam) []channel.Param {
	var out []channel.Param
	for _, p := range list {
		v := channel.Param{Type: p.Type, Name: p.Name, Text: p.Text}
		if p.AttachmentID != "" {
			v.Media = &channel.Media{AttachmentID: p.AttachmentID}
		}
		out = append(out, v)
	}
	return out
}

type replyInput struct {
	ConversationPath
	httpapi.WithIdempotencyKey
	Body struct {
		Text         string            `json:"text,omitempty" maxLength:"4096"`
		AttachmentID string            `json:"attachment_id,omitempty"`
		Caption      string            `json:"caption,omitempty" maxLength:"1024"`
		Template     *TemplateReply    `json:"template,omitempty"`
		Interactive  *InteractiveReply `json:"interactive,omitempty"`
		ReplyTo      string            `json:"reply_to,omitempty" doc:"Id of the message to quote"`
	}
}

func (h *operations) reply(ctx context.Context, p account.Principal, ws id.Workspace, in *replyInput) (*body[MessageView], error) {
	conv, err := in.id()
	if err != nil {
		return nil, err
	}
	d := Draft{Text: in.Body.Text, Attachment: in.Body.AttachmentID, Caption: in.Body.Caption, Template: in.Body.Template.template(), Interactive: in.Body.Interactive.interactive()}
	if in.Body.ReplyTo != "" {
		if d.ReplyTo, err = id.Parse[Message](in.Body.ReplyTo); err != nil {
			return nil, ErrQuote
		}
	}
	got, err := h.Service.Reply(ctx, ws, conv, d, string(in.IdempotencyKey), p.User.ID.String())
	return &body[MessageView]{messageView(got)}, err
}

func (h *operations) read(ctx context.Context, _ account.Principal, ws id.Workspace, in *ConversationPath) (*httpapi.None, error) {
	conv, err := in.id()
	if err != nil {
		return nil, err
	}
	return nil, h.Service.MarkRead(ctx, ws, conv)
}
