package channel_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	wife    = "+6281200000001"
	private = "rahasia-keluarga"
)

// from is a message of a person.
func (b *bundle) from(ch channel.Channel, who channel.Address, text string) channel.Fragment {
	f := b.fragment(ch, text)
	f.Person = who
	return f
}

// everything reads every value of every table of the workspace as text, and what is sealed in the raw events.
func (b *bundle) everything(t *testing.T) string {
	t.Helper()
	tables := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'textindex%'`
	if b.db.Engine() == database.Postgres {
		tables = `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()`
	}
	box, err := b.db.Box(t.Context(), b.ws)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	err = b.db.Read(t.Context(), b.ws, func(q wsdb.Query) error {
		names, err := scan(t, q, tables)
		for _, name := range names {
			rows, err := scan(t, q, `SELECT * FROM `+string(name[0]))
			if err != nil {
				return err
			}
			for _, row := range rows {
				fmt.Fprintf(&out, "%s\n", bytes.Join(row, []byte(" ")))
			}
		}
		if err != nil {
			return err
		}
		raws, err := scan(t, q, `SELECT id, raw FROM inbound`)
		for _, row := range raws {
			i, err := id.Parse[channel.Inbound](string(row[0]))
			if err != nil {
				return err
			}
			place := i.Bytes()
			raw, err := box.Open("channel.inbound", row[1], place[:])
			if err != nil {
				return err
			}
			fmt.Fprintf(&out, "%s\n", raw)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out.String()) < 100 {
		t.Fatalf("only %d bytes were read", out.Len())
	}
	return out.String()
}

func scan(t *testing.T, q wsdb.Query, query string) (out [][][]byte, err error) {
	t.Helper()
	rows, err := q.Query(t.Context(), query)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		row, into := make([][]byte, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, rows.Err()
}

// onDisk fails when a file of the installation holds the bytes.
func (b *bundle) onDisk(t *testing.T, want string) {
	t.Helper()
	dir := dbtest.Options(t, b.db).DataDir
	if dir == "" {
		return // PostgreSQL; its tables were read
	}
	files, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	more, err2 := filepath.Glob(filepath.Join(dir, "*.db*"))
	if err := errors.Join(err, err2); err != nil || len(files)+len(more) == 0 {
		t.Fatalf("no files in %s: %v", dir, err)
	}
	for _, name := range append(files, more...) {
		raw, err := os.ReadFile(name)
		if err == nil && bytes.Contains(raw, []byte(want)) {
			t.Errorf("%s holds %q", filepath.Base(name), want)
		}
	}
}

func (b *bundle) unstored(t *testing.T) (masked []string, dropped int64) {
	t.Helper()
	got, dropped, err := b.svc.ListUnstored(t.Context(), b.ws, page.Request{})
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range got.Items {
		masked = append(masked, u.Number.Mask())
	}
	return masked, dropped
}

func (b *bundle) mustStore(t *testing.T, frags ...channel.Fragment) {
	t.Helper()
	if err := b.ingest.Store(t.Context(), frags); err != nil {
		t.Fatalf("Store = %v", err)
	}
	if err := b.ingest.Process(t.Context(), b.ws); err != nil {
		t.Fatalf("Process = %v", err)
	}
}

// Nothing of what a listed person writes is anywhere afterwards; others and statuses come through, and the list says how much was
// dropped but not whose.
func TestUnstored_leavesNoTrace(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ch := b.connect(t, b.ws, "100")
		b.mustStore(t, b.from(ch, channel.Address{Phone: wife}, "before"))
		entry, err := b.svc.AddUnstored(t.Context(), b.ws, "0812-0000-0001", audit.Thing{})
		if err != nil || entry.Number != wife {
			t.Fatalf("AddUnstored = %+v, %v", entry, err)
		}
		again, err := b.svc.AddUnstored(t.Context(), b.ws, wife, audit.Thing{})
		if err != nil || again.ID != entry.ID {
			t.Errorf("again = %+v, %v", again, err)
		}
		status := b.fragment(ch, "status") // what is no message has no person
		b.mustStore(t,
			b.from(ch, channel.Address{Phone: wife}, private+"-1"), b.from(ch, channel.Address{Phone: "+6281200000002"}, "other"), status,
			b.from(ch, channel.Address{Phone: wife, UserID: "ID.555"}, private+"-2"))
		b.mustStore(t, b.from(ch, channel.Address{UserID: "ID.555"}, private+"-3")) // the network hides the number from now on
		same(t, b.received(t, b.ws), "before", "other", "status")
		all := b.everything(t)
		for _, trace := range []string{private, "81200000001", "ID.555"} {
			if strings.Contains(all, trace) {
				t.Errorf("the tables hold %q", trace)
			}
			b.onDisk(t, trace)
		}
		if !strings.Contains(all, "other") {
			t.Error("the tables do not hold what was kept")
		}
		masked, dropped := b.unstored(t)
		same(t, masked, "+6281*******01")
		if got := b.ingest.Counts(); dropped != 3 || got.Unstored != 3 || got.Stored != 3 {
			t.Errorf("%d dropped, counts %+v", dropped, got)
		}
		if err := b.svc.RemoveUnstored(t.Context(), b.ws, entry.ID, audit.Thing{}); err != nil {
			t.Fatal(err)
		}
		b.mustStore(t, b.from(ch, channel.Address{Phone: wife, UserID: "ID.555"}, "after"))
		same(t, b.received(t, b.ws), "before", "other", "status", "after")
	})
}

// A person the workspace knows by a user id too is recognised by it from the start, and a list is one workspace's own.
func TestUnstored_knowsThePerson(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ch := b.connect(t, b.ws, "100")
		neighbour := dbtest.Workspace(t, db)
		theirs := b.connect(t, neighbour, "200")
		if _, err := b.svc.AddUnstored(t.Context(), b.ws, "+6281200000009", audit.Thing{}); err != nil {
			t.Fatal(err)
		}
		hidden := channel.Address{UserID: knownUser}
		next := b.from(theirs, hidden, "neighbour")
		next.Workspace = neighbour
		b.mustStore(t, b.from(ch, hidden, private), next)
		if err := b.ingest.Process(t.Context(), neighbour); err != nil {
			t.Fatal(err)
		}
		same(t, b.received(t, b.ws))
		same(t, b.received(t, neighbour), "neighbour")
	})
}

func TestUnstored_refuses(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		if _, err := b.svc.AddUnstored(t.Context(), b.ws, "siapa?", audit.Thing{}); !errors.Is(err, channel.ErrUnstoredNumber) {
			t.Errorf("no number: %v", err)
		}
		if err := b.svc.RemoveUnstored(t.Context(), b.ws, id.New[channel.Unstored](), audit.Thing{}); !errors.Is(err, channel.ErrUnstoredNotFound) {
			t.Errorf("no entry: %v", err)
		}
		err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
			for range channel.MaxUnstored {
				_, err := tx.Exec(t.Context(), `INSERT INTO unstored_number (id, number, created_at, created_by) VALUES ($1, $2, 0, '')`,
					id.New[channel.Unstored](), []byte("x"))
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.svc.AddUnstored(t.Context(), b.ws, wife, audit.Thing{}); !errors.Is(err, channel.ErrUnstoredFull) {
			t.Errorf("full: %v", err)
		}
	})
}

func TestHTTP_unstoredNumbers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		s := serve(t, db)
		made, text := s.call(t, "POST", "/unstored-numbers", `{"phone":"0812 0000 0001"}`, 201)
		if made["phone_masked"] != "+6281*******01" || strings.Contains(text, "0000") {
			t.Errorf("made = %s", text)
		}
		s.call(t, "POST", "/unstored-numbers", `{"phone":"0812 0000 0002"}`, 201)
		if got, _ := s.call(t, "POST", "/unstored-numbers", `{"phone":"12"}`, 422); got["code"] != "unstored.number_invalid" {
			t.Errorf("refused = %v", got)
		}
		first, _ := s.call(t, "GET", "/unstored-numbers?limit=1", "", 200)
		if items, _ := first["items"].([]any); len(items) != 1 || first["next"] == nil || first["dropped"] != 0.0 {
			t.Errorf("list = %v", first)
		}
		rest, _ := s.call(t, "GET", "/unstored-numbers?limit=1&cursor="+fmt.Sprint(first["next"]), "", 200)
		if items, _ := rest["items"].([]any); len(items) != 1 || rest["next"] != nil {
			t.Errorf("rest = %v", rest)
		}
		s.call(t, "DELETE", "/unstored-numbers/"+made["id"].(string), "", 204)
		s.call(t, "DELETE", "/unstored-numbers/"+made["id"].(string), "", 404)
	})
}
