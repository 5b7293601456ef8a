package wsdb_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// What the child process is told by its environment.
const (
	crashDir = "KELOLA_CRASH_DIR"
	crashURL = "KELOLA_CRASH_URL"
	crashKey = "KELOLA_CRASH_KEY"
	crashWS  = "KELOLA_CRASH_WORKSPACE"
)

// crashRounds is small here; the long version is part of the soak tests.
func crashRounds() int {
	if n, err := strconv.Atoi(os.Getenv("KELOLA_CRASH_ROUNDS")); err == nil {
		return n
	}
	return 3
}

// TestCrash kills a process with SIGKILL while many goroutines write, enqueue and hand jobs over, and checks that whatever was
// acknowledged is there and every job arrives exactly once.
func TestCrash(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := dbtest.Workspace(t, db)
		notes(t, db, ws)
		acked := map[int]bool{}
		for round := range crashRounds() {
			opts := dbtest.Options(t, db)
			reopen := dbtest.Close(t, db)
			crash(t, opts, ws, round, acked)
			db = reopen()
		}
		client := insertOnly(t, db)
		if err := wsdb.ForwardOnce(t.Context(), db, ws, client); err != nil {
			t.Fatal(err)
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
		arrived := map[int]int{}
		for _, n := range jobs(t, db) {
			arrived[n]++
		}
		for n := range stored {
			if arrived[n] != 1 {
				t.Errorf("the job of note %d arrived %d times", n, arrived[n])
			}
		}
		if len(arrived) != len(stored) || len(acked) < 50*crashRounds() {
			t.Errorf("%d jobs, %d notes, %d acknowledged", len(arrived), len(stored), len(acked))
		}
		t.Logf("%d acknowledged, %d stored", len(acked), len(stored))
	})
}

// crash runs a child process and kills it once it has acknowledged enough.
func crash(t *testing.T, opts sysdb.Options, ws id.Workspace, round int, acked map[int]bool) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestCrashChild$")
	cmd.Env = append(os.Environ(), crashDir+"="+opts.DataDir, crashURL+"="+opts.URL.Reveal(), crashKey+"="+opts.MasterKeys[0].Hex(),
		crashWS+"="+ws.String(), "KELOLA_CRASH_FROM="+strconv.Itoa(1+round*1_000_000))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	seen := 0
	for lines.Scan() {
		n, err := strconv.Atoi(strings.TrimPrefix(lines.Text(), "ack "))
		if err != nil {
			t.Logf("child: %s", lines.Text())
			continue
		}
		acked[n] = true
		if seen++; seen == 60+37*round {
			_ = cmd.Process.Kill()
		}
	}
	_ = cmd.Wait()
	if seen < 60 {
		t.Fatalf("the child acknowledged only %d", seen)
	}
}

// TestCrashChild is the process that is killed.
func TestCrashChild(t *testing.T) {
	ws, err := id.ParseWorkspace(os.Getenv(crashWS))
	if err != nil {
		t.Skip("only run by TestCrash")
	}
	key, err := secret.ParseKey(os.Getenv(crashKey))
	if err != nil {
		t.Fatal(err)
	}
	url := secret.New(os.Getenv(crashURL))
	sys, err := sysdb.Open(t.Context(), sysdb.Options{
		DataDir: os.Getenv(crashDir), URL: url, KeysURL: url, MasterKeys: []secret.Key{key}, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	db, err := wsdb.Open(t.Context(), wsdb.Options{System: sys, URL: url})
	if err != nil {
		t.Fatal(err)
	}
	client := insertOnly(t, db)
	go func() { _ = db.Forward(t.Context(), client) }()
	from, err := strconv.Atoi(os.Getenv("KELOLA_CRASH_FROM"))
	if err != nil {
		t.Fatal(err)
	}
	var next atomic.Int64
	next.Store(int64(from))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for {
				n := int(next.Add(1))
				err := db.Join(t.Context(), ws, func(tx *wsdb.Tx) error {
					if err := insertNote(t, tx, n, "x"); err != nil {
						return err
					}
					return tx.Enqueue(t.Context(), ping{Workspace: ws, N: n})
				})
				if err != nil {
					fmt.Println(err)
					return
				}
				_, _ = os.Stdout.WriteString("ack " + strconv.Itoa(n) + "\n")
			}
		})
	}
	wg.Wait()
}

// insertOnly is a client that takes jobs over and works on none.
func insertOnly(t *testing.T, db *wsdb.DB) *queue.Client {
	t.Helper()
	reg := queue.NewRegistry()
	queue.Register(reg, func(context.Context, ping) error { return nil })
	c, err := queue.NewClient(t.Context(), queue.Options{System: db.System().Handle(), Registry: reg, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func column(t *testing.T, db *wsdb.DB, ws id.Workspace, query string) []int {
	t.Helper()
	var all []int
	err := db.Read(t.Context(), ws, func(q wsdb.Query) error {
		var err error
		all, err = ints(t.Context(), q, query)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func jobs(t *testing.T, db *wsdb.DB) []int {
	t.Helper()
	query := "SELECT CAST(args ->> '$.n' AS INTEGER) FROM river_job"
	if db.Engine() != 0 {
		query = "SELECT CAST(args ->> 'n' AS INTEGER) FROM river_job"
	}
	var all []int
	err := db.System().Read(t.Context(), func(q sysdb.Query) error {
		var err error
		all, err = ints(t.Context(), q, query)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func ints(ctx context.Context, q wsdb.Query, query string) ([]int, error) {
	rows, err := q.Query(ctx, query)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []int
	for rows.Next() {
		var n int
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, rows.Err()
}
