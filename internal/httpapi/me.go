package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/workspace"
)

func (a *API) registerMe() {
	RegisterUser(a, Op{ID: "get-me", Method: http.MethodGet, Path: "/me", Summary: "Who is logged in, and where they may go"}, a.handleMe)
	RegisterUser(a, Op{ID: "update-me", Method: http.MethodPatch, Path: "/me", Summary: "Change the own name and language"}, a.handleUpdateMe)
	RegisterUser(a, Op{ID: "list-my-sessions", Method: http.MethodGet, Path: "/me/sessions", Summary: "The own sessions"}, a.handleSessions)
	RegisterUser(a, Op{ID: "revoke-my-session", Method: http.MethodDelete, Path: "/me/sessions/{session}", Summary: "End one of the own sessions"}, a.handleRevoke)
	RegisterUser(a, Op{
		ID: "revoke-my-other-sessions", Method: http.MethodDelete, Path: "/me/sessions", Summary: "End all other own sessions", Status: http.StatusOK,
	}, a.handleRevokeOthers)
	RegisterUser(a, Op{
		ID: "reissue-my-code", Method: http.MethodPost, Path: "/me/reissue-code", Summary: "Replace the own licence code",
		Description: "Takes the code one has. The old code and all other sessions end at once. The new code is answered this once.",
		Status:      http.StatusOK,
	}, a.handleReissueOwn)
	RegisterUser(a, Op{ID: "list-workspaces", Method: http.MethodGet, Path: "/workspaces", Summary: "The workspaces one is a member of"}, a.handleWorkspaces)
}

type userView struct {
	ID       account.UserID `json:"id"`
	Username string         `json:"username"`
	Name     string         `json:"name"`
	Language string         `json:"language" enum:"id,en"`
}

func viewUser(u account.User) userView {
	return userView{ID: u.ID, Username: u.Username, Name: u.Name, Language: u.Language}
}

type licenceView struct {
	State         string     `json:"state" enum:"active,expiring,expired,suspended"`
	ExpiresAt     *time.Time `json:"expires_at"`
	SuspendReason string     `json:"suspend_reason,omitempty"`
	DaysLeft      *int       `json:"days_left,omitempty" doc:"Days that begin before the end; not there when it never ends."`
	WarnDays      int        `json:"warn_days,omitempty" enum:"14,7,1" doc:"How urgent the warning before the end is; not there when there is none."`
}

func viewLicence(v licence.Verdict) licenceView {
	return licenceView{
		State: string(v.State), ExpiresAt: Stamp(v.ExpiresAt), SuspendReason: v.SuspendReason, DaysLeft: v.DaysLeft, WarnDays: v.Warning,
	}
}

// WorkspaceRef is a workspace as somebody sees it who may enter it.
type WorkspaceRef struct {
	ID      string            `json:"id"`
	Slug    string            `json:"slug"`
	Name    string            `json:"name"`
	Role    workspace.Role    `json:"role" enum:"owner,admin,agent,viewer"`
	CanSend bool              `json:"can_send"`
	Rights  []workspace.Right `json:"rights" doc:"What one may do: read, edit, reply, send, manage, delete."`
	Licence licenceView       `json:"licence"`
}

// refs returns the workspaces of a person as the interface lists them.
func (a *API) refs(ctx context.Context, user account.UserID) ([]WorkspaceRef, error) {
	all, err := a.opt.Workspaces.ListFor(ctx, user)
	if err != nil {
		return nil, err
	}
	refs := make([]WorkspaceRef, 0, len(all))
	for _, m := range all {
		ref, err := a.ref(ctx, m.Workspace, m.Member)
		if err != nil {
			return nil, err
		}
		refs = append(refs, ref)
	}
	return refs, nil
}

func (a *API) ref(ctx context.Context, w workspace.Workspace, m workspace.Member) (WorkspaceRef, error) {
	v, err := a.opt.Licences.Gate(ctx, w.ID)
	if err != nil {
		return WorkspaceRef{}, err
	}
	return WorkspaceRef{
		ID: w.ID.String(), Slug: w.Slug, Name: w.Name, Role: m.Role, CanSend: m.CanSend, Rights: m.Rights(),
		Licence: viewLicence(v),
	}, nil
}

type meOutput struct {
	Body struct {
		User    userView `json:"user"`
		Session struct {
			ID        account.SessionID `json:"id"`
			CreatedAt time.Time         `json:"created_at"`
			ExpiresAt time.Time         `json:"expires_at" doc:"When the session ends if it is not used again."`
		} `json:"session"`
		Workspaces     []WorkspaceRef `json:"workspaces"`
		Operator       bool           `json:"operator" doc:"Works the deletion desk."`
		InsecureCookie bool           `json:"insecure_cookie" doc:"Sessions travel unprotected; every page warns of it."`
		Version        string         `json:"version"`
	}
}

func (a *API) handleMe(ctx context.Context, p account.Principal, _ *None) (*meOutput, error) {
	refs, err := a.refs(ctx, p.User.ID)
	if err != nil {
		return nil, err
	}
	out := &meOutput{}
	b := &out.Body
	b.User, b.Workspaces, b.Version = viewUser(p.User), refs, a.opt.Version
	b.Operator = p.User.Operator()
	b.InsecureCookie = a.opt.Cookies.Insecure()
	b.Session.ID, b.Session.CreatedAt, b.Session.ExpiresAt = p.Session.ID, p.Session.CreatedAt, p.Session.ExpiresAt()
	return out, nil
}

type updateMeInput struct {
	Body struct {
		Name     *string `json:"name,omitempty" minLength:"1" maxLength:"80" doc:"What others see."`
		Language *string `json:"language,omitempty" enum:"id,en"`
	}
}

type userOutput struct{ Body userView }

func (a *API) handleUpdateMe(ctx context.Context, p account.Principal, in *updateMeInput) (*userOutput, error) {
	u, err := a.opt.Accounts.SetProfile(ctx, p.User.ID, account.Profile{Name: in.Body.Name, Language: in.Body.Language})
	if err != nil {
		return nil, err
	}
	return &userOutput{Body: viewUser(u)}, nil
}

type sessionView struct {
	ID         account.SessionID `json:"id"`
	Current    bool              `json:"current"`
	CreatedAt  time.Time         `json:"created_at"`
	LastSeenAt time.Time         `json:"last_seen_at"`
	UserAgent  string            `json:"user_agent"`
	Address    string            `json:"address"`
}

type sessionsOutput struct{ Body List[sessionView] }

func (a *API) handleSessions(ctx context.Context, p account.Principal, _ *None) (*sessionsOutput, error) {
	all, err := a.opt.Accounts.Sessions(ctx, p.User.ID)
	if err != nil {
		return nil, err
	}
	return &sessionsOutput{Body: ListAll(all, func(s account.Session) sessionView {
		return sessionView{
			ID: s.ID, Current: s.ID == p.Session.ID, CreatedAt: s.CreatedAt, LastSeenAt: s.LastSeenAt,
			UserAgent: s.UserAgent, Address: s.Address,
		}
	})}, nil
}

type revokeInput struct {
	Session account.SessionID `path:"session"`
}

func (a *API) handleRevoke(ctx context.Context, p account.Principal, in *revokeInput) (*None, error) {
	return nil, a.opt.Accounts.Revoke(ctx, p, in.Session)
}

type endedOutput struct {
	Body struct {
		Ended int `json:"ended" doc:"How many sessions there were."`
	}
}

func (a *API) handleRevokeOthers(ctx context.Context, p account.Principal, _ *None) (*endedOutput, error) {
	out := &endedOutput{}
	var err error
	out.Body.Ended, err = a.opt.Accounts.RevokeOthers(ctx, p)
	return out, err
}

type reissueOwnInput struct {
	Body struct {
		LicenceCode string `json:"licence_code" maxLength:"200" doc:"The code one has."`
	}
}

func (a *API) handleReissueOwn(ctx context.Context, p account.Principal, in *reissueOwnInput) (*newCodeOutput, error) {
	code, err := a.opt.Accounts.ReissueOwn(ctx, p, secret.New(in.Body.LicenceCode))
	if err != nil {
		return nil, err
	}
	return &newCodeOutput{Body: newCodeView{Username: p.User.Username, LicenceCode: code.Reveal()}}, nil
}

type workspacesOutput struct{ Body List[WorkspaceRef] }

func (a *API) handleWorkspaces(ctx context.Context, p account.Principal, _ *None) (*workspacesOutput, error) {
	refs, err := a.refs(ctx, p.User.ID)
	if err != nil {
		return nil, err
	}
	return &workspacesOutput{Body: List[WorkspaceRef]{Items: refs}}, nil
}
