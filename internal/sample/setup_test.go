package sample

import (
	"context"
	"log/slog"
	"testing"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/blast"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/channel/simulated"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/inbox"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/report"
	"github.com/kelolapesan/kelola/internal/signup"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// around stands for settings and licence; everything that sample data is made of is real.
type around struct{ settings workspace.Settings }

func (a *around) Settings(context.Context, wsdb.Query) (workspace.Settings, error) {
	return a.settings, nil
}

func (a *around) Stopped(context.Context, wsdb.Query) (workspace.StopAll, error) {
	return workspace.StopAll{}, nil
}

func (a *around) Gate(context.Context, id.Workspace) (licence.Verdict, error) {
	return licence.Verdict{State: licence.Active, MaySend: true}, nil
}

func (a *around) Get(context.Context, id.Workspace) (workspace.Workspace, error) {
	return workspace.Workspace{Name: "Toko Sari"}, nil
}

// network is a real one as far as the rules go: every account on it passes.
type network struct{ channel.Connector }

func (network) Kind() channel.Kind { return channel.CloudAPI }

type bundle struct {
	*Service
	db       *wsdb.DB
	ws       id.Workspace
	around   *around
	events   *event.Log
	contacts *contact.Service
	channels *channel.Service
	outbox   *outbox.Service
	inbox    *inbox.Service
	blasts   *blast.Service
	signups  *signup.Service
	ingest   *channel.Ingest
	owner    audit.Thing
}

func setup(t *testing.T, db *wsdb.DB) *bundle {
	t.Helper()
	clk, log := dbtest.Clock(t, db), slog.New(slog.DiscardHandler)
	events, texts := event.New(event.NewHub()), textindex.New(db)
	a := &around{settings: workspace.Defaults()}
	pretend := simulated.New(simulated.Model{Seed: 1}, clk)
	connectors := map[channel.Kind]channel.Connector{channel.Simulated: pretend, channel.CloudAPI: network{pretend}}
	senders := map[channel.Kind]outbox.Connector{channel.Simulated: pretend, channel.CloudAPI: network{pretend}}
	b := &bundle{db: db, ws: dbtest.Workspace(t, db), around: a, events: events, owner: audit.Ref(id.New[audit.Entry]())}
	b.contacts = contact.New(contact.Deps{
		DB: db, Clock: clk, Log: log, Events: events, Jobs: job.New(job.Deps{}), Texts: texts,
		Country: func(context.Context, wsdb.Query) (string, error) { return "62", nil },
	})
	b.channels = channel.New(channel.Deps{DB: db, Clock: clk, Log: log, Events: events, Connectors: connectors})
	b.outbox = outbox.New(outbox.Deps{
		DB: db, Clock: clk, Log: log, Workspaces: a, Licences: a, Contacts: b.contacts, Channels: b.channels, Connectors: senders,
	})
	b.inbox = inbox.New(inbox.Deps{
		DB: db, Clock: clk, Log: log, Events: events, Texts: texts, Contacts: b.contacts, Outbox: b.outbox, Channels: b.channels,
		Connectors: connectors, Settings: a,
	})
	b.blasts = blast.New(blast.Deps{
		DB: db, Clock: clk, Log: log, Events: events, Contacts: b.contacts, Outbox: b.outbox, Channels: b.channels, Workspaces: a, Licences: a,
		Connectors: connectors,
	})
	b.signups = signup.New(signup.Deps{
		System: dbtest.System(t, db), DB: db, Clock: clk, Log: log, Contacts: b.contacts, Channels: b.channels, Outbox: b.outbox, Workspaces: a,
		Licences: a, PublicURL: "https://pesan.example.id",
	})
	reports := report.New(report.Deps{DB: db, Clock: clk, Settings: a, Channels: b.channels})
	b.outbox.Attach(b.inbox, b.inbox, reports, b.blasts)
	b.inbox.Attach(reports, b.blasts)
	b.contacts.CountStops(reports)
	b.contacts.UseBlasts(b.blasts)
	b.ingest = channel.NewIngest(b.channels, b.outbox, b.inbox)
	pretend.Report(b.ingest.Store)
	b.Service = New(Deps{
		DB: db, Events: events, Contacts: b.contacts, Groups: b.contacts, Channels: b.channels, Blasts: b.blasts, Settings: a,
		Traces: []Forgetter{b.outbox, b.inbox, reports, b.signups},
	})
	b.channels.Bar(b.Refuse)
	return b
}

func (b *bundle) make(t *testing.T) Set {
	t.Helper()
	set, err := b.Create(t.Context(), b.ws, b.owner)
	if err != nil {
		t.Fatalf("Create: %v", err)
	}
	return set
}

func (b *bundle) remove(t *testing.T) {
	t.Helper()
	if err := b.Remove(t.Context(), b.ws, b.owner); err != nil {
		t.Fatalf("Remove: %v", err)
	}
}

func (b *bundle) write(t *testing.T, fn func(tx *wsdb.Tx) error) {
	t.Helper()
	if err := b.db.Write(t.Context(), b.ws, fn); err != nil {
		t.Fatal(err)
	}
}

const (
	tablesSQLite = `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%'
		AND name NOT LIKE 'textindex_%\_%' ESCAPE '\' ORDER BY name`
	tablesPostgres = `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY table_name`
)

// passing are tables of facts and of work under way, which hold ids only and empty themselves.
var passing = map[string]bool{"event": true, "job_outbox": true, "job_outbox_state": true}

// rows counts what is in every table of the workspace.
func (b *bundle) rows(t *testing.T) map[string]int {
	t.Helper()
	counts := map[string]int{}
	err := b.db.Read(t.Context(), b.ws, func(q wsdb.Query) error {
		text := tablesSQLite
		if b.db.System().Engine() == database.Postgres {
			text = tablesPostgres
		}
		names, err := texts(t.Context(), q, text)
		if err != nil {
			return err
		}
		for _, name := range names {
			var n int
			if err := q.QueryRow(t.Context(), `SELECT COUNT(*) FROM `+name).Scan(&n); err != nil {
				return err
			}
			if !passing[name] {
				counts[name] = n
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return counts
}

func texts(ctx context.Context, q wsdb.Query, text string) (list []string, err error) {
	rows, err := q.Query(ctx, text)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, rows.Err()
}
