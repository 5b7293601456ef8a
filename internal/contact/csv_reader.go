package contact

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/kelolapesan/kelola/internal/fault"
)

// What can be wrong with a row of a file.
var (
	ErrRowTooLong   = fault.New(fault.Invalid, "import.row_too_long", "The row is longer than 64 KB.")
	ErrRowQuote     = fault.New(fault.Invalid, "import.quote_not_closed", "A quotation mark is opened and not closed.")
	ErrRowNUL       = fault.New(fault.Invalid, "import.nul_byte", "The row contains bytes that are no text.")
	ErrRowEncoding  = fault.New(fault.Invalid, "import.bad_encoding", "The row contains characters in another encoding than the file.")
	ErrRowManyCells = fault.New(fault.Invalid, "import.too_many_cells", "The row has more cells than there are columns.")
	ErrRowFewCells  = fault.New(fault.Invalid, "import.too_few_cells", "The row has fewer cells than there are columns.")
)

const (
	maxRow        = 64 << 10
	maxCells      = 500
	maxOpenQuotes = 1000 // so many rows with an open quotation mark, and the file is something else
)

// csvRow is one row of a file. Cells may be reused by the next row.
type csvRow struct {
	Line  int64 // where the row begins in the file, counted from 1
	Cells []string
	Err   *fault.Error // what is wrong with the row itself; Cells are then as good as can be
}

// blank says that there is nothing in the row.
func (r *csvRow) blank() bool {
	for _, c := range r.Cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return r.Err == nil
}

// csvReader reads rows one after another in a fixed amount of memory, whatever the file contains. What is wrong with a row stays with
// that row: the next line is read as if nothing had happened.
type csvReader struct {
	r          io.Reader
	buf        []byte
	start, end int
	eof        bool
	line       int64
	delimiter  byte
	eol        byte
	open       int
	cells      []string
}

func newCSVReader(r io.Reader, d dialect) *csvReader {
	c := &csvReader{r: r, buf: make([]byte, 4*maxRow), line: 1, delimiter: d.Delimiter[0], eol: '\n'}
	if d.Return {
		c.eol = '\r'
	}
	return c
}

// Next returns the next row, io.EOF behind the last one, or what went wrong with reading. Blank rows are returned too.
func (c *csvReader) Next() (csvRow, error) {
	length, found, err := c.lineEnd(0)
	if err != nil {
		return csvRow{}, err
	}
	if length == 0 && !found {
		return csvRow{}, io.EOF
	}
	row := csvRow{Line: c.line}
	if length > maxRow || !found && !c.eof {
		row.Err = ErrRowTooLong
		row.Cells = []string{string(bytes.ToValidUTF8(c.buf[c.start:c.start+80], nil))}
		return row, c.skipLine()
	}
	record := c.buf[c.start : c.start+length]
	if bytes.IndexByte(record, '"') < 0 {
		row.Cells = c.split(record)
		row.Err = textFault(record)
		c.advance(length, found, 1)
		return row, nil
	}
	return c.quoted(row, length, found)
}

// quoted reads a row that has quotation marks and may go on over line ends.
func (c *csvReader) quoted(row csvRow, length int, found bool) (csvRow, error) {
	first, firstFound := length, found
	for lines := int64(1); ; lines++ {
		record := c.buf[c.start : c.start+length]
		cells, closed := c.parse(record)
		if closed {
			row.Cells, row.Err = cells, textFault(record)
			c.advance(length, found, lines)
			return row, nil
		}
		next, more, err := length, false, error(nil)
		if found {
			next, more, err = c.lineEnd(length + 1)
		}
		if err != nil {
			return csvRow{}, err
		}
		if !found || next > maxRow || !more && !c.eof {
			break
		}
		length, found = next, more
	}
	if c.open++; c.open > maxOpenQuotes {
		return csvRow{}, ErrNotCSV
	}
	row.Cells, row.Err = c.split(c.buf[c.start:c.start+first]), ErrRowQuote
	c.advance(first, firstFound, 1)
	return row, nil
}

// lineEnd finds the first end of a line at least from bytes behind the start of the row, reading on as needed. found is false at the end of the
// file and where the row outgrows the buffer's allowance.
func (c *csvReader) lineEnd(from int) (length int, found bool, err error) {
	for {
		if c.start+from <= c.end {
			if i := bytes.IndexByte(c.buf[c.start+from:c.end], c.eol); i >= 0 {
				return from + i, true, nil
			}
		}
		if c.end-c.start > maxRow || c.eof {
			return c.end - c.start, false, nil
		}
		from = max(from, c.end-c.start)
		if err := c.fill(); err != nil {
			return 0, false, err
		}
	}
}

func (c *csvReader) fill() error {
	if c.start > 0 && len(c.buf)-c.end < maxRow {
		copy(c.buf, c.buf[c.start:c.end])
		c.start, c.end = 0, c.end-c.start
	}
	for range 100 {
		n, err := c.r.Read(c.buf[c.end:])
		c.end += n
		if errors.Is(err, io.EOF) {
			c.eof = true
			return nil
		}
		if err != nil || n > 0 {
			return err
		}
	}
	return io.ErrNoProgress
}

func (c *csvReader) advance(length int, found bool, lines int64) {
	c.start += length
	if found {
		c.start++
	}
	c.line += lines
}

// skipLine drops everything up to the next end of a line.
func (c *csvReader) skipLine() error {
	for {
		if i := bytes.IndexByte(c.buf[c.start:c.end], c.eol); i >= 0 {
			c.advance(i, true, 1)
			return nil
		}
		c.start, c.end = 0, 0
		if c.eof {
			c.line++
			return nil
		}
		if err := c.fill(); err != nil {
			return err
		}
	}
}

// split cuts a row without quotation marks.
func (c *csvReader) split(record []byte) []string {
	text := strings.TrimSuffix(string(record), "\r")
	cells := c.cells[:0]
	for len(cells) < maxCells {
		i := strings.IndexByte(text, c.delimiter)
		if i < 0 {
			break
		}
		cells = append(cells, text[:i])
		text = text[i+1:]
	}
	cells = append(cells, text)
	c.cells = cells
	return cells
}

// parse cuts a row with quotation marks; closed is false if one is still open at the end. A mark inside a cell that does not begin
// with one is an ordinary character.
func (c *csvReader) parse(record []byte) (cells []string, closed bool) {
	text := strings.TrimSuffix(string(record), "\r")
	cells = c.cells[:0]
	for {
		if !strings.HasPrefix(text, `"`) || len(cells) >= maxCells {
			i := strings.IndexByte(text, c.delimiter)
			if i < 0 || len(cells) >= maxCells {
				cells = append(cells, text)
				c.cells = cells
				return cells, true
			}
			cells = append(cells, text[:i])
			text = text[i+1:]
			continue
		}
		cell, rest, ok := unquote(text[1:], c.delimiter)
		if !ok {
			c.cells = cells
			return cells, false
		}
		cells = append(cells, cell)
		if rest == "" {
			c.cells = cells
			return cells, true
		}
		text = rest[1:]
	}
}

// unquote reads a quoted cell behind its first mark. What stands between the closing mark and the delimiter belongs to the cell.
func unquote(text string, delimiter byte) (cell, rest string, ok bool) {
	var b strings.Builder
	for {
		i := strings.IndexByte(text, '"')
		if i < 0 {
			return "", "", false
		}
		b.WriteString(text[:i])
		text = text[i+1:]
		if strings.HasPrefix(text, `"`) {
			b.WriteByte('"')
			text = text[1:]
			continue
		}
		end := strings.IndexByte(text, delimiter)
		if end < 0 {
			end = len(text)
		}
		b.WriteString(text[:end])
		return b.String(), text[end:], true
	}
}

func textFault(record []byte) *fault.Error {
	switch {
	case bytes.IndexByte(record, 0) >= 0:
		return ErrRowNUL
	case !utf8.Valid(record):
		return ErrRowEncoding
	}
	return nil
}
