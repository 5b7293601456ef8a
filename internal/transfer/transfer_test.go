package transfer

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/ledger"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func engines() []database.Engine {
	if dbtest.HasPostgres() {
		return []database.Engine{database.SQLite, database.Postgres}
	}
	return []database.Engine{database.SQLite}
}

// An export, its import on either engine, and the export of that: all the same, but for what is put to rest.
func TestImport_isWhatWasExported(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		from := setup(t, db)
		w := from.shop(t)
		path := from.export(t, w)
		want := contents(t, path)
		if len(want["tables/contact.ndjson"]) == 0 || len(want["files/"]) > 0 {
			t.Fatalf("an empty archive: %v", want)
		}
		for _, engine := range engines() {
			to := setup(t, dbtest.New(t, engine))
			got, err := to.Import(t.Context(), path, ImportOptions{AnyKey: true})
			if err != nil {
				t.Fatalf("%s: %v", engine, err)
			}
			if got.Rows == 0 || got.Files != 3 || len(got.People) != 2 || len(to.woken) != 1 {
				t.Errorf("%s: %+v", engine, got)
			}
			again := contents(t, to.export(t, got.Workspace))
			for name := range want {
				if again[name] != want[name] {
					t.Errorf("%s: %s is\n%s\nand was\n%s", engine, name, again[name], want[name])
				}
				delete(again, name)
			}
			if len(again) > 0 {
				t.Errorf("%s: there is more: %d files", engine, len(again))
			}
			atRest(t, to.db, w.ID)
		}
	})
}

// atRest says that nothing leaves an imported workspace by itself.
func atRest(t *testing.T, db *wsdb.DB, ws id.Workspace) {
	t.Helper()
	err := db.Read(t.Context(), ws, func(q wsdb.Query) error {
		for text, want := range map[string]int{
			`SELECT COUNT(*) FROM workspace_setting WHERE stop_all`:                        1,
			`SELECT COUNT(*) FROM channel WHERE state = 'disconnected'`:                    3,
			`SELECT COUNT(*) FROM instagram_account WHERE care_at = 0 AND left_at > 0`:     1, // the others have left before
			`SELECT COUNT(*) FROM hash_key`:                                                5,
			`SELECT COUNT(*) FROM unstored_number WHERE CAST(number AS TEXT) LIKE '%rah%'`: 0,
		} {
			var n int
			if db.Engine() == database.Postgres {
				text = strings.Replace(text, "CAST(number AS TEXT)", "ENCODE(number, 'escape')", 1)
			}
			if err := q.QueryRow(t.Context(), text).Scan(&n); err != nil {
				return err
			}
			if n < want || want == 0 && n > 0 {
				t.Errorf("%s: %d, want %d", text, n, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// Hashes made here are those that came along: who said stop there is not written to from here.
func TestImport_hashesAreThoseOfBefore(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		from, to := setup(t, db), setup(t, dbtest.New(t, db.Engine()))
		w := from.shop(t)
		if _, err := to.Import(t.Context(), from.export(t, w), ImportOptions{AnyKey: true}); err != nil {
			t.Fatal(err)
		}
		for _, purpose := range wsdb.HashPurposes() {
			var sums [2][]byte
			for i, db := range []*wsdb.DB{db, dbtest.Reopen(t, to.db)} {
				box, err := db.Box(t.Context(), w.ID)
				if err != nil {
					t.Fatal(err)
				}
				sums[i] = box.KeyedHash(purpose, []byte("+6281234567890"))
				to.db = db
			}
			if !bytes.Equal(sums[0], sums[1]) {
				t.Errorf("%s is hashed in another way", purpose)
			}
		}
	})
}

// No secret leaves with an archive.
func TestExport_holdsNoSecret(t *testing.T) {
	t.Parallel()
	b := setup(t, dbtest.New(t, database.SQLite))
	path := b.export(t, b.shop(t))
	for name, text := range contents(t, path) {
		for _, secret := range []string{"rahasia-channel", "rahasia-instagram", "rahasia-kode", "of_another"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s has %s", name, secret)
			}
		}
	}
}

func TestImport_refusesWhatIsThere(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		w := b.shop(t)
		path := b.export(t, w)
		if _, err := b.Import(t.Context(), path, ImportOptions{}); !errors.Is(err, ErrExists) {
			t.Errorf("into where it is: %v", err)
		}
		other := setup(t, dbtest.New(t, db.Engine()))
		second := other.shop(t)
		if _, err := other.Import(t.Context(), path, ImportOptions{AnyKey: true, Slug: second.Slug}); !errors.Is(err, errSlug) {
			t.Errorf("under a name that is taken: %v", err)
		}
		if _, err := other.Import(t.Context(), path, ImportOptions{AnyKey: true, Slug: "nama-lain"}); err != nil {
			t.Errorf("after that: %v", err)
		}
	})
}

// What was deleted here does not come back with an archive from before: a whole workspace is refused, a part is deleted again.
func TestImport_honoursTheLedger(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		w := b.shop(t)
		request := id.New[any]()
		say := func(kind ledger.Kind, scope ledger.Scope) {
			_, err := b.ledger.Append(t.Context(), ledger.Entry{Kind: kind, Request: request, Workspace: w.ID, Scope: scope, Cutoff: dbtest.Start})
			if err != nil {
				t.Fatal(err)
			}
		}
		part := ledger.Scope{Categories: []string{"C3"}}
		say(ledger.Intent, part)
		before := b.export(t, w)
		dbtest.Clock(t, db).Advance(time.Hour)
		say(ledger.Done, part)
		dbtest.Clock(t, db).Advance(time.Hour)
		after := b.export(t, w)
		for path, want := range map[string]int{before: 1, after: 0} {
			b.again = nil
			if err := b.leave(t, w.ID); err != nil {
				t.Fatal(err)
			}
			if _, err := b.Import(t.Context(), path, ImportOptions{}); err != nil {
				t.Fatal(err)
			}
			if len(b.again) != want {
				t.Errorf("%d deletions again, want %d", len(b.again), want)
			}
		}
		// A clock that went back makes a later deletion look earlier than the archive.
		request, b.again = id.New[any](), nil
		dbtest.Clock(t, db).Advance(-2 * time.Hour)
		say(ledger.Intent, part)
		say(ledger.Done, part)
		dbtest.Clock(t, db).Advance(2 * time.Hour)
		if err := b.leave(t, w.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Import(t.Context(), after, ImportOptions{}); err != nil || len(b.again) != 1 {
			t.Errorf("%v, %d deletions again after the clock went back", err, len(b.again))
		}
		// One that was carried out while the clock was ahead is not carried out again on what came after it.
		request, b.again = id.New[any](), nil
		dbtest.Clock(t, db).Jump(365 * 24 * time.Hour)
		say(ledger.Intent, part)
		say(ledger.Done, part)
		dbtest.Clock(t, db).Jump(-365 * 24 * time.Hour)
		later := b.export(t, w)
		if err := b.leave(t, w.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Import(t.Context(), later, ImportOptions{}); err != nil || len(b.again) != 0 {
			t.Errorf("%v, %d deletions again after the clock was ahead", err, len(b.again))
		}
		request, b.again = id.New[any](), nil
		dbtest.Clock(t, db).Advance(time.Hour)
		say(ledger.Intent, part)
		if err := b.leave(t, w.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Import(t.Context(), after, ImportOptions{}); err != nil || len(b.again) != 3 {
			t.Errorf("%v, %d deletions again", err, len(b.again))
		}
		if err := b.leave(t, w.ID); err != nil {
			t.Fatal(err)
		}
		say(ledger.Intent, ledger.Scope{Whole: true})
		if _, err := b.Import(t.Context(), after, ImportOptions{}); !errors.Is(err, ErrErased) {
			t.Errorf("a workspace that was deleted: %v", err)
		}
	})
}

// leave takes a workspace out of the installation as if it had never been there.
func (b *bundle) leave(t *testing.T, ws id.Workspace) error {
	t.Helper()
	p := &put{Service: b.Service}
	p.out.Workspace.ID = ws
	return p.undo(t.Context())
}

// An import that fails leaves nothing, and the next one goes through.
func TestImport_failureLeavesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		from, to := setup(t, db), setup(t, dbtest.New(t, db.Engine()))
		w := from.shop(t)
		path := from.export(t, w)
		// One that is begun meanwhile would be taken away with what the first leaves.
		to.d.Reindex = func(ctx context.Context, _ id.Workspace) error {
			if _, err := to.Import(ctx, path, ImportOptions{AnyKey: true}); !errors.Is(err, errImporting) {
				t.Errorf("a second import meanwhile: %v", err)
			}
			// What is half there is nobody's to go on with: a new workspace under its short name would show it.
			spaces := workspace.New(workspace.Deps{System: to.db.System(), DB: to.db, Clock: to.d.Clock, Events: event.New(event.NewHub())})
			if made, err := spaces.Create(ctx, workspace.NewWorkspace{Slug: w.Slug, Name: "Toko Baru"}); err != nil || made.ID == w.ID {
				t.Errorf("a new workspace under the short name: %v, %v", made.ID == w.ID, err)
			}
			return nil
		}
		if _, err := to.Import(t.Context(), path, ImportOptions{AnyKey: true}); !errors.Is(err, errSlug) {
			t.Fatal(err)
		}
		if ready, erased, err := to.db.Known(t.Context(), w.ID); ready || erased || err != nil {
			t.Errorf("the database is there: %v %v %v", ready, erased, err)
		}
		err := to.db.System().Read(t.Context(), func(q sysdb.Query) error {
			for _, text := range []string{findWorkspace, `SELECT COUNT(*) FROM workspace_member WHERE workspace_id = $1`, `SELECT COUNT(*) FROM licence_workspace WHERE workspace_id = $1`} {
				if n, err := count(t.Context(), q, text, w.ID); err != nil || n > 0 {
					t.Errorf("%s: %d, %v", text, n, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		to.d.Reindex = func(context.Context, id.Workspace) error { return nil }
		if got, err := to.Import(t.Context(), path, ImportOptions{AnyKey: true, Slug: "toko-lama"}); err != nil || got.Workspace.Slug != "toko-lama" {
			t.Error(got.Workspace.Slug, err)
		}
	})
}

// While data is being deleted nothing is exported, and one export runs at a time.
func TestExport_oneAtATimeAndNotWhileDeleting(t *testing.T) {
	t.Parallel()
	b := setup(t, dbtest.New(t, database.SQLite))
	w := b.shop(t)
	b.busy = true
	if _, err := b.Export(t.Context(), w, audit.Thing{}, &bytes.Buffer{}); !errors.Is(err, ErrDeleting) {
		t.Errorf("while deleting: %v", err)
	}
	b.busy = false
	begin := func() (end func(), err error) {
		_, run, err := b.begin(t.Context(), w.ID)
		return func() { b.end(w.ID, run) }, err
	}
	end, err := begin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Export(t.Context(), w, audit.Thing{}, &bytes.Buffer{}); !errors.Is(err, ErrRunning) {
		t.Errorf("twice: %v", err)
	}
	end()
	for range perDay - 1 {
		if end, err = begin(); err != nil {
			t.Fatal(err)
		}
		end()
	}
	if _, err := begin(); !errors.Is(err, ErrTooMany) {
		t.Errorf("too often: %v", err)
	}
	dbtest.Clock(t, b.db).Advance(counted)
	if _, err := begin(); err != nil {
		t.Errorf("the next day: %v", err)
	}
}

// Of one person there is one row in each table that has rows of three, on either engine.
func TestExportContact_takesTheirRows(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		w := b.shop(t)
		var out bytes.Buffer
		m, err := b.ExportContact(t.Context(), w, id.From[contact.Contact](w.ID.Bytes()), audit.Thing{}, &out)
		if err != nil {
			t.Fatal(err)
		}
		rows := map[string]int64{}
		for _, c := range m.Tables {
			rows[c.Table] = c.Rows
		}
		for _, table := range []string{
			"contact", "contact_group", "conversation", "message", "send", "blast_recipient", "consent_change", "contact_group_member", "contact_handle",
			"contact_activity", "contact_merge", "reaction", "amendment", "reply_window", "comment_match",
		} {
			if rows["tables/"+table] != 1 {
				t.Errorf("%s: %d rows", table, rows["tables/"+table])
			}
		}
		if _, err := b.ExportContact(t.Context(), w, id.New[contact.Contact](), audit.Thing{}, &out); !errors.Is(err, contact.ErrNotFound) {
			t.Errorf("nobody: %v", err)
		}
	})
}

// An import that was cut off, with the rows there and nobody told, is begun anew by the same command: people and rows are there once.
func TestImport_cutOffBeginsAnew(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		from, to := setup(t, db), setup(t, dbtest.New(t, db.Engine()))
		w := from.shop(t)
		path := from.export(t, w)
		a, err := to.open(path, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = a.close() }()
		p := &put{Service: to.Service, a: a}
		p.out.Workspace = w
		if p.o.Licence, err = to.licence(t.Context(), p.o.Licence); err != nil {
			t.Fatal(err)
		}
		if err := p.register(t.Context()); err != nil {
			t.Fatal(err)
		}
		to.d.Reindex = func(context.Context, id.Workspace) error { return os.ErrPermission }
		if err := p.fill(t.Context(), nil); !errors.Is(err, os.ErrPermission) { // the process ends here
			t.Fatal(err)
		}
		to.d.Reindex = func(context.Context, id.Workspace) error { return nil }
		if _, err := to.Import(t.Context(), path, ImportOptions{AnyKey: true}); err != nil {
			t.Fatal(err)
		}
		want, got := contents(t, path), contents(t, to.export(t, w))
		for name := range want {
			if got[name] != want[name] {
				t.Errorf("%s is\n%s\nand was\n%s", name, got[name], want[name])
			}
		}
	})
}
