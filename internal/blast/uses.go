package blast

import (
	"context"
	"slices"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const listOpen = `SELECT ` + blastColumns + ` FROM blast WHERE state IN ('scheduled', 'running', 'paused', 'stopping', 'held') ORDER BY id`

// TemplateUses implements channel.TemplateUsers: how many blasts that are not over and not mere drafts use a template.
func (s *Service) TemplateUses(ctx context.Context, q wsdb.Query, channels []channel.ID, name, language string) (int, error) {
	open, err := s.store.list(ctx, q, listOpen)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, b := range open {
		ref := b.Message.Template
		if b.Message.Kind == KindTemplate && ref != nil && ref.Name == name && ref.Language == language && slices.Contains(channels, b.Channel) {
			n++
		}
	}
	return n, nil
}
