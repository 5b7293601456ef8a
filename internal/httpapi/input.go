package httpapi

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/kelolapesan/kelola/internal/page"
)

// IdempotencyKey is what a client names a request by, so that repeating it does nothing twice: 8 to 200 printable characters.
type IdempotencyKey string

// WithIdempotencyKey is embedded in the input of an operation that must have an Idempotency-Key header.
type WithIdempotencyKey struct {
	IdempotencyKey IdempotencyKey `header:"Idempotency-Key" required:"true" minLength:"8" maxLength:"200" pattern:"^[!-~]+$" doc:"Names this request. The same key and body again answer the same; another body is refused."`
}

// MayHaveIdempotencyKey is embedded in the input of an operation that takes an Idempotency-Key header but can do without.
type MayHaveIdempotencyKey struct {
	IdempotencyKey IdempotencyKey `header:"Idempotency-Key" minLength:"8" maxLength:"200" pattern:"^[!-~]+$" doc:"Names this request. The same key and body again answer the same; another body is refused."`
}

// Paging is embedded in the input of a list.
type Paging struct {
	Cursor string `query:"cursor" maxLength:"500" doc:"Where to go on: next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many to return at most."`
}

// Request is the page that is asked for.
func (p Paging) Request() page.Request {
	return page.Request{Cursor: page.Cursor(p.Cursor), Limit: p.Limit}
}

// List is how lists are answered.
type List[T any] struct {
	Items []T     `json:"items"`
	Next  *string `json:"next" doc:"Cursor of the next page, null on the last."`
}

// ListOf makes the answer from a page, showing each item with view.
func ListOf[S, T any](p page.Page[S], view func(S) T) List[T] {
	list := ListAll(p.Items, view)
	if p.Next != "" {
		list.Next = &p.Next
	}
	return list
}

// ListAll makes the answer from all items there are.
func ListAll[S, T any](items []S, view func(S) T) List[T] {
	list := List[T]{Items: make([]T, 0, len(items))}
	for _, item := range items {
		list.Items = append(list.Items, view(item))
	}
	return list
}

// Stamp is how a time is answered: null when there is none.
func Stamp(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// None is the input or output of an operation that has none.
type None struct{}

// WriteJSON answers with v, for raw operations.
func WriteJSON(w http.ResponseWriter, status int, v any) error {
	text, err := json.Marshal(withLists(v))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(append(text, '\n')) // the client may be gone
	return nil
}
