package channel

import (
	"context"

	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// room answers what the licence allows, and refuses before the network is asked when another channel would be too many or there may
// be none.
func (s *Service) room(ctx context.Context, ws id.Workspace, c Channel) (limits licence.Limits, err error) {
	if s.d.Licence != nil {
		if limits, err = s.d.Licence(ctx, ws); err != nil {
			return licence.Limits{}, err
		}
	}
	return limits, s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		if err := s.barred(ctx, q, c.Kind); err != nil {
			return err
		}
		return allowed(ctx, q, limits, c.ID)
	})
}

// barred asks whether a channel with a real network may be there.
func (s *Service) barred(ctx context.Context, q wsdb.Query, kind Kind) error {
	if kind == Simulated || s.bar == nil {
		return nil
	}
	return s.bar(ctx, q)
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
