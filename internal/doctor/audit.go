package doctor

import (
	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/fault"
)

// Audit judges what a walk along the audit log found.
func Audit(r audit.Report, err error) Finding {
	const check = "audit"
	if err == nil {
		return OK(check, "%d lines hold", r.Lines)
	}
	f, ok := fault.Of(err)
	if !ok {
		return NotChecked(check, "it could not be read: %v", err)
	}
	return Err(check, "find out who can write the system database; compare with the last backup, and keep both", "%s", f.Detail)
}
