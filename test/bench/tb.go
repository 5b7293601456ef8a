package main

import (
	"fmt"
	"log"
	"os"
	"sync"
	"testing"
)

// bed is what the harness needs of a test, for a program: failures end the measurement, cleanups run at its end.
type bed struct {
	testing.TB // nil: only the methods below are there
	name       string
	mu         sync.Mutex
	cleanups   []func()
	failed     bool
}

// broken is the panic of a failed measurement.
type broken string

// measure runs fn with a bed and cleans up after it.
func measure(name string, fn func(t *bed)) (err error) {
	t := &bed{name: name}
	defer func() {
		switch p := recover().(type) {
		case nil:
		case broken:
			err = fmt.Errorf("%s: %s", name, string(p))
		default:
			t.clean()
			panic(p)
		}
		t.clean()
	}()
	fn(t)
	return nil
}

func (t *bed) clean() {
	for i := len(t.cleanups) - 1; i >= 0; i-- {
		t.cleanups[i]()
	}
	t.cleanups = nil
}

// Helper implements testing.TB.
func (t *bed) Helper() {}

// Failed implements testing.TB.
func (t *bed) Failed() bool { return t.failed }

// Logf implements testing.TB.
func (t *bed) Logf(format string, args ...any) { log.Printf(t.name+": "+format, args...) }

// Fatal implements testing.TB. It may be called only from the measuring goroutine.
func (t *bed) Fatal(args ...any) {
	t.failed = true
	panic(broken(fmt.Sprint(args...)))
}

// Fatalf implements testing.TB.
func (t *bed) Fatalf(format string, args ...any) { t.Fatal(fmt.Sprintf(format, args...)) }

// Cleanup implements testing.TB.
func (t *bed) Cleanup(fn func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.cleanups = append(t.cleanups, fn)
}

// TempDir implements testing.TB.
func (t *bed) TempDir() string {
	dir, err := os.MkdirTemp("", "kelola-bench-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}
