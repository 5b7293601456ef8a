package inbox

import (
	"context"
	"net/http"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func (h *operations) registerIceBreakers(a *httpapi.API) {
	const path = "/channels/{channel}/ice-breakers"
	httpapi.Register(a, httpapi.Op{
		ID: "get-ice-breakers", Method: http.MethodGet, Path: path, Summary: "The questions an Instagram account offers to whoever opens a conversation",
		Right: httpapi.Read,
	}, h.iceBreakers)
	httpapi.Register(a, httpapi.Op{
		ID: "set-ice-breakers", Method: http.MethodPut, Path: path, Summary: "Replace the opening questions of an Instagram account",
		Right: httpapi.Manage, Status: http.StatusNoContent,
	}, h.setIceBreakers)
	httpapi.Register(a, httpapi.Op{
		ID: "delete-ice-breakers", Method: http.MethodDelete, Path: path, Summary: "Take the opening questions of an Instagram account away",
		Right: httpapi.Manage, AllowReadOnly: true, Status: http.StatusNoContent,
	}, h.deleteIceBreakers)
}

func channelID(text string) (channel.ID, error) {
	ch, err := id.Parse[channel.Channel](text)
	if err != nil {
		return ch, channel.ErrNotFound
	}
	return ch, nil
}

// IceBreakers are the questions an account offers. A tap comes as a message of type reply.
type IceBreakers struct {
	Questions []string `json:"questions" maxItems:"4" nullable:"false"`
}

type iceBreakersInput struct {
	Channel string `path:"channel" doc:"Id of the channel"`
}

type setIceBreakersInput struct {
	Channel string `path:"channel" doc:"Id of the channel"`
	Body    IceBreakers
}

func (h *operations) iceBreakers(ctx context.Context, _ account.Principal, ws id.Workspace, in *iceBreakersInput) (*body[IceBreakers], error) {
	ch, err := channelID(in.Channel)
	if err != nil {
		return nil, err
	}
	questions, err := h.Service.IceBreakers(ctx, ws, ch)
	return &body[IceBreakers]{IceBreakers{Questions: questions}}, err
}

func (h *operations) setIceBreakers(ctx context.Context, p account.Principal, ws id.Workspace, in *setIceBreakersInput) (*httpapi.None, error) {
	ch, err := channelID(in.Channel)
	if err != nil {
		return nil, err
	}
	return nil, h.changeIceBreakers(ctx, p, ws, ch, in.Body.Questions)
}

func (h *operations) deleteIceBreakers(ctx context.Context, p account.Principal, ws id.Workspace, in *iceBreakersInput) (*httpapi.None, error) {
	ch, err := channelID(in.Channel)
	if err != nil {
		return nil, err
	}
	return nil, h.changeIceBreakers(ctx, p, ws, ch, nil)
}

// changeIceBreakers tells the audit log afterwards: the questions are kept by the network, and a call that failed changed nothing.
func (h *operations) changeIceBreakers(ctx context.Context, p account.Principal, ws id.Workspace, ch channel.ID, questions []string) error {
	if err := h.Service.SetIceBreakers(ctx, ws, ch, questions); err != nil {
		return err
	}
	return h.Service.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		return audit.RecordVia(ctx, tx, audit.Entry{Actor: p.Actor(), Action: audit.IceBreakersChanged, Subject: audit.Ref(ch)})
	})
}
