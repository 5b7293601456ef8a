package webhook

import (
	"errors"
	"io"
	"net/http"
)

// MaxBody is the largest delivery that is read. Meta sends up to 3 MB (general knowledge, 2026-11).
const MaxBody = 3 << 20

// ErrTooLarge is returned by ReadBody.
var ErrTooLarge = errors.New("webhook: the body is larger than the limit")

// ReadBody reads the raw bytes of a request, at most limit of them.
func ReadBody(r *http.Request, limit int64) ([]byte, error) {
	if r.ContentLength > limit {
		return nil, ErrTooLarge
	}
	size := max(r.ContentLength, 0)
	buf := make([]byte, 0, size+512)
	in := io.LimitReader(r.Body, limit+1)
	for {
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)]
		}
		n, err := in.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if int64(len(buf)) > limit {
			return nil, ErrTooLarge
		}
		if errors.Is(err, io.EOF) {
			return buf, nil
		}
		if err != nil {
			return nil, err
		}
	}
}
