package inbox

import (
	"context"
	"fmt"

	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	reindexPage = 500

	listTexts = `SELECT id, text FROM message WHERE id > $1 AND text <> '' AND lane < $2 ORDER BY id LIMIT $3`
)

// Reindex hands the text of every message over to the search, for a workspace whose index is empty. It may run again.
func (s *Service) Reindex(ctx context.Context, ws id.Workspace) error {
	after := noMessage
	for more := true; more; {
		err := s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
			docs, err := texts(ctx, tx, after)
			if err != nil {
				return fmt.Errorf("list texts: %w", err)
			}
			if more = len(docs) == reindexPage; more {
				after = docs[len(docs)-1].Ref
			}
			return s.d.Texts.PutAll(ctx, tx, textindex.Message, docs)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// texts are a page of what can be found: what blasts and sequences said is not searched.
func texts(ctx context.Context, q wsdb.Query, after string) ([]textindex.Doc, error) {
	rows, err := q.Query(ctx, listTexts, after, int(outbox.Sequence), reindexPage)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var docs []textindex.Doc
	for rows.Next() {
		var d textindex.Doc
		if err := rows.Scan(&d.Ref, &d.Text); err != nil {
			return nil, err
		}
		docs = append(docs, d)
	}
	return docs, rows.Err()
}

// noMessage is below the id of every message.
const noMessage = "00000000-0000-0000-0000-000000000000"
