package app

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/backup"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/id"
)

// deleteContacts asks for the deletion of all contacts as the owner, at once, and carries it out.
func (w *world) deleteContacts(t *testing.T, slug string, noWayBack bool) (state string, points int) {
	t.Helper()
	at, who := "/api/v1/workspaces/"+slug, "owner."+slug
	scope := map[string]any{"categories": []string{"C3"}}
	plan := struct {
		Hash string `json:"hash"`
		Gone int64  `json:"gone"`
	}{}
	ask := func(path string, body any, into any) {
		raw, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		if status, said := w.call(t, who, http.MethodPost, at+path, raw); status >= 300 || json.Unmarshal(said, into) != nil {
			t.Fatalf("%s: %d %s", path, status, said)
		}
	}
	ask("/erasure-plan", map[string]any{"scope": scope}, &plan)
	made := struct {
		ID string `json:"id"`
	}{}
	ask("/erasure-requests", map[string]any{
		"scope": scope, "plan_hash": plan.Hash, "plan_gone": plan.Gone, "grace_hours": 0, "no_way_back": noWayBack,
		"workspace_name": "Toko " + slug, "licence_code": w.codes[who],
	}, &made)
	if err := w.erasures.Due(t.Context()); err != nil {
		t.Fatal(err)
	}
	var now struct {
		State  string `json:"state"`
		Points int    `json:"restore_points_destroyed"`
	}
	if status, raw := w.call(t, who, http.MethodGet, at+"/erasure-requests/"+made.ID, nil); status != http.StatusOK || json.Unmarshal(raw, &now) != nil {
		t.Fatalf("the request: %d %s", status, raw)
	}
	return now.State, now.Points
}

// An owner who gives up the restore points has the second stage at once: the old backup cannot be read for that workspace and can for the
// other, and a new one is made. Without that, the request waits for the end of the backups, and a new one is made an hour after the last.
func TestErasure_restorePoints(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "KELOLA_BACKUP_EVERY", "24h")
	ws := map[string]id.Workspace{}
	for _, slug := range []string{"segera", "tunggu"} {
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
	target, err := openBackups(t.Context(), w.cfg, "")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = target.Close() }()
	s := w.backups.To(target)
	first := w.tended(t, s)
	<-w.clock.After(1100 * time.Millisecond) // the name of a backup has its second

	if state, points := w.deleteContacts(t, "tunggu", false); state != "backup_wait" || points != 0 {
		t.Errorf("without giving up: %s, %d", state, points)
	}
	if again := w.tended(t, s); !slices.Equal(again, first) {
		t.Errorf("a backup a moment after the last: %v", again)
	}
	if state, points := w.deleteContacts(t, "segera", true); state != "complete" || points != 1 {
		t.Errorf("giving up: %s, %d", state, points)
	}
	if r, err := s.Verify(t.Context(), first[0]); err != nil || !slices.Equal(r.Unreadable, []string{ws["segera"].String()}) {
		t.Errorf("the old backup: %v, %v", r.Unreadable, err)
	}
	select {
	case <-w.renew:
	default:
		t.Error("no new backup was asked for")
	}
	<-w.clock.After(1100 * time.Millisecond)
	all := w.tended(t, s)
	if len(all) != 2 {
		t.Fatalf("backups: %v", all)
	}
	if r, err := s.Verify(t.Context(), all[1]); err != nil || len(r.Unreadable) != 0 {
		t.Errorf("the new backup: %v, %v", r.Unreadable, err)
	}
	if all := w.tended(t, s); len(all) != 2 {
		t.Errorf("and no more of them: %v", all)
	}
}

// tended does what is due about backups and names them.
func (w *world) tended(t *testing.T, s *backup.Service) []string {
	t.Helper()
	if _, err := w.tend(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	all, err := s.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range all {
		names = append(names, e.ID)
	}
	return names
}
