package cloudapi

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
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/secret"
)

// maxAnswer bounds what is read of an answer; a page of a hundred templates stays far below.
const maxAnswer = 8 << 20

// call is one request to the Graph API.
type call struct {
	method  string
	path    string // after the version, with its leading slash
	query   url.Values
	json    any       // the body, or
	body    io.Reader // the body as it is
	mime    string    // of body
	size    int64     // of body; -1 is unknown
	token   secret.String
	account string // whose budget is used
	timeout time.Duration
	header  http.Header // instead of what every call has
}

// answer is what came back, read whole.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// Errors of a call without an answer. They never hold an address: it may name a person or carry a token to be checked.
var (
	errNothingSent = errors.New("cloudapi: nothing was sent")
	errNoAnswer    = errors.New("cloudapi: no complete answer")
)

// graphError is the error object of the Graph API (Meta docs, error handling, read 2026-11).
type graphError struct {
	Code      int
	Subcode   int
	Transient bool
	status    int
}

// Error implements error; the network's sentences are left out because they may quote numbers and texts.
func (e *graphError) Error() string {
	return fmt.Sprintf("cloudapi: refused with code %d, subcode %d, status %d", e.Code, e.Subcode, e.status)
}

const codeAbsent = -1

// proof is the app's proof for a token, which Meta may demand (contract of the Graph API, appsecret_proof).
func proof(app, token secret.String) string {
	mac := hmac.New(sha256.New, []byte(app.Reveal()))
	mac.Write([]byte(token.Reveal()))
	return hex.EncodeToString(mac.Sum(nil))
}

// do makes one request and reads the whole answer. It never repeats anything. The error wraps errNothingSent when it is
// certain that no byte left, and errNoAnswer otherwise.
func (c *Connector) do(ctx context.Context, in call) (answer, error) {
	timeout := in.timeout
	if timeout <= 0 {
		timeout = c.cfg.SendTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	var w written
	req, err := c.request(w.trace(ctx), in)
	if err != nil {
		return answer{}, errNothingSent
	}
	res, err := c.http.Do(req)
	if err != nil {
		if w.nothing() {
			return answer{}, errNothingSent
		}
		return answer{}, errNoAnswer
	}
	defer func() { _ = res.Body.Close() }()
	c.usage.note(in.account, res.Header)
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err != nil || len(body) > maxAnswer {
		return answer{}, errNoAnswer
	}
	return answer{status: res.StatusCode, header: res.Header, body: body}, nil
}

func (c *Connector) request(ctx context.Context, in call) (*http.Request, error) {
	body, mime, size := in.body, in.mime, in.size
	if in.json != nil {
		b, err := json.Marshal(in.json)
		if err != nil {
			return nil, err
		}
		body, mime, size = bytes.NewReader(b), "application/json", int64(len(b))
	}
	query := url.Values{}
	for k, v := range in.query {
		query[k] = v
	}
	if len(c.cfg.AppSecrets) > 0 {
		query.Set("appsecret_proof", proof(c.cfg.AppSecrets[0], in.token))
	}
	target := c.cfg.BaseURL + "/" + c.cfg.Version + in.path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, in.method, target, body)
	if err != nil {
		return nil, err
	}
	if body != nil {
		req.ContentLength = size
		req.Header.Set("Content-Type", mime)
	}
	req.Header.Set("Authorization", "Bearer "+in.token.Reveal())
	req.Header.Set("User-Agent", c.cfg.UserAgent)
	req.Header.Set("Accept", "application/json")
	for name, values := range in.header {
		req.Header[name] = values
	}
	withoutReplay(req)
	return req, nil
}

// graphErrorOf finds the error object of an answer, whatever the status: Meta sends errors with 200 and refusals with 500.
// ok is false when the body is no Graph answer at all.
func graphErrorOf(a answer) (e *graphError, ok bool) {
	var envelope struct {
		Error json.RawMessage `json:"error"`
	}
	if !decode(a.body, &envelope) {
		return nil, false
	}
	if len(envelope.Error) == 0 || string(envelope.Error) == "null" {
		return nil, true
	}
	var in struct {
		Code      *flexInt `json:"code"`
		Subcode   flexInt  `json:"error_subcode"`
		Transient flexBool `json:"is_transient"`
	}
	if !decode(envelope.Error, &in) {
		return nil, false
	}
	out := &graphError{Code: codeAbsent, Subcode: int(in.Subcode), Transient: bool(in.Transient), status: a.status}
	if in.Code != nil {
		out.Code = int(*in.Code)
	}
	return out, true
}

// decode says whether raw is JSON of the shape of out.
func decode(raw []byte, out any) bool { return json.Unmarshal(raw, out) == nil }

// get makes a call that may be repeated and decodes its answer. It fails with a fault.
func (c *Connector) get(ctx context.Context, in call, out any) error {
	a, err := c.do(ctx, in)
	if err != nil {
		return ErrUnreachable.With(err)
	}
	e, ok := graphErrorOf(a)
	if e != nil {
		return faultOf(e, retryAfter(a.header, c.clock.Now()))
	}
	if !ok || a.status >= 300 {
		return ErrUnreachable.With(fmt.Errorf("cloudapi: not a Graph answer, status %d", a.status))
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(a.body, out); err != nil {
		return ErrUnreachable.With(errors.New("cloudapi: the answer has another shape"))
	}
	return nil
}

// Faults of calls that are not sends. The graphError underneath is found with errors.AsType.
var (
	ErrUnreachable = fault.New(fault.Unavailable, "channel.network_unreachable", "WhatsApp could not be reached. Try again in a minute.")
	ErrToken       = fault.New(fault.Invalid, "channel.token_invalid", "WhatsApp does not accept the access token.")
	ErrPermission  = fault.New(fault.Invalid, "channel.permission_missing", "The access token lacks a permission.")
	ErrLimited     = fault.New(fault.Limited, "channel.network_limited", "WhatsApp asks to slow down.")
	ErrRefused     = fault.New(fault.Invalid, "channel.network_refused", "WhatsApp refused the request.")
)

// faultOf turns the error of a management call into a fault.
func faultOf(e *graphError, after time.Duration) error {
	r := refusalOf(e.Code, e.Subcode, e.status, e.Transient)
	switch {
	case r.reason == "token_invalid" || r.reason == "token_missing":
		return ErrToken.With(e)
	case r.reason == "permission_missing":
		return ErrPermission.With(e)
	case r.class == channel.ClassUnknown:
		return ErrUnreachable.With(e)
	case r.class.Retryable():
		return ErrLimited.With(e).WithRetryAfter(max(r.after, after))
	default:
		return ErrRefused.With(e)
	}
}
