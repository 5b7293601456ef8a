package backup

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/kelolapesan/kelola/internal/database"
)

// sink takes what a file of rows holds, table by table.
type sink interface {
	Begin(table string, fields []database.Field) error
	Row(cells []json.RawMessage) error
	End(rows int64) error
}

// readRows reads a file of rows to its end. It fails with ErrDamaged where the file is no such file or was cut off.
func readRows(r io.Reader, to sink) error {
	in := bufio.NewReaderSize(r, 1<<16)
	var n int64
	fields := -1 // none: between two tables
	for {
		line, err := in.ReadBytes('\n')
		if err != nil { // also a file that ends too early
			return ErrDamaged.With(err)
		}
		if line[0] == '[' && fields >= 0 {
			var cells []json.RawMessage
			if err := json.Unmarshal(line, &cells); err != nil || len(cells) != fields {
				return ErrDamaged.With(fmt.Errorf("a row is not readable: %w", err))
			}
			if err := to.Row(cells); err != nil {
				return err
			}
			n++
			continue
		}
		var mark struct {
			tableHead
			fileFoot

			Rows *int64 `json:"rows"`
		}
		if err := json.Unmarshal(line, &mark); err != nil {
			return ErrDamaged.With(err)
		}
		switch {
		case mark.Table != "" && fields < 0:
			fields, n = len(mark.Fields), 0
			err = to.Begin(mark.Table, mark.Fields)
		case mark.Rows != nil && fields >= 0 && *mark.Rows == n:
			fields = -1
			err = to.End(n)
		case mark.End && fields < 0:
			_, err := in.ReadByte()
			if !errors.Is(err, io.EOF) { // what follows would not be part of it; reading on also checks the seal of the last piece
				return ErrDamaged.With(errors.New("the file of rows goes on behind its end"))
			}
			return nil
		default:
			err = ErrDamaged.With(errors.New("a line stands at a wrong place"))
		}
		if err != nil {
			return err
		}
	}
}

// Value turns a cell into what a statement takes.
func Value(cell json.RawMessage, form database.Form) (any, error) {
	if string(cell) == "null" {
		return nil, nil
	}
	switch form {
	case database.FormInt:
		return decode[int64](cell)
	case database.FormFloat:
		return decode[float64](cell)
	case database.FormBool:
		return decode[bool](cell)
	case database.FormBytes:
		return decode[[]byte](cell)
	case database.FormJSON:
		return string(cell), nil
	}
	if len(cell) > 0 && cell[0] == '{' {
		odd, err := decode[struct {
			Bytes []byte `json:"bytes"`
		}](cell)
		return string(odd.Bytes), err
	}
	return decode[string](cell)
}

func decode[T any](cell json.RawMessage) (T, error) {
	var v T
	if err := json.Unmarshal(cell, &v); err != nil {
		return v, ErrDamaged.With(err)
	}
	return v, nil
}

// counter is a sink that only counts.
type counter struct {
	counts map[string]int64
	table  string
}

func (c *counter) Begin(table string, _ []database.Field) error {
	c.table = table
	return nil
}

func (c *counter) Row([]json.RawMessage) error { return nil }

func (c *counter) End(rows int64) error {
	c.counts[c.table] = rows
	return nil
}
