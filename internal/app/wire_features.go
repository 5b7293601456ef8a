package app

import (
	"cmp"
	"context"
	"io"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/blast"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/channel/cloudapi"
	"github.com/kelolapesan/kelola/internal/channel/instagram"
	"github.com/kelolapesan/kelola/internal/channel/simulated"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/inbox"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/library"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/report"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func (a *App) buildFeatures() {
	a.events = event.New(event.NewHub())
	a.jobs = job.New(job.Deps{Changed: func(ctx context.Context, tx *wsdb.Tx, j job.ID) error {
		return a.events.Append(ctx, tx, event.JobChanged, j.String(), nil)
	}})
	a.workspaces = workspace.New(workspace.Deps{System: a.sys, DB: a.db, Clock: a.clock, Events: a.events, Log: a.log})
	a.licences = licence.New(licence.Deps{System: a.sys, Clock: a.clock})
	a.accounts = account.New(account.Deps{
		System: a.sys, Hasher: a.sys.Box(), Clock: a.clock, Workspaces: a.workspaces, Licences: a.licences,
	})
	a.texts = textindex.New(a.db)
	a.library = library.New(library.Deps{DB: a.db, Blobs: a.blobs, Clock: a.clock, Log: a.log, PublicURL: a.cfg.PublicURL})
	a.contacts = contact.New(contact.Deps{
		DB: a.db, Clock: a.clock, Events: a.events, Jobs: a.jobs, Texts: a.texts, Staging: staging{a.db, a.blobs}, Log: a.log,
		Pictures: a.library,
		Country: func(ctx context.Context, q wsdb.Query) (string, error) {
			s, err := a.workspaces.Settings(ctx, q)
			return s.CountryPrefix, err
		},
		Zone: func(ctx context.Context, q wsdb.Query) (*time.Location, error) {
			s, err := a.workspaces.Settings(ctx, q)
			return s.Zone(), err
		},
		MayChange: a.mayChange,
	})
	connectors := a.buildChannels()
	a.buildMessages(connectors)
	a.workspaces.UseHeldCounter(a.outbox)
	a.workspaces.Subscribe(func(ws id.Workspace, _ bool) { a.wakeNow(ws) })
	// A channel that is usable again, a changed limit or quiet hour: what was held for it can go.
	a.events.Watch(a.wakeNow, event.ChannelChanged, event.WorkspaceChanged)
}

func (a *App) buildChannels() map[channel.Kind]channel.Connector {
	a.meta = cloudapi.New(cloudapi.Deps{
		Clock: a.clock, Log: a.log, Hold: a.quarantine.On,
		Config: cloudapi.Config{
			BaseURL: a.cfg.MetaGraphURL, Version: a.cfg.MetaGraphVersion, AppID: a.cfg.MetaAppID, AppSecrets: a.cfg.MetaAppSecrets,
			PublicURL: a.cfg.PublicURL, UserAgent: "KelolaPesan/" + a.version,
		},
	})
	a.instagram = instagram.New(instagram.Deps{
		Clock: a.clock, Log: a.log, Hold: a.quarantine.On,
		Config: instagram.Config{
			GraphURL: a.cfg.InstagramGraphURL, APIURL: a.cfg.InstagramAPIURL, AuthorizeURL: a.cfg.InstagramAuthorizeURL,
			Version: a.cfg.InstagramGraphVersion, AppID: a.cfg.InstagramAppID, AppSecrets: a.cfg.InstagramAppSecrets,
			PublicURL: a.cfg.PublicURL, UserAgent: "KelolaPesan/" + a.version,
		},
	})
	a.simulated = simulated.New(simulated.Model{Seed: 1}, a.clock)
	connectors := map[channel.Kind]channel.Connector{channel.CloudAPI: a.meta, channel.Instagram: a.instagram, channel.Simulated: a.simulated}
	a.channels = channel.New(channel.Deps{
		DB: a.db, Clock: a.clock, Log: a.log, Events: a.events, Connectors: connectors, Files: a.library, People: people{a},
		Caps: func(ctx context.Context, q wsdb.Query) (minute, hour, day int, err error) {
			s, err := a.workspaces.Settings(ctx, q)
			return s.CapPerMinute, s.CapPerHour, s.CapPerDay, err
		},
		Licence: func(ctx context.Context, ws id.Workspace) (licence.Limits, error) {
			v, err := a.licences.Gate(ctx, ws)
			return v.Limits, err
		},
	})
	return connectors
}

func (a *App) buildMessages(connectors map[channel.Kind]channel.Connector) {
	senders := map[channel.Kind]outbox.Connector{}
	for kind, c := range connectors {
		senders[kind] = c
	}
	a.outbox = outbox.New(outbox.Deps{
		DB: a.db, Clock: a.clock, Log: a.log, Workspaces: a.workspaces, Licences: a.licences,
		Contacts: a.contacts, Channels: a.channels, Connectors: senders, Quarantine: a.quarantine.On,
	})
	a.inbox = inbox.New(inbox.Deps{
		DB: a.db, Clock: a.clock, Log: a.log, Events: a.events, Texts: a.texts, Contacts: a.contacts, Outbox: a.outbox,
		Channels: a.channels, Connectors: connectors, Settings: a.workspaces, Files: files{a.library},
		Ingest: late{a},
	})
	a.blasts = blast.New(blast.Deps{
		DB: a.db, Clock: a.clock, Log: a.log, Events: a.events, Contacts: a.contacts, Outbox: a.outbox, Channels: a.channels,
		Workspaces: a.workspaces, Licences: a.licences, Connectors: connectors,
	})
	a.buildSignups()
	a.buildInstagrams()
	a.buildReports()
	a.buildSamples()
	a.ingest = channel.NewIngest(a.channels, a.instagrams, a.outbox, a.inbox)
	a.buildComments()
	a.ingest.Handle(a.comments)
	a.instagrams.Attach(a.comments)
	a.outbox.Attach(a.inbox, a.inbox, a.reports, a.blasts, a.comments, a.metrics)
	a.inbox.Attach(a.reports, a.blasts, a.signups, a.comments)
	a.contacts.CountStops(a.reports)
	a.contacts.UseBlasts(a.blasts)
	a.channels.Attach(a.blasts)
	a.contacts.Follow(a.blasts, a.inbox, a.comments)
	a.contacts.Tell(a.blasts, a.inbox)
	a.simulated.Report(a.ingest.Store)
}

func (a *App) buildReports() {
	a.reports = report.New(report.Deps{
		DB: a.db, Clock: a.clock, Settings: a.workspaces, Channels: a.channels,
		Names: func(ctx context.Context, ws id.Workspace) (map[string]string, error) {
			all, err := a.accounts.Colleagues(ctx, ws)
			names := make(map[string]string, len(all))
			for _, c := range all {
				names[c.User.ID.String()] = cmp.Or(c.User.Name, c.User.Username)
			}
			return names, err
		},
	})
}

// people tells the channels what numbers mean.
type people struct{ app *App }

func (p people) Country(ctx context.Context, q wsdb.Query) (string, error) {
	s, err := p.app.workspaces.Settings(ctx, q)
	return s.CountryPrefix, err
}

func (p people) UserIDs(ctx context.Context, q wsdb.Query, number phone.Number) ([]string, error) {
	return p.app.contacts.UserIDs(ctx, q, number)
}

// files lets the inbox keep and describe attachments.
type files struct{ library *library.Service }

func (f files) Keep(ctx context.Context, ws id.Workspace, name, mime, source string, r io.Reader) (string, error) {
	return f.library.Keep(ctx, ws, name, mime, source, r)
}

func (f files) DeleteLater(ctx context.Context, tx *wsdb.Tx, attachment string) error {
	return f.library.DeleteLater(ctx, tx, attachment)
}

func (f files) Describe(ctx context.Context, q wsdb.Query, attachments []string) (map[string]inbox.File, error) {
	found, err := f.library.Describe(ctx, q, attachments)
	out := make(map[string]inbox.File, len(found))
	for key, x := range found {
		out[key] = inbox.File{ID: x.ID.String(), Name: x.Name, MIME: x.MIME, Size: x.Size}
	}
	return out, err
}
