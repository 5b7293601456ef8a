package app

import (
	"bytes"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/doctor"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// recorded runs what waits for the audit log and returns the actions of a workspace, the newest first.
func (w *world) recorded(t *testing.T, slug string) (actions []string) {
	t.Helper()
	ws, err := w.workspaces.BySlug(t.Context(), slug)
	if err != nil {
		t.Fatal(err)
	}
	jobs, err := w.db.Jobs(t.Context(), ws.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range jobs {
		if j.Kind() == "audit.record" {
			if err := w.registry.Run(t.Context(), j); err != nil {
				t.Fatal(err)
			}
		}
	}
	err = w.sys.Read(t.Context(), func(q sysdb.Query) error {
		found, err := audit.ListOf(t.Context(), q, ws.ID, audit.Filter{}, page.Request{Limit: page.MaxLimit})
		for _, l := range found.Items {
			actions = append(actions, l.Action)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return actions
}

// What takes data away or out of a workspace, and what the operator does with its people, is in the record its owner reads.
func TestAudit_tellsOfExportsDeletionsAndTheOperator(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.people(t, "toko")
	const owner = "owner.toko"
	const base = "/api/v1/workspaces/toko"
	do := func(method, path, body string) {
		t.Helper()
		if status, raw := w.call(t, owner, method, base+path, []byte(body)); status >= http.StatusMultipleChoices {
			t.Fatalf("%s %s = %d %s", method, path, status, raw)
		}
	}
	made := func(path, body string) string { return w.mustMake(t, owner, base+path, body) }
	do(http.MethodDelete, "/groups/"+made("/groups", `{"name":"Pelanggan"}`), "")
	do(http.MethodDelete, "/fields/"+made("/fields", `{"label":"Kota","type":"text"}`), "")
	do(http.MethodDelete, "/blasts/"+made("/blasts", `{"name":"Promo"}`), "")
	c := made("/contacts", `{"name":"Ayu","phone":"08120000001"}`)
	do(http.MethodPut, "/contacts/"+c+"/consents/promo", `{"state":"granted","source":"di toko"}`)
	do(http.MethodDelete, "/contacts/"+c, "")
	do(http.MethodGet, "/contacts/export.csv", "")
	do(http.MethodGet, "/report/export.csv", "")
	do(http.MethodGet, "/messages/export.csv", "")
	do(http.MethodGet, "/audit/export.csv", "")
	w.admin(t, "user disable", "username", "agent.toko")
	w.admin(t, "user enable", "username", "agent.toko")
	w.admin(t, "user reissue-code", "username", "agent.toko")
	w.admin(t, "workspace change-member", "workspace", "toko", "username", "agent.toko", "role", "viewer", "send", "false")
	got := w.recorded(t, "toko")
	for _, want := range []string{
		"session.started", "contact.group_deleted", "contact.field_deleted", "blast.deleted", "contact.consented", "contact.deleted", "contact.exported",
		"report.exported", "send.exported", "audit.exported", "user.disabled", "user.enabled", "user.code_reissued", "workspace.member_changed",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("the record lacks %s: %v", want, got)
		}
	}
}

func TestAudit_verifySaysInWordsWhatIsBroken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.people(t, "toko")
	if text := w.admin(t, "audit verify"); !strings.Contains(text, "lines hold, numbers 1 to ") || !strings.Contains(text, "Hash of the last line: ") {
		t.Errorf("audit verify = %q", text)
	}
	if f := w.finding(t, "audit"); f.Level != doctor.Fine {
		t.Errorf("doctor = %+v", f)
	}
	err := w.sys.Write(t.Context(), func(tx *sysdb.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE audit_line SET actor_id = NULL, subject_id = NULL WHERE seq = 2`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err = w.administer(t.Context(), Act{Name: "audit verify"}, &out)
	if !errors.Is(err, audit.ErrBroken) || !strings.Contains(err.Error(), "Lines 1 to 1 hold. Line 2 was changed after it was written.") {
		t.Errorf("audit verify = %v", err)
	}
	if f := w.finding(t, "audit"); f.Level != doctor.Wrong || !strings.Contains(f.Found, "Line 2 was changed") {
		t.Errorf("doctor = %+v", f)
	}
}

func (w *world) finding(t *testing.T, check string) doctor.Finding {
	t.Helper()
	for _, f := range w.examine(t.Context(), true) {
		if f.Check == check {
			return f
		}
	}
	t.Fatalf("no finding about %s", check)
	return doctor.Finding{}
}
