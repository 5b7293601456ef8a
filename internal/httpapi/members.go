package httpapi

import (
	"context"
	"net/http"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/workspace"
)

// What protects people and lets them reach their data works also when the licence has ended.
func (a *API) registerMembers() {
	Register(a, Op{ID: "list-members", Method: http.MethodGet, Path: "/members", Summary: "The members", Right: Read}, a.handleMembers)
	Register(a, Op{
		ID: "change-member", Method: http.MethodPatch, Path: "/members/{member}", Summary: "Give a member another role, or the right to send or not",
		Description: "Only owners act on owners. Nobody gives themselves more rights. The last owner stays one.",
		Right:       Manage, AllowReadOnly: true,
	}, a.handleChangeMember)
	Register(a, Op{
		ID: "remove-member", Method: http.MethodDelete, Path: "/members/{member}", Summary: "Take a person out of the workspace",
		Description: "Works at once, and live streams end. What the person made stays.",
		Right:       Manage, AllowReadOnly: true, Status: http.StatusNoContent,
	}, a.handleRemoveMember)
	Register(a, Op{
		ID: "reissue-member-code", Method: http.MethodPost, Path: "/members/{member}/reissue-code", Summary: "Give a member another licence code",
		Description: "The old code and all sessions of the person end at once. The new code is answered this once.",
		Right:       Manage, AllowReadOnly: true, Status: http.StatusOK,
	}, a.handleReissueMember)
}

type memberView struct {
	UserID   workspace.UserID `json:"user_id"`
	Username string           `json:"username"`
	Name     string           `json:"name"`
	Role     workspace.Role   `json:"role" enum:"owner,admin,agent,viewer"`
	CanSend  bool             `json:"can_send"`
}

func viewMember(c account.Colleague) memberView {
	return memberView{UserID: c.User.ID, Username: c.User.Username, Name: c.User.Name, Role: c.Member.Role, CanSend: c.Member.CanSend}
}

type membersOutput struct{ Body List[memberView] }

func (a *API) handleMembers(ctx context.Context, _ account.Principal, ws id.Workspace, _ *None) (*membersOutput, error) {
	all, err := a.opt.Accounts.Colleagues(ctx, ws)
	if err != nil {
		return nil, err
	}
	return &membersOutput{Body: ListAll(all, viewMember)}, nil
}

type changeMemberInput struct {
	Member workspace.UserID `path:"member"`
	Body   struct {
		Role    *workspace.Role `json:"role,omitempty" enum:"owner,admin,agent,viewer"`
		CanSend *bool           `json:"can_send,omitempty"`
	}
}

type memberOutput struct{ Body memberView }

func (a *API) handleChangeMember(ctx context.Context, p account.Principal, _ id.Workspace, in *changeMemberInput) (*memberOutput, error) {
	change := workspace.MemberChange{Role: in.Body.Role, CanSend: in.Body.CanSend}
	c, err := a.opt.Accounts.ChangeColleague(ctx, p, in.Member, change)
	if err != nil {
		return nil, err
	}
	return &memberOutput{Body: viewMember(c)}, nil
}

type memberInput struct {
	Member workspace.UserID `path:"member"`
}

func (a *API) handleRemoveMember(ctx context.Context, p account.Principal, _ id.Workspace, in *memberInput) (*None, error) {
	return nil, a.opt.Accounts.RemoveColleague(ctx, p, in.Member)
}

type newCodeView struct {
	Username    string `json:"username"`
	LicenceCode string `json:"licence_code" doc:"Shown this once; only its keyed hash is kept."`
}

type newCodeOutput struct{ Body newCodeView }

func (a *API) handleReissueMember(ctx context.Context, p account.Principal, _ id.Workspace, in *memberInput) (*newCodeOutput, error) {
	u, code, err := a.opt.Accounts.ReissueColleague(ctx, p, in.Member)
	if err != nil {
		return nil, err
	}
	return &newCodeOutput{Body: newCodeView{Username: u.Username, LicenceCode: code.Reveal()}}, nil
}
