// Package instagram translates between channels and the Instagram API with Instagram Login: the consent of an account, its posts and
// comments, private replies, direct messages, the signed webhooks and the codes of errors. It knows no feature and keeps nothing but
// what a restart may lose.
package instagram

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/graph"
	"github.com/kelolapesan/kelola/internal/secret"
)

// Config is how the network is reached. Empty values have defaults, except the app's.
type Config struct {
	GraphURL     string          // default https://graph.instagram.com
	APIURL       string          // default https://api.instagram.com
	AuthorizeURL string          // default https://www.instagram.com/oauth/authorize
	Version      string          // default v26.0
	AppID        string          // the Instagram app id, not that of the Meta app
	AppSecrets   []secret.String // all verify, the first signs
	PublicURL    string          // where the network reaches us
	UserAgent    string
	SendTimeout  time.Duration // default 30 s
}

// Deps is what the connector works with.
type Deps struct {
	Config Config
	Clock  clock.Clock
	Log    *slog.Logger
	Hold   func() bool // if set and true, nothing leaves
}

// Connector is Instagram as a channel.Connector. It is safe for concurrent use.
type Connector struct {
	cfg   Config
	clock clock.Clock
	log   *slog.Logger
	graph *graph.Client
	api   *graph.Client
	watch func(ctx context.Context, account string)
}

var _ channel.Connector = (*Connector)(nil)

// New makes the connector.
func New(d Deps) *Connector {
	cfg := d.Config
	fill := func(v *string, otherwise string) {
		if *v == "" {
			*v = otherwise
		}
		*v = strings.TrimRight(*v, "/")
	}
	fill(&cfg.GraphURL, "https://graph.instagram.com")
	fill(&cfg.APIURL, "https://api.instagram.com")
	fill(&cfg.AuthorizeURL, "https://www.instagram.com/oauth/authorize")
	fill(&cfg.Version, "v26.0")
	fill(&cfg.UserAgent, "KelolaPesan")
	if cfg.SendTimeout <= 0 {
		cfg.SendTimeout = 30 * time.Second
	}
	client := func(base string) *graph.Client {
		return graph.New(graph.Options{BaseURL: base, UserAgent: cfg.UserAgent, Timeout: cfg.SendTimeout, Clock: d.Clock, Hold: d.Hold})
	}
	return &Connector{cfg: cfg, clock: d.Clock, log: d.Log, graph: client(cfg.GraphURL), api: client(cfg.APIURL)}
}

// Watch has fn told of every call but a send that shows that an account's token is dead, on the goroutine of the call. It is called
// before anything else. A refused send speaks for itself.
func (c *Connector) Watch(fn func(ctx context.Context, account string)) { c.watch = fn }

// Kind implements channel.Connector.
func (c *Connector) Kind() channel.Kind { return channel.Instagram }

// Ready says whether the installation has an Instagram app, without which no account can be connected.
func (c *Connector) Ready() bool { return c.cfg.AppID != "" && len(c.cfg.AppSecrets) > 0 }

// The rates stay below those of the network: 750 private replies an hour and account, 100 messages a second (Meta docs, Instagram
// Platform overview, rate limiting, read 2026-11). The minute keeps a crowd of comments from using up the hour at once.
const (
	privatePerHour   = 700
	privatePerMinute = 60
	messagesASecond  = 20
)

// Capabilities implements channel.Connector. A person may still answer for seven days with the human agent tag (Meta docs, Messaging
// API, read 2026-11).
func (c *Connector) Capabilities() channel.Capabilities {
	return channel.Capabilities{
		Types: []channel.Type{
			channel.TypeText, channel.TypeInteractive, channel.TypeReaction, channel.TypeImage, channel.TypeVideo, channel.TypeAudio, channel.TypeDocument,
		},
		ReplyWindow: 24 * time.Hour, HumanWindow: 7 * 24 * time.Hour, Handles: true, ReadReceipts: true, Typing: true, SettlesUnknown: true,
		DefaultLimits: channel.Limits{PerSecond: messagesASecond, PrivatePerHour: privatePerHour, PrivatePerMinute: privatePerMinute},
		MaxTextLength: maxText, TextInBytes: true,
	}
}

// Close drops the idle connections.
func (c *Connector) Close() {
	c.graph.HTTP.CloseIdleConnections()
	c.api.HTTP.CloseIdleConnections()
}
