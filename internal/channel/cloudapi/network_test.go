package cloudapi

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/channel/channeltest"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/secret"
)

const (
	testToken = "EAAtoken123"
	// testProof is the published vector for the secret "appsecret" and the token above.
	testProof = "729f41b9c812aba610e01fb68e763be809965260e634025feb0e50750ebe30b7"
	badPhone  = "6289999999999"
)

// seen is one request as the network got it.
type seen struct {
	Method, Path, Query, Auth, Agent, Type string
	Body                                   string
	Length                                 int64
}

// network is a small Graph API of a test.
type network struct {
	*httptest.Server
	mu      sync.Mutex
	calls   []seen
	taken   int
	answers map[string]func(w http.ResponseWriter, r *http.Request, body string) bool // by method and path; true: answered
	cut     bool
}

func newNetwork(t *testing.T) *network {
	t.Helper()
	n := &network{answers: map[string]func(http.ResponseWriter, *http.Request, string) bool{}}
	n.Server = httptest.NewServer(http.HandlerFunc(n.serve))
	t.Cleanup(n.Close)
	return n
}

func (n *network) serve(w http.ResponseWriter, r *http.Request) {
	raw, _ := io.ReadAll(r.Body)
	body := string(raw)
	n.mu.Lock()
	n.calls = append(n.calls, seen{
		Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Auth: r.Header.Get("Authorization"), Agent: r.Header.Get("User-Agent"),
		Type: r.Header.Get("Content-Type"), Body: body,
		Length: r.ContentLength,
	})
	answer := n.answers[r.Method+" "+r.URL.Path]
	n.mu.Unlock()
	if answer != nil && answer(w, r, body) {
		return
	}
	switch {
	case strings.HasSuffix(r.URL.Path, "/messages"):
		n.message(w, body)
	case strings.HasSuffix(r.URL.Path, "/media"):
		reply(w, 200, `{"id":"4490709327384033"}`)
	default:
		reply(w, 400, `{"error":{"message":"x","code":100,"error_subcode":33}}`)
	}
}

func (n *network) message(w http.ResponseWriter, body string) {
	if strings.Contains(body, badPhone) {
		reply(w, 400, `{"error":{"message":"(#131030) +`+badPhone+` not allowed","code":131030,"type":"OAuthException"}}`)
		return
	}
	n.mu.Lock()
	n.taken++
	taken, cut := n.taken, n.cut
	n.cut = false
	n.mu.Unlock()
	if cut {
		panic(http.ErrAbortHandler)
	}
	reply(w, 200, `{"messaging_product":"whatsapp","contacts":[{"input":"x","wa_id":"6281234567890"}],"messages":[{"id":"wamid.`+string(rune('A'+taken))+`"}]}`)
}

func (n *network) on(route string, status int, body string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.answers[route] = func(w http.ResponseWriter, _ *http.Request, _ string) bool {
		reply(w, status, body)
		return true
	}
}

func (n *network) count() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.taken
}

func (n *network) last() seen {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.calls[len(n.calls)-1]
}

func reply(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func connect(t *testing.T, base string) *Connector {
	t.Helper()
	c := New(Deps{
		Config: Config{
			BaseURL: base, AppID: "42", AppSecrets: []secret.String{secret.New("appsecret"), secret.New("older")}, PublicURL: "https://kelola.example",
			SendTimeout: 5 * time.Second,
		},
		Clock: clock.NewFixed(received), Log: slog.New(slog.DiscardHandler),
	})
	t.Cleanup(c.Close)
	return c
}

func session() channel.Session {
	return channel.Session{Channel: channel.Channel{ExternalID: "100", AccountID: "900"}, Token: secret.New(testToken)}
}

func outgoing(content channel.Content) channel.Outgoing {
	return channel.Outgoing{SendID: "0192-send", Attempt: 1, To: budi, Content: content}
}

func TestConformance(t *testing.T) {
	t.Parallel()
	channeltest.Run(t, func(t *testing.T) channeltest.Network {
		n := newNetwork(t)
		return channeltest.Network{
			Connector: connect(t, n.URL), Session: session(), Good: budi, Bad: channel.Address{Phone: "+" + badPhone}, Sent: n.count,
			Break: func() { n.mu.Lock(); n.cut = true; n.mu.Unlock() },
			Down:  n.Close,
		}
	})
}

func TestEveryCallProvesTheApp(t *testing.T) {
	t.Parallel()
	n := newNetwork(t)
	c := connect(t, n.URL)
	if _, err := c.Send(t.Context(), session(), outgoing(text("Halo"))); err != nil {
		t.Fatal(err)
	}
	got := n.last()
	if got.Path != "/v26.0/100/messages" || got.Query != "appsecret_proof="+testProof || got.Auth != "Bearer "+testToken || got.Agent == "" {
		t.Errorf("call = %+v", got)
	}
	if strings.Contains(got.Path+got.Query, testToken) {
		t.Error("the token is in the address")
	}
	var body map[string]any
	if err := json.Unmarshal([]byte(got.Body), &body); err != nil {
		t.Fatal(err)
	}
	if body["to"] != "6281234567890" || body["biz_opaque_callback_data"] != "0192-send" || body["messaging_product"] != "whatsapp" {
		t.Errorf("body = %v", body)
	}
}
