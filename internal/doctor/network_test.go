package doctor

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/config"
	"github.com/kelolapesan/kelola/internal/sandbox"
	"github.com/kelolapesan/kelola/internal/secret"
)

func network(ahead time.Duration) *Network {
	return &Network{TrustOwnTime: true, Now: func() time.Time { return time.Now().Add(ahead) }}
}

func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

func TestGraph_clock(t *testing.T) {
	t.Parallel()
	cfg := config.Config{ClockSpeed: 1, MetaGraphURL: serve(t, func(http.ResponseWriter, *http.Request) {})}
	want(t, network(0).Graph(t.Context(), cfg), "clock", Fine)
	want(t, network(0).Graph(t.Context(), cfg), "graph", Fine)
	want(t, network(time.Minute).Graph(t.Context(), cfg), "clock", Warning, "ahead")
	want(t, network(-time.Hour).Graph(t.Context(), cfg), "clock", Wrong, "1h0m", "behind", "set-ntp")
	honest := network(time.Hour)
	honest.TrustOwnTime = false
	want(t, honest.Graph(t.Context(), cfg), "clock", Skipped, "no other clock")
	fast := cfg
	fast.ClockSpeed = 60
	want(t, network(0).Graph(t.Context(), fast), "clock", Warning, "KELOLA_CLOCK_SPEED")
	silent := cfg
	silent.MetaGraphURL = serve(t, func(w http.ResponseWriter, _ *http.Request) { w.Header()["Date"] = nil })
	want(t, network(0).Graph(t.Context(), silent), "clock", Skipped, "does not tell")
	gone := cfg
	gone.MetaGraphURL = "http://127.0.0.1:1"
	want(t, network(0).Graph(t.Context(), gone), "graph", Wrong, "firewall")
	want(t, network(0).Graph(t.Context(), gone), "clock", Skipped)
}

// Against the sandbox, which checks tokens as Meta does.
func TestMetaApp(t *testing.T) {
	t.Parallel()
	s, err := sandbox.New(sandbox.Options{GraphListen: "127.0.0.1:0", AppID: "1029384756102938", AppSecret: "right", VerifyToken: "token"})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close(t.Context()) })
	cfg := config.Config{MetaGraphURL: s.URL(), MetaGraphVersion: "v26.0", MetaAppID: "1029384756102938", MetaVerifyToken: secret.New("verify-me")}
	with := func(secrets ...string) []Finding {
		c := cfg
		for _, v := range secrets {
			c.MetaAppSecrets = append(c.MetaAppSecrets, secret.New(v))
		}
		return network(0).MetaApp(t.Context(), c)
	}
	want(t, with("right"), "meta_app", Fine)
	want(t, with("wrong"), "meta_app", Wrong, "refuses", "App settings")
	want(t, with("right", "old"), "meta_app", Warning, "number 2")
	cfg.MetaGraphURL = serve(t, http.NotFound)
	want(t, with("right"), "meta_app", Skipped, "does not say")
	cfg.MetaGraphURL = "http://127.0.0.1:1"
	found := with("geheim")
	want(t, found, "meta_app", Skipped, "cannot be asked")
	for _, f := range found {
		if strings.Contains(f.Found, "geheim") {
			t.Error("the secret is told:", f)
		}
	}
}

func TestMetaSettings(t *testing.T) {
	t.Parallel()
	good := config.Config{
		MetaGraphURL: "https://graph.facebook.com", MetaAppID: "123", MetaVerifyToken: secret.New("a long word"),
		MetaAppSecrets: []secret.String{secret.New("0123456789abcdef0123456789abcdef")},
	}
	want(t, appSettings(good), "meta_settings", Fine)
	for _, tt := range []struct {
		spoil func(*config.Config)
		level Level
		word  string
	}{
		{func(c *config.Config) { c.MetaAppID = "" }, Warning, "KELOLA_META_APP_ID is not set"},
		{func(c *config.Config) { c.MetaAppID = "my app" }, Wrong, "is not an app id"},
		{func(c *config.Config) { c.MetaAppSecrets = nil }, Wrong, "KELOLA_META_APP_SECRET is not set"},
		{func(c *config.Config) { c.MetaAppSecrets = []secret.String{secret.New("EAAG…")} }, Wrong, "does not look like"},
		{func(c *config.Config) { c.MetaVerifyToken = secret.String{} }, Wrong, "KELOLA_META_VERIFY_TOKEN is not set"},
		{func(c *config.Config) { c.MetaVerifyToken = secret.New("abc") }, Warning, "easy to guess"},
		{func(c *config.Config) { c.MetaVerifyToken = c.MetaAppSecrets[0] }, Wrong, "the same as the app secret"},
	} {
		c := good
		tt.spoil(&c)
		want(t, appSettings(c), "meta_settings", tt.level, tt.word)
	}
}

func TestWebhook(t *testing.T) {
	t.Parallel()
	const token = "verify-me"
	at := func(public string) config.Config {
		return config.Config{PublicURL: public, MetaVerifyToken: secret.New(token)}
	}
	good := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/webhooks/meta" || r.URL.Query().Get("hub.verify_token") != token {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		_, _ = w.Write([]byte(r.URL.Query().Get("hub.challenge")))
	})
	n := network(0)
	ask := func(cfg config.Config, running bool) []Finding {
		return []Finding{n.Webhook(t.Context(), cfg, running)}
	}
	want(t, ask(at(good), true), "webhook", Fine)
	want(t, ask(at(good), false), "webhook", Skipped, "no server runs")
	want(t, ask(config.Config{PublicURL: good}, true), "webhook", Skipped, "KELOLA_META_VERIFY_TOKEN")
	other := at(good)
	other.MetaVerifyToken = secret.New("another")
	want(t, ask(other, true), "webhook", Wrong, "refuses the verify token")
	want(t, ask(at(serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, good+r.URL.RequestURI(), http.StatusFound)
	})), true), "webhook", Wrong, "redirects")
	want(t, ask(at(serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<h1>Welcome to nginx</h1>")) })), true), "webhook", Wrong, "not the challenge")
	gone := ask(at("http://127.0.0.1:1"), true)
	want(t, gone, "webhook", Wrong, "cannot be reached")
	if strings.Contains(gone[0].Found, token) {
		t.Error("the verify token is told:", gone)
	}
	self := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(self.Close)
	want(t, ask(at(self.URL), true), "webhook", Wrong, "certificate")
}

func TestServer(t *testing.T) {
	t.Parallel()
	status := http.StatusOK
	address := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	cfg := config.Config{Listen: u.Host}
	n := network(0)
	want(t, n.Server(t.Context(), cfg, "v1", "v1"), "server", Fine)
	want(t, n.Server(t.Context(), cfg, "v1", "v2"), "server", Warning, "v1 runs and v2 is installed")
	cfg.Listen = ":" + u.Port()
	want(t, n.Server(t.Context(), cfg, "v1", "v1"), "server", Fine)
	status = http.StatusServiceUnavailable
	want(t, n.Server(t.Context(), cfg, "v1", "v1"), "server", Wrong, "not ready")
	cfg.Listen = "127.0.0.1:1"
	want(t, n.Server(t.Context(), cfg, "v1", "v1"), "server", Wrong, "does not answer")
}
