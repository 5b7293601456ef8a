package contact

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/kelolapesan/kelola/internal/csvcell"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const exportPage = 1000

// Export writes the contacts the filter lets through as CSV, page by page and oldest first. Columns: name, phone, email, groups, the consents,
// suppressed, then the custom fields by label. No cell begins like a formula; numbers are written with + behind an apostrophe, so
// that spreadsheets keep all digits, and an import reads them back as they were.
func (s *Service) Export(ctx context.Context, ws id.Workspace, f Filter, to io.Writer) error {
	return s.export(ctx, ws, f, func() (table, error) { return csvTable{csv.NewWriter(to)}, nil }, csvcell.Safe)
}

// ExportXLSX is Export as a spreadsheet. Its cells are texts, which need no apostrophe.
func (s *Service) ExportXLSX(ctx context.Context, ws id.Workspace, f Filter, to io.Writer) error {
	return s.export(ctx, ws, f, func() (table, error) { return newXLSX(to) }, func(c string) string { return c })
}

func (s *Service) export(ctx context.Context, ws id.Workspace, f Filter, begin func() (table, error), safe func(string) string) error {
	var fields []Field
	err := s.deps.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
		fields, err = s.Fields(ctx, q)
		return err
	})
	if err != nil {
		return err
	}
	header := []string{"Nama", "No HP", "Email", "Grup", "Izin layanan", "Izin pengingat", "Izin promo", "Dihentikan"}
	for _, field := range fields {
		header = append(header, safe(field.Label))
	}
	var out table
	for after := (ID{}); ; {
		var page []Contact
		err := s.deps.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
			page, err = s.exportPage(ctx, q, f, after)
			return err
		})
		if err != nil {
			return err
		}
		if out == nil { // what fails before the first page can still be answered as a problem
			if out, err = begin(); err != nil {
				return err
			}
			if err := out.Write(header); err != nil {
				return err
			}
		}
		for i := range page {
			row := exportRow(&page[i], fields)
			for n := range row {
				row[n] = safe(row[n])
			}
			if err := out.Write(row); err != nil {
				return err
			}
		}
		if len(page) < exportPage {
			return out.Close()
		}
		if err := out.Flush(); err != nil {
			return err
		}
		after = page[len(page)-1].ID
	}
}

// csvTable is a table as CSV.
type csvTable struct{ out *csv.Writer }

// Write implements table.
func (t csvTable) Write(row []string) error { return t.out.Write(row) }

// Flush implements table.
func (t csvTable) Flush() error {
	t.out.Flush()
	return t.out.Error()
}

// Close implements table.
func (t csvTable) Close() error { return t.Flush() }

func (s *Service) exportPage(ctx context.Context, q wsdb.Query, f Filter, after ID) ([]Contact, error) {
	ids, err := s.Audience(ctx, q, Audience{All: true, Filter: f}, after, exportPage)
	if err != nil {
		return nil, err
	}
	found, err := s.byIDs(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	at := make(map[ID]int, len(ids))
	for i := range ids {
		at[ids[i]] = i
	}
	list := make([]record, len(ids))
	for i := range found {
		list[at[found[i].ID]] = found[i]
	}
	return s.complete(ctx, q, list)
}

func exportRow(c *Contact, fields []Field) []string {
	number := ""
	if c.Phone != nil {
		number = string(*c.Phone)
	}
	names := make([]string, len(c.Groups))
	for i, g := range c.Groups {
		names[i] = g.Name
	}
	suppressed := ""
	if c.Suppressed != nil {
		suppressed = c.Suppressed.Reason
	}
	row := []string{c.Name, number, c.Email, strings.Join(names, "; ")}
	for _, p := range Purposes() {
		state := c.Consents[p].State
		if state == "" {
			state = Unknown
		}
		row = append(row, string(state))
	}
	row = append(row, suppressed)
	for _, f := range fields {
		row = append(row, asText(c.Fields[f.Key]))
	}
	return row
}

func asText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case json.Number:
		return unambiguous(v.String())
	}
	return ""
}

// ExportErrors writes the refused rows of an import as CSV: the line in the file, the reason as a code and in words, then the
// cells as they stood in the file, ready to be mended and imported again.
func (s *Service) ExportErrors(ctx context.Context, ws id.Workspace, imp ImportID, language string, to io.Writer) error {
	var i Import
	err := s.deps.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
		i, err = getImport(ctx, q, imp)
		return err
	})
	if err != nil {
		return err
	}
	out := csv.NewWriter(to)
	header := []string{"line", "code", "reason"}
	if language != "en" {
		header = []string{"baris", "kode", "alasan"}
	}
	for _, c := range i.Columns {
		header = append(header, csvcell.Safe(c.Header))
	}
	if err := out.Write(header); err != nil {
		return err
	}
	for after := int64(0); ; {
		var list []rowError
		err := s.deps.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
			list, err = listErrors(ctx, q, imp, after, exportPage)
			return err
		})
		if err != nil {
			return err
		}
		for _, e := range list {
			var cells []string
			if err := json.Unmarshal([]byte(e.Cells), &cells); err != nil {
				return fmt.Errorf("read refused row: %w", err)
			}
			row := []string{strconv.FormatInt(e.Line, 10), e.Code, reasonInWords(e.Code, language)}
			for _, c := range cells {
				row = append(row, csvcell.Safe(c))
			}
			if err := out.Write(row); err != nil {
				return err
			}
		}
		out.Flush()
		if err := out.Error(); err != nil || len(list) < exportPage {
			return err
		}
		after = list[len(list)-1].Row
	}
}
