package database

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/kelolapesan/kelola/internal/secret"
)

// killed returns a copy of an open database as a killed process leaves it: a row in the log that the file does not have.
func killed(t *testing.T) (path string, key Key) {
	t.Helper()
	key = secret.NewKey()
	live := filepath.Join(t.TempDir(), "live.db")
	f, err := OpenFile(t.Context(), live, key)
	if err != nil {
		t.Fatal(err)
	}
	run(t, f, "CREATE TABLE a (body TEXT)")
	if err := f.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	run(t, f, "INSERT INTO a (body) VALUES ('acknowledged')")
	path = filepath.Join(t.TempDir(), "killed.db")
	writeFile(t, path, readFile(t, live))
	writeFile(t, path+"-wal", readFile(t, live+"-wal"))
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path, key
}

func rowOf(t *testing.T, path string, key Key) string {
	t.Helper()
	f, err := OpenFile(t.Context(), path, key)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var body string
	if err := f.Reader().QueryRowContext(t.Context(), "SELECT body FROM a").Scan(&body); err != nil {
		t.Fatal(err)
	}
	return body
}

// SQLite takes a log it cannot read for an empty one and removes it when it closes.
func TestOpenFile_aWrongKeyLeavesTheLogAlone(t *testing.T) {
	t.Parallel()
	path, key := killed(t)
	before := readFile(t, path+"-wal")
	if _, err := OpenFile(t.Context(), path, secret.NewKey()); !errors.Is(err, ErrWrongKey) {
		t.Fatalf("err = %v", err)
	}
	if after, err := os.ReadFile(path + "-wal"); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the log: %d bytes of %d, %v", len(after), len(before), err)
	}
	if got := rowOf(t, path, key); got != "acknowledged" {
		t.Errorf("the row: %q", got)
	}
}

func TestOpens_findsTheKeyByTheFileOrByItsLog(t *testing.T) {
	t.Parallel()
	path, key := killed(t)
	for name, want := range map[string]struct {
		key Key
		ok  bool
	}{"right": {key, true}, "wrong": {secret.NewKey(), false}} {
		if ok, err := Opens(path, want.key); err != nil || ok != want.ok {
			t.Errorf("the %s key: %t, %v", name, ok, err)
		}
	}
	torn := readFile(t, path)
	copy(torn[512:], make([]byte, 3584))
	writeFile(t, path, torn)
	if ok, err := Opens(path, key); err != nil || !ok {
		t.Errorf("with the first page torn: %t, %v", ok, err)
	}
	if ok, err := Opens(path, secret.NewKey()); err != nil || ok {
		t.Errorf("the wrong key with the first page torn: %t, %v", ok, err)
	}
	if err := os.Remove(path + "-wal"); err != nil {
		t.Fatal(err)
	}
	if ok, err := Opens(path, key); err != nil || ok {
		t.Errorf("torn and without a log: %t, %v", ok, err)
	}
}

func TestBlocks_areWhatSQLiteWrote(t *testing.T) {
	t.Parallel()
	path, key := killed(t)
	for name, want := range map[string]string{path: "CREATE TABLE a", path + "-wal": "acknowledged"} {
		found, blocks := false, int64(0)
		err := Blocks(name, key, func(offset int64, block []byte) error {
			found = found || bytes.Contains(block, []byte(want))
			if offset != blocks*blockSize {
				t.Errorf("block %d is at %d", blocks, offset)
			}
			blocks++
			return nil
		})
		if err != nil || !found || blocks == 0 {
			t.Errorf("%s: %q found %t in %d blocks, %v", filepath.Base(name), want, found, blocks, err)
		}
		if bytes.Contains(readFile(t, name), []byte(want)) {
			t.Errorf("%s holds %q unencrypted", filepath.Base(name), want)
		}
	}
}

func TestRemoveLog_keepsOneThatHoldsSomething(t *testing.T) {
	t.Parallel()
	path, key := killed(t)
	if err := RemoveLog(path); !errors.Is(err, ErrBusy) {
		t.Errorf("err = %v", err)
	}
	if got := rowOf(t, path, key); got != "acknowledged" {
		t.Errorf("the row: %q", got)
	}
	if err := RemoveLog(path); err != nil {
		t.Errorf("closed: %v", err)
	}
}

func TestCheckFile_seesDamage(t *testing.T) {
	t.Parallel()
	path, key := killed(t)
	if err := CheckFile(t.Context(), path, key); err != nil {
		t.Errorf("whole: %v", err)
	}
	b := readFile(t, path)
	clear(b[blockSize : blockSize+64])
	writeFile(t, path, b)
	if err := CheckFile(t.Context(), path, key); err == nil {
		t.Error("a damaged page was not seen")
	}
}
