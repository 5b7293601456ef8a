package app

import (
	"net/http"
	"strings"
	"testing"
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
