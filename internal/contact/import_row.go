package contact

import (
	"strings"

	"github.com/kelolapesan/kelola/internal/csvcell"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/phone"
)

// importRow is a row of the file, understood or refused.
type importRow struct {
	no     int64 // counted from 1, without the column names
	line   int64
	phone  string
	name   string
	email  string
	values map[string]string // only what is filled
	groups []string
	code   string // what is wrong; empty if nothing
	field  string // the target it is wrong with
	cells  []string
}

// rowReader understands rows by a mapping.
type rowReader struct {
	columns int
	targets []ColumnTarget
	phone   int
	types   fieldTypes
	country string
	typed   []Field // by position in targets
}

func newRowReader(m Mapping, columns int, types fieldTypes, country string) *rowReader {
	r := &rowReader{columns: columns, phone: m.column(TargetPhone), types: types, country: country}
	for _, c := range m.Columns {
		if c.Target == TargetIgnore {
			continue
		}
		key, custom := strings.CutPrefix(c.Target, targetField)
		if _, known := types[key]; custom && !known {
			continue // deleted since the columns were assigned
		}
		r.targets = append(r.targets, c)
		r.typed = append(r.typed, types[key])
	}
	return r
}

// number reads only the phone number of a row.
func (r *rowReader) number(row *csvRow) (phone.Number, *fault.Error) {
	if f := r.shape(row); f != nil {
		return "", f
	}
	n, err := phone.Parse(row.Cells[r.phone], r.country)
	if err != nil {
		return "", faultOf(err)
	}
	return n, nil
}

// shape says what is wrong with a row before its cells are looked at.
func (r *rowReader) shape(row *csvRow) *fault.Error {
	if row.Err != nil {
		return row.Err
	}
	if len(row.Cells) < r.columns {
		return ErrRowFewCells
	}
	for _, extra := range row.Cells[r.columns:] {
		if strings.TrimSpace(extra) != "" {
			return ErrRowManyCells
		}
	}
	return nil
}

// read understands a row. Cells are kept only where something is wrong.
func (r *rowReader) read(row *csvRow) importRow {
	out := importRow{line: row.Line}
	n, f := r.number(row)
	if f != nil {
		field := TargetPhone
		if !strings.HasPrefix(f.Code, "phone.") {
			field = ""
		}
		return out.refuse(row, f, field)
	}
	out.phone = string(n)
	for i, c := range r.targets {
		cell := csvcell.Plain(row.Cells[c.Index])
		if cell == "" || c.Target == TargetPhone {
			continue
		}
		var err error
		switch c.Target {
		case TargetName:
			out.name, err = cleanName(cell)
		case TargetEmail:
			out.email, err = cleanEmail(cell)
		case TargetGroup:
			out.groups = append(out.groups, splitGroups(cell)...)
			err = checkGroups(out.groups)
		default:
			err = out.set(r.typed[i], cell)
		}
		if err != nil {
			return out.refuse(row, faultOf(err), c.Target)
		}
	}
	return out
}

func (i *importRow) set(f Field, cell string) error {
	v, err := f.canonical(cell)
	if err != nil || v == "" {
		return err
	}
	if i.values == nil {
		i.values = make(map[string]string, 4)
	}
	i.values[f.Key] = v
	return nil
}

// keep leaves only values of fields that are still what they were when the row was read.
func (i *importRow) keep(read, now fieldTypes) {
	for key := range i.values {
		if f, ok := now[key]; !ok || f.ID != read[key].ID {
			delete(i.values, key)
		}
	}
}

func (i *importRow) refuse(row *csvRow, f *fault.Error, field string) importRow {
	i.code, i.field = f.Code, field
	i.cells = append([]string(nil), row.Cells...)
	return *i
}

const maxRowGroups = 20

func checkGroups(names []string) error {
	if len(names) > maxRowGroups {
		return ErrInvalid
	}
	for _, name := range names {
		if _, err := groupName(name); err != nil {
			return err
		}
	}
	return nil
}

func faultOf(err error) *fault.Error {
	if f, ok := fault.Of(err); ok {
		return f
	}
	return ErrInvalid
}

// change brings what a row says into a contact and reports whether that changes anything. Empty cells say nothing.
func (i *importRow) change(r *record) bool {
	changed := false
	if i.name != "" && (i.name != r.Name || !r.NameTyped) {
		r.setName(i.name, true)
		changed = true
	}
	if i.email != "" && i.email != r.Email {
		r.Email, changed = i.email, true
	}
	for key, v := range i.values {
		if r.Values[key] != v {
			r.Values[key], changed = v, true
		}
	}
	return changed
}
