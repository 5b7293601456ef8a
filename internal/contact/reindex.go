package contact

import (
	"context"

	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const reindexPage = 500

// Reindex hands every contact over to the search, for a workspace whose index is empty. It may run again.
func (s *Service) Reindex(ctx context.Context, ws id.Workspace) error {
	after := noContact
	for more := true; more; {
		err := s.deps.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
			list, err := s.records(ctx, tx, `SELECT `+columns+` FROM contact WHERE id > $1 ORDER BY id LIMIT $2`, after, reindexPage)
			if err != nil || len(list) == 0 {
				more = false
				return err
			}
			more, after = len(list) == reindexPage, list[len(list)-1].ID.String()
			return s.reindex(ctx, tx, list)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// noContact is below the id of every contact.
const noContact = "00000000-0000-0000-0000-000000000000"
