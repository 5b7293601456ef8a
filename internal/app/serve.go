package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/kelolapesan/kelola/internal/config"
	"github.com/kelolapesan/kelola/internal/httpapi"
)

var errRunning = errors.New("KELOLA_DATA_DIR: another server uses this folder")

const (
	drainLimit  = 75 * time.Second // longer than a call to a network may take
	closeLimit  = 10 * time.Second
	headerLimit = 10 * time.Second
	idleLimit   = 2 * time.Minute
)

// Serve runs the server until ctx ends, then stops gracefully: it takes nothing new, waits for the answers of the networks and
// commits them.
func Serve(ctx context.Context, cfg config.Config, version string, logs io.Writer) error {
	log := Logger(cfg, logs)
	a, err := New(ctx, cfg, version, log)
	if err != nil {
		return err
	}
	err = a.serve(ctx)
	return errors.Join(err, a.Close())
}

func (a *App) serve(ctx context.Context) error {
	api, err := a.buildAPI()
	if err != nil {
		return err
	}
	handler, err := a.handler(api)
	if err != nil {
		return err
	}
	a.metrics.watchIngest(a.ingest.Counts)
	a.metrics.registry.MustRegister(newDeletionCollector(a))
	a.serving.Store(true)
	if err := a.quarantine.Check(ctx); err != nil {
		return err
	}
	servers, err := a.listen(ctx, handler)
	if err != nil {
		return err
	}
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	var work sync.WaitGroup
	a.outbox.Engine().Start(background)
	if a.quarantine.On() {
		work.Go(func() { a.waitForRelease(background, &work, servers.failed) })
	} else if err := a.begin(background, &work); err != nil {
		return errors.Join(err, a.stop(api, servers, stop, &work))
	}
	work.Go(func() { a.tendBackups(background) })
	a.log.Info("ready", "address", a.cfg.Listen, "version", a.version, "engine", a.db.Engine().String())

	var failed error
	select {
	case <-ctx.Done():
	case failed = <-servers.failed:
	}
	return errors.Join(failed, a.stop(api, servers, stop, &work))
}

// begin starts everything that acts by itself.
func (a *App) begin(background context.Context, work *sync.WaitGroup) error {
	if err := a.queue.Start(context.WithoutCancel(background)); err != nil {
		return err
	}
	work.Go(func() { a.logged("job forwarder", a.db.Forward(background, a.queue)) })
	work.Go(func() { a.logged("inbound events", a.ingest.Run(background)) })
	work.Go(func() { a.blasts.Run(background) })
	work.Go(func() { a.wakeLoop(background) })
	work.Go(func() { a.housekeeping(background) })
	work.Go(func() { a.erasures.Run(background) })
	work.Go(func() { a.tendDrills(background) })
	work.Go(func() { a.erasures.RunIntake(background) })
	work.Go(func() { a.mails.Run(background) })
	work.Go(func() { a.mailbox.Run(background) })
	return nil
}

// stop ends everything in the order in which work flows: no new requests, no new sends, then the background work.
func (a *App) stop(api *httpapi.API, servers *servers, stop context.CancelFunc, work *sync.WaitGroup) error {
	a.log.Info("stopping")
	ctx, cancel := context.WithTimeout(context.Background(), drainLimit)
	defer cancel()
	api.Close()
	err := servers.close()
	err = errors.Join(err, a.outbox.Engine().Stop(ctx))
	stop()
	err = errors.Join(err, a.queue.Stop(ctx))
	work.Wait()
	a.log.Info("stopped")
	return err
}

func (a *App) logged(part string, err error) {
	if err != nil && !errors.Is(err, context.Canceled) {
		a.log.Error("background work ended", "component", part, "err", err)
	}
}

// servers are the listeners of the process: the public one, the metrics, and the socket of the operator.
type servers struct {
	all    []*http.Server
	failed chan error
	log    *log.Logger
}

// door is one listener.
type door struct {
	network, address string
	key              string // the setting it comes from
	handler          http.Handler
	tls              *tls.Config
}

func (a *App) listen(ctx context.Context, handler http.Handler) (*servers, error) {
	t, err := newTransport(a.cfg, a.log)
	if err != nil {
		return nil, err
	}
	s := &servers{failed: make(chan error, 4), log: newServerLog(a.log)}
	doors := []door{{"tcp", a.cfg.Listen, "KELOLA_LISTEN", handler, t.tls}}
	if a.cfg.RedirectListen != "" {
		doors = append(doors, door{"tcp", a.cfg.RedirectListen, "KELOLA_HTTP_REDIRECT_LISTEN", t.wrap(toHTTPS(a.cfg.PublicURL)), nil})
	}
	if a.cfg.MetricsListen != "" {
		mux := http.NewServeMux()
		mux.Handle("GET /metrics", a.metrics.handler())
		doors = append(doors, door{"tcp", a.cfg.MetricsListen, "KELOLA_METRICS_LISTEN", mux, nil})
	}
	for _, d := range doors {
		if err := s.add(ctx, d); err != nil {
			return nil, errors.Join(err, s.close())
		}
	}
	if err := a.listenSocket(ctx, s); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// listenSocket opens the socket of the operator, unless another server has it.
func (a *App) listenSocket(ctx context.Context, s *servers) error {
	socket := socketPath(a.cfg)
	if err := os.MkdirAll(filepath.Dir(socket), 0o700); err != nil {
		return err
	}
	if serverRuns(ctx, a.cfg) {
		return errRunning
	}
	_ = os.Remove(socket) // left by a process that was killed
	if err := s.add(ctx, door{"unix", socket, "KELOLA_DATA_DIR", a.adminHandler(), nil}); err != nil {
		return err
	}
	return os.Chmod(socket, 0o600)
}

func (s *servers) add(ctx context.Context, d door) error {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, d.network, d.address)
	if err != nil {
		return fmt.Errorf("%s: cannot listen on %s: %w", d.key, d.address, err)
	}
	srv := &http.Server{Handler: d.handler, ReadHeaderTimeout: headerLimit, IdleTimeout: idleLimit, TLSConfig: d.tls, ErrorLog: s.log}
	s.all = append(s.all, srv)
	serve := srv.Serve
	if d.tls != nil {
		serve = func(l net.Listener) error { return srv.ServeTLS(l, "", "") }
	}
	go func() {
		if err := serve(l); !errors.Is(err, http.ErrServerClosed) {
			s.failed <- err
		}
	}()
	return nil
}

func (s *servers) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeLimit)
	defer cancel()
	var errs []error
	for _, srv := range s.all {
		if err := srv.Shutdown(ctx); err != nil {
			errs = append(errs, srv.Close())
		}
	}
	return errors.Join(errs...)
}
