// Package page owns how lists are cut into pages: an opaque cursor, a limit, and what a page looks like.
package page

import (
	"bytes"
	"encoding/base64"
	"encoding/json"

	"github.com/kelolapesan/kelola/internal/fault"
)

// Limits of a page.
const (
	DefaultLimit = 50
	MaxLimit     = 200
)

// ErrCursor is returned for a cursor that this server did not hand out.
var ErrCursor = fault.New(fault.Invalid, "page.cursor_invalid", "The cursor is not one this server handed out. Start again without it.")

// Cursor is an opaque position in a list; empty means the beginning (in a request) or the end (in an answer).
type Cursor string

// Request is what a caller asks for.
type Request struct {
	Cursor Cursor
	Limit  int
}

// Size returns the limit to use: the default for none, at least 1, at most MaxLimit.
func (r Request) Size() int { return Limit(r.Limit) }

// Limit brings n into the allowed range; 0 and less is the default.
func Limit(n int) int {
	if n <= 0 {
		return DefaultLimit
	}
	return min(n, MaxLimit)
}

// Encode makes a cursor from a position, a small struct of sort keys.
func Encode(position any) Cursor {
	b, err := json.Marshal(position)
	if err != nil {
		panic("page: a position must marshal: " + err.Error())
	}
	return Cursor(base64.RawURLEncoding.EncodeToString(b))
}

// Decode reads a cursor into position and says whether there was one. It fails with ErrCursor.
func (c Cursor) Decode(position any) (bool, error) {
	if c == "" {
		return false, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(string(c))
	if err != nil {
		return false, ErrCursor.With(err)
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(position); err != nil {
		return false, ErrCursor.With(err)
	}
	if dec.More() {
		return false, ErrCursor
	}
	return true, nil
}

// Page is one page of a list. Next is empty on the last one.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}

// Cut makes a page of at most limit items from up to limit+1 that were read; position gives the sort keys of an item.
func Cut[T any](items []T, limit int, position func(T) any) Page[T] {
	if items == nil {
		items = []T{}
	}
	if len(items) <= limit {
		return Page[T]{Items: items}
	}
	items = items[:limit]
	return Page[T]{Items: items, Next: string(Encode(position(items[limit-1])))}
}
