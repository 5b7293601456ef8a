package quarantine_test

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/quarantine"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// checked is a guard of the folder as a start makes it.
func checked(t *testing.T, db *wsdb.DB, dir string) *quarantine.Guard {
	t.Helper()
	g := quarantine.New(db.System(), dir, dbtest.Clock(t, db), slog.New(slog.DiscardHandler))
	if err := g.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	return g
}

func reason(g *quarantine.Guard) quarantine.Reason {
	s, _ := g.State()
	return s.Reason
}

func released(g *quarantine.Guard) bool {
	select {
	case <-g.Released():
		return true
	default:
		return false
	}
}

func witness(t *testing.T, dir string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, "witness.json"))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestGuard_startsFreelyWhereItWas(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		dir := t.TempDir()
		for range 3 {
			if g := checked(t, db, dir); g.On() || !released(g) {
				t.Fatalf("held: %v", reason(g))
			}
		}
	})
}

func TestGuard_holdsAFolderThatIsNotWhereItWas(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		old, moved := t.TempDir(), t.TempDir()
		checked(t, db, old)
		if err := os.WriteFile(filepath.Join(moved, "witness.json"), witness(t, old), 0o600); err != nil {
			t.Fatal(err)
		}
		g := checked(t, db, moved)
		if !g.On() || reason(g) != quarantine.Moved || released(g) {
			t.Fatalf("On = %v, %q", g.On(), reason(g))
		}
		if g = checked(t, db, old); !g.On() { // one that was begun does not end by itself
			t.Fatal("the quarantine ended with a restart")
		}
		if err := g.Confirm(t.Context()); err != nil {
			t.Fatal(err)
		}
		if g.On() || !released(g) {
			t.Fatal("still held after Confirm")
		}
		if g = checked(t, db, old); g.On() {
			t.Fatal("held again after Confirm")
		}
		if err := g.Confirm(t.Context()); !errors.Is(err, quarantine.ErrNone) {
			t.Fatalf("a second Confirm: %v", err)
		}
	})
}

func TestGuard_holdsOlderDatabases(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		dir := t.TempDir()
		checked(t, db, dir)
		var epoch string
		read := func(q sysdb.Query) error {
			return q.QueryRow(t.Context(), `SELECT CAST(epoch AS TEXT) FROM quarantine`).Scan(&epoch)
		}
		if err := db.System().Read(t.Context(), read); err != nil {
			t.Fatal(err)
		}
		if err := checked(t, db, dir).Rotate(t.Context()); err != nil {
			t.Fatal(err)
		}
		putBack := func(tx *sysdb.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE quarantine SET epoch = $1`, epoch)
			return err
		}
		if err := db.System().Write(t.Context(), putBack); err != nil {
			t.Fatal(err)
		}
		if g := checked(t, db, dir); reason(g) != quarantine.PutBack {
			t.Fatalf("reason = %q", reason(g))
		}
	})
}

func TestGuard_holdsWithoutItsWitness(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		dir := t.TempDir()
		checked(t, db, dir)
		if err := os.Remove(filepath.Join(dir, "witness.json")); err != nil {
			t.Fatal(err)
		}
		if g := checked(t, db, dir); reason(g) != quarantine.Moved {
			t.Fatalf("reason = %q", reason(g))
		}
	})
}

func TestImpose(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		dir := t.TempDir()
		if err := quarantine.Impose(t.Context(), db.System(), quarantine.Restored); err != nil {
			t.Fatal(err)
		}
		g := checked(t, db, dir)
		if s, on := g.State(); !on || s.Reason != quarantine.Restored || !s.Since.Equal(dbtest.Start) {
			t.Fatalf("%+v, %v", s, on)
		}
	})
}
