package doctor

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"time"

	"github.com/kelolapesan/kelola/internal/config"
)

const (
	soonEnds   = 14 * 24 * time.Hour
	startSlack = time.Hour
)

// TLS checks the certificates the listener uses itself; there is nothing to find behind a proxy.
func TLS(cfg config.Config, now time.Time) []Finding {
	const check = "certificate"
	if len(cfg.AutoDomains) > 0 {
		var found []Finding
		for _, d := range cfg.AutoDomains {
			found = append(found, fetched(cfg, d, now))
		}
		return found
	}
	if !cfg.ServesTLS() {
		return nil
	}
	pair, err := tls.LoadX509KeyPair(cfg.CertFile, cfg.KeyFile)
	if err != nil {
		return []Finding{Err(check, "point KELOLA_TLS_CERT_FILE at the certificate with its intermediates and KELOLA_TLS_KEY_FILE at its key, both in PEM and readable for the user of the service", "the certificate cannot be used: %v", plain(err))}
	}
	return []Finding{lifetime(pair.Leaf, host(cfg.PublicURL), "renew it (certbot renew, or whatever made it); the running server takes the new files by itself", now)}
}

// fetched judges a certificate that the program got by itself, as it lies in the data folder.
func fetched(cfg config.Config, domain string, now time.Time) Finding {
	const check = "certificate"
	const fix = "see that the name leads to this machine and that port 443 (or 80, with KELOLA_HTTP_REDIRECT_LISTEN=:80) is open to the internet; the log says what the authority answers"
	raw, err := os.ReadFile(filepath.Join(cfg.DataDir, "certificates", domain))
	if err != nil {
		return Warn(check, "open https://"+domain+" once. If that fails: "+fix, "there is no certificate for %s yet; it is fetched at the first visit", domain)
	}
	for block, rest := pem.Decode(raw); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		if leaf, err := x509.ParseCertificate(block.Bytes); err == nil {
			return lifetime(leaf, domain, fix, now)
		}
	}
	return Err(check, "remove the file; it is fetched anew", "the certificate of %s in the data folder is damaged", domain)
}

func lifetime(leaf *x509.Certificate, name, fix string, now time.Time) Finding {
	const check = "certificate"
	left := leaf.NotAfter.Sub(now)
	switch {
	case leaf.VerifyHostname(name) != nil:
		return Err(check, "get a certificate for the host name of KELOLA_PUBLIC_URL, or correct the setting", "the certificate is not for %s", name)
	case now.Before(leaf.NotBefore.Add(-startSlack)):
		return Err(check, "check this machine's clock", "the certificate is valid only from %s on", leaf.NotBefore.Format(time.DateOnly))
	case left <= 0:
		return Err(check, fix, "the certificate ended on %s", leaf.NotAfter.Format(time.DateOnly))
	case left < soonEnds:
		return Warn(check, fix, "the certificate ends on %s", leaf.NotAfter.Format(time.DateOnly))
	}
	return OK(check, "for %s until %s", name, leaf.NotAfter.Format(time.DateOnly))
}
