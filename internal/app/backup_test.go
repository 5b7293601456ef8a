package app

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/config"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/ledger"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// What was deleted since a backup is gone again before anybody can look at what was put back (E9): all contacts of one workspace, the
// whole of another, and nothing of a third.
func TestRestore_carriesOutTheDeletionsSince(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ws := map[string]id.Workspace{}
	for _, slug := range []string{"some", "whole", "none"} {
		w.people(t, slug)
		place, err := w.workspaces.BySlug(t.Context(), slug)
		if err != nil {
			t.Fatal(err)
		}
		ws[slug] = place.ID
		name, number := "Sari", "+6281234567890"
		if _, err := w.contacts.Create(t.Context(), place.ID, contact.Draft{Name: &name, Phone: &number}); err != nil {
			t.Fatal(err)
		}
	}
	to, keys := t.TempDir(), t.TempDir()
	name := strings.Fields(w.admin(t, "backup create", "to", to))[0]
	copied := strings.TrimSpace(w.admin(t, "backup keys", "to", keys))
	for slug, scope := range map[string]ledger.Scope{"some": {Categories: []string{"C3"}}, "whole": {Whole: true}} {
		_, err := w.ledger.Append(t.Context(), ledger.Entry{
			Kind: ledger.Intent, Request: id.New[any](), Workspace: ws[slug], Scope: scope, Cutoff: w.clock.Now(),
		})
		if err != nil {
			t.Fatal(err)
		}
	}

	open, cfg := elsewhere(t, w)
	var out bytes.Buffer
	err := Restore(t.Context(), cfg, "test", RestoreOptions{
		ID: name, From: to, Keys: copied, Ledger: filepath.Join(w.cfg.DataDir, ledger.File),
	}, &out)
	if err != nil || !strings.Contains(out.String(), "not put back, it was erased: "+ws["whole"].String()) {
		t.Fatalf("%v: %s", err, out.String())
	}

	back := open()
	all, err := back.workspaces.All(t.Context())
	if err != nil || len(all) != 2 {
		t.Errorf("%d workspaces, %v", len(all), err)
	}
	for slug, want := range map[string]int{"some": 0, "none": 1} {
		var list page.Page[contact.Contact]
		err := back.db.Read(t.Context(), ws[slug], func(q wsdb.Query) (err error) {
			list, err = back.contacts.List(t.Context(), q, contact.Filter{Search: "Sar"}, contact.SortCreated, page.Request{Limit: 10})
			return err
		})
		if err != nil || len(list.Items) != want {
			t.Errorf("%s: %d contacts, %v, want %d", slug, len(list.Items), err, want)
		}
	}
	if err := back.quarantine.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, reason := back.held(); reason != "restored" {
		t.Errorf("held for %q", reason)
	}
}

// A thousand deletions of one person each are carried out again within a minute.
func TestRestore_aThousandDeletions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.people(t, "toko")
	place, err := w.workspaces.BySlug(t.Context(), "toko")
	if err != nil {
		t.Fatal(err)
	}
	box, err := w.db.Box(t.Context(), place.ID)
	if err != nil {
		t.Fatal(err)
	}
	const people, kept = 1000, 20
	var gone []string
	for n := range people + kept {
		name, number := fmt.Sprintf("Pelanggan %d", n), fmt.Sprintf("+62811%07d", n)
		c, err := w.contacts.Create(t.Context(), place.ID, contact.Draft{Name: &name, Phone: &number})
		if err != nil {
			t.Fatal(err)
		}
		if n < people {
			b := c.ID.Bytes()
			gone = append(gone, hex.EncodeToString(box.KeyedHash("erasure.contact", b[:])))
		}
	}
	to, keys := t.TempDir(), t.TempDir()
	o := RestoreOptions{ID: strings.Fields(w.admin(t, "backup create", "to", to))[0], From: to, Ledger: filepath.Join(w.cfg.DataDir, ledger.File)}
	o.Keys = strings.TrimSpace(w.admin(t, "backup keys", "to", keys))
	for _, person := range gone {
		_, err := w.ledger.Append(t.Context(), ledger.Entry{
			Kind: ledger.Intent, Request: id.New[any](), Workspace: place.ID, Scope: ledger.Scope{Contacts: []string{person}}, Cutoff: w.clock.Now(),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	back, cfg := elsewhere(t, w)
	start := time.Now()
	if err := Restore(t.Context(), cfg, "test", o, &bytes.Buffer{}); err != nil {
		t.Fatal(err)
	}
	took := time.Since(start)
	t.Logf("%d deletions in %s", people, took)
	if took > time.Minute {
		t.Errorf("%d deletions took %s", people, took)
	}
	left := 0
	err = back().db.Read(t.Context(), place.ID, func(q wsdb.Query) error {
		return q.QueryRow(t.Context(), `SELECT COUNT(*) FROM contact`).Scan(&left)
	})
	if err != nil || left != kept {
		t.Errorf("%d contacts are left, %v", left, err)
	}
}

// elsewhere is an empty folder with the instance key of w, and what opens it once something is there.
func elsewhere(t *testing.T, w *world) (open func() *App, cfg config.Config) {
	t.Helper()
	dir := t.TempDir()
	key, err := os.ReadFile(filepath.Join(w.cfg.DataDir, "instance.key"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "instance.key"), key, 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err = config.Load(func(key string) (string, bool) { return dir, key == "KELOLA_DATA_DIR" })
	if err != nil {
		t.Fatal(err)
	}
	return func() *App {
		a, err := New(t.Context(), cfg, "test", w.log)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = a.Close() })
		return a
	}, cfg
}

func TestBackup_isMadeWhenItIsDue(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "KELOLA_BACKUP_EVERY", "24h")
	w.people(t, "toko")
	target, err := openBackups(t.Context(), w.cfg, "")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = target.Close() }()
	s := w.backups.To(target)
	for range 2 { // the second finds one that is young enough
		if _, err := w.tend(t.Context(), s); err != nil {
			t.Fatal(err)
		}
		if all, err := s.List(t.Context()); err != nil || len(all) != 1 {
			t.Fatalf("%d backups, %v", len(all), err)
		}
	}
	place, err := w.workspaces.BySlug(t.Context(), "toko")
	if err != nil {
		t.Fatal(err)
	}
	until, err := w.readableUntil(t.Context(), place.ID, 1)
	if err != nil || until.Before(w.clock.Now().Add(29*24*time.Hour)) || until.After(w.clock.Now().Add(30*24*time.Hour)) {
		t.Errorf("readable until %v, %v", until, err)
	}
	if until, err := w.readableUntil(t.Context(), place.ID, 0); err != nil || !until.IsZero() {
		t.Errorf("backups from before: until %v, %v", until, err)
	}
	if _, err := w.db.Erase(t.Context(), place.ID); err != nil {
		t.Fatal(err)
	}
	if until, err := w.readableUntil(t.Context(), place.ID, 0); err != nil || !until.IsZero() {
		t.Errorf("an erased workspace can be read until %v, %v", until, err)
	}
	all, err := s.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if r, err := s.Verify(t.Context(), all[0].ID); err != nil || len(r.Unreadable) != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestBackupKeys_notBesideTheData(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, dir := range []string{w.cfg.DataDir, filepath.Join(w.cfg.DataDir, "backups"), filepath.Join(w.cfg.DataDir, "a", "b")} {
		if err := w.administer(t.Context(), Act{Name: "backup keys", Args: map[string]string{"to": dir}}, &bytes.Buffer{}); err == nil {
			t.Errorf("%s was taken", dir)
		}
	}
}
