package audit_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func record(t *testing.T, db *sysdb.DB, n int) {
	t.Helper()
	for range n {
		err := db.Write(t.Context(), func(tx *sysdb.Tx) error {
			return audit.Record(t.Context(), tx, audit.Entry{Action: audit.MemberAdded, Actor: id.New[any](), Workspace: id.NewWorkspace()})
		})
		if err != nil {
			t.Fatalf("record: %v", err)
		}
	}
}

func TestVerify_findsEveryKindOfTampering(t *testing.T) {
	t.Parallel()
	tampering := map[string]string{
		"changed":     `UPDATE audit_line SET action = 'session.ended' WHERE seq = 3`,
		"no actor":    `UPDATE audit_line SET actor_id = NULL WHERE seq = 3`,
		"removed":     `DELETE FROM audit_line WHERE seq = 3`,
		"end cut off": `DELETE FROM audit_line WHERE seq = 5`,
		"renumbered":  `UPDATE audit_line SET seq = 6 WHERE seq = 5`,
		"all removed": `DELETE FROM audit_line`,
		"head moved":  `UPDATE audit_head SET seq = 4`,
	}
	for name, statement := range tampering {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
				sys := dbtest.System(t, db)
				record(t, sys, 5)
				report, err := audit.Verify(t.Context(), sys)
				if err != nil || report.Lines != 5 {
					t.Fatalf("Verify before = %+v, %v", report, err)
				}
				err = sys.Write(t.Context(), func(tx *sysdb.Tx) error {
					_, err := tx.Exec(t.Context(), statement)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				if _, err := audit.Verify(t.Context(), sys); !errors.Is(err, audit.ErrBroken) {
					t.Errorf("Verify = %v, want ErrBroken", err)
				}
			})
		})
	}
}

func TestRecordVia_reachesTheChainOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		sys, ws := dbtest.System(t, db), dbtest.Workspace(t, db)
		registry := queue.NewRegistry()
		audit.Register(registry, sys)
		actor := id.New[any]()
		err := db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
			return audit.RecordVia(t.Context(), tx, audit.Entry{Action: audit.StopAllOn, Actor: actor})
		})
		if err != nil {
			t.Fatal(err)
		}
		jobs := dbtest.Jobs(t, db, ws)
		if len(jobs) != 1 {
			t.Fatalf("%d jobs stored, want 1", len(jobs))
		}
		for range 2 { // the queue may run a job again
			if err := registry.Run(t.Context(), jobs[0]); err != nil {
				t.Fatalf("run: %v", err)
			}
		}
		var lines []audit.Line
		err = sys.Read(t.Context(), func(q sysdb.Query) error {
			lines, err = audit.List(t.Context(), q, 0, 10)
			return err
		})
		if err != nil || len(lines) != 1 {
			t.Fatalf("%d lines, %v; want 1", len(lines), err)
		}
		l := lines[0]
		if l.Action != "workspace.stop_all_on" || l.Actor != actor || l.Workspace != ws || !l.At.Equal(dbtest.Start) {
			t.Errorf("line = %+v", l)
		}
		if _, err := audit.Verify(t.Context(), sys); err != nil {
			t.Errorf("Verify = %v", err)
		}
	})
}

// Whoever rewrites a line and computes its hash anew breaks the link of the next line. The test computes the hash by itself, so
// that the form of the chain cannot change unnoticed.
func TestVerify_findsALineRewrittenWithItsHash(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		sys := dbtest.System(t, db)
		record(t, sys, 5)
		err := sys.Write(t.Context(), func(tx *sysdb.Tx) error {
			lines, err := audit.List(t.Context(), tx, 2, 1)
			if err != nil {
				return err
			}
			l := lines[0]
			hash := func(action string) string {
				sum := sha256.Sum256(fmt.Appendf(nil, "kelola audit 1\n%s\n%d\n%s\n%d\n%s\n%s\n%s\n%s",
					l.Previous, l.Seq, l.ID, l.At.UnixMicro(), action, l.Actor, l.Workspace, l.Subject))
				return hex.EncodeToString(sum[:])
			}
			if l.Hash != hash(l.Action) {
				t.Error("the chain has another form")
			}
			_, err = tx.Exec(t.Context(), `UPDATE audit_line SET action = 'session.ended', hash = $1 WHERE seq = 3`, hash("session.ended"))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := audit.Verify(t.Context(), sys); !errors.Is(err, audit.ErrBroken) {
			t.Errorf("Verify = %v, want ErrBroken", err)
		}
	})
}

// TestListOf: owners read the lines of their own workspace, the newest first, page by page.
func TestListOf(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		sys, clk := dbtest.System(t, db), dbtest.Clock(t, db)
		here, there, sari := id.NewWorkspace(), id.NewWorkspace(), id.New[any]()
		add := func(e audit.Entry) {
			t.Helper()
			if err := sys.Write(t.Context(), func(tx *sysdb.Tx) error { return audit.Record(t.Context(), tx, e) }); err != nil {
				t.Fatal(err)
			}
			clk.Advance(time.Hour)
		}
		add(audit.Entry{Action: audit.MemberAdded, Workspace: here})
		add(audit.Entry{Action: audit.StopAllOn, Workspace: there, Actor: sari})
		add(audit.Entry{Action: audit.StopAllOn, Workspace: here, Actor: sari})
		add(audit.Entry{Action: audit.StopAllOff, Workspace: here, Actor: sari})
		list := func(f audit.Filter, r page.Request) page.Page[audit.Line] {
			t.Helper()
			var got page.Page[audit.Line]
			err := sys.Read(t.Context(), func(q sysdb.Query) (err error) {
				got, err = audit.ListOf(t.Context(), q, here, f, r)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		for _, tt := range []struct {
			name   string
			filter audit.Filter
			want   []string
		}{
			{"all", audit.Filter{}, []string{"workspace.stop_all_off", "workspace.stop_all_on", "workspace.member_added"}},
			{"an action", audit.Filter{Action: "workspace.stop_all_on"}, []string{"workspace.stop_all_on"}},
			{"a group", audit.Filter{Group: "workspace"}, []string{"workspace.stop_all_off", "workspace.stop_all_on", "workspace.member_added"}},
			{"no group of actions", audit.Filter{Group: "work"}, nil},
			{"an actor", audit.Filter{Actor: sari}, []string{"workspace.stop_all_off", "workspace.stop_all_on"}},
			{"a time", audit.Filter{From: dbtest.Start.Add(time.Hour), Until: dbtest.Start.Add(3 * time.Hour)}, []string{"workspace.stop_all_on"}},
			{"nothing", audit.Filter{Action: "user.added"}, nil},
		} {
			var got []string
			for _, l := range list(tt.filter, page.Request{}).Items {
				got = append(got, l.Action)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
			}
		}
		first := list(audit.Filter{}, page.Request{Limit: 2})
		rest := list(audit.Filter{}, page.Request{Limit: 2, Cursor: page.Cursor(first.Next)})
		if len(first.Items) != 2 || len(rest.Items) != 1 || rest.Next != "" || rest.Items[0].Action != "workspace.member_added" {
			t.Errorf("pages: %+v, %+v", first, rest)
		}
	})
}
