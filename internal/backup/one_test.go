package backup

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/blob"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/ledger"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// again collects the deletions that were carried out again.
type again []ledger.Line

// Replay implements Replayer.
func (a *again) Replay(_ context.Context, line ledger.Line) error {
	*a = append(*a, line)
	return nil
}

var errBroken = errors.New("the deletion could not be carried out again")

// broken is a Replayer that gets nowhere. Meanwhile may be something.
type broken struct{ meanwhile func() }

// Replay implements Replayer.
func (b broken) Replay(context.Context, ledger.Line) error {
	if b.meanwhile != nil {
		b.meanwhile()
	}
	return errBroken
}

// register notes a workspace with a member, a channel and a licence.
func (b *bundle) register(t *testing.T, ws id.Workspace, slug string) {
	t.Helper()
	person, of := id.New[any](), id.New[any]()
	err := b.db.System().Write(t.Context(), func(tx *sysdb.Tx) error {
		for _, s := range []struct {
			text string
			args []any
		}{
			{`INSERT INTO licence (id, customer, expires_at, suspended_at, suspend_reason, max_workspaces, max_members, max_channels, created_at) VALUES ($1, 'Toko', 0, 0, '', 0, 0, 0, 1)`, []any{of}},
			{`INSERT INTO licence_workspace (workspace_id, licence_id) VALUES ($1, $2)`, []any{ws, of}},
			{`INSERT INTO account (id, username, name, language, code_hash, code_at, disabled_at, created_at, operator_at) VALUES ($1, $2, 'Sari', 'id', 'x', 1, 0, 1, 1)`, []any{person, "sari." + slug}},
			{`INSERT INTO workspace_registry (id, slug, name, ready, created_at) VALUES ($1, $2, 'Toko', TRUE, 1)`, []any{ws, slug}},
			{`INSERT INTO workspace_member (workspace_id, user_id, role, can_send, added_at) VALUES ($1, $2, 'owner', TRUE, 1)`, []any{ws, person}},
			{`INSERT INTO channel_route (kind, external_id, account_id, workspace_id, channel_id, created_at) VALUES ('cloudapi', $1, 'a', $2, $3, 1)`, []any{slug, ws, id.New[any]()}},
		} {
			if _, err := tx.Exec(t.Context(), s.text, s.args...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// where is an installation that one workspace is put back into.
func (p *aPlace) where(t *testing.T, db *wsdb.DB, from *bundle, replay Replayer) (*Service, Parts) {
	t.Helper()
	err := db.System().Write(t.Context(), func(tx *sysdb.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE audit_head SET seq = 1000`) // behind the lines that fill has made
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	c, err := queue.NewClient(t.Context(), queue.Options{System: db.System().Handle(), Registry: queue.NewRegistry(), Log: p.opts.Log})
	if err != nil {
		t.Fatal(err)
	}
	s := New(Deps{
		DB: db, Blobs: p.blobs, Prefix: prefix, Target: from.target, Ledger: from.ledger, Sign: db.System().SigningKey(), Clock: p.opts.Clock,
		Log: slog.New(slog.DiscardHandler), Version: "1.2.3",
	})
	return s, Parts{DB: db, Blobs: p.blobs, Prefix: prefix, Queue: c, Log: p.opts.Log, Replay: replay, Reindex: func(context.Context, id.Workspace) error { return nil }}
}

// A workspace that an older backup lacks comes out of a newer one, with its members and routes, at rest; the one that is there is not touched.
func TestRestoreOne_intoWhereItIsMissing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		older := b.create(t)
		second := dbtest.Workspace(t, db)
		b.fillWorkspace(t, second)
		b.register(t, second, "kedua")
		dbtest.Clock(t, db).Advance(time.Hour)
		newer := b.create(t)
		p := empty(t, db, db.Engine())
		o := p.options(t, b, older.ID)
		back, _ := p.restore(t, o, nil)
		before := workspaceRows(t, back, b.ws)
		part := ledger.Line{Entry: ledger.Entry{Kind: ledger.Intent, Request: id.New[any](), Workspace: second, Scope: ledger.Scope{Categories: []string{"C3"}}}, Seq: newer.Ledger.Seq + 1}
		var replayed again
		s, to := p.where(t, back, b, &replayed)

		if _, err := s.RestoreOne(t.Context(), to, newer.ID, "ketiga", nil); !errors.Is(err, ErrNotInside) {
			t.Errorf("a name that is not inside: %v", err)
		}
		whole := ledger.Line{Entry: ledger.Entry{Kind: ledger.Intent, Workspace: second, Scope: ledger.Scope{Whole: true}}, Seq: 9}
		if _, err := s.RestoreOne(t.Context(), to, newer.ID, "kedua", []ledger.Line{whole}); !errors.Is(err, ErrDeleted) {
			t.Errorf("one that was deleted: %v", err)
		}
		cut := to
		cut.Replay = broken{func() {
			if _, err := s.RestoreOne(t.Context(), to, newer.ID, "kedua", nil); !errors.Is(err, ErrRunning) {
				t.Errorf("a second restore meanwhile: %v", err)
			}
		}}
		if _, err := s.RestoreOne(t.Context(), cut, newer.ID, "kedua", []ledger.Line{part}); !errors.Is(err, errBroken) {
			t.Errorf("a deletion that could not be carried out again: %v", err)
		}
		one, err := s.RestoreOne(t.Context(), to, newer.ID, "kedua", []ledger.Line{part})
		if err != nil || one.Workspace != second || one.Blobs != 2 || len(replayed) != 1 {
			t.Fatalf("%+v, %d again, %v", one, len(replayed), err)
		}
		if _, err := s.RestoreOne(t.Context(), to, newer.ID, "kedua", nil); !errors.Is(err, ErrThere) {
			t.Errorf("one that is there: %v", err)
		}
		if after := workspaceRows(t, back, b.ws); after != before {
			t.Errorf("the other has changed: %s", difference(before, after))
		}
		want := map[string]int{
			`SELECT COUNT(*) FROM account WHERE username = 'sari.kedua' AND $1 = $1 AND operator_at > 0`: 0,
			`SELECT COUNT(*) FROM workspace_registry WHERE id = $1 AND ready`:                            1, `SELECT COUNT(*) FROM licence_workspace WHERE workspace_id = $1`: 1,
			`SELECT COUNT(*) FROM workspace_member AS m JOIN account AS a ON a.id = m.user_id WHERE m.workspace_id = $1`: 1,
			`SELECT COUNT(*) FROM channel_route WHERE workspace_id = $1`:                                                 1,
		}
		err = back.System().Read(t.Context(), func(q sysdb.Query) error {
			for text, n := range want {
				var got int
				if err := q.QueryRow(t.Context(), text, second).Scan(&got); err != nil || got != n {
					t.Errorf("%s: %d, %v", text, got, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		stopped := false
		err = back.Read(t.Context(), second, func(q wsdb.Query) error {
			return q.QueryRow(t.Context(), `SELECT stop_all FROM workspace_setting`).Scan(&stopped)
		})
		if err != nil || !stopped {
			t.Errorf("sending is not stopped: %v", err)
		}
	})
}

// A workspace whose file is gone is put back into its place.
func TestRestoreOne_whoseFileIsGone(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t, database.SQLite)
	b := setup(t, db)
	second := dbtest.Workspace(t, db)
	b.fillWorkspace(t, second)
	b.register(t, second, "kedua")
	m := b.create(t)
	opts := dbtest.Options(t, db)
	reopen := dbtest.Close(t, db)
	if err := os.Remove(filepath.Join(opts.DataDir, "workspaces", second.String()+".db")); err != nil {
		t.Fatal(err)
	}
	back := reopen()
	p := &aPlace{opts: opts, dir: opts.DataDir, blobs: b.blobs}
	p.opts.Log, p.opts.Clock = slog.New(slog.DiscardHandler), dbtest.Clock(t, back)
	s, to := p.where(t, back, b, nil)
	cut, part := to, ledger.Line{Entry: ledger.Entry{Kind: ledger.Intent, Request: id.New[any](), Workspace: second, Scope: ledger.Scope{Categories: []string{"C3"}}}, Seq: m.Ledger.Seq + 1}
	newer := prefix(second) + "cd/newer"
	if err := b.blobs.Put(t.Context(), newer, func(w io.Writer) error { return nil }); err != nil {
		t.Fatal(err)
	}
	// It is cut off while the workspace is half there. What is half there is nobody's to go on with: a new workspace of its name is another.
	cut.Replay, to.Replay = broken{}, &again{}
	if _, err := s.RestoreOne(t.Context(), cut, m.ID, "kedua", []ledger.Line{part}); !errors.Is(err, errBroken) {
		t.Fatal(err)
	}
	var n int
	err := back.System().Read(t.Context(), func(q sysdb.Query) error {
		return q.QueryRow(t.Context(), `SELECT COUNT(*) FROM workspace_registry WHERE id = $1 AND ready`, second).Scan(&n)
	})
	if err != nil || n != 0 {
		t.Errorf("people can see what was deleted before: %v", err)
	}
	spaces := workspace.New(workspace.Deps{System: back.System(), DB: back, Clock: p.opts.Clock, Events: event.New(event.NewHub())})
	made, err := spaces.Create(t.Context(), workspace.NewWorkspace{Slug: "kedua", Name: "Toko Baru"})
	if err != nil || made.ID == second {
		t.Fatalf("a new workspace under the short name: %v, %v", made.ID == second, err)
	}
	if _, err := s.RestoreOne(t.Context(), to, m.ID, "kedua", []ledger.Line{part}); !errors.Is(err, ErrSlugTaken) {
		t.Errorf("while another has the short name: %v", err)
	}
	err = back.System().Write(t.Context(), func(tx *sysdb.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE workspace_registry SET slug = 'lain' WHERE id = $1`, made.ID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	one, err := s.RestoreOne(t.Context(), to, m.ID, "kedua", []ledger.Line{part})
	if err != nil || one.Loose != 0 { // it went with the first that came so far
		t.Fatal(one, err)
	}
	if w, err := spaces.BySlug(t.Context(), "kedua"); err != nil || w.ID != second {
		t.Errorf("the short name leads to %v, %v", w.ID, err)
	}
	if _, err := b.blobs.Get(t.Context(), newer); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("an attachment from after the backup: %v", err)
	}
	r, err := b.blobs.Get(t.Context(), prefix(second)+"ab/abcdef")
	if err != nil {
		t.Fatalf("an attachment of the backup: %v", err)
	}
	_ = r.Close()
	err = back.Read(t.Context(), second, func(q wsdb.Query) error { return q.QueryRow(t.Context(), `SELECT COUNT(*) FROM contact`).Scan(&n) })
	if err != nil || n != 3 {
		t.Errorf("%d contacts, %v", n, err)
	}
}
