package app

import "github.com/kelolapesan/kelola/internal/signup"

func (a *App) buildSignups() {
	a.signups = signup.New(signup.Deps{
		System: a.sys, DB: a.db, Clock: a.clock, Log: a.log, Contacts: a.contacts, Channels: a.channels, Outbox: a.outbox,
		Workspaces: a.workspaces, Licences: a.licences, PublicURL: a.cfg.PublicURL,
	})
}
