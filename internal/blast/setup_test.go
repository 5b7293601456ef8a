package blast

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/channel"
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

// around stands for settings, licence, channels, templates and the network; contacts, inbox, ledger, dispatcher and database are real.
type around struct {
	mu       sync.Mutex
	channel  channel.Channel
	template channel.MessageTemplate
	settings workspace.Settings
	verdict  licence.Verdict
	calls    []channel.Outgoing
	answer   func(m channel.Outgoing) error
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
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.verdict, nil
}

func (a *around) Get(_ context.Context, _ wsdb.Query, ch channel.ID) (channel.Channel, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if ch != a.channel.ID {
		return channel.Channel{}, channel.ErrNotFound
	}
	return a.channel, nil
}

func (a *around) Template(_ context.Context, _ wsdb.Query, _ channel.ID, name, _ string) (channel.MessageTemplate, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if name != a.template.Name {
		return channel.MessageTemplate{}, channel.ErrTemplateNotFound
	}
	return a.template, nil
}

func (a *around) Session(context.Context, id.Workspace, channel.ID) (channel.Session, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return channel.Session{Channel: a.channel}, nil
}

func (a *around) Pause(_ context.Context, _ *wsdb.Tx, _ channel.ID, reason string, _ time.Time) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.channel.State, a.channel.StateReason = channel.NeedsAttention, reason
	return nil
}

func (a *around) PauseTemplate(context.Context, *wsdb.Tx, channel.ID, string, string, string, time.Time) error {
	return nil
}

// connector is the network: it records every call and answers what the test says.
type connector struct {
	channel.Connector
	a *around
}

func (c connector) Capabilities() channel.Capabilities {
	return channel.Capabilities{ReplyWindow: 24 * time.Hour, MaxTextLength: 4096, Templates: true}
}

func (c connector) Validate(channel.Content) error { return nil }

func (c connector) Send(_ context.Context, _ channel.Session, m channel.Outgoing) (channel.Accepted, error) {
	c.a.mu.Lock()
	c.a.calls = append(c.a.calls, m)
	answer := c.a.answer
	c.a.mu.Unlock()
	if answer != nil {
		if err := answer(m); err != nil {
			return channel.Accepted{}, err
		}
	}
	return channel.Accepted{ExternalID: "wamid." + m.SendID}, nil
}

type bundle struct {
	*Service
	db       *wsdb.DB
	ws       id.Workspace
	around   *around
	contacts *contact.Service
	outbox   *outbox.Service
	inbox    *inbox.Service
	events   *event.Log
	ids      []contact.ID
}

const promoBody = `[{"type":"BODY","text":"Halo {{1}}, promo {{2}}!"},{"type":"FOOTER","text":"Balas STOP"}]`

func setup(t testing.TB, db *wsdb.DB) *bundle {
	t.Helper()
	ch := id.New[channel.Channel]()
	b := &bundle{db: db, ws: dbtest.Workspace(t, db), around: &around{
		channel: channel.Channel{ID: ch, Kind: channel.CloudAPI, State: channel.Connected},
		template: channel.MessageTemplate{
			ID: id.New[channel.MessageTemplate](), Channel: ch, Name: "promo", Language: "id", Status: channel.StatusApproved,
			ParameterFormat: "POSITIONAL", Components: []byte(promoBody),
		},
		settings: workspace.Defaults(), verdict: licence.Verdict{State: licence.Active, MaySend: true},
	}}
	b.open(t, db)
	return b
}

// open makes the services as a new process would.
func (b *bundle) open(t testing.TB, db *wsdb.DB) {
	t.Helper()
	b.db = db
	log := slog.New(slog.DiscardHandler)
	b.events = event.New(event.NewHub())
	texts := textindex.New(db)
	clk := dbtest.Clock(t, db)
	conn := connector{a: b.around}
	b.contacts = contact.New(contact.Deps{
		DB: db, Clock: clk, Events: b.events, Jobs: job.New(job.Deps{}), Texts: texts,
		Country: func(context.Context, wsdb.Query) (string, error) { return "62", nil },
	})
	b.outbox = outbox.New(outbox.Deps{
		DB: db, Clock: clk, Log: log, Workspaces: b.around, Licences: b.around, Contacts: b.contacts, Channels: b.around,
		Connectors: map[channel.Kind]outbox.Connector{channel.CloudAPI: conn},
	})
	connectors := map[channel.Kind]channel.Connector{channel.CloudAPI: conn}
	b.inbox = inbox.New(inbox.Deps{
		DB: db, Clock: clk, Log: log, Events: b.events, Texts: texts, Contacts: b.contacts, Outbox: b.outbox, Channels: b.around,
		Connectors: connectors, Settings: b.around,
	})
	b.Service = New(Deps{
		DB: db, Clock: clk, Log: log, Events: b.events, Contacts: b.contacts, Outbox: b.outbox, Channels: b.around,
		Workspaces: b.around, Licences: b.around, Connectors: connectors,
	})
	b.outbox.Attach(b.inbox, b.inbox, b.Service)
	b.inbox.Attach(b.Service)
	b.contacts.UseBlasts(b.Service)
}

// dispatch starts the real dispatcher and the pump; both end with the test.
func (b *bundle) dispatch(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { b.Run(ctx) })
	b.outbox.Engine().Start(ctx)
	if err := b.outbox.Engine().Recover(ctx, b.ws); err != nil {
		t.Fatal(err)
	}
	svc := b.outbox
	t.Cleanup(func() {
		_ = svc.Engine().Stop(context.Background())
		cancel()
		wg.Wait()
	})
}

// people makes contacts who agreed to promotion. Every name is the number of the contact; odd ones have a city.
func (b *bundle) people(t testing.TB, n int) []contact.ID {
	t.Helper()
	first := len(b.ids)
	for i := range n {
		name, number := fmt.Sprint("Orang ", first+i), fmt.Sprintf("+62812%07d", first+i)
		c, err := b.contacts.Create(t.Context(), b.ws, contact.Draft{Name: &name, Phone: &number})
		if err != nil {
			t.Fatal(err)
		}
		b.ids = append(b.ids, c.ID)
		b.consent(t, c.ID, true)
	}
	return b.ids[first:]
}

func (b *bundle) consent(t testing.TB, c contact.ID, yes bool) {
	t.Helper()
	b.write(t, func(tx *wsdb.Tx) error {
		return b.contacts.SetConsent(t.Context(), tx, c, contact.PurposePromo, yes, "test", "")
	})
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

// draft makes a blast of the template to everybody.
func (b *bundle) draft(t testing.TB, change ...func(d *Blast)) Blast {
	t.Helper()
	d, err := b.Create(t.Context(), b.ws, "Promo", "")
	if err != nil {
		t.Fatal(err)
	}
	d, err = b.Edit(t.Context(), b.ws, d.ID, func(d *Blast) error {
		d.Channel, d.Audience = b.around.channel.ID, Audience{All: true}
		d.Message = Message{Kind: KindTemplate, Template: &TemplateRef{Name: "promo", Language: "id"}, Variables: map[string]string{
			"body.1": "{{name|Kak}}", "body.2": "kue",
		}}
		for _, fn := range change {
			fn(d)
		}
		return nil
	})
	if err != nil {
		t.Fatalf("Edit = %v", err)
	}
	return d
}

func (b *bundle) start(t testing.TB, d Blast) {
	t.Helper()
	if _, err := b.Start(t.Context(), b.ws, d.ID, d.Version, nobody); err != nil {
		t.Fatalf("Start = %v", err)
	}
}

func (b *bundle) pump(t testing.TB, d Blast) {
	t.Helper()
	if err := b.Pump(t.Context(), b.ws, d.ID); err != nil {
		t.Fatalf("Pump = %v", err)
	}
}

func (b *bundle) view(t testing.TB, d Blast) View {
	t.Helper()
	v, err := b.Get(t.Context(), b.ws, d.ID)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (b *bundle) waitState(t testing.TB, d Blast, want State) View {
	t.Helper()
	dbtest.Wait(t, "the blast to be "+string(want), func() bool { return b.view(t, d).State == want })
	return b.view(t, d)
}

// sentTo counts the calls of the network by number.
func (b *bundle) sentTo() map[string]int {
	b.around.mu.Lock()
	defer b.around.mu.Unlock()
	out := map[string]int{}
	for _, m := range b.around.calls {
		out[m.To.Phone]++
	}
	return out
}

// reconcile compares the stored counters with the recipients and the ledger, at one instant.
func (b *bundle) reconcile(t testing.TB, d Blast) {
	t.Helper()
	b.read(t, func(q wsdb.Query) error {
		p, ok, err := b.store.getProgress(t.Context(), q, d.ID)
		if err != nil || !ok {
			return err
		}
		var want Counts
		tally := func(query string, put func(state string, n int)) error {
			rows, err := q.Query(t.Context(), query, d.ID.String())
			if err != nil {
				return err
			}
			defer func() { _ = rows.Close() }()
			for rows.Next() {
				var state string
				var n int
				if err := rows.Scan(&state, &n); err != nil {
					return err
				}
				put(state, n)
			}
			return rows.Err()
		}
		err = tally(`SELECT state, COUNT(*) FROM send WHERE origin_id = $1 AND origin = 'blast' AND reason <> 'replaced' GROUP BY state`,
			func(state string, n int) { want.move("", outbox.State(state), n) })
		if err != nil {
			return err
		}
		waiting, sends := 0, 0
		err = tally(`SELECT CASE WHEN send_id IS NULL THEN state ELSE 'send' END, COUNT(*) FROM blast_recipient
			WHERE CAST(blast_id AS TEXT) = $1 GROUP BY 1`, func(state string, n int) {
			want.Total += n
			switch state {
			case "send":
				sends += n
			case recipientWaiting:
				waiting = n
				want.Held += n
			default:
				want.move("", outbox.State(state), n)
			}
		})
		if err != nil {
			return err
		}
		want.Replied = p.Replied
		if diff := cmp.Diff(want, p.Counts); diff != "" || waiting != p.waiting || p.sum() != p.Total {
			t.Fatalf("counters differ from the ledger (waiting %d, counted %d):\n%s", waiting, p.waiting, diff)
		}
		causes := map[string]int{}
		err = tally(`SELECT state || '/' || reason || '/' || code, COUNT(*) FROM blast_recipient
			WHERE CAST(blast_id AS TEXT) = $1 AND state IN ('skipped', 'failed', 'unknown') GROUP BY 1`, func(c string, n int) { causes[c] = n })
		if err != nil {
			return err
		}
		stored, err := b.store.causes(t.Context(), q, d.ID)
		if err != nil {
			return err
		}
		got := map[string]int{}
		for _, c := range stored {
			got[c.State+"/"+c.Reason+"/"+c.Code] += c.N
		}
		if diff := cmp.Diff(causes, got); diff != "" {
			t.Fatalf("causes differ from the recipients:\n%s", diff)
		}
		var wrong int
		err = q.QueryRow(t.Context(), `SELECT COUNT(*) FROM blast_recipient AS r JOIN send AS s ON s.id = r.send_id
			WHERE r.blast_id = $1 AND ((r.state = 'out') <> (s.state NOT IN ('skipped', 'failed', 'unknown'))
			OR (r.state <> 'out' AND r.state <> s.state))`, d.ID).Scan(&wrong)
		if err == nil && wrong > 0 {
			t.Fatalf("%d recipients say otherwise than the ledger", wrong)
		}
		return err
	})
}

// nobody is the machine, as the audit log names it.
var nobody audit.Thing
