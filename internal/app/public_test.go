package app

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/config"
)

// TestPublicPages_settingsReachThem: the pages stand at their addresses of the whole program, say what was set, and take nothing from
// the interface or the API.
func TestPublicPages_settingsReachThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.cfg.OperatorName, w.cfg.ContactEmail = "PT Contoh Jaya", "privasi@example.co.id"
	w.cfg.PolicyDate = time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC)
	handler, err := w.App.handler(w.api)
	if err != nil {
		t.Fatal(err)
	}
	get := func(path string) *httptest.ResponseRecorder {
		rec := httptest.NewRecorder()
		handler.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, http.NoBody))
		return rec
	}
	for _, path := range []string{"/data-deletion", "/privacy", "/terms"} {
		body := get(path).Body.String()
		for _, want := range []string{"PT Contoh Jaya", "privasi@example.co.id", "31 Januari 2027", `<html lang="id">`} {
			if !strings.Contains(body, want) {
				t.Errorf("%s does not say %s", path, want)
			}
		}
		if strings.Contains(body, config.DefaultOperatorName) || strings.Contains(body, `id="root"`) {
			t.Errorf("%s is not the page that was set", path)
		}
	}
	for path, status := range map[string]int{"/login": 200, "/w/toko/terms": 200, "/api/v1/privacy": 404, "/api/v1/me": 401, "/healthz": 200} {
		if rec := get(path); rec.Code != status || strings.Contains(rec.Body.String(), "PT Contoh Jaya") {
			t.Errorf("%s = %d, want %d", path, rec.Code, status)
		}
	}
}
