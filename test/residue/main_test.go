package residue

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestMain gives these tests a PostgreSQL server of their own: what others write meanwhile would use old parts of the write-ahead log again,
// and its files are read whole.
func TestMain(m *testing.M) {
	stop, err := ownServer(context.Background())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	stop()
	os.Exit(code)
}

// script starts and stops throw-away servers.
const script = "../../scripts/postgres-for-tests"

func ownServer(ctx context.Context) (stop func(), err error) {
	if os.Getenv("KELOLA_TEST_POSTGRES") == "" {
		return func() {}, nil
	}
	dir, err := os.MkdirTemp("", "kelola-postgres-")
	if err != nil {
		return nil, err
	}
	if err := os.Setenv("KELOLA_TEST_POSTGRES_DIR", dir); err != nil {
		return nil, err
	}
	start := exec.CommandContext(ctx, script, "start")
	start.Stderr = os.Stderr
	out, err := start.Output()
	if err != nil {
		return nil, fmt.Errorf("a PostgreSQL server for these tests: %w", err)
	}
	stop = func() { _ = exec.CommandContext(ctx, script, "stop").Run() }
	return stop, os.Setenv("KELOLA_TEST_POSTGRES", strings.TrimSpace(string(out)))
}
