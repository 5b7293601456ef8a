package app

import "github.com/kelolapesan/kelola/internal/sample"

func (a *App) buildSamples() {
	a.samples = sample.New(sample.Deps{
		DB: a.db, Events: a.events, Contacts: a.contacts, Groups: a.contacts, Channels: a.channels, Blasts: a.blasts, Settings: a.workspaces,
		Traces: []sample.Forgetter{a.outbox, a.inbox, a.reports, a.signups},
	})
	a.channels.Bar(a.samples.Refuse)
}
