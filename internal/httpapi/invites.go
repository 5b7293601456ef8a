package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/workspace"
)

func (a *API) registerInvites() {
	Register(a, Op{
		ID: "list-invites", Method: http.MethodGet, Path: "/invites", Summary: "Invitations that were not used, the newest first", Right: Manage,
	}, a.handleInvites)
	Register(a, Op{
		ID: "create-invite", Method: http.MethodPost, Path: "/invites", Summary: "Invite a person into the workspace",
		Description: "The link is answered this once. Whoever holds it may come in, once, until it ends.",
		Right:       Manage, Status: http.StatusCreated,
	}, a.handleInvite)
	Register(a, Op{
		ID: "renew-invite", Method: http.MethodPost, Path: "/invites/{invite}/renew", Summary: "Give an invitation another link and time",
		Description: "The old link is dead at once.", Right: Manage, Status: http.StatusOK,
	}, a.handleRenewInvite)
	Register(a, Op{
		ID: "revoke-invite", Method: http.MethodDelete, Path: "/invites/{invite}", Summary: "Revoke an invitation",
		Right: Manage, AllowReadOnly: true, Status: http.StatusNoContent,
	}, a.handleRevokeInvite)
}

type inviteView struct {
	ID        account.InviteID    `json:"id"`
	Name      string              `json:"name"`
	Note      string              `json:"note"`
	Role      workspace.Role      `json:"role" enum:"owner,admin,agent,viewer"`
	CanSend   bool                `json:"can_send"`
	State     account.InviteState `json:"state" enum:"open,expired,void" doc:"void: who sent it may not let people in any more."`
	InvitedBy string              `json:"invited_by" doc:"Name of the person who sent it."`
	CreatedAt time.Time           `json:"created_at"`
	ExpiresAt time.Time           `json:"expires_at"`
}

func viewInvite(l account.InviteLine) inviteView {
	i := l.Invite
	return inviteView{
		ID: i.ID, Name: i.Name, Note: i.Note, Role: i.Role, CanSend: i.CanSend, State: l.State, InvitedBy: l.By.Name,
		CreatedAt: i.CreatedAt.UTC(), ExpiresAt: i.ExpiresAt.UTC(),
	}
}

type invitesOutput struct{ Body List[inviteView] }

func (a *API) handleInvites(ctx context.Context, _ account.Principal, ws id.Workspace, _ *None) (*invitesOutput, error) {
	all, err := a.opt.Accounts.Invites(ctx, ws)
	if err != nil {
		return nil, err
	}
	return &invitesOutput{Body: ListAll(all, viewInvite)}, nil
}

type inviteInput struct {
	Body struct {
		Name    string         `json:"name" minLength:"1" maxLength:"80" doc:"Of the person who is asked."`
		Note    string         `json:"note,omitempty" maxLength:"200" doc:"For those who manage the workspace."`
		Role    workspace.Role `json:"role" enum:"owner,admin,agent,viewer"`
		CanSend bool           `json:"can_send,omitempty"`
		Hours   int            `json:"hours,omitempty" minimum:"1" maximum:"336" doc:"How long the link works; 72 unless said."`
	}
}

type linkView struct {
	Invite inviteView `json:"invite"`
	Path   string     `json:"path" doc:"Of the link, on the address the interface is opened at. Shown this once; only a keyed hash of its secret is kept."`
}

type linkOutput struct{ Body linkView }

func (a *API) handleInvite(ctx context.Context, p account.Principal, _ id.Workspace, in *inviteInput) (*linkOutput, error) {
	b := in.Body
	line, token, err := a.opt.Accounts.Invite(ctx, p, account.NewInvite{
		Name: b.Name, Note: b.Note, Role: b.Role, CanSend: b.CanSend, Life: time.Duration(b.Hours) * time.Hour,
	})
	return answerLink(line, token, err)
}

func answerLink(line account.InviteLine, token secret.String, err error) (*linkOutput, error) {
	if err != nil {
		return nil, err
	}
	return &linkOutput{Body: linkView{Invite: viewInvite(line), Path: "/join/" + token.Reveal()}}, nil
}

type renewInput struct {
	Invite account.InviteID `path:"invite"`
	Body   struct {
		Hours int `json:"hours,omitempty" minimum:"1" maximum:"336" doc:"How long the new link works; 72 unless said."`
	}
}

func (a *API) handleRenewInvite(ctx context.Context, p account.Principal, _ id.Workspace, in *renewInput) (*linkOutput, error) {
	line, token, err := a.opt.Accounts.RenewInvite(ctx, p, in.Invite, time.Duration(in.Body.Hours)*time.Hour)
	return answerLink(line, token, err)
}

type revokeInviteInput struct {
	Invite account.InviteID `path:"invite"`
}

func (a *API) handleRevokeInvite(ctx context.Context, p account.Principal, _ id.Workspace, in *revokeInviteInput) (*None, error) {
	return nil, a.opt.Accounts.RevokeInvite(ctx, p, in.Invite)
}
