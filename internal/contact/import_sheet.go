package contact

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
)

// rowsOf is a file as rows of text: as it is, or what the sheet of a spreadsheet says, with how that is written.
func (s *Service) rowsOf(ctx context.Context, r io.Reader, sheetName string) (io.ReadCloser, *dialect, error) {
	buffered := bufio.NewReaderSize(r, sampleSize)
	head, err := buffered.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, nil, err
	}
	if !bytes.Equal(head, []byte("PK\x03\x04")) {
		return io.NopCloser(buffered), nil, nil
	}
	select { // one at a time: its texts are in memory
	case s.books <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	rows, err := openSheet(buffered, sheetName, func() { <-s.books })
	if err != nil {
		<-s.books
		return nil, nil, err
	}
	return rows, &converted, nil
}

// openSheet begins to turn a sheet into rows. done is called when the reader is closed.
func openSheet(r io.Reader, sheetName string, done func()) (io.ReadCloser, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxBook+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxBook {
		return nil, ErrSheetTooLarge
	}
	b, err := openBook(data)
	if err != nil {
		return nil, err
	}
	chosen, err := b.choose(sheetName)
	if err != nil {
		return nil, err
	}
	from, to := io.Pipe()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		to.CloseWithError(b.writeCSV(chosen, to))
	}()
	return &sheetReader{PipeReader: from, ended: ended, done: done}, nil
}

// sheetReader waits, when it is closed, for whoever writes the rows.
type sheetReader struct {
	*io.PipeReader
	ended chan struct{}
	done  func()
}

// Close implements io.Closer.
func (r *sheetReader) Close() error {
	err := r.PipeReader.Close()
	<-r.ended
	r.done()
	return err
}
