package channel_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestService_ConnectKeepsTokenSealed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		c := b.connect(t, b.ws, "100")
		if c.State != channel.Connected || c.VerifiedName != "Toko" || c.Quality != "green" || c.DailyLimit != 250 || c.Limits.PerSecond != 20 {
			t.Errorf("channel = %+v", c)
		}
		var token []byte
		if err := db.Read(t.Context(), b.ws, func(q wsdb.Query) error {
			return q.QueryRow(t.Context(), `SELECT token FROM channel WHERE id = $1`, c.ID).Scan(&token)
		}); err != nil {
			t.Fatal(err)
		}
		if len(token) == 0 || bytes.Contains(token, []byte("EAAtoken123")) {
			t.Errorf("the stored token is not sealed: %d bytes", len(token))
		}
		s, err := b.svc.Session(t.Context(), b.ws, c.ID)
		if err != nil || s.Token.Reveal() != "EAAtoken123" || s.Channel.ID != c.ID {
			t.Errorf("session = %+v, %v", s, err)
		}
		jobs := dbtest.Jobs(t, db, b.ws)
		if len(jobs) != 2 || jobs[0].Kind() != "channel.sync_templates" || jobs[1].Kind() != "audit.record" {
			t.Errorf("jobs = %+v", jobs)
		}
	})
}

func TestService_OneAccountBelongsToOneWorkspace(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		other := dbtest.Workspace(t, db)
		first := b.connect(t, b.ws, "100")
		in := channel.Connect{Kind: channel.CloudAPI, Name: "Lain", AccountID: "900", ExternalID: "100", Token: secret.New("EAAtoken999")}
		if _, _, err := b.svc.Connect(t.Context(), other, in); !errors.Is(err, channel.ErrAlreadyConnected) || fault.KindOf(err) != fault.Conflict {
			t.Fatalf("connect elsewhere = %v", err)
		}
		if _, _, err := b.svc.Connect(t.Context(), b.ws, in); !errors.Is(err, channel.ErrAlreadyConnected) {
			t.Fatalf("connect twice = %v", err)
		}
		route, ok, err := b.svc.Routes().Find(t.Context(), channel.CloudAPI, "100")
		if err != nil || !ok || route.Workspace != b.ws || route.Channel != first.ID {
			t.Fatalf("route = %+v, %v, %v", route, ok, err)
		}
		if err := b.svc.Disconnect(t.Context(), b.ws, first.ID, audit.Thing{}); err != nil {
			t.Fatal(err)
		}
		if _, ok, err := b.svc.Routes().Find(t.Context(), channel.CloudAPI, "100"); ok || err != nil {
			t.Fatalf("the route is still there (%v)", err)
		}
		if _, err := b.svc.Session(t.Context(), b.ws, first.ID); !errors.Is(err, channel.ErrDisconnected) {
			t.Errorf("session of a disconnected channel = %v", err)
		}
		if err := b.svc.Disconnect(t.Context(), b.ws, first.ID, audit.Thing{}); err != nil {
			t.Errorf("disconnect again = %v", err)
		}
		moved := b.connect(t, other, "100")
		routes, err := b.svc.Routes().ByAccount(t.Context(), channel.CloudAPI, "900")
		if err != nil || len(routes) != 1 || routes[0].Workspace != other || routes[0].Channel != moved.ID {
			t.Errorf("routes = %+v, %v", routes, err)
		}
	})
}

func TestService_ReconnectRevivesTheChannel(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		first := b.connect(t, b.ws, "100")
		if err := b.svc.Disconnect(t.Context(), b.ws, first.ID, audit.Thing{}); err != nil {
			t.Fatal(err)
		}
		if again := b.connect(t, b.ws, "100"); again.ID != first.ID || again.State != channel.Connected {
			t.Errorf("again = %+v, want the channel %v", again, first.ID)
		}
	})
}

// The caps of the workspace are what a new channel begins with; one that comes back keeps its own.
func TestService_ConnectTakesTheCaps(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.caps = channel.Limits{PerMinute: 30, PerDay: 1000}
		ch := b.connect(t, b.ws, "551")
		if l := ch.Limits; l.PerMinute != 30 || l.PerHour != 0 || l.PerDay != 1000 {
			t.Errorf("limits = %+v", l)
		}
		if err := b.svc.Disconnect(t.Context(), b.ws, ch.ID, audit.Thing{}); err != nil {
			t.Fatal(err)
		}
		b.caps.PerMinute = 5
		if again := b.connect(t, b.ws, "551"); again.Limits.PerMinute != 30 {
			t.Errorf("limits of a number that comes back = %+v", again.Limits)
		}
	})
}

func TestService_ConnectKeepsToTheLicence(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.most = 1
		first := b.connect(t, b.ws, "100")
		second := channel.Connect{Kind: channel.CloudAPI, Name: "Cabang", AccountID: "900", ExternalID: "200", Token: secret.New("EAAtoken123")}
		if _, _, err := b.svc.Connect(t.Context(), b.ws, second); !errors.Is(err, licence.ErrChannels) {
			t.Fatalf("a second channel: %v", err)
		}
		if err := b.svc.Disconnect(t.Context(), b.ws, first.ID, audit.Thing{}); err != nil {
			t.Fatal(err)
		}
		b.connect(t, b.ws, "200") // the account was not kept by the refusal
		again := channel.Connect{Kind: channel.CloudAPI, Name: "Toko", AccountID: "900", ExternalID: "100", Token: secret.New("EAAtoken123")}
		if _, _, err := b.svc.Connect(t.Context(), b.ws, again); !errors.Is(err, licence.ErrChannels) {
			t.Fatalf("a channel that comes back: %v", err)
		}
	})
}

func TestService_ConnectRefusesWhatTheNetworkRefuses(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		in := channel.Connect{Kind: channel.CloudAPI, Name: "Toko", AccountID: "900", ExternalID: "100", Token: secret.New("EAAtoken123")}
		b.stub.checks = []channel.Check{{ID: "token", Severity: channel.SeverityError, DetailCode: "token.invalid"}}
		_, checks, err := b.svc.Connect(t.Context(), b.ws, in)
		if !errors.Is(err, channel.ErrCheckFailed) || len(checks) != 1 {
			t.Fatalf("connect = %+v, %v", checks, err)
		}
		if f, _ := fault.Of(err); len(f.Fields) != 1 || f.Fields[0].Code != "token.invalid" {
			t.Errorf("fields = %+v", f.Fields)
		}
		if _, ok, _ := b.svc.Routes().Find(t.Context(), channel.CloudAPI, "100"); ok {
			t.Error("a refused channel has a route")
		}
		b.stub.checks = []channel.Check{{ID: "phone_status", Severity: channel.SeverityError, DetailCode: "phone_status.pending"}}
		c := b.connect(t, b.ws, "100")
		if c.State != channel.NeedsAttention || c.StateReason != "phone_status.pending" {
			t.Errorf("channel = %+v", c)
		}
		b.stub.checks = []channel.Check{{ID: "phone_status", OK: true, Severity: channel.SeverityError, DetailCode: "phone_status.ok"}}
		if c, _, err := b.svc.SelfTest(t.Context(), b.ws, c.ID); err != nil || c.State != channel.Connected || c.StateReason != "" {
			t.Errorf("after a passed self-test: %+v, %v", c, err)
		}
	})
}

func TestConnect_validates(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		_, _, err := b.svc.Connect(t.Context(), b.ws, channel.Connect{Kind: channel.CloudAPI, Name: " ", AccountID: "x", ExternalID: "", Token: secret.New("a b")})
		f, ok := fault.Of(err)
		if !ok || f.Code != "channel.invalid" || len(f.Fields) != 4 {
			t.Errorf("error = %+v", f)
		}
		if _, _, err := b.svc.Connect(t.Context(), b.ws, channel.Connect{Kind: "fax"}); !errors.Is(err, channel.ErrKind) {
			t.Errorf("error = %v", err)
		}
	})
}

func TestService_ReplaceToken(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		c := b.connect(t, b.ws, "100")
		if err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
			return b.svc.Pause(t.Context(), tx, c.ID, "token_invalid", time.Time{})
		}); err != nil {
			t.Fatal(err)
		}
		c, _, err := b.svc.ReplaceToken(t.Context(), b.ws, c.ID, audit.Thing{}, secret.New("EAAtoken456"), nil)
		if err != nil || c.State != channel.Connected {
			t.Fatalf("replace = %+v, %v", c, err)
		}
		if s, err := b.svc.Session(t.Context(), b.ws, c.ID); err != nil || s.Token.Reveal() != "EAAtoken456" {
			t.Errorf("the session has the old token (%v)", err)
		}
		b.stub.checks = []channel.Check{{ID: "token", Severity: channel.SeverityError, DetailCode: "token.invalid"}}
		if _, _, err := b.svc.ReplaceToken(t.Context(), b.ws, c.ID, audit.Thing{}, secret.New("EAAtoken789"), nil); !errors.Is(err, channel.ErrCheckFailed) {
			t.Errorf("replace by a bad one = %v", err)
		}
		if s, err := b.svc.Session(t.Context(), b.ws, c.ID); err != nil || s.Token.Reveal() != "EAAtoken456" {
			t.Errorf("a refused token was kept (%v)", err)
		}
	})
}

func TestService_PauseAndResume(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		c := b.connect(t, b.ws, "100")
		now := dbtest.Clock(t, db).Now()
		if err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
			return b.svc.Pause(t.Context(), tx, c.ID, "spam_limit", now.Add(time.Hour))
		}); err != nil {
			t.Fatal(err)
		}
		var got channel.Channel
		if err := db.Read(t.Context(), b.ws, func(q wsdb.Query) (err error) {
			got, err = b.svc.Get(t.Context(), q, c.ID)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if ok, reason, until := got.Usable(now); ok || reason != "paused" || !until.Equal(now.Add(time.Hour)) {
			t.Errorf("usable = %v %q %v", ok, reason, until)
		}
		if ok, _, _ := got.Usable(now.Add(2 * time.Hour)); !ok {
			t.Error("the pause does not end by itself")
		}
		if got, err := b.svc.Resume(t.Context(), b.ws, c.ID, audit.Thing{}); err != nil || !got.PausedUntil.IsZero() {
			t.Errorf("resume = %+v, %v", got, err)
		}
	})
}

// Some reasons to stop are only told by the status of a message that was taken before: a missing payment, for example.
func TestService_AStatusPausesTheChannel(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ch := b.connect(t, b.ws, "100")
		after := func(raw string, want channel.State) {
			t.Helper()
			if err := b.ingest.Store(t.Context(), []channel.Fragment{b.fragment(ch, raw)}); err != nil {
				t.Fatal(err)
			}
			if err := b.ingest.Process(t.Context(), b.ws); err != nil {
				t.Fatal(err)
			}
			s, err := b.svc.Session(t.Context(), b.ws, ch.ID)
			if err != nil || s.Channel.State != want || want == channel.NeedsAttention && s.Channel.StateReason != "payment_problem" {
				t.Errorf("after %s: %s %s, %v", raw, s.Channel.State, s.Channel.StateReason, err)
			}
		}
		after("failed:permanent", channel.Connected)
		after("late:channel", channel.Connected) // older than what a person changed since
		after("failed:channel", channel.NeedsAttention)
	})
}

func (b *bundle) template(t *testing.T, ch channel.Channel) channel.MessageTemplate {
	t.Helper()
	var m channel.MessageTemplate
	if err := b.db.Read(t.Context(), b.ws, func(q wsdb.Query) (err error) {
		m, err = b.svc.Template(t.Context(), q, ch.ID, "promo", "id")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestService_Templates(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		remote := func(name, status string) channel.RemoteTemplate {
			return channel.RemoteTemplate{ExternalID: "7" + name, Name: name, Language: "id", Status: status, Category: "MARKETING", Components: json.RawMessage(`[]`)}
		}
		b.stub.templates = []channel.RemoteTemplate{remote("promo", "APPROVED"), remote("alpha", "PENDING")}
		ch := b.connect(t, b.ws, "100")
		now := dbtest.Clock(t, db).Now()
		m := b.template(t, ch)
		if ok, _ := m.Sendable(now); !ok {
			t.Fatalf("an approved template is not sendable: %+v", m)
		}
		word := func(word, wantStatus string, want bool) {
			t.Helper()
			frag := b.fragment(ch, "template:"+word)
			frag.Key += time.Duration(len(word)).String() + wantStatus
			if err := b.ingest.Store(t.Context(), []channel.Fragment{frag}); err != nil {
				t.Fatal(err)
			}
			if err := b.ingest.Process(t.Context(), b.ws); err != nil {
				t.Fatal(err)
			}
			m := b.template(t, ch)
			if ok, _ := m.Sendable(now); ok != want || m.Status != wantStatus {
				t.Errorf("after %s: %s, sendable %v", word, m.Status, ok)
			}
		}
		word("PAUSED", "PAUSED", false)
		word("REINSTATED", "APPROVED", true)
		word("SOMETHING_NEW", "SOMETHING_NEW", false)
		word("APPROVED", "APPROVED", true)
		word("FLAGGED", "APPROVED", true)

		if err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
			return b.svc.PauseTemplate(t.Context(), tx, ch.ID, "promo", "id", "template_paused", now.Add(3*time.Hour))
		}); err != nil {
			t.Fatal(err)
		}
		if ok, reason := b.template(t, ch).Sendable(now); ok || reason != "template_paused" {
			t.Errorf("paused: %v %q", ok, reason)
		}
		if ok, _ := b.template(t, ch).Sendable(now.Add(4 * time.Hour)); !ok {
			t.Error("the pause of a template does not end")
		}
		b.stub.templates = b.stub.templates[1:]
		if n, err := b.svc.SyncTemplates(t.Context(), b.ws, ch.ID); err != nil || n != 1 {
			t.Fatalf("sync = %d, %v", n, err)
		}
		if m := b.template(t, ch); m.Status != "DELETED" {
			t.Errorf("a template that is gone has status %s", m.Status)
		}
		b.listsByPage(t, ch)
	})
}

// Deliveries about templates come unordered and a lost one is never repeated; a send may learn before them that a template is not
// there. So both make the list be read again, once.
func TestService_TemplateNewsAreCheckedAgainstTheList(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.stub.templates = []channel.RemoteTemplate{{ExternalID: "7", Name: "promo", Language: "id", Status: "APPROVED", Components: json.RawMessage(`[]`)}}
		ch := b.connect(t, b.ws, "100")
		now, before := dbtest.Clock(t, db).Now(), len(dbtest.Jobs(t, db, b.ws))
		wants := func(after string, want int) {
			t.Helper()
			jobs := dbtest.Jobs(t, db, b.ws)[before:]
			before += len(jobs)
			if len(jobs) != want || want > 0 && (jobs[0].Kind() != (channel.SyncTemplates{}).Kind() || !jobs[0].RunAt.After(now)) {
				t.Errorf("after %s: jobs = %+v, want %d", after, jobs, want)
			}
		}
		pause := func(reason string, hours int) {
			t.Helper()
			if err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
				return b.svc.PauseTemplate(t.Context(), tx, ch.ID, "promo", "id", reason, now.Add(time.Duration(hours)*time.Hour))
			}); err != nil {
				t.Fatal(err)
			}
		}
		if err := b.ingest.Store(t.Context(), []channel.Fragment{b.fragment(ch, "template:PAUSED")}); err != nil {
			t.Fatal(err)
		}
		if err := b.ingest.Process(t.Context(), b.ws); err != nil {
			t.Fatal(err)
		}
		wants("a status", 1)
		pause("template_policy", 1)
		wants("a refusal for its content", 0)
		pause("template_missing", 2)
		wants("a refusal as missing", 1)
		pause("template_missing", 2)
		wants("the next refusal", 0)
	})
}

func (b *bundle) listsByPage(t *testing.T, ch channel.Channel) {
	t.Helper()
	var names []string
	req := page.Request{Limit: 1}
	for {
		var got page.Page[channel.MessageTemplate]
		if err := b.db.Read(t.Context(), b.ws, func(q wsdb.Query) (err error) {
			got, err = b.svc.ListTemplates(t.Context(), q, ch.ID, "", req)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for _, m := range got.Items {
			names = append(names, m.Name)
		}
		if got.Next == "" {
			break
		}
		req.Cursor = page.Cursor(got.Next)
	}
	if diff := cmp.Diff([]string{"alpha", "promo"}, names); diff != "" {
		t.Error(diff)
	}
}
