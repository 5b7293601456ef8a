package database

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ncruces/go-sqlite3"

	"github.com/kelolapesan/kelola/internal/secret"
)

// A power cut may leave part of a 4 KiB block on the disk. The encryption works on whole blocks and two WAL frames may share one, so a
// torn append could damage the frame that was committed before. synchronous=FULL makes SQLite begin each commit in a new block. The
// second case is the control: with NORMAL the same cut must do damage, or this test could not see it.
func TestTornWrite(t *testing.T) {
	t.Parallel()
	for _, tear := range []int{512, 2048} {
		damaged := map[string]int{}
		for seed := range uint64(4) {
			for _, mode := range []string{"full", "normal"} {
				if err := tornTrial(t, mode, tear, seed); err != nil {
					damaged[mode]++
					if mode == "full" {
						t.Errorf("tear %d, seed %d: synchronous=FULL lost committed data: %v", tear, seed, err)
					}
				}
			}
		}
		if damaged["normal"] == 0 {
			t.Errorf("tear %d: synchronous=NORMAL survived, so this test proves nothing", tear)
		}
	}
}

// tornTrial writes, tears the last commit, opens what is left and compares it with what had been committed before.
func tornTrial(t *testing.T, mode string, tear int, seed uint64) error {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "a.db")
	key := secret.NewKey()
	connect := func(name string) *sql.DB {
		prepare := prepareConn(key, false)
		db := sql.OpenDB(&sqliteConnector{name: sqliteName(name), init: func(c *sqlite3.Conn) error {
			if err := prepare(c); err != nil {
				return err
			}
			return c.Exec("PRAGMA synchronous=" + mode)
		}})
		t.Cleanup(func() { _ = db.Close() })
		return db
	}
	write, read := connect(path), connect(path)
	write.SetMaxOpenConns(1)
	must := func(db interface {
		Exec(string, ...any) (sql.Result, error)
	}, query string, args ...any) {
		t.Helper()
		if _, err := db.Exec(query, args...); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	r := rand.New(rand.NewPCG(seed, 7))
	must(write, "CREATE TABLE a (id INTEGER PRIMARY KEY, v INTEGER NOT NULL, body TEXT NOT NULL)")
	must(write, "CREATE INDEX a_v ON a (v)")
	step := func(n int) {
		tx, err := write.Begin()
		if err != nil {
			t.Fatal(err)
		}
		for range n {
			must(tx, "INSERT INTO a (v, body) VALUES ($1, $2)", r.IntN(1<<30), strings.Repeat("x", 50+r.IntN(400)))
			must(tx, "UPDATE a SET v = $1 WHERE id = (SELECT 1 + $2 % max(id) FROM a)", r.IntN(1<<30), r.IntN(1<<30))
		}
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	for range 60 {
		step(5)
	}
	must(write, "PRAGMA wal_checkpoint(TRUNCATE)")
	for range 3 {
		step(1)
	}
	pin, err := read.BeginTx(t.Context(), &sql.TxOptions{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pin.Rollback() }()
	want := digest(t, pin)
	must(write, "PRAGMA wal_checkpoint(PASSIVE)")
	before := readFile(t, path+"-wal")
	mainFile := readFile(t, path)
	step(1)
	after := readFile(t, path+"-wal")
	torn := tearTail(before, after, tear)
	copied := filepath.Join(dir, "torn.db")
	writeFile(t, copied, mainFile)
	writeFile(t, copied+"-wal", torn)
	left := connect(copied)
	var verdict string
	if err := left.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("integrity: %.80s", verdict)
	}
	if got := digest(t, left); got != want {
		return fmt.Errorf("rows differ: %s instead of %s", got, want)
	}
	return nil
}

// tearTail returns the file as it was, with only the first changed bytes of its last changed block on the disk.
func tearTail(before, after []byte, tear int) []byte {
	torn := append([]byte(nil), before...)
	for block := 0; block+4096 <= len(before); block += 4096 {
		if string(before[block:block+4096]) == string(after[block:block+4096]) {
			continue
		}
		copy(torn[block:block+tear], after[block:block+tear])
		return torn
	}
	return torn
}

func digest(t *testing.T, q interface {
	QueryRow(string, ...any) *sql.Row
}) string {
	t.Helper()
	var n, sum int
	if err := q.QueryRow("SELECT count(*), sum(v + id + length(body)) FROM a").Scan(&n, &sum); err != nil {
		return err.Error()
	}
	return fmt.Sprint(n, " ", sum)
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func writeFile(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}
