package inbox

import (
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

func (h *operations) registerSends(a *httpapi.API) {
	httpapi.Register(a, httpapi.Op{
		ID: "send-message", Method: http.MethodPost, Path: "/messages", Summary: "Send one message", Right: httpapi.Send, Status: http.StatusAccepted,
	}, h.send)
	httpapi.Register(a, httpapi.Op{
		ID: "list-messages", Method: http.MethodGet, Path: "/messages", Summary: "List what is held, failed or in doubt", Right: httpapi.Read,
	}, h.sends)
	httpapi.Register(a, httpapi.Op{
		ID: "get-message", Method: http.MethodGet, Path: "/messages/{message}", Summary: "Get a message that goes out", Right: httpapi.Read,
	}, h.getSend)
}

// OriginView says what asked for a message.
type OriginView struct {
	Kind string `json:"kind" enum:"human,api,bot,blast,test,opt_out"`
	ID   string `json:"id"`
}

// SendView is a message of the ledger as the API shows it.
type SendView struct {
	ID          string       `json:"id"`
	State       outbox.State `json:"state" enum:"planned,queued,held,sending,accepted,sent,delivered,read,skipped,failed,unknown"`
	Reason      string       `json:"reason"`
	Code        string       `json:"code"`
	ChannelID   string       `json:"channel_id"`
	ContactID   string       `json:"contact_id"`
	Preview     string       `json:"preview"`
	Origin      OriginView   `json:"origin"`
	Attempt     int          `json:"attempt"`
	ExternalID  string       `json:"external_id"`
	HeldUntil   *time.Time   `json:"held_until"`
	CreatedAt   time.Time    `json:"created_at"`
	UpdatedAt   time.Time    `json:"updated_at"`
	SendingAt   *time.Time   `json:"sending_at"`
	AcceptedAt  *time.Time   `json:"accepted_at"`
	SentAt      *time.Time   `json:"sent_at"`
	DeliveredAt *time.Time   `json:"delivered_at"`
	ReadAt      *time.Time   `json:"read_at"`
}

// ViewSend shows a send of the ledger.
func ViewSend(m outbox.Send) SendView {
	updated := m.CreatedAt
	for _, t := range []time.Time{m.SendingAt, m.AcceptedAt, m.SentAt, m.DeliveredAt, m.ReadAt, m.EndedAt} {
		if t.After(updated) {
			updated = t
		}
	}
	return SendView{
		ID: m.ID.String(), State: m.State, Reason: m.Reason, Code: m.Code, ChannelID: m.Channel.String(), ContactID: m.Contact.String(),
		Preview: m.Preview, Origin: OriginView{Kind: m.Origin.Kind, ID: m.Origin.ID}, Attempt: m.Attempt, ExternalID: m.ExternalID,
		HeldUntil: httpapi.Stamp(m.HeldUntil), CreatedAt: m.CreatedAt, UpdatedAt: updated, SendingAt: httpapi.Stamp(m.SendingAt),
		AcceptedAt: httpapi.Stamp(m.AcceptedAt), SentAt: httpapi.Stamp(m.SentAt), DeliveredAt: httpapi.Stamp(m.DeliveredAt), ReadAt: httpapi.Stamp(m.ReadAt),
	}
}

type sendInput struct {
	httpapi.WithIdempotencyKey
	Body struct {
		ChannelID string `json:"channel_id"`
		To        struct {
			Phone     string `json:"phone,omitempty" maxLength:"40"`
			ContactID string `json:"contact_id,omitempty"`
		} `json:"to"`
		Text         string            `json:"text,omitempty" maxLength:"4096"`
		AttachmentID string            `json:"attachment_id,omitempty"`
		Caption      string            `json:"caption,omitempty" maxLength:"1024"`
		Template     *TemplateReply    `json:"template,omitempty"`
		Interactive  *InteractiveReply `json:"interactive,omitempty"`
		Purpose      string            `json:"purpose,omitempty" enum:"service,reminder,promo" default:"service"`
	}
}

func (h *operations) send(ctx context.Context, p account.Principal, ws id.Workspace, in *sendInput) (*body[SendView], error) {
	ch, err := id.Parse[channel.Channel](in.Body.ChannelID)
	if err != nil {
		return nil, channel.ErrNotFound
	}
	to := Recipient{Phone: in.Body.To.Phone}
	if in.Body.To.ContactID != "" {
		if to.Contact, err = id.Parse[contact.Contact](in.Body.To.ContactID); err != nil {
			return nil, contact.ErrNotFound
		}
	}
	d := Draft{Text: in.Body.Text, Attachment: in.Body.AttachmentID, Caption: in.Body.Caption, Template: in.Body.Template.template(), Interactive: in.Body.Interactive.interactive()}
	got, err := h.Service.Send(ctx, ws, ch, to, contact.Purpose(in.Body.Purpose), d, string(in.IdempotencyKey), p.User.ID.String())
	return &body[SendView]{ViewSend(got)}, err
}

type sendsInput struct {
	httpapi.Paging
	State string `query:"state" enum:"held,unknown,failed" default:"held"`
}

func (h *operations) sends(ctx context.Context, _ account.Principal, ws id.Workspace, in *sendsInput) (*body[httpapi.List[SendView]], error) {
	got, err := h.Service.ListSends(ctx, ws, outbox.State(in.State), in.Request())
	return &body[httpapi.List[SendView]]{httpapi.ListOf(got, ViewSend)}, err
}

type sendPath struct {
	Message string `path:"message"`
}

func (h *operations) getSend(ctx context.Context, _ account.Principal, ws id.Workspace, in *sendPath) (*body[SendView], error) {
	send, err := id.Parse[outbox.Send](in.Message)
	if err != nil {
		return nil, outbox.ErrNotFound
	}
	got, err := h.Service.GetSend(ctx, ws, send)
	return &body[SendView]{ViewSend(got)}, err
}
