package httpapi

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/google/uuid"

	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
)

// ErrCrossOrigin is returned for a changing request that another site made the browser send.
var ErrCrossOrigin = fault.New(fault.Forbidden, "request.cross_origin", "This request came from another site.")

type infoKey struct{}

// info is what is known of a request for its log line.
type info struct {
	id        string
	workspace id.Workspace
}

// infoFrom never returns nil, so that what runs outside a request, as tests do, needs no special case.
func infoFrom(ctx context.Context) *info {
	if i, ok := ctx.Value(infoKey{}).(*info); ok {
		return i
	}
	return &info{}
}

// RequestID is the id under which the request is logged, "" outside a request.
func RequestID(ctx context.Context) string { return infoFrom(ctx).id }

// recorder notes what was answered.
type recorder struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= 200 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// Edge gives every request an id, an access line without personal data, security headers, and an answer when next panics.
func (a *API) Edge(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := a.opt.Clock.Now()
		i := &info{id: strings.ReplaceAll(uuid.NewString(), "-", "")}
		r = r.WithContext(context.WithValue(r.Context(), infoKey{}, i))
		rec := &recorder{ResponseWriter: w}
		a.headers(rec.Header(), r, i.id)
		defer func() {
			aborted := a.recovered(recover(), rec, r)
			took := a.opt.Clock.Now().Sub(start)
			a.opt.Log.LogAttrs(r.Context(), slog.LevelInfo, "request",
				slog.String("request_id", i.id), slog.String("method", method(r)), slog.String("route", route(r)), slog.Int("status", rec.status),
				slog.Int64("duration_ms", took.Milliseconds()), slog.String("workspace_id", i.workspace.String()))
			if a.opt.Observe != nil {
				a.opt.Observe(method(r), route(r), rec.status, took)
			}
			if aborted {
				panic(http.ErrAbortHandler)
			}
		}()
		next.ServeHTTP(rec, r)
		if rec.status == 0 {
			rec.status = http.StatusOK
		}
	})
}

// recovered turns a panic into a problem, or says that the connection has to be cut because the answer has begun.
func (a *API) recovered(cause any, rec *recorder, r *http.Request) (abort bool) {
	if cause == nil {
		return false
	}
	if err, ok := cause.(error); ok && err == http.ErrAbortHandler { //nolint:errorlint // the server compares it like this too
		return true
	}
	a.opt.Log.LogAttrs(r.Context(), slog.LevelError, "request panicked",
		slog.String("request_id", infoFrom(r.Context()).id), slog.String("route", route(r)),
		slog.String("err", plainCause(cause)), slog.String("stack", string(debug.Stack())))
	if rec.status != 0 {
		return true
	}
	writeProblem(rec, newProblem(r.Context(), http.StatusInternalServerError, internalCode, internalDetail))
	return false
}

// plainCause names what panicked. Only the runtime's own errors are quoted: others may hold what people wrote.
func plainCause(cause any) string {
	if err, ok := cause.(runtime.Error); ok {
		return err.Error()
	}
	return fmt.Sprintf("%T", cause)
}

// route is the pattern a request matched; never its address, which may hold what people typed.
func route(r *http.Request) string {
	pattern := r.Pattern
	if _, path, ok := strings.Cut(pattern, " "); ok {
		pattern = path
	}
	if pattern == "" {
		return "none"
	}
	return pattern
}

// method is the method for logs and figures; clients can invent any number of others.
func method(r *http.Request) string {
	for _, known := range methods() {
		if r.Method == known {
			return known
		}
	}
	return "other"
}

func methods() []string {
	return []string{
		http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions,
	}
}

func (a *API) headers(h http.Header, r *http.Request, requestID string) {
	h.Set("X-Request-Id", requestID)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	if a.secure(r) {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// guard refuses what another site made a browser send, and keeps answers of the API out of caches and frames.
func (a *API) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
		if err := a.cross.Check(r); err != nil {
			a.writeError(w, r, ErrCrossOrigin)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// unknown answers for everything under /api/ that is not an operation.
func (a *API) unknown(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, m := range methods() {
		other := r.Clone(r.Context())
		other.Method = m
		if _, pattern := a.mux.Handler(other); pattern != "/api/" && pattern != "" {
			allowed = append(allowed, m)
		}
	}
	if len(allowed) > 0 {
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		writeProblem(w, newProblem(r.Context(), http.StatusMethodNotAllowed, "request.method", "This address does not take this method."))
		return
	}
	writeProblem(w, a.problem(r.Context(), ErrNothingHere))
}
