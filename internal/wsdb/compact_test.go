package wsdb_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// canary is a word that is nowhere else. Full-text indexes leave out the beginning that a word shares with the one before, so the rest
// of it is looked for.
type canary struct {
	n    int
	ref  string
	word string
}

type canaryTag struct{}

// few is less than the tenth of an index from which on SQLite merges deleted words away by itself.
const few = 20

func newCanaries(n, from int) []canary {
	all := make([]canary, n)
	for i := range all {
		word := make([]byte, 24)
		for j := range word {
			word[j] = byte('a' + rand.IntN(26))
		}
		all[i] = canary{n: from + i, ref: id.New[canaryTag]().String(), word: string(word)}
	}
	return all
}

// plant writes canaries to a table and to the full-text index of a workspace.
func plant(t testing.TB, db *wsdb.DB, ws id.Workspace, all []canary) {
	t.Helper()
	index := textindex.New(db)
	err := db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
		for _, c := range all {
			if err := insertNote(t, tx, c.n, "halo "+c.word+" apa kabar"); err != nil {
				return err
			}
			if err := index.Put(t.Context(), tx, textindex.Contact, c.ref, "Ibu "+c.word); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = index.Index(t.Context(), ws)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, db *wsdb.DB, ws id.Workspace, all []canary) {
	t.Helper()
	refs := make([]string, len(all))
	for i, c := range all {
		run(t, db, ws, "DELETE FROM note WHERE id = $1", c.n)
		refs[i] = c.ref
	}
	err := db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
		return textindex.New(db).Remove(t.Context(), tx, textindex.Contact, refs...)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// hits counts the canaries that some bytes hold.
func hits(in []byte, all []canary) int {
	n := 0
	for _, c := range all {
		if bytes.Contains(in, []byte(c.word[4:])) {
			n++
		}
	}
	return n
}

// pages returns what lies on the disk of a workspace's database: decrypted block by block, or the files of the PostgreSQL database.
// The databases are opened anew.
func pages(t *testing.T, db *wsdb.DB, ws id.Workspace) ([]byte, *wsdb.DB) {
	t.Helper()
	if db.Engine() == database.Postgres {
		return postgresPages(t, db, ws), db
	}
	key, path := fileKey(t, db, ws), filePath(t, db, ws)
	reopen := dbtest.Close(t, db)
	return decrypted(t, path, key), reopen()
}

func decrypted(t *testing.T, path string, key secret.Key) []byte {
	t.Helper()
	var all []byte
	err := database.Blocks(path, key, func(_ int64, block []byte) error {
		all = append(all, block...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func postgresPages(t *testing.T, db *wsdb.DB, ws id.Workspace) []byte {
	t.Helper()
	var all []byte
	err := db.Read(t.Context(), ws, func(q wsdb.Query) error {
		if _, err := q.Exec(t.Context(), "CHECKPOINT"); err != nil {
			return err
		}
		rows, err := q.Query(t.Context(), `SELECT pg_read_binary_file(f.path) FROM (
			SELECT 'base/' || d.oid || '/' || pg_ls_dir('base/' || d.oid) AS path FROM pg_database d WHERE d.datname = current_database()) f`)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var file []byte
			if err := rows.Scan(&file); err != nil {
				return err
			}
			all = append(all, file...)
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func fileKey(t *testing.T, db *wsdb.DB, ws id.Workspace) secret.Key {
	t.Helper()
	keys, err := db.System().Keys().FileKeys(t.Context(), ws.String())
	if err != nil || len(keys) != 1 || !keys[0].Used {
		t.Fatalf("file keys: %v, %v", keys, err)
	}
	return keys[0].Key
}

func filePath(t *testing.T, db *wsdb.DB, ws id.Workspace) string {
	t.Helper()
	return filepath.Join(dbtest.Options(t, db).DataDir, "workspaces", ws.String()+".db")
}

func compact(t testing.TB, db *wsdb.DB, ws id.Workspace) wsdb.Compaction {
	t.Helper()
	c, err := db.Compact(t.Context(), ws)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCompact_leavesNothingOfWhatWasDeleted(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws, neighbour := dbtest.Workspace(t, db), dbtest.Workspace(t, db)
		kept, gone, theirs := newCanaries(300, 1), newCanaries(few, 1001), newCanaries(20, 1)
		notes(t, db, ws)
		notes(t, db, neighbour)
		plant(t, db, ws, append(kept[:len(kept):len(kept)], gone...))
		plant(t, db, neighbour, theirs)
		lost := newCanaries(40, 1) // of a table that will be empty
		run(t, db, ws, "CREATE TABLE lost (id BIGINT NOT NULL PRIMARY KEY, body TEXT NOT NULL)")
		for _, c := range lost {
			run(t, db, ws, "INSERT INTO lost (id, body) VALUES ($1, $2)", c.n, c.word)
		}
		if db.Engine() == database.Postgres { // as the server does by itself some time: samples of columns go to its statistics
			run(t, db, ws, "ANALYZE note")
			run(t, db, ws, "ANALYZE lost")
		}
		var disk []byte
		if disk, db = pages(t, db, ws); hits(disk, kept) != 300 || hits(disk, gone) != few {
			t.Fatalf("the scan finds %d and %d canaries, want 300 and %d", hits(disk, kept), hits(disk, gone), few)
		}
		remove(t, db, ws, gone)
		run(t, db, ws, "DELETE FROM lost")
		gone = append(gone, lost...)
		if disk, db = pages(t, db, ws); hits(disk, gone) == 0 {
			t.Fatal("deleting alone leaves nothing: this test proves nothing")
		}
		before := hits(disk, gone)
		got := compact(t, db, ws)
		if disk, db = pages(t, db, ws); hits(disk, kept) != 300 || hits(disk, gone) != 0 {
			t.Errorf("after: %d kept and %d deleted canaries, want 300 and 0", hits(disk, kept), hits(disk, gone))
		}
		t.Logf("%d traces before, none after; %+v", before, got)
		if n := count(t, db, ws, "SELECT count(*) FROM note"); n != 300 {
			t.Errorf("%d notes", n)
		}
		if disk, db = pages(t, db, neighbour); hits(disk, theirs) != 20 {
			t.Errorf("the neighbour has %d of its canaries", hits(disk, theirs))
		}
		if got.Engine != db.Engine().String() || got.BytesAfter <= 0 || got.BytesAfter >= got.BytesBefore || got.Duration <= 0 || !got.At.Equal(dbtest.Start) {
			t.Errorf("compaction %+v", got)
		}
		if pg := db.Engine() == database.Postgres; got.OldKeyDestroyed == pg || (got.NewKey == "") != pg || (len(got.Remains) == 0) == pg {
			t.Errorf("compaction %+v", got)
		}
	})
}

// The control of the test above: without the step for the index the copy carries deleted words over, and the scan sees them.
func TestCompact_theScanSeesWordsThatAreCarriedOver(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t, database.SQLite)
	ws := dbtest.Workspace(t, db)
	kept, gone := newCanaries(300, 1001), newCanaries(few, 1)
	notes(t, db, ws)
	plant(t, db, ws, append(kept, gone...))
	remove(t, db, ws, gone)
	wsdb.KeepWords(db)
	compact(t, db, ws)
	disk, db := pages(t, db, ws)
	if hits(disk, gone) == 0 {
		t.Error("no word was carried over")
	}
	t.Logf("%d words were carried over", hits(disk, gone))
	compact(t, db, ws)
	if disk, _ = pages(t, db, ws); hits(disk, gone) != 0 {
		t.Errorf("%d words are left", hits(disk, gone))
	}
}

func TestCompact_noCopyOfTheOldFileOpensAnyMore(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t, database.SQLite)
	ws := dbtest.Workspace(t, db)
	all := newCanaries(50, 1)
	notes(t, db, ws)
	plant(t, db, ws, all)
	sealed := seal(t, db, ws)
	path, old := filePath(t, db, ws), fileKey(t, db, ws)
	reopen := dbtest.Close(t, db)
	copied := filepath.Join(t.TempDir(), "copy.db")
	b, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(copied, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	db = reopen()
	mode := modeOf(t, path)
	got := compact(t, db, ws)
	if m := modeOf(t, path); m != mode {
		t.Errorf("the new file has the mode %v, the old one had %v", m, mode)
	}
	now := fileKey(t, db, ws)
	if got.OldKey != crypt.Fingerprint(old) || got.NewKey != crypt.Fingerprint(now) || !got.OldKeyDestroyed || got.KeyEpoch != 2 || len(got.NewKey) != 16 {
		t.Errorf("compaction %+v", got)
	}
	unseal(t, db, ws, sealed)
	root, err := db.System().Keys().Get(t.Context(), ws.String())
	if err != nil {
		t.Fatal(err)
	}
	reopen = dbtest.Close(t, db)
	if ok, err := database.Opens(copied, old); err != nil || !ok {
		t.Fatalf("the copy is no copy: %t, %v", ok, err)
	}
	if _, err := database.OpenFile(t.Context(), path, old); !errors.Is(err, database.ErrWrongKey) {
		t.Errorf("the new file under the old key: %v", err)
	}
	for name, key := range map[string]secret.Key{"file key": now, "root": root, "derived key": crypt.New(root).Subkey("file")} {
		if _, err := database.OpenFile(t.Context(), copied, key); !errors.Is(err, database.ErrWrongKey) {
			t.Errorf("the old file under the %s: %v", name, err)
		}
	}
	t.Log("0 of 3 keys that are left open the old file")
	for _, dir := range []string{filepath.Dir(path), filepath.Dir(filepath.Dir(path))} {
		plain(t, dir, all, old)
	}
	db = reopen()
	if n := count(t, db, ws, "SELECT count(*) FROM note"); n != 50 {
		t.Errorf("%d notes", n)
	}
}

func modeOf(t *testing.T, path string) os.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode()
}

// plain makes sure that no file of a folder holds a canary or a key in clear, and that only the database itself is left.
func plain(t *testing.T, dir string, all []canary, key secret.Key) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if n := hits(b, all); n != 0 || bytes.Contains(b, key.Bytes()) {
			t.Errorf("%s holds %d canaries in clear, or the key", e.Name(), n)
		}
		if strings.Contains(e.Name(), ".next") {
			t.Errorf("%s is left over", e.Name())
		}
	}
}

func seal(t *testing.T, db *wsdb.DB, ws id.Workspace) []byte {
	t.Helper()
	box, err := db.Box(t.Context(), ws)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := box.Seal("test", []byte("token"), nil)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func unseal(t *testing.T, db *wsdb.DB, ws id.Workspace, sealed []byte) {
	t.Helper()
	box, err := db.Box(t.Context(), ws)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := box.Open("test", sealed, nil); err != nil || string(got) != "token" {
		t.Errorf("what was sealed before: %q, %v", got, err)
	}
}
