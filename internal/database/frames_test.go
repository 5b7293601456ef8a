package database

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/util/vfsutil"

	"github.com/kelolapesan/kelola/internal/secret"
)

// twoLogs writes the same to a log that gathers and to one that does not.
type twoLogs struct {
	t             *testing.T
	log           *logFile
	under, direct *vfsutil.SliceFile
}

func (l *twoLogs) write(p []byte, off int64) {
	l.t.Helper()
	for _, f := range []interface {
		WriteAt([]byte, int64) (int, error)
	}{l.log, l.direct} {
		if n, err := f.WriteAt(p, off); n != len(p) || err != nil {
			l.t.Fatalf("write of %d bytes at %d: %d, %v", len(p), off, n, err)
		}
	}
}

// shown checks that others see the same.
func (l *twoLogs) shown(when string) {
	l.t.Helper()
	if !bytes.Equal(*l.under, *l.direct) {
		l.t.Fatalf("%s: %d bytes under the gathering log, %d expected, or others", when, len(*l.under), len(*l.direct))
	}
}

// Writing as SQLite does: frames one after the other, a commit that is synced in the middle of its last frame, wherever that is, frames and
// headers that are written again, transactions that are rolled back, a log that begins anew.
func TestLogFile_isTheFileWithoutGathering(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		l := &twoLogs{t: t, under: &vfsutil.SliceFile{}, direct: &vfsutil.SliceFile{}}
		l.log = &logFile{File: l.under}
		some := func(n int) []byte {
			p := make([]byte, n)
			for i := range p {
				p[i] = byte(r.Uint32())
			}
			return p
		}
		place := func(frame int) int64 { return logHeader + int64(frame)*(frameHeader+pageSize) }
		l.write(some(logHeader), 0)
		committed := r.IntN(2) * 330 // of the 341st, the piece after the sync is as long as a header
		next := committed
		for range 200 {
			switch r.IntN(12) {
			case 0, 1: // a commit: the sync falls into the last frame
				last := append(some(frameHeader), some(pageSize)...)
				cut := (int(place(next))/pageSize+1)*pageSize - int(place(next))
				pieces := []int{0, frameHeader, len(last)}
				if cut < frameHeader {
					pieces = []int{0, cut, frameHeader, len(last)}
				} else if cut > frameHeader && cut < len(last) {
					pieces = []int{0, frameHeader, cut, len(last)}
				}
				for i := range len(pieces) - 1 {
					l.write(last[pieces[i]:pieces[i+1]], place(next)+int64(pieces[i]))
					if pieces[i+1] == cut {
						if err := l.log.Sync(0); err != nil {
							t.Fatal(err)
						}
						l.shown("after a sync")
					}
				}
				l.shown(fmt.Sprintf("seed %d, after the commit of frame %d", seed, next))
				next++
				committed = next
			case 2: // rolled back
				next = committed
			case 3: // a page of this transaction once more
				if next > committed {
					l.write(some(pageSize), place(committed+r.IntN(next-committed))+frameHeader)
				}
			case 4: // checksums anew
				for f := committed; f < next; f++ {
					l.write(some(frameHeader), place(f))
				}
			case 5:
				if at := int64(r.IntN(len(*l.direct))); r.IntN(3) == 0 {
					got, want := make([]byte, min(100, int64(len(*l.direct))-at)), make([]byte, min(100, int64(len(*l.direct))-at))
					_, err := l.log.ReadAt(got, at)
					_, _ = l.direct.ReadAt(want, at)
					if err != nil || !bytes.Equal(got, want) {
						t.Fatalf("seed %d: read at %d differs, %v", seed, at, err)
					}
				} else if n, err := l.log.Size(); err != nil || n != int64(len(*l.direct)) {
					t.Fatalf("seed %d: size %d, %v; want %d", seed, n, err, len(*l.direct))
				}
			case 6: // from the beginning
				if r.IntN(4) == 0 {
					if r.IntN(2) == 0 {
						if err := l.log.Truncate(0); err != nil {
							t.Fatal(err)
						}
						*l.direct = (*l.direct)[:0]
					}
					committed, next = 0, 0
					l.write(some(logHeader), 0)
				}
			default:
				l.write(some(frameHeader), place(next))
				l.write(some(pageSize), place(next)+frameHeader)
				next++
			}
		}
		if err := l.log.Close(); err != nil {
			t.Fatal(err)
		}
		l.shown("after closing")
	}
}

// refusing takes nothing while full.
type refusing struct {
	*vfsutil.SliceFile
	full bool
}

func (r *refusing) WriteAt(p []byte, off int64) (int, error) {
	if r.full {
		return 0, sqlite3.FULL
	}
	return r.SliceFile.WriteAt(p, off)
}

// What was said to be written is still there after a read on a full disk failed: SQLite may undo one statement only and go on.
func TestLogFile_losesNothingToAFailedRead(t *testing.T) {
	t.Parallel()
	under := &refusing{SliceFile: &vfsutil.SliceFile{}}
	l := &logFile{File: under}
	frame, off := bytes.Repeat([]byte("12345678"), (frameHeader+pageSize)/8), int64(0)
	for _, piece := range [][]byte{make([]byte, logHeader), frame[:frameHeader], frame[frameHeader:]} {
		n, err := l.WriteAt(piece, off)
		if off += int64(n); err != nil {
			t.Fatal(err)
		}
	}
	got := make([]byte, len(frame))
	under.full = true
	if _, err := l.ReadAt(got, logHeader); !errors.Is(err, sqlite3.FULL) {
		t.Fatalf("a read on a full disk: %v", err)
	}
	under.full = false
	if _, err := l.ReadAt(got, logHeader); err != nil || !bytes.Equal(got, frame) {
		t.Errorf("the frame is lost: %v", err)
	}
}

// What is committed is there for every reader at once, also while transactions are larger than the writer's cache, and are rolled back.
func TestLogFile_readersSeeEveryCommit(t *testing.T) {
	t.Parallel()
	f, err := OpenFile(context.Background(), filepath.Join(t.TempDir(), "a.db"), secret.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	must := func(_ sql.Result, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(f.Writer().Exec(`PRAGMA cache_size = 20`))
	must(f.Writer().Exec(`CREATE TABLE a (i INTEGER PRIMARY KEY, round INTEGER, body TEXT)`))
	r, rows := rand.New(rand.NewPCG(3, 4)), 0
	for round := range 150 {
		tx, err := f.Writer().Begin()
		if err != nil {
			t.Fatal(err)
		}
		n := 1 + r.IntN(400)
		must(tx.Exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
			INSERT INTO a (round, body) SELECT $2, hex(randomblob(150)) FROM n`, n, round))
		must(tx.Exec(`UPDATE a SET round = $1`, round))
		if r.IntN(4) == 0 {
			if err := tx.Rollback(); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
		rows += n
		var got, low, high int
		var fault string
		if err := f.Reader().QueryRow(`SELECT COUNT(*), MIN(round), MAX(round), (SELECT integrity_check FROM pragma_integrity_check) FROM a`).Scan(&got, &low, &high, &fault); err != nil {
			t.Fatal(err)
		}
		if got != rows || low != round || high != round || fault != "ok" {
			t.Fatalf("round %d: a reader sees %d rows of %d, of rounds %d to %d, %s", round, got, rows, low, high, fault)
		}
	}
}
