package instagram_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/secret"
)

// igAccount is one account at the network of a test.
type igAccount struct {
	ID, AppScoped, Username, Type string
	Permissions                   []string
	Picture                       string
}

// igNetwork is a small Instagram: consents, tokens that age, accounts and their subscriptions.
type igNetwork struct {
	*httptest.Server

	clock      *clock.Fixed
	mu         sync.Mutex
	accounts   map[string]*igAccount // by id
	codes      map[string]string     // to the account's id
	tokens     map[string]igToken
	subscribed map[string]bool
	revoked    map[string]bool // accounts whose owner or we took the permissions back
	down       bool
	limited    bool
	refreshes  int
	looks      int
	made       int
}

type igToken struct {
	account string
	born    time.Time
	ends    time.Time
}

const (
	proID    = "17841400000000001"
	appID    = "26000001"
	otherID  = "17841400000000002"
	appKey   = "220"
	lifetime = 60 * 24 * time.Hour
)

func newNetwork(t testing.TB, c *clock.Fixed) *igNetwork {
	t.Helper()
	all := []string{"instagram_business_basic", "instagram_business_manage_comments", "instagram_business_manage_messages"}
	n := &igNetwork{
		clock: c, codes: map[string]string{}, tokens: map[string]igToken{}, subscribed: map[string]bool{}, revoked: map[string]bool{},
		accounts: map[string]*igAccount{
			proID:   {ID: proID, AppScoped: appID, Username: "toko.sari", Type: "BUSINESS", Permissions: all, Picture: "sari"},
			otherID: {ID: otherID, AppScoped: "26000002", Username: "toko.dua", Type: "MEDIA_CREATOR", Permissions: all},
		},
	}
	n.Server = httptest.NewServer(http.HandlerFunc(n.serve))
	t.Cleanup(n.Close)
	return n
}

// consent gives a code for an account.
func (n *igNetwork) consent(account string) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.made++
	code := fmt.Sprintf("code-%d-canary", n.made)
	n.codes[code] = account
	n.revoked[account] = false
	return code
}

// giveToken is a token of an account that was given somewhere else.
func (n *igNetwork) giveToken(account string) secret.String {
	n.mu.Lock()
	defer n.mu.Unlock()
	return secret.New(n.issue(account, lifetime))
}

func (n *igNetwork) set(change func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	change()
}

// revoke ends every token of an account.
func (n *igNetwork) revoke(account string) {
	n.set(func() { n.revoked[account], n.subscribed[account] = true, false })
}

func (n *igNetwork) serve(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	defer n.mu.Unlock()
	status, answer := n.answer(r)
	if n.down {
		status, answer = http.StatusBadGateway, "<html>bad gateway</html>"
	}
	if raw, ok := answer.(string); ok {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(raw))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer)
}

func refusedWith(code int) (int, any) {
	return http.StatusBadRequest, map[string]any{"error": map[string]any{"message": "no", "type": "OAuthException", "code": code}}
}

func (n *igNetwork) answer(r *http.Request) (int, any) {
	if n.down {
		return 0, nil
	}
	switch r.URL.Path {
	case "/oauth/access_token":
		return n.exchange(r)
	case "/access_token":
		return n.token(r.URL.Query().Get("access_token"), false)
	case "/refresh_access_token":
		return n.token(r.URL.Query().Get("access_token"), true)
	}
	if name, ok := strings.CutPrefix(r.URL.Path, "/pictures/"); ok {
		return http.StatusOK, "\x89PNG\r\n\x1a\n" + name
	}
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	a, ok := n.owner(token)
	if !ok {
		return refusedWith(190)
	}
	if n.limited {
		return refusedWith(4)
	}
	switch r.Method + " " + strings.TrimPrefix(r.URL.Path, "/v26.0") {
	case "GET /me":
		n.looks++
		me := map[string]any{
			"id": a.AppScoped, "user_id": a.ID, "username": a.Username, "name": "Toko Sari", "account_type": a.Type, "followers_count": 1234,
		}
		if a.Picture != "" {
			me["profile_picture_url"] = n.URL + "/pictures/" + a.Picture
		}
		return http.StatusOK, me
	case "GET /" + a.ID + "/subscribed_apps":
		list := []any{}
		if n.subscribed[a.ID] {
			list = append(list, map[string]any{"id": appKey, "subscribed_fields": []string{"comments"}})
		}
		return http.StatusOK, map[string]any{"data": list}
	case "POST /" + a.ID + "/subscribed_apps":
		n.subscribed[a.ID] = true
		return http.StatusOK, map[string]any{"success": true}
	case "DELETE /" + a.ID + "/subscribed_apps":
		n.subscribed[a.ID] = false
		return http.StatusOK, map[string]any{"success": true}
	case "DELETE /me/permissions":
		n.revoked[a.ID] = true
		return http.StatusOK, map[string]any{"success": true}
	}
	return refusedWith(100)
}

// owner says whose living token it is.
func (n *igNetwork) owner(token string) (*igAccount, bool) {
	t, ok := n.tokens[token]
	if !ok || n.revoked[t.account] || !n.clock.Now().Before(t.ends) {
		return nil, false
	}
	return n.accounts[t.account], true
}

func (n *igNetwork) exchange(r *http.Request) (int, any) {
	_ = r.ParseForm()
	account, ok := n.codes[r.PostForm.Get("code")]
	if !ok || r.PostForm.Get("client_secret") != "igsecret" || !strings.HasSuffix(r.PostForm.Get("redirect_uri"), "/oauth/instagram/callback") {
		return http.StatusBadRequest, map[string]any{"error_type": "OAuthException", "code": 400, "error_message": "Matching code was not found or was already used"}
	}
	delete(n.codes, r.PostForm.Get("code"))
	short := n.issue(account, time.Hour)
	return http.StatusOK, map[string]any{"data": []any{map[string]any{
		"access_token": short, "user_id": n.accounts[account].AppScoped, "permissions": strings.Join(n.accounts[account].Permissions, ","),
	}}}
}

func (n *igNetwork) issue(account string, life time.Duration) string {
	n.made++
	token := fmt.Sprintf("IGtoken-%d-canary", n.made)
	now := n.clock.Now()
	n.tokens[token] = igToken{account: account, born: now, ends: now.Add(life)}
	return token
}

// token exchanges a token for one of 60 days. Only one that is a day old and alive can be refreshed.
func (n *igNetwork) token(old string, refresh bool) (int, any) {
	a, ok := n.owner(old)
	if !ok || refresh && n.clock.Now().Sub(n.tokens[old].born) < 24*time.Hour {
		return refusedWith(190)
	}
	if refresh {
		n.refreshes++
	}
	return http.StatusOK, map[string]any{"access_token": n.issue(a.ID, lifetime), "token_type": "bearer", "expires_in": int(lifetime.Seconds())}
}
