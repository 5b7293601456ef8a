package webui

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

func built(t *testing.T) *Handler {
	t.Helper()
	return newHandler(fstest.MapFS{
		"index.html":          {Data: []byte(`<meta name="csp-nonce" content="__CSP_NONCE__"><meta name="app-version" content="__APP_VERSION__">app`)},
		"offline.html":        {Data: []byte("offline")},
		"sw.js":               {Data: []byte("worker")},
		"icon-192.png":        {Data: []byte("png")},
		"favicon.svg":         {Data: []byte("<svg/>")},
		"assets/app-1.js":     {Data: []byte("plain")},
		"assets/app-1.js.br":  {Data: []byte("brotli")},
		"assets/app-1.js.gz":  {Data: []byte("gzip")},
		"assets/font-1.woff2": {Data: []byte("font")},
		".gitignore":          {Data: []byte("*")},
	}, "v1")
}

func get(h http.Handler, method, target, accept string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	if accept != "" {
		r.Header.Set("Accept-Encoding", accept)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestHandler_Addresses(t *testing.T) {
	t.Parallel()
	h := built(t)
	for _, c := range []struct {
		method, target string
		status         int
		contentType    string
		cache          string
	}{
		{"GET", "/", 200, "text/html; charset=utf-8", "no-store"},
		{"GET", "/w/toko/contacts?search=x", 200, "text/html; charset=utf-8", "no-store"},
		{"GET", "/index.html", 200, "text/html; charset=utf-8", "no-store"},
		{"GET", "/favicon.svg", 200, "image/svg+xml", "no-cache"},
		{"GET", "/offline.html", 200, "text/html; charset=utf-8", "no-cache"},
		{"GET", "/sw.js", 200, "text/javascript; charset=utf-8", "no-cache"},
		{"GET", "/icon-192.png", 200, "image/png", "no-cache"},
		{"GET", "/assets/app-1.js", 200, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"},
		{"GET", "/assets/font-1.woff2", 200, "font/woff2", "public, max-age=31536000, immutable"},
		{"GET", "/assets/gone-2.js", 404, "text/plain; charset=utf-8", "no-store"},
		{"GET", "/assets/app-1.js.br", 404, "text/plain; charset=utf-8", ""},
		{"GET", "/assets", 404, "", ""},
		{"GET", "/.gitignore", 404, "text/plain; charset=utf-8", ""},
		{"GET", "/missing.png", 404, "text/plain; charset=utf-8", "no-store"},
		{"GET", "/../../etc/passwd", 200, "text/html; charset=utf-8", "no-store"},
		{"GET", "/api/v1/nothing", 404, "application/problem+json", "no-store"},
		{"GET", "/api", 404, "application/problem+json", "no-store"},
		{"HEAD", "/login", 200, "text/html; charset=utf-8", "no-store"},
		{"POST", "/login", 405, "", ""},
	} {
		w := get(h, c.method, c.target, "")
		if w.Code != c.status {
			t.Errorf("%s %s = %d, want %d", c.method, c.target, w.Code, c.status)
		}
		if got := w.Header().Get("Content-Type"); c.contentType != "" && got != c.contentType {
			t.Errorf("%s %s: Content-Type %q, want %q", c.method, c.target, got, c.contentType)
		}
		if got := w.Header().Get("Cache-Control"); c.cache != "" && got != c.cache {
			t.Errorf("%s %s: Cache-Control %q, want %q", c.method, c.target, got, c.cache)
		}
		if c.method == "HEAD" && w.Body.Len() != 0 {
			t.Errorf("HEAD %s has a body", c.target)
		}
	}
}

func TestHandler_Encoding(t *testing.T) {
	t.Parallel()
	h := built(t)
	for _, c := range []struct{ accept, encoding, body string }{
		{"", "", "plain"},
		{"gzip, deflate, br", "br", "brotli"},
		{"gzip", "gzip", "gzip"},
		{"br;q=0, gzip;q=0.5", "gzip", "gzip"},
		{"br;q=0, gzip;q=0", "", "plain"},
		{"*", "br", "brotli"},
		{"*, br;q=0", "gzip", "gzip"},
		{"br; q=0.000, *;q=0", "", "plain"},
		{"gzip;q=nonsense", "", "plain"},
	} {
		w := get(h, "GET", "/assets/app-1.js", c.accept)
		if w.Header().Get("Content-Encoding") != c.encoding || w.Body.String() != c.body {
			t.Errorf("%q: %q %q, want %q %q", c.accept, w.Header().Get("Content-Encoding"), w.Body, c.encoding, c.body)
		}
		if w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: no Vary", c.accept)
		}
	}
}

func TestHandler_NonceIsFreshAndNamedByThePolicy(t *testing.T) {
	t.Parallel()
	h := built(t)
	content := regexp.MustCompile(`content="([^"]+)"`)
	seen := map[string]bool{}
	for range 3 {
		w := get(h, "GET", "/", "")
		m := content.FindStringSubmatch(w.Body.String())
		if m == nil || m[1] == nonceMark || seen[m[1]] {
			t.Fatalf("nonce in page = %v", m)
		}
		seen[m[1]] = true
		csp := w.Header().Get("Content-Security-Policy")
		if !strings.Contains(csp, "'nonce-"+m[1]+"'") || strings.Contains(csp, "unsafe") {
			t.Errorf("policy %q does not fit nonce %q", csp, m[1])
		}
	}
}

func TestHandler_WithoutBuiltFiles(t *testing.T) {
	t.Parallel()
	h := newHandler(fstest.MapFS{}, "v1")
	if h.Built() {
		t.Error("Built() without index.html")
	}
	w := get(h, "GET", "/w/toko", "")
	if w.Code != 200 || !strings.Contains(w.Body.String(), "make ui") || strings.Contains(w.Body.String(), nonceMark) {
		t.Errorf("fallback = %d %q", w.Code, w.Body)
	}
}

func TestNew_EmbedsSomething(t *testing.T) {
	t.Parallel()
	h, err := New("v1")
	if err != nil {
		t.Fatal(err)
	}
	if w := get(h, "GET", "/", ""); w.Code != 200 || w.Header().Get("X-App-Version") != "v1" {
		t.Errorf("page = %d %v", w.Code, w.Header())
	}
}

func TestHandler_VersionInThePage(t *testing.T) {
	t.Parallel()
	h := newHandler(fstest.MapFS{"index.html": {Data: []byte(`<meta name="app-version" content="__APP_VERSION__">`)}}, `v"2`)
	if got := get(h, "GET", "/login", "").Body.String(); got != `<meta name="app-version" content="v&#34;2">` {
		t.Errorf("page = %s", got)
	}
}

func TestHandler_FilesRunNothing(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"/offline.html", "/favicon.svg", "/sw.js"} {
		policy := get(built(t), "GET", name, "").Header().Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "script-src") {
			t.Errorf("%s: policy %q", name, policy)
		}
	}
}
