package inbox

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/channel/instagram"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/webhook"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	shop   = "17841400000000001" // our account
	writer = "5001"              // how it knows the person
)

// meta is the network of a test: it takes messages and answers what the test says.
type meta struct {
	*httptest.Server
	mu      sync.Mutex
	calls   []string // method, path and body
	answers map[string]string
	during  func(mid string) // called while a message is on its way
	n       int
}

func newMeta(t testing.TB) *meta {
	m := &meta{answers: map[string]string{}}
	m.Server = httptest.NewServer(http.HandlerFunc(m.serve))
	t.Cleanup(m.Close)
	return m
}

// on answers a call by its method and its path behind the version; the status stands before the body.
func (m *meta) on(call, answer string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.answers[call] = answer
}

func (m *meta) made(part string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for _, c := range m.calls {
		if strings.Contains(c, part) {
			n++
		}
	}
	return n
}

func (m *meta) serve(w http.ResponseWriter, r *http.Request) {
	raw, _ := io.ReadAll(r.Body)
	call := r.Method + " " + strings.TrimPrefix(r.URL.Path, "/v26.0")
	m.mu.Lock()
	m.calls = append(m.calls, call+" "+string(raw))
	answer, ok := m.answers[call]
	m.n++
	mid, during := fmt.Sprintf("mid.sent.%d", m.n), m.during
	m.mu.Unlock()
	switch {
	case ok:
		status, body, _ := strings.Cut(answer, " ")
		if strings.HasPrefix(call, "GET /picture") {
			w.Header().Set("Content-Type", "image/jpeg")
		}
		var code int
		_, _ = fmt.Sscan(status, &code)
		w.WriteHeader(code)
		_, _ = io.WriteString(w, body)
	case call == "GET /me":
		_, _ = fmt.Fprintf(w, `{"user_id":%q,"id":"26000001","username":"toko"}`, shop)
	case strings.HasSuffix(call, "/subscribed_apps"):
		_, _ = io.WriteString(w, `{"data":[{"id":"1","subscribed_fields":["messages"]}],"success":true}`)
	case strings.HasSuffix(call, "/messages"):
		if during != nil {
			during(mid)
		}
		_, _ = fmt.Fprintf(w, `{"recipient_id":%q,"message_id":%q}`, writer, mid)
	default:
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"error":{"message":"x","code":100,"error_subcode":33}}`)
	}
}

// dm is an inbox with an account of Instagram: everything but the network is real.
type dm struct {
	*Service
	t        testing.TB
	db       *wsdb.DB
	net      *meta
	around   *around
	channels *channel.Service
	contacts *contact.Service
	outbox   *outbox.Service
	ingest   *channel.Ingest
	hook     *channel.Webhook
	jobs     *queue.Registry
	ch       channel.Channel
	told     []Received
	bundle
}

// MessagesReceived notes what listeners are told.
func (d *dm) MessagesReceived(_ context.Context, tx *wsdb.Tx, ms []Received) error {
	tx.AfterCommit(func() { d.told = append(d.told, ms...) })
	return nil
}

func setupDM(t testing.TB, db *wsdb.DB) *dm {
	t.Helper()
	d := &dm{t: t, db: db, net: newMeta(t), around: &around{settings: workspace.Defaults(), files: map[string]File{}, bytes: map[string][]byte{}}}
	ws, log, clock := dbtest.Workspace(t, db), slog.New(slog.DiscardHandler), dbtest.Clock(t, db)
	events, texts, secretKey := event.New(event.NewHub()), textindex.New(db), secret.New("appsecret")
	conn := instagram.New(instagram.Deps{Clock: clock, Log: log, Config: instagram.Config{
		GraphURL: d.net.URL, APIURL: d.net.URL, AppID: "220", AppSecrets: []secret.String{secretKey}, PublicURL: "https://pesan.example.com", SendTimeout: 5 * time.Second,
	}})
	t.Cleanup(conn.Close)
	kinds := map[channel.Kind]channel.Connector{channel.Instagram: conn}
	d.channels = channel.New(channel.Deps{DB: db, Clock: clock, Log: log, Events: events, Connectors: kinds})
	d.contacts = contact.New(contact.Deps{
		DB: db, Events: events, Jobs: job.New(job.Deps{}), Texts: texts, Log: log, Pictures: d.around,
		Country: func(context.Context, wsdb.Query) (string, error) { return "62", nil },
	})
	d.outbox = outbox.New(outbox.Deps{
		DB: db, Clock: clock, Log: log, Workspaces: d.around, Licences: d.around, Contacts: d.contacts, Channels: d.channels,
		Connectors: map[channel.Kind]outbox.Connector{channel.Instagram: conn},
	})
	d.Service = New(Deps{
		DB: db, Clock: clock, Log: log, Events: events, Texts: texts, Contacts: d.contacts, Outbox: d.outbox, Channels: d.channels,
		Connectors: kinds, Settings: d.around, Files: d.around, Ingest: ingestOf{d},
	})
	d.outbox.Attach(d.Service, d.Service)
	d.Attach(d)
	d.contacts.Follow(d.Service)
	d.ingest = channel.NewIngest(d.channels, d.outbox, d.Service)
	d.hook = &channel.Webhook{
		Secrets: []secret.String{secretKey}, Networks: []channel.Deliveries{instagram.Deliveries{Routes: d.channels.Routes()}}, Store: d.ingest, Log: log,
	}
	d.jobs = queue.NewRegistry()
	d.Jobs(d.jobs)
	d.bundle = bundle{Service: d.Service, db: db, ws: ws, around: d.around, contacts: d.contacts, outbox: d.outbox, texts: texts}
	var err error
	d.ch, _, err = d.channels.Connect(t.Context(), ws, channel.Connect{
		Kind: channel.Instagram, Name: "@toko", AccountID: "26000001", ExternalID: shop, Token: secret.New("IGQtoken123"),
	})
	if err != nil {
		t.Fatal(err)
	}
	e := d.outbox.Engine()
	e.Start(t.Context())
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = e.Stop(ctx)
	})
	return d
}

// ingestOf is the ingest that is made after the inbox.
type ingestOf struct{ d *dm }

func (i ingestOf) Store(ctx context.Context, frags []channel.Fragment) error {
	return i.d.ingest.Store(ctx, frags)
}

func (i ingestOf) Missed() { i.d.ingest.Missed() }

type object = map[string]any

// item is an element of a conversation, at a second after the beginning of the test.
func item(at int, parts object) object {
	out := object{
		"sender": object{"id": writer}, "recipient": object{"id": shop}, "timestamp": dbtest.Start.Add(time.Duration(at) * time.Second).UnixMilli(),
	}
	for key, v := range parts {
		out[key] = v
	}
	return out
}

// wrote is a message of the person.
func wrote(at int, mid, text string, more ...object) object {
	m := object{"mid": mid, "text": text}
	for _, parts := range more {
		for key, v := range parts {
			m[key] = v
		}
	}
	return item(at, object{"message": m})
}

// echo is a message of ours as the network tells it back.
func echo(at int, mid, text string) object {
	it := wrote(at, mid, text, object{"is_echo": true})
	it["sender"], it["recipient"] = it["recipient"], it["sender"]
	return it
}

// deliver sends elements as one signed delivery and has them processed.
func (d *dm) deliver(items ...object) {
	d.t.Helper()
	d.post(object{"object": "instagram", "entry": []object{{"id": shop, "time": dbtest.Start.UnixMilli(), "messaging": items}}})
}

func (d *dm) post(body any) {
	d.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		d.t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(d.t.Context(), http.MethodPost, "/webhooks/meta", bytes.NewReader(raw))
	r.Header.Set(webhook.SignatureHeader, webhook.Sign(secret.New("appsecret"), raw))
	w := httptest.NewRecorder()
	d.hook.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		d.t.Fatalf("the webhook answered %d", w.Code)
	}
	if err := d.ingest.Process(d.t.Context(), d.ws); err != nil {
		d.t.Fatal(err)
	}
}

// work does every job of a kind that is stored, once, and answers what the last of them returned.
func (d *dm) work(kind string) (err error) {
	d.t.Helper()
	n := 0
	for _, j := range dbtest.Jobs(d.t, d.db, d.ws) {
		if j.Name == kind {
			err, n = d.jobs.Run(d.t.Context(), j), n+1
		}
	}
	if n == 0 {
		d.t.Fatalf("there is no job %s", kind)
	}
	return err
}

func (d *dm) process() {
	d.t.Helper()
	if err := d.ingest.Process(d.t.Context(), d.ws); err != nil {
		d.t.Fatal(err)
	}
}

// answer sends a text in the one conversation and waits until the ledger has a state.
func (d *dm) answer(text, key string, want outbox.State) Bubble {
	d.t.Helper()
	sent, err := d.Reply(d.t.Context(), d.ws, d.only(d.t).ID, Draft{Text: text}, key, "u")
	if err != nil {
		d.t.Fatal(err)
	}
	return d.waitFor(sent.ID, want)
}

func (d *dm) waitFor(m MessageID, want outbox.State) (out Bubble) {
	d.t.Helper()
	dbtest.Wait(d.t, "a send to be "+string(want), func() bool {
		for _, b := range d.thread(d.t, d.only(d.t).ID) {
			if b.ID == m && b.State == want {
				out = b
				return true
			}
		}
		return false
	})
	return out
}
