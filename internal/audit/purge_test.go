package audit_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// purged makes seven lines, an hour between each, and takes the first three away.
func purged(t *testing.T, db *wsdb.DB) *sysdb.DB {
	t.Helper()
	sys, clk := dbtest.System(t, db), dbtest.Clock(t, db)
	for range 7 {
		record(t, sys, 1)
		clk.Advance(time.Hour)
	}
	gone, err := audit.Purge(t.Context(), sys, dbtest.Start.Add(3*time.Hour))
	if err != nil || gone != 3 {
		t.Fatalf("Purge = %d, %v; want 3", gone, err)
	}
	return sys
}

func TestPurge_whatIsLeftStillHolds(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		sys := purged(t, db)
		r, err := audit.Verify(t.Context(), sys)
		if err != nil || r.First != 4 || r.Lines != 4 || r.Last() != 7 {
			t.Fatalf("Verify = %+v, %v", r, err)
		}
		if gone, err := audit.Purge(t.Context(), sys, dbtest.Start.Add(3*time.Hour)); err != nil || gone != 0 {
			t.Errorf("Purge again = %d, %v", gone, err)
		}
		record(t, sys, 1)
		if gone, err := audit.Purge(t.Context(), sys, dbtest.Start.AddDate(1, 0, 0)); err != nil || gone != 5 {
			t.Errorf("Purge of the rest = %d, %v", gone, err)
		}
		if r, err := audit.Verify(t.Context(), sys); err != nil || r.Lines != 0 {
			t.Errorf("Verify of an empty log = %+v, %v", r, err)
		}
		record(t, sys, 1)
		if r, err := audit.Verify(t.Context(), sys); err != nil || r.Lines != 1 || r.First != 9 {
			t.Errorf("Verify of the next line = %+v, %v", r, err)
		}
	})
}

func TestVerify_findsTamperingWithTheBeginning(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ statement, want string }{
		"more taken away":   {`DELETE FROM audit_line WHERE seq <= 5`, "No line holds. Line 4 is missing; the next is line 6."},
		"and noted":         {`UPDATE audit_beginning SET seq = 5, hash = (SELECT hash FROM audit_line WHERE seq = 5)`, "note of where the audit log begins was changed"},
		"seal taken away":   {`UPDATE audit_beginning SET seal = ''`, "note of where the audit log begins was changed"},
		"as if nothing was": {`UPDATE audit_beginning SET seq = 0, seal = '', hash = '` + strings.Repeat("0", 64) + `'`, "Line 1 is missing; the next is line 4."},
		"a line changed":    {`UPDATE audit_line SET action = 'session.ended' WHERE seq = 6`, "Lines 4 to 5 hold. Line 6 was changed after it was written."},
		"end cut off":       {`DELETE FROM audit_line WHERE seq = 7`, "Lines 4 to 6 hold. The end was cut off: line 7 was the last."},
		"head moved back":   {`UPDATE audit_head SET seq = 6`, "Lines 4 to 7 hold. The note of which line is the last was changed."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
				sys := purged(t, db)
				err := sys.Write(t.Context(), func(tx *sysdb.Tx) error {
					_, err := tx.Exec(t.Context(), tt.statement)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				_, err = audit.Verify(t.Context(), sys)
				f, _ := fault.Of(err)
				if !errors.Is(err, audit.ErrBroken) || !strings.Contains(f.Detail, tt.want) {
					t.Errorf("Verify = %v (%s), want %q", err, f.Detail, tt.want)
				}
			})
		})
	}
}

// A beginning that was tampered with is looked at by a person before more goes.
func TestPurge_leavesATamperedBeginningAlone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		sys := purged(t, db)
		err := sys.Write(t.Context(), func(tx *sysdb.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE audit_beginning SET seq = 4`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if gone, err := audit.Purge(t.Context(), sys, dbtest.Start.AddDate(1, 0, 0)); !errors.Is(err, audit.ErrBroken) || gone != 0 {
			t.Errorf("Purge = %d, %v", gone, err)
		}
	})
}
