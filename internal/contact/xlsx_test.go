package contact

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/fault"
)

// aBook makes a spreadsheet of sheets given by the XML of their rows.
func aBook(t testing.TB, parts map[string]string, names ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	put := func(name, text string) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
	}
	var sheets, rels string
	for i, name := range names {
		sheets += fmt.Sprintf(`<sheet name=%q sheetId="%d" r:id="rId%d"/>`, name, i+1, i+1)
		rels += fmt.Sprintf(`<Relationship Id="rId%d" Target="worksheets/sheet%d.xml"/>`, i+1, i+1)
	}
	put("xl/workbook.xml", `<?xml version="1.0"?><workbook xmlns:r="r"><workbookPr/><sheets>`+sheets+`</sheets></workbook>`)
	put("xl/_rels/workbook.xml.rels", `<Relationships>`+rels+`</Relationships>`)
	for name, text := range parts {
		put(name, text)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func aSheet(rows string) string {
	return `<worksheet><sheetData>` + rows + `</sheetData></worksheet>`
}

func asCSV(data []byte, name string) (string, error) {
	b, err := openBook(data)
	if err != nil {
		return "", err
	}
	s, err := b.choose(name)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	err = b.writeCSV(s, &out)
	return out.String(), err
}

const styles = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="&quot;day&quot; 0;[Red]0"/></numFmts>
	<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="22"/></cellXfs></styleSheet>`

func TestBook_cells(t *testing.T) {
	t.Parallel()
	data := aBook(t, map[string]string{
		"xl/styles.xml":        styles,
		"xl/sharedStrings.xml": `<sst><si><t>Nama</t></si><si><r><t>Bu</t></r><r><t xml:space="preserve">di </t></r><rPh><t>x</t></rPh></si></sst>`,
		"xl/worksheets/sheet1.xml": aSheet(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>No, HP</t></is></c></row>
			<row r="3"><c r="A3" t="s"><v>1</v></c><c r="C3"><v>6281234567890.1</v></c><c r="D3" s="1"><v>45658</v></c><c r="E3" s="2"><v>45658</v></c><c r="F3" s="4"><v>45658.5</v></c></row>
			<row><c><v>81234567890</v></c><c><v>6.28E+12</v></c><c t="str"><f>HYPERLINK("x")</f><v>=1+1</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c s="3"><v>7</v></c></row>
			<row><c t="s"><v>9</v></c><c><v>0.5</v></c><c t="inlineStr"><is><t>dua
baris</t></is></c></row><row><c/></row>`),
	}, "Satu")
	got, err := asCSV(data, "")
	want := "Nama,,\"No, HP\"\n\nBudi,,6281234567890.1,2025-01-01,2025-01-01,2025-01-01 12:00\n" +
		"81234567890,6.28E+12,=1+1,true,#N/A,7\n,0.5,dua baris\n"
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Fatal(err, diff)
	}
}

func TestBook_numbers(t *testing.T) {
	t.Parallel()
	b := &book{dates: []bool{false, true}, from: -25569}
	for value, want := range map[string]string{
		"6.281234567891E+12": "6281234567891", "6280000000000": "6.28E+12", "081": "81", "abc": "abc", "1e300": "1e300", "-5": "-5",
		"628123456789": "628123456789", "NaN": "NaN", "100000": "100000",
	} {
		if got := b.number(0, value); got != want {
			t.Errorf("number(%q) = %q, want %q", value, got, want)
		}
	}
	for format, want := range map[string]bool{"dd/mm/yy": true, "0.00": false, `"dry" 0`: false, `[Red]0`: false, "h:mm": false, `\d0`: false, "[$-421]d mmmm yyyy": true} {
		if showsDate(format) != want {
			t.Errorf("showsDate(%q) = %v", format, !want)
		}
	}
}

func TestBook_sheets(t *testing.T) {
	t.Parallel()
	row := func(s string) string { return aSheet(`<row><c t="inlineStr"><is><t>` + s + `</t></is></c></row>`) }
	two := aBook(t, map[string]string{"xl/worksheets/sheet1.xml": row("a"), "xl/worksheets/sheet2.xml": row("b")}, "Satu", "Dua")
	_, err := asCSV(two, "")
	if f, ok := fault.Of(err); !errors.Is(err, ErrSheetChoice) || !ok || len(f.Fields) != 2 || f.Fields[1].Detail != "Dua" {
		t.Fatalf("several sheets = %v", err)
	}
	if got, err := asCSV(two, "Dua"); got != "b\n" || err != nil {
		t.Fatalf("named sheet = %q, %v", got, err)
	}
	one := aBook(t, map[string]string{"xl/worksheets/sheet1.xml": aSheet(""), "xl/worksheets/sheet2.xml": row("b")}, "Satu", "Dua")
	if got, err := asCSV(one, ""); got != "b\n" || err != nil {
		t.Fatalf("only filled sheet = %q, %v", got, err)
	}
}

func TestBook_refuses(t *testing.T) {
	t.Parallel()
	sheet := func(text string) []byte { return aBook(t, map[string]string{"xl/worksheets/sheet1.xml": text}, "Satu") }
	for name, tt := range map[string]struct {
		data []byte
		want error
	}{
		"no zip":    {[]byte("PK\x03\x04 nothing"), ErrNotXLSX},
		"empty":     {sheet(aSheet("")), ErrFileEmpty},
		"no sheet":  {aBook(t, nil), ErrNotXLSX},
		"entities":  {sheet(`<!DOCTYPE x [<!ENTITY a "aaaa">]>` + aSheet("")), ErrNotXLSX},
		"depth":     {sheet(strings.Repeat("<a>", 1e6)), ErrNotXLSX},
		"long text": {sheet(aSheet(`<row><c><v>` + strings.Repeat("1", 1<<20))), ErrNotXLSX},
		"broken":    {sheet(`<worksheet><row></c>`), ErrNotXLSX},
		"columns":   {sheet(aSheet(`<row><c r="ZZZ1"><v>1</v></c></row>`)), ErrManyColumns},
		"rows":      {sheet(aSheet(`<row r="99999999"><c><v>1</v></c></row>`)), ErrNotXLSX},
	} {
		if _, err := asCSV(tt.data, ""); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
}

// A file unfolds to so much and no more, however many sheets it has and however often they are read.
func TestBook_unfoldsOnlySoMuch(t *testing.T) {
	t.Parallel()
	empty := aSheet(strings.Repeat(`<row></row>`, 1000))
	b, err := openBook(aBook(t, map[string]string{"xl/worksheets/sheet1.xml": empty, "xl/worksheets/sheet2.xml": empty}, "Satu", "Dua"))
	if err != nil {
		t.Fatal(err)
	}
	b.left = 15_000
	if _, err := b.choose(""); !errors.Is(err, ErrSheetTooLarge) {
		t.Errorf("choose = %v, %d bytes left", err, b.left)
	}
}

// A zip can name a million parts in little space; each would cost memory before any is looked at.
func TestBook_manyParts(t *testing.T) {
	t.Parallel()
	parts := map[string]string{"xl/worksheets/sheet1.xml": aSheet(`<row><c><v>1</v></c></row>`)}
	for i := range maxParts {
		parts[fmt.Sprint("x", i)] = ""
	}
	if _, err := openBook(aBook(t, parts, "Satu")); !errors.Is(err, ErrSheetTooLarge) {
		t.Errorf("openBook = %v", err)
	}
}

// A sheet that unfolds to a hundred megabytes is read in a fixed amount of memory.
func TestBook_largeSheetInLittleMemory(t *testing.T) {
	row := `<row><c t="inlineStr"><is><t>Budi Santoso</t></is></c><c><v>6281234567890</v></c></row>`
	data := aBook(t, map[string]string{"xl/worksheets/sheet1.xml": aSheet(strings.Repeat(row, 200_000))}, "Satu")
	runtime.GC()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	b, err := openBook(data)
	if err != nil {
		t.Fatal(err)
	}
	n, most := 0, uint64(0)
	err = b.rows(b.sheets[0], func(int64, []string) error {
		if n++; n%20_000 == 0 {
			runtime.GC()
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapAlloc)
		}
		return nil
	})
	if err != nil || n != 200_000 {
		t.Fatalf("%d rows, %v", n, err)
	}
	if most > before.HeapAlloc+4<<20 {
		t.Errorf("%d MB more in use while reading", (most-before.HeapAlloc)>>20)
	}
}

func FuzzBook(f *testing.F) {
	f.Add(aSheet(`<row r="1"><c r="A1" t="s"><v>0</v></c><c><v>1</v></c></row>`), `<sst><si><t>x</t></si></sst>`, styles)
	f.Add(`<a`, `<si><t>`, `<numFmt formatCode="[d"/>`)
	f.Fuzz(func(t *testing.T, sheet, shared, style string) {
		data := aBook(t, map[string]string{"xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": shared, "xl/styles.xml": style}, "Satu")
		got, err := asCSV(data, "")
		if err != nil {
			return
		}
		if _, err := inspect(strings.NewReader(got), &converted); err != nil && !errors.Is(err, ErrFileEmpty) && !errors.Is(err, ErrNotCSV) {
			t.Fatalf("the rows cannot be read: %v\n%q", err, got)
		}
	})
}

func FuzzOpenBook(f *testing.F) {
	f.Add(aBook(f, map[string]string{"xl/worksheets/sheet1.xml": aSheet(`<row><c><v>1</v></c></row>`)}, "Satu"))
	f.Fuzz(func(_ *testing.T, data []byte) { _, _ = asCSV(data, "") })
}
