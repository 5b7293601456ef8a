package erase

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/certificate"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/database/migrations"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/library"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// TestErase_aMissingStepIsFound leaves each step out in turn. The verification, which is written apart from the steps, must say in which
// table something is left.
func TestErase_aMissingStepIsFound(t *testing.T) {
	t.Parallel()
	total := 0
	for _, category := range Erasable() {
		tables := map[string]bool{}
		for _, r := range rules[category] {
			if r.keep == "" && !strings.Contains(r.where, "{channel} <> ''") { // that is for what Meta asks
				tables[r.table] = true
			}
		}
		if category == datamap.Contacts || category == datamap.Chats {
			tables["textindex"] = true
		}
		for _, table := range slices.Sorted(maps.Keys(tables)) {
			total++
			t.Run(string(category)+"/"+table, func(t *testing.T) {
				t.Parallel()
				db := dbtest.New(t, database.SQLite)
				b := newBench(t, db)
				b.seed(t, b.ws, "satu", 8)
				b.skip = func(of string) bool { return of == table }
				request := b.ask(t, b.ws, Scope{Categories: []datamap.Category{category}})
				if err := b.Due(t.Context()); err != nil {
					t.Fatal(err)
				}
				if r, _ := b.get(t, request); r.State != Unproven || !strings.Contains(r.Reason, table) || len(r.Document) > 0 {
					t.Fatalf("without the step for %s the request is %s (%q), with a certificate of %d bytes", table, r.State, r.Reason, len(r.Document))
				}
				b.skip = nil
				if err := b.Due(t.Context()); err != nil {
					t.Fatal(err)
				}
				if r, _ := b.get(t, request); r.State != Complete {
					t.Fatalf("tried again it is %s (%s)", r.State, r.Reason)
				}
			})
		}
	}
	if total < 30 {
		t.Errorf("%d steps were left out, want 30 at least", total)
	}
	t.Logf("%d steps are left out in turn", total)
}

// TestErase_deletedRowsAreStillInTheFile shows that the scanner reads what SQLite leaves of deleted rows, and that rewriting the file is needed.
func TestErase_deletedRowsAreStillInTheFile(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := newBench(t, db)
		b.seed(t, b.ws, "satu", 40)
		b.skip = func(of string) bool { return of == "storage" }
		request := b.ask(t, b.ws, Scope{Categories: []datamap.Category{datamap.Contacts}})
		for try := range maxAttempts {
			if try > 0 {
				b.Service = New(b.d) // what was in memory is lost
				b.skip = func(of string) bool { return of == "storage" }
			}
			b.due(t)
			if r, _ := b.get(t, request); r.State != Unproven || r.Reason != "bytes" || len(r.Document) > 0 {
				t.Fatalf("without compaction it is %s (%q) at try %d: %+v", r.State, r.Reason, try, r.Report.Scan)
			}
		}
		b.skip = nil
		if _, err := b.Again(t.Context(), request, nobody); err != nil {
			t.Fatal(err)
		}
		b.due(t)
		if r, _ := b.get(t, request); r.State != Complete {
			t.Errorf("with it it is %s (%q)", r.State, r.Reason)
		}
	})
}

// Of a blast to a few nothing is left when the records of sending are deleted, not in the totals either.
func TestErase_totalsOfFew(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := newBench(t, db)
		b.seed(t, b.ws, "satu", 4)
		for n, delivered := range []int{1, 12} { // 4 and 9 January 2026, at nine in the morning in Jakarta
			at := time.Date(2026, 1, 4+5*n, 2, 0, 0, 0, time.UTC).UnixMicro()
			b.exec(t, fmt.Sprintf(`INSERT INTO report_send (quarter_at, channel_id, lane, queued, held, sending, accepted, sent, delivered, read_count, skipped, failed,
				unknown, replied) VALUES (%d, '%s', 4, 0, 0, 0, 0, 0, %d, 0, 0, 0, 0, 1)`, at, uuid(2), delivered))
		}
		request := b.ask(t, b.ws, Scope{Categories: []datamap.Category{datamap.Sending}})
		b.skip = func(of string) bool { return of == "totals" }
		b.due(t)
		if r, _ := b.get(t, request); r.State != Unproven || !strings.Contains(r.Reason, "report_send") {
			t.Fatalf("with the total of one it is %s (%s)", r.State, r.Reason)
		}
		b.skip = nil
		b.due(t)
		if r, _ := b.get(t, request); r.State != Complete {
			t.Fatalf("%s (%s)", r.State, r.Reason)
		}
		var few, many int
		b.read(t, b.ws, `SELECT COUNT(*) FROM report_send WHERE delivered = 1`, &few)
		b.read(t, b.ws, `SELECT COUNT(*) FROM report_send WHERE delivered = 12`, &many)
		if few != 0 || many != 1 {
			t.Errorf("%d totals of one and %d of twelve are left, want 0 and 1", few, many)
		}
	})
}

func TestErase_oneContact(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := newBench(t, db)
		b.seed(t, b.ws, "satu", 8)
		who, err := id.Parse[contact.Contact](uuid(3))
		if err != nil {
			t.Fatal(err)
		}
		before := b.census(t, b.ws)
		request := b.ask(t, b.ws, Scope{Contact: who})
		if err := b.Due(t.Context()); err != nil {
			t.Fatal(err)
		}
		r, _ := b.get(t, request)
		if r.State != Complete {
			t.Fatalf("state %s (%s): %+v", r.State, r.Reason, r.Report.Checks)
		}
		after := b.census(t, b.ws)
		for _, table := range []string{"contact", "conversation", "message", "send", "comment", "comment_match", "contact_handle", "blast_recipient", "consent_change"} {
			if after[table] != before[table]-1 {
				t.Errorf("%s has %d rows, had %d: want one less", table, after[table], before[table])
			}
		}
		for _, table := range []string{"suppression", "inbound", "blast", "channel", "contact_group"} {
			if after[table] != before[table] {
				t.Errorf("%s has %d rows, had %d", table, after[table], before[table])
			}
		}
		c, err := certificate.Verify(r.Document)
		if err != nil || c.Scope.Contacts != 1 || strings.Contains(string(r.Document), mark) || strings.Contains(string(r.Document), uuid(3)) {
			t.Errorf("certificate %s, %v", r.Document, err)
		}
	})
}

func TestErase_wholeWorkspace(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := newBench(t, db)
		b.seed(t, b.ws, "satu", 8)
		other := dbtest.Workspace(t, db)
		b.seed(t, other, "duatiga", 8)
		theirs := b.census(t, other)
		err := b.sys.Write(t.Context(), func(tx *sysdb.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO channel_route (kind, external_id, account_id, workspace_id, channel_id, created_at) VALUES ('cloudapi', 'x', 'y', $1, $2, 1)`, b.ws, uuid(1))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		request := b.ask(t, b.ws, Scope{Whole: true})
		if err := b.Due(t.Context()); err != nil {
			t.Fatal(err)
		}
		r, _ := b.get(t, request)
		if r.State != Complete {
			t.Fatalf("state %s (%s): %+v", r.State, r.Reason, r.Report.Checks)
		}
		if err := db.Read(t.Context(), b.ws, func(wsdb.Query) error { return nil }); !errors.Is(err, wsdb.ErrErased) {
			t.Errorf("reading the workspace: %v", err)
		}
		if _, err := b.sys.Keys().Get(t.Context(), b.ws.String()); !errors.Is(err, sysdb.ErrNoKey) {
			t.Errorf("the key: %v", err)
		}
		files := 0
		for _, ws := range []id.Workspace{b.ws, other} {
			_ = b.blobs.List(t.Context(), library.Prefix(ws), func(string, int64) error { files++; return nil })
		}
		if files != 8 {
			t.Errorf("%d files are left, the neighbour has 8", files)
		}
		if now := b.census(t, other); fmt.Sprint(now) != fmt.Sprint(theirs) {
			t.Errorf("the neighbour has %v, had %v", now, theirs)
		}
		c, err := certificate.Verify(r.Document)
		if err != nil || !c.Scope.Whole || c.Blobs.Count != 8 || len(c.Keys) == 0 || c.Keys[0].DestroyedAt.IsZero() {
			t.Errorf("certificate %s, %v", r.Document, err)
		}
	})
}

// TestErase_cutOff ends a deletion at random moments, as a crash does for what is in memory, and takes it up with a new service. The end is
// the same each time: one certificate, counts that are exact, and the neighbour as it was.
func TestErase_cutOff(t *testing.T) {
	t.Parallel()
	runs := 6
	if os.Getenv("KELOLA_SOAK") == "1" {
		runs = 100
	}
	chance := rand.New(rand.NewPCG(5, 6))
	for n := range runs {
		scope := []Scope{{Whole: true}, {Categories: Erasable()}, {Categories: []datamap.Category{datamap.Contacts, datamap.Chats}}}[n%3]
		after := time.Duration(chance.Int64N(int64(150 * time.Millisecond)))
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			db := dbtest.New(t, database.SQLite)
			b := newBench(t, db)
			b.seed(t, b.ws, "satu", 40)
			other := dbtest.Workspace(t, db)
			b.seed(t, other, "duatiga", 8)
			theirs := b.census(t, other)
			request := b.ask(t, b.ws, scope)
			cuts := 0
			for {
				ctx, cancel := context.WithTimeout(t.Context(), after)
				err := b.Due(ctx)
				cancel()
				if err == nil {
					break
				}
				cuts++
				after += 100 * time.Millisecond
				b.Service = New(b.d)
			}
			r, way := b.get(t, request)
			if r.State != Complete {
				t.Fatalf("after %d cuts it is %s (%s): %+v", cuts, r.State, r.Reason, r.Report.Checks)
			}
			if now := b.census(t, other); fmt.Sprint(now) != fmt.Sprint(theirs) {
				t.Errorf("the neighbour has %v, had %v", now, theirs)
			}
			gone, _ := r.Plan.Rows()
			var did int64
			for _, l := range r.Report.Lines {
				if l.Method != Keep {
					did += l.Rows
				}
			}
			if did != gone {
				t.Errorf("%d rows are counted as deleted after %d cuts, the plan had %d", did, cuts, gone)
			}
			done := 0
			for _, s := range way {
				if s.To == LiveErased {
					done++
				}
			}
			if _, err := certificate.Verify(r.Document); err != nil || done != 1 {
				t.Errorf("certificate %v, erased %d times", err, done)
			}
		})
	}
}

func TestSystemTables_everyOneWithAWorkspaceIsKnown(t *testing.T) {
	t.Parallel()
	r, err := datamap.Parse(migrations.Files, "system")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range r.Columns() {
		if c.Name != "workspace_id" && c.Table != "workspace_registry" {
			continue
		}
		if _, removed := ofSystem[c.Table]; removed {
			continue
		}
		if _, stays := staysInSystem[c.Table]; !stays {
			t.Errorf("nothing says what becomes of %s when a workspace is deleted", c.Table)
		}
	}
}
