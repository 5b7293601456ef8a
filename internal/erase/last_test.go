package erase

import (
	"context"
	"testing"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestLastOf_isToldOnceTheDataAreGone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := newBench(t, db)
		b.seed(t, b.ws, "satu", 2)
		told := 0
		b.d.Told = func(_ context.Context, _ *wsdb.Tx, ws id.Workspace) error {
			if ws == b.ws {
				told++
			}
			return nil
		}
		b.Service = New(b.d)
		if at, err := b.LastOf(t.Context(), b.ws); err != nil || !at.IsZero() {
			t.Errorf("before: %s, %v", at, err)
		}
		request := b.ask(t, b.ws, people3())
		b.due(t)
		r, _ := b.get(t, request)
		if at, err := b.LastOf(t.Context(), b.ws); err != nil || !at.Equal(r.LiveAt) || at.IsZero() || told != 1 {
			t.Errorf("%s, %v, told %d times; it was deleted at %s", at, err, told, r.LiveAt)
		}
	})
}
