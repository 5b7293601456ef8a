package erase

import (
	"embed"
	"encoding/json"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"

	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/webhook"
)

// StatusPath is where the status pages are; a code follows.
const StatusPath = "/data-deletion/status/"

//go:embed public/*.html
var publicFiles embed.FS

const (
	statusPath = StatusPath
	metaPath   = "/meta/data-deletion"
	maxNotice  = 8 << 10
)

// Browser is what the public addresses ask of a request.
type Browser struct {
	Address  func(r *http.Request) netip.Addr
	Language func(r *http.Request) string
}

// Pages are the status page and the address that Meta calls.
type Pages struct {
	s       *Service
	b       Browser
	secrets []secret.String // of the Meta apps
	public  string          // where this installation is reached
	page    *template.Template
	visits  *httpapi.Limiter
	asking  *forms
}

// lookUps is how often an address may look at the status of deletions in a minute.
const lookUps = 10

// Pages makes the public side.
func (s *Service) Pages(b Browser, secrets []secret.String, public string) (*Pages, error) {
	page, err := template.ParseFS(publicFiles, "public/status.html")
	if err != nil {
		return nil, err
	}
	p := &Pages{s: s, b: b, secrets: secrets, public: strings.TrimSuffix(public, "/"), page: page, visits: httpapi.NewLimiter(s.d.Clock, lookUps/60.0, lookUps)}
	p.asking, err = p.forms()
	return p, err
}

// Register adds the addresses.
func (p *Pages) Register(mux *http.ServeMux) {
	mux.HandleFunc("GET "+statusPath+"{code}", p.status)
	mux.HandleFunc("GET "+statusPath+"{code}/certificate", p.certificate)
	mux.HandleFunc("POST "+metaPath, p.meta)
	p.asking.register(mux)
}

// answer is what Meta is told: where a person sees how far it is, and under what code (Meta docs, data deletion callback, read 2026-11).
type answer struct {
	URL  string `json:"url"`
	Code string `json:"confirmation_code"`
}

// meta hears that a person asks Meta to have their data deleted. What is not signed by the network has no effect.
func (p *Pages) meta(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	notice, err := webhook.TakeSignedRequest(r, p.secrets, maxNotice)
	if errors.Is(err, webhook.ErrTooLarge) {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	code, err := p.s.FromMeta(r.Context(), notice)
	if err != nil {
		p.s.d.Log.ErrorContext(r.Context(), "a deletion that Meta asked for could not be taken; Meta shows it as failed", slog.Any("err", err))
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer{URL: p.public + StatusPath + code, Code: code})
}

// look finds a request by its code. An unknown code is answered like a request of which nothing was found.
func (p *Pages) look(w http.ResponseWriter, r *http.Request) (found Request, ok bool) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("X-Content-Type-Options", "nosniff")
	if p.visits.Take(place(p.b.Address(r))) > 0 {
		http.Error(w, "too many requests", http.StatusTooManyRequests)
		return Request{}, false
	}
	err := p.s.d.System.Read(r.Context(), func(q sysdb.Query) (err error) {
		found, err = find(r.Context(), q, byCode, p.s.codeHash(r.PathValue("code")))
		return err
	})
	if err != nil && fault.KindOf(err) != fault.NotFound {
		p.s.d.Log.ErrorContext(r.Context(), "the status of a deletion cannot be read", "err", err)
		http.Error(w, "error", http.StatusServiceUnavailable)
		return Request{}, false
	}
	return found, true
}

func (p *Pages) certificate(w http.ResponseWriter, r *http.Request) {
	found, ok := p.look(w, r)
	if !ok {
		return
	}
	if len(found.Document) == 0 {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	download(w, &found)
}

func (p *Pages) status(w http.ResponseWriter, r *http.Request) {
	found, ok := p.look(w, r)
	if !ok {
		return
	}
	lang := p.b.Language(r)
	h := w.Header()
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		h.Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(jsonOf(&found))
		return
	}
	var out strings.Builder
	if err := p.page.Execute(&out, pageOf(&found, lang, r.PathValue("code"))); err != nil {
		p.s.d.Log.ErrorContext(r.Context(), "a page cannot be rendered", "err", err)
		http.Error(w, "error", http.StatusInternalServerError)
		return
	}
	h.Set("Content-Security-Policy", formPolicy)
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", lang)
	_, _ = w.Write([]byte(out.String()))
}
