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
