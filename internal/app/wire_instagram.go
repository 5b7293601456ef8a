package app

import (
	"context"

	"github.com/kelolapesan/kelola/internal/comment"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func (a *App) buildComments() {
	a.comments = comment.New(comment.Deps{
		DB: a.db, Clock: a.clock, Log: a.log, Events: a.events, Contacts: a.contacts, Outbox: a.outbox, Bubbles: a.inbox,
		Channels: a.channels, Network: a.instagram, Ingest: a.ingest,
		Country: func(ctx context.Context, q wsdb.Query) (string, error) {
			s, err := a.workspaces.Settings(ctx, q)
			return s.CountryPrefix, err
		},
		Workspaces: func(ctx context.Context) ([]id.Workspace, error) {
			all, err := a.workspaces.All(ctx)
			out := make([]id.Workspace, len(all))
			for i, w := range all {
				out[i] = w.ID
			}
			return out, err
		},
	})
}
