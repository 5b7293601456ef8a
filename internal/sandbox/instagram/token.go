package instagram

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Life times (Meta docs, Instagram business login, read 2026-11).
const (
	codeLife  = time.Hour
	shortLife = time.Hour
	longLife  = 5183944 * time.Second // 60 days but a little
	youngest  = 24 * time.Hour        // a token must be this old to be refreshed
)

// code is what the browser brings back.
type code struct {
	account  *account
	scopes   map[string]bool
	redirect string
	at       time.Time
	used     bool
}

type token struct {
	value     string
	account   *account
	scopes    map[string]bool
	long      bool
	issuedAt  time.Time
	expiresAt time.Time
	revoked   bool
}

func (t *token) may(scope string) bool { return t.scopes[scope] && t.account.granted[scope] }

func scopeList(scopes map[string]bool) []string { return slices.Sorted(maps.Keys(scopes)) }

func (n *Network) issue(a *account, scopes map[string]bool, long bool) *token {
	life := shortLife
	if long {
		life = longLife
	}
	t := &token{account: a, scopes: scopes, long: long, issuedAt: n.now(), expiresAt: n.now().Add(life)}
	t.value = n.seal(t)
	n.tokens[t.value] = t
	return t
}

// valid finds a token that can be used now.
func (n *Network) valid(value string) (*token, *problem) {
	t := n.tokens[value]
	if t == nil {
		t = n.adopt(value)
	}
	switch {
	case t == nil:
		return nil, trouble(190, 0, "Invalid OAuth access token - Cannot parse access token")
	case len(t.account.granted) == 0:
		return nil, trouble(190, 458, "Error validating access token: The user has not authorized application %s.", n.d.AppID)
	case t.revoked:
		return nil, trouble(190, 460, "Error validating access token: The session has been invalidated because the user changed their password")
	case !n.now().Before(t.expiresAt):
		return nil, trouble(190, 463, "Error validating access token: Session has expired on %s.", t.expiresAt.UTC().Format(time.RFC1123))
	}
	return t, nil
}

// exchangeCode answers POST api.instagram.com/oauth/access_token.
func (n *Network) exchangeCode(c *Call) (any, *problem) {
	if c.r.URL.RawQuery != "" {
		return nil, flatTrouble("The sandbox takes the parameters from the body only")
	}
	if !strings.HasPrefix(c.r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return nil, flatTrouble("The request body needs Content-Type application/x-www-form-urlencoded")
	}
	form, err := url.ParseQuery(string(c.body))
	if err != nil {
		return nil, flatTrouble("Invalid form")
	}
	for _, name := range []string{"client_id", "client_secret", "grant_type", "redirect_uri", "code"} {
		if form.Get(name) == "" {
			return nil, flatTrouble("Missing required field " + name)
		}
	}
	got := n.codes[form.Get("code")]
	switch {
	case form.Get("client_id") != n.d.AppID:
		return nil, flatTrouble("Invalid platform app")
	case form.Get("client_secret") != n.d.AppSecret:
		return nil, flatTrouble("Error validating client secret.")
	case form.Get("grant_type") != "authorization_code":
		return nil, flatTrouble("Invalid grant_type")
	case got == nil || got.used:
		return nil, flatTrouble("Matching code was not found or was already used")
	case n.now().Sub(got.at) >= codeLife:
		return nil, flatTrouble("This authorization code has expired")
	case got.redirect != form.Get("redirect_uri"):
		return nil, flatTrouble("Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request")
	}
	got.used = true
	t := n.issue(got.account, got.scopes, false)
	list := scopeList(t.scopes)
	if n.knobs.TokenAnswer == "flat" {
		return map[string]any{"access_token": t.value, "user_id": json.Number(got.account.id), "permissions": list}, nil
	}
	return map[string]any{"data": []any{map[string]any{"access_token": t.value, "user_id": got.account.id, "permissions": strings.Join(list, ",")}}}, nil
}

// lengthen answers GET graph.instagram.com/access_token.
func (n *Network) lengthen(c *Call) (any, *problem) {
	q := c.query
	if q.Get("grant_type") != "ig_exchange_token" {
		return nil, badParam("The parameter grant_type must be ig_exchange_token")
	}
	if q.Get("client_secret") != n.d.AppSecret {
		return nil, trouble(101, 0, "Error validating client secret.")
	}
	t, p := n.valid(q.Get("access_token"))
	if p != nil {
		return nil, p
	}
	if t.long {
		return nil, trouble(452, 0, "Session key invalid. This could be because the session key has an incorrect format, or because the user has revoked this session")
	}
	return longAnswer(n.issue(t.account, t.scopes, true)), nil
}

// refresh answers GET graph.instagram.com/refresh_access_token.
func (n *Network) refresh(c *Call) (any, *problem) {
	if c.query.Get("grant_type") != "ig_refresh_token" {
		return nil, badParam("The parameter grant_type must be ig_refresh_token")
	}
	t, p := n.valid(c.query.Get("access_token"))
	switch {
	case p != nil:
		return nil, p
	case !t.long:
		return nil, badParam("Only long-lived tokens can be refreshed")
	case !t.may(scopeBasic):
		return nil, noPermission(scopeBasic)
	case n.now().Sub(t.issuedAt) < youngest:
		return nil, badParam("The access token must be at least 24 hours old to be refreshed")
	}
	return longAnswer(n.issue(t.account, t.scopes, true)), nil
}

func longAnswer(t *token) map[string]any {
	return map[string]any{"access_token": t.value, "token_type": "bearer", "expires_in": int64(longLife.Seconds())}
}

// deletePermissions ends the app's access, as the owner does in the Instagram app.
func (n *Network) deletePermissions(c *Call) (any, *problem) {
	if n.knobs.Permissions == "unsupported" {
		p := trouble(100, 0, "Unsupported delete request")
		p.kind, p.status = "GraphMethodException", http.StatusBadRequest
		return nil, p
	}
	c.acc.remove()
	return map[string]bool{"success": true}, nil
}

// remove takes the app's access away.
func (a *account) remove() { a.granted, a.subscribed, a.removed = nil, nil, true }
