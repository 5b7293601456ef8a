package outbox

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// surroundings stands for everything the gates ask. The database, the ledger and the dispatcher are real.
type surroundings struct {
	mu         sync.Mutex
	stopped    bool
	verdict    licence.Verdict
	settings   workspace.Settings
	channel    channel.Channel
	reach      map[contact.ID]contact.Reach
	suppressed []contact.Address
	noted      []contact.Activity
	paused     []string
	templates  []string
}

func (s *surroundings) change(fn func(*surroundings)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fn(s)
}

func (s *surroundings) Settings(context.Context, wsdb.Query) (workspace.Settings, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settings, nil
}

func (s *surroundings) Stopped(context.Context, wsdb.Query) (workspace.StopAll, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return workspace.StopAll{On: s.stopped}, nil
}

func (s *surroundings) Gate(context.Context, id.Workspace) (licence.Verdict, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.verdict, nil
}

func (s *surroundings) Reach(_ context.Context, _ wsdb.Query, ids []contact.ID, _ contact.Purpose) (map[contact.ID]contact.Reach, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[contact.ID]contact.Reach{}
	for _, c := range ids {
		r, ok := s.reach[c]
		if !ok {
			r = contact.Reach{Exists: true, Phone: "+6281200000000", Consent: contact.Granted}
		}
		out[c] = r
	}
	return out, nil
}

func (s *surroundings) Note(_ context.Context, _ *wsdb.Tx, list []contact.Activity) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.noted = append(s.noted, list...)
	return nil
}

func (s *surroundings) Stop(_ context.Context, _ *wsdb.Tx, a contact.Address, _, _ string, _ time.Time) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.suppressed = append(s.suppressed, a)
	return true, nil
}

func (s *surroundings) Get(context.Context, wsdb.Query, channel.ID) (channel.Channel, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.channel, nil
}

func (s *surroundings) Session(context.Context, id.Workspace, channel.ID) (channel.Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return channel.Session{Channel: s.channel}, nil
}

func (s *surroundings) Pause(_ context.Context, _ *wsdb.Tx, _ channel.ID, reason string, _ time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.paused = append(s.paused, reason)
	s.channel.State, s.channel.StateReason = channel.NeedsAttention, reason
	return nil
}

func (s *surroundings) PauseTemplate(_ context.Context, _ *wsdb.Tx, _ channel.ID, name, _, _ string, _ time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.templates = append(s.templates, name)
	return nil
}

// wire is the network: it records every call and answers what the test says.
type wire struct {
	mu     sync.Mutex
	calls  []channel.Outgoing
	answer func(m channel.Outgoing) (channel.Accepted, error)
}

func (w *wire) Send(_ context.Context, _ channel.Session, m channel.Outgoing) (channel.Accepted, error) {
	w.mu.Lock()
	w.calls = append(w.calls, m)
	answer := w.answer
	w.mu.Unlock()
	if answer != nil {
		return answer(m)
	}
	return channel.Accepted{ExternalID: "wamid." + m.SendID}, nil
}

func (w *wire) set(answer func(m channel.Outgoing) (channel.Accepted, error)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.answer = answer
}

func (w *wire) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.calls)
}

func (w *wire) Capabilities() channel.Capabilities {
	return channel.Capabilities{ReplyWindow: 24 * time.Hour}
}

// ledger keeps the state of every send as the observers were told, to compare it with the table.
type ledger struct {
	mu     sync.Mutex
	states map[ID]State
}

func (l *ledger) SendsMoved(_ context.Context, tx *wsdb.Tx, moves []Move) error {
	tx.AfterCommit(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		for _, m := range moves {
			l.states[m.Send.ID] = m.Send.State
		}
	})
	return nil
}

func (l *ledger) state(m ID) State {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.states[m]
}

type bundle struct {
	*Service
	db     *wsdb.DB
	ws     id.Workspace
	around *surroundings
	wire   *wire
	told   *ledger
}

func setup(t testing.TB, db *wsdb.DB) *bundle {
	t.Helper()
	b := &bundle{
		db: db, ws: dbtest.Workspace(t, db), wire: &wire{}, told: &ledger{states: map[ID]State{}},
		around: &surroundings{
			verdict: licence.Verdict{State: licence.Active, MaySend: true}, settings: workspace.Defaults(),
			channel: channel.Channel{ID: id.New[channel.Channel](), Kind: channel.CloudAPI, State: channel.Connected},
			reach:   map[contact.ID]contact.Reach{},
		},
	}
	b.open(t, db)
	return b
}

// open makes the service as a new process would.
func (b *bundle) open(t testing.TB, db *wsdb.DB) {
	t.Helper()
	b.db = db
	b.Service = New(Deps{
		DB: db, Clock: dbtest.Clock(t, db), Log: slog.New(slog.DiscardHandler),
		Workspaces: b.around, Licences: b.around, Contacts: b.around, Channels: b.around,
		Connectors: map[channel.Kind]Connector{channel.CloudAPI: b.wire},
	})
	b.Attach(nil, b.told)
	e := b.Engine()
	e.Start(t.Context())
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = e.Stop(ctx)
	})
}

func (b *bundle) request(lane Lane) Request {
	return Request{
		Channel: b.around.channel.ID, Lane: lane, Origin: Origin{Kind: OriginBlast, ID: "b1"}, Contact: id.New[contact.Contact](),
		To: channel.Address{Phone: "+6281200000000"}, Purpose: contact.PurposePromo,
		Content: channel.Content{Type: channel.TypeTemplate, Template: &channel.Template{Name: "promo", Language: "id"}},
	}
}

func (b *bundle) add(t *testing.T, reqs ...Request) []Send {
	t.Helper()
	var out []Send
	err := b.db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) (err error) {
		out, err = b.Add(t.Context(), tx, reqs)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (b *bundle) read(t *testing.T, m ID) Send {
	t.Helper()
	var out Send
	err := b.db.Read(t.Context(), b.ws, func(q wsdb.Query) error {
		all, err := b.Get(t.Context(), q, []ID{m})
		out = all[m]
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (b *bundle) waitState(t *testing.T, m ID, want State) Send {
	t.Helper()
	dbtest.Wait(t, "send to be "+string(want), func() bool { return b.told.state(m) == want })
	got := b.read(t, m)
	if got.State != want {
		t.Fatalf("the ledger says %s, observers were told %s", got.State, want)
	}
	return got
}
