// Package harness runs the real binary against the sandbox networks for tests that need whole processes: kills, bursts of
// webhooks, isolation, benchmarks. Everything listens on loopback and ends with the test.
package harness

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the throw-away databases

	"github.com/kelolapesan/kelola/internal/sandbox"
	"github.com/kelolapesan/kelola/internal/sandbox/instagram"
)

// The credentials of the Meta app that the sandbox and the server share.
const (
	AppID       = "100000000000001"
	AppSecret   = "harness-app-secret"
	VerifyToken = "harness-verify-token"
)

// World is one installation: a data folder or a pair of PostgreSQL databases, the sandbox, and at most one server process.
type World struct {
	T       testing.TB
	Engine  string // sqlite or postgres
	Binary  string
	Dir     string
	Listen  string
	Sandbox *sandbox.Server // nil when the networks are elsewhere

	env []string
	mu  sync.Mutex
	cmd *exec.Cmd
	out *bytes.Buffer
}

// Engines lists what to run on: PostgreSQL only where the test script has started a cluster.
func Engines() []string {
	if os.Getenv("KELOLA_TEST_POSTGRES") != "" {
		return []string{"sqlite", "postgres"}
	}
	return []string{"sqlite"}
}

// New makes an installation with a running sandbox; the server is not started yet. binary is "" for the product's own build.
func New(t testing.TB, engine, binary string, o sandbox.Options, env ...string) *World {
	t.Helper()
	w := place(t, engine, binary)
	o.GraphListen, o.AppID, o.AppSecret, o.VerifyToken = "127.0.0.1:0", AppID, AppSecret, VerifyToken
	o.WebhookURL = w.URL() + "/webhooks/meta"
	s, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	w.Sandbox = s
	w.settings(s.URL(), env)
	t.Cleanup(func() { // before the databases are dropped
		w.Kill()
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = s.Close(ctx)
	})
	return w
}

// NewAt makes an installation whose networks are at an address of their own; the server is not started yet.
func NewAt(t testing.TB, engine, binary, graph string, env ...string) *World {
	t.Helper()
	w := place(t, engine, binary)
	w.settings(graph, env)
	t.Cleanup(w.Kill)
	return w
}

func place(t testing.TB, engine, binary string) *World {
	t.Helper()
	w := &World{T: t, Engine: engine, Binary: binary, Dir: t.TempDir(), Listen: FreePort(t)}
	if w.Binary == "" {
		w.Binary = Build(t)
	}
	return w
}

func (w *World) settings(graph string, env []string) {
	w.T.Helper()
	w.env = append(w.env, "KELOLA_INSTAGRAM_GRAPH_URL="+graph+instagram.GraphPath, "KELOLA_INSTAGRAM_API_URL="+graph+instagram.APIPath,
		"KELOLA_INSTAGRAM_AUTHORIZE_URL="+graph+instagram.AuthorizePath,
		"KELOLA_INSTAGRAM_APP_ID="+sandbox.DefaultInstagramApp, "KELOLA_INSTAGRAM_APP_SECRET="+sandbox.DefaultInstagramSecret)
	w.env = append(w.env, "KELOLA_LISTEN="+w.Listen, "KELOLA_DATA_DIR="+w.Dir, "KELOLA_META_GRAPH_URL="+graph,
		"KELOLA_META_APP_ID="+AppID, "KELOLA_META_APP_SECRET="+AppSecret, "KELOLA_META_VERIFY_TOKEN="+VerifyToken,
		"KELOLA_LOG_LEVEL=warn", "KELOLA_BACKUP_EVERY=0", "KELOLA_ERASURE_DRILL_EVERY=0") // on a fast clock they would be many
	if w.Engine == "postgres" {
		w.env = append(w.env, postgres(w.T)...)
	}
	w.env = append(w.env, env...)
}

// URL is where the server listens.
func (w *World) URL() string { return "http://" + w.Listen }

var (
	buildOnce sync.Once
	buildErr  error
	built     string
)

// Build returns the path of the product's binary: KELOLA_BINARY, else bin/kelola if the Makefile has built it, else a new build.
func Build(t testing.TB) string {
	t.Helper()
	if b := os.Getenv("KELOLA_BINARY"); b != "" {
		return b
	}
	buildOnce.Do(func() { built, buildErr = build("") })
	if buildErr != nil {
		t.Fatal(buildErr)
	}
	return built
}

// BuildWith returns a binary built with a tag: a deliberately broken one for positive controls.
func BuildWith(t testing.TB, tag string) string {
	t.Helper()
	b, err := build(tag)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func build(tag string) (string, error) {
	root, err := repoRoot()
	if err != nil {
		return "", err
	}
	out := filepath.Join(root, "bin", "kelola-test"+tag)
	cmd := exec.Command("go", "build", "-tags", tag, "-o", out, "./cmd/kelola")
	cmd.Dir = root
	if msg, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w: %s", err, msg)
	}
	return out, nil
}

func repoRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; dir != "/"; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
	}
	return "", errors.New("no go.mod above the test")
}

// FreePort finds an address on loopback that nobody listens on. It lies below the ports that systems give to outgoing connections (32768
// and above), so that none of those, such as the server's own to its database, takes it while the server is down between a kill and a start.
func FreePort(t testing.TB) string {
	t.Helper()
	for range 100 {
		// Test processes that run side by side count in ranges of their own.
		address := fmt.Sprintf("127.0.0.1:%d", 12_000+os.Getpid()%200*100+int(lastPort.Add(1)%100))
		l, err := net.Listen("tcp", address)
		if err == nil {
			_ = l.Close()
			return address
		}
	}
	t.Fatal("no free port")
	return ""
}

var lastPort atomic.Uint32

// postgres makes two databases on the test cluster and drops them afterwards.
func postgres(t testing.TB) []string {
	t.Helper()
	dsn := os.Getenv("KELOLA_TEST_POSTGRES")
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	var raw [6]byte
	_, _ = rand.Read(raw[:])
	var key [32]byte
	_, _ = rand.Read(key[:])
	urls := make([]string, 2)
	for i, kind := range []string{"data", "keys"} {
		name := "kelola_" + kind + "_" + hex.EncodeToString(raw[:])
		if _, err := db.Exec(`CREATE DATABASE ` + name); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _, _ = db.Exec(`DROP DATABASE IF EXISTS ` + name + ` WITH (FORCE)`) })
		u, err := url.Parse(dsn)
		if err != nil {
			t.Fatal(err)
		}
		u.Path = "/" + name
		urls[i] = u.String()
	}
	return []string{"KELOLA_DATABASE_URL=" + urls[0], "KELOLA_KEYS_URL=" + urls[1], "KELOLA_MASTER_KEY=" + base64.StdEncoding.EncodeToString(key[:])}
}

// Admin runs `kelola admin …` and returns what it printed.
func (w *World) Admin(args ...string) string {
	w.T.Helper()
	cmd := exec.Command(w.Binary, append([]string{"admin"}, args...)...)
	cmd.Env = append(os.Environ(), w.env...)
	var problems bytes.Buffer
	cmd.Stderr = &problems
	out, err := cmd.Output()
	if err != nil {
		w.T.Fatalf("admin %s: %v: %s", strings.Join(args, " "), err, problems.String())
	}
	return strings.TrimSpace(string(out))
}

// Start runs the server and waits until it is ready.
func (w *World) Start() {
	w.T.Helper()
	w.StartAsync()
	w.WaitReady(60 * time.Second)
}

// StartAsync runs the server and does not wait.
func (w *World) StartAsync() {
	w.T.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.out = &bytes.Buffer{}
	w.cmd = exec.Command(w.Binary, "serve")
	w.cmd.Env = append(os.Environ(), w.env...)
	w.cmd.Stdout, w.cmd.Stderr = w.out, w.out
	if err := w.cmd.Start(); err != nil {
		w.T.Fatal(err)
	}
}

// PID is the process id of the running server.
func (w *World) PID() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.cmd.Process.Pid
}

// Log is what the server has written so far; call it only after the server has ended.
func (w *World) Log() string { return w.out.String() }

// WaitReady waits for /readyz.
func (w *World) WaitReady(limit time.Duration) {
	w.T.Helper()
	w.Wait(limit, "the server to be ready", func() bool {
		resp, err := client.Get(w.URL() + "/readyz")
		if err != nil {
			return false
		}
		_ = resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	})
}

// Kill ends the server at once, as a power cut would for the process.
func (w *World) Kill() { _ = w.end(syscall.SIGKILL) }

// Term asks the server to stop and waits until it has.
func (w *World) Term() error { return w.end(syscall.SIGTERM) }

func (w *World) end(sig syscall.Signal) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cmd == nil {
		return nil
	}
	_ = w.cmd.Process.Signal(sig)
	err := w.cmd.Wait()
	w.cmd = nil
	if w.T.Failed() {
		w.T.Logf("server log:\n%s", tail(w.out.String(), 4000))
	}
	return err
}

func tail(s string, n int) string {
	if len(s) > n {
		return "…" + s[len(s)-n:]
	}
	return s
}

// Wait polls until ok, and fails the test after the limit. It is for other processes, which cannot signal.
func (w *World) Wait(limit time.Duration, what string, ok func() bool) {
	w.T.Helper()
	deadline := time.Now().Add(limit)
	for !ok() {
		if time.Now().After(deadline) {
			log := ""
			if w.out != nil {
				w.Kill()
				log = tail(w.out.String(), 3000)
			}
			w.T.Fatalf("waited %s for %s; server log:\n%s", limit, what, log)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
