package backup

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"io"
	"strconv"
	"unicode/utf8"

	"github.com/kelolapesan/kelola/internal/database"
)

// A file of rows is lines of JSON: for each table a head, its rows as arrays in the order of the head's fields, and a foot with their
// number; at the very end a line that says so.
type (
	tableHead struct {
		Table  string           `json:"table"`
		Fields []database.Field `json:"fields"`
	}
	tableFoot struct {
		Rows int64 `json:"rows"`
	}
	fileFoot struct {
		End bool `json:"end"`
	}
)

// rowWriter writes such a file.
type rowWriter struct {
	w   *bufio.Writer
	buf []byte
}

func newRowWriter(w io.Writer) *rowWriter { return &rowWriter{w: bufio.NewWriterSize(w, 1<<16)} }

func (r *rowWriter) line(v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = r.w.Write(append(raw, '\n'))
	return err
}

// finish ends the file.
func (r *rowWriter) finish() error {
	if err := r.line(fileFoot{End: true}); err != nil {
		return err
	}
	return r.w.Flush()
}

// tables writes all rows of the tables and counts them.
func (r *rowWriter) tables(ctx context.Context, q database.Query, engine database.Engine, all []database.Table) (map[string]int64, error) {
	counts := map[string]int64{}
	for _, t := range all {
		n, err := r.table(ctx, q, engine, t)
		if err != nil {
			return nil, err
		}
		counts[t.Name] = n
	}
	return counts, nil
}

func (r *rowWriter) table(ctx context.Context, q database.Query, engine database.Engine, t database.Table) (n int64, err error) {
	query, err := t.SelectRows(engine)
	if err != nil {
		return 0, err
	}
	if err := r.line(tableHead{Table: t.Name, Fields: t.Fields}); err != nil {
		return 0, err
	}
	rows, err := q.Query(ctx, query)
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	cells := make([]any, len(t.Fields))
	for i, f := range t.Fields {
		cells[i] = CellOf(f.Form)
	}
	for ; rows.Next(); n++ {
		if err := rows.Scan(cells...); err != nil {
			return 0, err
		}
		if r.buf, err = appendRow(r.buf[:0], cells, t.Fields); err != nil {
			return 0, err
		}
		if _, err := r.w.Write(r.buf); err != nil {
			return 0, err
		}
	}
	if err := rows.Err(); err != nil {
		return 0, err
	}
	return n, r.line(tableFoot{Rows: n})
}

// CellOf is what a value of a form is read into.
func CellOf(f database.Form) any {
	switch f {
	case database.FormInt:
		return &sql.NullInt64{}
	case database.FormFloat:
		return &sql.NullFloat64{}
	case database.FormBool:
		return &sql.NullBool{}
	case database.FormBytes:
		return &[]byte{}
	default:
		return &sql.NullString{}
	}
}

func appendRow(b []byte, cells []any, fields []database.Field) ([]byte, error) {
	b = append(b, '[')
	for i, cell := range cells {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = AppendCell(b, cell, fields[i].Form); err != nil {
			return nil, err
		}
	}
	return append(b, ']', '\n'), nil
}

// AppendCell writes a value that was read into such a cell as JSON: bytes in base64, a text that is no UTF-8 as an object with its bytes.
func AppendCell(b []byte, cell any, form database.Form) ([]byte, error) {
	switch v := cell.(type) {
	case *sql.NullInt64:
		if v.Valid {
			return strconv.AppendInt(b, v.Int64, 10), nil
		}
	case *sql.NullFloat64:
		if v.Valid {
			raw, err := json.Marshal(v.Float64)
			return append(b, raw...), err
		}
	case *sql.NullBool:
		if v.Valid {
			return strconv.AppendBool(b, v.Bool), nil
		}
	case *[]byte:
		if *v != nil {
			return appendBase64(b, *v), nil
		}
	case *sql.NullString:
		if v.Valid {
			return appendText(b, v.String, form)
		}
	}
	return append(b, "null"...), nil
}

func appendBase64(b, v []byte) []byte {
	b = append(b, '"')
	b = base64.StdEncoding.AppendEncode(b, v)
	return append(b, '"')
}

// appendText writes a text; one that is no UTF-8, which SQLite takes, as its bytes.
func appendText(b []byte, text string, form database.Form) ([]byte, error) {
	if form == database.FormJSON {
		return appendJSON(b, text)
	}
	if !utf8.ValidString(text) {
		b = append(b, `{"bytes":`...)
		return append(appendBase64(b, []byte(text)), '}'), nil
	}
	raw, err := json.Marshal(text)
	return append(b, raw...), err
}

// appendJSON writes a JSON value in one form, whatever the engine makes of spaces and the order of names.
func appendJSON(b []byte, text string) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	raw, err := json.Marshal(v)
	return append(b, raw...), err
}
