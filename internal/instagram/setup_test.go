package instagram_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/blob"
	"github.com/kelolapesan/kelola/internal/channel"
	network "github.com/kelolapesan/kelola/internal/channel/instagram"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/httpapi/apitest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/instagram"
	"github.com/kelolapesan/kelola/internal/library"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/webhook"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const publicURL = "https://pesan.example.id"

// automation stands for what works with accounts.
type automation struct {
	left []channel.ID
	kept map[channel.ID]int64
}

func (a *automation) AccountLeft(_ context.Context, _ *wsdb.Tx, ch channel.ID) error {
	a.left = append(a.left, ch)
	return nil
}

func (a *automation) Collected(_ context.Context, _ wsdb.Query, ch channel.ID) (int64, error) {
	return a.kept[ch], nil
}

func (a *automation) EraseAccount(_ context.Context, _ *wsdb.Tx, ch channel.ID) (int64, error) {
	n := a.kept[ch]
	delete(a.kept, ch)
	return n, nil
}

type bundle struct {
	*instagram.Service

	db        *wsdb.DB
	net       *igNetwork
	channels  *channel.Service
	connector *network.Connector
	ingest    *channel.Ingest
	files     *library.Service
	auto      *automation
	site      *apitest.Site
	mux       *http.ServeMux
	jobs      *queue.Registry
	done      map[id.Workspace]int
	log       *bytes.Buffer
	mayGrow   error
	deps      instagram.Deps
	who       func(*http.Request, string) (account.Principal, error)
}

func setup(t *testing.T, db *wsdb.DB) *bundle {
	t.Helper()
	clk := dbtest.Clock(t, db)
	b := &bundle{
		db: db, net: newNetwork(t, clk), auto: &automation{kept: map[channel.ID]int64{}}, mux: http.NewServeMux(), jobs: queue.NewRegistry(),
		done: map[id.Workspace]int{}, log: &bytes.Buffer{},
	}
	blobs, err := blob.Open(t.Context(), filepath.Join(t.TempDir(), "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = blobs.Close() })
	log := slog.New(slog.NewTextHandler(b.log, nil))
	connector := network.New(network.Deps{Clock: clk, Log: log, Config: network.Config{
		GraphURL: b.net.URL, APIURL: b.net.URL, AuthorizeURL: "https://www.instagram.com/oauth/authorize", AppID: appKey,
		AppSecrets: []secret.String{secret.New("igsecret")}, PublicURL: publicURL,
	}})
	t.Cleanup(connector.Close)
	b.connector = connector
	events := event.New(event.NewHub())
	b.files = library.New(library.Deps{DB: db, Blobs: blobs, Log: log})
	b.channels = channel.New(channel.Deps{
		DB: db, Clock: clk, Log: log, Events: events, Connectors: map[channel.Kind]channel.Connector{channel.Instagram: connector},
	})
	b.deps = instagram.Deps{
		System: dbtest.System(t, db), DB: db, Clock: clk, Log: log, Events: events, Network: connector, Channels: b.channels, Pictures: b.files,
		Secrets: []secret.String{secret.New("metasecret"), secret.New("igsecret")},
		MayGrow: func(context.Context, id.Workspace) error { return b.mayGrow },
		Setup:   instagram.Setup{PublicURL: publicURL, VerifyToken: secret.New("verify"), AppID: appKey},
	}
	b.Service = instagram.New(b.deps)
	b.Attach(b.auto)
	b.Jobs(b.jobs)
	b.ingest = channel.NewIngest(b.channels, b.Service)
	b.site = apitest.New(t, db, apitest.Parts{Events: events}, func(a *httpapi.API) {
		b.Register(a)
		b.who = a.Who
		b.pages(t, a.Who)
	})
	b.mux.Handle("/webhooks/meta", &channel.Webhook{
		Secrets: []secret.String{secret.New("igsecret")}, Networks: []channel.Deliveries{network.Deliveries{Routes: b.channels.Routes()}},
		Store: b.ingest, Log: log,
	})
	return b
}

func (b *bundle) pages(t *testing.T, who func(*http.Request, string) (account.Principal, error)) {
	t.Helper()
	pages, err := b.Pages(instagram.Browser{
		Who:     who,
		Address: func(*http.Request) netip.Addr { return netip.MustParseAddr("203.0.113.1") },
		Language: func(r *http.Request) string {
			if strings.HasPrefix(r.Header.Get("Accept-Language"), "en") {
				return "en"
			}
			return "id"
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	pages.Register(b.mux)
}

// state begins a consent as a person and returns the state that travels with it.
func (b *bundle) state(t *testing.T, who string) string {
	t.Helper()
	var out struct{ URL string }
	if err := json.Unmarshal([]byte(b.site.Must(200, who, "POST", "/instagram/connect", `{}`)), &out); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(out.URL)
	if err != nil || u.Host != "www.instagram.com" || u.Query().Get("redirect_uri") != publicURL+"/oauth/instagram/callback" || u.Query().Get("client_id") != appKey {
		t.Fatalf("the consent is given at %q", out.URL)
	}
	return u.Query().Get("state")
}

// back comes back from the network as a person, "" for nobody. It returns the result in the address the person is led to.
func (b *bundle) back(t *testing.T, who string, query url.Values) (status int, result, account string) {
	t.Helper()
	rec := b.ask(t, http.MethodGet, "/oauth/instagram/callback?"+query.Encode(), "", "Cookie", b.site.Cookie(who))
	to, err := url.Parse(rec.Header().Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	if rec.Code == http.StatusSeeOther && to.Path != "/w/toko/social/instagram" {
		t.Fatalf("led to %s", to.Path)
	}
	return rec.Code, to.Query().Get("result"), to.Query().Get("account")
}

// ask sends a request to the addresses outside the API. header holds names and values in turn.
func (b *bundle) ask(t *testing.T, method, path, body string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	rec := httptest.NewRecorder()
	b.mux.ServeHTTP(rec, req)
	return rec
}

// connect gives consent for an account, and returns how that ended.
func (b *bundle) connect(t *testing.T, account string) (result string, ch channel.ID) {
	t.Helper()
	status, result, text := b.back(t, "sari", url.Values{"state": {b.state(t, "sari")}, "code": {b.net.consent(account)}})
	if status != http.StatusSeeOther {
		t.Fatalf("the callback answers %d", status)
	}
	if text != "" {
		var err error
		if ch, err = id.Parse[channel.Channel](text); err != nil {
			t.Fatal(err)
		}
	}
	return result, ch
}

// connected is an account that is connected and looked after.
func (b *bundle) connected(t *testing.T) channel.ID {
	t.Helper()
	result, ch := b.connect(t, proID)
	if result != "connected" {
		t.Fatalf("connect = %s", result)
	}
	b.work(t)
	return ch
}

// work does every job that has been asked for and whose time has come.
func (b *bundle) work(t *testing.T) {
	t.Helper()
	all := dbtest.Jobs(t, b.db, b.site.Workspace)
	from := b.done[b.site.Workspace]
	for i, j := range all[from:] {
		if !strings.HasPrefix(j.Name, "instagram.") {
			continue
		}
		if err := b.jobs.Run(t.Context(), j); err != nil {
			t.Fatalf("job %d, %s: %v", from+i, j.Name, err)
		}
	}
	b.done[b.site.Workspace] = len(all)
}

// tend lets time pass, and does what is due then.
func (b *bundle) tend(t *testing.T, d time.Duration) {
	t.Helper()
	dbtest.Clock(t, b.db).Advance(d)
	if err := b.Due(t.Context(), b.site.Workspace); err != nil {
		t.Fatal(err)
	}
	b.work(t)
}

func (b *bundle) read(t *testing.T, fn func(q wsdb.Query) error) {
	t.Helper()
	if err := b.db.Read(t.Context(), b.site.Workspace, fn); err != nil {
		t.Fatal(err)
	}
}

func (b *bundle) get(t *testing.T, ch channel.ID) (e instagram.Entry) {
	t.Helper()
	b.read(t, func(q wsdb.Query) (err error) {
		e, err = b.Get(t.Context(), q, ch)
		return err
	})
	return e
}

// count runs a query that answers one number.
func (b *bundle) count(t *testing.T, query string, args ...any) (n int) {
	t.Helper()
	b.read(t, func(q wsdb.Query) error { return q.QueryRow(t.Context(), query, args...).Scan(&n) })
	return n
}

// deliver sends the bytes of a comment as the network does, and processes what was kept.
func (b *bundle) deliver(t *testing.T, account, comment string) int {
	t.Helper()
	body := []byte(`{"object":"instagram","entry":[{"id":"` + account + `","time":1764142800,"changes":[{"field":"comments","value":{"id":"` + comment +
		`","text":"Ber\u00e4pa?","from":{"id":"99","username":"pembeli"},"media":{"id":"55","media_product_type":"FEED"}}}]}]}`)
	rec := b.ask(t, http.MethodPost, "/webhooks/meta", string(body), webhook.SignatureHeader, webhook.Sign(secret.New("igsecret"), body))
	if err := b.ingest.Process(t.Context(), b.site.Workspace); err != nil {
		t.Fatal(err)
	}
	return rec.Code
}
