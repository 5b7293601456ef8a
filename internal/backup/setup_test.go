package backup

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/blob"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/ledger"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// bundle is an installation that is backed up.
type bundle struct {
	db     *wsdb.DB
	ws     id.Workspace
	blobs  *blob.Store
	target *blob.Store
	folder string // of target
	ledger *ledger.Ledger
	path   string // of the ledger
	s      *Service
}

func prefix(ws id.Workspace) string { return ws.String() + "/" }

func store(t *testing.T, dir string) *blob.Store {
	t.Helper()
	s, err := blob.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func setup(t *testing.T, db *wsdb.DB) *bundle {
	t.Helper()
	b := &bundle{db: db, ws: dbtest.Workspace(t, db), folder: t.TempDir(), path: filepath.Join(t.TempDir(), ledger.File)}
	b.blobs, b.target = store(t, t.TempDir()), store(t, b.folder)
	var err error
	if b.ledger, err = ledger.Open(b.path, db.System().SigningKey(), dbtest.Clock(t, db)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.ledger.Close() })
	b.s = New(Deps{
		DB: db, Blobs: b.blobs, Prefix: prefix, Target: b.target, Ledger: b.ledger, Sign: db.System().SigningKey(),
		Clock: dbtest.Clock(t, db), Log: slog.New(slog.DiscardHandler), Version: "1.2.3",
	})
	b.fillSystem(t)
	b.fillWorkspace(t, b.ws)
	return b
}

func (b *bundle) create(t *testing.T) *Manifest {
	t.Helper()
	m, err := b.s.Create(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// fillWorkspace puts rows into every table that is copied, and two blobs.
func (b *bundle) fillWorkspace(t *testing.T, ws id.Workspace) {
	t.Helper()
	err := b.db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
		if err := fill(t.Context(), tx, b.db.Engine(), "workspace", ws, "job_outbox_state", "whatsmeow_version", "hash_key"); err != nil {
			return err
		}
		return wsdb.PutHashKeys(t.Context(), tx, tx.Box(), wsdb.HashKeys(tx.Box()))
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"ab/abcdef", "import/STAGED"} {
		err := b.blobs.Put(t.Context(), prefix(ws)+name, func(w io.Writer) error {
			_, err := w.Write(bytes.Repeat([]byte(name), 10_000))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func (b *bundle) fillSystem(t *testing.T) {
	t.Helper()
	c, err := queue.NewClient(t.Context(), queue.Options{System: b.db.System().Handle(), Registry: queue.NewRegistry(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	err = b.db.System().Write(t.Context(), func(tx *sysdb.Tx) error {
		if err := fill(t.Context(), tx, b.db.Engine(), "system", b.ws, "workspace_place"); err != nil {
			return err
		}
		return c.InsertStored(t.Context(), tx.SQL(), []queue.Stored{
			{Name: "test.waits_once", Args: []byte(`{"b":1,"a":true}`), JobOptions: queue.JobOptions{Unique: true, MaxAttempts: 3}},
			{Name: "test.comes_later", Args: []byte(`{}`), JobOptions: queue.JobOptions{RunAt: dbtest.Start.AddDate(0, 1, 0)}},
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// fill puts rows into each table that is copied but those named.
func fill(ctx context.Context, q database.Query, engine database.Engine, name string, ws id.Workspace, except ...string) error {
	all, err := copied(ctx, q, engine, name)
	if err != nil {
		return err
	}
	return dbtest.Fill(ctx, q, all, ws, except...)
}

// rowsOf are the rows of all copied tables, as a backup writes them, sorted.
func rowsOf(t *testing.T, q database.Query, engine database.Engine, name string) string {
	t.Helper()
	all, err := copied(t.Context(), q, engine, name)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(all, func(a, b database.Table) int { return strings.Compare(a.Name, b.Name) })
	var out strings.Builder
	for _, table := range all {
		if strings.HasPrefix(table.Name, "whatsmeow_") {
			continue // empty, and made by its library where there is one
		}
		if name == "system" && slices.Contains([]string{"workspace_place", "job_mark", "workspace_due"}, table.Name) {
			continue // they say where things are
		}
		slices.SortFunc(table.Fields, func(a, b database.Field) int { return strings.Compare(a.Name, b.Name) })
		var b bytes.Buffer
		w := newRowWriter(&b)
		if _, err := w.table(t.Context(), q, engine, table); err != nil {
			t.Fatal(err)
		}
		if err := w.finish(); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(b.String(), "\n")
		slices.Sort(lines)
		out.WriteString(table.Name + "\n" + strings.Join(lines, "\n"))
	}
	return out.String()
}

func workspaceRows(t *testing.T, db *wsdb.DB, ws id.Workspace) (out string) {
	t.Helper()
	err := db.Read(t.Context(), ws, func(q wsdb.Query) error {
		out = rowsOf(t, q, db.Engine(), "workspace")
		var epoch string
		if err := q.QueryRow(t.Context(), `SELECT CAST(epoch AS TEXT) FROM job_outbox_state`).Scan(&epoch); err != nil {
			return err
		}
		out = strings.ReplaceAll(out, epoch, "EPOCH")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func systemRows(t *testing.T, db *wsdb.DB) (out string) {
	t.Helper()
	err := db.System().Moment(t.Context(), func(q wsdb.Query) error {
		out = rowsOf(t, q, db.Engine(), "system")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// place is an installation into which something is put back.
type aPlace struct {
	opts  sysdb.Options
	dir   string
	blobs *blob.Store
}

// empty makes a place with nothing in it, not even keys, that has the same instance key.
func empty(t *testing.T, of *wsdb.DB, engine database.Engine) *aPlace {
	t.Helper()
	p := &aPlace{dir: t.TempDir(), blobs: store(t, t.TempDir())}
	p.opts = dbtest.Options(t, of)
	p.opts.Log, p.opts.Clock = slog.New(slog.DiscardHandler), dbtest.Clock(t, of)
	if engine == database.SQLite {
		p.opts.URL, p.opts.KeysURL = sysdb.Options{}.URL, sysdb.Options{}.KeysURL
		p.opts.DataDir = p.dir
		return p
	}
	other := dbtest.New(t, engine)
	p.opts.URL, p.opts.KeysURL, p.opts.DataDir = dbtest.Options(t, other).URL, dbtest.Options(t, other).KeysURL, ""
	dbtest.Close(t, other)
	if err := sysdb.Clear(t.Context(), p.opts); err != nil {
		t.Fatal(err)
	}
	server, err := database.OpenServer(t.Context(), p.opts.URL, "kelola")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	if _, err := server.DropSchema(t.Context(), "kelola_keys"); err != nil {
		t.Fatal(err)
	}
	return p
}

// options are those of a restore of b into p, with a copy of b's keys and its ledger.
func (p *aPlace) options(t *testing.T, b *bundle, backup string) RestoreOptions {
	t.Helper()
	keys, err := b.db.System().Keys().Export(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return RestoreOptions{To: p.opts, DataDir: p.dir, From: b.target, ID: backup, Keys: keys, LedgerFile: b.path}
}

// restore puts a backup back and opens what came of it.
func (p *aPlace) restore(t *testing.T, o RestoreOptions, replay Replayer) (*wsdb.DB, Result) {
	t.Helper()
	r, err := Prepare(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.System(t.Context()); err != nil {
		t.Fatal(err)
	}
	db := p.open(t)
	client, err := queue.NewClient(t.Context(), queue.Options{System: db.System().Handle(), Registry: queue.NewRegistry(), Log: p.opts.Log})
	if err != nil {
		t.Fatal(err)
	}
	err = r.Workspaces(t.Context(), Parts{
		DB: db, Blobs: p.blobs, Prefix: prefix, Queue: client, Log: p.opts.Log, Replay: replay,
		Reindex: func(context.Context, id.Workspace) error { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Finish(t.Context()); err != nil {
		t.Fatal(err)
	}
	return db, r.Result
}

func (p *aPlace) open(t *testing.T) *wsdb.DB {
	t.Helper()
	sys, err := sysdb.Open(t.Context(), p.opts)
	if err != nil {
		t.Fatal(err)
	}
	db, err := wsdb.Open(t.Context(), wsdb.Options{System: sys, URL: p.opts.URL})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		_ = sys.Close()
	})
	return db
}
