package app

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/config"
	"github.com/kelolapesan/kelola/internal/doctor"
)

// pair makes a certificate for 127.0.0.1 and localhost, in PEM.
func pair(t *testing.T, serial int64, until time.Time) (cert, key []byte) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	forget(t, err)
	tpl := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "test"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: until,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, tpl, tpl, &k.PublicKey, k)
	forget(t, err)
	raw, err := x509.MarshalPKCS8PrivateKey(k)
	forget(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: raw})
}

// put writes a file as renewals do: a new one in the place of the old.
func put(t *testing.T, path string, content []byte) {
	t.Helper()
	forget(t, errors.Join(os.WriteFile(path+".new", content, 0o600), os.Rename(path+".new", path)))
}

// trusting is a client that trusts certificates and makes a handshake for each request.
func trusting(certs ...[]byte) *http.Client {
	roots := x509.NewCertPool()
	for _, c := range certs {
		roots.AppendCertsFromPEM(c)
	}
	return &http.Client{
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, DisableKeepAlives: true, ForceAttemptHTTP2: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func get(t *testing.T, c *http.Client, url string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	forget(t, err)
	resp, err := c.Do(req)
	forget(t, err)
	forget(t, resp.Body.Close())
	return resp
}

func TestServe_TLS(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	certFile, keyFile := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	cert1, key1 := pair(t, 1, time.Now().Add(time.Hour*24*90))
	put(t, certFile, cert1)
	put(t, keyFile, key1)
	redirect := freeAddress(t)
	a, settings := running(t, map[string]string{
		"KELOLA_TLS_CERT_FILE": certFile, "KELOLA_TLS_KEY_FILE": keyFile, "KELOLA_HTTP_REDIRECT_LISTEN": redirect,
	})
	base := "https://" + a.cfg.Listen
	if a.cfg.PublicURL != base {
		t.Errorf("public URL %s", a.cfg.PublicURL)
	}
	c := trusting(cert1)
	for _, path := range []string{"/", "/readyz", "/api/v1/me", "/docs", "/privacy"} {
		resp := get(t, c, base+path)
		if resp.Header.Get("Strict-Transport-Security") == "" || resp.ProtoMajor != 2 || resp.StatusCode >= 500 {
			t.Errorf("%s: %s %s, HSTS %q", path, resp.Proto, resp.Status, resp.Header.Get("Strict-Transport-Security"))
		}
	}

	old := trusting(cert1)
	old.Transport.(*http.Transport).TLSClientConfig.MaxVersion = tls.VersionTLS11
	old.Transport.(*http.Transport).TLSClientConfig.MinVersion = tls.VersionTLS10
	if resp, err := old.Get(base + "/readyz"); err == nil {
		_ = resp.Body.Close()
		t.Error("TLS 1.1 is spoken")
	}

	resp := get(t, c, "http://"+redirect+"//evil.example.com/x?a=b")
	if at := resp.Header.Get("Location"); resp.StatusCode != http.StatusPermanentRedirect || at != base+"/evil.example.com/x?a=b" {
		t.Errorf("redirect: %d %s", resp.StatusCode, at)
	}

	found, _ := checkUp(t, settings)
	expect(t, found, "server", doctor.Fine)
	expect(t, found, "certificate", doctor.Fine)
	expect(t, found, "webhook", doctor.Wrong, "certificate") // nobody but this test trusts it

	rotate(t, base, certFile, keyFile, cert1)
}

// rotate replaces the certificate of a running server, first with one that does not fit.
func rotate(t *testing.T, base, certFile, keyFile string, cert1 []byte) {
	t.Helper()
	cert2, key2 := pair(t, 2, time.Now().Add(time.Hour*24*90))
	c := trusting(cert1, cert2)
	serial := func() int64 { return get(t, c, base+"/readyz").TLS.PeerCertificates[0].SerialNumber.Int64() }
	put(t, certFile, cert2) // the key has not come yet
	time.Sleep(certLook + 100*time.Millisecond)
	if got := serial(); got != 1 {
		t.Fatalf("while the pair does not fit: certificate %d", got)
	}
	put(t, keyFile, key2)
	deadline := time.Now().Add(10 * time.Second)
	for serial() != 2 {
		if time.Now().After(deadline) {
			t.Fatal("the new certificate is not taken")
		}
		time.Sleep(50 * time.Millisecond)
	}
	forget(t, os.Remove(certFile))
	time.Sleep(certLook + 100*time.Millisecond)
	if got := serial(); got != 2 {
		t.Errorf("when the file is gone: certificate %d", got)
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	forget(t, err)
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

func TestServe_namesACertificateThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cert, _ := pair(t, 1, time.Now().Add(time.Hour))
	_, other := pair(t, 2, time.Now().Add(time.Hour))
	certFile, keyFile := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	put(t, certFile, cert)
	put(t, keyFile, other)
	settings := lookup(t, filepath.Join(dir, "data"), map[string]string{"KELOLA_TLS_CERT_FILE": certFile, "KELOLA_TLS_KEY_FILE": keyFile, "KELOLA_LISTEN": freeAddress(t)})
	cfg, err := config.Load(settings)
	forget(t, err)
	err = Serve(t.Context(), cfg, "test", &bytes.Buffer{})
	if err == nil || !strings.Contains(err.Error(), "KELOLA_TLS_KEY_FILE") {
		t.Errorf("Serve = %v", err)
	}
	found, _ := checkUp(t, settings)
	expect(t, found, "certificate", doctor.Wrong, "cannot be used", "KELOLA_TLS_CERT_FILE")

	for name, tt := range map[string]struct {
		until time.Time
		level doctor.Level
		word  string
	}{
		"ended": {time.Now().Add(-time.Minute), doctor.Wrong, "ended"},
		"soon":  {time.Now().Add(24 * time.Hour), doctor.Warning, "ends on"},
	} {
		c, k := pair(t, 3, tt.until)
		put(t, certFile, c)
		put(t, keyFile, k)
		found, _ := checkUp(t, settings)
		t.Log(name)
		expect(t, found, "certificate", tt.level, tt.word)
	}
	c, k := pair(t, 4, time.Now().Add(time.Hour*24*90))
	put(t, certFile, c)
	put(t, keyFile, k)
	other2 := lookup(t, filepath.Join(dir, "data"), map[string]string{
		"KELOLA_TLS_CERT_FILE": certFile, "KELOLA_TLS_KEY_FILE": keyFile, "KELOLA_PUBLIC_URL": "https://pesan.example.com",
	})
	found, _ = checkUp(t, other2)
	expect(t, found, "certificate", doctor.Wrong, "not for pesan.example.com")
}

// What the HTTP server says of strangers is not logged; a panic is, without the address it came from.
func TestServerLog(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	l := newServerLog(slog.New(slog.NewTextHandler(&out, nil)))
	l.Print("http: TLS handshake error from 203.0.113.9:4711: EOF")
	if out.Len() > 0 {
		t.Error(&out)
	}
	l.Print("http: panic serving 203.0.113.9:4711: +62811\ngoroutine 1 [running]:")
	if s := out.String(); !strings.Contains(s, "goroutine 1") || strings.Contains(s, "203.0.113.9") || strings.Contains(s, "+62811") {
		t.Error(s)
	}
}
