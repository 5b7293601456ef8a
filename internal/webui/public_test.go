package webui

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/kelolapesan/kelola/internal/config"
)

var standard = Operator{
	Name: config.DefaultOperatorName, Email: "kelolapesanofficial@gmail.com", PolicyDate: time.Date(2026, 6, 5, 0, 0, 0, 0, time.UTC), OwnEncryption: true,
}

// site is the pages in front of the interface, as the program has them.
func site(t *testing.T, op Operator) http.Handler {
	t.Helper()
	p, err := newPages(op, fstest.MapFS{"assets/plus-jakarta-sans-latin-wght-normal-abc.woff2": {Data: []byte("font")}})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	p.Register(mux)
	mux.Handle("/", built(t))
	return mux
}

func page(t *testing.T, op Operator, path string, lang language) string {
	t.Helper()
	w := get(site(t, op), "GET", path+"?lang="+string(lang), "")
	if w.Code != http.StatusOK {
		t.Fatalf("%s in %s = %d", path, lang, w.Code)
	}
	return w.Body.String()
}

func TestPages_whatABrowserAndAReaderNeed(t *testing.T) {
	t.Parallel()
	for _, d := range documents {
		for _, lang := range languages {
			body := page(t, standard, d.path(), lang)
			for _, want := range []string{
				`<html lang="` + string(lang) + `">`, "<title>" + d.title[lang] + " · Kelola Pesan</title>", `<meta name="description" content="` + d.description[lang],
				"<h1>" + d.title[lang] + "</h1>", `<main id="main"`, `href="#main"`, "<header", "<footer", `href="/login"`, `aria-current="page"`,
				`hreflang="id"`, `hreflang="en"`, `href="` + d.path() + "?lang=" + string(lang.other()) + `"`, `href="mailto:kelolapesanofficial@gmail.com"`,
				`<time datetime="2026-06-05">`,
			} {
				if !strings.Contains(body, want) {
					t.Errorf("%s in %s has no %s", d.name, lang, want)
				}
			}
			if strings.Count(body, "<h1") != 1 || strings.Contains(body, "ZgotmplZ") || strings.Contains(body, "<no value>") {
				t.Errorf("%s in %s is not filled in well", d.name, lang)
			}
			if n := strings.Count(body, `<section id="`); n < 8 || n != strings.Count(body, `"><a href="#`)+strings.Count(body, `<li><a href="#`) {
				t.Errorf("%s in %s: %d sections do not fit the contents", d.name, lang, n)
			}
			for _, other := range documents {
				if !strings.Contains(body, `href="`+other.path()+"?lang="+string(lang)+`"`) {
					t.Errorf("%s in %s does not lead to %s", d.name, lang, other.name)
				}
			}
		}
	}
}

func TestPages_sameSectionsInBothLanguages(t *testing.T) {
	t.Parallel()
	for _, d := range documents {
		var seen [][][]string
		for _, lang := range languages {
			body := page(t, standard, d.path(), lang)
			seen = append(seen, regexp.MustCompile(`(<section id="[a-z-]+"|<li>|<p>)`).FindAllStringSubmatch(body, -1))
		}
		if len(seen[0]) != len(seen[1]) {
			t.Errorf("%s has %d parts in Indonesian, %d in English", d.name, len(seen[0]), len(seen[1]))
			continue
		}
		for i := range seen[0] {
			if seen[0][i][0] != seen[1][i][0] {
				t.Errorf("%s: part %d is %s and %s", d.name, i, seen[0][i][0], seen[1][i][0])
			}
		}
	}
}

// active is anything by which a page could run code or take a style that stands in it.
var active = regexp.MustCompile(`(?i)<script|javascript:|\son[a-z]+\s*=|<style|\sstyle\s*=|<iframe|<object|<embed|<form|<base|http-equiv|https?://`)

func TestPages_noJavaScriptNothingInlineNothingForeign(t *testing.T) {
	t.Parallel()
	for _, d := range documents {
		for _, lang := range languages {
			if found := active.FindString(page(t, standard, d.path(), lang)); found != "" {
				t.Errorf("%s in %s holds %q", d.name, lang, found)
			}
		}
	}
	for _, planted := range []string{`<script src="/x">`, `<p onclick="x()">`, `<p style="x">`, `<img src="https://x">`} {
		if !active.MatchString(planted) {
			t.Errorf("control: %s was not found", planted)
		}
	}
}

func TestPages_language(t *testing.T) {
	t.Parallel()
	h := site(t, standard)
	for _, c := range []struct{ query, accept, want string }{
		{"", "", "id"},
		{"?lang=en", "", "en"},
		{"?lang=EN-us", "", "en"},
		{"?lang=id", "en", "id"},
		{"?lang=fr", "", "id"},
		{"?lang=fr", "en", "en"},
		{"?lang=", "en", "en"},
		{"?lang=%3Cscript%3E", "", "id"},
		{"", "en-GB,en;q=0.9", "en"},
		{"", "id-ID,id;q=0.9,en;q=0.8", "id"},
		{"", "in", "id"},
		{"", "en;q=0.5, id;q=0.9", "id"},
		{"", "fr, de", "id"},
		{"", "fr, en;q=0.1", "en"},
		{"", "en;q=0", "id"},
		{"", "en;q=x, *", "id"},
		{"", "enough", "id"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/privacy"+c.query, nil)
		r.Header.Set("Accept-Language", c.accept)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if got := w.Header().Get("Content-Language"); w.Code != 200 || got != c.want || !strings.Contains(w.Body.String(), `<html lang="`+c.want+`">`) {
			t.Errorf("%q with %q = %d in %q, want %s", c.query, c.accept, w.Code, got, c.want)
		}
	}
}

func TestPages_headers(t *testing.T) {
	t.Parallel()
	h := site(t, standard)
	for _, d := range documents {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			w := get(h, method, d.path(), "")
			head := w.Header()
			for name, want := range map[string]string{
				"Content-Security-Policy": "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
				"Content-Type":            "text/html; charset=utf-8",
				"Cache-Control":           "public, max-age=300, must-revalidate",
				"Vary":                    "Accept-Language, Accept-Encoding",
				"X-Content-Type-Options":  "nosniff",
				"X-Frame-Options":         "DENY",
				"Referrer-Policy":         "same-origin",
				"Content-Language":        "id",
				"Set-Cookie":              "",
			} {
				if head.Get(name) != want {
					t.Errorf("%s %s: %s = %q, want %q", method, d.path(), name, head.Get(name), want)
				}
			}
			if w.Code != http.StatusOK || (method == http.MethodHead) != (w.Body.Len() == 0) || head.Get("Content-Length") == "0" {
				t.Errorf("%s %s = %d with %d bytes", method, d.path(), w.Code, w.Body.Len())
			}
			if again := conditional(h, d.path(), head.Get("ETag")); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
				t.Errorf("%s again = %d", d.path(), again.Code)
			}
		}
		if w := get(h, http.MethodPost, d.path(), ""); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("POST %s = %d", d.path(), w.Code)
		}
	}
}

func conditional(h http.Handler, target, tag string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	r.Header.Set("If-None-Match", tag)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestPages_compressed(t *testing.T) {
	t.Parallel()
	h := site(t, standard)
	plain, zipped := get(h, "GET", "/terms", ""), get(h, "GET", "/terms", "br, gzip")
	z, err := gzip.NewReader(zipped.Body)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(z)
	if err != nil || string(body) != plain.Body.String() || zipped.Header().Get("Content-Encoding") != "gzip" {
		t.Errorf("compressed page differs: %v", err)
	}
	if plain.Header().Get("ETag") == zipped.Header().Get("ETag") {
		t.Error("two forms with one tag")
	}
}

func TestPages_stylesheet(t *testing.T) {
	t.Parallel()
	h := site(t, standard)
	address := regexp.MustCompile(`<link rel="stylesheet" href="([^"]+)">`).FindStringSubmatch(page(t, standard, "/terms", english))
	if address == nil {
		t.Fatal("no stylesheet")
	}
	w := get(h, "GET", address[1], "")
	if w.Code != 200 || w.Header().Get("Content-Type") != "text/css; charset=utf-8" || w.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" {
		t.Errorf("stylesheet = %d %v", w.Code, w.Header())
	}
	for _, want := range []string{"/assets/plus-jakarta-sans-latin-wght-normal-abc.woff2", "prefers-color-scheme: dark", "@media print"} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("stylesheet has no %s", want)
		}
	}
	if w := get(h, "GET", "/public/pages.css?v=old", ""); w.Code != 200 || w.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("older address = %d %q", w.Code, w.Header().Get("Cache-Control"))
	}
	p, err := newPages(standard, fstest.MapFS{}) // an interface that was not built
	if err != nil || strings.Contains(string(p.style.plain), "@font-face") {
		t.Errorf("stylesheet without a font: %v", err)
	}
}

func TestPages_besideTheInterface(t *testing.T) {
	t.Parallel()
	h := site(t, standard)
	for _, c := range []struct {
		target, has string
		status      int
	}{
		{"/", "app", 200},
		{"/login", "app", 200},
		{"/w/toko/privacy", "app", 200},
		{"/privacy-and-more", "app", 200},
		{"/data-deletion/status/ABC", "app", 200},
		{"/privacy", "<h1>Kebijakan privasi</h1>", 200},
		{"/favicon.svg", "<svg/>", 200},
		{"/public/other.css", "404", 404},
	} {
		if w := get(h, "GET", c.target, ""); w.Code != c.status || !strings.Contains(w.Body.String(), c.has) {
			t.Errorf("%s = %d %.80s", c.target, w.Code, w.Body)
		}
	}
	if w := get(h, "GET", "/privacy/?lang=en", ""); w.Code != http.StatusPermanentRedirect || w.Header().Get("Location") != "/privacy?lang=en" {
		t.Errorf("with a slash = %d to %q", w.Code, w.Header().Get("Location"))
	}
}

func TestPages_settingsAreShownAndEscaped(t *testing.T) {
	t.Parallel()
	op := Operator{
		Name: `PT <script>alert(1)</script> & "Kawan"`, Email: `a?cc=b&"x"@example.com`, PolicyDate: time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC),
	}
	dates := map[language]string{indonesian: "31 Januari 2027", english: "January 31, 2027"}
	for _, d := range documents {
		for _, lang := range languages {
			body := page(t, op, d.path(), lang)
			if strings.Contains(body, "<script") || strings.Contains(body, `"Kawan"`) || strings.Contains(body, `"x"`) {
				t.Errorf("%s in %s: a setting is not escaped", d.name, lang)
			}
			for _, want := range []string{"PT &lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;Kawan&#34;", dates[lang], `href="mailto:a%3Fcc=b&amp;%22x%22@example.com"`} {
				if !strings.Contains(body, want) {
					t.Errorf("%s in %s has no %s", d.name, lang, want)
				}
			}
			for _, standard := range []string{"Kelola Pesan team", "im Kelola Pesan", "kelolapesanofficial", "2026"} {
				if strings.Contains(body, standard) {
					t.Errorf("%s in %s still says %s", d.name, lang, standard)
				}
			}
		}
	}
}

// TestPrivacy_encryption: the page claims only what holds for the database in use.
func TestPrivacy_encryption(t *testing.T) {
	t.Parallel()
	postgres := standard
	postgres.OwnEncryption = false
	for lang, claim := range map[language]string{indonesian: "berkas yang dienkripsi dengan kuncinya sendiri", english: "file that is encrypted with a key of its own"} {
		if !strings.Contains(page(t, standard, "/privacy", lang), claim) {
			t.Errorf("%s: encrypted files are not mentioned", lang)
		}
		if body := page(t, postgres, "/privacy", lang); strings.Contains(body, claim) || !strings.Contains(body, "PostgreSQL") {
			t.Errorf("%s: too much is claimed for PostgreSQL", lang)
		}
	}
}

func TestPages_dates(t *testing.T) {
	t.Parallel()
	for month, name := range map[time.Month]string{1: "Januari", 2: "Februari", 3: "Maret", 5: "Mei", 8: "Agustus", 10: "Oktober", 12: "Desember"} {
		if got := dateIn(indonesian, time.Date(2026, month, 9, 0, 0, 0, 0, time.UTC)); got != "9 "+name+" 2026" {
			t.Errorf("month %d = %q", month, got)
		}
	}
}
