package outbox

import (
	"context"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// ByExternal finds sends of a channel by the network's ids; what does not exist is absent.
func (s *Service) ByExternal(ctx context.Context, q wsdb.Query, ch channel.ID, externals []string) (map[string]Send, error) {
	found, err := s.store.byExternal(ctx, q, ch, externals)
	if err != nil {
		return nil, err
	}
	out := make(map[string]Send, len(found))
	for _, m := range found {
		out[m.ExternalID] = m
	}
	return out, nil
}
