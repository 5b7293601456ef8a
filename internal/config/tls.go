package config

import (
	"net/netip"
	"net/url"
	"strings"
)

// LetsEncrypt is where certificates come from unless another authority is named.
const LetsEncrypt = "https://acme-v02.api.letsencrypt.org/directory"

// TLS says how the listener speaks HTTPS by itself: with files that somebody renews, or with certificates it gets on its own.
type TLS struct {
	CertFile       string
	KeyFile        string
	AutoDomains    []string
	ACMEURL        string
	RedirectListen string // plain HTTP that leads to the public URL
}

// ServesTLS says whether the listener speaks HTTPS by itself.
func (t TLS) ServesTLS() bool { return t.CertFile != "" || t.KeyFile != "" || len(t.AutoDomains) > 0 }

// Loopback says whether an address is on this machine.
func Loopback(raw string) bool { return loopback(raw) }

func (r *reader) tls() TLS {
	return TLS{
		CertFile:       r.text("KELOLA_TLS_CERT_FILE", ""),
		KeyFile:        r.text("KELOLA_TLS_KEY_FILE", ""),
		AutoDomains:    r.list("KELOLA_TLS_AUTO_DOMAINS"),
		ACMEURL:        r.text("KELOLA_TLS_ACME_URL", LetsEncrypt),
		RedirectListen: r.text("KELOLA_HTTP_REDIRECT_LISTEN", ""),
	}
}

// publicURL is where people reach the listener when nothing else is said.
func (t TLS) publicURL(listen string) string {
	switch {
	case len(t.AutoDomains) > 0:
		return "https://" + t.AutoDomains[0]
	case t.ServesTLS():
		return "https://" + listen
	}
	return "http://" + listen
}

func (c *Config) checkTLS(r *reader) {
	if (c.CertFile == "") != (c.KeyFile == "") {
		r.wrong("KELOLA_TLS_CERT_FILE", "and KELOLA_TLS_KEY_FILE belong together: set both or neither")
	}
	if c.CertFile != "" && len(c.AutoDomains) > 0 {
		r.wrong("KELOLA_TLS_AUTO_DOMAINS", "gets certificates, so KELOLA_TLS_CERT_FILE must not name one")
	}
	for _, d := range c.AutoDomains {
		if _, err := netip.ParseAddr(d); err == nil || !strings.Contains(d, ".") || strings.ContainsAny(d, "/:* ") {
			r.wrong("KELOLA_TLS_AUTO_DOMAINS", "must be host names such as pesan.example.com, separated by commas")
			break
		}
	}
	r.url("KELOLA_TLS_ACME_URL", c.ACMEURL)
	if c.ServesTLS() && strings.HasPrefix(c.PublicURL, "http://") {
		r.wrong("KELOLA_PUBLIC_URL", "must start with https:// when the listener speaks HTTPS")
	}
	if c.RedirectListen != "" {
		r.address("KELOLA_HTTP_REDIRECT_LISTEN", c.RedirectListen)
		if u, err := url.Parse(c.PublicURL); err != nil || u.Scheme != "https" {
			r.wrong("KELOLA_HTTP_REDIRECT_LISTEN", "leads to KELOLA_PUBLIC_URL, which must start with https://")
		}
	}
	for _, p := range c.TrustedProxies {
		if _, err := netip.ParseAddr(p); err == nil {
			continue
		}
		if _, err := netip.ParsePrefix(p); err != nil {
			r.wrong("KELOLA_TRUSTED_PROXIES", "must be addresses or networks such as 10.0.0.0/8")
			break
		}
	}
}
