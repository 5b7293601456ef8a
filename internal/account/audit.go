package account

import (
	"context"
	"errors"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/workspace"
)

// AuditLine is a line of the record with the names of the people in it. By has only its id when the person is gone, and no id when the
// operator or the program did it; Whom is zero when it was not done to a person.
type AuditLine struct {
	audit.Line
	By   User
	Whom User
}

// AuditOf returns a page of what was done in a workspace, the newest first.
func (s *Service) AuditOf(ctx context.Context, ws id.Workspace, f audit.Filter, r page.Request) (page.Page[AuditLine], error) {
	var out page.Page[AuditLine]
	err := s.deps.System.Read(ctx, func(q sysdb.Query) error {
		found, err := audit.ListOf(ctx, q, ws, f, r)
		if err != nil {
			return err
		}
		out.Next = found.Next
		known := map[audit.Thing]User{}
		person := func(thing audit.Thing) (User, error) {
			u, ok := known[thing]
			if ok || thing.IsZero() {
				return u, nil
			}
			u, err := getUser(ctx, q, id.From[workspace.Person](thing.Bytes()))
			if errors.Is(err, ErrNotFound) {
				u, err = User{ID: id.From[workspace.Person](thing.Bytes())}, nil
			}
			known[thing] = u
			return u, err
		}
		for _, l := range found.Items {
			line := AuditLine{Line: l}
			if line.By, err = person(l.Actor); err != nil {
				return err
			}
			if line.Whom, err = person(l.Subject); err != nil {
				return err
			}
			out.Items = append(out.Items, line)
		}
		return nil
	})
	return out, err
}

// recordOf records what concerns a person as a whole, such as a login, in every workspace of the person, so that its owners see it. Of
// who is in none, one line without a workspace tells.
func (s *Service) recordOf(ctx context.Context, tx *sysdb.Tx, user UserID, e audit.Entry) error {
	all, err := s.deps.Workspaces.MembershipsIn(ctx, tx, user)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return audit.Record(ctx, tx, e)
	}
	for _, m := range all {
		e.Workspace = m.Workspace.ID
		if err := audit.Record(ctx, tx, e); err != nil {
			return err
		}
	}
	return nil
}

// RecordAuditExport tells the record that somebody takes a copy of it; the copy has the line already.
func (s *Service) RecordAuditExport(ctx context.Context, p Principal, ws id.Workspace) error {
	return s.deps.System.Write(ctx, func(tx *sysdb.Tx) error {
		return audit.Record(ctx, tx, audit.Entry{Action: audit.AuditExported, Actor: p.Actor(), Workspace: ws})
	})
}
