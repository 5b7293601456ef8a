package backup

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/database/migrations"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/ledger"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func engines() []database.Engine {
	if dbtest.HasPostgres() {
		return []database.Engine{database.SQLite, database.Postgres}
	}
	return []database.Engine{database.SQLite}
}

// Whatever engine a backup comes from, either takes it, and every row of every table is there again.
func TestRestore_everyRowComesBackOnEitherEngine(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		second := dbtest.Workspace(t, db)
		b.fillWorkspace(t, second)
		m := b.create(t)
		for _, engine := range engines() {
			p := empty(t, db, engine)
			back, res := p.restore(t, p.options(t, b, m.ID), nil)
			if res.Workspaces != 2 || res.Blobs != 4 || len(res.Erased)+len(res.Unreadable)+len(res.Missing) != 0 {
				t.Errorf("%s: %+v", engine, res)
			}
			for _, ws := range []id.Workspace{b.ws, second} {
				if want, got := workspaceRows(t, db, ws), workspaceRows(t, back, ws); want != got {
					t.Errorf("%s: the workspace differs: %s", engine, difference(want, got))
				}
				for _, name := range []string{"ab/abcdef", "import/STAGED"} {
					r, err := p.blobs.Get(t.Context(), prefix(ws)+name)
					if err != nil {
						t.Fatal(err)
					}
					raw, err := io.ReadAll(r)
					if _ = r.Close(); err != nil || !bytes.Equal(raw, bytes.Repeat([]byte(name), 10_000)) {
						t.Errorf("%s: blob %s has %d bytes, %v", engine, name, len(raw), err)
					}
				}
			}
			if want, got := systemRows(t, db), systemRows(t, back); want != got {
				t.Errorf("%s: the system differs: %s", engine, difference(want, got))
			}
			if want, got := jobs(t, db), jobs(t, back); want != got || !strings.Contains(got, "waits_once") {
				t.Errorf("%s: jobs\n%s\nwant\n%s", engine, got, want)
			}
			if err := CutOff(p.dir); err != nil {
				t.Error(err)
			}
		}
	})
}

func difference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return "want\n" + w[i] + "\ngot\n" + g[i]
		}
	}
	return "one is longer"
}

func jobs(t *testing.T, db *wsdb.DB) string {
	t.Helper()
	var out []string
	err := db.System().Moment(t.Context(), func(q wsdb.Query) error {
		all, err := queue.Unfinished(t.Context(), q, db.Engine(), dbtest.Start)
		for _, j := range all {
			args, err := appendJSON(nil, string(j.Args))
			if err != nil {
				return err
			}
			at := ""
			if j.RunAt.After(dbtest.Start.AddDate(0, 0, 7)) {
				at = j.RunAt.Format(time.RFC3339)
			}
			out = append(out, strings.Join([]string{j.Name, string(args), j.Queue, at}, " "))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

// A table that is neither copied nor left out on purpose would be lost without a word.
func TestBackup_everyRegisteredTableIsCopiedOrLeftOutOnPurpose(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		m := setup(t, db).create(t)
		registry, err := datamap.Parse(migrations.Files, "system", "workspace")
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range registry.Columns() {
			tables := m.System.Tables
			if c.Database == "workspace" {
				tables = m.Workspaces[0].Tables
			}
			n, is := tables[c.Table]
			if strings.HasPrefix(c.Table, "whatsmeow_") {
				continue // only where its library has made it
			}
			if is != Copied(c.Database, c.Table) {
				t.Errorf("%s.%s: in the backup: %v", c.Database, c.Table, is)
			}
			if is && n == 0 {
				t.Errorf("%s.%s has no row, so that this test says nothing of it", c.Database, c.Table)
			}
		}
	})
}

func TestRestore_onlyIntoAnEmptyPlace(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		m := b.create(t)
		p := empty(t, db, db.Engine())
		o := p.options(t, b, m.ID)
		p.restore(t, o, nil)
		if _, err := Prepare(t.Context(), o); !errors.Is(err, ErrNotEmpty) && !errors.Is(err, database.ErrInUse) {
			t.Fatalf("Prepare = %v", err)
		}
	})
}

// A restore that was cut off says so, and the next one begins anew, wherever it stopped.
func TestRestore_begunAnewAfterACrash(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		m := b.create(t)
		p := empty(t, db, db.Engine())
		o := p.options(t, b, m.ID)
		for stop := range 2 {
			r, err := Prepare(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			if err := CutOff(p.dir); !errors.Is(err, ErrCutOff) {
				t.Fatalf("CutOff = %v", err)
			}
			if stop == 1 {
				if err := r.System(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
		}
		back, _ := p.restore(t, o, nil)
		if want, got := workspaceRows(t, db, b.ws), workspaceRows(t, back, b.ws); want != got {
			t.Fatal(difference(want, got))
		}
	})
}

func TestRestore_refusesWhatWasChanged(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		m := b.create(t)
		for _, f := range append(m.files(), File{Name: manifestFile}) {
			path := filepath.Join(b.folder, m.ID, filepath.FromSlash(f.Name))
			whole, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for what, changed := range map[string][]byte{"one bit": flip(whole), "cut": whole[:len(whole)/2], "gone": nil} {
				if len(whole) == 0 { // the ledger of an installation that deleted nothing
					changed = []byte("x")
				}
				if err := os.WriteFile(path, changed, 0o600); err != nil {
					t.Fatal(err)
				}
				p := empty(t, db, database.SQLite)
				if _, err := Prepare(t.Context(), p.options(t, b, m.ID)); !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrSignature) {
					t.Errorf("%s, %s: Prepare = %v", f.Name, what, err)
				}
				if _, err := b.s.Verify(t.Context(), m.ID); !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrSignature) {
					t.Errorf("%s, %s: Verify = %v", f.Name, what, err)
				}
				if empty, err := sysdb.Empty(t.Context(), p.opts); err != nil || !empty || CutOff(p.dir) != nil {
					t.Errorf("%s, %s: something was written: %v, %v", f.Name, what, empty, err)
				}
			}
			if err := os.WriteFile(path, whole, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := b.s.Verify(t.Context(), m.ID); err != nil {
			t.Fatalf("put right again: %v", err)
		}
	})
}

func flip(raw []byte) []byte {
	out := bytes.Clone(raw)
	if len(out) > 0 {
		out[len(out)/2] ^= 1
	}
	return out
}

// Giving up the restore points of a workspace ends it in the backups that may hold what was deleted, and in no other, whatever the clock said
// when they were made: the line of the ledger decides.
func TestForget_whatMayHoldADeletion(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		other := dbtest.Workspace(t, db)
		request, some := id.New[any](), ledger.Scope{Categories: []string{"C3"}}
		b.entry(t, ledger.Intent, request, b.ws, some)
		dbtest.Clock(t, db).Jump(365 * 24 * time.Hour)
		old := b.create(t)
		dbtest.Clock(t, db).Jump(-365 * 24 * time.Hour)
		b.entry(t, ledger.Done, request, b.ws, some)
		done, _ := b.ledger.Head()
		dbtest.Clock(t, db).Jump(-time.Hour)
		fresh := b.create(t)
		if in, err := b.s.Holding(t.Context(), b.ws, done); err != nil || !slices.Equal(in, []string{old.ID}) {
			t.Errorf("Holding = %v, %v, want %s", in, err, old.ID)
		}
		if n, err := b.s.Forget(t.Context(), b.ws, done); err != nil || n != 1 {
			t.Fatalf("Forget = %v, %v", n, err)
		}
		if in, err := b.s.Holding(t.Context(), b.ws, done); err != nil || len(in) != 0 {
			t.Errorf("Holding = %v, %v afterwards", in, err)
		}
		for _, tt := range []struct {
			m    *Manifest
			ws   id.Workspace
			want int
		}{{old, b.ws, 0}, {old, other, 1}, {fresh, b.ws, 1}, {fresh, other, 1}} {
			if n := opened(t, b, tt.m, tt.ws); n != tt.want {
				t.Errorf("%d keys open %s in %s, want %d", n, tt.ws, tt.m.ID, tt.want)
			}
		}
	})
}

// A workspace whose key was destroyed cannot be read again from any backup with any key there is (E10); the others can.
func TestRestore_aDestroyedKeyEndsTheWorkspaceInEveryBackup(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		other := dbtest.Workspace(t, db)
		m := b.create(t)
		if in, err := b.s.Holding(t.Context(), b.ws, Always); err != nil || !slices.Equal(in, []string{m.ID}) {
			t.Fatalf("Holding = %v, %v", in, err)
		}
		if n := opened(t, b, m, b.ws); n != 1 { // the control: the search finds the key that is there
			t.Fatalf("%d keys open the workspace before", n)
		}
		if n, err := b.s.Forget(t.Context(), b.ws, Always); err != nil || n != 1 {
			t.Fatalf("Forget = %v, %v", n, err)
		}
		if n := opened(t, b, m, b.ws); n != 0 {
			t.Fatalf("%d keys still open the workspace", n)
		}
		if n := opened(t, b, m, other); n != 1 {
			t.Fatalf("%d keys open the other workspace", n)
		}
		if r, err := b.s.Verify(t.Context(), m.ID); err != nil || !slices.Equal(r.Unreadable, []string{b.ws.String()}) {
			t.Fatalf("Verify = %+v, %v", r, err)
		}
		p := empty(t, db, db.Engine())
		back, res := p.restore(t, p.options(t, b, m.ID), nil)
		if !slices.Equal(res.Unreadable, []id.Workspace{b.ws}) || res.Workspaces != 1 {
			t.Fatalf("%+v", res)
		}
		if err := back.Read(t.Context(), b.ws, func(wsdb.Query) error { return nil }); !errors.Is(err, wsdb.ErrErased) {
			t.Fatalf("Read = %v", err)
		}
		t.Log("1 key of the store opens it before, 0 after")
	})
}

// opened counts the keys of the key store that open the rows of a workspace in a backup.
func opened(t *testing.T, b *bundle, m *Manifest, ws id.Workspace) (n int) {
	t.Helper()
	keys := b.db.System().Keys()
	owners, err := keys.Owners(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range owners {
		key, err := keys.Get(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		c := &counter{counts: map[string]int64{}}
		err = readSealed(t.Context(), b.target, key, m.ID, ws.String()+"/rows", func(in io.Reader) error { return readRows(in, c) })
		if err == nil {
			n++
		} else if !errors.Is(err, ErrDamaged) {
			t.Fatal(err)
		}
	}
	return n
}

type replayed struct{ lines []ledger.Line }
