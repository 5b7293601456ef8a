package comment

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/channel/instagram"
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

// world stands for channels, settings and Instagram; contacts, ledger, inbox and database are real.
type world struct {
	instagram.Connector
	channel channel.Channel
	posts   map[string]instagram.Post
	lists   map[string][]string // comments of a post, as the list shows them
	follows map[string]Follow   // by handle; absent is no consent
	stored  []channel.Fragment
	read    []string         // posts whose lists were read
	gone    error            // what every call answers
	refuses map[string]error // what calls about a post answer
	pageOf  int              // posts on a page; 0 is all
	endless bool             // lists of comments have no end
	stop    []string
}

func (w *world) Settings(context.Context, wsdb.Query) (workspace.Settings, error) {
	s := workspace.Defaults()
	s.OptOutWords = w.stop
	return s, nil
}

func (w *world) Stopped(context.Context, wsdb.Query) (workspace.StopAll, error) {
	return workspace.StopAll{}, nil
}

func (w *world) Gate(context.Context, id.Workspace) (licence.Verdict, error) {
	return licence.Verdict{State: licence.Active, MaySend: true}, nil
}

func (w *world) Get(context.Context, wsdb.Query, channel.ID) (channel.Channel, error) {
	return w.channel, nil
}

func (w *world) List(context.Context, wsdb.Query) ([]channel.Channel, error) {
	return []channel.Channel{w.channel}, nil
}

func (w *world) Template(context.Context, wsdb.Query, channel.ID, string, string) (channel.MessageTemplate, error) {
	return channel.MessageTemplate{}, channel.ErrTemplateNotFound
}

func (w *world) Session(_ context.Context, ws id.Workspace, _ channel.ID) (channel.Session, error) {
	if w.channel.State == channel.Disconnected {
		return channel.Session{}, channel.ErrDisconnected
	}
	return channel.Session{Workspace: ws, Channel: w.channel}, nil
}

func (w *world) Pause(context.Context, *wsdb.Tx, channel.ID, string, time.Time) error { return nil }

func (w *world) PauseTemplate(context.Context, *wsdb.Tx, channel.ID, string, string, string, time.Time) error {
	return nil
}

func (w *world) Posts(_ context.Context, _ channel.Session, after string) ([]instagram.Post, string, error) {
	if w.gone != nil {
		return nil, "", w.gone
	}
	var out []instagram.Post
	for _, p := range w.posts {
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b instagram.Post) int { return b.At.Compare(a.At) })
	from, _ := strconv.Atoi(after)
	if to := from + w.pageOf; w.pageOf > 0 && to < len(out) {
		return out[from:to], strconv.Itoa(to), nil
	}
	return out[from:], "", nil
}

func (w *world) Post(_ context.Context, _ channel.Session, post string) (instagram.Post, error) {
	p, ok := w.posts[post]
	if !ok {
		return p, instagram.ErrGone
	}
	if err := w.refuses[post]; err != nil {
		return p, err
	}
	return p, w.gone
}

func (w *world) Comments(_ context.Context, _ channel.Session, p instagram.Post, _ string) ([]instagram.ListedComment, string, error) {
	w.read = append(w.read, p.ID)
	if err := w.refuses[p.ID]; err != nil {
		return nil, "", err
	}
	var list []instagram.ListedComment
	for _, c := range w.lists[p.ID] {
		list = append(list, instagram.ListedComment{At: dbtest.Start, Fragment: channel.Fragment{Kind: "comment", Key: "c:" + c}})
	}
	if w.endless {
		return list, "more", nil
	}
	return list, "", nil
}

func (w *world) Delete(context.Context, channel.Session, string) error { return nil }

func (w *world) Store(_ context.Context, frags []channel.Fragment) error {
	w.stored = append(w.stored, frags...)
	return nil
}

func (w *world) Person(_ context.Context, _ channel.Session, who channel.Address) (instagram.Person, error) {
	if w.gone != nil {
		return instagram.Person{}, w.gone
	}
	switch w.follows[who.Handle()] {
	case Follows:
		return instagram.Person{Follows: true}, nil
	case FollowsNot:
		return instagram.Person{}, nil
	default:
		return instagram.Person{}, instagram.ErrNoConsent
	}
}

// bundle is a workspace with one account.
type bundle struct {
	*Service
	db       *wsdb.DB
	ws       id.Workspace
	world    *world
	contacts *contact.Service
	outbox   *outbox.Service
	inbox    *inbox.Service
	n        int
	standby  bool // another app holds the conversations
}

func setup(t testing.TB, db *wsdb.DB) *bundle {
	t.Helper()
	w := &world{
		channel: channel.Channel{ID: id.New[channel.Channel](), Kind: channel.Instagram, State: channel.Connected, ExternalID: "900", VerifiedName: "toko"},
		posts:   map[string]instagram.Post{}, lists: map[string][]string{}, follows: map[string]Follow{},
	}
	log := slog.New(slog.DiscardHandler)
	events := event.New(event.NewHub())
	texts := textindex.New(db)
	country := func(context.Context, wsdb.Query) (string, error) { return "62", nil }
	b := &bundle{db: db, ws: dbtest.Workspace(t, db), world: w}
	b.contacts = contact.New(contact.Deps{DB: db, Events: events, Jobs: job.New(job.Deps{}), Texts: texts, Country: country})
	b.outbox = outbox.New(outbox.Deps{
		DB: db, Clock: dbtest.Clock(t, db), Log: log, Workspaces: w, Licences: w, Contacts: b.contacts, Channels: w,
		Connectors: map[channel.Kind]outbox.Connector{channel.Instagram: w},
	})
	b.inbox = inbox.New(inbox.Deps{
		DB: db, Clock: dbtest.Clock(t, db), Log: log, Events: events, Texts: texts, Contacts: b.contacts, Outbox: b.outbox, Channels: w,
		Connectors: map[channel.Kind]channel.Connector{channel.Instagram: w}, Settings: w,
	})
	b.Service = New(Deps{
		DB: db, Clock: dbtest.Clock(t, db), Events: events, Jobs: job.New(job.Deps{}), Contacts: b.contacts, Outbox: b.outbox, Bubbles: b.inbox, Channels: w,
		Network: w, Ingest: w, Country: country,
		Accounts: func(context.Context) ([]channel.Route, error) {
			return []channel.Route{{Workspace: id.NewWorkspace(), Channel: w.channel.ID}, {Workspace: b.ws, Channel: w.channel.ID}}, nil
		},
	})
	b.outbox.Attach(b.inbox, b.inbox, b.Service)
	b.inbox.Attach(b.Service)
	return b
}

// start makes a rule and puts it to work.
func (b *bundle) start(t testing.TB, name string, spec Spec) Rule {
	t.Helper()
	if spec.Scope.Kind == "" {
		spec.Scope.Kind = ScopeAll
	}
	if spec.Follow.Policy == "" {
		spec.Follow.Policy = FollowSend
	}
	r, err := b.CreateRule(t.Context(), b.ws, name, spec, audit.Thing{})
	if err == nil {
		r, err = b.StartRule(t.Context(), b.ws, r.ID, audit.Thing{})
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return r
}

func words(list ...string) Words {
	var w Words
	for _, text := range list {
		w.Include = append(w.Include, Word{Text: text, Mode: WholeWord})
	}
	return w
}

func private(text string) *Private { return &Private{Texts: []string{text}} }

// comment is what somebody writes now.
func (b *bundle) comment(t testing.TB, handle, text string) channel.CommentReceived {
	b.n++
	return channel.CommentReceived{
		ExternalID: "c" + strconv.Itoa(b.n), Post: "p1", Product: "FEED", From: channel.HandleAddress(handle), Username: "user_" + handle,
		Text: text, At: dbtest.Clock(t, b.db).Now(),
	}
}

// receive hands events over as the channel would.
func (b *bundle) receive(t testing.TB, evs ...channel.Event) {
	t.Helper()
	err := b.db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
		for _, h := range []channel.Handler{b.outbox, b.inbox, b.Service} {
			if err := h.HandleEvents(t.Context(), tx, b.world.channel, evs); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("HandleEvents = %v", err)
	}
}

// matches lists all matches, the oldest first.
func (b *bundle) matches(t testing.TB) []Match {
	t.Helper()
	var out []Match
	err := b.db.Read(t.Context(), b.ws, func(q wsdb.Query) (err error) {
		out, err = b.store.matches(t.Context(), q, `ORDER BY id`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// sent lists the texts in the ledger, the oldest first, with P for private replies, U for public ones and D for messages.
func (b *bundle) sent(t testing.TB) []string {
	t.Helper()
	var out []string
	for _, m := range b.sends(t) {
		kind := "D "
		if c := m.Content.Comment; c != nil && c.Public {
			kind = "U "
		} else if c != nil {
			kind = "P "
		}
		out = append(out, kind+m.Preview)
	}
	return out
}

func (b *bundle) sends(t testing.TB) []outbox.Send {
	t.Helper()
	var ids []outbox.ID
	err := b.db.Read(t.Context(), b.ws, func(q wsdb.Query) error {
		rows, err := q.Query(t.Context(), `SELECT id FROM send ORDER BY id`)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var m outbox.ID
			if err := rows.Scan(&m); err != nil {
				return err
			}
			ids = append(ids, m)
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	var out []outbox.Send
	err = b.db.Read(t.Context(), b.ws, func(q wsdb.Query) error {
		found, err := b.outbox.Get(t.Context(), q, ids)
		for _, m := range ids {
			out = append(out, found[m])
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// accept has the network take everything that waits, and answers who it went to.
func (b *bundle) accept(t testing.TB, to string) {
	t.Helper()
	var moves []outbox.Move
	for _, m := range b.sends(t) {
		if m.State != outbox.StateQueued {
			continue
		}
		m.State, m.ExternalID = outbox.StateAccepted, "mid."+m.ID.String()
		if m.Content.Private() && to != "" {
			m.To = channel.HandleAddress(to)
		}
		moves = append(moves, outbox.Move{Send: m, From: outbox.StateSending})
	}
	err := b.db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
		for _, m := range moves {
			if _, err := tx.Exec(t.Context(), `UPDATE send SET state = 'accepted', external_id = $2, user_id = $3 WHERE id = $1`,
				m.Send.ID, m.Send.ExternalID, m.Send.To.UserID); err != nil {
				return err
			}
		}
		return b.SendsMoved(t.Context(), tx, moves)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// says is a message of a person; with a payload it is a tap.
func (b *bundle) says(t testing.TB, handle, text, payload string) {
	t.Helper()
	b.n++
	content := channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: text}}
	if payload != "" {
		content = channel.Content{Type: channel.TypeReply, Reply: &channel.Reply{Kind: "button", ID: payload, Title: text}}
	}
	b.receive(t, channel.MessageReceived{
		ExternalID: "m" + strconv.Itoa(b.n), From: channel.HandleAddress(handle), At: dbtest.Clock(t, b.db).Now(), Content: content, Standby: b.standby,
	})
}

// sweepNow looks through the account as it happens by itself.
func (b *bundle) sweepNow(t testing.TB) {
	t.Helper()
	if err := b.sweep(t.Context(), Sweep{Workspace: b.ws, Channel: b.world.channel.ID}); err != nil {
		t.Fatalf("sweep = %v", err)
	}
}

var inboxAll = inbox.ListRequest{}

// work does a job of this package as the queue would.
func (b *bundle) work(t testing.TB, args []byte) {
	t.Helper()
	var job LookUpPost
	if err := json.Unmarshal(args, &job); err != nil {
		t.Fatal(err)
	}
	if err := b.WorkLookUpPost(t.Context(), job); err != nil {
		t.Fatal(err)
	}
}

func (b *bundle) ruleNow(t testing.TB, rule RuleID) (r Rule, err error) {
	t.Helper()
	err = b.db.Read(t.Context(), b.ws, func(q wsdb.Query) error {
		r, err = b.Rule(t.Context(), q, rule)
		return err
	})
	return r, err
}

func post(external string, comments int64) instagram.Post {
	return instagram.Post{ID: external, Product: "FEED", At: dbtest.Start, Comments: comments}
}

func (b *bundle) post(t testing.TB, external string) (p Post) {
	t.Helper()
	err := b.db.Read(t.Context(), b.ws, func(q wsdb.Query) (err error) {
		p, err = b.store.post(t.Context(), q, b.world.channel.ID, external)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}
