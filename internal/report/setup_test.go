package report

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/inbox"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// around stands for settings, licence, channels and the network; contacts, inbox, ledger, dispatcher and database are real.
type around struct {
	mu       sync.Mutex
	channels []channel.Channel
	settings workspace.Settings
	answer   func() error
}

func (a *around) with(fn func(a *around)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	fn(a)
}

func (a *around) Settings(context.Context, wsdb.Query) (workspace.Settings, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.settings, nil
}

func (a *around) Stopped(context.Context, wsdb.Query) (workspace.StopAll, error) {
	return workspace.StopAll{}, nil
}

func (a *around) Gate(context.Context, id.Workspace) (licence.Verdict, error) {
	return licence.Verdict{State: licence.Active, MaySend: true}, nil
}

func (a *around) Get(_ context.Context, _ wsdb.Query, ch channel.ID) (channel.Channel, error) {
	for _, c := range a.channels {
		if c.ID == ch {
			return c, nil
		}
	}
	return channel.Channel{}, channel.ErrNotFound
}

func (a *around) Template(context.Context, wsdb.Query, channel.ID, string, string) (channel.MessageTemplate, error) {
	return channel.MessageTemplate{}, channel.ErrTemplateNotFound
}

func (a *around) Session(ctx context.Context, _ id.Workspace, ch channel.ID) (channel.Session, error) {
	c, err := a.Get(ctx, nil, ch)
	return channel.Session{Channel: c}, err
}

func (a *around) Pause(context.Context, *wsdb.Tx, channel.ID, string, time.Time) error { return nil }

func (a *around) PauseTemplate(context.Context, *wsdb.Tx, channel.ID, string, string, string, time.Time) error {
	return nil
}

// connector is the network.
type connector struct {
	channel.Connector
	a *around
}

func (c connector) Capabilities() channel.Capabilities {
	return channel.Capabilities{MaxTextLength: 4096}
}

func (c connector) Validate(channel.Content) error { return nil }

func (c connector) Send(_ context.Context, _ channel.Session, m channel.Outgoing) (channel.Accepted, error) {
	c.a.mu.Lock()
	answer := c.a.answer
	c.a.mu.Unlock()
	if answer != nil {
		if err := answer(); err != nil {
			return channel.Accepted{}, err
		}
	}
	return channel.Accepted{ExternalID: "wamid." + m.SendID}, nil
}

type bundle struct {
	*Service
	db       *wsdb.DB
	ws       id.Workspace
	clock    *clock.Fixed
	around   *around
	contacts *contact.Service
	outbox   *outbox.Service
	inbox    *inbox.Service
	people   []contact.Contact
	n        int
}

const (
	budi = "0198c1f2-7c1e-7a53-9f5e-0123456789ab"
	rani = "0198c1f2-7c1e-7a53-9f5e-0123456789ac"
)

func setup(t testing.TB, db *wsdb.DB) *bundle {
	t.Helper()
	a := &around{settings: workspace.Defaults()}
	for _, name := range []string{"Toko", "Cabang"} {
		a.channels = append(a.channels, channel.Channel{ID: id.New[channel.Channel](), Name: name, Kind: channel.CloudAPI, State: channel.Connected})
	}
	clk := dbtest.Clock(t, db)
	b := &bundle{db: db, ws: dbtest.Workspace(t, db), clock: clk, around: a}
	log, events, texts := slog.New(slog.DiscardHandler), event.New(event.NewHub()), textindex.New(db)
	b.contacts = contact.New(contact.Deps{
		DB: db, Clock: clk, Events: events, Jobs: job.New(job.Deps{}), Texts: texts,
		Country: func(context.Context, wsdb.Query) (string, error) { return "62", nil },
	})
	conn := connector{a: a}
	b.outbox = outbox.New(outbox.Deps{
		DB: db, Clock: clk, Log: log, Workspaces: a, Licences: a, Contacts: b.contacts, Channels: a,
		Connectors: map[channel.Kind]outbox.Connector{channel.CloudAPI: conn},
	})
	b.inbox = inbox.New(inbox.Deps{
		DB: db, Clock: clk, Log: log, Events: events, Texts: texts, Contacts: b.contacts, Outbox: b.outbox, Channels: a,
		Connectors: map[channel.Kind]channel.Connector{channel.CloudAPI: conn}, Settings: a,
	})
	b.Service = New(Deps{
		DB: db, Clock: clk, Settings: a, Channels: a,
		Names: func(context.Context, id.Workspace) (map[string]string, error) {
			return map[string]string{budi: "Budi", rani: "=Rani"}, nil
		},
	})
	b.outbox.Attach(b.inbox, b.inbox, b.Service)
	b.inbox.Attach(b.Service)
	b.contacts.CountStops(b.Service)
	return b
}

// dispatch starts the real dispatcher; it ends with the test.
func (b *bundle) dispatch(t testing.TB) {
	t.Helper()
	b.outbox.Engine().Start(t.Context())
	t.Cleanup(func() { _ = b.outbox.Engine().Stop(context.Background()) })
}

// drained waits until the dispatcher has nothing left to do now.
func (b *bundle) drained(t testing.TB) {
	t.Helper()
	dbtest.Wait(t, "everything to leave", func() bool {
		n := 0
		b.read(t, func(q wsdb.Query) error {
			return q.QueryRow(t.Context(), `SELECT COUNT(*) FROM send WHERE state IN ('queued', 'sending')`).Scan(&n)
		})
		return n == 0
	})
}

// meet makes contacts who agreed to everything.
func (b *bundle) meet(t testing.TB, n int) {
	t.Helper()
	for range n {
		name, number := fmt.Sprint("Orang ", len(b.people)), fmt.Sprintf("+62812%07d", len(b.people))
		c, err := b.contacts.Create(t.Context(), b.ws, contact.Draft{Name: &name, Phone: &number})
		if err != nil {
			t.Fatal(err)
		}
		b.people = append(b.people, c)
		b.write(t, func(tx *wsdb.Tx) error {
			return b.contacts.SetConsent(t.Context(), tx, c.ID, contact.PurposePromo, true, "test", "")
		})
	}
}

func (b *bundle) write(t testing.TB, fn func(tx *wsdb.Tx) error) {
	t.Helper()
	if err := b.db.Write(t.Context(), b.ws, fn); err != nil {
		t.Fatal(err)
	}
}

func (b *bundle) read(t testing.TB, fn func(q wsdb.Query) error) {
	t.Helper()
	if err := b.db.Read(t.Context(), b.ws, fn); err != nil {
		t.Fatal(err)
	}
}

// send adds a message; actor is who wrote it by hand.
func (b *bundle) send(t testing.TB, ch, person int, lane outbox.Lane, origin, actor string) outbox.Send {
	t.Helper()
	who := b.people[person]
	purpose := contact.PurposeService
	if lane == outbox.Blast {
		purpose = contact.PurposePromo
	}
	var out []outbox.Send
	b.write(t, func(tx *wsdb.Tx) (err error) {
		out, err = b.outbox.Add(t.Context(), tx, []outbox.Request{{
			Channel: b.around.channels[ch].ID, Lane: lane, Origin: outbox.Origin{Kind: origin, ID: origin}, Contact: who.ID,
			To: channel.Address{Phone: string(*who.Phone)}, Purpose: purpose, Actor: actor, Preview: "Halo",
			Content: channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: "Halo"}},
		}})
		return err
	})
	return out[0]
}

// writes lets a person write.
func (b *bundle) writes(t testing.TB, ch, person int, text string) {
	t.Helper()
	b.n++
	b.write(t, func(tx *wsdb.Tx) error {
		return b.inbox.HandleEvents(t.Context(), tx, b.around.channels[ch], []channel.Event{channel.MessageReceived{
			ExternalID: fmt.Sprint("in.", b.n), From: channel.Address{Phone: string(*b.people[person].Phone)}, At: b.clock.Now(),
			Content: channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: text}},
		}})
	})
}

// reports lets the network report on a message.
func (b *bundle) reports(t testing.TB, m outbox.Send, status channel.DeliveryStatus) {
	t.Helper()
	ev := channel.StatusReceived{ExternalID: "wamid." + m.ID.String(), SendID: m.ID.String(), Status: status, At: b.clock.Now()}
	if status == channel.StatusFailed {
		ev.Error = &channel.SendError{Code: 131026, Class: channel.ClassPermanent, Reason: "undeliverable"}
	}
	b.write(t, func(tx *wsdb.Tx) error {
		c, err := b.around.Get(t.Context(), tx, m.Channel)
		if err != nil {
			return err
		}
		return b.outbox.HandleEvents(t.Context(), tx, c, []channel.Event{ev})
	})
}

// of makes the report of the month in which tests begin.
func (b *bundle) of(t testing.TB, change ...func(p *Period)) Report {
	t.Helper()
	p := Period{From: "2026-11-01", Until: "2026-12-31"}
	for _, fn := range change {
		fn(&p)
	}
	r, err := b.Report(t.Context(), b.ws, p)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
