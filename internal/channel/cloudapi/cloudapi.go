// Package cloudapi translates between channels and the WhatsApp Business Cloud API: calls of the Graph API, the signed
// webhooks, the codes of errors. It knows no feature and keeps nothing but what a restart may lose.
package cloudapi

import (
	"github.com/kelolapesan/kelola/internal/graph"
	"log/slog"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/secret"
)

// Config is how the network is reached. Empty values have defaults, except the app's.
type Config struct {
	BaseURL       string          // default https://graph.facebook.com
	Version       string          // default v26.0
	AppID         string          // empty: tokens cannot be checked against the app
	AppSecrets    []secret.String // all verify, the first signs
	PublicURL     string          // where the network reaches us
	UserAgent     string
	SendTimeout   time.Duration // of a send; default 30 s
	UploadTimeout time.Duration // of an upload or download; default 5 min
}

// Deps is what the connector works with.
type Deps struct {
	Config Config
	Clock  clock.Clock
	Log    *slog.Logger
	Hold   func() bool // if set and true, nothing leaves
}

// Connector is the Cloud API as a channel.Connector. It is safe for concurrent use.
type Connector struct {
	cfg   Config
	clock clock.Clock
	log   *slog.Logger
	graph *graph.Client
}

var _ channel.Connector = (*Connector)(nil)

// New makes the connector.
func New(d Deps) *Connector {
	cfg := d.Config
	if cfg.BaseURL == "" {
		cfg.BaseURL = "https://graph.facebook.com"
	}
	cfg.BaseURL = strings.TrimRight(cfg.BaseURL, "/")
	if cfg.Version == "" {
		cfg.Version = "v26.0"
	}
	if cfg.UserAgent == "" {
		cfg.UserAgent = "KelolaPesan"
	}
	if cfg.SendTimeout <= 0 {
		cfg.SendTimeout = 30 * time.Second
	}
	if cfg.UploadTimeout <= 0 {
		cfg.UploadTimeout = 5 * time.Minute
	}
	return &Connector{
		cfg: cfg, clock: d.Clock, log: d.Log,
		graph: graph.New(graph.Options{
			BaseURL: cfg.BaseURL, UserAgent: cfg.UserAgent, Timeout: cfg.SendTimeout, Proofs: cfg.AppSecrets, Clock: d.Clock, Hold: d.Hold,
		}),
	}
}

// Kind implements channel.Connector.
func (c *Connector) Kind() channel.Kind { return channel.CloudAPI }

// Capabilities implements channel.Connector. The figures are Meta's, read 2026-11; the default rate stays below the 80
// messages per second that a number may send.
func (c *Connector) Capabilities() channel.Capabilities {
	return channel.Capabilities{
		Types: []channel.Type{
			channel.TypeText, channel.TypeImage, channel.TypeVideo, channel.TypeAudio, channel.TypeDocument, channel.TypeSticker,
			channel.TypeLocation, channel.TypeTemplate, channel.TypeInteractive, channel.TypeReaction,
		},
		Templates: true, ReplyWindow: 24 * time.Hour, ReadReceipts: true, Typing: true, SettlesUnknown: true,
		DefaultLimits: channel.Limits{PerSecond: 20},
		MaxTextLength: maxText,
	}
}

// Close drops the idle connections.
func (c *Connector) Close() { c.graph.HTTP.CloseIdleConnections() }
