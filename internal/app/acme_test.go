package app

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/config"
	"github.com/kelolapesan/kelola/internal/doctor"
)

// authority is a certificate authority that speaks as much ACME (RFC 8555) as a client with one domain needs. It believes every
// signature, and checks the domain by a real handshake with the server (RFC 8737).
type authority struct {
	t      *testing.T
	url    string
	server string // where the domain leads

	mu     sync.Mutex
	key    *ecdsa.PrivateKey
	root   *x509.Certificate
	pem    []byte
	valid  bool
	issued []byte
}

func newAuthority(t *testing.T, server string) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	forget(t, err)
	tpl := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, tpl, tpl, &key.PublicKey, key)
	forget(t, err)
	root, err := x509.ParseCertificate(der)
	forget(t, err)
	a := &authority{t: t, server: server, key: key, root: root, pem: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})}
	s := httptest.NewServer(a)
	t.Cleanup(s.Close)
	a.url = s.URL
	return a
}

const acmeDomain = "pesan.example.com"

// ServeHTTP answers one step of RFC 8555, section 7.
func (a *authority) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	w.Header().Set("Replay-Nonce", rand.Text())
	say := func(status int, v any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(v)
	}
	identifier := map[string]string{"type": "dns", "value": acmeDomain}
	challenge := map[string]string{"type": "tls-alpn-01", "url": a.url + "/challenge", "token": "token", "status": a.state("valid", "pending")}
	order := map[string]any{
		"status": a.state("ready", "pending"), "identifiers": []any{identifier}, "authorizations": []string{a.url + "/authz"}, "finalize": a.url + "/finalize",
	}
	switch r.URL.Path {
	case "/directory":
		say(200, map[string]string{"newNonce": a.url + "/nonce", "newAccount": a.url + "/account", "newOrder": a.url + "/order", "revokeCert": a.url + "/revoke"})
	case "/nonce":
	case "/account":
		w.Header().Set("Location", a.url+"/account/1")
		say(201, map[string]string{"status": "valid"})
	case "/order":
		w.Header().Set("Location", a.url+"/order/1")
		say(201, order)
	case "/order/1":
		if a.issued != nil {
			order["status"], order["certificate"] = "valid", a.url+"/certificate"
		}
		say(200, order)
	case "/authz":
		say(200, map[string]any{"status": a.state("valid", "pending"), "identifier": identifier, "challenges": []any{challenge}})
	case "/challenge":
		a.valid = a.handshake()
		say(200, challenge)
	case "/finalize":
		a.sign(r)
		w.Header().Set("Location", a.url+"/order/1")
		order["status"], order["certificate"] = "valid", a.url+"/certificate"
		say(200, order)
	case "/certificate":
		_, _ = w.Write(append(append([]byte(nil), a.issued...), a.pem...))
	default:
		http.NotFound(w, r)
	}
}

func (a *authority) state(yes, no string) string {
	if a.valid {
		return yes
	}
	return no
}

// handshake is the check of tls-alpn-01: the server shows a certificate for the domain with the extension of RFC 8737.
func (a *authority) handshake() bool {
	conn, err := tls.Dial("tcp", a.server, &tls.Config{ServerName: acmeDomain, NextProtos: []string{"acme-tls/1"}, InsecureSkipVerify: true})
	if err != nil {
		a.t.Log("handshake: ", err)
		return false
	}
	defer func() { _ = conn.Close() }()
	leaf := conn.ConnectionState().PeerCertificates[0]
	for _, e := range leaf.Extensions {
		if e.Id.String() == "1.3.6.1.5.5.7.1.31" {
			return leaf.VerifyHostname(acmeDomain) == nil
		}
	}
	return false
}

func (a *authority) sign(r *http.Request) {
	raw, _ := io.ReadAll(r.Body)
	var jws, body struct{ Payload, CSR string }
	_ = json.Unmarshal(raw, &jws)
	payload, _ := base64.RawURLEncoding.DecodeString(jws.Payload)
	_ = json.Unmarshal(payload, &body)
	der, _ := base64.RawURLEncoding.DecodeString(body.CSR)
	csr, err := x509.ParseCertificateRequest(der)
	if err != nil || !a.valid {
		a.t.Error("asked to sign: ", err, a.valid)
		return
	}
	cert, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(77), DNSNames: csr.DNSNames, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(90 * 24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature,
	}, a.root, csr.PublicKey, a.key)
	if err != nil {
		a.t.Error(err)
	}
	a.issued = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert})
}

func TestServe_automaticCertificate(t *testing.T) {
	t.Parallel()
	listen := freeAddress(t)
	ca := newAuthority(t, listen)
	dir := filepath.Join(t.TempDir(), "data")
	settings := lookup(t, dir, map[string]string{
		"KELOLA_LISTEN": listen, "KELOLA_TLS_AUTO_DOMAINS": acmeDomain, "KELOLA_TLS_ACME_URL": ca.url + "/directory",
	})
	cfg, err := config.Load(settings)
	forget(t, err)
	if found := doctor.TLS(cfg, time.Now()); len(found) != 1 || found[0].Level != doctor.Warning || !strings.Contains(found[0].Found, "no certificate") {
		t.Error(found)
	}
	tr, err := newTransport(cfg, slog.New(slog.DiscardHandler))
	forget(t, err)
	s := &servers{failed: make(chan error, 4)}
	forget(t, s.add(t.Context(), door{"tcp", listen, "KELOLA_LISTEN", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("hello")) }), tr.tls}))
	t.Cleanup(func() { _ = s.close() })

	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca.pem)
	conn, err := tls.Dial("tcp", listen, &tls.Config{ServerName: acmeDomain, RootCAs: roots})
	forget(t, err)
	serial := conn.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
	_ = conn.Close()
	if serial != 77 {
		t.Errorf("certificate %d", serial)
	}
	kept, err := os.ReadFile(filepath.Join(dir, certificateFolder, acmeDomain))
	if err != nil || !bytes.Contains(kept, []byte("PRIVATE KEY")) {
		t.Errorf("not kept: %v", err)
	}
	if info, err := os.Stat(filepath.Join(dir, certificateFolder)); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("the folder is open to others: %v %v", info.Mode(), err)
	}
	if found := doctor.TLS(cfg, time.Now()); len(found) != 1 || found[0].Level != doctor.Fine {
		t.Error(found)
	}
	if c, err := tls.Dial("tcp", listen, &tls.Config{ServerName: "other.example.com", InsecureSkipVerify: true}); err == nil {
		_ = c.Close()
		t.Error("a certificate for another name")
	}
}
