package outbox

import (
	"context"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Foresee answers whom the gates would skip, and why, if these messages came to the dispatcher now. It asks the same gates as the
// dispatcher; what would only be held is not in the answer.
func (s *Service) Foresee(ctx context.Context, q wsdb.Query, ch channel.Channel, reqs []Request) (map[contact.ID]string, error) {
	g := &gateInput{now: s.d.Clock.Now(), channel: ch}
	if err := s.readRules(ctx, q, g); err != nil {
		return nil, err
	}
	page := make([]Send, len(reqs))
	for i, r := range reqs {
		page[i] = Send{Request: r}
	}
	if err := s.readRecipients(ctx, q, g, page); err != nil {
		return nil, err
	}
	out := map[contact.ID]string{}
	for i := range page {
		if reason, yes := g.never(&page[i]); yes {
			out[page[i].Contact] = reason
		}
	}
	return out, nil
}
