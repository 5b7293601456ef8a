package app

import (
	"context"

	"github.com/kelolapesan/kelola/internal/channel"
)

// late is the ingest for those that are made before it.
type late struct{ a *App }

func (l late) Store(ctx context.Context, frags []channel.Fragment) error {
	return l.a.ingest.Store(ctx, frags)
}

func (l late) Missed() { l.a.ingest.Missed() }
