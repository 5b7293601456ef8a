package signup

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

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

// around stands for settings, licence and channel; contacts, inbox, ledger and databases are real.
type around struct {
	inbox.Channels
	inbox.Files
	channel  channel.Channel
	readOnly bool
}

func (a *around) Settings(context.Context, wsdb.Query) (workspace.Settings, error) {
	return workspace.Defaults(), nil
}

func (a *around) Get(_ context.Context, _ wsdb.Query, ch channel.ID) (channel.Channel, error) {
	if ch != a.channel.ID {
		return channel.Channel{}, channel.ErrNotFound
	}
	return a.channel, nil
}

type spaces struct{ *around }

func (s spaces) Get(context.Context, id.Workspace) (workspace.Workspace, error) {
	return workspace.Workspace{Name: "Toko Sari"}, nil
}

func (a *around) Gate(context.Context, id.Workspace) (licence.Verdict, error) {
	return licence.Verdict{MaySend: !a.readOnly, ReadOnly: a.readOnly}, nil
}

func (a *around) Stopped(context.Context, wsdb.Query) (workspace.StopAll, error) {
	return workspace.StopAll{}, nil
}

func (a *around) Pause(context.Context, *wsdb.Tx, channel.ID, string, time.Time) error { return nil }

func (a *around) PauseTemplate(context.Context, *wsdb.Tx, channel.ID, string, string, string, time.Time) error {
	return nil
}

type connector struct{ channel.Connector }

func (connector) Capabilities() channel.Capabilities {
	return channel.Capabilities{ReplyWindow: 24 * time.Hour}
}

func (connector) Validate(channel.Content) error { return nil }

type bundle struct {
	*Service
	db       *wsdb.DB
	ws       id.Workspace
	around   *around
	contacts *contact.Service
	inbox    *inbox.Service
	mux      *http.ServeMux
	address  string
	log      *strings.Builder
	n        int
}

func setup(t testing.TB, db *wsdb.DB) *bundle {
	t.Helper()
	a := &around{channel: channel.Channel{ID: id.New[channel.Channel](), Kind: channel.CloudAPI, State: channel.Connected, DisplayPhone: "+62 811-2222-333"}}
	written := &strings.Builder{}
	log := slog.New(slog.NewTextHandler(written, nil))
	events, texts := event.New(event.NewHub()), textindex.New(db)
	b := &bundle{db: db, ws: dbtest.Workspace(t, db), around: a, address: "203.0.113.1", log: written, mux: http.NewServeMux()}
	b.contacts = contact.New(contact.Deps{
		DB: db, Events: events, Jobs: job.New(job.Deps{}), Texts: texts,
		Country: func(context.Context, wsdb.Query) (string, error) { return "62", nil },
	})
	out := outbox.New(outbox.Deps{
		DB: db, Clock: dbtest.Clock(t, db), Log: log, Workspaces: a, Licences: a, Contacts: b.contacts, Channels: a,
		Connectors: map[channel.Kind]outbox.Connector{channel.CloudAPI: connector{}},
	})
	b.inbox = inbox.New(inbox.Deps{
		DB: db, Clock: dbtest.Clock(t, db), Log: log, Events: events, Texts: texts, Contacts: b.contacts, Outbox: out,
		Channels: a, Connectors: map[channel.Kind]channel.Connector{channel.CloudAPI: connector{}}, Settings: a, Files: a,
	})
	b.Service = New(Deps{
		System: dbtest.System(t, db), DB: db, Clock: dbtest.Clock(t, db), Log: log, Contacts: b.contacts, Channels: a, Outbox: out,
		Workspaces: spaces{a}, Licences: a, PublicURL: "https://pesan.example.id",
	})
	out.Attach(b.inbox, b.inbox)
	b.inbox.Attach(b.Service)
	pages, err := b.Pages(
		func(*http.Request) netip.Addr { return netip.MustParseAddr(b.address) },
		func(r *http.Request) string {
			if r.URL.Query().Get("lang") == "en" {
				return "en"
			}
			return "id"
		})
	if err != nil {
		t.Fatal(err)
	}
	pages.Register(b.mux)
	return b
}

func (b *bundle) write(t testing.TB, fn func(tx *wsdb.Tx) error) {
	t.Helper()
	if err := b.db.Write(t.Context(), b.ws, fn); err != nil {
		t.Fatalf("write: %v", err)
	}
}

// draft is an open form that asks for service and promo.
func (b *bundle) draft() Form {
	return Form{
		Name: "Pameran JCC", Open: true, Channel: b.around.channel.ID,
		Page: Page{Title: "Daftar pelanggan", Text: "Dapatkan kabar.", Thanks: "Sampai jumpa.", ChatText: "Halo.", Asks: []Ask{
			{Purpose: contact.PurposeService, Wording: "Saya setuju dikabari tentang pesanan."},
			{Purpose: contact.PurposePromo, Wording: "Saya setuju menerima promo."},
		}},
	}
}

func (b *bundle) make(t testing.TB, f Form) Form {
	t.Helper()
	made, err := b.Create(t.Context(), b.ws, f, nobody)
	if err != nil {
		t.Fatalf("Create = %v", err)
	}
	return made
}

func (b *bundle) get(t testing.TB, form ID) (f Form) {
	t.Helper()
	b.write(t, func(tx *wsdb.Tx) (err error) {
		f, err = b.Get(t.Context(), tx, form)
		return err
	})
	return f
}

// ask sends a request to the public pages.
func (b *bundle) ask(t testing.TB, method, path, body, kind string) (int, string, http.Header) {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	req.Header.Set("Content-Type", kind)
	rec := httptest.NewRecorder()
	b.mux.ServeHTTP(rec, req)
	raw, _ := io.ReadAll(rec.Result().Body)
	return rec.Code, string(raw), rec.Header()
}

// post fills a form in.
func (b *bundle) post(t testing.TB, f *Form, fields ...string) (int, string) {
	t.Helper()
	v := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		v.Set(fields[i], fields[i+1])
	}
	status, body, _ := b.ask(t, http.MethodPost, "/f/"+f.Token, v.Encode(), "application/x-www-form-urlencoded")
	return status, body
}

// signUp fills a form in as it should be, and returns the code that the page shows.
func (b *bundle) signUp(t testing.TB, f *Form, name, number string, more ...string) string {
	t.Helper()
	status, body := b.post(t, f, append([]string{"name", name, "phone", number}, more...)...)
	_, rest, ok := strings.Cut(body, "<code>"+keyword+" ")
	if status != http.StatusOK || !ok {
		t.Fatalf("sign-up = %d, no code in %d bytes", status, len(body))
	}
	return rest[:pendingCode]
}

// says lets a phone write to the channel. Every message is a second newer than the one before.
func (b *bundle) says(t testing.TB, from channel.Address, text string) {
	t.Helper()
	b.n++
	clk := dbtest.Clock(t, b.db)
	clk.Advance(time.Second)
	b.write(t, func(tx *wsdb.Tx) error {
		return b.inbox.HandleEvents(t.Context(), tx, b.around.channel, []channel.Event{channel.MessageReceived{
			ExternalID: "wamid." + text + string(rune('a'+b.n)), From: from, At: clk.Now(), ProfileName: "di WA",
			Content: channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: text}},
		}})
	})
}

func (b *bundle) contact(t testing.TB, number string) (c contact.Contact, ok bool) {
	t.Helper()
	b.write(t, func(tx *wsdb.Tx) error {
		var ref contact.ID
		err := tx.QueryRow(t.Context(), `SELECT id FROM contact WHERE phone = $1`, number).Scan(&ref)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		ok = true
		c, err = b.contacts.Get(t.Context(), tx, ref)
		return err
	})
	return c, ok
}

// sent lists what the machine answers in chats.
func (b *bundle) sent(t testing.TB) (list []string) {
	t.Helper()
	b.write(t, func(tx *wsdb.Tx) error {
		rows, err := tx.Query(t.Context(), `SELECT preview FROM send WHERE origin = 'bot' ORDER BY id`)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var s string
			if err := rows.Scan(&s); err != nil {
				return err
			}
			list = append(list, s)
		}
		return rows.Err()
	})
	return list
}

// nobody is the machine, as the audit log names it.
var nobody audit.Thing
