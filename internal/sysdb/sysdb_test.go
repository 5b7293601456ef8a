package sysdb_test

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func open(t *testing.T, dir string, keys ...secret.Key) (*sysdb.DB, *bytes.Buffer, error) {
	t.Helper()
	var log bytes.Buffer
	db, err := sysdb.Open(t.Context(), sysdb.Options{
		DataDir: dir, MasterKeys: keys, Clock: clock.NewFixed(dbtest.Start), Log: slog.New(slog.NewTextHandler(&log, nil)),
	})
	return db, &log, err
}

func mustClose(t *testing.T, db *sysdb.DB) {
	t.Helper()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestOpen_firstStartMakesAKeyAndSaysSoLoudly(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	db, log, err := open(t, dir)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := db.Box().Seal("test", []byte("words"), nil)
	if err != nil {
		t.Fatal(err)
	}
	mustClose(t, db)
	info, err := os.Stat(filepath.Join(dir, "instance.key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", info, err)
	}
	key, err := os.ReadFile(filepath.Join(dir, "instance.key"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), "level=WARN") || strings.Contains(log.String(), strings.TrimSpace(string(key))) {
		t.Errorf("log: %s", log)
	}
	db, log, err = open(t, dir)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := db.Box().Open("test", sealed, nil); err != nil || string(got) != "words" || log.Len() != 0 {
		t.Errorf("%q, %v, log %q", got, err, log)
	}
	mustClose(t, db)
	if err := os.Remove(filepath.Join(dir, "instance.key")); err != nil {
		t.Fatal(err)
	}
	if _, _, err := open(t, dir); !errors.Is(err, sysdb.ErrNoMasterKey) {
		t.Errorf("without the key: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "instance.key")); err == nil {
		t.Error("a new key was put in the place of the lost one")
	}
	if _, _, err := open(t, dir, secret.NewKey()); !errors.Is(err, database.ErrWrongKey) {
		t.Errorf("with another key: %v", err)
	}
}

func TestOpen_lostKeyStoreIsNotReplaced(t *testing.T) {
	t.Parallel()
	dir, key := t.TempDir(), secret.NewKey()
	db, _, err := open(t, dir, key)
	if err != nil {
		t.Fatal(err)
	}
	mustClose(t, db)
	if err := os.Remove(filepath.Join(dir, "keys.db")); err != nil {
		t.Fatal(err)
	}
	if _, _, err := open(t, dir, key); !errors.Is(err, sysdb.ErrNoKey) {
		t.Fatalf("err = %v", err)
	}
}

func TestOpen_instanceKeyCanBeChanged(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		before, err := db.System().Keys().Create(t.Context(), "someone")
		if err != nil {
			t.Fatal(err)
		}
		hash := db.System().Box().KeyedHash("test", []byte("x"))
		opts := dbtest.Options(t, db)
		dbtest.Close(t, db)
		old, next := opts.MasterKeys[0], secret.NewKey()
		opts.Clock = clock.NewFixed(dbtest.Start)
		for _, keys := range [][]secret.Key{{next, old}, {next}} {
			opts.MasterKeys = keys
			sys, err := sysdb.Open(t.Context(), opts)
			if err != nil {
				t.Fatalf("with %d keys: %v", len(keys), err)
			}
			after, err := sys.Keys().Get(t.Context(), "someone")
			if err != nil || !after.Equal(before) {
				t.Errorf("the key changed, or %v", err)
			}
			if !bytes.Equal(hash, sys.Box().KeyedHash("test", []byte("x"))) {
				t.Error("keyed hashes changed with the instance key")
			}
			mustClose(t, sys)
		}
		opts.MasterKeys = []secret.Key{old}
		if _, err := sysdb.Open(t.Context(), opts); !errors.Is(err, database.ErrWrongKey) {
			t.Errorf("the old key still opens: %v", err)
		}
	})
}

func TestOpen_postgresNeedsKeysApart(t *testing.T) {
	t.Parallel()
	opts := sysdb.Options{URL: secret.New("postgres://127.0.0.1:1/x"), Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)}
	if _, err := sysdb.Open(t.Context(), opts); !errors.Is(err, sysdb.ErrKeysURL) {
		t.Errorf("err = %v", err)
	}
	opts.KeysURL = opts.URL
	if _, err := sysdb.Open(t.Context(), opts); !errors.Is(err, sysdb.ErrNoMasterKey) {
		t.Errorf("err = %v", err)
	}
}

func TestWrite_oneWriterAndNothingOfAFailure(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		sys := db.System()
		if err := sys.Write(t.Context(), func(tx *sysdb.Tx) error {
			_, err := tx.Exec(t.Context(), "CREATE TABLE counter (n BIGINT NOT NULL); INSERT INTO counter (n) VALUES (0)")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		const workers, rounds = 4, 10
		done := make(chan error, workers)
		for range workers {
			go func() {
				var all error
				for range rounds {
					all = errors.Join(all, sys.Write(t.Context(), func(tx *sysdb.Tx) error {
						var n int64
						if err := tx.QueryRow(t.Context(), "SELECT n FROM counter").Scan(&n); err != nil {
							return err
						}
						_, err := tx.Exec(t.Context(), "UPDATE counter SET n = $1", n+1)
						return err
					}))
				}
				done <- all
			}()
		}
		for range workers {
			if err := <-done; err != nil {
				t.Fatal(err)
			}
		}
		stop := errors.New("stop")
		err := sys.Write(t.Context(), func(tx *sysdb.Tx) error {
			_, err := tx.Exec(t.Context(), "UPDATE counter SET n = $1", -1)
			return errors.Join(err, stop)
		})
		var n int
		readErr := sys.Read(t.Context(), func(q sysdb.Query) error {
			return q.QueryRow(t.Context(), "SELECT n FROM counter").Scan(&n)
		})
		if !errors.Is(err, stop) || readErr != nil || n != workers*rounds {
			t.Fatalf("n = %d, %v, %v", n, err, readErr)
		}
	})
}
