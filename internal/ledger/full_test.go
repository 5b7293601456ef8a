package ledger_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/ledger"
)

const limitedIn = "KELOLA_TEST_LIMITED_LEDGER"

// TestAppend_takesBackWhatDidNotFit runs itself again under a limit of the size of files, which cuts a write in the middle as a
// full disk does. The line that did not fit leaves nothing behind, and once there is room the ledger goes on.
func TestAppend_takesBackWhatDidNotFit(t *testing.T) {
	if path := os.Getenv(limitedIn); path != "" {
		fillUp(t, path)
		return
	}
	t.Parallel()
	path := filepath.Join(t.TempDir(), ledger.File)
	again := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^"+t.Name()+"$")
	again.Env = append(os.Environ(), limitedIn+"="+path)
	if out, err := again.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	l := open(t, path)
	if seq, _ := l.Head(); seq < 3 {
		t.Errorf("the ledger ends at %d", seq)
	}
}

func fillUp(t *testing.T, path string) {
	t.Helper()
	signal.Ignore(syscall.SIGXFSZ)
	l, err := ledger.Open(path, key, clock.NewFixed(start))
	if err != nil {
		t.Fatal(err)
	}
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 2000, Max: before.Max}); err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = l.Append(t.Context(), entry(ledger.Intent))
	}
	seq, hash := l.Head()
	if !errors.Is(err, ledger.ErrWrite) || !strings.Contains(err.Error(), "file too large") || seq < 1 {
		t.Fatalf("at line %d: %v", seq, err)
	}
	report, err := ledger.VerifyFrom(bytes.NewReader(read(t, path)), pub, seq, hash)
	if err != nil || report.Lines != seq || report.Torn != 0 {
		t.Fatalf("after a write that did not fit: %+v, %v", report, err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	if line := add(t, l, entry(ledger.Done)); line.Seq != seq+1 || line.Previous != hash {
		t.Errorf("%+v", line)
	}
}
