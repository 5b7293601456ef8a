package app

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/config"
	"github.com/kelolapesan/kelola/internal/httpapi"
)

// certificateFolder holds the certificates the program got by itself, and their keys, in the data folder.
const certificateFolder = "certificates"

// certLook is how often the certificate files are looked at, at most.
const certLook = time.Second

// transport is how the public listener speaks.
type transport struct {
	tls  *tls.Config                     // nil is plain HTTP
	wrap func(http.Handler) http.Handler // what the plain listener answers to the certificate authority
}

// newTransport prepares HTTPS as it is configured: TLS 1.2 or later, with files that are read again when they change, or with
// certificates that are fetched and renewed.
func newTransport(cfg config.Config, log *slog.Logger) (transport, error) {
	plain := func(h http.Handler) http.Handler { return h }
	switch {
	case len(cfg.AutoDomains) > 0:
		m := automatic(cfg, &http.Client{Timeout: time.Minute})
		c := m.TLSConfig()
		c.MinVersion = tls.VersionTLS12
		return transport{c, m.HTTPHandler}, nil
	case cfg.ServesTLS():
		files := &certFiles{cert: cfg.CertFile, key: cfg.KeyFile, log: log, clock: clock.System{}}
		if err := files.load(); err != nil {
			return transport{}, fmt.Errorf("KELOLA_TLS_CERT_FILE, KELOLA_TLS_KEY_FILE: %w", err)
		}
		return transport{&tls.Config{
			MinVersion: tls.VersionTLS12, GetCertificate: files.get, NextProtos: []string{"h2", "http/1.1"},
		}, plain}, nil
	}
	return transport{nil, plain}, nil
}

func automatic(cfg config.Config, client *http.Client) *autocert.Manager {
	return &autocert.Manager{
		Prompt: autocert.AcceptTOS, HostPolicy: autocert.HostWhitelist(cfg.AutoDomains...),
		Cache:  autocert.DirCache(filepath.Join(cfg.DataDir, certificateFolder)),
		Client: &acme.Client{DirectoryURL: cfg.ACMEURL, HTTPClient: client, UserAgent: "KelolaPesan"},
	}
}

// certFiles is a certificate that somebody else renews. A changed pair that does not fit yet, or not at all, leaves the former in use.
type certFiles struct {
	cert, key string
	log       *slog.Logger
	clock     clock.Clock

	mu     sync.Mutex
	using  *tls.Certificate
	seen   [2]os.FileInfo // of the files in use
	bad    [2]os.FileInfo // of files that were complained of
	looked time.Time
}

// get implements tls.Config.GetCertificate.
func (c *certFiles) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.clock.Now()
	if now.Sub(c.looked) >= certLook || now.Before(c.looked) {
		c.looked = now
		c.refresh()
	}
	return c.using, nil
}

func (c *certFiles) refresh() {
	stamp, err := c.stamp()
	if err == nil && same(stamp, c.seen) {
		return
	}
	if err == nil {
		if err = c.load(); err == nil {
			c.log.Info("the certificate was read again")
			return
		}
	}
	if c.bad[0] == nil || !same(stamp, c.bad) {
		c.bad = stamp
		c.log.Warn("the new certificate cannot be used; the former stays in use", "err", err)
	}
}

// load reads the files, which are remembered as they were before, so that a change meanwhile is noticed at the next look.
func (c *certFiles) load() error {
	stamp, err := c.stamp()
	if err != nil {
		return err
	}
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return err
	}
	c.using, c.seen = &pair, stamp
	return nil
}

func (c *certFiles) stamp() (s [2]os.FileInfo, err error) {
	var errs [2]error
	s[0], errs[0] = os.Stat(c.cert)
	s[1], errs[1] = os.Stat(c.key)
	return s, errors.Join(errs[:]...)
}

// same says whether nothing has changed: renewals may write into the files, replace them, or turn a link to others.
func same(a, b [2]os.FileInfo) bool {
	for i := range a {
		if a[i] == nil || b[i] == nil {
			if a[i] != b[i] {
				return false
			}
			continue
		}
		if !a[i].ModTime().Equal(b[i].ModTime()) || a[i].Size() != b[i].Size() || !os.SameFile(a[i], b[i]) {
			return false
		}
	}
	return true
}

// strictly tells browsers that came over HTTPS to come back over HTTPS only, whatever they ask for.
func strictly(api *httpapi.API, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if api.Secure(r) {
			w.Header().Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// toHTTPS leads everything to the same path of the public URL. The host of the request is not taken over.
func toHTTPS(public string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, public+"/"+strings.TrimLeft(r.URL.RequestURI(), "/"), http.StatusPermanentRedirect)
	})
}

// serverLog takes what the HTTP server says: panics are logged without the client's address; failed handshakes of strangers are not.
type serverLog struct{ log *slog.Logger }

func newServerLog(l *slog.Logger) *log.Logger { return log.New(serverLog{l}, "", 0) }

var _ io.Writer = serverLog{}

// Write implements io.Writer.
func (s serverLog) Write(line []byte) (int, error) {
	if first, stack, ok := strings.Cut(string(line), "\n"); ok && strings.HasPrefix(first, "http: panic serving") {
		s.log.Error("request panicked", "stack", stack)
	}
	return len(line), nil
}
