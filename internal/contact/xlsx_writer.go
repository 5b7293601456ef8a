package contact

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"io"
	"strings"
)

// table takes the rows of an export.
type table interface {
	Write(row []string) error
	// Flush hands over what was written so far.
	Flush() error
	Close() error
}

// xlsxParts are the parts of a spreadsheet with one sheet, but for the sheet.
var xlsxParts = []struct{ name, text string }{
	{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`},
	{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
	{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Kontak" sheetId="1" r:id="rId1"/></sheets></workbook>`},
	{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
}

const (
	xmlHead   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	sheetHead = xmlHead + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	sheetTail = `</sheetData></worksheet>`
	maxCell   = 32_767 // characters that a spreadsheet allows
)

// xlsxTable writes a spreadsheet while it goes out. Every cell is a text, so that nothing in it is ever computed and a number keeps its
// digits.
type xlsxTable struct {
	zip *zip.Writer
	out *bufio.Writer
}

func newXLSX(to io.Writer) (*xlsxTable, error) {
	t := &xlsxTable{zip: zip.NewWriter(to)}
	for _, p := range xlsxParts {
		w, err := t.zip.Create(p.name)
		if err != nil {
			return nil, err
		}
		if _, err := io.WriteString(w, xmlHead+p.text); err != nil {
			return nil, err
		}
	}
	w, err := t.zip.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		return nil, err
	}
	t.out = bufio.NewWriter(w)
	_, err = t.out.WriteString(sheetHead)
	return t, err
}

// Write implements table.
func (t *xlsxTable) Write(row []string) error {
	_, _ = t.out.WriteString(`<row>`)
	for _, c := range row {
		if r := []rune(c); len(r) > maxCell {
			c = string(r[:maxCell])
		}
		_, _ = t.out.WriteString(`<c t="inlineStr"><is><t xml:space="preserve">`)
		if err := xml.EscapeText(t.out, []byte(strings.ToValidUTF8(c, "\ufffd"))); err != nil {
			return err
		}
		_, _ = t.out.WriteString(`</t></is></c>`)
	}
	_, err := t.out.WriteString(`</row>`)
	return err
}

// Flush implements table.
func (t *xlsxTable) Flush() error {
	if err := t.out.Flush(); err != nil {
		return err
	}
	return t.zip.Flush()
}

// Close implements table.
func (t *xlsxTable) Close() error {
	if _, err := t.out.WriteString(sheetTail); err != nil {
		return err
	}
	if err := t.out.Flush(); err != nil {
		return err
	}
	return t.zip.Close()
}
