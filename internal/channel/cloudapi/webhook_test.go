package cloudapi

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/webhook"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// collector is a handler that notes what it got, by workspace.
type collector struct {
	mu   sync.Mutex
	evs  map[id.Workspace][]channel.Event
	seen map[id.Workspace][]string
}

func (c *collector) HandleEvents(_ context.Context, tx *wsdb.Tx, ch channel.Channel, evs []channel.Event) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, ev := range evs {
		c.evs[tx.Workspace()] = append(c.evs[tx.Workspace()], ev)
		switch ev := ev.(type) {
		case channel.MessageReceived:
			name, _, _ := strings.Cut(ev.ExternalID, conflictMark)
			c.seen[tx.Workspace()] = append(c.seen[tx.Workspace()], ch.ExternalID+" "+name+" "+ev.Content.Plain())
		case channel.StatusReceived:
			c.seen[tx.Workspace()] = append(c.seen[tx.Workspace()], ch.ExternalID+" "+ev.ExternalID+" "+string(ev.Status))
		case channel.Ignored:
			c.seen[tx.Workspace()] = append(c.seen[tx.Workspace()], ch.ExternalID+" ignored "+ev.Reason)
		case channel.TemplateChanged:
			c.seen[tx.Workspace()] = append(c.seen[tx.Workspace()], ch.ExternalID+" template "+ev.Event)
		}
	}
	return nil
}

type endpoint struct {
	db     *wsdb.DB
	svc    *channel.Service
	ingest *channel.Ingest
	hook   *channel.Webhook
	got    *collector
	first  id.Workspace
}

func newEndpoint(t *testing.T, db *wsdb.DB) *endpoint {
	t.Helper()
	n := newNetwork(t)
	n.on("GET /v26.0/debug_token", 200, `{"data":{"app_id":"42","is_valid":true,"expires_at":0,"scopes":["whatsapp_business_messaging","whatsapp_business_management"]}}`)
	for _, account := range []string{"900", "901"} {
		n.on("GET /v26.0/"+account+"/phone_numbers", 200, `{"data":[{"id":"100"},{"id":"101"},{"id":"200"}]}`)
		n.on("GET /v26.0/"+account+"/subscribed_apps", 200, `{"data":[{"whatsapp_business_api_data":{"id":"42"}}]}`)
		n.on("GET /v26.0/"+account+"/message_templates", 200, `{"data":[]}`)
	}
	for _, phone := range []string{"100", "101", "200"} {
		n.on("GET /v26.0/"+phone, 200, `{"id":"`+phone+`","status":"CONNECTED","display_phone_number":"+62 811-0000","verified_name":"Toko","quality_rating":"GREEN"}`)
	}
	e := &endpoint{db: db, first: dbtest.Workspace(t, db), got: &collector{evs: map[id.Workspace][]channel.Event{}, seen: map[id.Workspace][]string{}}}
	log := slog.New(slog.DiscardHandler)
	e.svc = channel.New(channel.Deps{
		DB: db, Clock: dbtest.Clock(t, db), Log: log, Events: event.New(event.NewHub()),
		Connectors: map[channel.Kind]channel.Connector{channel.CloudAPI: connect(t, n.URL)},
	})
	e.ingest = channel.NewIngest(e.svc, e.got)
	e.hook = &channel.Webhook{
		Secrets: []secret.String{secret.New("appsecret"), secret.New("older")}, Verify: secret.New("verify-me"),
		Networks: []channel.Deliveries{Deliveries{Routes: e.svc.Routes()}}, Store: e.ingest, Log: log,
	}
	return e
}

func (e *endpoint) connect(t *testing.T, ws id.Workspace, account, phone string) channel.Channel {
	t.Helper()
	c, checks, err := e.svc.Connect(t.Context(), ws, channel.Connect{
		Kind: channel.CloudAPI, Name: "Toko", AccountID: account, ExternalID: phone, Token: secret.New(testToken),
	})
	if err != nil || c.State != channel.Connected {
		t.Fatalf("connect: %+v, %+v, %v", c, checks, err)
	}
	return c
}

func (e *endpoint) post(body []byte, key string) int {
	r := httptest.NewRequest(http.MethodPost, "/webhooks/meta", strings.NewReader(string(body)))
	r.Header.Set(webhook.SignatureHeader, webhook.Sign(secret.New(key), body))
	w := httptest.NewRecorder()
	e.hook.ServeHTTP(w, r)
	return w.Code
}

func (e *endpoint) process(t *testing.T, ws ...id.Workspace) {
	t.Helper()
	for _, one := range ws {
		if err := e.ingest.Process(t.Context(), one); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWebhook_severalWorkspacesInOneDelivery(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		e := newEndpoint(t, db)
		second := dbtest.Workspace(t, db)
		e.connect(t, e.first, "900", "100")
		e.connect(t, second, "901", "200")
		body := delivery1(t, "several_accounts")
		for _, key := range []string{"appsecret", "older", "appsecret"} { // delivered again, and signed with either secret
			if code := e.post(body, key); code != http.StatusOK {
				t.Fatalf("status %d", code)
			}
		}
		e.process(t, e.first, second)
		want := map[id.Workspace][]string{e.first: {"100 wamid.W1 1"}, second: {"200 wamid.W2 2", "200 wamid.OUT2 read"}}
		if diff := cmp.Diff(want, e.got.seen, cmp.Comparer(func(a, b id.Workspace) bool { return a == b })); diff != "" {
			t.Error(diff)
		}
		if got := e.ingest.Counts(); got.Unknown != 3 || got.Stored != 3 || got.Repeated != 6 {
			t.Errorf("counts = %+v", got)
		}
	})
}

func TestWebhook_refusesUnsigned(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		e := newEndpoint(t, db)
		e.connect(t, e.first, "900", "100")
		if code := e.post(delivery1(t, "text"), "wrong"); code != http.StatusUnauthorized {
			t.Errorf("wrong secret: %d", code)
		}
		r := httptest.NewRequest(http.MethodPost, "/webhooks/meta", strings.NewReader("{}"))
		w := httptest.NewRecorder()
		if e.hook.ServeHTTP(w, r); w.Code != http.StatusUnauthorized {
			t.Errorf("no signature: %d", w.Code)
		}
		if code := e.post([]byte(strings.Repeat(" ", webhook.MaxBody+1)), "appsecret"); code != http.StatusRequestEntityTooLarge {
			t.Errorf("too large: %d", code)
		}
		r = httptest.NewRequest(http.MethodPut, "/webhooks/meta", nil)
		w = httptest.NewRecorder()
		if e.hook.ServeHTTP(w, r); w.Code != http.StatusMethodNotAllowed {
			t.Errorf("PUT: %d", w.Code)
		}
		if got := e.ingest.Counts(); got != (channel.Counts{}) {
			t.Errorf("counts = %+v", got)
		}
	})
}

func TestWebhook_acceptsWhatItDoesNotUnderstand(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		e := newEndpoint(t, db)
		e.connect(t, e.first, "900", "100")
		for name, body := range deliveries(t) {
			if code := e.post(body, "appsecret"); code != http.StatusOK {
				t.Errorf("%s: %d", name, code)
			}
		}
		for _, body := range []string{"x", "[]", "", "null"} {
			if code := e.post([]byte(body), "appsecret"); code != http.StatusOK {
				t.Errorf("%q: %d", body, code)
			}
		}
		e.process(t, e.first)
		if got := e.ingest.Counts(); got.Failed != 0 || got.Processed != got.Stored || got.Stored < 50 {
			t.Errorf("counts = %+v", got)
		}
	})
}

func TestWebhook_twoTextsUnderOneIDAreBothKept(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		e := newEndpoint(t, db)
		e.connect(t, e.first, "900", "100")
		for range 2 {
			if code := e.post(delivery1(t, "same_id_two_texts"), "appsecret"); code != http.StatusOK {
				t.Fatal(code)
			}
		}
		e.process(t, e.first)
		if diff := cmp.Diff([]string{"100 wamid.Z1 satu", "100 wamid.Z1 dua"}, e.got.seen[e.first]); diff != "" {
			t.Error(diff)
		}
	})
}

// What belongs to the account reaches all its channels; a message that names no number is kept raw when it could be anybody's.
func TestWebhook_routesByAccount(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		e := newEndpoint(t, db)
		e.connect(t, e.first, "900", "100")
		if code := e.post(delivery1(t, "damaged_no_metadata"), "appsecret"); code != http.StatusOK {
			t.Fatal(code)
		}
		e.connect(t, e.first, "900", "101")
		for _, name := range []string{"damaged_empty_number", "template_rejected"} {
			if code := e.post(delivery1(t, name), "appsecret"); code != http.StatusOK {
				t.Fatal(code)
			}
		}
		e.process(t, e.first)
		want := []string{"100 wamid.F2 x", "100 ignored unroutable", "100 template REJECTED", "101 template REJECTED"}
		if diff := cmp.Diff(want, e.got.seen[e.first]); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWebhook_nothingAfterDisconnect(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		e := newEndpoint(t, db)
		c := e.connect(t, e.first, "900", "100")
		if code := e.post(delivery1(t, "text"), "appsecret"); code != http.StatusOK {
			t.Fatal(code)
		}
		if err := e.svc.Disconnect(t.Context(), e.first, c.ID, audit.Thing{}); err != nil {
			t.Fatal(err)
		}
		if code := e.post(delivery1(t, "image"), "appsecret"); code != http.StatusOK {
			t.Fatal(code)
		}
		if got := e.ingest.Counts(); got.Stored != 1 || got.Unknown != 1 {
			t.Errorf("counts = %+v", got)
		}
	})
}

// brokenStore stands for a disk that is full.
type brokenStore struct{ err error }

func (b brokenStore) Store(context.Context, []channel.Fragment) error { return b.err }
func (b brokenStore) Unknown(int)                                     {}

func (b brokenStore) Find(context.Context, channel.Kind, string) (channel.Route, bool, error) {
	return channel.Route{}, false, b.err
}

func (b brokenStore) ByAccount(context.Context, channel.Kind, string) ([]channel.Route, error) {
	return nil, b.err
}

func TestWebhook_storageFailureAsksForAnotherDelivery(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		e := newEndpoint(t, db)
		e.connect(t, e.first, "900", "100")
		working := *e.hook
		full := errors.New("disk full")
		for _, err := range []error{full, fault.New(fault.Unavailable, "storage.full", "Full."), errors.Join(wsdb.ErrErased, full)} {
			e.hook.Store = brokenStore{err}
			if code := e.post(delivery1(t, "text"), "appsecret"); code != http.StatusServiceUnavailable {
				t.Errorf("store fails with %v: status %d", err, code)
			}
			e.hook.Store, e.hook.Networks = working.Store, []channel.Deliveries{Deliveries{brokenStore{err}}}
			if code := e.post(delivery1(t, "text"), "appsecret"); code != http.StatusServiceUnavailable {
				t.Errorf("routes fail with %v: status %d", err, code)
			}
			e.hook.Networks = working.Networks
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel() // the sender is gone before anything is durable
		body := delivery1(t, "text")
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/webhooks/meta", strings.NewReader(string(body)))
		r.Header.Set(webhook.SignatureHeader, webhook.Sign(secret.New("appsecret"), body))
		w := httptest.NewRecorder()
		if e.hook.ServeHTTP(w, r); w.Code == http.StatusOK && e.ingest.Counts().Stored == 0 {
			t.Error("200 without anything stored")
		}
		if code := e.post(body, "appsecret"); code != http.StatusOK {
			t.Errorf("once it works again: %d", code)
		}
		e.process(t, e.first)
		if diff := cmp.Diff([]string{"100 wamid.T1 Halo é 👋"}, e.got.seen[e.first]); diff != "" {
			t.Error(diff)
		}
	})
}

func BenchmarkWebhook(b *testing.B) {
	body := delivery1(b, "status_sent")
	hook := &channel.Webhook{Secrets: []secret.String{secret.New("appsecret")}, Networks: []channel.Deliveries{Deliveries{oneRoute{}}}, Store: brokenStore{}, Log: slog.New(slog.DiscardHandler)}
	sig := webhook.Sign(secret.New("appsecret"), body)
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest(http.MethodPost, "/webhooks/meta", strings.NewReader(string(body)))
		r.Header.Set(webhook.SignatureHeader, sig)
		w := httptest.NewRecorder()
		if hook.ServeHTTP(w, r); w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}

type oneRoute struct{ channel.Router }

func (oneRoute) Find(context.Context, channel.Kind, string) (channel.Route, bool, error) {
	return channel.Route{}, true, nil
}
