package webui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/config"
)

//go:embed public/*.html public/pages.css
var publicFiles embed.FS

const (
	stylePath = "/public/pages.css"
	fontFiles = "assets/plus-jakarta-sans-latin-wght-normal-*.woff2"
	// publicPolicy is stricter than the policy of the application: nothing but the stylesheet, the font and the icon.
	publicPolicy = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

// Operator is who runs the installation, as the public pages name them.
type Operator struct {
	Name       string
	Email      string
	PolicyDate time.Time
	// OwnEncryption says that the program itself encrypts the files of the databases, which it does on SQLite only.
	OwnEncryption bool
}

// Pages are the public pages: data deletion, privacy and terms. They need neither a login nor JavaScript. Each is rendered once,
// in every language, when Pages is made.
type Pages struct {
	answers map[string]map[language]stored // by path
	style   stored
}

// stored is an answer that never changes while the process lives.
type stored struct {
	plain, zipped []byte
	tag           string
}

// NewPages renders the public pages.
func NewPages(op Operator) (*Pages, error) {
	files, err := fs.Sub(embedded, "dist")
	if err != nil {
		return nil, fmt.Errorf("webui: open embedded files: %w", err)
	}
	return newPages(op, files)
}

func newPages(op Operator, built fs.FS) (*Pages, error) {
	templates, err := template.ParseFS(publicFiles, "public/*.html")
	if err != nil {
		return nil, fmt.Errorf("webui: parse public pages: %w", err)
	}
	style, err := stylesheet(built)
	if err != nil {
		return nil, err
	}
	p := &Pages{answers: map[string]map[language]stored{}}
	if p.style, err = store(style); err != nil {
		return nil, err
	}
	for _, d := range documents {
		p.answers[d.path()] = map[language]stored{}
		for _, lang := range languages {
			html, err := render(templates, view(op, d, lang, p.style.tag))
			if err != nil {
				return nil, fmt.Errorf("webui: render %s in %s: %w", d.name, lang, err)
			}
			if p.answers[d.path()][lang], err = store(html); err != nil {
				return nil, err
			}
		}
	}
	return p, nil
}

// Register adds the addresses of the pages. They are exact: whatever else lies below them is not theirs.
func (p *Pages) Register(mux *http.ServeMux) {
	for path := range p.answers {
		mux.Handle(path, p)
		mux.HandleFunc(path+"/{$}", func(w http.ResponseWriter, r *http.Request) {
			to := url.URL{Path: path, RawQuery: r.URL.RawQuery}
			http.Redirect(w, r, to.String(), http.StatusPermanentRedirect)
		})
	}
	mux.Handle(stylePath, p)
}

// ServeHTTP answers a page in the language that the reader asked for, or the stylesheet of the pages.
func (p *Pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	head := w.Header()
	secure(head)
	if r.URL.Path == stylePath {
		head.Set("Content-Type", "text/css; charset=utf-8")
		head.Set("Cache-Control", "no-cache")
		if r.URL.Query().Get("v") == p.style.tag {
			head.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		head.Set("Vary", "Accept-Encoding")
		p.style.serve(w, r)
		return
	}
	page, ok := p.answers[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	lang := choose(r.URL.Query().Get("lang"), r.Header.Get("Accept-Language"))
	head.Set("Content-Security-Policy", publicPolicy)
	head.Set("Content-Type", "text/html; charset=utf-8")
	head.Set("Content-Language", string(lang))
	head.Set("Cache-Control", "public, max-age=300, must-revalidate")
	head.Set("Vary", "Accept-Language, Accept-Encoding")
	page[lang].serve(w, r)
}

func store(body []byte) (stored, error) {
	var zipped bytes.Buffer
	z, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	if err != nil {
		return stored{}, fmt.Errorf("webui: compress: %w", err)
	}
	if _, err := z.Write(body); err != nil {
		return stored{}, fmt.Errorf("webui: compress: %w", err)
	}
	if err := z.Close(); err != nil {
		return stored{}, fmt.Errorf("webui: compress: %w", err)
	}
	sum := sha256.Sum256(body)
	return stored{plain: body, zipped: zipped.Bytes(), tag: hex.EncodeToString(sum[:8])}, nil
}

// serve answers HEAD, and 304 to a reader who has the same already.
func (s stored) serve(w http.ResponseWriter, r *http.Request) {
	body, tag := s.plain, s.tag
	if parseAccept(r.Header.Get("Accept-Encoding")).allows("gzip") {
		body, tag = s.zipped, s.tag+"-gzip"
		w.Header().Set("Content-Encoding", "gzip")
	}
	w.Header().Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// stylesheet is the stylesheet of the pages. It takes the font of the interface, if that was built into this binary.
func stylesheet(built fs.FS) ([]byte, error) {
	style, err := publicFiles.ReadFile("public/pages.css")
	if err != nil {
		return nil, fmt.Errorf("webui: read stylesheet: %w", err)
	}
	fonts, err := fs.Glob(built, fontFiles)
	if err != nil {
		return nil, fmt.Errorf("webui: find font: %w", err)
	}
	if len(fonts) == 0 {
		return style, nil
	}
	face := `@font-face { font-family: "Plus Jakarta Sans Variable"; font-weight: 200 800; font-display: swap; src: url("/` +
		fonts[0] + `") format("woff2"); }` + "\n"
	return append([]byte(face), style...), nil
}

var sectionHead = regexp.MustCompile(`(?s)<section id="([a-z-]+)"( class="plain")?>\s*<h2>(.*?)</h2>`)

// render fills the text of a document first, then lays the page around it, with the contents taken from its headings.
func render(templates *template.Template, v pageView) ([]byte, error) {
	var text bytes.Buffer
	if err := templates.ExecuteTemplate(&text, v.Document+"."+string(v.Lang)+".html", v); err != nil {
		return nil, err
	}
	for _, m := range sectionHead.FindAllStringSubmatch(text.String(), -1) {
		v.Contents = append(v.Contents, entry{ID: m[1], Plain: m[2] != "", Title: template.HTML(m[3])}) // our own text, filled in by html/template
	}
	v.Text = template.HTML(strings.TrimSpace(text.String())) // as above
	var page bytes.Buffer
	if err := templates.ExecuteTemplate(&page, "layout.html", v); err != nil {
		return nil, err
	}
	return page.Bytes(), nil
}

// view is what the templates of a document get in a language.
func view(op Operator, d document, lang language, styleTag string) pageView {
	v := pageView{
		Lang: lang, Document: d.name, Path: d.path(), Words: words[lang], Title: d.title[lang], Description: d.description[lang],
		Style: stylePath + "?v=" + styleTag, Operator: op.Name, OperatorAlone: op.Name, Email: op.Email,
		Mailto: "mailto:" + url.PathEscape(op.Email), Date: dateIn(lang, op.PolicyDate), DateISO: op.PolicyDate.Format(time.DateOnly),
		OwnEncryption: op.OwnEncryption, Other: lang.other(), OtherName: words[lang.other()].LanguageName,
	}
	if op.Name == config.DefaultOperatorName {
		v.Operator, v.OperatorAlone = words[lang].Team, words[lang].TeamAlone
	}
	for _, other := range documents {
		v.Documents = append(v.Documents, link{
			To: other.path() + "?lang=" + string(lang), Title: other.title[lang], Current: other.name == d.name,
		})
	}
	return v
}
