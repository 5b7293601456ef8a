package blob

import (
	"io"
	"os"
	"path/filepath"
	"testing"
)

func TestPrune_leavesWhatHoldsSomething(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	for _, key := range []string{"a/11/x", "a/22/y", "b/11/z"} {
		if err := s.Put(t.Context(), key, func(w io.Writer) error { _, err := io.WriteString(w, "x"); return err }); err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range []struct {
		remove string
		left   []string
		gone   []string
	}{{"a/11/x", []string{"a/22"}, []string{"a/11"}}, {"a/22/y", []string{"b/11"}, []string{"a"}}} {
		if err := s.Delete(t.Context(), step.remove); err != nil {
			t.Fatal(err)
		}
		if err := s.Prune("a/"); err != nil {
			t.Fatal(err)
		}
		for _, d := range step.left {
			if _, err := os.Stat(filepath.Join(dir, d)); err != nil {
				t.Error(err)
			}
		}
		for _, d := range step.gone {
			if _, err := os.Stat(filepath.Join(dir, d)); err == nil {
				t.Errorf("%s is left", d)
			}
		}
	}
	if err := s.Prune("a/"); err != nil {
		t.Errorf("what is not there: %v", err)
	}
}
