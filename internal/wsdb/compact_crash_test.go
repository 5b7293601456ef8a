package wsdb_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	compactStep = "KELOLA_COMPACT_STEP"
	compactFrom = "KELOLA_COMPACT_FROM"
	anywhere    = "anywhere"
)

// steps are the places between which a compaction of a file can be cut off; the file is under the new key from "file changed" on.
var steps = []string{"words removed", "new key stored", "copy written", "copy checked", "old file closed", "log removed", "file changed", "old key destroyed"}

// TestCompact_crash kills a process with SIGKILL at every step of a compaction, and at chance moments, while others write: the next
// process finds one file and its key, everything that was acknowledged, and nothing left over.
func TestCompact_crash(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t, database.SQLite)
	ws, neighbour := dbtest.Workspace(t, db), dbtest.Workspace(t, db)
	kept, gone, theirs := newCanaries(200, 1), newCanaries(few, 1001), newCanaries(10, 1)
	notes(t, db, ws)
	notes(t, db, neighbour)
	plant(t, db, ws, append(kept[:len(kept):len(kept)], gone...))
	plant(t, db, neighbour, theirs)
	remove(t, db, ws, gone)
	sealed, theirKey := seal(t, db, ws), fileKey(t, db, neighbour)
	places := append(append([]string{anywhere, anywhere}, steps...), steps...)
	places = append(append(places, steps...), anywhere, anywhere, anywhere)
	acked := map[int]bool{}
	for round, place := range places {
		before := fileKey(t, db, ws)
		opts, path := dbtest.Options(t, db), filePath(t, db, ws)
		reopen := dbtest.Close(t, db)
		killCompaction(t, opts, ws, place, 10_000*(round+1), acked)
		db = reopen()
		if n := count(t, db, ws, "SELECT count(*) FROM note WHERE id < 1001"); n != 200 {
			t.Fatalf("killed at %q: %d of 200 notes", place, n)
		}
		after := fileKey(t, db, ws)
		changed := place == "file changed" || place == "old key destroyed"
		if place != anywhere && after.Equal(before) == changed {
			t.Errorf("killed at %q: the file is under another key: %t", place, !after.Equal(before))
		}
		checkFolder(t, filepath.Dir(path), place)
	}
	stored := map[int]bool{}
	for _, n := range column(t, db, ws, "SELECT id FROM note") {
		stored[n] = true
	}
	for n := range acked {
		if !stored[n] {
			t.Errorf("note %d was acknowledged and is lost", n)
		}
	}
	unseal(t, db, ws, sealed)
	compact(t, db, ws)
	disk, db := pages(t, db, ws)
	if hits(disk, kept) != 200 || hits(disk, gone) != 0 {
		t.Errorf("in the end: %d kept and %d deleted canaries", hits(disk, kept), hits(disk, gone))
	}
	if !fileKey(t, db, neighbour).Equal(theirKey) || count(t, db, neighbour, "SELECT count(*) FROM note") != 10 {
		t.Error("the neighbour was touched")
	}
	t.Logf("%d kills, %d acknowledged", len(places), len(acked))
}

// checkFolder makes sure that a copy that was not finished is gone.
func checkFolder(t *testing.T, dir, place string) {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(dir, "*.next*"))
	if err != nil || len(left) != 0 {
		t.Errorf("killed at %q: %v is left over, %v", place, left, err)
	}
}

// killCompaction runs a child process that writes and compacts, and kills it where it should end.
func killCompaction(t *testing.T, opts sysdb.Options, ws id.Workspace, place string, from int, acked map[int]bool) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestCompact_crashChild$")
	cmd.Env = append(os.Environ(), crashDir+"="+opts.DataDir, crashKey+"="+opts.MasterKeys[0].Hex(), crashWS+"="+ws.String(),
		compactStep+"="+place, compactFrom+"="+strconv.Itoa(from))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	killed := false
	for lines := bufio.NewScanner(out); lines.Scan(); {
		line := lines.Text()
		if n, err := strconv.Atoi(strings.TrimPrefix(line, "ack ")); err == nil {
			acked[n] = true
		}
		switch line {
		case "at " + place:
			killed = cmd.Process.Kill() == nil
		case "compacting":
			if place == anywhere {
				go func() {
					<-clock.System{}.After(time.Duration(rand.IntN(60)) * time.Millisecond)
					_ = cmd.Process.Kill()
				}()
				killed = true
			}
		}
	}
	_ = cmd.Wait()
	if !killed {
		t.Fatalf("the child ended by itself before %q", place)
	}
}

// TestCompact_crashChild is the process that is killed.
func TestCompact_crashChild(t *testing.T) {
	place := os.Getenv(compactStep)
	if place == "" {
		t.Skip("only run by TestCompact_crash")
	}
	ws, err := id.ParseWorkspace(os.Getenv(crashWS))
	if err != nil {
		t.Fatal(err)
	}
	key, err := secret.ParseKey(os.Getenv(crashKey))
	if err != nil {
		t.Fatal(err)
	}
	from, err := strconv.ParseInt(os.Getenv(compactFrom), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	sys, err := sysdb.Open(t.Context(), sysdb.Options{
		DataDir: os.Getenv(crashDir), MasterKeys: []secret.Key{key}, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	db, err := wsdb.Open(t.Context(), wsdb.Options{System: sys})
	if err != nil {
		t.Fatal(err)
	}
	wsdb.OnStep(db, func(name string) {
		if name == place {
			say("at " + name)
			select {} // until the kill comes
		}
	})
	var next atomic.Int64
	next.Store(from)
	for range 4 {
		go writeForever(t.Context(), t, db, ws, &next)
	}
	for i := 0; ; i++ {
		_ = db.Join(t.Context(), ws, func(*wsdb.Tx) error { return nil })
		if say("compacting"); i > 200 {
			t.Fatal("nobody has killed this process")
		}
		if _, err := db.Compact(t.Context(), ws); err != nil {
			fmt.Println(err)
		}
	}
}

func writeForever(ctx context.Context, t *testing.T, db *wsdb.DB, ws id.Workspace, next *atomic.Int64) {
	for ctx.Err() == nil {
		n := int(next.Add(1))
		write := db.Join
		if n%3 == 0 {
			write = db.Write
		}
		if err := write(ctx, ws, func(tx *wsdb.Tx) error { return insertNote(t, tx, n, "x") }); err != nil {
			fmt.Println(err)
			return
		}
		say("ack " + strconv.Itoa(n))
	}
}

// say writes one line at once, so that lines of several goroutines do not mix.
func say(line string) { _, _ = os.Stdout.WriteString(line + "\n") }

func TestErase_removesWhatACompactionThatWasCutOffHasLeft(t *testing.T) {
	t.Parallel()
	for _, place := range []string{"copy written", "file changed"} {
		db := dbtest.New(t, database.SQLite)
		ws := dbtest.Workspace(t, db)
		notes(t, db, ws)
		opts, dir := dbtest.Options(t, db), filepath.Dir(filePath(t, db, ws))
		reopen := dbtest.Close(t, db)
		killCompaction(t, opts, ws, place, 1, map[int]bool{})
		db = reopen()
		if k := fileKeys(t, db, ws); len(k) != 2 {
			t.Errorf("killed at %q: file keys %+v", place, k)
		}
		ev, err := db.Erase(t.Context(), ws)
		if err != nil || !ev.KeyDestroyed || len(ev.LeftOver) != 0 {
			t.Errorf("killed at %q: %+v, %v", place, ev, err)
		}
		if k := fileKeys(t, db, ws); len(k) != 0 {
			t.Errorf("killed at %q: file keys %+v", place, k)
		}
		left, err := filepath.Glob(filepath.Join(dir, ws.String()+"*"))
		if err != nil || len(left) != 0 {
			t.Errorf("killed at %q: %v, %v", place, left, err)
		}
	}
}
