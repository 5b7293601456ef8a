package inbox

import (
	"context"
	"fmt"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// The table is that of the comments, which come in before anything answers them.
const (
	commentTextsSQLite = `SELECT external_id, text FROM comment
		WHERE channel_id = $1 AND deleted_at = 0 AND external_id IN (SELECT value FROM json_each($2))`
	commentTextsPostgres = `SELECT external_id, text FROM comment
		WHERE channel_id = $1 AND deleted_at = 0 AND external_id IN (SELECT jsonb_array_elements_text(CAST($2 AS jsonb)))`
)

// comments finds what the comments say that bubbles answer.
func (s *Service) comments(ctx context.Context, q wsdb.Query, ch channel.ID, list []Bubble) (map[string]string, error) {
	var ids []string
	for i := range list {
		if c := list[i].Content.Comment; c != nil {
			ids = append(ids, c.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	wanted, err := jsonList(ids)
	if err != nil {
		return nil, err
	}
	rows, err := q.Query(ctx, s.store.pick(commentTextsSQLite, commentTextsPostgres), ch, wanted)
	if err != nil {
		return nil, fmt.Errorf("read comments: %w", err)
	}
	defer func() { _ = rows.Close() }()
	texts := map[string]string{}
	for rows.Next() {
		var external, text string
		if err := rows.Scan(&external, &text); err != nil {
			return nil, err
		}
		texts[external] = text
	}
	return texts, rows.Err()
}
