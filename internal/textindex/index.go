// Package textindex owns the full-text search of a workspace: words are handed over with the change itself, indexed in batches
// a moment later, and found by their beginnings.
package textindex

import (
	"context"

	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Kind is what is searched; each kind has an index of its own.
type Kind string

// The kinds.
const (
	Contact Kind = "contact"
	Message Kind = "message"
)

// Doc is one searchable thing. Ref is its UUID; things made later have higher ones (version 7).
type Doc struct {
	Ref  string
	Text string
}

// Index is the full-text search of all workspaces.
type Index struct{ db *wsdb.DB }

// New makes an Index.
func New(db *wsdb.DB) *Index { return &Index{db: db} }

// Put hands over the text of a thing; it can be found once Index has run. Putting it again replaces the text.
func (x *Index) Put(ctx context.Context, tx *wsdb.Tx, kind Kind, ref, text string) error {
	return x.PutAll(ctx, tx, kind, []Doc{{Ref: ref, Text: text}})
}

// PutAll is Put for many.
func (x *Index) PutAll(ctx context.Context, tx *wsdb.Tx, kind Kind, docs []Doc) error { return nil }

// Remove takes things out of the index at once, within the transaction.
func (x *Index) Remove(ctx context.Context, tx *wsdb.Tx, kind Kind, refs ...string) error { return nil }

// Search returns the refs of things that contain words beginning with each word of the query, newest first, at most limit,
// older than the ref before (empty for the newest). A query without any word finds nothing.
func (x *Index) Search(ctx context.Context, q wsdb.Query, kind Kind, query string, limit int, before string) ([]string, error) {
	return nil, nil
}

// Index puts everything handed over so far into the index, batch by batch. It is called when the workspace wakes, and is
// harmless at any time.
func (x *Index) Index(ctx context.Context, ws id.Workspace) error { return nil }
