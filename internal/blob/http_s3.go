package blob

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/secret"
)

// Access is what opens a bucket.
type Access struct {
	Key    string
	Secret secret.String
}

const (
	s3Tries     = 4
	s3FirstWait = 500 * time.Millisecond
	s3Part      = 16 << 20 // bytes of a part; a part is what is kept in memory
	s3LargePart = 64 << 20 // of those behind s3SmallOnes, so that 10,000 of them are enough
	s3SmallOnes = 1000
	s3Answer    = 16 << 20 // of a list or an error
	s3Silence   = 5 * time.Minute
	s3Tidy      = 20 * time.Second
)

// s3 keeps blobs in a bucket of a store that speaks the API of Amazon S3. Requests are signed with their bodies; what fails for a moment is
// tried again.
type s3 struct {
	client *http.Client
	at     url.URL // of the bucket, without a slash at its end
	prefix string  // of all keys; "" or ends with a slash
	sign   signer
	part   int           // bytes of a part
	tidy   time.Duration // for which the parts of an upload that was given up are removed
}

// openS3 reads an address such as s3://bucket/folder?endpoint=https://s3.example.com&region=id-jkt.
func openS3(u *url.URL, access Access) (*s3, error) {
	q := u.Query()
	region := q.Get("region")
	if region == "" {
		region = "us-east-1"
	}
	endpoint := q.Get("endpoint")
	if endpoint == "" {
		endpoint = "https://s3." + region + ".amazonaws.com"
	}
	at, err := url.Parse(endpoint)
	if err != nil || at.Scheme != "https" && at.Scheme != "http" || at.Host == "" || at.User != nil || u.User != nil || u.Host == "" {
		return nil, ErrAddress
	}
	if access.Key == "" || access.Secret.IsZero() {
		return nil, ErrAccess
	}
	at.Path, at.RawQuery = strings.TrimSuffix(at.Path, "/")+"/"+u.Host, ""
	prefix := strings.Trim(u.Path, "/")
	if prefix != "" {
		prefix += "/"
	}
	return &s3{
		client: &http.Client{Transport: patient(s3Silence), CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
		at:     *at, prefix: prefix, sign: signer{access: access, region: region}, part: s3Part, tidy: s3Tidy,
	}, nil
}

// patient makes connections that end when nothing is heard or taken for a time, so that a store that stalls holds nobody up for ever.
func patient(silence time.Duration) *http.Transport {
	dialer := net.Dialer{Timeout: 30 * time.Second}
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment, ResponseHeaderTimeout: silence, TLSHandshakeTimeout: 30 * time.Second, IdleConnTimeout: time.Minute,
		ForceAttemptHTTP2: true,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			c, err := dialer.DialContext(ctx, network, address)
			if err != nil {
				return nil, err
			}
			return &watched{c, silence}, nil
		},
	}
}

// watched is a connection whose reads and writes each have to end within a time. While something is written an answer may take longer.
type watched struct {
	net.Conn
	silence time.Duration
}

func (c *watched) Read(b []byte) (int, error) {
	if err := c.SetReadDeadline(clock.System{}.Now().Add(c.silence)); err != nil {
		return 0, err
	}
	return c.Conn.Read(b)
}

func (c *watched) Write(b []byte) (int, error) {
	if err := c.SetDeadline(clock.System{}.Now().Add(c.silence)); err != nil {
		return 0, err
	}
	return c.Conn.Write(b)
}

func (s *s3) close() error {
	s.client.CloseIdleConnections()
	return nil
}

// s3Error is what the store says when it refuses. It names no key and no secret.
type s3Error struct {
	Status int
	Code   string `xml:"Code"`
}

// Error implements error.
func (e *s3Error) Error() string { return fmt.Sprintf("the bucket answered %d %s", e.Status, e.Code) }

func (e *s3Error) passing() bool {
	return e.Status >= 500 || e.Status == http.StatusTooManyRequests || e.Code == "RequestTimeout" || e.Code == "SlowDown"
}

// do sends a request, again while the failure may pass, and returns the answer to one that went through.
func (s *s3) do(ctx context.Context, method, key string, query url.Values, body []byte) (*http.Response, error) {
	wait := s3FirstWait
	for try := 1; ; try++ {
		resp, err := s.once(ctx, method, key, query, body)
		var refused *s3Error
		if err == nil || ctx.Err() != nil || try == s3Tries || errors.As(err, &refused) && !refused.passing() {
			return resp, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-clock.System{}.After(wait):
		}
		wait *= 2
	}
}

func (s *s3) once(ctx context.Context, method, key string, query url.Values, body []byte) (*http.Response, error) {
	u := s.at
	if key != "" {
		u.Path += "/" + key
	}
	u.RawPath, u.RawQuery = escape(u.Path, false), canonicalQuery(query)
	req, err := http.NewRequestWithContext(ctx, method, u.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if method == http.MethodPut {
		req.Header.Set("Content-Type", "application/octet-stream")
	}
	s.sign.sign(req, body, clock.System{}.Now())
	resp, err := s.client.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode < 300 {
		return resp, nil
	}
	refused := &s3Error{}
	raw, _ := io.ReadAll(io.LimitReader(resp.Body, s3Answer))
	_ = xml.Unmarshal(raw, refused)
	refused.Status = resp.StatusCode
	return nil, errors.Join(refused, resp.Body.Close())
}

// call is do for answers that are read whole.
func (s *s3) call(ctx context.Context, method, key string, query url.Values, body []byte, into any) (http.Header, error) {
	resp, err := s.do(ctx, method, key, query, body)
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(resp.Body, s3Answer))
	if err = errors.Join(err, resp.Body.Close()); err != nil || into == nil {
		return resp.Header, err
	}
	return resp.Header, xml.Unmarshal(raw, into)
}

func (s *s3) get(ctx context.Context, key string) (io.ReadCloser, error) {
	resp, err := s.do(ctx, http.MethodGet, s.prefix+key, nil, nil)
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}

func (s *s3) delete(ctx context.Context, key string) error {
	_, err := s.call(ctx, http.MethodDelete, s.prefix+key, nil, nil, nil)
	return err
}

type s3List struct {
	Contents []struct {
		Key  string `xml:"Key"`
		Size int64  `xml:"Size"`
	} `xml:"Contents"`
	IsTruncated bool   `xml:"IsTruncated"`
	Next        string `xml:"NextContinuationToken"`
}

func (s *s3) list(ctx context.Context, prefix string, fn func(key string, size int64) error) error {
	next := ""
	for {
		query := url.Values{"list-type": {"2"}, "prefix": {s.prefix + prefix}}
		if next != "" {
			query.Set("continuation-token", next)
		}
		var page s3List
		if _, err := s.call(ctx, http.MethodGet, "", query, nil, &page); err != nil {
			return err
		}
		for _, c := range page.Contents {
			if err := fn(strings.TrimPrefix(c.Key, s.prefix), c.Size); err != nil {
				return callerError{err}
			}
		}
		if next = page.Next; !page.IsTruncated || next == "" {
			return nil
		}
	}
}

// put stores what write writes: in one request where it is small, else in parts, of which one is in memory. Nobody sees it before its end.
func (s *s3) put(ctx context.Context, key string, write func(io.Writer) error) error {
	w := &s3Writer{s3: s, ctx: ctx, key: s.prefix + key, size: s.part}
	err := write(w)
	if err != nil && w.failed == nil {
		err = callerError{err}
	}
	if err == nil {
		err = w.finish()
	}
	if err != nil && w.upload != "" {
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.tidy)
		defer cancel()
		_, gone := s.call(late, http.MethodDelete, w.key, url.Values{"uploadId": {w.upload}}, nil, nil)
		err = errors.Join(err, gone)
	}
	return err
}

// s3Writer gathers parts.
type s3Writer struct {
	*s3
	ctx    context.Context //nolint:containedctx // it lives for one call
	key    string
	upload string
	size   int
	buf    []byte
	done   []s3DonePart
	failed error
}

type s3DonePart struct {
	Number int    `xml:"PartNumber"`
	ETag   string `xml:"ETag"`
}

// Write implements io.Writer.
func (w *s3Writer) Write(p []byte) (n int, err error) {
	for len(p) > 0 {
		some := min(len(p), w.size-len(w.buf))
		w.buf = append(w.buf, p[:some]...)
		n, p = n+some, p[some:]
		if len(w.buf) == w.size {
			if w.failed = w.send(); w.failed != nil {
				return n, w.failed
			}
		}
	}
	return n, nil
}

// send uploads the part that is in memory.
func (w *s3Writer) send() error {
	if w.upload == "" {
		var begun struct {
			ID string `xml:"UploadId"`
		}
		if _, err := w.call(w.ctx, http.MethodPost, w.key, url.Values{"uploads": {""}}, nil, &begun); err != nil {
			return err
		}
		if begun.ID == "" {
			return errors.New("the bucket gave an upload no id")
		}
		w.upload = begun.ID
	}
	number := len(w.done) + 1
	head, err := w.call(w.ctx, http.MethodPut, w.key, url.Values{"partNumber": {strconv.Itoa(number)}, "uploadId": {w.upload}}, w.buf, nil)
	if err != nil {
		return err
	}
	w.done = append(w.done, s3DonePart{number, head.Get("ETag")})
	w.buf = w.buf[:0]
	if len(w.done) == s3SmallOnes {
		w.size = max(w.size, s3LargePart)
	}
	return nil
}

func (w *s3Writer) finish() error {
	if w.upload == "" {
		_, err := w.call(w.ctx, http.MethodPut, w.key, nil, w.buf, nil)
		return err
	}
	if len(w.buf) > 0 {
		if err := w.send(); err != nil {
			return err
		}
	}
	body, err := xml.Marshal(struct {
		XMLName xml.Name     `xml:"CompleteMultipartUpload"`
		Parts   []s3DonePart `xml:"Part"`
	}{Parts: w.done})
	if err != nil {
		return err
	}
	var ended struct {
		XMLName xml.Name
		Code    string `xml:"Code"`
	}
	if _, err := w.call(w.ctx, http.MethodPost, w.key, url.Values{"uploadId": {w.upload}}, body, &ended); err != nil {
		return err
	}
	if ended.XMLName.Local == "Error" { // a failure behind an answer that had begun (S3 API reference, CompleteMultipartUpload, read 2026-11)
		return &s3Error{Status: http.StatusOK, Code: ended.Code}
	}
	w.upload = ""
	return nil
}
