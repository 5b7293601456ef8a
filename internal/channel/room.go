package channel

import (
	"context"

	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// room answers what the licence allows, and refuses before the network is asked when another channel would be too many.
func (s *Service) room(ctx context.Context, ws id.Workspace, ch ID) (licence.Limits, error) {
	if s.d.Licence == nil {
		return licence.Limits{}, nil
	}
	limits, err := s.d.Licence(ctx, ws)
	if err != nil {
		return licence.Limits{}, err
	}
	return limits, s.d.DB.Read(ctx, ws, func(q wsdb.Query) error { return allowed(ctx, q, limits, ch) })
}

// allowed counts the channels beside this one that are connected.
func allowed(ctx context.Context, q wsdb.Query, limits licence.Limits, ch ID) error {
	all, err := list(ctx, q)
	if err != nil {
		return err
	}
	have := 0
	for _, c := range all {
		if c.ID != ch && c.State != Disconnected {
			have++
		}
	}
	return limits.AllowChannel(have)
}
