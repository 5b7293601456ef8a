package inbox

import (
	"context"
	"net/http"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
)

func (h *operations) registerSends(a *httpapi.API) {
	httpapi.Register(a, httpapi.Op{
		ID: "send-message", Method: http.MethodPost, Path: "/messages", Summary: "Send one message", Right: httpapi.Send, Status: http.StatusAccepted,
	}, h.send)
	h.registerLog(a)
	h.registerIceBreakers(a)
	h.registerReactions(a)
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
