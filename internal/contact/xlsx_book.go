package contact

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/kelolapesan/kelola/internal/fault"
)

// What can be wrong with a spreadsheet as a whole.
var (
	ErrNotXLSX       = fault.New(fault.Invalid, "import.not_xlsx", "The file is not a spreadsheet that can be read. Save it again as .xlsx or CSV.")
	ErrSheetTooLarge = fault.New(fault.TooLarge, "import.sheet_too_large", "The spreadsheet is too large. Save it as CSV and upload that.")
	ErrSheetChoice   = fault.New(fault.Invalid, "import.sheet_choice", "The spreadsheet has several sheets. Say which one is meant.")
)

// A spreadsheet is a zip of XML, and so may be made to unfold without end. What is kept of it in memory has these bounds; everything
// else is read once, in a stream.
const (
	maxBook    = 64 << 20  // the file
	maxUnfold  = 2 << 30   // all that is read of it, unfolded; sheets may share a part, and are read more than once
	maxParts   = 10_000    // parts that it names
	maxStrings = 128 << 20 // all texts that cells share
	maxSheets  = 200
	maxStyles  = 100_000
	maxGap     = 256 << 10 // between two tags
	maxDepth   = 64
)

// book is a spreadsheet file.
type book struct {
	parts   map[string]*zip.File
	sheets  []sheet
	strings sharedStrings
	dates   []bool // by style: whether its numbers are dates
	from    int64  // the day dates are counted from, in days since 1970
	left    int64  // what may still be unfolded
}

type sheet struct{ name, part string }

// sharedStrings keeps texts behind each other, which spares a million small ones.
type sharedStrings struct {
	text []byte
	ends []int
}

func (s *sharedStrings) get(i int) string {
	if i < 0 || i >= len(s.ends) {
		return ""
	}
	from := 0
	if i > 0 {
		from = s.ends[i-1]
	}
	return string(s.text[from:min(s.ends[i], from+maxRow+1)]) // a longer one makes the row too long anyway
}

func openBook(data []byte) (*book, error) {
	if bytes.Count(data, []byte("PK\x01\x02")) > maxParts { // each entry of the directory begins so; what the file says of their number may be wrong
		return nil, ErrSheetTooLarge
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, ErrNotXLSX.With(err)
	}
	b := &book{parts: make(map[string]*zip.File, len(z.File)), left: maxUnfold, from: -25569} // 30 December 1899
	for _, f := range z.File {
		b.parts[strings.TrimPrefix(f.Name, "/")] = f
	}
	for _, step := range []func() error{b.readSheets, b.readStrings, b.readStyles} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	if len(b.sheets) == 0 {
		return nil, ErrNotXLSX
	}
	return b, nil
}

// readSheets finds the sheets that a person sees, in their order.
func (b *book) readSheets() error {
	targets := map[string]string{}
	err := b.each("xl/_rels/workbook.xml.rels", func(x *xmlWalk) error {
		if x.start == "Relationship" && len(targets) < 10*maxSheets {
			target := x.attr("Target")
			if !strings.HasPrefix(target, "/") {
				target = "xl/" + target
			}
			targets[x.attr("Id")] = strings.TrimPrefix(path.Clean(target), "/")
		}
		return nil
	})
	if err != nil {
		return err
	}
	return b.each("xl/workbook.xml", func(x *xmlWalk) error {
		switch x.start {
		case "workbookPr":
			if v := x.attr("date1904"); v == "1" || v == "true" {
				b.from = -24107 // 1 January 1904
			}
		case "sheet":
			part := targets[x.attr("id")]
			if state := x.attr("state"); part == "" || state == "hidden" || state == "veryHidden" || len(b.sheets) >= maxSheets {
				return nil
			}
			b.sheets = append(b.sheets, sheet{name: cleanText(x.attr("name")), part: part})
		}
		return nil
	})
}

func (b *book) readStrings() error {
	if b.parts["xl/sharedStrings.xml"] == nil {
		return nil
	}
	return b.each("xl/sharedStrings.xml", func(x *xmlWalk) error {
		switch {
		case x.text != nil && x.in("t") && !x.in("rPh"):
			b.strings.text = append(b.strings.text, x.text...)
		case x.end == "si":
			b.strings.ends = append(b.strings.ends, len(b.strings.text))
		}
		if len(b.strings.text)+8*len(b.strings.ends) > maxStrings {
			return ErrSheetTooLarge
		}
		return nil
	})
}

func (b *book) readStyles() error {
	if b.parts["xl/styles.xml"] == nil {
		return nil
	}
	own := map[int]bool{}
	return b.each("xl/styles.xml", func(x *xmlWalk) error {
		switch {
		case x.start == "numFmt" && len(own) < maxStyles:
			n, _ := strconv.Atoi(x.attr("numFmtId"))
			own[n] = showsDate(x.attr("formatCode"))
		case x.start == "xf" && x.in("cellXfs") && len(b.dates) < maxStyles:
			n, _ := strconv.Atoi(x.attr("numFmtId"))
			date, known := own[n]
			b.dates = append(b.dates, known && date || !known && (n >= 14 && n <= 22 || n >= 27 && n <= 36 || n >= 45 && n <= 47 || n >= 50 && n <= 58))
		}
		return nil
	})
}

// showsDate says whether a number format shows days: it has a letter for them outside of texts, colours and conditions.
func showsDate(format string) bool {
	inText, inBracket := false, false
	for i := 0; i < len(format); i++ {
		switch c := format[i]; {
		case c == '\\' || c == '_' || c == '*':
			i++
		case c == '"':
			inText = !inText
		case inText:
		case c == '[':
			inBracket = true
		case c == ']':
			inBracket = false
		case inBracket:
		case strings.IndexByte("dDyY", c) >= 0:
			return true
		}
	}
	return false
}

// xmlWalk is where a walk through a part is: at the start of an element, at its end, or at text.
type xmlWalk struct {
	start, end string
	text       []byte
	attrs      []xml.Attr
	open       []string
}

func (x *xmlWalk) attr(name string) string {
	for _, a := range x.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (x *xmlWalk) in(name string) bool {
	for _, o := range x.open {
		if o == name {
			return true
		}
	}
	return false
}

// each walks through a part of the file.
func (b *book) each(part string, fn func(x *xmlWalk) error) error {
	f := b.parts[part]
	if f == nil {
		return ErrNotXLSX
	}
	r, err := f.Open()
	if err != nil {
		return ErrNotXLSX.With(err)
	}
	defer func() { _ = r.Close() }()
	d := xml.NewDecoder(&tagReader{r: r, left: &b.left})
	x := &xmlWalk{}
	for {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			if f, ok := fault.Of(err); ok {
				return f
			}
			return ErrNotXLSX.With(err)
		}
		x.start, x.end, x.text, x.attrs = "", "", nil, nil
		switch t := t.(type) {
		case xml.StartElement:
			if len(x.open) >= maxDepth {
				return ErrNotXLSX
			}
			x.start, x.attrs = t.Name.Local, t.Attr
			x.open = append(x.open, x.start)
		case xml.EndElement:
			x.end = t.Name.Local
			if len(x.open) == 0 || x.open[len(x.open)-1] != x.end {
				return ErrNotXLSX
			}
		case xml.CharData:
			x.text = t
		default:
			continue
		}
		if err := fn(x); err != nil {
			return err
		}
		if x.end != "" {
			x.open = x.open[:len(x.open)-1]
		}
	}
}

// tagReader refuses what makes a reader of XML keep much: endless text between tags, comments, declarations, and too much of all.
type tagReader struct {
	r    io.Reader
	left *int64
	gap  int
	tag  bool // the last byte was a <
}

// Read implements io.Reader.
func (t *tagReader) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	if *t.left -= int64(n); *t.left < 0 {
		return 0, ErrSheetTooLarge
	}
	for _, c := range p[:n] {
		if t.tag && c == '!' {
			return 0, ErrNotXLSX
		}
		if t.tag = c == '<'; t.tag {
			t.gap = 0
		}
		if t.gap++; t.gap > maxGap {
			return 0, ErrNotXLSX
		}
	}
	return n, err
}
