package httpapi

import (
	"context"
	"net/http"
	"net/netip"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/secret"
)

func (a *API) registerSession() {
	RegisterPublic(a, Op{
		ID: "log-in", Method: http.MethodPost, Path: "/session", Summary: "Log in with a username and a licence code",
		Status: http.StatusOK,
	}, a.handleLogin)
	RegisterUser(a, Op{ID: "log-out", Method: http.MethodDelete, Path: "/session", Summary: "End this session"}, a.handleLogout)
}

// loginInput takes the request besides its body, because the cookie depends on how it came.
type loginInput struct {
	fromRequest
	Body struct {
		Username    string `json:"username" maxLength:"200"`
		LicenceCode string `json:"licence_code" maxLength:"200" doc:"As it was given: dashes, spaces and case do not matter."`
	}
}

// fromRequest gives a handler what it needs of the request itself.
type fromRequest struct{ r *http.Request }

// Resolve implements huma.Resolver.
func (f *fromRequest) Resolve(ctx huma.Context) []error {
	f.r, _ = humago.Unwrap(ctx)
	return nil
}

type loginOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      struct {
		User       userView       `json:"user"`
		Workspaces []WorkspaceRef `json:"workspaces"`
	}
}

func (a *API) handleLogin(ctx context.Context, in *loginInput) (*loginOutput, error) {
	login, err := a.opt.Accounts.Login(ctx, account.Attempt{
		Username: in.Body.Username, Code: secret.New(in.Body.LicenceCode),
		Address: a.clientAddress(in.r), UserAgent: in.r.UserAgent(),
	})
	if err != nil {
		return nil, err
	}
	// A session the browser brought along ends here, so that a login always begins a new one and leaves none behind.
	if old, err := a.opt.Accounts.Authenticate(ctx, a.token(in.r), ""); err == nil {
		if err := a.opt.Accounts.Logout(ctx, old); err != nil {
			return nil, err
		}
	}
	refs, err := a.refs(ctx, login.User.ID)
	if err != nil {
		return nil, err
	}
	out := &loginOutput{SetCookie: a.sessionCookie(in.r, login.Token)}
	out.Body.User, out.Body.Workspaces = viewUser(login.User), refs
	return out, nil
}

type logoutInput struct{ fromRequest }

type logoutOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}

func (a *API) handleLogout(ctx context.Context, p account.Principal, in *logoutInput) (*logoutOutput, error) {
	if err := a.opt.Accounts.Logout(ctx, p); err != nil {
		return nil, err
	}
	return &logoutOutput{SetCookie: a.sessionCookie(in.r, secret.String{})}, nil
}

// Who says who asks in a session of the interface, for addresses outside the API. ref is the workspace it is about, or "". It fails as
// account.Service.Authenticate does.
func (a *API) Who(r *http.Request, ref string) (account.Principal, error) {
	return a.opt.Accounts.Authenticate(r.Context(), a.token(r), ref)
}

// ClientAddress is the address a request came from, seen through trusted proxies.
func (a *API) ClientAddress(r *http.Request) netip.Addr { return a.clientAddress(r) }

// Secure says whether a request came over HTTPS, to us or to a proxy we trust.
func (a *API) Secure(r *http.Request) bool { return a.secure(r) }
