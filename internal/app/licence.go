package app

import (
	"context"

	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// mayChange refuses with licence.ErrReadOnly while the licence of a workspace has ended.
func (a *App) mayChange(ctx context.Context, ws id.Workspace) error {
	verdict, err := a.licences.Gate(ctx, ws)
	if err == nil && verdict.ReadOnly {
		err = licence.ErrReadOnly
	}
	return err
}

// countChannels says how many channels a workspace has, for what is shown of its licence.
func (a *App) countChannels(ctx context.Context, q wsdb.Query) (int, error) {
	all, err := a.channels.List(ctx, q)
	return len(all), err
}
