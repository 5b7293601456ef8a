package config

import (
	"strings"
	"testing"
)

func TestLoad_tls(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		env    []string
		public string
		wrong  string
	}{
		"none":                {nil, "http://127.0.0.1:8080", ""},
		"files":               {[]string{"KELOLA_TLS_CERT_FILE", "c", "KELOLA_TLS_KEY_FILE", "k"}, "https://127.0.0.1:8080", ""},
		"automatic":           {[]string{"KELOLA_TLS_AUTO_DOMAINS", "pesan.example.com, www.example.com"}, "https://pesan.example.com", ""},
		"half":                {[]string{"KELOLA_TLS_CERT_FILE", "c"}, "", "KELOLA_TLS_CERT_FILE"},
		"both":                {[]string{"KELOLA_TLS_CERT_FILE", "c", "KELOLA_TLS_KEY_FILE", "k", "KELOLA_TLS_AUTO_DOMAINS", "a.example.com"}, "", "KELOLA_TLS_AUTO_DOMAINS"},
		"an address":          {[]string{"KELOLA_TLS_AUTO_DOMAINS", "10.0.0.1"}, "", "KELOLA_TLS_AUTO_DOMAINS"},
		"a wildcard":          {[]string{"KELOLA_TLS_AUTO_DOMAINS", "*.example.com"}, "", "KELOLA_TLS_AUTO_DOMAINS"},
		"public without TLS":  {[]string{"KELOLA_TLS_CERT_FILE", "c", "KELOLA_TLS_KEY_FILE", "k", "KELOLA_PUBLIC_URL", "http://localhost"}, "", "KELOLA_PUBLIC_URL"},
		"redirect to nowhere": {[]string{"KELOLA_HTTP_REDIRECT_LISTEN", ":80"}, "", "KELOLA_HTTP_REDIRECT_LISTEN"},
		"redirect":            {[]string{"KELOLA_HTTP_REDIRECT_LISTEN", ":80", "KELOLA_PUBLIC_URL", "https://a.example.com"}, "https://a.example.com", ""},
		"no network":          {[]string{"KELOLA_TRUSTED_PROXIES", "10.0.0.1, nginx"}, "", "KELOLA_TRUSTED_PROXIES"},
		"networks":            {[]string{"KELOLA_TRUSTED_PROXIES", "10.0.0.1, fd00::/8"}, "http://127.0.0.1:8080", ""},
	} {
		c, err := Load(env(tt.env...))
		switch {
		case tt.wrong == "" && (err != nil || c.PublicURL != tt.public):
			t.Errorf("%s: %q, %v", name, c.PublicURL, err)
		case tt.wrong != "" && (err == nil || !strings.Contains(err.Error(), tt.wrong+" ")):
			t.Errorf("%s: %v", name, err)
		}
	}
}
