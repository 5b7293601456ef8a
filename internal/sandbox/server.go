package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/sandbox/instagram"
)

// Options are fixed for the life of a sandbox.
type Options struct {
	// GraphListen is where the Graph API, the control API and the page listen; loopback only.
	GraphListen string
	// AppID, AppSecret and VerifyToken belong to the one Meta app the sandbox knows; empty ones get defaults.
	AppID, AppSecret, VerifyToken string
	// OlderSecret is a second secret of the app, with which the knob signature signs while a secret is being replaced.
	OlderSecret string
	// InstagramAppID and InstagramAppSecret belong to the Instagram app of that Meta app; empty ones get defaults.
	InstagramAppID, InstagramAppSecret string
	// WebhookURL is where events are posted; loopback only, "" sends none.
	WebhookURL string
	// RecordFile receives one JSON line per accepted message; "" keeps them in memory only.
	RecordFile string
	// Seed makes ids and chance repeatable. With 0 every run has its own, so that a product which kept its data never
	// meets a message id twice.
	Seed int64
	// StatusDelay is the wait between accepted, sent, delivered and read; default 50 ms.
	StatusDelay time.Duration
	Log         *slog.Logger
	// Clock is the network's time (windows, expiry, life times); default the machine's. Webhooks and delays always run
	// in real time.
	Clock clock.Clock
}

// Server is one sandbox: the networks, their customers and the page.
type Server struct {
	o      Options
	log    *slog.Logger
	clk    clock.Clock
	wire   clock.System
	offset atomic.Int64 // nanoseconds added to the network's time

	mu        sync.RWMutex // guards what follows up to the blank line
	wabas     map[string]*waba
	numbers   map[string]*number
	tokens    map[string]*token
	templates map[string]*template
	uploads   map[string]string
	handles   map[string]bool // of finished uploads
	allow     map[string]bool

	knobs   atomic.Pointer[Knobs]
	people  people
	effects effectLog
	media   mediaStore
	faults  faultList
	calls   callLog
	ig      *instagram.Network
	hooks   *sender
	chance  chance
	version atomic.Uint64 // rises with everything the page shows
	serial  atomic.Uint64
	inSeq   atomic.Uint64

	handler http.Handler
	life    sync.Mutex
	ln      net.Listener
	srv     *http.Server
	stop    context.CancelFunc
	done    sync.WaitGroup
}

// ErrNotLoopback refuses an address other machines could reach or be reached at.
var ErrNotLoopback = errors.New("sandbox: only loopback addresses are allowed")

// New builds a sandbox with the default seed. It listens on nothing yet; webhooks flow
// from the first event on, so Close it even if it was never started.
func New(o Options) (*Server, error) {
	if o.GraphListen == "" {
		o.GraphListen = "127.0.0.1:8090"
	}
	if err := loopbackAddr(o.GraphListen); err != nil {
		return nil, err
	}
	if err := loopbackURL(o.WebhookURL); err != nil {
		return nil, err
	}
	o.AppID = or(o.AppID, "1029384756102938")
	o.AppSecret = or(o.AppSecret, "sandbox-app-secret")
	o.InstagramAppID = or(o.InstagramAppID, DefaultInstagramApp)
	o.InstagramAppSecret = or(o.InstagramAppSecret, DefaultInstagramSecret)
	o.OlderSecret = or(o.OlderSecret, "sandbox-older-secret")
	o.VerifyToken = or(o.VerifyToken, "sandbox-verify-token")
	if o.StatusDelay <= 0 {
		o.StatusDelay = 50 * time.Millisecond
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Seed == 0 {
		o.Seed = clock.System{}.Now().UnixMicro()
	}
	s := &Server{o: o, log: o.Log, clk: o.Clock}
	k := DefaultKnobs()
	k.StatusDelayMS = o.StatusDelay.Milliseconds()
	s.knobs.Store(&k)
	if err := s.effects.open(o.RecordFile); err != nil {
		return nil, err
	}
	s.chance.reset(o.Seed)
	s.people.init()
	s.calls.init()
	if err := s.load(DefaultSeed()); err != nil {
		return nil, err
	}
	// The sender lives from New to Close, whoever serves the handler in between: no caller's context fits.
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	s.hooks = newSender(s)
	s.ig = s.newInstagram()
	s.done.Go(func() { s.hooks.run(ctx) })
	s.handler = s.routes()
	return s, nil
}

// Start binds the listener and returns once it accepts connections.
func (s *Server) Start(ctx context.Context) error {
	s.life.Lock()
	defer s.life.Unlock()
	if s.srv != nil {
		return errors.New("sandbox: already started")
	}
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", s.o.GraphListen)
	if err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	s.ln = ln
	s.srv = &http.Server{Handler: s.handler, ReadHeaderTimeout: 10 * time.Second, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug)}
	srv := s.srv
	s.done.Go(func() {
		if err := srv.Serve(ln); err != nil && !errors.Is(err, http.ErrServerClosed) {
			s.log.Error("sandbox stopped listening", "err", err)
		}
	})
	return nil
}

// URL is the base of the Graph API, the control API and the page. Before Start it is made of the configured address.
func (s *Server) URL() string {
	s.life.Lock()
	defer s.life.Unlock()
	if s.ln != nil {
		return "http://" + s.ln.Addr().String()
	}
	return "http://" + s.o.GraphListen
}

// Close stops listening and sending. What is not delivered yet is dropped.
func (s *Server) Close(ctx context.Context) error {
	s.life.Lock()
	srv := s.srv
	s.life.Unlock()
	s.stop()
	var err error
	if srv != nil {
		if err = srv.Shutdown(ctx); err != nil {
			err = errors.Join(err, srv.Close())
		}
	}
	s.done.Wait()
	return errors.Join(err, s.effects.close())
}

// Handler serves everything without a listener of its own, for httptest.
func (s *Server) Handler() http.Handler { return s.handler }

// Now is the network's time.
func (s *Server) Now() time.Time { return s.clk.Now().Add(time.Duration(s.offset.Load())) }

// Advance moves the network's time forward: windows close, tokens and media expire.
func (s *Server) Advance(d time.Duration) {
	s.offset.Add(int64(d))
	s.touch()
}

func (s *Server) touch() { s.version.Add(1) }

// Main runs a sandbox until ctx is done and prints what has to be pasted into the product.
func Main(ctx context.Context, o Options, out io.Writer) error {
	s, err := New(o)
	if err != nil {
		return err
	}
	if err := s.Start(ctx); err != nil {
		return errors.Join(err, s.Close(context.WithoutCancel(ctx)))
	}
	c := s.Connection()
	_, err = fmt.Fprintf(out, "Sandbox networks: %s\n  page          %s/\n  KELOLA_META_GRAPH_URL=%s\n  app id        %s\n  app secret    %s\n  verify token  %s\n  webhooks to   %s\n",
		c.GraphURL, c.GraphURL, c.GraphURL, c.AppID, c.AppSecret, c.VerifyToken, or(c.WebhookURL, "(none)"))
	for _, a := range c.Accounts {
		_, err = fmt.Fprintf(out, "  WABA          %s (%s)\n", a.ID, a.Name)
		for _, n := range a.Numbers {
			_, err = fmt.Fprintf(out, "    phone id    %s (%s, %s)\n", n.ID, n.DisplayPhone, n.VerifiedName)
		}
	}
	if err == nil {
		_, err = fmt.Fprintf(out, "  token         %s\n", c.Token)
	}
	if err == nil {
		_, err = io.WriteString(out, c.Instagram.String())
	}
	if err == nil {
		<-ctx.Done()
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	return errors.Join(err, s.Close(end))
}

func or(v, def string) string {
	if v == "" {
		return def
	}
	return v
}

func loopbackAddr(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("sandbox: listen address: %w", err)
	}
	if !loopbackHost(host) {
		return ErrNotLoopback
	}
	return nil
}

func loopbackURL(raw string) error {
	if raw == "" {
		return nil
	}
	u, err := url.Parse(raw)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") {
		return errors.New("sandbox: the webhook address is not an http address")
	}
	if !loopbackHost(u.Hostname()) {
		return ErrNotLoopback
	}
	return nil
}

func loopbackHost(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
