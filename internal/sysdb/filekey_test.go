package sysdb_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func createFileKey(t *testing.T, keys *sysdb.Keys, owner string) sysdb.FileKey {
	t.Helper()
	k, err := keys.CreateFileKey(t.Context(), owner)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// epochs are the file keys of an owner in a few words.
func epochs(t *testing.T, keys *sysdb.Keys, owner string) string {
	t.Helper()
	all, err := keys.FileKeys(t.Context(), owner)
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for _, k := range all {
		text += fmt.Sprintf("%d:%t ", k.Epoch, k.Used)
	}
	return text
}

func TestFileKeys_theOneInUseIsLeft(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		keys := db.System().Keys()
		first, other := createFileKey(t, keys, "a"), createFileKey(t, keys, "b")
		if err := keys.UseFileKey(t.Context(), "a", 1); err != nil {
			t.Fatal(err)
		}
		second := createFileKey(t, keys, "a")
		if got := epochs(t, keys, "a"); got != "2:false 1:true " || first.Key.Equal(second.Key) {
			t.Errorf("while there are two: %s", got)
		}
		for range 2 {
			if err := keys.UseFileKey(t.Context(), "a", 2); err != nil {
				t.Fatal(err)
			}
			all, err := keys.FileKeys(t.Context(), "a")
			if err != nil || len(all) != 1 || !all[0].Used || !all[0].Key.Equal(second.Key) {
				t.Errorf("after the change: %s, %v", epochs(t, keys, "a"), err)
			}
		}
		if err := keys.UseFileKey(t.Context(), "a", 0); err != nil || epochs(t, keys, "a") != "" {
			t.Errorf("none is in use: %s, %v", epochs(t, keys, "a"), err)
		}
		if all, err := keys.FileKeys(t.Context(), "b"); err != nil || len(all) != 1 || !all[0].Key.Equal(other.Key) {
			t.Errorf("somebody else's: %v, %v", all, err)
		}
	})
}

func TestFileKeys_goOverToANewInstanceKey(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		before := createFileKey(t, db.System().Keys(), "a")
		opts := dbtest.Options(t, db)
		dbtest.Close(t, db)
		next := secret.NewKey()
		opts.Clock = clock.NewFixed(dbtest.Start)
		for _, ring := range [][]secret.Key{{next, opts.MasterKeys[0]}, {next}} {
			opts.MasterKeys = ring
			sys, err := sysdb.Open(t.Context(), opts)
			if err != nil {
				t.Fatalf("with %d keys: %v", len(ring), err)
			}
			after, err := sys.Keys().FileKeys(t.Context(), "a")
			if err != nil || len(after) != 1 || !after[0].Key.Equal(before.Key) {
				t.Errorf("with %d keys: %v, %v", len(ring), after, err)
			}
			mustClose(t, sys)
		}
	})
}

// The store is read block by block, decrypted: the row of a key that was destroyed is not in a free page, a gap or the log either.
func TestDestroy_leavesNoTraceInTheStore(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t, database.SQLite)
	keys := db.System().Keys()
	opts := dbtest.Options(t, db)
	owner := func(n int) string { return fmt.Sprintf("owner-%06d", n) }
	for n := range 200 {
		if _, err := keys.Create(t.Context(), owner(n)); err != nil {
			t.Fatal(err)
		}
		createFileKey(t, keys, owner(n))
	}
	if n := traces(t, opts, owner(7)); n == 0 {
		t.Fatal("the scan does not see a key that is there")
	}
	for n := range 100 {
		if gone, err := keys.Destroy(t.Context(), owner(n)); err != nil || !gone {
			t.Fatalf("%t, %v", gone, err)
		}
	}
	if gone, err := keys.Destroy(t.Context(), owner(7)); err != nil || gone {
		t.Errorf("once more: %t, %v", gone, err)
	}
	if _, err := keys.Get(t.Context(), owner(7)); !errors.Is(err, sysdb.ErrNoKey) || epochs(t, keys, owner(7)) != "" {
		t.Errorf("the key: %v", err)
	}
	for n := range 200 {
		if found := traces(t, opts, owner(n)); (found > 0) != (n >= 100) {
			t.Errorf("owner %d: %d traces", n, found)
		}
	}
}

func traces(t *testing.T, opts sysdb.Options, owner string) int {
	t.Helper()
	found := 0
	for _, name := range []string{"keys.db", "keys.db-wal"} {
		err := database.Blocks(filepath.Join(opts.DataDir, name), crypt.New(opts.MasterKeys[0]).Subkey("file:keys"), func(_ int64, block []byte) error {
			found += bytes.Count(block, []byte(owner))
			return nil
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
	return found
}
