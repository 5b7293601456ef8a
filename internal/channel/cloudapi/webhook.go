package cloudapi

import (
	"context"

	"github.com/kelolapesan/kelola/internal/channel"
)

// Deliveries routes the deliveries of this network.
type Deliveries struct{ Routes channel.Router }

// Route implements channel.Deliveries: every piece gets its place. What belongs to nobody here is counted, never kept.
func (d Deliveries) Route(ctx context.Context, body []byte) (frags []channel.Fragment, unknown int, err error) {
	pieces, err := Split(body)
	if err != nil {
		return nil, 0, err
	}
	frags = make([]channel.Fragment, 0, len(pieces))
	for _, p := range pieces {
		routes, kind, err := d.places(ctx, p)
		if err != nil {
			return nil, 0, err
		}
		if len(routes) == 0 {
			unknown++
		}
		for _, to := range routes {
			frags = append(frags, channel.Fragment{
				Workspace: to.Workspace, Channel: to.Channel, Kind: kind, Key: p.Key, Fingerprint: p.Fingerprint, Person: p.Person, Raw: p.Raw,
			})
		}
	}
	return frags, unknown, nil
}

// places finds where a piece goes: to the channel of its number; without a number to all channels of the account, because
// templates and accounts concern all of them. A message without a number goes to the only channel, or is kept raw once in each
// workspace of the account.
func (d Deliveries) places(ctx context.Context, p Piece) ([]channel.Route, string, error) {
	if p.PhoneID != "" {
		route, ok, err := d.Routes.Find(ctx, channel.CloudAPI, p.PhoneID)
		if err != nil || !ok {
			return nil, p.Kind, err
		}
		return []channel.Route{route}, p.Kind, nil
	}
	routes, err := d.Routes.ByAccount(ctx, channel.CloudAPI, p.Account)
	if err != nil || p.Kind == kindField || len(routes) <= 1 {
		return routes, p.Kind, err
	}
	var firsts []channel.Route
	seen := map[string]bool{}
	for _, r := range routes {
		if !seen[r.Workspace.String()] {
			seen[r.Workspace.String()] = true
			firsts = append(firsts, r)
		}
	}
	return firsts, kindUnroutable, nil
}
