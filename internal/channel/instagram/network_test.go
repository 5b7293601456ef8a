package instagram

import (
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
	"github.com/kelolapesan/kelola/internal/channel/channeltest"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/secret"
)

const (
	testToken = "IGQtoken123"
	badPerson = "9999999"
)

var now = time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)

// seen is one request as the network got it.
type seen struct{ Method, Path, Query, Auth, Body string }

// network is a small Instagram of a test, of all hosts at once.
type network struct {
	*httptest.Server
	mu      sync.Mutex
	calls   []seen
	taken   int
	answers map[string]string // by method and path: status, space, body
	cut     bool
	usage   string // header about what is used up
}

func newNetwork(t *testing.T) *network {
	t.Helper()
	n := &network{answers: map[string]string{}}
	n.Server = httptest.NewServer(http.HandlerFunc(n.serve))
	t.Cleanup(n.Close)
	return n
}

func (n *network) on(call string, status int, body string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.answers[call] = fmt.Sprintf("%d %s", status, body)
}

func (n *network) serve(w http.ResponseWriter, r *http.Request) {
	raw, _ := io.ReadAll(r.Body)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.calls = append(n.calls, seen{r.Method, r.URL.Path, r.URL.RawQuery, r.Header.Get("Authorization"), string(raw)})
	if n.usage != "" {
		w.Header().Set("X-Business-Use-Case-Usage", n.usage)
	}
	if answer, ok := n.answers[r.Method+" "+r.URL.Path]; ok {
		var status int
		_, _ = fmt.Sscan(answer, &status)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer[strings.IndexByte(answer, ' ')+1:])
		return
	}
	if !strings.HasSuffix(r.URL.Path, "/messages") || strings.Contains(string(raw), badPerson) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"error":{"message":"x","code":100,"error_subcode":2534014,"type":"OAuthException"}}`)
		return
	}
	n.taken++
	if n.cut {
		n.cut = false
		panic(http.ErrAbortHandler)
	}
	_, _ = fmt.Fprintf(w, `{"recipient_id":"5001","message_id":"mid.%d"}`, n.taken)
}

func (n *network) sent() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.taken
}

func (n *network) last() seen {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.calls[len(n.calls)-1]
}

func (n *network) connector() *Connector {
	return New(Deps{
		Clock: clock.NewFixed(now), Log: slog.New(slog.DiscardHandler),
		Config: Config{
			GraphURL: n.URL, APIURL: n.URL, AuthorizeURL: n.URL + "/oauth/authorize", AppID: "220", AppSecrets: []secret.String{secret.New("appsecret")},
			PublicURL: "https://pesan.example.com", SendTimeout: 5 * time.Second,
		},
	})
}

func session() channel.Session {
	return channel.Session{Channel: channel.Channel{Kind: channel.Instagram, ExternalID: "17841400000000001", AccountID: "26000001"}, Token: secret.New(testToken)}
}

func TestConnector_conforms(t *testing.T) {
	t.Parallel()
	channeltest.Run(t, func(t *testing.T) channeltest.Network {
		n := newNetwork(t)
		c := n.connector()
		t.Cleanup(c.Close)
		return channeltest.Network{
			Connector: c, Session: session(), Good: channel.HandleAddress("5001"), Bad: channel.HandleAddress(badPerson), Sent: n.sent,
			Break: func() {
				n.mu.Lock()
				n.cut = true
				n.mu.Unlock()
			},
			Down: func() {
				n.Config.SetKeepAlivesEnabled(false)
				n.Close()
			},
		}
	})
}
