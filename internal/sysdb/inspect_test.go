package sysdb_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// after changes the system database and returns how to open the closed installation.
func after(t *testing.T, db *wsdb.DB, change string) sysdb.Options {
	t.Helper()
	opts := dbtest.Options(t, db)
	opts.Clock = clock.NewFixed(dbtest.Start)
	err := db.System().Write(t.Context(), func(tx *sysdb.Tx) error {
		_, err := tx.Exec(t.Context(), change)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Close(t, db)
	return opts
}

func TestInspect_whatIsPendingStaysPending(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		opts := after(t, db, `DELETE FROM migration WHERE number = 30`)
		for range 2 {
			got, err := sysdb.Inspect(t.Context(), opts)
			if err != nil || got.Fresh || len(got.Pending) != 1 || got.Pending[0] != "0030_channel_route" {
				t.Fatalf("%+v, %v", got, err)
			}
		}
	})
}

func TestInspect_findsWhatDoesNotOpen(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		opts := after(t, db, `INSERT INTO migration (number, name, checksum, applied_at) VALUES (9999, '9999_later', 'x', 0)`)
		if _, err := sysdb.Inspect(t.Context(), opts); !errors.Is(err, database.ErrNewer) {
			t.Errorf("a newer database: %v", err)
		}
		wrong := opts
		wrong.MasterKeys = []secret.Key{secret.NewKey()}
		if _, err := sysdb.Inspect(t.Context(), wrong); !errors.Is(err, database.ErrWrongKey) {
			t.Errorf("a wrong key: %v", err)
		}
		wrong.MasterKeys = nil
		if _, err := sysdb.Inspect(t.Context(), wrong); !errors.Is(err, sysdb.ErrNoMasterKey) {
			t.Errorf("no key: %v", err)
		}
		wrong.MasterKeys = append([]secret.Key{secret.NewKey()}, opts.MasterKeys...)
		if _, err := sysdb.Inspect(t.Context(), wrong); !errors.Is(err, database.ErrNewer) {
			t.Errorf("an earlier key: %v", err)
		}
	})
}

func TestInspect_makesNothing(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	got, err := sysdb.Inspect(t.Context(), sysdb.Options{DataDir: dir})
	if err != nil || !got.Fresh {
		t.Fatalf("%+v, %v", got, err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("the folder was made")
	}
}

// A lost system database is not replaced by an empty one, in which nobody could log in and no workspace be found.
func TestOpen_theSystemDatabaseIsGone(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t, database.SQLite)
	dbtest.Workspace(t, db)
	opts := dbtest.Options(t, db)
	opts.Clock = clock.NewFixed(dbtest.Start)
	dbtest.Close(t, db)
	file := filepath.Join(opts.DataDir, "system.db")
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if _, err := sysdb.Inspect(t.Context(), opts); !errors.Is(err, sysdb.ErrNoSystem) {
		t.Error(err)
	}
	if _, err := sysdb.Open(t.Context(), opts); !errors.Is(err, sysdb.ErrNoSystem) {
		t.Error(err)
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("an empty one was made")
	}
}

func TestInspect_theKeyStoreIsGone(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t, database.SQLite)
	opts := dbtest.Options(t, db)
	dbtest.Close(t, db)
	if err := os.Remove(filepath.Join(opts.DataDir, "keys.db")); err != nil {
		t.Fatal(err)
	}
	if _, err := sysdb.Inspect(t.Context(), opts); !errors.Is(err, sysdb.ErrNoKey) {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(opts.DataDir, "keys.db")); err == nil {
		t.Error("an empty key store was made")
	}
}
