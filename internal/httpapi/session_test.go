package httpapi_test

import (
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestSession(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		body := `{"username":"sari","licence_code":"` + b.codes["sari"].Reveal() + `"}`
		a := b.do(t, "", http.MethodPost, "/api/v1/session", body)
		set := a.header.Get("Set-Cookie")
		for _, part := range []string{"__Host-kelola=", "Path=/", "HttpOnly", "Secure", "SameSite=Lax", "Max-Age=2592000"} {
			if !strings.Contains(set, part) {
				t.Errorf("cookie lacks %s", part)
			}
		}
		if strings.Contains(set, "Domain") || a.header.Get("Cache-Control") != "no-store" {
			t.Error("the cookie names a domain, or the answer may be cached")
		}
		var in struct {
			User       struct{ Username, Language string }
			Workspaces []struct {
				Slug, Role string
				CanSend    bool `json:"can_send"`
				Rights     []string
				Licence    struct{ State string }
			}
		}
		a.into(t, &in)
		if in.User.Username != "sari" || len(in.Workspaces) != 1 || in.Workspaces[0].Slug != "toko" || in.Workspaces[0].Role != "owner" ||
			!in.Workspaces[0].CanSend || len(in.Workspaces[0].Rights) != 7 || in.Workspaces[0].Licence.State != "active" {
			t.Errorf("answer = %s", a.text)
		}
		cookie, _, _ := strings.Cut(set, ";")
		again := b.do(t, cookie, http.MethodPost, "/api/v1/session", body)
		if a := b.do(t, cookie, http.MethodGet, "/api/v1/me", ""); a.status != http.StatusUnauthorized {
			t.Errorf("the session before the login still lives: %d", a.status)
		}
		cookie, _, _ = strings.Cut(again.header.Get("Set-Cookie"), ";")
		if a := b.do(t, cookie, http.MethodPatch, "/api/v1/me", `{"language":"en"}`); a.status != 200 || !strings.Contains(a.text, `"language":"en"`) {
			t.Errorf("PATCH /me = %d %s", a.status, a.text)
		}
		out := b.do(t, cookie, http.MethodDelete, "/api/v1/session", "")
		if out.status != http.StatusNoContent || !strings.Contains(out.header.Get("Set-Cookie"), "Max-Age=0") {
			t.Errorf("log out = %d %q", out.status, out.header.Get("Set-Cookie"))
		}
		if a := b.do(t, cookie, http.MethodGet, "/api/v1/me", ""); a.status != http.StatusUnauthorized || a.code(t) != "account.unauthenticated" {
			t.Errorf("after log out = %d %s", a.status, a.text)
		}
	})
}

func TestSession_refusals(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		const canary = "KP-CANARY"
		for i := range 12 {
			a := b.do(t, "", http.MethodPost, "/api/v1/session", `{"username":"sari","licence_code":"`+canary+`"}`)
			want, code := http.StatusUnauthorized, "account.bad_credentials"
			if i >= 10 {
				want, code = http.StatusTooManyRequests, "account.too_many_attempts"
			}
			if a.status != want || a.code(t) != code || strings.Contains(a.text, canary) {
				t.Errorf("attempt %d = %d %s", i, a.status, a.text)
			}
			if i >= 10 && a.header.Get("Retry-After") != "900" {
				t.Errorf("Retry-After = %q", a.header.Get("Retry-After"))
			}
		}
		if strings.Contains(b.logs.String(), canary) || strings.Contains(b.logs.String(), "sari") {
			t.Error("credentials are in the log")
		}
	})
}

func TestCrossOriginIsRefused(t *testing.T) {
	t.Parallel()
	one(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db, func(o *httpapi.Options) { o.PublicURL = "https://kelola.example/" })
		cookie := b.login(t, "sari")
		path := "/api/v1/workspaces/toko/stop-all"
		attacks := [][]string{
			{"Sec-Fetch-Site", "cross-site"},
			{"Sec-Fetch-Site", "same-site"},
			{"Origin", "https://evil.example"},
			{"Origin", "null"},
		}
		for _, headers := range attacks {
			a := b.do(t, cookie, http.MethodPost, path, `{"on":true}`, headers...)
			if a.status != http.StatusForbidden || a.code(t) != "request.cross_origin" {
				t.Errorf("%v = %d %s", headers, a.status, a.text)
			}
		}
		for _, headers := range [][]string{{"Sec-Fetch-Site", "same-origin"}, {"Origin", "https://kelola.example"}, {"Origin", b.server.URL}, {}} {
			if a := b.do(t, cookie, http.MethodPost, path, `{"on":true}`, headers...); a.status != http.StatusOK {
				t.Errorf("%v = %d %s", headers, a.status, a.text)
			}
		}
	})
}

func TestOwnSessions(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db, func(o *httpapi.Options) { o.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} })
		here, there, foreign := b.login(t, "sari"), b.login(t, "sari"), b.login(t, "eko")
		var list struct {
			Items []struct {
				ID, Address string
				Current     bool
				LastSeenAt  time.Time `json:"last_seen_at"`
			}
			Next *string
		}
		b.do(t, here, http.MethodGet, "/api/v1/me/sessions", "").into(t, &list)
		if len(list.Items) != 2 || list.Next != nil {
			t.Fatalf("sessions = %+v", list)
		}
		for _, s := range list.Items {
			if s.Address != "127.0.0.1" || !s.LastSeenAt.Equal(dbtest.Start) {
				t.Errorf("session = %+v", s)
			}
			if s.Current {
				continue
			}
			if a := b.do(t, foreign, http.MethodDelete, "/api/v1/me/sessions/"+s.ID, ""); a.status != http.StatusNotFound {
				t.Errorf("a stranger revokes = %d", a.status)
			}
			if a := b.do(t, here, http.MethodDelete, "/api/v1/me/sessions/"+s.ID, ""); a.status != http.StatusNoContent {
				t.Errorf("revoke = %d %s", a.status, a.text)
			}
		}
		if a := b.do(t, there, http.MethodGet, "/api/v1/me", ""); a.status != http.StatusUnauthorized {
			t.Errorf("revoked session = %d", a.status)
		}
	})
}

func TestProxiesAreTrustedOnlyWhenNamed(t *testing.T) {
	t.Parallel()
	proxy := netip.MustParsePrefix("127.0.0.0/8")
	tests := []struct {
		name    string
		trusted []netip.Prefix
		forward string
		want    string
		hsts    bool
	}{
		{"nobody is trusted", nil, "198.51.100.9", "127.0.0.1", false},
		{"one proxy", []netip.Prefix{proxy}, "198.51.100.9", "198.51.100.9", true},
		{"what the client made up", []netip.Prefix{proxy}, "1.2.3.4, 198.51.100.9", "198.51.100.9", true},
		{"two proxies", []netip.Prefix{proxy, netip.MustParsePrefix("10.0.0.0/8")}, "198.51.100.9, 10.1.1.1", "198.51.100.9", true},
		{"nonsense", []netip.Prefix{proxy}, "198.51.100.9, nonsense", "127.0.0.1", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			one(t, func(t *testing.T, db *wsdb.DB) {
				b := setup(t, db, func(o *httpapi.Options) { o.TrustedProxies = tt.trusted })
				body := `{"username":"sari","licence_code":"` + b.codes["sari"].Reveal() + `"}`
				a := b.do(t, "", http.MethodPost, "/api/v1/session", body, "X-Forwarded-For", tt.forward, "X-Forwarded-Proto", "https")
				if got := a.header.Get("Strict-Transport-Security") != ""; got != tt.hsts {
					t.Errorf("taken for HTTPS: %v", got)
				}
				cookie, _, _ := strings.Cut(a.header.Get("Set-Cookie"), ";")
				if a := b.do(t, cookie, http.MethodGet, "/api/v1/me/sessions", ""); !strings.Contains(a.text, `"address":"`+tt.want+`"`) {
					t.Errorf("address in %s, want %s", a.text, tt.want)
				}
			})
		})
	}
}

func TestNewCookiePolicy(t *testing.T) {
	t.Parallel()
	tests := []struct {
		public, listen string
		allow          bool
		refused        bool
		insecure       bool
	}{
		{"", "127.0.0.1:8080", false, false, false},
		{"", "[::1]:8080", false, false, false},
		{"", "localhost:8080", true, false, false},
		{"", ":8080", false, true, false},
		{"", "0.0.0.0:8080", false, true, false},
		{"", "192.168.1.5:8080", true, false, true},
		{"https://kelola.example", "0.0.0.0:8080", false, false, false},
		{"http://kelola.example", "127.0.0.1:8080", false, true, false},
		{"http://localhost:8080", "0.0.0.0:8080", false, false, false},
		{"http://localhost.evil.example", "127.0.0.1:8080", false, true, false},
		{"%", "127.0.0.1:8080", false, true, false},
	}
	for _, tt := range tests {
		p, err := httpapi.NewCookiePolicy(tt.public, tt.listen, tt.allow)
		if errors.Is(err, httpapi.ErrInsecure) != tt.refused || p.Insecure() != tt.insecure {
			t.Errorf("%q, %q, %v: insecure %v, %v", tt.public, tt.listen, tt.allow, p.Insecure(), err)
		}
	}
}

func TestPlainCookieWhenAllowed(t *testing.T) {
	t.Parallel()
	one(t, func(t *testing.T, db *wsdb.DB) {
		policy, err := httpapi.NewCookiePolicy("", "0.0.0.0:80", true)
		if err != nil {
			t.Fatal(err)
		}
		b := setup(t, db, func(o *httpapi.Options) { o.Cookies = policy })
		cookie := b.login(t, "sari")
		if !strings.HasPrefix(cookie, "kelola=") {
			t.Errorf("cookie name of %.10q", cookie)
		}
		if a := b.do(t, cookie, http.MethodGet, "/api/v1/me", ""); !strings.Contains(a.text, `"insecure_cookie":true`) {
			t.Errorf("me = %d %s", a.status, a.text)
		}
		strict := setup(t, dbtest.New(t, db.Engine()))
		plain := "kelola=" + strings.TrimPrefix(strict.login(t, "sari"), "__Host-kelola=")
		if a := strict.do(t, plain, http.MethodGet, "/api/v1/me", ""); a.status != http.StatusUnauthorized {
			t.Errorf("a plain cookie where none is allowed = %d", a.status)
		}
	})
}
