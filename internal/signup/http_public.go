package signup

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"mime"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"time"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

//go:embed public/form.html public/form.css
var publicFiles embed.FS

const (
	stylePath = "/public/form.css"
	// publicPolicy lets a form be sent to us, and nothing else but the stylesheets, the font and the icon be loaded.
	publicPolicy = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
	maxBody      = 32 << 10
)

var (
	errBusy   = fault.New(fault.Limited, "signup.busy", "Too many people are signing up right now.")
	errClosed = fault.New(fault.Conflict, "signup.closed", "This form is closed.")
)

// limits keep machines from filling forms in. Reading and sending are counted by address, sending also by form.
type limits struct{ reads, writes, forms *httpapi.Limiter }

// Pages are the forms as strangers see them. No cookie is read or set, so there is nothing another site could misuse.
type Pages struct {
	s        *Service
	page     *template.Template
	style    []byte
	address  func(r *http.Request) netip.Addr
	language func(r *http.Request) string
}

// Pages makes the public side. address says where a request came from, and language what its reader wants to read: "id" or "en".
func (s *Service) Pages(address func(*http.Request) netip.Addr, language func(*http.Request) string) (*Pages, error) {
	page, err := template.ParseFS(publicFiles, "public/form.html")
	if err != nil {
		return nil, fmt.Errorf("signup: parse page: %w", err)
	}
	style, err := publicFiles.ReadFile("public/form.css")
	if err != nil {
		return nil, fmt.Errorf("signup: read stylesheet: %w", err)
	}
	return &Pages{s: s, page: page, style: style, address: address, language: language}, nil
}

// Register adds the addresses of the forms.
func (p *Pages) Register(mux *http.ServeMux) {
	mux.HandleFunc("GET /f/{token}", p.show)
	mux.HandleFunc("POST /f/{token}", p.take)
	mux.HandleFunc("GET "+stylePath, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		w.Header().Set("Cache-Control", "public, max-age=300")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		_, _ = w.Write(p.style)
	})
}

// visit is what is known of a form while it is shown or taken.
type visit struct {
	ws       id.Workspace
	business string
	form     Form
	number   string // of the channel, in digits
	country  string
	language string // of the workspace, in which its forms are taken to be
	fields   []contact.Field
}

// visit opens the form of a request. It fails with ErrNotFound or errClosed.
func (p *Pages) visit(ctx context.Context, token string) (v visit, err error) {
	var form ID
	if v.ws, form, err = p.s.route(ctx, token); err != nil {
		return v, err
	}
	business, err := p.s.d.Workspaces.Get(ctx, v.ws)
	if err != nil {
		return v, err
	}
	v.business = business.Name
	err = p.s.d.DB.Read(ctx, v.ws, func(q wsdb.Query) error {
		if v.form, err = getForm(ctx, q, form); err != nil {
			return err
		}
		settings, err := p.s.d.Workspaces.Settings(ctx, q)
		if err != nil {
			return err
		}
		v.country, v.language = settings.CountryPrefix, settings.Language
		known, err := p.s.fields(ctx, q)
		if err != nil {
			return err
		}
		for _, key := range v.form.Page.Fields {
			if f, ok := known[key]; ok { // a field may be gone meanwhile
				v.fields = append(v.fields, f)
			}
		}
		v.number, err = p.s.number(ctx, q, &v.form)
		return err
	})
	if err != nil {
		return v, err
	}
	verdict, err := p.s.d.Licences.Gate(ctx, v.ws)
	if err == nil && (!v.form.Open || v.number == "" || verdict.ReadOnly) {
		err = errClosed
	}
	return v, err
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request) {
	view := p.begin(r)
	if wait := p.s.limits.reads.Take(view.from); wait > 0 {
		p.refuse(w, r, view, errBusy.WithRetryAfter(wait))
		return
	}
	v, err := p.visit(r.Context(), r.PathValue("token"))
	view.opened(&v)
	if err != nil {
		p.refuse(w, r, view, err)
		return
	}
	p.write(w, http.StatusOK, view)
}

// take answers the same whoever the number belongs to: nothing on the page says whether it is known.
func (p *Pages) take(w http.ResponseWriter, r *http.Request) {
	view := p.begin(r)
	if wait := p.s.limits.writes.Take(view.from); wait > 0 {
		p.refuse(w, r, view, errBusy.WithRetryAfter(wait))
		return
	}
	v, err := p.visit(r.Context(), r.PathValue("token"))
	view.opened(&v)
	if err == nil {
		if wait := p.s.limits.forms.Take(v.form.ID.String()); wait > 0 {
			err = errBusy.WithRetryAfter(wait)
		}
	}
	if err != nil {
		p.refuse(w, r, view, err)
		return
	}
	sent, ok := read(w, r)
	if !ok {
		p.refuse(w, r, view, ErrInvalid)
		return
	}
	view.fill(&v, sent)
	code, err := p.keep(r.Context(), &v, sent)
	if f, ok := fault.Of(err); ok && f.Kind == fault.Invalid {
		view.wrong(f)
		p.write(w, http.StatusUnprocessableEntity, view)
		return
	}
	if err == nil {
		err = view.done(&v, code)
	}
	if err != nil {
		p.refuse(w, r, view, err)
		return
	}
	p.write(w, http.StatusOK, view)
}

// read takes the fields of a form, if it is one of a decent size.
func read(w http.ResponseWriter, r *http.Request) (url.Values, bool) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, false
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := r.ParseForm(); err != nil {
		return nil, false
	}
	return r.PostForm, true
}

// keep checks what was sent and stores it until it is confirmed. Who fills in the trap, which nobody sees, gets a code that leads nowhere.
func (p *Pages) keep(ctx context.Context, v *visit, sent url.Values) (code string, err error) {
	entry := pending{code: newCode(pendingCode), form: v.form.ID}
	bad := ErrInvalid
	number, err := phone.Parse(sent.Get("phone"), v.country)
	if f, ok := fault.Of(err); ok {
		bad = bad.WithField("phone", f.Code, f.Detail)
	}
	entry.phone = number.String()
	for _, a := range v.form.Page.Asks {
		if sent.Get("agree."+string(a.Purpose)) != "" {
			entry.asks = append(entry.asks, a)
		}
	}
	if len(entry.asks) == 0 {
		bad = bad.WithField("agree", "signup.nothing_ticked", "Nothing is ticked.")
	}
	says := contact.Answers{Name: sent.Get("name"), Fields: map[string]string{}}
	if oneLine(says.Name) == "" {
		bad = bad.WithField("name", "signup.name_missing", "The name is missing.")
	}
	if v.form.Page.Email {
		says.Email = sent.Get("email")
	}
	for _, f := range v.fields {
		says.Fields[f.Key] = sent.Get("field." + f.Key)
	}
	return entry.code, p.s.d.DB.Join(ctx, v.ws, func(tx *wsdb.Tx) error {
		checked, err := p.s.d.Contacts.CheckAnswers(ctx, tx, says)
		if f, ok := fault.Of(err); ok && errors.Is(err, contact.ErrInvalid) {
			for _, x := range f.Fields {
				bad = bad.WithField(x.Name, x.Code, x.Detail)
			}
		} else if err != nil {
			return err
		}
		if len(bad.Fields) > 0 {
			return bad
		}
		if sent.Get("website") != "" {
			return nil
		}
		if _, err := getForm(ctx, tx, v.form.ID); err != nil {
			return err
		}
		if err := makeRoom(ctx, tx, v.form.ID, maxWaiting); err != nil {
			return err
		}
		entry.answers = checked
		return insertPending(ctx, tx, &entry)
	})
}

// begin is a page in the language of its reader, before anything is known of the form.
func (p *Pages) begin(r *http.Request) *pageView {
	lang := p.language(r)
	return &pageView{Lang: lang, Words: words[lang], Style: stylePath, Self: r.URL.Path, from: place(p.address(r))}
}

// place is what limits count: an address, or the network of one where a household has very many.
func place(a netip.Addr) string {
	if a.Is6() && !a.Is4In6() {
		if net, err := a.Prefix(64); err == nil {
			return net.String()
		}
	}
	return a.String()
}

// refuse shows why there is no form. Whatever is not ours to explain is logged, without what people typed.
func (p *Pages) refuse(w http.ResponseWriter, r *http.Request, view *pageView, err error) {
	status := http.StatusInternalServerError
	view.Step, view.Title, view.Text = "note", view.Words.BrokenTitle, view.Words.BrokenText
	f, _ := fault.Of(err)
	switch {
	case errors.Is(err, errClosed):
		status, view.Title, view.Text = http.StatusConflict, view.Words.ClosedTitle, view.Words.ClosedText
		if r.Method == http.MethodGet {
			status = http.StatusOK
		}
	case errors.Is(err, errBusy):
		status, view.Title, view.Text = http.StatusTooManyRequests, view.Words.BusyTitle, view.Words.BusyText
		w.Header().Set("Retry-After", strconv.Itoa(int(max(f.RetryAfter, time.Second)/time.Second)+1))
	case f != nil && (f.Kind == fault.NotFound || f.Kind == fault.Gone):
		status, view.Business = http.StatusNotFound, ""
		view.Title, view.Text = view.Words.MissingTitle, view.Words.MissingText
	case f != nil && f.Kind == fault.Invalid:
		status = http.StatusBadRequest
	default:
		p.s.d.Log.ErrorContext(r.Context(), "sign-up form failed", "request_id", httpapi.RequestID(r.Context()), "err", err)
	}
	p.write(w, status, view)
}

func (p *Pages) write(w http.ResponseWriter, status int, view *pageView) {
	var body bytes.Buffer
	if err := p.page.Execute(&body, view); err != nil {
		p.s.d.Log.Error("sign-up page cannot be rendered", "err", err)
		http.Error(w, "error", http.StatusInternalServerError)
		return
	}
	head := w.Header()
	head.Set("Content-Security-Policy", publicPolicy)
	head.Set("Content-Type", "text/html; charset=utf-8")
	head.Set("Content-Language", view.Lang)
	head.Set("Cache-Control", "no-store")
	head.Set("Vary", "Accept-Language")
	head.Set("X-Robots-Tag", "noindex")
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Referrer-Policy", "same-origin") // the chat that a form leads to need not know its address
	w.WriteHeader(status)
	_, _ = body.WriteTo(w)
}
