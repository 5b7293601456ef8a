package audit

import (
	"context"
	"fmt"
	"strings"

	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// ErrBroken is returned by Verify; its detail says in words what is wrong, and at which line.
var ErrBroken = fault.New(fault.Conflict, "audit.broken", "The audit chain is broken.")

// Report is what Verify found: how many lines hold, from the first that is kept to the last, and the hash of the last, to be compared
// with one kept elsewhere. When the chain is broken it tells of the lines before the break.
type Report struct {
	First int64 // number of the first line that is kept; lines before it outlived their time
	Lines int64
	Head  string
}

// Last is the number of the last line that holds.
func (r Report) Last() int64 { return r.First + r.Lines - 1 }

const (
	verifyPage = 1000
	noHash     = "0000000000000000000000000000000000000000000000000000000000000000"
)

// Verify reads the whole chain and recomputes it. It fails with ErrBroken when a line was changed, removed, added or moved, when the
// end was cut off, or when more was taken from the beginning than Purge took.
//
// Hashes have no key: whoever can write the database and rewrites every line and the head can only be found out by comparing
// Report.Head with one kept elsewhere. The beginning is sealed with a key of the installation, so the lines before it cannot be taken
// away by somebody who has the database alone; putting back an older beginning with its seal is found out by the missing lines.
func Verify(ctx context.Context, db *sysdb.DB) (Report, error) {
	var report Report
	err := db.Read(ctx, func(q sysdb.Query) error {
		from, err := getBeginning(ctx, q)
		if err != nil {
			return err
		}
		report.First, report.Head = from.seq+1, from.hash
		if !from.sealed(db.Box()) {
			return ErrBroken.WithDetail("The note of where the audit log begins was changed: nobody can say whether lines are missing before it.")
		}
		for {
			lines, err := List(ctx, q, report.Last(), verifyPage)
			if err != nil {
				return err
			}
			for _, l := range lines {
				if flaw := report.flaw(l); flaw != "" {
					return ErrBroken.WithDetail(flaw)
				}
				report.Lines, report.Head = report.Lines+1, l.Hash
			}
			if len(lines) < verifyPage {
				return report.atEnd(ctx, q)
			}
		}
	})
	return report, err
}

// flaw says what is wrong with the line that comes next, "" when nothing is.
func (r Report) flaw(l Line) string {
	next := r.Last() + 1
	switch {
	case l.Seq != next:
		return fmt.Sprintf("%s Line %d is missing; the next is line %d.", r.holds(), next, l.Seq)
	case l.Hash != l.hash():
		return fmt.Sprintf("%s Line %d was changed after it was written.", r.holds(), next)
	case l.Previous != r.Head:
		return fmt.Sprintf("%s Line %d does not follow the line before it: one of the two was put in another's place.", r.holds(), next)
	}
	return ""
}

func (r Report) holds() string {
	if r.Lines == 0 {
		return "No line holds."
	}
	return fmt.Sprintf("Lines %d to %d hold.", r.First, r.Last())
}

// atEnd compares the last line with the one that the head names.
func (r Report) atEnd(ctx context.Context, q sysdb.Query) error {
	var (
		seq  int64
		head string
	)
	if err := q.QueryRow(ctx, `SELECT seq, hash FROM audit_head WHERE one = 1`).Scan(&seq, &head); err != nil {
		return fmt.Errorf("audit head: %w", err)
	}
	switch {
	case seq > r.Last():
		return ErrBroken.WithDetail(fmt.Sprintf("%s The end was cut off: line %d was the last.", r.holds(), seq))
	case seq < r.Last() || head != r.Head:
		return ErrBroken.WithDetail(strings.TrimSpace(r.holds() + " The note of which line is the last was changed."))
	}
	return nil
}
