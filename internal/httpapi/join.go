package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/workspace"
)

// The secret of a link travels in bodies, never in an address of the API.
func (a *API) registerJoin() {
	RegisterPublic(a, Op{
		ID: "look-at-invite", Method: http.MethodPost, Path: "/join/look", Summary: "What the link of an invitation is for",
		Description: "Every link that cannot be used answers the same, whatever the reason.", Status: http.StatusOK,
	}, a.handleLook)
	RegisterPublic(a, Op{
		ID: "join", Method: http.MethodPost, Path: "/join", Summary: "Come into a workspace as a new person",
		Description: "Answers the person's own licence code, this once. The link is used up.", Status: http.StatusCreated,
	}, a.handleJoin)
	RegisterUser(a, Op{
		ID: "accept-invite", Method: http.MethodPost, Path: "/join/accept", Summary: "Come into a workspace as the person who is logged in",
		Description: "The link is used up.", Status: http.StatusOK,
	}, a.handleAccept)
}

type inviteToken struct {
	Token string `json:"token" maxLength:"200" doc:"What stands behind /join/ in the link."`
}

func (t inviteToken) ticket(a *API, r *http.Request) account.Ticket {
	return account.Ticket{Token: secret.New(t.Token), Address: a.clientAddress(r)}
}

type lookInput struct {
	fromRequest
	Body inviteToken
}

type lookOutput struct {
	Body struct {
		WorkspaceName string         `json:"workspace_name"`
		InvitedBy     string         `json:"invited_by" doc:"Name of the person who sent it."`
		Name          string         `json:"name" doc:"Of the person who is asked."`
		Role          workspace.Role `json:"role" enum:"owner,admin,agent,viewer"`
		CanSend       bool           `json:"can_send"`
		ExpiresAt     time.Time      `json:"expires_at"`
		LoggedIn      *userView      `json:"logged_in" doc:"Who is logged in on this device."`
	}
}

func (a *API) handleLook(ctx context.Context, in *lookInput) (*lookOutput, error) {
	found, err := a.opt.Accounts.Look(ctx, in.Body.ticket(a, in.r))
	if err != nil {
		return nil, err
	}
	out := &lookOutput{}
	b := &out.Body
	b.WorkspaceName, b.InvitedBy, b.Name = found.Workspace.Name, found.By.Name, found.Invite.Name
	b.Role, b.CanSend, b.ExpiresAt = found.Invite.Role, found.Invite.CanSend, found.Invite.ExpiresAt.UTC()
	if p, err := a.opt.Accounts.Authenticate(ctx, a.token(in.r), ""); err == nil {
		u := viewUser(p.User)
		b.LoggedIn = &u
	}
	return out, nil
}

type joinInput struct {
	fromRequest
	Body struct {
		Token    string `json:"token" maxLength:"200" doc:"What stands behind /join/ in the link."`
		Username string `json:"username" maxLength:"200"`
		Name     string `json:"name" maxLength:"200" doc:"What others see."`
		Language string `json:"language" enum:"id,en"`
	}
}

type joinOutput struct {
	Body struct {
		Username    string `json:"username"`
		LicenceCode string `json:"licence_code" doc:"Shown this once; only its keyed hash is kept."`
		Workspace   string `json:"workspace" doc:"Short name of the workspace."`
	}
}

func (a *API) handleJoin(ctx context.Context, in *joinInput) (*joinOutput, error) {
	u, code, w, err := a.opt.Accounts.Join(ctx, inviteToken{in.Body.Token}.ticket(a, in.r), account.Newcomer{
		Username: in.Body.Username, Name: in.Body.Name, Language: in.Body.Language,
	})
	if err != nil {
		return nil, err
	}
	out := &joinOutput{}
	out.Body.Username, out.Body.LicenceCode, out.Body.Workspace = u.Username, code.Reveal(), w.Slug
	return out, nil
}

type acceptInput struct {
	fromRequest
	Body inviteToken
}

type acceptOutput struct {
	Body struct {
		Workspace string `json:"workspace" doc:"Short name of the workspace."`
	}
}

func (a *API) handleAccept(ctx context.Context, p account.Principal, in *acceptInput) (*acceptOutput, error) {
	w, err := a.opt.Accounts.Accept(ctx, in.Body.ticket(a, in.r), p)
	if err != nil {
		return nil, err
	}
	out := &acceptOutput{}
	out.Body.Workspace = w.Slug
	return out, nil
}
