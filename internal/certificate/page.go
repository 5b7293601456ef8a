package certificate

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"
	"text/tabwriter"
)

//go:embed page/page.html
var pageHTML string

//go:embed page/page.css
var pageCSS string

var page = template.Must(template.New("page").Parse(pageHTML))

// StyleHash is what a Content-Security-Policy allows as style-src for the page of HTML, which needs nothing else.
func StyleHash() string {
	sum := sha256.Sum256([]byte(pageCSS))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// HTML verifies a document and writes it as one page for reading and printing, in Indonesian ("id") or English ("en"), without
// scripts and without anything from elsewhere. It fails like Verify.
func HTML(w io.Writer, doc []byte, lang string) error {
	d, err := read(doc)
	if err != nil {
		return err
	}
	return page.Execute(w, struct {
		view
		Style template.CSS
	}{describe(d, languageOf(lang)), template.CSS(pageCSS)}) //nolint:gosec // our own file
}

// Says is the sentence about a signature that holds: by a key that the reader knows from elsewhere, or by the one in the document.
func Says(lang string, known bool) string {
	if known {
		return languageOf(lang).words["holds.known"]
	}
	return languageOf(lang).words["holds"]
}

// Text verifies a document and writes the same as HTML in plain words for a terminal. It fails like Verify.
func Text(w io.Writer, doc []byte, lang string) error {
	d, err := read(doc)
	if err != nil {
		return err
	}
	v := describe(d, languageOf(lang))
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n%s\n\n", strings.ToUpper(v.Title), v.Lead)
	writeFacts(&b, v.Facts)
	for _, s := range v.Sections {
		fmt.Fprintf(&b, "\n%s\n", strings.ToUpper(s.Title))
		if s.Note != "" {
			fmt.Fprintf(&b, "%s\n", s.Note)
		}
		for _, item := range s.Items {
			fmt.Fprintf(&b, "  - %s\n", item)
		}
		writeFacts(&b, s.Facts)
		writeRows(&b, s)
		if s.Bare() {
			fmt.Fprintf(&b, "  %s\n", s.Empty)
		}
	}
	_, err = io.WriteString(w, b.String())
	return err
}

// Bare says that there is nothing in the section, which is then said.
func (s section) Bare() bool {
	return s.Empty != "" && len(s.Rows) == 0 && len(s.Items) == 0 && (len(s.Facts) == 0 || len(s.Head) > 0)
}

func writeFacts(b *strings.Builder, facts []fact) {
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	for _, f := range facts {
		if f.Name == "" {
			_, _ = fmt.Fprintf(t, "  %s\n", f.Value)
			continue
		}
		_, _ = fmt.Fprintf(t, "  %s:\t%s\n", f.Name, f.Value)
	}
	_ = t.Flush()
}

func writeRows(b *strings.Builder, s section) {
	if len(s.Rows) == 0 {
		return
	}
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	names := make([]string, len(s.Head))
	for i, h := range s.Head {
		names[i] = h.Name
	}
	for _, row := range append([][]string{names}, s.Rows...) {
		_, _ = fmt.Fprintf(t, "  %s\n", strings.Join(row, "\t"))
	}
	_ = t.Flush()
}
