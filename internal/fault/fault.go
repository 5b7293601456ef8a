// Package fault owns errors as the reader meets them: a kind, a stable code, a sentence that is safe to show.
package fault

import (
	"errors"
	"time"
)

// Kind says what the caller can do about a fault; the HTTP status and the fate of a job follow from it.
type Kind int

// The kinds of faults.
const (
	Internal        Kind = iota // our mistake; the cause is for the log only
	Invalid                     // the request is wrong and stays wrong
	NotFound                    // it is not there, or not yours
	Conflict                    // it was changed, exists already, or is in another state
	Forbidden                   // known, but not allowed
	Unauthenticated             // not known
	Limited                     // too often or over a limit; RetryAfter says when again
	Unavailable                 // not now; the same request may succeed later
	TooLarge                    // larger than accepted
	Gone                        // it was there and has been removed for good
)

// String names the kind as it appears in logs.
func (k Kind) String() string {
	names := [...]string{
		"internal", "invalid", "not_found", "conflict", "forbidden",
		"unauthenticated", "limited", "unavailable", "too_large", "gone",
	}
	if k < 0 || int(k) >= len(names) {
		return "internal"
	}
	return names[k]
}

// Field is what is wrong with one field of a request. Name is its path ("steps[2].text"), never its value.
type Field struct {
	Name   string `json:"name"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

// Error is a fault. Code is stable ("blast.already_started"); Detail is one safe English sentence without personal data.
// An Error declared as a sentinel is never changed: the With methods return copies.
type Error struct {
	Kind       Kind
	Code       string
	Detail     string
	Fields     []Field
	RetryAfter time.Duration
	cause      error
}

// New makes a fault, usually as a package-level sentinel.
func New(kind Kind, code, detail string) *Error {
	return &Error{Kind: kind, Code: code, Detail: detail}
}

// Error implements error; it holds the code, the detail and the cause, for logs.
func (e *Error) Error() string {
	s := e.Code + ": " + e.Detail
	if e.cause != nil {
		s += ": " + e.cause.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.cause }

// Is reports whether target is a fault of the same code, so that copies with details match their sentinel.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// With returns a copy that carries the cause, which is logged and never shown.
func (e *Error) With(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// WithDetail returns a copy with another sentence.
func (e *Error) WithDetail(detail string) *Error {
	c := *e
	c.Detail = detail
	return &c
}

// WithField returns a copy that also names a field.
func (e *Error) WithField(name, code, detail string) *Error {
	c := *e
	c.Fields = append(append([]Field(nil), e.Fields...), Field{Name: name, Code: code, Detail: detail})
	return &c
}

// WithRetryAfter returns a copy that says when to try again.
func (e *Error) WithRetryAfter(d time.Duration) *Error {
	c := *e
	c.RetryAfter = d
	return &c
}

// Of finds the fault in an error chain.
func Of(err error) (*Error, bool) { return errors.AsType[*Error](err) }

// KindOf returns the kind of the fault in an error chain; any other error is Internal.
func KindOf(err error) Kind {
	if f, ok := Of(err); ok {
		return f.Kind
	}
	return Internal
}
