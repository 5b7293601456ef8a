package app

import (
	"context"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/comment"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func (a *App) buildComments() {
	a.comments = comment.New(comment.Deps{
		DB: a.db, Clock: a.clock, Events: a.events, Jobs: a.jobs, Contacts: a.contacts, Outbox: a.outbox, Bubbles: a.inbox,
		Channels: a.channels, Network: a.instagram, Ingest: a.ingest,
		Country: func(ctx context.Context, q wsdb.Query) (string, error) {
			s, err := a.workspaces.Settings(ctx, q)
			return s.CountryPrefix, err
		},
		Accounts: func(ctx context.Context) ([]channel.Route, error) {
			return a.channels.Routes().All(ctx, channel.Instagram)
		},
	})
}
