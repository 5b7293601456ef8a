package audit

import (
	"context"
	"fmt"
	"strings"

	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// ErrBroken is returned by Verify; its detail says at which line.
var ErrBroken = fault.New(fault.Conflict, "audit.broken", "The audit chain is broken.")

// Report is what Verify found: how many lines there are and the hash of the last, to be compared with one kept elsewhere.
type Report struct {
	Lines int64
	Head  string
}

const verifyPage = 1000

// Verify reads the whole chain and recomputes it. It fails with ErrBroken when a line was changed, removed, added or moved, or
// when the end was cut off. Whoever can rewrite every line and the head can only be found out by comparing Report.Head.
func Verify(ctx context.Context, db *sysdb.DB) (Report, error) {
	report := Report{Head: strings.Repeat("0", 64)}
	err := db.Read(ctx, func(q sysdb.Query) error {
		for {
			lines, err := List(ctx, q, report.Lines, verifyPage)
			if err != nil {
				return err
			}
			for _, l := range lines {
				if l.Seq != report.Lines+1 || l.Previous != report.Head || l.Hash != l.hash() {
					return ErrBroken.WithDetail(fmt.Sprintf("The audit chain is broken at line %d.", report.Lines+1))
				}
				report.Lines, report.Head = l.Seq, l.Hash
			}
			if len(lines) < verifyPage {
				break
			}
		}
		var (
			seq  int64
			head string
		)
		if err := q.QueryRow(ctx, `SELECT seq, hash FROM audit_head WHERE one = 1`).Scan(&seq, &head); err != nil {
			return fmt.Errorf("audit head: %w", err)
		}
		if seq != report.Lines || head != report.Head {
			return ErrBroken.WithDetail(fmt.Sprintf("The audit chain ends at line %d, and line %d was its last.", report.Lines, seq))
		}
		return nil
	})
	return report, err
}
