// Package image runs the binary as the container image does: alone in an empty root, as a user without rights, with the certificates of
// public authorities and a folder for data beside it. It needs no container engine.
package image

import (
	"bytes"
	"context"
	"debug/elf"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/test/harness"
)

const uid = 10001 // as the Dockerfile says

// static builds the binary as the Dockerfile does, unless the one that is there is static already.
func static(t *testing.T) string {
	t.Helper()
	made, err := filepath.Abs("../../bin/kelola")
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("KELOLA_BINARY") != "" {
		made = os.Getenv("KELOLA_BINARY")
	}
	if linked(made) == nil && hasReady(made) {
		return made
	}
	out := filepath.Join(t.TempDir(), "kelola")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", out, "./cmd/kelola")
	build.Dir, build.Env = "../..", append(os.Environ(), "CGO_ENABLED=0")
	if msg, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, msg)
	}
	return out
}

// hasReady says whether a binary that lies about is new enough to know the health check.
func hasReady(binary string) bool {
	out, err := exec.Command(binary, "doctor", "--help").CombinedOutput()
	return err == nil && bytes.Contains(out, []byte("--ready"))
}

// linked fails if the binary needs a loader or a library.
func linked(binary string) error {
	f, err := elf.Open(binary)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP {
			return errors.New("it is dynamically linked")
		}
	}
	return nil
}

// root lays out what the last stage of the Dockerfile copies.
func root(t *testing.T, binary string) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "kelola-image")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.Chmod(dir, 0o755))
	must(os.MkdirAll(filepath.Join(dir, "etc/ssl/certs"), 0o755))
	if ca, err := os.ReadFile("/etc/ssl/certs/ca-certificates.crt"); err == nil {
		must(os.WriteFile(filepath.Join(dir, "etc/ssl/certs/ca-certificates.crt"), ca, 0o644))
	}
	b, err := os.ReadFile(binary)
	must(err)
	must(os.WriteFile(filepath.Join(dir, "kelola"), b, 0o755))
	for _, own := range []string{"data", "tmp"} {
		must(os.Mkdir(filepath.Join(dir, own), 0o700))
		if os.Geteuid() == 0 {
			must(os.Chown(filepath.Join(dir, own), uid, uid))
		}
	}
	return dir
}

// inside is a command in the root: as root with a real chroot and the image's user, else in a user namespace of our own.
func inside(ctx context.Context, dir, listen string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "/kelola", args...)
	cmd.Dir = "/"
	cmd.Env = []string{
		"KELOLA_DATA_DIR=/data", "KELOLA_LISTEN=" + listen, "KELOLA_META_GRAPH_URL=http://127.0.0.1:9",
		"KELOLA_META_APP_ID=1", "KELOLA_META_APP_SECRET=s", "KELOLA_META_VERIFY_TOKEN=v",
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: dir}
	if os.Geteuid() == 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uid, Gid: uid}
	} else {
		cmd.SysProcAttr.Cloneflags = syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: uid, HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: uid, HostID: os.Getgid(), Size: 1}}
	}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	return cmd
}

func TestImage_runsAloneWithoutRights(t *testing.T) {
	t.Parallel()
	binary := static(t)
	if err := linked(binary); err != nil {
		t.Fatal(err)
	}
	dir, listen := root(t, binary), harness.FreePort(t)
	if out, err := inside(t.Context(), dir, listen, "version").CombinedOutput(); errors.Is(err, syscall.EPERM) {
		t.Skip("NOT TESTED: this machine allows neither chroot nor user namespaces: ", err)
	} else if err != nil {
		t.Fatalf("version: %v %s", err, out)
	}
	if err := inside(t.Context(), dir, listen, "doctor", "--ready").Run(); err == nil {
		t.Error("healthy without a server")
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	server := inside(ctx, dir, listen, "serve")
	var log bytes.Buffer
	server.Stderr = &log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(30 * time.Second)
	for inside(t.Context(), dir, listen, "doctor", "--ready").Run() != nil {
		if time.Now().After(deadline) {
			stop()
			_ = server.Wait()
			t.Fatalf("not healthy:\n%s", &log)
		}
		time.Sleep(50 * time.Millisecond)
	}
	checkUp(t, inside(t.Context(), dir, listen, "doctor", "--json"))
	stop()
	if err := server.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("end: %v\n%s", err, &log)
	}
	if !strings.Contains(log.String(), `"msg":"stopped"`) {
		t.Errorf("it was not stopped properly:\n%s", &log)
	}
}

// checkUp looks at the findings; the Graph API is out of reach here, which is the only thing that may be wrong.
func checkUp(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	out, _ := cmd.Output()
	var r struct {
		Findings []struct{ Check, Level, Found string }
	}
	if err := json.Unmarshal(out, &r); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	fine := 0
	for _, f := range r.Findings {
		if f.Level == "error" && f.Check != "graph" {
			t.Errorf("%+v", f)
		}
		if f.Level == "ok" {
			fine++
		}
	}
	if fine < 10 {
		t.Errorf("only %d fine: %s", fine, out)
	}
}
