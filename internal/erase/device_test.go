package erase

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
)

// mayMount skips where file systems cannot be mounted.
func mayMount(t *testing.T) {
	t.Helper()
	if os.Getenv("KELOLA_TEST_ROOT") == "" {
		t.Skip("may not mount a file system here; make test-root as root")
	}
}

func mounted(t *testing.T, source, dir, kind, options string) {
	t.Helper()
	if err := syscall.Mount(source, dir, kind, 0, options); err != nil {
		t.Fatalf("mount: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
}

// TestErase_onTheRawDevice looks at the bytes of a disk after a workspace on it was deleted, without telling the disk which blocks are free:
// there is no text of it. A file that was written as it is and removed is found, so the search would see one.
func TestErase_onTheRawDevice(t *testing.T) {
	mayMount(t)
	if _, err := exec.LookPath("mkfs.ext4"); err != nil {
		t.Skip("no mkfs.ext4 here")
	}
	image, dir := filepath.Join(t.TempDir(), "disk"), t.TempDir()
	run(t, "truncate", "-s", "256M", image)
	run(t, "mkfs.ext4", "-q", "-O", "^has_journal", image)
	if err := exec.CommandContext(t.Context(), "mount", "-o", "loop", image, dir).Run(); err != nil {
		t.Skip("no loop devices here")
	}
	umount := func() { run(t, "umount", dir) }
	t.Setenv("TMPDIR", dir)
	t.Run("there", func(t *testing.T) { // its folders are made on the disk
		b := newBench(t, dbtest.New(t, database.SQLite))
		if !strings.HasPrefix(b.d.DataDir, dir) {
			t.Fatalf("the data is in %s, not on %s", b.d.DataDir, dir)
		}
		b.seed(t, b.ws, "satu", 200)
		syscall.Sync()
		request := b.ask(t, b.ws, Scope{Whole: true})
		b.due(t)
		if r, _ := b.get(t, request); r.State != Complete {
			t.Fatalf("%s (%s)", r.State, r.Reason)
		}
		syscall.Sync()
	})
	plain := filepath.Join(dir, "plain.txt")
	if err := os.WriteFile(plain, bytes.Repeat([]byte("CONTROL1 of this test\n"), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	syscall.Sync()
	if err := os.Remove(plain); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(umount)
	if n := countIn(t, image, "CONTROL1 of this test"); n == 0 {
		t.Error("the search does not find a plain file that was removed")
	}
	if n := countIn(t, image, mark+"satu"); n != 0 {
		t.Errorf("%d texts of the workspace are on the device", n)
	}
	t.Log("0 texts on a device of 256 MiB")
}

func run(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.CommandContext(context.WithoutCancel(t.Context()), name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", name, err, out)
	}
}

func countIn(t *testing.T, path, text string) (n int) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	piece, tail := make([]byte, 1<<20), []byte{}
	for {
		k, err := f.Read(piece)
		window := append(tail, piece[:k]...)
		n += bytes.Count(window, []byte(text))
		tail = bytes.Clone(window[max(0, len(window)-len(text)+1):])
		if errors.Is(err, io.EOF) {
			return n
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestErase_onAFullDisk fills the disk to the last byte. The room that is kept for it lets a workspace be deleted all the same, and a category of
// one whose database is small. A larger database waits, says for what, and goes on when there is room.
func TestErase_onAFullDisk(t *testing.T) {
	mayMount(t)
	for name, scope := range map[string]Scope{"a workspace": {Whole: true}, "a category": people3(), "a category of a large one": people3()} {
		dir := t.TempDir()
		mounted(t, "tmpfs", dir, "tmpfs", "size=224m")
		t.Setenv("TMPDIR", dir)
		t.Run(name, func(t *testing.T) { fullDisk(t, dir, scope, strings.HasSuffix(name, "large one")) })
	}
}

func fullDisk(t *testing.T, dir string, scope Scope, large bool) {
	t.Helper()
	b := newBench(t, dbtest.New(t, database.SQLite))
	b.seed(t, b.ws, "satu", 50)
	if large {
		b.exec(t, `UPDATE blast SET name = name || HEX(ZEROBLOB(400000))`)
		if _, err := b.db.Compact(t.Context(), b.ws); err != nil { // or the log would give back as much
			t.Fatal(err)
		}
	}
	request := b.ask(t, b.ws, scope)
	if err := b.ballast(); err != nil {
		t.Fatal(err)
	}
	filler, err := os.Create(filepath.Join(dir, "filler"))
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = filler.Write(make([]byte, 64<<10))
	}
	for err = nil; err == nil; {
		_, err = filler.Write([]byte{0})
	}
	ctx, stop := context.WithCancel(t.Context())
	over := make(chan struct{})
	go func() { defer close(over); b.Run(ctx) }()
	wait := func(what string, ok func(r *Request) bool) {
		dbtest.Wait(t, what, func() bool {
			r, _, err := b.Get(context.WithoutCancel(t.Context()), b.ws, request)
			return err == nil && ok(&r)
		})
	}
	if large {
		wait("the deletion to wait for room", func(r *Request) bool { return r.State == Executing && r.Reason == ReasonRoom })
		if err := filler.Truncate(0); err != nil {
			t.Fatal(err)
		}
		b.Wake()
	}
	wait("the deletion on a full disk", func(r *Request) bool { return r.State == Complete && r.Reason == "" })
	stop()
	<-over
	if _, err := os.Stat(filepath.Join(b.d.DataDir, ballastFile)); err == nil && !large {
		t.Error("the ballast was not needed: the disk was not full")
	}
	_ = filler.Close()
	t.Log("deleted with 0 bytes free")
}
