package contact_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// folder is a staging area in the test's folder.
type folder struct{ dir string }

func (f folder) Create(context.Context, id.Workspace) (string, io.WriteCloser, func(), error) {
	name := rand.Text()
	w, err := os.Create(filepath.Join(f.dir, name))
	return name, w, func() { _ = w.Close(); _ = os.Remove(w.Name()) }, err
}

func (f folder) Open(_ context.Context, _ id.Workspace, name string) (io.ReadCloser, error) {
	r, err := os.Open(filepath.Join(f.dir, name))
	if os.IsNotExist(err) {
		err = contact.ErrStagedGone
	}
	return r, err
}

func (f folder) Delete(_ context.Context, _ id.Workspace, name string) error {
	err := os.Remove(filepath.Join(f.dir, name))
	if os.IsNotExist(err) {
		err = nil
	}
	return err
}

func (f folder) files(t testing.TB) int {
	t.Helper()
	list, err := os.ReadDir(f.dir)
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

// bundle is a contact service on a workspace of its own.
type bundle struct {
	*contact.Service
	db     *wsdb.DB
	ws     id.Workspace
	texts  *textindex.Index
	jobs   *job.Service
	events *event.Log
	staged folder
	clock  *clock.Fixed
}

func setup(t testing.TB, db *wsdb.DB, change ...func(d *contact.Deps)) *bundle {
	t.Helper()
	b := &bundle{
		db: db, ws: dbtest.Workspace(t, db), texts: textindex.New(db), jobs: job.New(job.Deps{}),
		events: event.New(event.NewHub()), staged: folder{dir: t.TempDir()},
		clock: dbtest.Clock(t, db),
	}
	deps := contact.Deps{
		DB: db, Clock: b.clock, Log: slog.New(slog.DiscardHandler), Events: b.events, Jobs: b.jobs, Texts: b.texts, Staging: b.staged,
		Country: func(context.Context, wsdb.Query) (string, error) { return "62", nil },
		Zone:    func(context.Context, wsdb.Query) (*time.Location, error) { return zone, nil },
	}
	for _, fn := range change {
		fn(&deps)
	}
	b.Service = contact.New(deps)
	return b
}

func (b *bundle) write(t testing.TB, fn func(tx *wsdb.Tx) error) {
	t.Helper()
	if err := b.db.Write(t.Context(), b.ws, fn); err != nil {
		t.Fatalf("write: %v", err)
	}
}

func (b *bundle) read(t testing.TB, fn func(q wsdb.Query) error) {
	t.Helper()
	if err := b.db.Read(t.Context(), b.ws, fn); err != nil {
		t.Fatalf("read: %v", err)
	}
}

func (b *bundle) create(t testing.TB, name, number string) contact.Contact {
	t.Helper()
	c, err := b.Create(t.Context(), b.ws, contact.Draft{Name: &name, Phone: &number})
	if err != nil {
		t.Fatalf("Create: %v", err)
	}
	return c
}

func (b *bundle) field(t testing.TB, f contact.Field) contact.Field {
	t.Helper()
	b.write(t, func(tx *wsdb.Tx) (err error) {
		f, err = b.CreateField(t.Context(), tx, f)
		return err
	})
	return f
}

func (b *bundle) group(t testing.TB, name string, members ...contact.ID) contact.Group {
	t.Helper()
	var g contact.Group
	b.write(t, func(tx *wsdb.Tx) (err error) {
		if g, err = b.CreateGroup(t.Context(), tx, name); err == nil {
			_, err = b.Join(t.Context(), tx, g.ID, members)
		}
		return err
	})
	return g
}

func (b *bundle) get(t testing.TB, contactID contact.ID) contact.Contact {
	t.Helper()
	var c contact.Contact
	b.read(t, func(q wsdb.Query) (err error) {
		c, err = b.Get(t.Context(), q, contactID)
		return err
	})
	return c
}

func (b *bundle) resolve(t testing.TB, a contact.Address) (c contact.Contact, created bool) {
	t.Helper()
	b.write(t, func(tx *wsdb.Tx) (err error) {
		c, created, err = b.Resolve(t.Context(), tx, a)
		return err
	})
	return c, created
}

func (b *bundle) reach(t testing.TB, contactID contact.ID, p contact.Purpose) contact.Reach {
	t.Helper()
	var got map[contact.ID]contact.Reach
	b.read(t, func(q wsdb.Query) (err error) {
		got, err = b.Reach(t.Context(), q, []contact.ID{contactID}, p)
		return err
	})
	return got[contactID]
}

func (b *bundle) upload(t testing.TB, text []byte) contact.Import {
	t.Helper()
	imp, err := b.Upload(t.Context(), b.ws, "kontak.csv", bytes.NewReader(text), job.Owner{})
	if err != nil {
		t.Fatalf("Upload: %v", err)
	}
	return imp
}

func (b *bundle) importOf(t testing.TB, imp contact.ImportID) contact.Import {
	t.Helper()
	var i contact.Import
	b.read(t, func(q wsdb.Query) (err error) {
		i, err = b.Import(t.Context(), q, imp)
		return err
	})
	return i
}

func (b *bundle) runImport(t testing.TB, imp contact.ImportID) contact.Import {
	t.Helper()
	if _, err := b.StartImport(t.Context(), b.ws, imp, job.Owner{}); err != nil {
		t.Fatalf("StartImport: %v", err)
	}
	b.work(t, imp)
	return b.importOf(t, imp)
}

func (b *bundle) work(t testing.TB, imp contact.ImportID) {
	t.Helper()
	if err := b.Work(t.Context(), contact.ImportWork{Workspace: b.ws, Import: imp}); err != nil {
		t.Fatalf("Work: %v", err)
	}
}
