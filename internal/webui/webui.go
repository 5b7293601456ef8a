// Package webui owns the operator interface as the browser gets it: the built files embedded in the
// binary, the page every address of the application falls back to, and the headers that go with them.
package webui

import (
	"bytes"
	"crypto/rand"
	"embed"
	"encoding/base64"
	"fmt"
	"html"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed all:dist
var embedded embed.FS

//go:embed fallback.html
var fallback []byte

// What stands in the page for what is known only when it is served.
const (
	nonceMark   = "__CSP_NONCE__"
	versionMark = "__APP_VERSION__"
)

// filePolicy is the content security policy of everything but the application page. It lets the offline page have its
// style and icon, and the service worker fetch what it keeps.
const filePolicy = "default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Handler serves the interface. It answers GET and HEAD only, never serves HTML for a missing file,
// and never answers for an address below /api.
type Handler struct {
	files   fs.FS
	index   []byte
	built   bool
	version string
	types   map[string]string
}

// New returns a Handler over the embedded files. The version goes out with every page as
// X-App-Version and in the page itself, by which an open tab notices an upgrade. Without a built interface the page is one
// that says how to build it.
func New(version string) (*Handler, error) {
	files, err := fs.Sub(embedded, "dist")
	if err != nil {
		return nil, fmt.Errorf("webui: open embedded files: %w", err)
	}
	return newHandler(files, version), nil
}

func newHandler(files fs.FS, version string) *Handler {
	h := &Handler{files: files, version: version, types: map[string]string{
		".js":          "text/javascript; charset=utf-8",
		".css":         "text/css; charset=utf-8",
		".json":        "application/json",
		".svg":         "image/svg+xml",
		".png":         "image/png",
		".html":        "text/html; charset=utf-8",
		".woff2":       "font/woff2",
		".webmanifest": "application/manifest+json",
	}}
	page, err := fs.ReadFile(files, "index.html")
	h.index, h.built = bytes.ReplaceAll(page, []byte(versionMark), []byte(html.EscapeString(version))), err == nil
	if !h.built {
		h.index = fallback
	}
	return h
}

// Built says whether the interface was built into this binary.
func (h *Handler) Built() bool { return h.built }

// ServeHTTP answers a file by its name, and the application page for everything that is not a file.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	switch {
	case name == "api" || strings.HasPrefix(name, "api/"):
		notFoundProblem(w)
	case name == "" || name == "index.html":
		h.servePage(w, r)
	case name == "assets" || strings.HasPrefix(name, "assets/") || path.Ext(name) != "":
		h.serveFile(w, r, name)
	default:
		h.servePage(w, r)
	}
}

func (h *Handler) servePage(w http.ResponseWriter, r *http.Request) {
	nonce := newNonce()
	body := bytes.ReplaceAll(h.index, []byte(nonceMark), []byte(nonce))
	head := w.Header()
	secure(head)
	head.Set("Content-Security-Policy", policy(nonce))
	head.Set("Content-Type", "text/html; charset=utf-8")
	head.Set("Cache-Control", "no-store")
	head.Set("X-App-Version", h.version)
	head.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(body) // the reader may have gone; there is nobody to tell
}

func (h *Handler) serveFile(w http.ResponseWriter, r *http.Request, name string) {
	if ext := path.Ext(name); ext == ".br" || ext == ".gz" || strings.HasPrefix(path.Base(name), ".") {
		http.NotFound(w, r)
		return
	}
	body, encoding, ok := h.pick(name, r.Header.Get("Accept-Encoding"))
	if !ok {
		w.Header().Set("Cache-Control", "no-store")
		http.NotFound(w, r)
		return
	}
	head := w.Header()
	secure(head)
	head.Set("Content-Security-Policy", filePolicy)
	head.Set("Content-Type", h.contentType(name))
	head.Set("Vary", "Accept-Encoding")
	head.Set("Content-Length", strconv.Itoa(len(body)))
	if strings.HasPrefix(name, "assets/") {
		head.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		head.Set("Cache-Control", "no-cache")
	}
	if encoding != "" {
		head.Set("Content-Encoding", encoding)
	}
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(body)
}

// pick returns the smallest stored form of the file which the reader accepts.
func (h *Handler) pick(name, accept string) (body []byte, encoding string, ok bool) {
	accepted := parseAccept(accept)
	for _, form := range []struct{ encoding, suffix string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if !accepted.allows(form.encoding) {
			continue
		}
		if body, err := fs.ReadFile(h.files, name+form.suffix); err == nil {
			return body, form.encoding, true
		}
	}
	body, err := fs.ReadFile(h.files, name)
	return body, "", err == nil
}

func (h *Handler) contentType(name string) string {
	ext := path.Ext(name)
	if t, ok := h.types[ext]; ok {
		return t
	}
	if t := mime.TypeByExtension(ext); t != "" {
		return t
	}
	return "application/octet-stream"
}

func newNonce() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails (Go 1.24)
	return base64.RawURLEncoding.EncodeToString(b[:])
}

func notFoundProblem(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNotFound)
	_, _ = w.Write([]byte(`{"type":"about:blank","title":"Not Found","status":404,"code":"http.not_found","detail":"There is nothing at this address."}`))
}
