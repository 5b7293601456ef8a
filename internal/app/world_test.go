package app

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/config"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/workspace"
)

// world is the whole program in one process, on an empty data folder, with people of every role in two workspaces.
type world struct {
	*App
	api     *httpapi.API
	handler http.Handler
	cookies map[string]string // by username
	codes   map[string]string
}

// newWorld makes one. env holds more settings, names and values in turn.
func newWorld(t *testing.T, env ...string) *world {
	t.Helper()
	settings := map[string]string{
		"KELOLA_DATA_DIR": t.TempDir(), "KELOLA_META_GRAPH_URL": "http://127.0.0.1:9", "KELOLA_META_APP_SECRET": "appsecret",
		"KELOLA_META_VERIFY_TOKEN": "verify",
	}
	for i := 0; i < len(env); i += 2 {
		settings[env[i]] = env[i+1]
	}
	cfg, err := config.Load(func(key string) (string, bool) {
		v, ok := settings[key]
		return v, ok
	})
	if err != nil {
		t.Fatal(err)
	}
	a, err := New(t.Context(), cfg, "test", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &world{App: a, cookies: map[string]string{}, codes: map[string]string{}}
	if w.api, err = a.buildAPI(); err != nil {
		t.Fatal(err)
	}
	if w.handler, err = a.handler(w.api); err != nil {
		t.Fatal(err)
	}
	return w
}

// admin runs an administrative act as the command line does.
func (w *world) admin(t *testing.T, name string, args ...string) string {
	t.Helper()
	act := Act{Name: name, Args: map[string]string{}}
	for i := 0; i < len(args); i += 2 {
		act.Args[args[i]] = args[i+1]
	}
	var out bytes.Buffer
	if err := w.administer(t.Context(), act, &out); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return strings.TrimSpace(out.String())
}

// people makes a workspace with one person of each role; usernames are role.slug.
func (w *world) people(t *testing.T, slug string) {
	t.Helper()
	licence := w.admin(t, "licence create", "customer", "Toko "+slug, "days", "365")
	for _, role := range workspace.Roles() {
		name := string(role) + "." + slug
		for _, f := range strings.Fields(w.admin(t, "user add", "username", name, "name", name, "language", "id")) {
			if strings.HasPrefix(f, "KP-") {
				w.codes[name] = f
			}
		}
		if role == workspace.Owner {
			w.admin(t, "workspace create", "licence", licence, "name", "Toko "+slug, "slug", slug, "owner", name)
		} else {
			w.admin(t, "workspace add-member", "workspace", slug, "username", name, "role", string(role), "send", "false")
		}
		w.login(t, name)
	}
}

func (w *world) login(t *testing.T, name string) {
	t.Helper()
	body, _ := json.Marshal(map[string]string{"username": name, "licence_code": w.codes[name]})
	req := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:8080/api/v1/session", bytes.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, req)
	if rec.Code != http.StatusOK {
		t.Fatalf("login of %s: %d %s", name, rec.Code, rec.Body)
	}
	for _, c := range rec.Result().Cookies() {
		w.cookies[name] = c.Name + "=" + c.Value
	}
}

// call sends a request as a person and returns the status and the body.
func (w *world) call(t *testing.T, who, method, path string, body []byte) (int, []byte) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	req := httptest.NewRequestWithContext(ctx, method, "http://127.0.0.1:8080"+path, bytes.NewReader(body))
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Cookie", w.cookies[who])
	req.Header.Set("Idempotency-Key", "isolation-test-key")
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, req)
	return rec.Code, rec.Body.Bytes()
}

// mustMake creates an object as its owner and returns its id.
func (w *world) mustMake(t *testing.T, who, path, body string) string {
	t.Helper()
	status, raw := w.call(t, who, http.MethodPost, path, []byte(body))
	var made struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(raw, &made); err != nil || status >= 300 || made.ID == "" {
		t.Fatalf("POST %s: %d %s", path, status, raw)
	}
	return made.ID
}
