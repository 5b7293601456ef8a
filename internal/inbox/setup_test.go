package inbox

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// around stands for settings, channels and the network; contacts, ledger, search and database are real.
type around struct {
	noTemplates bool
	mu          sync.Mutex
	channel     channel.Channel
	settings    workspace.Settings
	read        []string
	media       map[string]mediaAnswer
	files       map[string]File
	bytes       map[string][]byte
}

type mediaAnswer struct {
	body []byte
	err  error
}

func (a *around) Settings(context.Context, wsdb.Query) (workspace.Settings, error) {
	return a.settings, nil
}

func (a *around) Stopped(context.Context, wsdb.Query) (workspace.StopAll, error) {
	return workspace.StopAll{}, nil
}

func (a *around) Gate(context.Context, id.Workspace) (licence.Verdict, error) {
	return licence.Verdict{State: licence.Active, MaySend: true}, nil
}

func (a *around) Get(context.Context, wsdb.Query, channel.ID) (channel.Channel, error) {
	return a.channel, nil
}

func (a *around) Template(_ context.Context, _ wsdb.Query, _ channel.ID, name, language string) (channel.MessageTemplate, error) {
	if name != "halo" || a.noTemplates {
		return channel.MessageTemplate{}, channel.ErrTemplateNotFound
	}
	return channel.MessageTemplate{
		Name: name, Language: language, Status: channel.StatusApproved, Components: []byte(`[{"type":"BODY","text":"Halo {{1}}"}]`),
	}, nil
}

func (a *around) Session(context.Context, id.Workspace, channel.ID) (channel.Session, error) {
	return channel.Session{Channel: a.channel}, nil
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
	return channel.Capabilities{ReplyWindow: 24 * time.Hour, ReadReceipts: true, MaxTextLength: 4096}
}

func (c connector) Validate(m channel.Content) error {
	if m.Text != nil && len(m.Text.Body) > 4096 {
		return fault.New(fault.Invalid, "cloudapi.text_too_long", "Too long.")
	}
	return nil
}

func (c connector) MarkRead(_ context.Context, _ channel.Session, _ channel.Address, external string) error {
	c.a.mu.Lock()
	defer c.a.mu.Unlock()
	c.a.read = append(c.a.read, external)
	return nil
}

func (c connector) FetchMedia(_ context.Context, _ channel.Session, media string) (io.ReadCloser, channel.MediaInfo, error) {
	got := c.a.media[media]
	if got.err != nil {
		return nil, channel.MediaInfo{}, got.err
	}
	return io.NopCloser(bytes.NewReader(got.body)), channel.MediaInfo{MIME: "image/jpeg", Size: int64(len(got.body))}, nil
}

func (a *around) Keep(_ context.Context, _ id.Workspace, name, mime, _ string, r io.Reader) (string, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return "", err
	}
	f := File{ID: id.New[File]().String(), Name: name, MIME: mime, Size: int64(len(b))}
	a.files[f.ID], a.bytes[f.ID] = f, b
	return f.ID, nil
}

func (a *around) DeleteLater(_ context.Context, tx *wsdb.Tx, attachment string) error {
	tx.AfterCommit(func() { delete(a.files, attachment) })
	return nil
}

func (a *around) Describe(_ context.Context, _ wsdb.Query, ids []string) (map[string]File, error) {
	out := map[string]File{}
	for _, f := range ids {
		if known, ok := a.files[f]; ok {
			out[f] = known
		}
	}
	return out, nil
}

type bundle struct {
	*Service
	db       *wsdb.DB
	ws       id.Workspace
	around   *around
	contacts *contact.Service
	outbox   *outbox.Service
	texts    *textindex.Index
	n        int
}

func setup(t testing.TB, db *wsdb.DB) *bundle {
	t.Helper()
	a := &around{
		channel:  channel.Channel{ID: id.New[channel.Channel](), Kind: channel.CloudAPI, State: channel.Connected},
		settings: workspace.Defaults(), media: map[string]mediaAnswer{}, files: map[string]File{}, bytes: map[string][]byte{},
	}
	log := slog.New(slog.DiscardHandler)
	events := event.New(event.NewHub())
	texts := textindex.New(db)
	b := &bundle{db: db, ws: dbtest.Workspace(t, db), around: a, texts: texts}
	b.contacts = contact.New(contact.Deps{
		DB: db, Events: events, Jobs: job.New(job.Deps{}), Texts: texts,
		Country: func(context.Context, wsdb.Query) (string, error) { return "62", nil },
	})
	b.outbox = outbox.New(outbox.Deps{
		DB: db, Clock: dbtest.Clock(t, db), Log: log, Workspaces: a, Licences: a, Contacts: b.contacts, Channels: a,
		Connectors: map[channel.Kind]outbox.Connector{channel.CloudAPI: connector{a: a}},
	})
	b.Service = New(Deps{
		DB: db, Clock: dbtest.Clock(t, db), Log: log, Events: events, Texts: texts, Contacts: b.contacts, Outbox: b.outbox,
		Channels: a, Connectors: map[channel.Kind]channel.Connector{channel.CloudAPI: connector{a: a}}, Settings: a, Files: a,
	})
	b.outbox.Attach(b.Service, b.Service)
	return b
}

// receive hands events over as the channel would.
func (b *bundle) receive(t testing.TB, evs ...channel.Event) {
	t.Helper()
	err := b.db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
		return b.HandleEvents(t.Context(), tx, b.around.channel, evs)
	})
	if err != nil {
		t.Fatalf("HandleEvents = %v", err)
	}
}

const siti = "+6281234567890"

// text is a message of a person.
func (b *bundle) text(external, from, body string) channel.MessageReceived {
	b.n++
	return channel.MessageReceived{
		ExternalID: external, From: channel.Address{Phone: from}, ProfileName: "Siti WA", At: dbtest.Start.Add(time.Duration(b.n-1000) * time.Second),
		Content: channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: body}},
	}
}

func (b *bundle) list(t testing.TB, r ListRequest) []Listed {
	t.Helper()
	got, err := b.List(t.Context(), b.ws, r)
	if err != nil {
		t.Fatalf("List = %v", err)
	}
	return got.Items
}

// only returns the one conversation there is.
func (b *bundle) only(t testing.TB) Listed {
	t.Helper()
	all := b.list(t, ListRequest{})
	if len(all) != 1 {
		t.Fatalf("there are %d conversations, want 1", len(all))
	}
	return all[0]
}

// thread shows the texts of a conversation, the newest first.
func (b *bundle) thread(t testing.TB, conv ConversationID) []Bubble {
	t.Helper()
	got, err := b.Thread(t.Context(), b.ws, conv, pageAll)
	if err != nil {
		t.Fatalf("Thread = %v", err)
	}
	return got.Items
}

func lines(bs []Bubble) []string {
	out := make([]string, len(bs))
	for i, m := range bs {
		out[i] = fmt.Sprintf("%s:%s", m.Direction, m.Text)
	}
	return out
}

// sends lists everything in the ledger of an origin kind.
func (b *bundle) queued(t testing.TB, kind string) int {
	t.Helper()
	n := 0
	err := b.db.Read(t.Context(), b.ws, func(q wsdb.Query) error {
		return q.QueryRow(t.Context(), `SELECT COUNT(*) FROM send WHERE origin = $1`, kind).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
