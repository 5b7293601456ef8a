package app

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/workspace"
)

// TestReadOnlyLicence_keepsDoorsOpen proves that a customer whose licence has ended still gets the data out and away.
func TestReadOnlyLicence_keepsDoorsOpen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.people(t, "toko")
	const root, who = "/api/v1/workspaces/toko", "owner.toko"
	contact := root + "/contacts/" + w.mustMake(t, who, root+"/contacts", `{"name":"Budi","phone":"08123456789"}`)
	group := root + "/groups/" + w.mustMake(t, who, root+"/groups", `{"name":"VIP"}`)
	field := root + "/fields/" + w.mustMake(t, who, root+"/fields", `{"label":"Kota","type":"text"}`)
	list := strings.Fields(w.admin(t, "licence list"))
	w.admin(t, "licence suspend", "licence", list[4])
	for _, tt := range []struct {
		method, path, body string
		want               int
	}{
		{http.MethodPost, root + "/contacts", `{"name":"Sari"}`, http.StatusForbidden},
		{http.MethodPatch, contact, `{"name":"Pak Budi"}`, http.StatusForbidden},
		{http.MethodPost, root + "/groups", `{"name":"Baru"}`, http.StatusForbidden},
		{http.MethodGet, contact, "", http.StatusOK},
		{http.MethodGet, root + "/contacts/export.csv", "", http.StatusOK},
		{http.MethodPost, contact + "/suppress", `{"reason":"manual"}`, http.StatusOK},
		{http.MethodDelete, group, "", http.StatusNoContent},
		{http.MethodDelete, field, "", http.StatusNoContent},
		{http.MethodDelete, contact, "", http.StatusNoContent},
		{http.MethodGet, contact, "", http.StatusNotFound},
	} {
		var body []byte
		if tt.body != "" {
			body = []byte(tt.body)
		}
		if status, raw := w.call(t, who, tt.method, tt.path, body); status != tt.want {
			t.Errorf("%s %s = %d %s, want %d", tt.method, tt.path, status, raw, tt.want)
		}
	}
}

// TestAdmin_changeMember proves that the operator can give a member another role and the right to send, and never takes the last owner.
func TestAdmin_changeMember(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.people(t, "toko")
	const path = "/api/v1/workspaces/toko"
	if _, raw := w.call(t, "viewer.toko", http.MethodGet, path, nil); strings.Contains(string(raw), `"send"`) {
		t.Fatalf("a viewer may send: %s", raw)
	}
	w.admin(t, "workspace change-member", "workspace", "toko", "username", "viewer.toko", "role", "agent", "send", "true")
	if _, raw := w.call(t, "viewer.toko", http.MethodGet, path, nil); !strings.Contains(string(raw), `"send"`) {
		t.Errorf("the new role is not there: %s", raw)
	}
	var out bytes.Buffer
	act := Act{Name: "workspace change-member", Args: map[string]string{"workspace": "toko", "username": "owner.toko", "role": "viewer"}}
	if err := w.administer(t.Context(), act, &out); !errors.Is(err, workspace.ErrLastOwner) {
		t.Errorf("the last owner: %v", err)
	}
	if members := w.admin(t, "workspace members", "workspace", "toko"); !strings.Contains(members, "viewer.toko") || !strings.Contains(members, "agent") {
		t.Errorf("members = %s", members)
	}
}
