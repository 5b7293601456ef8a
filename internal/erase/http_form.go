package erase

import (
	"html/template"
	"mime"
	"net/http"
	"net/mail"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/secret"
)

const (
	askPath     = "/data-deletion/request"
	contactPath = "/data-deletion/contact"
	formPolicy  = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
	maxForm     = 16 << 10
	maxTyped    = 200
)

// Machines are kept from filling forms in: an address may send five at once and then one in two minutes, all together two in a second.
const (
	formsByAddress = 1.0 / 120
	formBurst      = 5
	formsByAll     = 2
	formsByAllAt   = 120
)

// forms are the public forms. No cookie is read or set, and nothing is told about what exists: what was sent is looked into afterwards.
type forms struct {
	p       *Pages
	page    *template.Template
	address *httpapi.Limiter
	all     *httpapi.Limiter
}

func (p *Pages) forms() (*forms, error) {
	page, err := template.ParseFS(publicFiles, "public/form.html")
	return &forms{
		p: p, page: page, address: httpapi.NewLimiter(p.s.d.Clock, formsByAddress, formBurst), all: httpapi.NewLimiter(p.s.d.Clock, formsByAll, formsByAllAt),
	}, err
}

func (f *forms) register(mux *http.ServeMux) {
	for path, kind := range map[string]formKind{askPath: ownerForm, contactPath: contactForm} {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) { f.write(w, http.StatusOK, f.begin(r, path, kind)) })
		mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) { f.take(w, r, f.begin(r, path, kind)) })
	}
	f.proving(mux)
}

// formKind is one of the forms.
type formKind struct {
	name   string
	inputs []formInput // without words
	scope  bool
	// read makes a claim of what was sent.
	read func(s *Service, v *formView, sent url.Values) (c claim, scope Scope)
	way  Way
}

var ownerForm = formKind{
	name: "ask", way: ByForm, scope: true, read: readOwner,
	inputs: []formInput{
		{Name: "username", Kind: "text", Auto: "username", Required: true, Plain: true}, {Name: "licence", Kind: "text", Auto: "off", Plain: true},
		{Name: "workspace", Kind: "text", Auto: "organization"}, {Name: "number", Kind: "tel", Auto: "off"},
		{Name: "instagram", Kind: "text", Auto: "off", Plain: true}, {Name: "email", Kind: "email", Auto: "email", Plain: true},
	},
}

// readOwner reads what an owner typed. The licence code itself is forgotten here.
func readOwner(s *Service, v *formView, sent url.Values) (c claim, scope Scope) {
	typed := func(name string) string { return strings.TrimSpace(sent.Get(name)) }
	c = claim{
		Username: typed("username"), Workspace: typed("workspace"), Number: typed("number"), Instagram: typed("instagram"), Email: typed("email"),
		Digest: s.d.Accounts.Digest(secret.New(typed("licence"))),
	}
	if c.Workspace == "" && typed("licence") == "" {
		v.wrong("workspace", "which")
	}
	scope = ticked(sent)
	if scope.check() != nil {
		v.TicksError = v.W["scope_missing"]
		v.Failed = append(v.Failed, formLink{"#scope-C1", v.TicksError})
	}
	return c, scope
}

// ticked is what was ticked to be deleted.
func ticked(sent url.Values) (scope Scope) {
	for _, value := range sent["scope"] {
		if value == "whole" {
			return Scope{Whole: true}
		}
		if k := datamap.Category(value); slices.Contains(Erasable(), k) {
			scope.Categories = append(scope.Categories, k)
		}
	}
	return scope
}

// read takes a form and says what is wrong with it; then ok is false and the answer is given.
func (f *forms) read(w http.ResponseWriter, r *http.Request, v *formView) (c claim, scope Scope, ok bool) {
	wait := f.address.Take(place(f.p.b.Address(r)))
	if wait == 0 { // or one address could use up what all have together
		wait = f.all.Take("all")
	}
	if wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
		f.write(w, http.StatusTooManyRequests, v.note("busy"))
		return c, scope, false
	}
	sent, ok := readForm(w, r)
	if !ok {
		f.write(w, http.StatusBadRequest, v.note("broken"))
		return c, scope, false
	}
	v.fill(sent)
	c, scope = v.kind.read(f.p.s, v, sent)
	v.trapped = sent.Get("website") != ""
	if len(v.Failed) > 0 {
		f.write(w, http.StatusUnprocessableEntity, v)
		return c, scope, false
	}
	return c, scope, true
}

// take answers in the same way whatever exists. Who fills in the trap, which nobody sees, gets a code that leads nowhere.
func (f *forms) take(w http.ResponseWriter, r *http.Request, v *formView) {
	c, scope, ok := f.read(w, r, v)
	if !ok {
		return
	}
	c.Code, c.Language = newCode(), v.Lang
	if v.kind.way == ByContact {
		c.Word = newWord()
	}
	if !v.trapped {
		if err := f.p.s.take(r.Context(), v.kind.way, scope, c, ""); err != nil {
			f.p.s.d.Log.ErrorContext(r.Context(), "a request for a deletion could not be written down", "err", err)
			f.write(w, http.StatusServiceUnavailable, v.note("broken"))
			return
		}
	}
	f.write(w, http.StatusOK, v.done(f.p.public, c))
}

// readForm takes the fields of a form of a decent size that was not sent by another site.
func readForm(w http.ResponseWriter, r *http.Request) (url.Values, bool) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" || r.Header.Get("Sec-Fetch-Site") == "cross-site" {
		return nil, false
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return nil, false
	}
	for _, values := range r.PostForm {
		for _, v := range values {
			if !utf8.ValidString(v) || utf8.RuneCountInString(v) > maxTyped {
				return nil, false
			}
		}
	}
	return r.PostForm, true
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

func (f *forms) begin(r *http.Request, path string, kind formKind) *formView {
	lang := f.p.b.Language(r)
	v := &formView{Lang: lang, Self: path, Step: "form", W: formWords[lang], kind: kind}
	v.Title, v.Text, v.After = v.W[kind.name+"_title"], []string{v.W[kind.name+"_text"]}, v.W[kind.name+"_after"]
	for _, in := range kind.inputs {
		in.Label, in.Hint = v.W[in.Name], v.W[in.Name+"_hint"]
		in.Value = r.URL.Query().Get(in.Name) // an address may have something filled in already
		if utf8.RuneCountInString(in.Value) > maxTyped || in.Name == "licence" {
			in.Value = ""
		}
		v.Inputs = append(v.Inputs, in)
	}
	if kind.scope {
		for _, c := range Erasable() {
			v.Ticks = append(v.Ticks, formTick{Value: string(c), Label: categoryWords[lang][c]})
		}
		v.Ticks = append(v.Ticks, formTick{Value: "whole", Label: words[lang]["whole"]})
	}
	return v
}

func (f *forms) write(w http.ResponseWriter, status int, v *formView) {
	var out strings.Builder
	if err := f.page.Execute(&out, v); err != nil {
		f.p.s.d.Log.Error("a page cannot be rendered", "err", err)
		http.Error(w, "error", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Security-Policy", formPolicy)
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", v.Lang)
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Accept-Language")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(out.String()))
}

// formView is what the template sees. Step is form, done or note.
type formView struct {
	Lang, Self, Step, Title, After string
	W                              map[string]string
	Text                           []string
	Inputs                         []formInput
	Ticks                          []formTick
	TicksError                     string
	Failed                         []formLink
	Code, Link, Message, Chat      string

	kind    formKind
	trapped bool
}

type formInput struct {
	Name, Kind, Auto, Label, Hint, Value, Error string
	Required, Plain                             bool
}

type formTick struct {
	Value, Label string
	On           bool
}

type formLink struct{ To, Text string }

// Other is the language the reader can change to.
func (v *formView) Other() string {
	if v.Lang == "en" {
		return "id"
	}
	return "en"
}

// Described names the texts that describe an input.
func (in formInput) Described() string {
	var ids []string
	if in.Error != "" {
		ids = append(ids, in.Name+"-error")
	}
	if in.Hint != "" {
		ids = append(ids, in.Name+"-hint")
	}
	return strings.Join(ids, " ")
}

// fill gives back what was sent, but for a licence code, and says what is missing.
func (v *formView) fill(sent url.Values) {
	for i := range v.Inputs {
		in := &v.Inputs[i]
		in.Value = strings.TrimSpace(sent.Get(in.Name))
		switch {
		case in.Required && in.Value == "":
			v.wrong(in.Name, "missing")
		case in.Name == "email" && in.Value != "" && !isAddress(in.Value):
			v.wrong(in.Name, "email_wrong")
		}
		if in.Name == "licence" {
			in.Value = ""
		}
	}
	for i := range v.Ticks {
		v.Ticks[i].On = slices.Contains(sent["scope"], v.Ticks[i].Value)
	}
}

// wrong says at an input what is wrong there.
func (v *formView) wrong(name, what string) {
	for i := range v.Inputs {
		if in := &v.Inputs[i]; in.Name == name && in.Error == "" {
			in.Error = v.W[what]
			v.Failed = append(v.Failed, formLink{"#" + name, in.Label + ": " + in.Error})
		}
	}
}

func (v *formView) note(what string) *formView {
	v.Step, v.Title, v.Text = "note", v.W[what+"_title"], []string{v.W[what+"_text"]}
	return v
}

func (v *formView) done(public string, c claim) *formView {
	v.Step, v.Title, v.Text = "done", v.W["done_title"], []string{v.W[v.kind.name+"_done"]}
	v.Code, v.Link = c.Code, public+statusPath+c.Code
	if c.Word == "" {
		return v
	}
	v.Message = keyword + " " + c.Word
	if d := digits(c.Number); len(d) >= 8 {
		v.Chat = "https://wa.me/" + d + "?text=" + url.PathEscape(v.Message)
	}
	return v
}

func isAddress(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && len(s) <= 254
}
