package graph

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// countingConn counts what the application handed over for writing, so that a failed call can tell "nothing was sent"
// from "perhaps it was". Under TLS it counts above the encryption: handshake and alerts do not count.
type countingConn struct {
	net.Conn
	mu      sync.Mutex
	written int64
	sealed  bool
}

// Write implements net.Conn.
func (c *countingConn) Write(b []byte) (int, error) {
	c.mu.Lock()
	if c.sealed {
		c.mu.Unlock()
		return 0, net.ErrClosed
	}
	c.written += int64(len(b))
	c.mu.Unlock()
	return c.Conn.Write(b)
}

func (c *countingConn) count() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.written
}

// seal forbids writing from now on if nothing was written since count returned before, and says whether that is so.
// A writer that comes late cannot make the answer wrong any more.
func (c *countingConn) seal(before int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sealed = c.sealed || c.written == before
	return c.written == before
}

// newHTTPClient makes a client of HTTP/1.1 with many kept connections. HTTP/2 is off because many requests would share one
// connection there, and what was written could not be told apart. Redirects are not followed: the token stays on its host.
func newHTTPClient(base string, hold func() bool) *http.Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	transport := &http.Transport{
		Proxy: http.ProxyFromEnvironment,
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := dialer.DialContext(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			return &countingConn{Conn: conn}, nil
		},
		DialTLSContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			return dialTLS(ctx, dialer, network, addr)
		},
		TLSNextProto:          map[string]func(string, *tls.Conn) http.RoundTripper{},
		MaxIdleConns:          512,
		MaxIdleConnsPerHost:   256,
		IdleConnTimeout:       50 * time.Second,
		TLSHandshakeTimeout:   10 * time.Second,
		ExpectContinueTimeout: time.Second,
		WriteBufferSize:       16 << 10,
		ReadBufferSize:        16 << 10,
	}
	if Loopback(base) {
		transport.Proxy = nil
	}
	var trip http.RoundTripper = transport
	if hold != nil {
		trip = gate{transport, hold}
	}
	return &http.Client{
		Transport:     trip,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// gate lets nothing out while it is held.
type gate struct {
	*http.Transport

	hold func() bool
}

// RoundTrip implements http.RoundTripper.
func (g gate) RoundTrip(req *http.Request) (*http.Response, error) {
	if !g.hold() {
		return g.Transport.RoundTrip(req)
	}
	if req.Body != nil {
		_ = req.Body.Close()
	}
	return nil, ErrNothingSent
}

func dialTLS(ctx context.Context, dialer *net.Dialer, network, addr string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	raw, err := dialer.DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	conn := tls.Client(raw, &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12})
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := conn.HandshakeContext(ctx); err != nil {
		return nil, errors.Join(err, raw.Close())
	}
	return &countingConn{Conn: conn}, nil
}

// Loopback says whether an address is on this machine.
func Loopback(base string) bool {
	u, err := url.Parse(base)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// written watches one request and tells afterwards whether any of its bytes may have left.
type written struct {
	conn   atomic.Pointer[countingConn]
	before atomic.Int64
	other  atomic.Bool // a connection that does not count: assume the worst
}

func (w *written) trace(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(info httptrace.GotConnInfo) {
			conn, ok := info.Conn.(*countingConn)
			if !ok {
				w.other.Store(true)
				return
			}
			w.before.Store(conn.count())
			w.conn.Store(conn)
		},
		WroteHeaders: func() {
			if w.conn.Load() == nil {
				w.other.Store(true)
			}
		},
	})
}

// nothing reports whether it is certain that not one byte of the request was handed to the network.
func (w *written) nothing() bool {
	if w.other.Load() {
		return false
	}
	conn := w.conn.Load()
	return conn == nil || conn.seal(w.before.Load())
}

// withoutReplay makes certain that the transport never sends the request a second time by itself: it replays a request
// with a body only if it can rewind it through GetBody.
func withoutReplay(req *http.Request) { req.GetBody = nil }
