// Package id owns the identifiers of everything Kelola Pesan stores: UUIDs of version 7, typed by what they identify.
package id

import (
	"bytes"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/google/uuid"
)

// ErrMalformed is returned by Parse, UnmarshalText and Scan for anything that is not a UUID in its 36-character form.
var ErrMalformed = errors.New("id: not a UUID")

// ID identifies one T. The zero value means "none": it is written to the database as NULL and NULL is read as it.
// Ids made one after another in one process sort in the order they were made.
type ID[T any] struct{ u uuid.UUID }

type workspaceTag struct{}

// Workspace names a workspace, and with it the database the workspace lives in.
type Workspace = ID[workspaceTag]

// New makes an id that nobody else has.
func New[T any]() ID[T] {
	return ID[T]{u: uuid.Must(uuid.NewV7())}
}

// NewWorkspace makes the id of a new workspace.
func NewWorkspace() Workspace { return New[workspaceTag]() }

// WorkspaceFrom is From for a workspace.
func WorkspaceFrom(b [16]byte) Workspace { return From[workspaceTag](b) }

// ParseWorkspace reads the text form of a workspace id.
func ParseWorkspace(s string) (Workspace, error) { return Parse[workspaceTag](s) }

// Parse reads the 36-character text form, and nothing else.
func Parse[T any](s string) (ID[T], error) {
	if len(s) != 36 {
		return ID[T]{}, ErrMalformed
	}
	u, err := uuid.Parse(s)
	if err != nil {
		return ID[T]{}, ErrMalformed
	}
	return ID[T]{u: u}, nil
}

// From builds an id from its 16 bytes, for ids that are derived rather than made.
func From[T any](b [16]byte) ID[T] { return ID[T]{u: b} }

// Bytes returns the 16 bytes of the id.
func (i ID[T]) Bytes() [16]byte { return i.u }

// IsZero reports whether this is the zero id, "none".
func (i ID[T]) IsZero() bool { return i.u == uuid.Nil }

// String returns the 36-character form, or "" for the zero id.
func (i ID[T]) String() string {
	if i.IsZero() {
		return ""
	}
	return i.u.String()
}

// Compare orders ids by their bytes, which for ids made by New is the order of time.
func (i ID[T]) Compare(other ID[T]) int { return bytes.Compare(i.u[:], other.u[:]) }

// MarshalText implements encoding.TextMarshaler.
func (i ID[T]) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler; empty text is the zero id.
func (i *ID[T]) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*i = ID[T]{}
		return nil
	}
	v, err := Parse[T](string(b))
	if err != nil {
		return err
	}
	*i = v
	return nil
}

// Value implements driver.Valuer with the text form; the zero id is NULL.
func (i ID[T]) Value() (driver.Value, error) {
	if i.IsZero() {
		return nil, nil
	}
	return i.u.String(), nil
}

// Scan implements sql.Scanner; NULL is the zero id.
func (i *ID[T]) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*i = ID[T]{}
		return nil
	case string:
		return i.UnmarshalText([]byte(v))
	case []byte:
		if len(v) == 16 {
			copy(i.u[:], v)
			return nil
		}
		return i.UnmarshalText(v)
	case [16]byte:
		i.u = v
		return nil
	default:
		return fmt.Errorf("id: cannot scan %T: %w", src, ErrMalformed)
	}
}
