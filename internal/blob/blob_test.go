package blob

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestStore(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "blobs")
	s, err := Open(t.Context(), "file://"+dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	put := func(key, text string, fail error) error {
		return s.Put(t.Context(), key, func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return errors.Join(err, fail)
		})
	}
	if err := put("ws/ab/one", "hello", nil); err != nil {
		t.Fatal(err)
	}
	if err := put("ws/ab/two", "half", io.ErrUnexpectedEOF); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a failed write = %v", err)
	}
	r, err := s.Get(t.Context(), "ws/ab/one")
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil || string(b) != "hello" || r.Close() != nil {
		t.Errorf("read %q, %v", b, err)
	}
	if _, err := s.Get(t.Context(), "ws/ab/two"); !errors.Is(err, ErrNotFound) {
		t.Errorf("a failed write left a blob: %v", err)
	}
	var keys []string
	if err := s.List(t.Context(), "ws/", func(key string, size int64) error {
		keys = append(keys, key)
		if size != 5 {
			t.Errorf("size = %d", size)
		}
		return nil
	}); err != nil || strings.Join(keys, " ") != "ws/ab/one" {
		t.Errorf("keys = %v, %v", keys, err)
	}
	for range 2 {
		if err := s.Delete(t.Context(), "ws/ab/one"); err != nil {
			t.Error(err)
		}
	}
	left := 0
	_ = filepath.WalkDir(dir, func(_ string, d os.DirEntry, _ error) error {
		if !d.IsDir() {
			left++
		}
		return nil
	})
	if left != 0 {
		t.Errorf("%d files are left in the folder", left)
	}
}

func TestOpen_refusesOtherAddresses(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "ftp://x/y", "file://", "s3://bucket"} {
		if _, err := Open(t.Context(), address); !errors.Is(err, ErrAddress) {
			t.Errorf("Open(%q) = %v", address, err)
		}
	}
}
