package channel

import (
	"context"
	"net/http"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Setup is what a person enters on the network's side to connect our webhooks.
type Setup struct {
	WebhookURL    string
	VerifyToken   secret.String
	GraphVersion  string
	AppConfigured bool
}

// ChannelUsage is how much of its budget a channel has used.
type ChannelUsage struct { //nolint:revive // the name is that of the schema in the API document
	Minute int `json:"minute"`
	Hour   int `json:"hour"`
	Day    int `json:"day"`
}

// HTTP is what the operations work with. Usage may be nil.
type HTTP struct {
	Service *Service
	Setup   Setup
	Usage   func(ctx context.Context, q wsdb.Query, ch ID) (ChannelUsage, error)
}

// ChannelView is a channel as it is answered.
type ChannelView struct { //nolint:revive // the name is that of the schema in the API document
	ID           string       `json:"id"`
	Kind         Kind         `json:"kind"`
	Name         string       `json:"name"`
	State        State        `json:"state" enum:"connected,needs_attention,disconnected"`
	StateReason  string       `json:"state_reason"`
	ExternalID   string       `json:"external_id"`
	AccountID    string       `json:"account_id"`
	DisplayPhone string       `json:"display_phone"`
	VerifiedName string       `json:"verified_name"`
	Quality      string       `json:"quality"`
	DailyLimit   int          `json:"daily_limit" doc:"People that may be opened in 24 hours; 0 is unknown"`
	Limits       Limits       `json:"limits"`
	CreatedAt    time.Time    `json:"created_at"`
	PausedUntil  *time.Time   `json:"paused_until"`
	PauseReason  string       `json:"pause_reason"`
	Usage        ChannelUsage `json:"usage"`
}

func viewOf(c Channel, u ChannelUsage) ChannelView {
	return ChannelView{
		ID: c.ID.String(), Kind: c.Kind, Name: c.Name, State: c.State, StateReason: c.StateReason, ExternalID: c.ExternalID, AccountID: c.AccountID,
		DisplayPhone: c.DisplayPhone, VerifiedName: c.VerifiedName, Quality: c.Quality, DailyLimit: c.DailyLimit, Limits: c.Limits,
		CreatedAt: c.CreatedAt, PausedUntil: httpapi.Stamp(c.PausedUntil), PauseReason: c.PauseReason, Usage: u,
	}
}

type channelBody struct{ Body ChannelView }

type channelsBody struct{ Body httpapi.List[ChannelView] }

type checkedBody struct {
	Body struct {
		ChannelView
		Checks []Check `json:"checks"`
	}
}

// ChannelPath is embedded where an operation is about one channel.
type ChannelPath struct { //nolint:revive // an embedded field must be exported, and Path says too little
	Channel string `path:"channel" doc:"Id of the channel"`
}

func (p ChannelPath) id() (ID, error) {
	ch, err := id.Parse[Channel](p.Channel)
	if err != nil {
		return ID{}, ErrNotFound
	}
	return ch, nil
}

// Register adds the operations about channels and templates.
func (h *HTTP) Register(a *httpapi.API) {
	httpapi.Register(a, httpapi.Op{ID: "list-channels", Method: http.MethodGet, Path: "/channels", Summary: "List channels", Right: httpapi.Read}, h.list)
	httpapi.Register(a, httpapi.Op{ID: "get-channel-setup", Method: http.MethodGet, Path: "/channels/setup", Summary: "What to enter at Meta", Right: httpapi.Manage}, h.setup)
	httpapi.Register(a, httpapi.Op{
		ID: "connect-channel", Method: http.MethodPost, Path: "/channels", Summary: "Connect a channel", Right: httpapi.Manage, Status: http.StatusCreated,
	}, h.connect)
	httpapi.Register(a, httpapi.Op{ID: "get-channel", Method: http.MethodGet, Path: "/channels/{channel}", Summary: "Get a channel", Right: httpapi.Read}, h.get)
	httpapi.Register(a, httpapi.Op{ID: "update-channel", Method: http.MethodPatch, Path: "/channels/{channel}", Summary: "Change name or limits", Right: httpapi.Manage}, h.update)
	httpapi.Register(a, httpapi.Op{
		ID: "disconnect-channel", Method: http.MethodDelete, Path: "/channels/{channel}", Summary: "Disconnect a channel", Right: httpapi.Manage,
		AllowReadOnly: true, Status: http.StatusNoContent,
	}, h.disconnect)
	httpapi.Register(a, httpapi.Op{ID: "self-test-channel", Method: http.MethodPost, Path: "/channels/{channel}/self-test", Summary: "Test a channel", Right: httpapi.Manage}, h.selfTest)
	httpapi.Register(a, httpapi.Op{ID: "set-channel-token", Method: http.MethodPut, Path: "/channels/{channel}/token", Summary: "Replace the access token", Right: httpapi.Manage}, h.token)
	httpapi.Register(a, httpapi.Op{ID: "resume-channel", Method: http.MethodPost, Path: "/channels/{channel}/resume", Summary: "End a pause", Right: httpapi.Manage}, h.resume)
	h.registerTemplates(a)
	h.registerUnstored(a)
}

func (h *HTTP) usage(ctx context.Context, q wsdb.Query, ch ID) (ChannelUsage, error) {
	if h.Usage == nil {
		return ChannelUsage{}, nil
	}
	return h.Usage(ctx, q, ch)
}

// answer reads the usage beside a channel that was just changed.
func (h *HTTP) answer(ctx context.Context, ws id.Workspace, c Channel) (ChannelView, error) {
	var u ChannelUsage
	err := h.Service.d.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
		u, err = h.usage(ctx, q, c.ID)
		return err
	})
	return viewOf(c, u), err
}

func (h *HTTP) list(ctx context.Context, _ account.Principal, ws id.Workspace, _ *httpapi.None) (*channelsBody, error) {
	out := &channelsBody{}
	out.Body.Items = []ChannelView{}
	err := h.Service.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		all, err := h.Service.List(ctx, q)
		if err != nil {
			return err
		}
		for _, c := range all {
			u, err := h.usage(ctx, q, c.ID)
			if err != nil {
				return err
			}
			out.Body.Items = append(out.Body.Items, viewOf(c, u))
		}
		return nil
	})
	return out, err
}

type setupView struct {
	WebhookURL    string `json:"webhook_url"`
	VerifyToken   string `json:"verify_token"`
	GraphVersion  string `json:"graph_version"`
	AppConfigured bool   `json:"app_configured"`
}

func (h *HTTP) setup(context.Context, account.Principal, id.Workspace, *httpapi.None) (*struct{ Body setupView }, error) {
	return &struct{ Body setupView }{setupView{
		WebhookURL: h.Setup.WebhookURL, VerifyToken: h.Setup.VerifyToken.Reveal(), GraphVersion: h.Setup.GraphVersion, AppConfigured: h.Setup.AppConfigured,
	}}, nil
}

type connectBody struct {
	Body struct {
		Kind          Kind   `json:"kind" enum:"cloudapi,simulated"`
		Name          string `json:"name" maxLength:"100"`
		WABAID        string `json:"waba_id,omitempty" maxLength:"20" doc:"WhatsApp Business Account id"`
		PhoneNumberID string `json:"phone_number_id,omitempty" maxLength:"40"`
		Token         string `json:"token,omitempty" maxLength:"1024" doc:"Access token; kept encrypted and never shown again"`
	}
}

func (h *HTTP) connect(ctx context.Context, p account.Principal, ws id.Workspace, in *connectBody) (*checkedBody, error) {
	c, checks, err := h.Service.Connect(ctx, ws, Connect{
		Kind: in.Body.Kind, Name: in.Body.Name, AccountID: in.Body.WABAID, ExternalID: in.Body.PhoneNumberID,
		Token: secret.New(in.Body.Token), Actor: p.Actor(),
	})
	if err != nil {
		return nil, err
	}
	return h.checked(ctx, ws, c, checks)
}

func (h *HTTP) checked(ctx context.Context, ws id.Workspace, c Channel, checks []Check) (*checkedBody, error) {
	view, err := h.answer(ctx, ws, c)
	if err != nil {
		return nil, err
	}
	out := &checkedBody{}
	out.Body.ChannelView = view
	out.Body.Checks = append([]Check{}, checks...)
	return out, nil
}

func (h *HTTP) get(ctx context.Context, _ account.Principal, ws id.Workspace, in *ChannelPath) (*channelBody, error) {
	ch, err := in.id()
	if err != nil {
		return nil, err
	}
	out := &channelBody{}
	err = h.Service.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		c, err := h.Service.Get(ctx, q, ch)
		if err != nil {
			return err
		}
		u, err := h.usage(ctx, q, ch)
		out.Body = viewOf(c, u)
		return err
	})
	return out, err
}

type updateBody struct {
	ChannelPath
	Body struct {
		Name   *string `json:"name,omitempty" maxLength:"100"`
		Limits *Limits `json:"limits,omitempty"`
	}
}

func (h *HTTP) update(ctx context.Context, p account.Principal, ws id.Workspace, in *updateBody) (*channelBody, error) {
	ch, err := in.id()
	if err != nil {
		return nil, err
	}
	c, err := h.Service.Update(ctx, ws, ch, p.Actor(), in.Body.Name, in.Body.Limits)
	if err != nil {
		return nil, err
	}
	view, err := h.answer(ctx, ws, c)
	return &channelBody{Body: view}, err
}

func (h *HTTP) disconnect(ctx context.Context, p account.Principal, ws id.Workspace, in *ChannelPath) (*httpapi.None, error) {
	ch, err := in.id()
	if err != nil {
		return nil, err
	}
	return &httpapi.None{}, h.Service.Disconnect(ctx, ws, ch, p.Actor())
}

func (h *HTTP) selfTest(ctx context.Context, _ account.Principal, ws id.Workspace, in *ChannelPath) (*checkedBody, error) {
	ch, err := in.id()
	if err != nil {
		return nil, err
	}
	c, checks, err := h.Service.SelfTest(ctx, ws, ch)
	if err != nil {
		return nil, err
	}
	return h.checked(ctx, ws, c, checks)
}

type tokenBody struct {
	ChannelPath
	Body struct {
		Token string `json:"token" maxLength:"1024"`
	}
}

func (h *HTTP) token(ctx context.Context, p account.Principal, ws id.Workspace, in *tokenBody) (*checkedBody, error) {
	ch, err := in.id()
	if err != nil {
		return nil, err
	}
	c, checks, err := h.Service.ReplaceToken(ctx, ws, ch, p.Actor(), secret.New(in.Body.Token), nil)
	if err != nil {
		return nil, err
	}
	return h.checked(ctx, ws, c, checks)
}

func (h *HTTP) resume(ctx context.Context, p account.Principal, ws id.Workspace, in *ChannelPath) (*channelBody, error) {
	ch, err := in.id()
	if err != nil {
		return nil, err
	}
	c, err := h.Service.Resume(ctx, ws, ch, p.Actor())
	if err != nil {
		return nil, err
	}
	view, err := h.answer(ctx, ws, c)
	return &channelBody{Body: view}, err
}
