package instagram

import (
	"bytes"
	"embed"
	"errors"
	html "html/template"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

//go:embed web
var web embed.FS

const sessionCookie = "sandbox_instagram_account"

// asking is what an authorize address asks for.
type asking struct {
	clientID, redirect, state string
	scopes                    []string
	reauth                    bool
}

func readAsking(v url.Values) asking {
	a := asking{clientID: v.Get("client_id"), redirect: v.Get("redirect_uri"), state: v.Get("state"), reauth: v.Get("force_reauth") == "true" || v.Get("force_reauth") == "1"}
	for _, s := range strings.FieldsFunc(v.Get("scope"), func(r rune) bool { return r == ',' || r == ' ' }) {
		if !slices.Contains(a.scopes, s) {
			a.scopes = append(a.scopes, s)
		}
	}
	return a
}

// wrong says why Instagram would show an error page instead of the question; "" if it would ask.
func (n *Network) wrong(a asking, responseType string) string {
	switch {
	case a.clientID != n.d.AppID:
		return "Invalid platform app"
	case !n.knows(a.redirect):
		return "Invalid redirect_uri"
	case responseType != "code":
		return "Invalid response_type"
	case !slices.Contains(a.scopes, scopeBasic):
		return "Invalid scope: " + scopeBasic + " is required"
	}
	for _, s := range a.scopes {
		if !knownScopes[s] {
			return "Invalid scope: " + s
		}
	}
	return ""
}

// knows tells whether an address is registered: exactly, or any on this machine while none is.
func (n *Network) knows(redirect string) bool {
	if len(n.knobs.RedirectURIs) > 0 {
		return slices.Contains(n.knobs.RedirectURIs, redirect)
	}
	u, err := url.Parse(redirect)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Fragment != "" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || (ip != nil && ip.IsLoopback())
}

type authorizeView struct {
	Problem  string
	Fields   map[string]string
	Scopes   []string
	Accounts []authorizeAccount
	Reauth   bool
}

type authorizeAccount struct {
	ID, Username, Name string
	Chosen             bool
}

// authorizePage answers GET www.instagram.com/oauth/authorize.
func (n *Network) authorizePage(c *Call) Answer {
	in := readAsking(c.query)
	v := authorizeView{Problem: n.wrong(in, c.query.Get("response_type")), Scopes: in.scopes, Reauth: in.reauth, Fields: map[string]string{}}
	for _, k := range []string{"client_id", "redirect_uri", "response_type", "scope", "state"} {
		v.Fields[k] = c.query.Get(k)
	}
	session := ""
	if cookie, err := c.r.Cookie(sessionCookie); err == nil && !in.reauth {
		session = cookie.Value
	}
	for _, a := range n.accounts {
		v.Accounts = append(v.Accounts, authorizeAccount{a.id, a.username, a.name, a.id == session})
	}
	status := http.StatusOK
	if v.Problem != "" {
		status = http.StatusBadRequest
	}
	t, err := html.ParseFS(web, "web/authorize.html")
	var b bytes.Buffer
	if err == nil {
		err = t.Execute(&b, v)
	}
	if err != nil {
		return Answer{Status: http.StatusInternalServerError, Type: "text/plain", Body: []byte("the page is damaged")}
	}
	return Answer{Status: status, Type: "text/html; charset=utf-8", Body: b.Bytes(), Headers: [][2]string{
		{"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'"}, {"Cache-Control", "no-store"},
	}}
}

// decide takes the form of the page: account, decision (allow or deny) and the scopes that stayed ticked (granted).
func (n *Network) decide(c *Call) Answer {
	form, err := url.ParseQuery(string(c.body))
	if err != nil {
		return Answer{Status: http.StatusBadRequest, Type: "text/plain", Body: []byte("Invalid form")}
	}
	in := readAsking(form)
	if why := n.wrong(in, form.Get("response_type")); why != "" {
		return Answer{Status: http.StatusBadRequest, Type: "text/plain", Body: []byte(why)}
	}
	a := n.account(form.Get("account"))
	if form.Get("decision") != "deny" && a == nil {
		return Answer{Status: http.StatusBadRequest, Type: "text/plain", Body: []byte("Choose an account")}
	}
	out := Answer{Status: http.StatusFound, Type: "text/plain"}
	if form.Get("decision") == "deny" {
		out.Headers = [][2]string{{"Location", denied(in)}}
		return out
	}
	granted := in.scopes
	if form.Has("granted") {
		granted = form["granted"]
	}
	out.Headers = [][2]string{{"Location", n.allow(a, in, granted)}, {"Set-Cookie", sessionCookie + "=" + a.id + "; Path=/ig-auth; HttpOnly; SameSite=Lax"}}
	return out
}

// Decision is what the owner of an account says on the consent page, for tests without a browser.
type Decision struct {
	Account     string   `json:"account"` // id or username; default the first
	Deny        bool     `json:"deny"`
	ClientID    string   `json:"client_id"`
	RedirectURI string   `json:"redirect_uri"`
	Response    string   `json:"response_type"` // default code
	Scope       string   `json:"scope"`
	State       string   `json:"state"`
	Granted     []string `json:"granted"` // default everything asked for
}

// DecisionFor is the consent to what the query of an authorize address asks.
func DecisionFor(q url.Values, account string) Decision {
	return Decision{
		Account: account, ClientID: q.Get("client_id"), RedirectURI: q.Get("redirect_uri"), Response: q.Get("response_type"),
		Scope: q.Get("scope"), State: q.Get("state"),
	}
}

// Decide answers where the browser goes, as the consent page would.
func (n *Network) Decide(d Decision) (location string, err error) {
	if d.Response == "" {
		d.Response = "code"
	}
	in := readAsking(url.Values{"client_id": {d.ClientID}, "redirect_uri": {d.RedirectURI}, "scope": {d.Scope}, "state": {d.State}})
	n.change(func() {
		if why := n.wrong(in, d.Response); why != "" {
			err = errors.New("instagram sandbox: " + why)
			return
		}
		if d.Deny {
			location = denied(in)
			return
		}
		var a *account
		if a, err = n.anAccount(d.Account); err != nil {
			return
		}
		granted := d.Granted
		if granted == nil {
			granted = in.scopes
		}
		location = n.allow(a, in, granted)
	})
	return location, err
}

func denied(in asking) string {
	return join(in.redirect, url.Values{
		"error": {"access_denied"}, "error_reason": {"user_denied"}, "error_description": {"The user denied your request"}, "state": {in.state},
	})
}

// allow makes the code and returns where the browser goes with it.
func (n *Network) allow(a *account, in asking, granted []string) string {
	scopes := map[string]bool{scopeBasic: true}
	for _, s := range granted {
		if slices.Contains(in.scopes, s) {
			scopes[s] = true
		}
	}
	a.granted, a.removed = scopes, false
	value := n.word("AQSandbox", 60)
	n.codes[value] = &code{account: a, scopes: scopes, redirect: in.redirect, at: n.now()}
	return join(in.redirect, url.Values{"code": {value}, "state": {in.state}}) + "#_"
}

func join(address string, more url.Values) string {
	if more.Get("state") == "" {
		more.Del("state")
	}
	sep := "?"
	if strings.Contains(address, "?") {
		sep = "&"
	}
	return address + sep + more.Encode()
}
