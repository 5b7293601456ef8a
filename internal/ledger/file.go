package ledger

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/kelolapesan/kelola/internal/canon"
	"github.com/kelolapesan/kelola/internal/clock"
)

// Ledger is an open ledger. It is safe for concurrent use.
type Ledger struct {
	key   ed25519.PrivateKey
	clock clock.Clock

	mu     sync.Mutex
	file   *os.File
	size   int64 // where the last whole line ends
	chain  chain
	lines  []Line
	failed error // what the disk did last is not known; only opening again tells
}

// Open opens the ledger at path for this process alone, makes it if there is none, and verifies all of it. A last line whose
// writing was cut off by a crash is removed: nobody was told that it stood there. It fails with ErrBroken or ErrInUse.
func Open(path string, key ed25519.PrivateKey, clk clock.Clock) (*Ledger, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	l := &Ledger{key: key, clock: clk, file: f, chain: chain{head: First}}
	if err := l.load(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if err := syncDir(filepath.Dir(path)); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return l, nil
}

func (l *Ledger) load() error {
	if err := syscall.Flock(int(l.file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return ErrInUse.With(err)
	}
	raw, err := io.ReadAll(l.file)
	if err != nil {
		return err
	}
	pub := l.public()
	for {
		text, rest, whole := bytes.Cut(raw[l.size:], []byte{'\n'})
		if !whole {
			return l.mend(text, pub)
		}
		line, err := l.chain.read(text, pub)
		if err != nil {
			return err
		}
		l.lines = append(l.lines, line)
		l.size = int64(len(raw) - len(rest))
	}
}

// mend cuts off what is behind the last line break. A line that is all there except for its line break is kept and given one, so
// that a changed line break does not take a line away.
func (l *Ledger) mend(tail []byte, pub ed25519.PublicKey) error {
	if len(tail) == 0 {
		return nil
	}
	var (
		text json.RawMessage
		end  []byte
	)
	if json.NewDecoder(bytes.NewReader(tail)).Decode(&text) == nil && bytes.HasPrefix(tail, text) {
		if line, err := l.chain.read(text, pub); err == nil {
			l.lines, l.size, end = append(l.lines, line), l.size+int64(len(text)), []byte{'\n'}
		}
	}
	if err := l.file.Truncate(l.size); err != nil {
		return err
	}
	n, err := l.file.Write(end)
	l.size += int64(n)
	return errors.Join(err, l.file.Sync())
}

func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

func (l *Ledger) public() ed25519.PublicKey {
	pub, _ := l.key.Public().(ed25519.PublicKey)
	return pub
}

// Append writes an entry and returns when it is on the disk. It fails with ErrEntry or ErrWrite; then nothing was added.
func (l *Ledger) Append(ctx context.Context, e Entry) (Line, error) {
	e, err := e.normal()
	if err != nil {
		return Line{}, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return Line{}, err
	}
	if l.failed != nil {
		return Line{}, ErrWrite.With(l.failed)
	}
	w := wire{
		Seq: l.chain.seq + 1, At: canon.At(l.clock.Now()), Kind: e.Kind, Request: e.Request, Workspace: e.Workspace, Scope: e.Scope,
		Cutoff: canon.At(e.Cutoff), Previous: l.chain.head,
	}
	if w.Hash, err = w.hash(); err != nil {
		return Line{}, err
	}
	w.Signature = ed25519.Sign(l.key, []byte(w.Hash))
	text, err := canon.Marshal(w)
	if err != nil {
		return Line{}, err
	}
	if err := l.write(append(text, '\n')); err != nil {
		return Line{}, ErrWrite.With(err)
	}
	l.chain = chain{seq: w.Seq, head: w.Hash}
	l.lines = append(l.lines, w.line())
	return w.line(), nil
}

// write makes a line durable or takes it back. After a failed sync nobody knows what the disk has.
func (l *Ledger) write(text []byte) error {
	if _, err := l.file.Write(text); err != nil {
		l.failed = l.file.Truncate(l.size)
		return errors.Join(err, l.failed)
	}
	if err := l.file.Sync(); err != nil {
		l.failed = err
		return err
	}
	l.size += int64(len(text))
	return nil
}

// Head is the number and the hash of the last line: 0 and First while there is none.
func (l *Ledger) Head() (seq int64, hash string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.chain.seq, l.chain.head
}

// Lines returns up to limit lines from the number from on, oldest first. What they hold is not to be changed.
func (l *Ledger) Lines(from int64, limit int) []Line {
	l.mu.Lock()
	defer l.mu.Unlock()
	from = max(from, 1)
	if limit <= 0 || from > l.chain.seq {
		return nil
	}
	rest := l.lines[from-1:]
	return append([]Line(nil), rest[:min(limit, len(rest))]...)
}

// Since returns all lines behind the number seq, oldest first.
func (l *Ledger) Since(seq int64) []Line {
	head, _ := l.Head()
	return l.Lines(seq+1, int(max(head-max(seq, 0), 0)))
}

// Holds fails with ErrBroken when the line that a caller remembers by number and hash is not there: the end was cut off, or this
// is another ledger. Number 0 is always there.
func (l *Ledger) Holds(seq int64, hash string) error {
	if seq == 0 {
		return nil
	}
	line := l.Lines(seq, 1)
	if seq < 0 || len(line) == 0 || line[0].Hash != hash {
		return missing(seq)
	}
	return nil
}

// CopyTo writes the ledger as it is now, whole lines only, for a backup.
func (l *Ledger) CopyTo(w io.Writer) error {
	l.mu.Lock()
	size := l.size
	l.mu.Unlock()
	if _, err := io.Copy(w, io.NewSectionReader(l.file, 0, size)); err != nil {
		return fmt.Errorf("copy the deletion ledger: %w", err)
	}
	return nil
}

// Close closes the file and lets others open it.
func (l *Ledger) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.failed = os.ErrClosed
	return l.file.Close()
}
