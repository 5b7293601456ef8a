package backup

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// tables collects the rows of a file by table.
type tables struct {
	rows map[string][][]json.RawMessage
	at   string
}

func (x *tables) Begin(table string, _ []database.Field) error {
	x.at = table
	return nil
}

func (x *tables) Row(cells []json.RawMessage) error {
	x.rows[x.at] = append(x.rows[x.at], slices.Clone(cells))
	return nil
}

func (x *tables) End(int64) error { return nil }

func (b *bundle) read(t *testing.T, m *Manifest, p *Part) map[string][][]json.RawMessage {
	t.Helper()
	key, err := partKey(t.Context(), b.db.System().Keys(), m, p)
	if err != nil {
		t.Fatal(err)
	}
	x := &tables{rows: map[string][][]json.RawMessage{}}
	err = readSealed(t.Context(), b.target, key, m.ID, p.Rows.Name, func(in io.Reader) error { return readRows(in, x) })
	if err != nil {
		t.Fatal(err)
	}
	return x.rows
}

// Two tables that change together are copied together, however much is written meanwhile.
func TestCreate_seesOneMomentWhileOthersWrite(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		write := func(n int) error {
			return db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
				if _, err := tx.Exec(t.Context(), `UPDATE contact_total SET contacts = $1`, n); err != nil {
					return err
				}
				_, err := tx.Exec(t.Context(), `UPDATE job_outbox_state SET last_seq = $1`, n)
				return err
			})
		}
		if err := write(1); err != nil { // from here on they are equal
			t.Fatal(err)
		}
		stop, failed := make(chan struct{}), error(nil)
		var writer sync.WaitGroup
		writer.Go(func() {
			for n := 2; failed == nil; n++ {
				select {
				case <-stop:
					return
				default:
					failed = write(n)
				}
			}
		})
		seen := map[string]bool{}
		for range 5 {
			m := b.create(t)
			rows := b.read(t, m, &m.Workspaces[0])
			total, state := rows["contact_total"][0], rows["job_outbox_state"][0]
			if string(total[1]) != string(state[2]) {
				t.Errorf("the totals say %s and %s", total[1], state[2])
			}
			seen[string(total[1])] = true
		}
		close(stop)
		if writer.Wait(); failed != nil {
			t.Fatal(failed)
		}
		if len(seen) < 2 {
			t.Error("nothing was written while the backups were made")
		}
	})
}

// A job that ends while a backup is made is done again after a restore: what it did may not be in the copy of its workspace.
func TestCreate_keepsJobsThatEndMeanwhile(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		end := func(kind string, at time.Time) {
			text := `UPDATE river_job SET state = 'completed', finalized_at = $2 WHERE kind = $1`
			var when any = at
			if db.Engine() == database.SQLite {
				when = at.UTC().Format("2006-01-02 15:04:05.000")
			}
			err := db.System().Write(t.Context(), func(tx *sysdb.Tx) error {
				_, err := tx.Exec(t.Context(), text, kind, when)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		kinds := func() string {
			m := b.create(t)
			var all []string
			for _, cells := range b.read(t, m, &m.System)[jobTable] {
				all = append(all, string(cells[0]))
			}
			slices.Sort(all)
			return strings.Join(all, " ")
		}
		if got := kinds(); got != `"test.comes_later" "test.waits_once"` {
			t.Errorf("waiting: %s", got)
		}
		end("test.waits_once", dbtest.Start.Add(-time.Minute))
		end("test.comes_later", dbtest.Start.Add(time.Minute))
		if got := kinds(); got != `"test.comes_later"` {
			t.Errorf("of one that ended before and one after the beginning: %s", got)
		}
	})
}

func TestPrune_endsWhatIsOldWithItsKeys(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		old := b.create(t)
		elsewhere := store(t, t.TempDir())
		away, err := b.s.To(elsewhere).Create(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		dbtest.Clock(t, db).Advance(20 * 24 * time.Hour)
		young := b.create(t)
		// One that was cut off, as a killed process leaves it.
		cut := newID(dbtest.Clock(t, db).Now())
		if _, err := b.s.newKey(t.Context(), &Manifest{ID: cut}, b.ws.String()); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{startedFile, "system/rows.tmp"} {
			path := filepath.Join(b.folder, cut, name)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if all, err := b.s.List(t.Context()); err != nil || len(all) != 2 || all[0].ID != old.ID || all[1].ID != young.ID {
			t.Fatalf("List = %+v, %v", all, err)
		}
		dbtest.Clock(t, db).Advance(10*24*time.Hour + time.Second)
		gone, err := b.s.Prune(t.Context(), 30*24*time.Hour)
		want := []string{old.ID, cut}
		slices.Sort(want)
		if err != nil || !slices.Equal(gone, want) {
			t.Fatalf("Prune = %v, %v, want %v", gone, err, want)
		}
		if entries, err := os.ReadDir(b.folder); err != nil || len(entries) != 1 || entries[0].Name() != young.ID {
			t.Errorf("the folder holds %v, %v", entries, err)
		}
		owners, err := partKeys(t.Context(), db.System().Keys())
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range owners {
			if n.backup != young.ID {
				t.Errorf("the key %s is still there", n)
			}
		}
		if _, err := b.s.To(elsewhere).Verify(t.Context(), away.ID); !errors.Is(err, ErrNoKey) {
			t.Errorf("the copy elsewhere: %v", err)
		}
		if _, err := b.s.Verify(t.Context(), young.ID); err != nil {
			t.Error(err)
		}
		if latest, err := b.s.Latest(t.Context()); err != nil || !latest.Equal(dbtest.Start.Add(20*24*time.Hour)) {
			t.Errorf("Latest = %v, %v", latest, err)
		}
	})
}

// A backup that was made while the clock was ahead does not keep others from being made until then.
func TestLatest_isNotYetToCome(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t, database.SQLite)
	b := setup(t, db)
	b.create(t)
	dbtest.Clock(t, db).Jump(365 * 24 * time.Hour)
	b.create(t)
	dbtest.Clock(t, db).Jump(-364 * 24 * time.Hour)
	if latest, err := b.s.Latest(t.Context()); err != nil || !latest.Equal(dbtest.Start) {
		t.Errorf("Latest = %v, %v", latest, err)
	}
}

// A workspace that cannot be read does not take the others' backup away.
func TestCreate_goesOnWithoutAWorkspaceThatIsBroken(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		broken := dbtest.Workspace(t, db)
		if _, err := db.System().Keys().Destroy(t.Context(), broken.String()); err != nil {
			t.Fatal(err)
		}
		again := dbtest.Close(t, db)()
		b.s.d.DB = again
		m := b.create(t)
		if len(m.Workspaces) != 1 || !slices.Equal(m.Failed, []Failed{{Workspace: broken, Code: "storage.key_missing"}}) {
			t.Fatalf("%+v", m)
		}
		if _, err := b.s.Verify(t.Context(), m.ID); err != nil {
			t.Error(err)
		}
	})
}

func TestKeyCopies_areFew(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t, database.SQLite)
	dir, now := t.TempDir(), dbtest.Start
	var last string
	for n := range KeyCopies + 2 {
		var err error
		if last, err = WriteKeys(t.Context(), db.System().Keys(), dir, now.Add(time.Duration(n)*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != KeyCopies || filepath.Base(last) != entries[KeyCopies-1].Name() {
		t.Fatalf("%v, %v", entries, err)
	}
	keys, err := ReadKeys(last)
	if err != nil || len(keys) < 3 {
		t.Fatalf("%d keys, %v", len(keys), err)
	}
	raw, err := os.ReadFile(last)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range keys {
		plain, err := db.System().Keys().Get(t.Context(), k.Owner)
		if err != nil || strings.Contains(string(raw), plain.Hex()) {
			t.Errorf("%s stands there in clear, %v", k.Owner, err)
		}
	}
	for what, content := range map[string]string{"nothing": "", "something else": `{"format":1}`, "another format": strings.Replace(string(raw), `"format":1`, `"format":2`, 1)} {
		path := filepath.Join(t.TempDir(), "keys.json")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadKeys(path); !errors.Is(err, ErrKeyCopy) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// SQLite keeps texts that are no UTF-8; they come back as they were.
func TestRestore_textsThatAreNoText(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t, database.SQLite)
	b := setup(t, db)
	odd := "a\xff\x00b"
	err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE contact SET name = CAST($1 AS TEXT)`, []byte(odd))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	p := empty(t, db, database.SQLite)
	back, _ := p.restore(t, p.options(t, b, b.create(t).ID), nil)
	var name string
	err = back.Read(t.Context(), b.ws, func(q wsdb.Query) error {
		return q.QueryRow(t.Context(), `SELECT name FROM contact LIMIT 1`).Scan(&name)
	})
	if err != nil || name != odd {
		t.Fatalf("%q, %v", name, err)
	}
}

// BenchmarkRows copies the rows of a workspace, and puts them back.
func BenchmarkRows(b *testing.B) {
	db := dbtest.New(b, database.SQLite)
	ws := dbtest.Workspace(b, db)
	const rows = 100_000
	for from := 0; from < rows; from += 10_000 {
		err := db.Write(b.Context(), ws, func(tx *wsdb.Tx) error {
			for n := from; n < from+10_000; n++ {
				_, err := tx.Exec(b.Context(), `INSERT INTO event (seq, kind, subject, data, created_at) VALUES ($1, 'inbox.message_changed', $2, $3, $4)`,
					n+1_000_000, id.NewWorkspace().String(), `{"conversation_id":"`+id.NewWorkspace().String()+`"}`, n)
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	var file bytes.Buffer
	var applied []int
	b.Run("copy", func(b *testing.B) {
		for b.Loop() {
			file.Reset()
			err := db.Read(b.Context(), ws, func(q wsdb.Query) (err error) {
				if applied, err = database.Applied(b.Context(), q); err != nil {
					return err
				}
				all, err := copied(b.Context(), q, db.Engine(), "workspace")
				if err != nil {
					return err
				}
				w := newRowWriter(&file)
				if _, err = w.tables(b.Context(), q, db.Engine(), all); err != nil {
					return err
				}
				return w.finish()
			})
			if err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
	})
	b.Run("load", func(b *testing.B) {
		for b.Loop() {
			err := db.Load(b.Context(), dbtest.Workspace(b, db), applied, func(write wsdb.Writer) error {
				l, err := NewLoader(b.Context(), write, db.Engine(), "workspace")
				if err != nil {
					return err
				}
				return readRows(bytes.NewReader(file.Bytes()), l)
			})
			if err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
	})
}
