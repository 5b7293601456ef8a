// Package textindex owns the full-text search of a workspace: words are handed over with the change itself, indexed in batches
// a moment later, and found by their beginnings.
package textindex

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

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

const (
	delay = 400 * time.Millisecond // how long words wait for company, at most
	batch = 500
)

// Index is the full-text search of all workspaces.
type Index struct{ db *wsdb.DB }

// New makes an Index.
func New(db *wsdb.DB) *Index { return &Index{db: db} }

// Put hands over the text of a thing; it can be found once Index has run. Putting it again replaces the text.
func (x *Index) Put(ctx context.Context, tx *wsdb.Tx, kind Kind, ref, text string) error {
	return x.PutAll(ctx, tx, kind, []Doc{{Ref: ref, Text: text}})
}

// PutAll is Put for many, in one statement.
func (x *Index) PutAll(ctx context.Context, tx *wsdb.Tx, kind Kind, docs []Doc) error {
	if len(docs) == 0 {
		return nil
	}
	pending := make([]entry, 0, len(docs))
	at := make(map[string]int, len(docs))
	for _, d := range docs {
		e := entry{Ref: d.Ref, Words: strings.Join(words(d.Text), " ")}
		if i, twice := at[d.Ref]; twice {
			pending[i] = e
			continue
		}
		at[d.Ref] = len(pending)
		pending = append(pending, e)
	}
	if err := x.exec(ctx, tx, kind, putPending, rows(pending), string(kind)); err != nil {
		return fmt.Errorf("hand over words: %w", err)
	}
	tx.WakeAt(nextPass(tx.Now()))
	return nil
}

// nextPass is when words handed over now are indexed. Everything handed over within one span of delay has the same moment, so that a
// busy workspace wakes once a span, not once a transaction.
func nextPass(now time.Time) time.Time { return now.Truncate(delay).Add(delay) }

// Remove takes things out of the index at once, within the transaction.
func (x *Index) Remove(ctx context.Context, tx *wsdb.Tx, kind Kind, refs ...string) error {
	if len(refs) == 0 {
		return nil
	}
	for _, s := range []statement{deletePending, deleteWords, deleteDocs} {
		args := []any{rows(refs)}
		if s == deletePending {
			args = append(args, string(kind))
		}
		if err := x.exec(ctx, tx, kind, s, args...); err != nil {
			return fmt.Errorf("remove from index: %w", err)
		}
	}
	return nil
}

// Index puts everything handed over so far into the index, batch by batch. It is called when the workspace wakes, and is
// harmless at any time.
func (x *Index) Index(ctx context.Context, ws id.Workspace) error {
	for _, kind := range []Kind{Contact, Message} {
		for more := true; more; {
			var empty bool
			err := x.db.Read(ctx, ws, func(q wsdb.Query) error {
				pending, err := x.pending(ctx, q, kind, 1)
				empty = len(pending) == 0
				return err
			})
			if err != nil || empty {
				more = false
			} else {
				err = x.db.Write(ctx, ws, func(tx *wsdb.Tx) error {
					n, err := x.indexBatch(ctx, tx, kind)
					more = n == batch
					return err
				})
			}
			if err != nil {
				return fmt.Errorf("index words: %w", err)
			}
		}
	}
	return nil
}

// indexBatch moves one batch of a kind from pending into the index.
func (x *Index) indexBatch(ctx context.Context, tx *wsdb.Tx, kind Kind) (int, error) {
	pending, err := x.pending(ctx, tx, kind, batch)
	if err != nil || len(pending) == 0 {
		return 0, err
	}
	refs := make([]string, len(pending))
	for i, p := range pending {
		refs[i] = p.Ref
	}
	added, err := x.enter(ctx, tx, kind, pending, refs)
	if err != nil {
		return 0, err
	}
	if err := x.exec(ctx, tx, kind, insertDocs, rows(added)); err != nil {
		return 0, err
	}
	if err := x.exec(ctx, tx, kind, putWords, rows(pending)); err != nil {
		return 0, err
	}
	return len(pending), x.exec(ctx, tx, kind, deletePending, rows(refs), string(kind))
}

// enter gives each pending entry its number and returns those that have none in the index yet.
func (x *Index) enter(ctx context.Context, tx *wsdb.Tx, kind Kind, pending []entry, refs []string) ([]entry, error) {
	known, err := x.numbers(ctx, tx, kind, numbersOfRefs, rows(refs))
	if err != nil {
		return nil, err
	}
	wanted := make([]int64, 0, len(pending))
	for i := range pending {
		if pending[i].ID = known[pending[i].Ref]; pending[i].ID == 0 {
			if pending[i].ID, err = number(pending[i].Ref); err != nil {
				return nil, err
			}
			wanted = append(wanted, pending[i].ID)
		}
	}
	taken, err := x.numbers(ctx, tx, kind, numbersTaken, rows(wanted))
	if err != nil {
		return nil, err
	}
	used := map[int64]bool{}
	for _, n := range taken {
		used[n] = true
	}
	var added []entry
	for i := range pending {
		if known[pending[i].Ref] != 0 {
			continue
		}
		for used[pending[i].ID] { // two things made in the same instant: the later one moves up
			pending[i].ID++
		}
		used[pending[i].ID] = true
		added = append(added, pending[i])
	}
	return added, nil
}

// entry is a document on its way into the index.
type entry struct {
	ID    int64  `json:"id"`
	Ref   string `json:"ref"`
	Words string `json:"words"`
}

// rows makes the one parameter that carries many rows.
func rows[T any](list []T) string {
	b, err := json.Marshal(list)
	if err != nil || list == nil {
		return "[]"
	}
	return string(b)
}
