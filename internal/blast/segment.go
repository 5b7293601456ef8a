package blast

import (
	"context"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// outcomeConditions say which recipients had an outcome; of the others the ledger may have lost count after a while.
var outcomeConditions = map[string]string{
	"got":       `x.state IN ('accepted', 'sent', 'delivered', 'read')`,
	"delivered": `x.state IN ('delivered', 'read')`,
	"read":      `x.state = 'read'`,
	"replied":   `r.replied_at > 0`,
	"failed":    `r.state = 'failed'`,
}

// SegmentCondition implements contact.Blasts. Each contact is looked up by key, so that it costs the same however large the blast was.
func (s *Service) SegmentCondition(ctx context.Context, q wsdb.Query, blast, outcome string) (string, []any, error) {
	key, err := id.Parse[Blast](blast)
	if err != nil {
		return "", nil, ErrNotFound
	}
	if _, err := s.store.get(ctx, q, key); err != nil {
		return "", nil, err
	}
	condition, ok := outcomeConditions[outcome]
	if !ok {
		return "", nil, ErrState
	}
	return `COALESCE((SELECT TRUE FROM blast_recipient AS r LEFT JOIN send AS x ON x.id = r.send_id
		WHERE r.blast_id = ? AND r.contact_id = c.id AND ` + condition + `), FALSE)`, []any{key}, nil
}

const listUnstarted = `SELECT ` + blastColumns + ` FROM blast WHERE started_at = 0 AND audience LIKE '%segment%' ORDER BY id DESC`

// SegmentUses implements contact.Blasts.
func (s *Service) SegmentUses(ctx context.Context, q wsdb.Query) (map[contact.SegmentID][]contact.SegmentUse, error) {
	list, err := s.store.list(ctx, q, listUnstarted)
	if err != nil {
		return nil, err
	}
	uses := map[contact.SegmentID][]contact.SegmentUse{}
	for _, b := range list {
		use := contact.SegmentUse{ID: b.ID.String(), Name: b.Name, State: string(b.State), Scheduled: b.State == Scheduled}
		for _, segment := range b.Audience.Named() {
			uses[segment] = append(uses[segment], use)
		}
	}
	return uses, nil
}
