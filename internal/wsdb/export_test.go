package wsdb

import (
	"context"
	"testing"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/queue"
)

// Waiting counts the callers of Join who wait for the next group.
func Waiting(d *DB, ws id.Workspace) int {
	d.mu.Lock()
	h := d.handles[ws]
	d.mu.Unlock()
	if h == nil {
		return 0
	}
	h.join.mu.Lock()
	defer h.join.mu.Unlock()
	return len(h.join.waiting)
}

// EngineNumber names an engine for benchmarks.
func EngineNumber(n int) database.Engine { return database.Engine(n) }

// ForwardOnce hands over what one workspace has stored.
func ForwardOnce(ctx context.Context, d *DB, ws id.Workspace, to Inserter) error {
	return d.forward(ctx, ws, to)
}

// PutBack stores jobs again under the numbers 1, 2, … as a crash or an older copy would leave them.
func PutBack(ctx context.Context, t testing.TB, d *DB, ws id.Workspace, jobs []queue.Stored) {
	t.Helper()
	err := d.Write(ctx, ws, func(tx *Tx) error {
		for i, j := range jobs {
			if _, err := tx.Exec(ctx, insertJob, i+1, j.Name, string(j.Args), j.Queue, clock.Micros(j.RunAt), j.Unique, j.MaxAttempts, 0); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// OpenHandles counts the open databases.
func OpenHandles(d *DB) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.handles)
}

// OnStep has fn called between the steps of a compaction.
func OnStep(d *DB, fn func(name string)) { d.hooks.step = fn }

// KeepWords makes compactions leave out the step that removes deleted words from the index.
func KeepWords(d *DB) { d.hooks.keepWords = true }

// SetFree replaces what a compaction believes of the room on the disk.
func SetFree(d *DB, bytes int64) {
	d.hooks.free = func(string) (int64, error) { return bytes, nil }
}
