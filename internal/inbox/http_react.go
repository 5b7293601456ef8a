package inbox

import (
	"context"
	"net/http"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
)

func (h *operations) registerReactions(a *httpapi.API) {
	httpapi.Register(a, httpapi.Op{
		ID: "react-to-message", Method: http.MethodPut, Path: "/conversations/{conversation}/messages/{message}/reaction",
		Summary: "Put an emoji on a message, or take it away", Right: httpapi.Reply, Status: http.StatusNoContent,
	}, h.react)
}

type reactInput struct {
	ConversationPath
	Message string `path:"message"`
	Body    struct {
		Emoji string `json:"emoji" maxLength:"20" doc:"Empty takes it away"`
	}
}

func (h *operations) react(ctx context.Context, p account.Principal, ws id.Workspace, in *reactInput) (*httpapi.None, error) {
	conv, err := in.id()
	if err != nil {
		return nil, err
	}
	target, err := id.Parse[Message](in.Message)
	if err != nil {
		return nil, ErrQuote
	}
	return nil, h.Service.React(ctx, ws, conv, target, in.Body.Emoji, p.User.ID.String())
}
