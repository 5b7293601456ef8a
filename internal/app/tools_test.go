package app

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/config"
	"github.com/kelolapesan/kelola/internal/secret"
)

// lookup makes settings of a map; the Graph API is a server that answers.
func lookup(t *testing.T, dir string, more map[string]string) config.Lookup {
	t.Helper()
	graph := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(graph.Close)
	all := map[string]string{
		"KELOLA_DATA_DIR": dir, "KELOLA_META_GRAPH_URL": graph.URL, "KELOLA_META_APP_SECRET": "s", "KELOLA_META_VERIFY_TOKEN": "v",
	}
	for k, v := range more {
		all[k] = v
	}
	return func(key string) (string, bool) { v, ok := all[key]; return v, ok }
}

func TestDoctor_namesTheWorkspaceThatDoesNotOpen(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	settings := lookup(t, dir, nil)
	cfg, err := config.Load(settings)
	if err != nil {
		t.Fatal(err)
	}
	a, err := New(t.Context(), cfg, "test", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{App: a}
	w.admin(t, "user add", "username", "budi", "name", "Budi", "language", "id")
	w.admin(t, "workspace create", "licence", w.admin(t, "licence create", "customer", "Toko", "days", "9"), "name", "Toko", "slug", "toko", "owner", "budi")
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := Doctor(t.Context(), settings, &out, DoctorOptions{}); err != nil {
		t.Fatalf("Doctor of a healthy installation = %v\n%s", err, &out)
	}
	files, err := filepath.Glob(filepath.Join(dir, "workspaces", "*.db"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	if err := os.WriteFile(files[0], bytes.Repeat([]byte("x"), 8192), 0o600); err != nil {
		t.Fatal(err)
	}
	out.Reset()
	if err := Doctor(t.Context(), settings, &out, DoctorOptions{}); err == nil || !strings.Contains(out.String(), "workspace toko") || !strings.Contains(out.String(), "storage.wrong_key") {
		t.Fatalf("Doctor of a damaged workspace = %v\n%s", err, &out)
	}
}

func TestDoctor_aServerThatIsNotReady(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "not ready", http.StatusServiceUnavailable)
	}))
	t.Cleanup(server.Close)
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "unix", filepath.Join(dir, "admin.sock"))
	if err != nil {
		t.Fatal(err)
	}
	admin := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	_ = admin.Listener.Close()
	admin.Listener = l
	admin.Start()
	t.Cleanup(admin.Close)
	var out bytes.Buffer
	err = Doctor(t.Context(), lookup(t, dir, map[string]string{"KELOLA_LISTEN": server.Listener.Addr().String()}), &out, DoctorOptions{})
	if err == nil || !strings.Contains(out.String(), "not ready") {
		t.Fatalf("Doctor = %v\n%s", err, &out)
	}
}

// What cannot be reached or read is named by its setting, without its password.
func TestNew_errorsNameTheSetting(t *testing.T) {
	t.Parallel()
	key := secret.NewKey().Hex()
	nowhere := "postgres://u:geheim@127.0.0.1:1/x"
	for name, settings := range map[string]map[string]string{
		"KELOLA_BLOB_URL":   {"KELOLA_BLOB_URL": "foo://x"},
		"KELOLA_KEYS_URL":   {"KELOLA_DATABASE_URL": nowhere, "KELOLA_KEYS_URL": nowhere, "KELOLA_MASTER_KEY": key},
		"KELOLA_MASTER_KEY": {"KELOLA_MASTER_KEY": "short"},
	} {
		cfg, err := config.Load(lookup(t, t.TempDir(), settings))
		if err != nil {
			t.Fatal(err)
		}
		a, err := New(context.WithoutCancel(t.Context()), cfg, "test", slog.New(slog.DiscardHandler))
		if err == nil {
			t.Errorf("%s: no error", name)
			_ = a.Close()
			continue
		}
		if !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
