package ledger_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/ledger"
)

var (
	start = time.Date(2026, 11, 2, 10, 0, 0, 123456000, time.UTC)
	key   = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32))
	pub   = key.Public().(ed25519.PublicKey)
	hashA = strings.Repeat("a1", 32)
	hashB = strings.Repeat("b2", 32)
)

func entry(kind ledger.Kind) ledger.Entry {
	return ledger.Entry{
		Kind: kind, Request: id.New[any](), Workspace: id.NewWorkspace(), Cutoff: start,
		Scope: ledger.Scope{Categories: []string{"C4", "C3"}, Contacts: []string{hashB, hashA, hashB}},
	}
}

func open(t *testing.T, path string) *ledger.Ledger {
	t.Helper()
	l, err := ledger.Open(path, key, clock.NewFixed(start))
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

// filled is the file of a ledger with n lines, closed.
func filled(t *testing.T, n int) (path string, content []byte) {
	t.Helper()
	path = filepath.Join(t.TempDir(), ledger.File)
	l := open(t, path)
	for range n {
		add(t, l, entry(ledger.Intent))
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return path, read(t, path)
}

func add(t *testing.T, l *ledger.Ledger, e ledger.Entry) ledger.Line {
	t.Helper()
	line, err := l.Append(t.Context(), e)
	if err != nil {
		t.Fatalf("Append: %v", err)
	}
	return line
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestAppend_linesSurviveARestart(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), ledger.File)
	l := open(t, path)
	if seq, hash := l.Head(); seq != 0 || hash != ledger.First || l.Lines(1, 10) != nil || l.Holds(0, "") != nil {
		t.Fatalf("a new ledger ends at %d %s", seq, hash)
	}
	first := add(t, l, entry(ledger.Intent))
	whole := ledger.Entry{Kind: ledger.Done, Request: id.New[any](), Workspace: id.NewWorkspace(), Scope: ledger.Scope{Whole: true}, Cutoff: start}
	second := add(t, l, whole)
	third := add(t, l, ledger.Entry{Kind: ledger.Restored})
	if first.Seq != 1 || first.Previous != ledger.First || !first.At.Equal(start) || second.Previous != first.Hash {
		t.Errorf("%+v, %+v", first, second)
	}
	if !reflect.DeepEqual(first.Scope.Contacts, []string{hashA, hashB}) || !reflect.DeepEqual(first.Scope.Categories, []string{"C3", "C4"}) {
		t.Errorf("scope %+v", first.Scope)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	again := open(t, path)
	if got := again.Lines(1, 10); !reflect.DeepEqual(got, []ledger.Line{first, second, third}) {
		t.Errorf("after a restart: %+v", got)
	}
	if got := again.Since(1); len(got) != 2 || got[0].Seq != 2 || len(again.Since(3)) != 0 || len(again.Since(9)) != 0 {
		t.Errorf("since 1: %+v", got)
	}
	if got := again.Lines(2, 1); len(got) != 1 || got[0].Hash != second.Hash {
		t.Errorf("page: %+v", got)
	}
	if err := again.Holds(2, second.Hash); err != nil {
		t.Errorf("Holds: %v", err)
	}
	for _, err := range []error{again.Holds(2, first.Hash), again.Holds(4, first.Hash), again.Holds(-1, "")} {
		if !errors.Is(err, ledger.ErrBroken) {
			t.Errorf("Holds = %v, want ErrBroken", err)
		}
	}
}

func TestAppend_refusesWhatIsNoEntry(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), ledger.File)
	l := open(t, path)
	for name, change := range map[string]func(*ledger.Entry){
		"kind":           func(e *ledger.Entry) { e.Kind = "other" },
		"no request":     func(e *ledger.Entry) { e.Request = ledger.Thing{} },
		"no workspace":   func(e *ledger.Entry) { e.Workspace = id.Workspace{} },
		"no cutoff":      func(e *ledger.Entry) { e.Cutoff = time.Time{} },
		"no scope":       func(e *ledger.Entry) { e.Scope = ledger.Scope{} },
		"whole and part": func(e *ledger.Entry) { e.Scope.Whole = true },
		"a number":       func(e *ledger.Entry) { e.Scope.Contacts = []string{"+6281234567890"} },
		"upper case":     func(e *ledger.Entry) { e.Scope.Contacts = []string{strings.ToUpper(hashA)} },
		"a category":     func(e *ledger.Entry) { e.Scope.Categories = []string{"contacts of Budi"} },
		"too many":       func(e *ledger.Entry) { e.Scope.Contacts = make([]string, 10_001) },
	} {
		e := entry(ledger.Intent)
		change(&e)
		if _, err := l.Append(t.Context(), e); !errors.Is(err, ledger.ErrEntry) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.Append(ended, entry(ledger.Intent)); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Append(t.Context(), entry(ledger.Intent)); !errors.Is(err, ledger.ErrWrite) {
		t.Errorf("closed: %v", err)
	}
	if len(read(t, path)) != 0 {
		t.Error("something was written")
	}
}

func TestOpen_oneAtATime(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), ledger.File)
	l := open(t, path)
	if _, err := ledger.Open(path, key, clock.System{}); !errors.Is(err, ledger.ErrInUse) {
		t.Errorf("a second time: %v", err)
	}
	add(t, l, entry(ledger.Intent))
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, path)
}

func TestAppend_manyAtOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), ledger.File)
	l := open(t, path)
	const workers, each = 8, 12
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for range each {
				line, err := l.Append(t.Context(), entry(ledger.Intent))
				if err != nil || l.Holds(line.Seq, line.Hash) != nil {
					t.Errorf("line %d: %v", line.Seq, err)
				}
				l.Since(line.Seq)
			}
		})
	}
	wg.Wait()
	var copied bytes.Buffer
	if err := l.CopyTo(&copied); err != nil || !bytes.Equal(copied.Bytes(), read(t, path)) {
		t.Fatalf("the copy is another, %v", err)
	}
	_, hash := l.Head()
	report, err := ledger.VerifyFrom(&copied, pub, workers*each, hash)
	if err != nil || report != (ledger.Report{Lines: workers * each, Head: hash}) {
		t.Errorf("%+v, %v", report, err)
	}
}

// TestVerify_findsAnyChangedByte changes every byte of a ledger. Only the last line break is not part of a line: without it the
// ledger says that its end is torn, and opening it mends exactly that.
func TestVerify_findsAnyChangedByte(t *testing.T) {
	t.Parallel()
	path, content := filled(t, 3)
	for i := range content {
		for _, flip := range []byte{1, 0x20, 0x80} {
			changed := bytes.Clone(content)
			changed[i] ^= flip
			report, err := ledger.Verify(bytes.NewReader(changed), pub)
			if !errors.Is(err, ledger.ErrBroken) && report.Torn == 0 {
				t.Fatalf("byte %d ^ %#x is not found", i, flip)
			}
		}
		if i%7 != 0 && i < len(content)-1 {
			continue
		}
		changed := bytes.Clone(content)
		changed[i] ^= 1
		if err := os.WriteFile(path, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		l, err := ledger.Open(path, key, clock.NewFixed(start))
		switch {
		case i < len(content)-1 && !errors.Is(err, ledger.ErrBroken):
			t.Fatalf("byte %d: opened, %v", i, err)
		case i == len(content)-1:
			if err != nil || !bytes.Equal(read(t, path), content) || len(l.Lines(1, 9)) != 3 {
				t.Fatalf("the last line break is not mended: %v", err)
			}
			_ = l.Close()
		}
	}
}

func TestVerify_anyEditIsFound(t *testing.T) {
	t.Parallel()
	_, content := filled(t, 6)
	intact, err := ledger.Verify(bytes.NewReader(content), pub)
	if err != nil || intact.Lines != 6 || intact.Torn != 0 {
		t.Fatalf("%+v, %v", intact, err)
	}
	lines := bytes.SplitAfter(content, []byte{'\n'})[:6]
	rapid.Check(t, func(t *rapid.T) {
		picked := rapid.SliceOfN(rapid.IntRange(0, 5), 0, 8).Draw(t, "lines")
		cut := rapid.IntRange(0, 300).Draw(t, "cut")
		var edited []byte
		for _, n := range picked {
			edited = append(edited, lines[n]...)
		}
		edited = edited[:max(0, len(edited)-cut)]
		_, err := ledger.VerifyFrom(bytes.NewReader(edited), pub, intact.Lines, intact.Head)
		if same := bytes.Equal(edited, content); same != (err == nil) || (err != nil && !errors.Is(err, ledger.ErrBroken)) {
			t.Fatalf("the same: %v, VerifyFrom: %v", same, err)
		}
	})
}

func TestVerify_namesTheLine(t *testing.T) {
	t.Parallel()
	path, content := filled(t, 5)
	lines := bytes.SplitAfter(content, []byte{'\n'})
	join := func(n ...int) []byte {
		var all []byte
		for _, i := range n {
			all = append(all, lines[i]...)
		}
		return all
	}
	for name, tt := range map[string]struct {
		content []byte
		says    string
	}{
		"removed":           {join(0, 1, 3, 4), "line 3"},
		"first removed":     {join(1, 2, 3, 4), "line 1"},
		"moved":             {join(0, 2, 1, 3, 4), "line 2"},
		"twice":             {join(0, 1, 1, 2, 3, 4), "line 3"},
		"empty line":        {append(join(0, 1), "\n"...), "line 3"},
		"signed by another": {resigned(t, content, ed25519.NewKeyFromSeed(bytes.Repeat([]byte{8}, 32))), "line 1"},
	} {
		if err := os.WriteFile(path, tt.content, 0o600); err != nil {
			t.Fatal(err)
		}
		_, opened := ledger.Open(path, key, clock.NewFixed(start))
		_, verified := ledger.Verify(bytes.NewReader(tt.content), pub)
		for _, err := range []error{opened, verified} {
			if !errors.Is(err, ledger.ErrBroken) || !strings.Contains(fmt.Sprint(err), tt.says+".") {
				t.Errorf("%s: %v, want %s", name, err, tt.says)
			}
		}
	}
}

// resigned is a ledger whose chain holds and whose signatures are by another key.
func resigned(t *testing.T, content []byte, by ed25519.PrivateKey) []byte {
	t.Helper()
	var all []byte
	for line := range bytes.Lines(content) {
		var l struct {
			Hash      string `json:"hash"`
			Signature string `json:"signature"`
		}
		if err := json.Unmarshal(line, &l); err != nil {
			t.Fatal(err)
		}
		signature, err := json.Marshal(ed25519.Sign(by, []byte(l.Hash)))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, bytes.Replace(line, []byte(`"`+l.Signature+`"`), signature, 1)...)
	}
	return all
}

// TestOpen_cutsOffATornLine cuts the file at every byte of the last line, which is what a crash can leave, and fills blocks with
// zeros, which is what some file systems leave.
func TestOpen_cutsOffATornLine(t *testing.T) {
	t.Parallel()
	path, content := filled(t, 2)
	first := bytes.IndexByte(content, '\n') + 1
	tails := [][]byte{make([]byte, 100), append(bytes.Clone(content[first:first+40]), make([]byte, 60)...)}
	for end := first; end < len(content)-1; end += 9 {
		tails = append(tails, content[first:end])
	}
	for _, tail := range tails {
		if err := os.WriteFile(path, append(bytes.Clone(content[:first]), tail...), 0o600); err != nil {
			t.Fatal(err)
		}
		l, err := ledger.Open(path, key, clock.NewFixed(start))
		if err != nil {
			t.Fatalf("%d bytes: %v", len(tail), err)
		}
		if seq, _ := l.Head(); seq != 1 || !bytes.Equal(read(t, path), content[:first]) {
			t.Fatalf("%d bytes: ends at %d", len(tail), seq)
		}
		line := add(t, l, entry(ledger.Done))
		if report, err := ledger.VerifyFrom(bytes.NewReader(read(t, path)), pub, 2, line.Hash); err != nil || report.Torn != 0 {
			t.Fatalf("after the next line: %+v, %v", report, err)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func FuzzVerify(f *testing.F) {
	f.Add([]byte("{}\n"))
	f.Add([]byte(`{"at":"2026-11-02T10:00:00.123456Z","cutoff":"","hash":"","kind":"intent"}` + "\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		report, err := ledger.Verify(bytes.NewReader(raw), pub)
		if err == nil && report.Lines > 0 {
			t.Fatalf("a line that nobody signed holds: %q", raw)
		}
	})
}
