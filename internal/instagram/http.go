package instagram

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/channel"
	network "github.com/kelolapesan/kelola/internal/channel/instagram"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Register adds the operations about accounts.
func (s *Service) Register(a *httpapi.API) {
	httpapi.Register(a, httpapi.Op{
		ID: "get-instagram-setup", Method: http.MethodGet, Path: "/instagram/setup", Summary: "What the operator enters at Meta", Right: httpapi.Manage,
	}, s.handleSetup)
	httpapi.Register(a, httpapi.Op{
		ID: "list-instagram-accounts", Method: http.MethodGet, Path: "/instagram/accounts", Summary: "List Instagram accounts", Right: httpapi.Read,
	}, s.handleList)
	httpapi.Register(a, httpapi.Op{
		ID: "connect-instagram", Method: http.MethodPost, Path: "/instagram/connect", Summary: "Begin to connect an account",
		Description: "Answers where the person gives consent at Instagram. It counts once, for ten minutes, in the session that asked.", Right: httpapi.Manage,
	}, s.handleConnect)
	httpapi.Register(a, httpapi.Op{
		ID: "disconnect-instagram", Method: http.MethodPost, Path: "/instagram/accounts/{channel}/disconnect", Summary: "Disconnect an account",
		Description: "Everything ends here at once; Instagram is told right after. What was collected stays until it is deleted.",
		Right:       httpapi.Manage, AllowReadOnly: true,
	}, s.handleDisconnect)
	httpapi.Register(a, httpapi.Op{
		ID: "erase-instagram", Method: http.MethodPost, Path: "/instagram/accounts/{channel}/erase", Summary: "Delete what was collected from an account",
		Description: "Deletes what is known of a disconnected account and the events that came in from it: comments, matches of rules, and events as they came. Chats stay.",
		Right:       httpapi.Delete, AllowReadOnly: true,
	}, s.handleErase)
}

type instagramSetup struct {
	AppConfigured  bool     `json:"app_configured"`
	AppID          string   `json:"app_id"`
	RedirectURL    string   `json:"redirect_url"`
	WebhookURL     string   `json:"webhook_url"`
	VerifyToken    string   `json:"verify_token"`
	DeauthorizeURL string   `json:"deauthorize_url"`
	DeletionURL    string   `json:"deletion_url"`
	Public         bool     `json:"public" doc:"Whether Meta can reach the addresses: they are HTTPS"`
	Permissions    []string `json:"permissions" nullable:"false"`
}

type setupOutput struct{ Body instagramSetup }

func (s *Service) handleSetup(context.Context, account.Principal, id.Workspace, *httpapi.None) (*setupOutput, error) {
	base := strings.TrimRight(s.d.Setup.PublicURL, "/")
	return &setupOutput{Body: instagramSetup{
		AppConfigured: s.d.Network.Ready(), AppID: s.d.Setup.AppID, RedirectURL: s.d.Network.RedirectURI(), WebhookURL: base + "/webhooks/meta",
		VerifyToken: s.d.Setup.VerifyToken.Reveal(), DeauthorizeURL: base + "/meta/deauthorize", DeletionURL: base + "/data-deletion",
		Public: strings.HasPrefix(base, "https://"), Permissions: network.Scopes,
	}}, nil
}

type instagramPermission struct {
	Name    string `json:"name"`
	Granted bool   `json:"granted"`
}

type instagramAccount struct {
	ID             string                `json:"id" doc:"That of its channel"`
	Username       string                `json:"username"`
	Name           string                `json:"name"`
	Type           string                `json:"type" doc:"BUSINESS or MEDIA_CREATOR"`
	Followers      int64                 `json:"followers"`
	PictureID      *string               `json:"picture_id" doc:"Attachment with a copy of the picture"`
	State          channel.State         `json:"state" enum:"connected,needs_attention,disconnected"`
	StateReason    string                `json:"state_reason"`
	Permissions    []instagramPermission `json:"permissions" nullable:"false"`
	TokenExpires   *time.Time            `json:"token_expires"`
	TokenExpiring  bool                  `json:"token_expiring" doc:"The token ends within a week and could not be refreshed"`
	TokenRefreshed *time.Time            `json:"token_refreshed"`
	RefreshError   string                `json:"refresh_error"`
	CheckedAt      *time.Time            `json:"checked_at"`
	CheckError     string                `json:"check_error"`
	Webhook        Webhook               `json:"webhook" enum:"on,off," doc:"Whether events are delivered; empty is not known"`
	LastEvent      *time.Time            `json:"last_event" doc:"Exact to a minute"`
	ConnectedAt    *time.Time            `json:"connected_at"`
	LeftAt         *time.Time            `json:"left_at"`
	Revoked        bool                  `json:"revoked" doc:"Instagram has been told that the account left"`
	Leaving        bool                  `json:"leaving" doc:"Instagram could not be told yet; it is tried for a day"`
	Confirm        string                `json:"confirm" doc:"What to send to delete what was collected"`
	Collected      int64                 `json:"collected" doc:"Events that are kept"`
}

func (s *Service) view(e *Entry) instagramAccount {
	v := instagramAccount{
		ID: e.Chan.ID.String(), Username: e.Username, Name: e.Name, Type: e.Type, Followers: e.Followers, State: e.Chan.State, StateReason: e.Chan.StateReason,
		TokenExpires: httpapi.Stamp(e.ExpiresAt), TokenExpiring: e.Expiring(s.d.Clock.Now()), TokenRefreshed: httpapi.Stamp(e.RefreshedAt),
		RefreshError: e.RefreshError, CheckedAt: httpapi.Stamp(e.CheckedAt), CheckError: e.CheckError, Webhook: e.Webhook, LastEvent: httpapi.Stamp(e.EventAt),
		ConnectedAt: httpapi.Stamp(e.ConnectedAt), LeftAt: httpapi.Stamp(e.LeftAt), Revoked: !e.RevokedAt.IsZero() || e.LeftReason == ReasonRemoved,
		Leaving: len(e.leaveToken) > 0, Confirm: e.confirm(), Collected: e.Collected,
	}
	for _, scope := range network.Scopes {
		v.Permissions = append(v.Permissions, instagramPermission{Name: scope, Granted: e.Has(scope)})
	}
	if !e.Picture.IsZero() {
		picture := e.Picture.String()
		v.PictureID = &picture
	}
	return v
}

type accountsOutput struct {
	Body httpapi.List[instagramAccount]
}

type accountOutput struct{ Body instagramAccount }

func (s *Service) handleList(ctx context.Context, _ account.Principal, ws id.Workspace, _ *httpapi.None) (*accountsOutput, error) {
	var all []Entry
	err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
		all, err = s.List(ctx, q)
		return err
	})
	return &accountsOutput{Body: httpapi.ListAll(all, func(e Entry) instagramAccount { return s.view(&e) })}, err
}

type connectInput struct {
	Body struct {
		Another bool `json:"another,omitempty" doc:"Ask who it is, so that another account can be chosen"`
	}
}

type connectOutput struct {
	Body struct {
		URL string `json:"url" doc:"Where the person gives consent"`
	}
}

func (s *Service) handleConnect(ctx context.Context, p account.Principal, ws id.Workspace, in *connectInput) (*connectOutput, error) {
	out := &connectOutput{}
	var err error
	out.Body.URL, err = s.Begin(ctx, p, ws, in.Body.Another)
	return out, err
}

// AccountPath is embedded where an operation is about one account.
type AccountPath struct {
	Channel string `path:"channel" doc:"Id of the account's channel"`
}

func (s *Service) handleDisconnect(ctx context.Context, p account.Principal, ws id.Workspace, in *AccountPath) (*accountOutput, error) {
	ch, err := channelOf(in.Channel)
	if err != nil {
		return nil, err
	}
	if err := s.Disconnect(ctx, ws, ch, p.Actor()); err != nil {
		return nil, err
	}
	var e Entry
	err = s.d.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
		e, err = s.Get(ctx, q, ch)
		return err
	})
	return &accountOutput{Body: s.view(&e)}, err
}

type eraseInput struct {
	AccountPath
	Body struct {
		Confirm string `json:"confirm" maxLength:"100" doc:"The name of the account"`
	}
}

type eraseOutput struct {
	Body struct {
		Events int64 `json:"events" doc:"How many events were deleted"`
	}
}

func (s *Service) handleErase(ctx context.Context, p account.Principal, ws id.Workspace, in *eraseInput) (*eraseOutput, error) {
	ch, err := channelOf(in.Channel)
	if err != nil {
		return nil, err
	}
	out := &eraseOutput{}
	out.Body.Events, err = s.Erase(ctx, ws, ch, p.Actor(), in.Body.Confirm)
	return out, err
}
