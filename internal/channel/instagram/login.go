package instagram

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/graph"
	"github.com/kelolapesan/kelola/internal/secret"
)

// The permissions that are asked for (Meta docs, Instagram business login, read 2026-11). Without the last two the account is connected,
// but comments or messages are off.
const (
	ScopeBasic    = "instagram_business_basic"
	ScopeComments = "instagram_business_manage_comments"
	ScopeMessages = "instagram_business_manage_messages"
)

// Scopes lists the permissions in the order they are asked for.
var Scopes = []string{ScopeBasic, ScopeComments, ScopeMessages}

// Faults of a login.
var (
	ErrNoApp = fault.New(fault.Conflict, "instagram.app_missing", "This installation has no Instagram app yet. The operator has to set it up.")
	ErrCode  = fault.New(fault.Invalid, "instagram.code_invalid", "The consent has run out or was used already. Start again.")
)

// RedirectURI is where the network sends a person back; it must be registered with the app, letter by letter.
func (c *Connector) RedirectURI() string { return c.cfg.PublicURL + "/oauth/instagram/callback" }

// AuthorizeURL is where a person gives consent. With again the network asks for the password, so that another account can be chosen.
func (c *Connector) AuthorizeURL(state string, again bool) (string, error) {
	if !c.Ready() {
		return "", ErrNoApp
	}
	query := url.Values{
		"client_id": {c.cfg.AppID}, "redirect_uri": {c.RedirectURI()}, "response_type": {"code"}, "scope": {strings.Join(Scopes, ",")}, "state": {state},
	}
	if again {
		query.Set("force_reauth", "true")
	}
	return c.cfg.AuthorizeURL + "?" + query.Encode(), nil
}

// Grant is what a consent gave.
type Grant struct {
	Token       secret.String
	Permissions []string // granted; empty when the network did not say
	Expires     time.Time
}

// Missing lists the permissions that were asked for and not granted.
func (g Grant) Missing() []string {
	var out []string
	for _, s := range Scopes {
		if len(g.Permissions) > 0 && !slices.Contains(g.Permissions, s) {
			out = append(out, s)
		}
	}
	return out
}

// grantWire is the answer to a code: flat, or in a list of one; permissions as a list or as a text (Meta docs, business login, read
// 2026-11).
type grantWire struct {
	Token       graph.String    `json:"access_token"`
	Permissions json.RawMessage `json:"permissions"`
	Data        []grantWire     `json:"data"`
}

func (w grantWire) permissions() []string {
	var list []string
	if graph.Decode(w.Permissions, &list) {
		return list
	}
	var text string
	if !graph.Decode(w.Permissions, &text) || text == "" {
		return nil
	}
	list = strings.Split(text, ",")
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	return list
}

// Exchange turns the code of a consent into a long-lived token. A code works once and for an hour.
func (c *Connector) Exchange(ctx context.Context, code string) (Grant, error) {
	if !c.Ready() {
		return Grant{}, ErrNoApp
	}
	a, err := c.api.Do(ctx, graph.Call{Method: http.MethodPost, Path: "/oauth/access_token", Form: url.Values{
		"client_id": {c.cfg.AppID}, "client_secret": {c.cfg.AppSecrets[0].Reveal()}, "grant_type": {"authorization_code"},
		"redirect_uri": {c.RedirectURI()}, "code": {strings.TrimSuffix(code, "#_")},
	}})
	if err != nil {
		return Grant{}, ErrUnreachable.With(err)
	}
	var w grantWire
	if !graph.Decode(a.Body, &w) {
		return Grant{}, ErrUnreachable
	}
	if w.Token == "" && len(w.Data) > 0 {
		w = w.Data[0]
	}
	if w.Token == "" { // this host has an error object of its own shape
		if a.Status >= 500 {
			return Grant{}, ErrUnreachable
		}
		return Grant{}, ErrCode
	}
	g, err := c.lengthen(ctx, "/access_token", url.Values{
		"grant_type": {"ig_exchange_token"}, "client_secret": {c.cfg.AppSecrets[0].Reveal()}, "access_token": {string(w.Token)},
	})
	g.Permissions = w.permissions()
	return g, err
}

// Refresh gives a token another 60 days. It must be a day old and not expired (Meta docs, refresh access token, read 2026-11).
func (c *Connector) Refresh(ctx context.Context, token secret.String) (Grant, error) {
	return c.lengthen(ctx, "/refresh_access_token", url.Values{"grant_type": {"ig_refresh_token"}, "access_token": {token.Reveal()}})
}

// lengthen asks for a token of 60 days. The documented form carries the token in the query; the address of these calls is never logged
// and never part of an error.
func (c *Connector) lengthen(ctx context.Context, path string, query url.Values) (Grant, error) {
	var out struct {
		Token   graph.String `json:"access_token"`
		Expires graph.Int    `json:"expires_in"`
	}
	if err := c.ask(ctx, c.graph, graph.Call{Method: http.MethodGet, Path: path, Query: query}, &out); err != nil {
		return Grant{}, err
	}
	if out.Token == "" || out.Expires <= 0 {
		return Grant{}, ErrUnreachable
	}
	return Grant{Token: secret.New(string(out.Token)), Expires: c.clock.Now().Add(time.Duration(out.Expires) * time.Second)}, nil
}
