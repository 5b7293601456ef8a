package app

import (
	"context"

	"github.com/kelolapesan/kelola/internal/wsdb"
)

// countChannels says how many channels a workspace has, for what is shown of its licence.
func (a *App) countChannels(ctx context.Context, q wsdb.Query) (int, error) {
	all, err := a.channels.List(ctx, q)
	return len(all), err
}
