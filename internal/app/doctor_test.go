package app

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/config"
	"github.com/kelolapesan/kelola/internal/doctor"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// checkUp runs doctor and returns its findings as the JSON tells them.
func checkUp(t *testing.T, settings config.Lookup) (found []doctor.Finding, err error) {
	t.Helper()
	var out bytes.Buffer
	err = Doctor(t.Context(), settings, &out, DoctorOptions{Version: "test", JSON: true})
	var r struct {
		Healthy  bool
		Findings []doctor.Finding
	}
	if bad := json.Unmarshal(out.Bytes(), &r); bad != nil || r.Healthy != (err == nil) {
		t.Fatalf("%v, healthy %v, error %v\n%s", bad, r.Healthy, err, &out)
	}
	return r.Findings, err
}

// expect looks for a finding of a level with words in it.
func expect(t *testing.T, found []doctor.Finding, check string, level doctor.Level, words ...string) {
	t.Helper()
	for _, f := range found {
		ok := f.Check == check && f.Level == level
		for _, w := range words {
			ok = ok && strings.Contains(f.Found+" "+f.Fix, w)
		}
		if ok {
			return
		}
	}
	t.Errorf("no %s of %s with %q in %+v", level, check, words, found)
}

// installation makes a data folder with one workspace and returns its settings; change is done before it is closed.
func installation(t *testing.T, change func(a *App, ws id.Workspace)) (config.Lookup, string) {
	t.Helper()
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
	ws := shop(t, a)
	if change != nil {
		change(a, ws)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return settings, dir
}

func shop(t *testing.T, a *App) id.Workspace {
	t.Helper()
	w := &world{App: a}
	w.admin(t, "user add", "username", "budi", "name", "Budi", "language", "id")
	w.admin(t, "workspace create", "licence", w.admin(t, "licence create", "customer", "Toko", "days", "9"), "name", "Toko", "slug", "toko", "owner", "budi")
	all, err := a.workspaces.All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all[0].ID
}

func TestDoctor_nothingThereYet(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	found, err := checkUp(t, lookup(t, dir, nil))
	if err != nil {
		t.Error(err)
	}
	expect(t, found, "database", doctor.Fine, "nothing yet")
	expect(t, found, "server", doctor.Skipped)
	expect(t, found, "webhook", doctor.Skipped)
	if _, err := os.Stat(dir); err == nil {
		t.Error("the folder was made")
	}
}

func TestDoctor_configuration(t *testing.T) {
	t.Parallel()
	found, err := checkUp(t, lookup(t, t.TempDir(), map[string]string{"KELOLA_LISTEN": "8080", "KELOLA_LOG_LEVEL": "loud"}))
	if err == nil {
		t.Error("no error")
	}
	expect(t, found, "configuration", doctor.Wrong, "KELOLA_LISTEN")
	expect(t, found, "configuration", doctor.Wrong, "KELOLA_LOG_LEVEL")
	found, _ = checkUp(t, lookup(t, t.TempDir(), map[string]string{"KELOLA_MASTER_KEY": "short"}))
	expect(t, found, "database", doctor.Wrong, "KELOLA_MASTER_KEY")
}

func TestDoctor_healthyWhileStopped(t *testing.T) {
	t.Parallel()
	settings, _ := installation(t, nil)
	found, err := checkUp(t, settings)
	if err != nil {
		t.Error(err)
	}
	for _, check := range []string{"database", "workspaces", "migrations", "channels", "sends", "jobs", "inbound", "queue", "disk_space", "data_folder"} {
		expect(t, found, check, doctor.Fine)
	}
	expect(t, found, "instance_key", doctor.Warning)
}

// What is pending is told and stays pending: the check-up is no upgrade.
func TestDoctor_pendingMigrations(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(a *App, ws id.Workspace)
		word   string
	}{
		"system": {func(a *App, _ id.Workspace) {
			forget(t, a.sys.Write(t.Context(), func(tx *sysdb.Tx) error {
				_, err := tx.Exec(t.Context(), `DELETE FROM migration WHERE number = 30`)
				return err
			}))
		}, "1 migrations"},
		"workspace": {func(a *App, ws id.Workspace) {
			forget(t, a.db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
				_, err := tx.Exec(t.Context(), `DELETE FROM migration WHERE number = 11`)
				return err
			}))
		}, "1 workspaces"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings, _ := installation(t, tt.change)
			for range 2 {
				found, err := checkUp(t, settings)
				if err != nil {
					t.Error(err)
				}
				expect(t, found, "migrations", doctor.Warning, tt.word, "backup")
			}
		})
	}
}

func forget(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestDoctor_keysAndVersions(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		spoil func(dir string)
		word  string
	}{
		"the instance key is gone": {func(dir string) { forget(t, os.Remove(filepath.Join(dir, "instance.key"))) }, "storage.master_key_missing"},
		"the instance key is another's": {func(dir string) {
			forget(t, os.WriteFile(filepath.Join(dir, "instance.key"), []byte(strings.Repeat("ab", 32)), 0o600))
		}, "storage.wrong_key"},
		"the instance key is torn": {func(dir string) {
			forget(t, os.WriteFile(filepath.Join(dir, "instance.key"), []byte("ab"), 0o600))
		}, "storage.master_key_invalid"},
		"the key store is gone":       {func(dir string) { forget(t, os.Remove(filepath.Join(dir, "keys.db"))) }, "storage.key_missing"},
		"the system database is gone": {func(dir string) { forget(t, os.Remove(filepath.Join(dir, "system.db"))) }, "storage.system_missing"},
		"a plain file": {func(dir string) {
			forget(t, os.WriteFile(filepath.Join(dir, "system.db"), []byte("SQLite format 3\x00"), 0o600))
		}, "storage.plain_file"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings, dir := installation(t, nil)
			tt.spoil(dir)
			found, err := checkUp(t, settings)
			if err == nil {
				t.Error("no error")
			}
			expect(t, found, "database", doctor.Wrong, tt.word)
		})
	}
	settings, _ := installation(t, func(a *App, _ id.Workspace) {
		forget(t, a.sys.Write(t.Context(), func(tx *sysdb.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO migration (number, name, checksum, applied_at) VALUES (9999, '9999_later', 'x', 0)`)
			return err
		}))
	})
	found, _ := checkUp(t, settings)
	expect(t, found, "database", doctor.Wrong, "storage.newer_database", "newer one")
}

// running starts the real server on a data folder and returns it with its settings.
func running(t *testing.T, more map[string]string) (*App, config.Lookup) {
	t.Helper()
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	forget(t, err)
	address := l.Addr().String()
	forget(t, l.Close())
	all := map[string]string{"KELOLA_LISTEN": address}
	for k, v := range more {
		all[k] = v
	}
	dir, err := os.MkdirTemp("", "kelola") // a socket's path must be short
	forget(t, err)
	settings := lookup(t, dir, all)
	cfg, err := config.Load(settings)
	forget(t, err)
	a, err := New(t.Context(), cfg, "test", slog.New(slog.DiscardHandler))
	forget(t, err)
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- a.serve(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
		_ = os.RemoveAll(dir)
	})
	deadline := time.Now().Add(20 * time.Second)
	for Ready(t.Context(), cfg) != nil {
		if time.Now().After(deadline) {
			t.Fatal("the server is not ready")
		}
		time.Sleep(5 * time.Millisecond)
	}
	return a, settings
}

func TestDoctor_whileTheServerRuns(t *testing.T) {
	t.Parallel()
	a, settings := running(t, nil)
	ws := shop(t, a)
	found, err := checkUp(t, settings)
	if err != nil {
		t.Error(err)
	}
	for _, check := range []string{"server", "webhook", "database", "workspaces", "sends", "jobs", "inbound", "channels", "queue", "descriptors"} {
		expect(t, found, check, doctor.Fine)
	}
	breakWorkspace(t, a, ws)
	found, err = checkUp(t, settings)
	if err != nil {
		t.Error("warnings are no errors:", err)
	}
	expect(t, found, "channels", doctor.Warning, "toko", "token_invalid")
	expect(t, found, "sends", doctor.Warning, "1 messages are being sent")
	expect(t, found, "sends", doctor.Warning, "1 messages are held")
	expect(t, found, "jobs", doctor.Warning, "toko")
	expect(t, found, "inbound", doctor.Warning, "1 incoming events wait")
	expect(t, found, "inbound", doctor.Warning, "could not be processed")
	var raw bytes.Buffer
	for _, f := range found {
		raw.WriteString(f.Found + f.Fix)
	}
	for _, private := range []string{"62811", "Budi", "Nomor utama"} {
		if strings.Contains(raw.String(), private) {
			t.Errorf("%q is told", private)
		}
	}
}

// breakWorkspace leaves one of everything that can stand still.
func breakWorkspace(t *testing.T, a *App, ws id.Workspace) {
	t.Helper()
	ctx := t.Context()
	old := a.clock.Now().Add(-3 * time.Hour).UnixMicro()
	ch := id.New[int]().String()
	const columns = `id, channel_id, lane, origin, origin_id, phone, user_id, purpose, content, preview, actor, state, reason, code, class,
		attempt, held_until, created_at, sending_at, accepted_at, sent_at, delivered_at, read_at, ended_at`
	type step struct {
		text string
		args []any
	}
	send := func(state string, held any, sending int64) step {
		return step{
			`INSERT INTO send (` + columns + `) VALUES ($1, $2, 0, 'inbox', '', '+62811', '', '', '{}', '', '', $3, '', '', '', 1, $4, $5, $6, 0, 0, 0, 0, 0)`,
			[]any{id.New[int]().String(), ch, state, held, old, sending},
		}
	}
	event := func(seq int, processed int64, code string) step {
		return step{
			`INSERT INTO inbound (id, seq, channel_id, kind, dedupe_key, fingerprint, conflict, raw, received_at, processed_at, error_code)
				VALUES ($1, $2, $3, 'message', $4, '', FALSE, $5, $6, $7, $8)`,
			[]any{id.New[int]().String(), seq, ch, code + "key", []byte("x"), old, processed, code},
		}
	}
	forget(t, a.db.Write(ctx, ws, func(tx *wsdb.Tx) error {
		for _, s := range []step{
			{`INSERT INTO channel (id, kind, name, state, state_reason, external_id, account_id, display_phone, verified_name, quality,
				daily_limit, limits, token, paused_until, pause_reason, created_at, updated_at)
				VALUES ($1, 'simulated', 'Nomor utama', 'needs_attention', 'token_invalid', $1, '', '', '', '', 0, '{}', $2, 0, '', 0, 0)`, []any{ch, []byte{}}},
			send("sending", nil, old), send("held", old, 0),
			event(901, 0, ""), event(902, old, "channel.unreadable"),
			{`INSERT INTO job (id, kind, title_key, state, done, total, cursor, error_code, created_at, updated_at, finished_at)
				VALUES ($1, 'contact.import', '', 'running', 0, 0, '', '', $2, $2, 0)`, []any{id.New[int]().String(), old}},
		} {
			if _, err := tx.Exec(ctx, s.text, s.args...); err != nil {
				return err
			}
		}
		return nil
	}))
}

func TestReady(t *testing.T) {
	t.Parallel()
	cfg, err := config.Load(lookup(t, t.TempDir(), nil))
	forget(t, err)
	if err := Ready(t.Context(), cfg); err == nil {
		t.Error("ready without a server")
	}
}
