package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"reflect"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/kelolapesan/kelola/internal/fault"
)

// Problem is how every error is answered (RFC 9457). Code is stable and what clients and translations go by.
type Problem struct {
	Type      string         `json:"type" doc:"Names the code as a URN."`
	Title     string         `json:"title" doc:"The HTTP status in words."`
	Status    int            `json:"status"`
	Code      string         `json:"code" doc:"Stable name of what is wrong."`
	Detail    string         `json:"detail" doc:"One English sentence, without anything that was sent."`
	Errors    []ProblemField `json:"errors,omitempty" doc:"What is wrong with which field."`
	RequestID string         `json:"request_id" doc:"Tell support this."`

	retryAfter time.Duration
}

// ProblemField is what is wrong with one field. It never repeats the value.
type ProblemField struct {
	Location string `json:"location"`
	Code     string `json:"code"`
	Message  string `json:"message"`
}

const problemType = "application/problem+json"

// Error implements error.
func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return problemType }

// GetHeaders implements huma.HeadersError.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.retryAfter > 0 {
		seconds := int64((p.retryAfter + time.Second - 1) / time.Second)
		h.Set("Retry-After", strconv.FormatInt(seconds, 10))
	}
	return h
}

func status(k fault.Kind) int {
	switch k {
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict:
		return http.StatusConflict
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.Limited:
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	case fault.TooLarge:
		return http.StatusRequestEntityTooLarge
	case fault.Gone:
		return http.StatusGone
	case fault.Internal:
	}
	return http.StatusInternalServerError
}

const (
	internalCode   = "internal"
	internalDetail = "Something went wrong on our side. Try again; if it stays, tell support the request id."
)

func newProblem(ctx context.Context, status int, code, detail string) *Problem {
	return &Problem{
		Type: "urn:kelola:problem:" + code, Title: http.StatusText(status), Status: status, Code: code, Detail: detail,
		RequestID: infoFrom(ctx).id,
	}
}

// problem translates any error. What is not a fault, and every internal one, is logged and answered with one fixed sentence.
func (a *API) problem(ctx context.Context, err error) *Problem {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p
	}
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return newProblem(ctx, http.StatusRequestEntityTooLarge, "request.too_large",
			"The request is larger than "+strconv.FormatInt(tooLarge.Limit, 10)+" bytes.")
	}
	f, ok := fault.Of(err)
	if !ok || f.Kind == fault.Internal {
		if ctx.Err() == nil {
			a.opt.Log.LogAttrs(ctx, slog.LevelError, "request failed", slog.String("request_id", infoFrom(ctx).id), slog.Any("err", err))
		}
		return newProblem(ctx, http.StatusInternalServerError, internalCode, internalDetail)
	}
	p := newProblem(ctx, status(f.Kind), f.Code, f.Detail)
	p.retryAfter = f.RetryAfter
	for _, field := range f.Fields {
		p.Errors = append(p.Errors, ProblemField{Location: "body." + field.Name, Code: field.Code, Message: field.Detail})
	}
	return p
}

// writeError answers with a problem, or cuts the connection when the answer has begun.
func (a *API) writeError(w http.ResponseWriter, r *http.Request, err error) {
	p := a.problem(r.Context(), err)
	if rec, ok := w.(*recorder); ok && rec.status != 0 {
		panic(http.ErrAbortHandler)
	}
	writeProblem(w, p)
}

func writeProblem(w http.ResponseWriter, p *Problem) {
	h := w.Header()
	for _, stale := range []string{"Content-Disposition", "Content-Length", "Content-Encoding", "ETag"} {
		h.Del(stale)
	}
	for k, v := range p.GetHeaders() {
		h[k] = v
	}
	h.Set("Content-Type", problemType)
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the client may be gone
}

func (a *API) problemResponse() *huma.Response {
	schema := a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "Problem")
	return &huma.Response{
		Description: "What went wrong.",
		Content:     map[string]*huma.MediaType{problemType: {Schema: schema}},
	}
}
