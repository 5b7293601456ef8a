package contact

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	maxFile      = 5 << 30
	keptSamples  = 5
	sniffedRows  = 20
	maxFileName  = 200
	maxShownCell = 100
)

// Upload takes a file in, stores it sealed while it streams by, and says what is in it. Nothing of the file is kept if it cannot be read.
func (s *Service) Upload(ctx context.Context, ws id.Workspace, fileName string, r io.Reader, by job.Owner) (Import, error) {
	return s.UploadSheet(ctx, ws, fileName, "", r, by)
}

// UploadSheet is Upload for a file that may be a spreadsheet. It fails with ErrSheetChoice, which names the sheets, if several have rows
// and none is named. A spreadsheet is stored as the CSV that its rows make.
func (s *Service) UploadSheet(ctx context.Context, ws id.Workspace, fileName, sheetName string, r io.Reader, by job.Owner) (Import, error) {
	rows, fixed, err := s.rowsOf(ctx, r, sheetName)
	if err != nil {
		return Import{}, err
	}
	defer func() { _ = rows.Close() }()
	name, w, abort, err := s.deps.Staging.Create(ctx, ws)
	if err != nil {
		return Import{}, fmt.Errorf("stage import: %w", err)
	}
	found, err := inspect(io.TeeReader(&limitedReader{r: rows, left: maxFile}, w), fixed)
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		abort()
		return Import{}, err
	}
	imp := Import{
		ID: id.New[Import](), State: ImportUploaded, FileName: cleanFileName(fileName), FileSize: found.size,
		RowCount: found.rows, CreatedBy: by, staged: name, dialect: found.dialect,
	}
	err = s.deps.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		types, err := s.types(ctx, tx)
		if err != nil {
			return err
		}
		country, err := s.deps.Country(ctx, tx)
		if err != nil {
			return err
		}
		if err := imp.describe(found, types, country); err != nil {
			return err
		}
		imp.CreatedAt, imp.UpdatedAt = tx.Now(), tx.Now()
		if err := insertImport(ctx, tx, &imp); err != nil {
			return err
		}
		purge := ImportPurge{Workspace: ws, Import: imp.ID}
		if err := tx.Enqueue(ctx, purge, queue.RunAt(tx.Now().Add(keepImport))); err != nil {
			return err
		}
		return s.deps.Events.Append(ctx, tx, event.ImportChanged, imp.ID.String(), nil)
	})
	if err != nil {
		return Import{}, errors.Join(err, s.deps.Staging.Delete(ctx, ws, name))
	}
	return imp, nil
}

// inspected is what one pass over a file tells.
type inspected struct {
	dialect dialect
	size    int64
	rows    int64      // the first one included, whatever it is
	first   []string   // the first row
	samples [][]string // rows behind it
}

// inspect reads a file to its end, in a fixed amount of memory. How it is written is found out unless it is fixed.
func inspect(r io.Reader, fixed *dialect) (inspected, error) {
	counted := &countingReader{r: r}
	buffered := bufio.NewReaderSize(counted, sampleSize)
	raw, err := buffered.Peek(sampleSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return inspected{}, err
	}
	raw = bytes.Clone(raw)
	encoding, err := detectEncoding(raw)
	if err != nil {
		return inspected{}, err
	}
	if fixed != nil {
		return inspectFixed(buffered, counted, *fixed)
	}
	marked := bytes.HasPrefix(raw, bomUTF8)
	watched := &utf8Watch{r: buffered}
	found, err := readRows(watched, raw, encoding)
	if err != nil {
		return inspected{}, err
	}
	if encoding == encodingUTF8 && !marked && watched.foreign() {
		// The rows are cut alike in both encodings; only what the first ones say must be read again.
		again, err := readRows(bytes.NewReader(raw), raw, encodingLatin)
		if err != nil {
			return inspected{}, err
		}
		found.dialect, found.first, found.samples = again.dialect, again.first, again.samples
	}
	found.size = counted.n
	if found.rows == 0 {
		return inspected{}, ErrFileEmpty
	}
	return found, nil
}

func inspectFixed(r io.Reader, counted *countingReader, d dialect) (inspected, error) {
	found, err := countRows(r, d)
	if err == nil && found.rows == 0 {
		err = ErrFileEmpty
	}
	found.size = counted.n
	return found, err
}

// readRows finds out how a file is written, counts its rows and keeps the first ones.
func readRows(r io.Reader, raw []byte, encoding string) (inspected, error) {
	sample, err := io.ReadAll(io.LimitReader(decode(bytes.NewReader(bytes.TrimPrefix(raw, bomUTF8)), encoding), sampleSize))
	if err != nil {
		return inspected{}, ErrNotCSV.With(err)
	}
	return countRows(r, detectDialect(sample, encoding))
}

func countRows(r io.Reader, d dialect) (inspected, error) {
	found := inspected{dialect: d}
	rows := newCSVReader(plainText(r, d.Encoding), d)
	for {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return inspected{}, err
		}
		if row.blank() {
			continue
		}
		found.rows++
		switch {
		case found.rows == 1 && (row.Err == ErrRowTooLong || row.Err == ErrRowNUL):
			return inspected{}, ErrNotCSV
		case found.rows == 1:
			found.first = append([]string(nil), row.Cells...)
		case len(found.samples) < sniffedRows && row.Err == nil:
			found.samples = append(found.samples, append([]string(nil), row.Cells...))
		}
	}
}

// plainText is the file as UTF-8 without the mark at its beginning.
func plainText(r io.Reader, encoding string) io.Reader {
	if encoding != encodingUTF8 {
		return decode(r, encoding)
	}
	buffered := bufio.NewReaderSize(r, sampleSize)
	if head, err := buffered.Peek(len(bomUTF8)); err == nil && bytes.Equal(head, bomUTF8) {
		_, _ = buffered.Discard(len(bomUTF8))
	}
	return buffered
}

// describe fills in the columns from what was found.
func (i *Import) describe(found inspected, types fieldTypes, country string) error {
	i.HasHeader = hasHeader(found.first, found.samples, types, country)
	rows := found.samples
	headers := make([]string, len(found.first))
	if i.HasHeader {
		i.RowCount--
		for n, h := range found.first {
			headers[n] = shorten(cleanText(h))
		}
		for len(headers) > 1 && headers[len(headers)-1] == "" {
			headers = headers[:len(headers)-1]
		}
	} else {
		rows = append([][]string{found.first}, rows...)
	}
	if i.RowCount == 0 {
		return ErrNoRows
	}
	if len(headers) > maxCells {
		return ErrManyColumns
	}
	i.Columns = make([]Column, len(headers))
	for n := range headers {
		i.Columns[n] = Column{Index: n, Header: headers[n], Samples: samplesOf(rows, n)}
	}
	guess(i.Columns, types, country)
	for n := range i.Columns {
		c := &i.Columns[n]
		c.Samples = c.Samples[:min(len(c.Samples), keptSamples)]
		i.Mapping.Columns = append(i.Mapping.Columns, ColumnTarget{Index: n, Target: c.Guess})
	}
	return nil
}

func shorten(s string) string {
	if utf8.RuneCountInString(s) <= maxShownCell {
		return s
	}
	return string([]rune(s)[:maxShownCell]) + "…"
}

func cleanFileName(name string) string {
	name = cleanText(name[strings.LastIndexAny(name, `/\`)+1:])
	if r := []rune(name); len(r) > maxFileName {
		name = string(r[:maxFileName])
	}
	return name
}

// limitedReader fails with ErrFileTooLarge behind its limit.
type limitedReader struct {
	r    io.Reader
	left int64
}

// Read implements io.Reader.
func (l *limitedReader) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return n, ErrFileTooLarge
	}
	return n, err
}

type countingReader struct {
	r io.Reader
	n int64
}

// Read implements io.Reader.
func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// utf8Watch passes bytes on and notices whether they are UTF-8.
type utf8Watch struct {
	r    io.Reader
	rest []byte // an unfinished character at the end of the last read
	bad  bool
}

// Read implements io.Reader.
func (u *utf8Watch) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	if u.bad || n == 0 {
		return n, err
	}
	text := p[:n]
	for len(u.rest) > 0 && len(text) > 0 && !u.bad {
		u.rest = append(u.rest, text[0])
		text = text[1:]
		if utf8.FullRune(u.rest) {
			u.bad = !utf8.Valid(u.rest)
			u.rest = u.rest[:0]
		}
	}
	whole := len(text)
	for back := 1; back <= min(utf8.UTFMax-1, len(text)); back++ {
		if c := text[len(text)-back]; utf8.RuneStart(c) {
			if !utf8.FullRune(text[len(text)-back:]) {
				whole = len(text) - back
			}
			break
		}
	}
	u.bad = u.bad || !utf8.Valid(text[:whole])
	u.rest = append(u.rest, text[whole:]...)
	return n, err
}

// foreign says that something came by that is not UTF-8.
func (u *utf8Watch) foreign() bool { return u.bad || len(u.rest) > 0 }
