package app

import (
	"encoding/json"
	"net/http"
	"testing"
)

// foreignPeople makes a member and an invitation of a workspace.
func (w *world) foreignPeople(t *testing.T, slug string) (member, invite string) {
	t.Helper()
	u, err := w.accounts.UserByName(t.Context(), "viewer."+slug)
	if err != nil {
		t.Fatal(err)
	}
	body := []byte(`{"name":"Dewi","role":"agent"}`)
	status, raw := w.call(t, "owner."+slug, http.MethodPost, "/api/v1/workspaces/"+slug+"/invites", body)
	var made struct{ Invite struct{ ID string } }
	if err := json.Unmarshal(raw, &made); err != nil || status != http.StatusCreated {
		t.Fatalf("invite: %d %s", status, raw)
	}
	return u.ID.String(), made.Invite.ID
}
