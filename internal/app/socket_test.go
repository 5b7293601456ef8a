package app

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/kelolapesan/kelola/internal/config"
)

// A server that ends in the middle of an act has perhaps carried it out: it is not done a second time.
func TestAdmin_aServerThatEndsMeanwhile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cfg, err := config.Load(func(key string) (string, bool) { return dir, key == "KELOLA_DATA_DIR" })
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", socketPath(cfg))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = c.Read(make([]byte, 10)) // what is left unread makes the connection break, not end
			_ = c.Close()
		}
	}()
	if err := Admin(t.Context(), cfg, Act{Name: "licence list"}, io.Discard); err == nil {
		t.Error("the act seems to be done")
	}
	if _, err := os.Stat(filepath.Join(dir, "system.db")); err == nil {
		t.Error("it was begun anew without the server")
	}
}
