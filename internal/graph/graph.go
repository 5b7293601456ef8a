// Package graph owns the plumbing of Meta's Graph hosts that every connector shares: one request at a time that is never repeated,
// what of it may have left when it failed, the error object, the usage headers, and values that come in several shapes. It knows no
// network and no feature.
package graph

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/secret"
)

// maxAnswer bounds what is read of an answer; a page of a hundred templates stays far below.
const maxAnswer = 8 << 20

// Client makes calls to one host. It is safe for concurrent use.
type Client struct {
	HTTP  *http.Client
	Usage *Usage
	o     Options
}

// Options say how a host is reached.
type Options struct {
	BaseURL   string          // without a slash at the end
	UserAgent string          // never empty: some hosts refuse calls without
	Timeout   time.Duration   // of a call that has none of its own
	Proofs    []secret.String // secrets of the app; the first one proves each token (appsecret_proof). Empty: no proof is sent
	Clock     clock.Clock
	Hold      func() bool // if set and true, nothing leaves: every call ends with ErrNothingSent
}

// New makes a client.
func New(o Options) *Client {
	o.BaseURL = strings.TrimRight(o.BaseURL, "/")
	return &Client{HTTP: newHTTPClient(o.BaseURL, o.Hold), Usage: newUsage(o.Clock), o: o}
}

// Call is one request.
type Call struct {
	Method  string
	Path    string // with its leading slash
	Query   url.Values
	JSON    any        // the body, or
	Form    url.Values // the body, or
	Body    io.Reader  // the body as it is
	MIME    string     // of Body
	Size    int64      // of Body; -1 is unknown
	Token   secret.String
	Account string        // whose budget is used
	Timeout time.Duration // 0: that of the client
	Header  http.Header   // instead of what every call has
}

// Answer is what came back, read whole.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Errors of a call without an answer. They never hold an address: it may name a person or carry a token to be checked.
var (
	ErrNothingSent = errors.New("graph: nothing was sent")
	ErrNoAnswer    = errors.New("graph: no complete answer")
)

// Error is the error object of the Graph API (Meta docs, error handling, read 2026-11).
type Error struct {
	Code      int // CodeAbsent when there was none
	Subcode   int
	Transient bool
	Status    int // of HTTP; it decides nothing where a code is known
}

// Error implements error; the network's sentences are left out because they may quote numbers and texts.
func (e *Error) Error() string {
	return fmt.Sprintf("graph: refused with code %d, subcode %d, status %d", e.Code, e.Subcode, e.Status)
}

// CodeAbsent is the code of an error object without one.
const CodeAbsent = -1

// proof is the app's proof for a token, which Meta may demand (contract of the Graph API, appsecret_proof).
func proof(app, token secret.String) string {
	mac := hmac.New(sha256.New, []byte(app.Reveal()))
	mac.Write([]byte(token.Reveal()))
	return hex.EncodeToString(mac.Sum(nil))
}

// Do makes one request and reads the whole answer. It never repeats anything. The error wraps ErrNothingSent when it is
// certain that no byte left, and ErrNoAnswer otherwise.
func (c *Client) Do(ctx context.Context, in Call) (Answer, error) {
	timeout := in.Timeout
	if timeout <= 0 {
		timeout = c.o.Timeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	var w written
	req, err := c.request(w.trace(ctx), in)
	if err != nil {
		return Answer{}, ErrNothingSent
	}
	res, err := c.HTTP.Do(req)
	if err != nil {
		if w.nothing() {
			return Answer{}, ErrNothingSent
		}
		return Answer{}, ErrNoAnswer
	}
	defer func() { _ = res.Body.Close() }()
	c.Usage.note(in.Account, res.Header)
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err != nil || len(body) > maxAnswer {
		return Answer{}, ErrNoAnswer
	}
	return Answer{Status: res.StatusCode, Header: res.Header, Body: body}, nil
}

func (c *Client) request(ctx context.Context, in Call) (*http.Request, error) {
	body, mime, size, err := in.payload()
	if err != nil {
		return nil, err
	}
	query := url.Values{}
	for k, v := range in.Query {
		query[k] = v
	}
	if len(c.o.Proofs) > 0 && in.Token.Reveal() != "" {
		query.Set("appsecret_proof", proof(c.o.Proofs[0], in.Token))
	}
	target := c.o.BaseURL + in.Path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, in.Method, target, body)
	if err != nil {
		return nil, err
	}
	if body != nil {
		req.ContentLength = size
		req.Header.Set("Content-Type", mime)
	}
	if in.Token.Reveal() != "" {
		req.Header.Set("Authorization", "Bearer "+in.Token.Reveal())
	}
	req.Header.Set("User-Agent", c.o.UserAgent)
	req.Header.Set("Accept", "application/json")
	for name, values := range in.Header {
		req.Header[name] = values
	}
	withoutReplay(req)
	return req, nil
}

func (in Call) payload() (body io.Reader, mime string, size int64, err error) {
	switch {
	case in.JSON != nil:
		b, err := json.Marshal(in.JSON)
		return bytes.NewReader(b), "application/json", int64(len(b)), err
	case in.Form != nil:
		text := in.Form.Encode()
		return strings.NewReader(text), "application/x-www-form-urlencoded", int64(len(text)), nil
	default:
		return in.Body, in.MIME, in.Size, nil
	}
}

// ErrorOf finds the error object of an answer, whatever the status: Meta sends errors with 200 and refusals with 500.
// ok is false when the body is no Graph answer at all.
func ErrorOf(a Answer) (e *Error, ok bool) {
	var envelope struct {
		Error json.RawMessage `json:"error"`
	}
	if !Decode(a.Body, &envelope) {
		return nil, false
	}
	if len(envelope.Error) == 0 || string(envelope.Error) == "null" {
		return nil, true
	}
	var in struct {
		Code      *Int `json:"code"`
		Subcode   Int  `json:"error_subcode"`
		Transient Bool `json:"is_transient"`
	}
	if !Decode(envelope.Error, &in) {
		return nil, false
	}
	out := &Error{Code: CodeAbsent, Subcode: int(in.Subcode), Transient: bool(in.Transient), Status: a.Status}
	if in.Code != nil {
		out.Code = int(*in.Code)
	}
	return out, true
}

// Decode says whether raw is JSON of the shape of out.
func Decode(raw []byte, out any) bool { return json.Unmarshal(raw, out) == nil }

// List reads an array leniently: elements of an array, or nothing.
func List(raw json.RawMessage) []json.RawMessage {
	if len(raw) == 0 || raw[0] != '[' {
		return nil
	}
	var out []json.RawMessage
	if json.Unmarshal(raw, &out) != nil {
		return nil
	}
	return out
}

// Into reads an object leniently: what does not fit stays empty.
func Into(raw json.RawMessage, out any) {
	if len(raw) > 0 && raw[0] == '{' {
		_ = json.Unmarshal(raw, out)
	}
}
