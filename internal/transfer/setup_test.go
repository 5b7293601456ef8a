package transfer

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/blob"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/erase"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/ledger"
	"github.com/kelolapesan/kelola/internal/library"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// bundle is an installation.
type bundle struct {
	*Service
	db     *wsdb.DB
	blobs  *blob.Store
	ledger *ledger.Ledger
	queue  *queue.Client
	busy   bool
	woken  []id.Workspace
	again  []ledger.Line // deletions that were carried out again
}

// Replay implements backup.Replayer.
func (b *bundle) Replay(_ context.Context, line ledger.Line) error {
	b.again = append(b.again, line)
	return nil
}

// staged keeps files of imports beside the attachments.
type staged struct{ b *bundle }

func (s staged) key(ws id.Workspace, name string) string {
	return library.Prefix(ws) + "import/" + name
}

func (s staged) Open(ctx context.Context, ws id.Workspace, name string) (io.ReadCloser, error) {
	return s.b.blobs.Get(ctx, s.key(ws, name))
}

func (s staged) PutBack(ctx context.Context, _ *crypt.Box, ws id.Workspace, name string, r io.Reader) error {
	return s.b.blobs.Put(ctx, s.key(ws, name), func(w io.Writer) error {
		_, err := io.Copy(w, r)
		return err
	})
}

var sealed = []Sealed{
	{Table: "channel", Column: "token", Place: "id", Secret: true},
	{Table: "instagram_account", Column: "leave_token", Place: "channel_id", Secret: true},
	{Table: "inbound", Column: "raw", Purpose: "channel.inbound", Place: "id"},
	{Table: "unstored_number", Column: "number", Purpose: "channel.unstored", Place: "id"},
}

// setup is an installation with one licence and no workspace but that of the template.
func setup(t *testing.T, db *wsdb.DB) *bundle {
	t.Helper()
	dbtest.Workspace(t, db)
	b := &bundle{db: db}
	log := slog.New(slog.DiscardHandler)
	var err error
	if b.blobs, err = blob.Open(t.Context(), t.TempDir()); err != nil {
		t.Fatal(err)
	}
	if b.ledger, err = ledger.Open(filepath.Join(t.TempDir(), ledger.File), db.System().SigningKey(), dbtest.Clock(t, db)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = errors.Join(b.ledger.Close(), b.blobs.Close()) })
	if b.queue, err = queue.NewClient(t.Context(), queue.Options{System: db.System().Handle(), Registry: queue.NewRegistry(), Log: log}); err != nil {
		t.Fatal(err)
	}
	licences := licence.New(licence.Deps{System: db.System(), Clock: dbtest.Clock(t, db)})
	if _, err := licences.Create(t.Context(), "Toko", dbtest.Start.AddDate(1, 0, 0), licence.Limits{}); err != nil {
		t.Fatal(err)
	}
	b.Service = New(Deps{
		DB: db, Files: library.New(library.Deps{DB: db, Blobs: b.blobs, Clock: dbtest.Clock(t, db), Log: log}), Staging: staged{b},
		Licences: licences, Ledger: b.ledger, Jobs: job.New(job.Deps{}), Replay: b, Queue: b.queue, Sealed: sealed,
		OfContact: func(c contact.ID) (all []Selection) {
			for _, s := range erase.OfContact(c) {
				all = append(all, Selection(s))
			}
			return all
		},
		Busy:    func(id.Workspace) bool { return b.busy },
		Reindex: func(context.Context, id.Workspace) error { return nil },
		Wake:    func(ws id.Workspace) { b.woken = append(b.woken, ws) },
		Drop:    func(ctx context.Context, ws id.Workspace) error { return b.blobs.DeleteAll(ctx, library.Prefix(ws)) },
		Room:    b.blobs.Free, Dir: t.TempDir(), Sign: db.System().SigningKey(), Clock: dbtest.Clock(t, db), Log: log, Version: "1.2.3",
	})
	return b
}

// shop makes a workspace with rows in every table that is exported, two attachments, a staged file, two people and work that waits.
func (b *bundle) shop(t *testing.T) workspace.Workspace {
	t.Helper()
	w := workspace.Workspace{ID: dbtest.Workspace(t, b.db), Slug: "toko-" + id.NewWorkspace().String()[28:], Name: "Toko Maju"}
	box, err := b.db.Box(t.Context(), w.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.db.Write(t.Context(), w.ID, func(tx *wsdb.Tx) error { return fill(t.Context(), tx, b.db.Engine(), box, w.ID) }); err != nil {
		t.Fatal(err)
	}
	lib, _ := b.d.Files.(*library.Service)
	for _, name := range []string{"nota.txt", "../../foto kucing.jpg"} {
		if _, err := lib.Store(t.Context(), w.ID, strings.NewReader(strings.Repeat(name, 1000)), library.Meta{Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	if err := (staged{b}).PutBack(t.Context(), nil, w.ID, "STAGED", strings.NewReader("nama,nomor\n")); err != nil {
		t.Fatal(err)
	}
	err = b.db.System().Write(t.Context(), func(tx *sysdb.Tx) error { return b.people(t.Context(), tx, &w) })
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// fill puts rows into every exported table. What is sealed, and what leads to files, is what it can be.
func fill(ctx context.Context, tx *wsdb.Tx, engine database.Engine, box *crypt.Box, ws id.Workspace) error {
	tables, err := tablesOf(ctx, tx, engine)
	if err != nil {
		return err
	}
	if err := dbtest.Fill(ctx, tx, tables, ws); err != nil {
		return err
	}
	for _, text := range []string{
		`DELETE FROM attachment`, `UPDATE contact_import SET staged = ''`, `UPDATE instagram_account SET left_at = 0 WHERE care_at = 1`,
		`UPDATE contact_import SET staged = 'STAGED' WHERE id IN (SELECT MIN(CAST(id AS TEXT)) FROM contact_import)`,
	} {
		if engine == database.Postgres {
			text = strings.Replace(text, "SELECT MIN(CAST(id AS TEXT))", "SELECT CAST(MIN(CAST(id AS TEXT)) AS UUID)", 1)
		}
		if _, err := tx.Exec(ctx, text); err != nil {
			return err
		}
	}
	for _, s := range sealed {
		if err := reseal(ctx, tx, box, s); err != nil {
			return err
		}
	}
	return nil
}

func reseal(ctx context.Context, tx *wsdb.Tx, box *crypt.Box, s Sealed) error {
	rows, err := tx.Query(ctx, "SELECT "+s.Place+" FROM "+s.Table)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var all []id.ID[any]
	for rows.Next() {
		var one id.ID[any]
		if err := rows.Scan(&one); err != nil {
			return err
		}
		all = append(all, one)
	}
	for i, one := range all {
		place := one.Bytes()
		value, err := box.Seal(s.Purpose, fmt.Appendf(nil, "rahasia-%s-%d", s.Table, i), place[:])
		if err != nil {
			return err
		}
		if i == 2 {
			value = []byte{}
		}
		if _, err := tx.Exec(ctx, "UPDATE "+s.Table+" SET "+s.Column+" = $1 WHERE "+s.Place+" = $2", value, one); err != nil {
			return err
		}
	}
	return rows.Err()
}

// people puts a workspace into the register with an owner and an agent, a form, and a job.
func (b *bundle) people(ctx context.Context, tx *sysdb.Tx, w *workspace.Workspace) error {
	if _, err := tx.Exec(ctx, insertWorkspace, w.ID, w.Slug, w.Name, int64(7)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, showWorkspace, w.ID, w.Slug); err != nil {
		return err
	}
	for i, role := range []workspace.Role{workspace.Owner, workspace.Agent} {
		person := id.New[any]()
		_, err := tx.Exec(ctx, `INSERT INTO account (id, username, name, language, code_hash, code_at, disabled_at, created_at)
			VALUES ($1, $2, $3, 'id', $4, 1, 0, 5)`, person, fmt.Sprintf("%s.%s", role, w.Slug), "Sari", "rahasia-kode")
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, insertMember, w.ID, person, string(role), i == 0, int64(9)); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, insertRoute, "form-"+w.Slug, w.ID, id.New[any](), int64(3)); err != nil {
		return err
	}
	jobs := []queue.Stored{
		{Name: "test.of_this", Args: fmt.Appendf(nil, `{"workspace":"%s","n":1}`, w.ID), JobOptions: queue.JobOptions{RunAt: dbtest.Start.AddDate(0, 1, 0)}},
		{Name: "test.of_another", Args: fmt.Appendf(nil, `{"workspace":"%s"}`, id.NewWorkspace())},
	}
	return b.queue.InsertStored(ctx, tx.SQL(), jobs)
}

// export writes the archive of a workspace and returns its path.
func (b *bundle) export(t *testing.T, w workspace.Workspace) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "toko.zip")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Export(t.Context(), w, audit.Thing{}, f); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// changed are the columns that an import puts to rest.
var changed = map[string][]string{
	"tables/workspace_setting.ndjson": {"stop_all", "stop_all_at", "stop_all_by"},
	"tables/channel.ndjson":           {"state", "state_reason", "paused_until", "pause_reason"},
	"tables/instagram_account.ndjson": {"left_at", "left_reason", "care_at", "webhook"},
}

// contents are the files of an archive but for what is different by design: the manifest, the audit record, and what an import puts to rest.
func contents(t *testing.T, path string) map[string]string {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = z.Close() }()
	out := map[string]string{}
	for _, f := range z.File {
		if f.Name == manifestFile || f.Name == "system/audit_line.ndjson" {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(raw), "\n")
		for i, line := range lines {
			lines[i] = without(t, line, changed[f.Name])
		}
		slices.Sort(lines)
		out[f.Name] = strings.Join(lines, "\n")
	}
	return out
}

func without(t *testing.T, line string, columns []string) string {
	t.Helper()
	if len(columns) == 0 || line == "" {
		return line
	}
	var row map[string]json.RawMessage
	if err := json.Unmarshal([]byte(line), &row); err != nil {
		t.Fatal(err)
	}
	for _, c := range columns {
		delete(row, c)
	}
	raw, err := json.Marshal(row)
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes.TrimSpace(raw))
}
