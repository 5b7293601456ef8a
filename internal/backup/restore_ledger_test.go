package backup

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/ledger"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Replay implements Replayer.
func (r *replayed) Replay(_ context.Context, line ledger.Line) error {
	r.lines = append(r.lines, line)
	return nil
}

func (b *bundle) entry(t *testing.T, kind ledger.Kind, request ledger.Thing, ws id.Workspace, s ledger.Scope) {
	t.Helper()
	if _, err := b.ledger.Append(t.Context(), ledger.Entry{Kind: kind, Request: request, Workspace: ws, Scope: s, Cutoff: dbtest.Start}); err != nil {
		t.Fatal(err)
	}
}

// What was deleted after a backup is deleted again from what it brings back, and a workspace that was erased never comes back (E9).
func TestRestore_whatWasDeletedDoesNotComeBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		gone := dbtest.Workspace(t, db)
		some := ledger.Scope{Categories: []string{"C3"}}
		settled, open, later := id.New[any](), id.New[any](), id.New[any]()
		b.entry(t, ledger.Intent, settled, b.ws, some)
		b.entry(t, ledger.Done, settled, b.ws, some)
		b.entry(t, ledger.Intent, open, b.ws, some)
		m := b.create(t)
		b.entry(t, ledger.Done, open, b.ws, some)
		b.entry(t, ledger.Intent, later, b.ws, ledger.Scope{Contacts: []string{strings.Repeat("b2", 32)}})
		b.entry(t, ledger.Intent, id.New[any](), b.ws, ledger.Scope{Contacts: []string{strings.Repeat("a1", 32), strings.Repeat("b2", 32)}})
		b.entry(t, ledger.Intent, id.New[any](), gone, ledger.Scope{Whole: true})

		p := empty(t, db, db.Engine())
		var again replayed
		back, res := p.restore(t, p.options(t, b, m.ID), &again)
		if !slices.Equal(res.Erased, []id.Workspace{gone}) || res.Workspaces != 1 {
			t.Errorf("%+v", res)
		}
		if err := back.Read(t.Context(), gone, func(wsdb.Query) error { return nil }); !errors.Is(err, wsdb.ErrErased) {
			t.Errorf("Read = %v", err)
		}
		if len(again.lines) != 2 || again.lines[0].Request != open || again.lines[1].Request != later ||
			!slices.Equal(again.lines[1].Scope.Contacts, []string{strings.Repeat("a1", 32), strings.Repeat("b2", 32)}) {
			t.Errorf("replayed %+v", again.lines)
		}
		l, err := ledger.Open(filepath.Join(p.dir, ledger.File), back.System().SigningKey(), dbtest.Clock(t, db))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = l.Close() }()
		if all := l.Since(0); len(all) != 8 || all[7].Kind != ledger.Restored {
			t.Errorf("the ledger has %d lines", len(all))
		}

		p = empty(t, db, database.SQLite)
		r, err := Prepare(t.Context(), p.options(t, b, m.ID))
		if err == nil {
			err = r.replay(t.Context(), Parts{})
		}
		if !errors.Is(err, ErrNoReplay) {
			t.Errorf("without one who deletes: %v", err)
		}
	})
}

// meanwhile is a ledger with which something happens once a backup is begun.
type meanwhile struct {
	*ledger.Ledger
	begun func()
}

// Head implements Ledger.
func (m *meanwhile) Head() (int64, string) {
	seq, hash := m.Ledger.Head()
	if then := m.begun; then != nil {
		m.begun = nil
		then()
	}
	return seq, hash
}

// What is deleted while a backup is made may have been copied before: it is deleted again.
func TestRestore_whatWasDeletedWhileTheBackupWasMade(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		request, some := id.New[any](), ledger.Scope{Categories: []string{"C3"}}
		b.s.d.Ledger = &meanwhile{b.ledger, func() {
			b.entry(t, ledger.Intent, request, b.ws, some)
			b.entry(t, ledger.Done, request, b.ws, some)
		}}
		m := b.create(t)
		if done, _ := b.ledger.Head(); m.Ledger.Seq != done {
			t.Fatalf("the backup ends at line %d, want %d", m.Ledger.Seq, done)
		}
		var again replayed
		p := empty(t, db, db.Engine())
		p.restore(t, p.options(t, b, m.ID), &again)
		if len(again.lines) != 1 || again.lines[0].Request != request {
			t.Errorf("replayed %+v", again.lines)
		}
	})
}

func TestRestore_wantsTheLedger(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.entry(t, ledger.Intent, id.New[any](), b.ws, ledger.Scope{Categories: []string{"C3"}})
		early, err := os.ReadFile(b.path)
		if err != nil {
			t.Fatal(err)
		}
		b.entry(t, ledger.Intent, id.New[any](), b.ws, ledger.Scope{Categories: []string{"C3"}})
		m := b.create(t)
		whole, err := os.ReadFile(b.path)
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			live, named []byte
			without     bool
			want        error
		}{
			"none":                {nil, nil, false, ErrNoLedger},
			"none, on purpose":    {nil, nil, true, nil},
			"in the folder":       {whole, nil, false, nil},
			"named":               {nil, whole, false, nil},
			"changed":             {flip(whole), nil, false, ledger.ErrBroken},
			"changed, named":      {nil, flip(whole), false, ledger.ErrBroken},
			"changed, on purpose": {flip(whole), nil, true, nil},
			"cut":                 {early, nil, false, ledger.ErrBroken},
			"older than there":    {whole, early, false, ErrOldLedger},
		} {
			p := empty(t, db, database.SQLite)
			o := p.options(t, b, m.ID)
			o.LedgerFile, o.WithoutLedger = "", c.without
			if c.live != nil {
				if err := os.WriteFile(filepath.Join(p.dir, ledger.File), c.live, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if c.named != nil {
				o.LedgerFile = filepath.Join(t.TempDir(), "named.log")
				if err := os.WriteFile(o.LedgerFile, c.named, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			r, err := Prepare(t.Context(), o)
			if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
				t.Errorf("%s: Prepare = %v", name, err)
			}
			if err != nil {
				continue
			}
			if err := r.Finish(t.Context()); err != nil {
				t.Fatal(err)
			}
			raw, err := os.ReadFile(filepath.Join(p.dir, ledger.File))
			if err != nil || !bytes.HasPrefix(raw, whole) || strings.Contains(string(raw), `"unchecked"`) != c.without {
				t.Errorf("%s: the ledger is %s, %v", name, raw, err)
			}
		}
	})
}
