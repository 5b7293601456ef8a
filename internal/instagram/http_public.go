package instagram

import (
	"embed"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/webhook"
	"github.com/kelolapesan/kelola/internal/workspace"
)

//go:embed public/consent.html
var publicFiles embed.FS

// Paths outside of any workspace, as they are registered with the app.
const (
	callbackPath    = "/oauth/instagram/callback"
	deauthorizePath = "/meta/deauthorize"
)

const (
	maxNotice    = 64 << 10
	maxCode      = 4096
	publicPolicy = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

// Browser is what the public addresses ask of a request: who it is, where it comes from, and in what language its person reads.
type Browser struct {
	Who      func(r *http.Request, ref string) (account.Principal, error)
	Address  func(r *http.Request) netip.Addr
	Language func(r *http.Request) string
}

// Pages are the addresses that Instagram leads people to and tells things.
type Pages struct {
	s    *Service
	b    Browser
	page *template.Template
}

// Pages makes the public side.
func (s *Service) Pages(b Browser) (*Pages, error) {
	page, err := template.ParseFS(publicFiles, "public/consent.html")
	return &Pages{s: s, b: b, page: page}, err
}

// Register adds the addresses.
func (p *Pages) Register(mux *http.ServeMux) {
	mux.HandleFunc("GET "+callbackPath, p.callback)
	mux.HandleFunc("POST "+deauthorizePath, p.deauthorize)
}

// callback ends a consent. Whoever is not the one who began it learns nothing and changes nothing. The code and the state stand in the
// address, which is neither logged nor passed on.
func (p *Pages) callback(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	if p.s.visits.Take(p.b.Address(r).String()) > 0 {
		p.strange(w, r, http.StatusTooManyRequests)
		return
	}
	query := r.URL.Query()
	begun, state := p.s.take(r.Context(), query.Get("state"))
	if errors.Is(state, ErrState) {
		p.strange(w, r, http.StatusBadRequest)
		return
	}
	if begun.workspace.IsZero() {
		p.broken(w, r, state)
		return
	}
	who, err := p.b.Who(r, begun.workspace.String())
	if err == nil && !begun.ofOwner(who) || unknownPerson(err) {
		p.strange(w, r, http.StatusForbidden)
		return
	}
	if err != nil {
		p.broken(w, r, err)
		return
	}
	ch, result := p.finish(r, who, state, query)
	back := url.Values{"result": {string(result)}}
	if !ch.IsZero() {
		back.Set("account", ch.String())
	}
	http.Redirect(w, r, "/w/"+url.PathEscape(who.Workspace.Slug)+"/social/instagram?"+back.Encode(), http.StatusSeeOther)
}

// finish does what the person came back with.
func (p *Pages) finish(r *http.Request, who account.Principal, state error, query url.Values) (channel.ID, Result) {
	code := query.Get("code")
	switch {
	case state != nil:
		return channel.ID{}, resultOf(state)
	case !who.May(workspace.Manage):
		return channel.ID{}, NotAllowed
	case query.Has("error"):
		return channel.ID{}, refused(query.Get("error") + " " + query.Get("error_reason"))
	case code == "" || len(code) > maxCode:
		return channel.ID{}, BadCode
	}
	ch, result, err := p.s.connect(r.Context(), who.Workspace.ID, who.Actor(), code)
	if err != nil {
		result = resultOf(err)
		p.s.d.Log.InfoContext(r.Context(), "an Instagram account could not be connected", slog.Any("workspace_id", who.Workspace.ID), slog.String("err", codeOf(err)))
		return channel.ID{}, result
	}
	return ch, result
}

// deauthorize hears that an owner removed the app (Meta docs, deauthorize callback, read 2026-11). Of an account that nobody here has it is
// said that all is well; what is not signed by the network has no effect.
func (p *Pages) deauthorize(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	notice, err := webhook.TakeSignedRequest(r, p.s.d.Secrets, maxNotice)
	if errors.Is(err, webhook.ErrTooLarge) {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if err := p.s.Removed(r.Context(), notice); err != nil {
		p.s.d.Log.ErrorContext(r.Context(), "a notice about a removed app could not be done and is taken up later", slog.String("err", codeOf(err)))
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte("{}\n"))
}

func (p *Pages) broken(w http.ResponseWriter, r *http.Request, err error) {
	p.s.d.Log.ErrorContext(r.Context(), "the end of a consent failed", "request_id", httpapi.RequestID(r.Context()), "err", err)
	p.strange(w, r, http.StatusInternalServerError)
}

// strangers are the words for those whom we cannot lead back, by language and status.
var strangers = map[string]struct {
	title, back, broken string
	texts               map[int]string
}{
	"id": {
		title: "Sambungan Instagram tidak dapat diselesaikan", back: "Buka Kelola Pesan", broken: "Ada yang tidak beres di sini. Coba lagi sebentar lagi.",
		texts: map[int]string{
			http.StatusBadRequest:      "Tautan ini tidak dimulai dari Kelola Pesan, atau sudah lama berakhir. Buka Media sosial → Instagram dan mulai lagi.",
			http.StatusForbidden:       "Persetujuan ini dimulai di sesi lain. Masuk di peramban ini, buka Media sosial → Instagram, lalu mulai lagi.",
			http.StatusTooManyRequests: "Terlalu banyak percobaan. Tunggu sebentar lalu mulai lagi.",
		},
	},
	"en": {
		title: "The Instagram connection cannot be completed", back: "Open Kelola Pesan", broken: "Something went wrong here. Try again in a minute.",
		texts: map[int]string{
			http.StatusBadRequest:      "This link was not begun in Kelola Pesan, or ended long ago. Open Social media → Instagram and start again.",
			http.StatusForbidden:       "This consent was begun in another session. Log in in this browser, open Social media → Instagram, and start again.",
			http.StatusTooManyRequests: "There were too many attempts. Wait a moment, then start again.",
		},
	},
}

// strange shows a page for whom we cannot lead back, because we do not know who it is.
func (p *Pages) strange(w http.ResponseWriter, r *http.Request, status int) {
	lang := p.b.Language(r)
	words := strangers[lang]
	text, ok := words.texts[status]
	if !ok {
		text = words.broken
	}
	view := struct{ Lang, Title, Text, Back string }{lang, words.title, text, words.back}
	h := w.Header()
	h.Set("Content-Security-Policy", publicPolicy)
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", lang)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Robots-Tag", "noindex")
	var out strings.Builder
	if err := p.page.Execute(&out, view); err != nil {
		p.s.d.Log.ErrorContext(r.Context(), "a page cannot be rendered", "err", err)
		http.Error(w, "error", http.StatusInternalServerError)
		return
	}
	w.WriteHeader(status)
	_, _ = w.Write([]byte(out.String()))
}
