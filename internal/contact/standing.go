package contact

import (
	"context"
	"fmt"

	"github.com/kelolapesan/kelola/internal/wsdb"
)

// order is a standing order not to write to somebody. at is its newest time.
type order struct {
	reason, source string
	at             int64
}

// joined is what two orders against one person come to: the newest stands, and what the workspace has decided stays its decision.
func (o order) joined(other order) order {
	newest, older := o, other
	if other.at > o.at {
		newest, older = other, o
	}
	if older.at > 0 && older.reason == ReasonManual {
		newest.reason, newest.source = older.reason, older.source
	}
	return newest
}

// over says whether an order has ended for somebody whose words before a moment do not count any more.
func (o order) over(before int64) bool { return o.reason != ReasonManual && o.at < before }

// standing is what holds for one person, by all addresses the person is known by: an order (none if its time is 0), and up to when
// words do not count any more. It is the same whatever sequence the words came in.
type standing struct {
	hashes []string
	order  order
	before int64
	moved  []ID // contacts that have one of the addresses no more, but follow what is said by it

	orders map[string]order // as they are stored
	lifts  map[string]int64
}

// stand joins what is stored for the addresses of one person.
func stand(own []string, orders map[string]order, lifts map[string]int64) standing {
	p := standing{hashes: own, orders: orders, lifts: lifts}
	for _, h := range own {
		p.before = max(p.before, lifts[h])
	}
	for _, h := range own {
		if o, ok := orders[h]; ok && !o.over(p.before) {
			p.order = p.order.joined(o)
		}
	}
	return p
}

// suppress adds an order.
func (p *standing) suppress(o order) { p.order = p.order.joined(o) }

// resume ends what was said before a moment.
func (p *standing) resume(at int64) {
	p.before = max(p.before, at)
	if p.order.over(p.before) {
		p.order = order{}
	}
}

// lift ends the order, and makes that it stays ended when it comes again.
func (p *standing) lift() {
	if p.order.at > 0 {
		p.before = max(p.before, p.order.at+1)
	}
	p.order = order{}
}

const (
	putOrder = `
	INSERT INTO suppression (hash, reason, source, at) VALUES ($1, $2, $3, $4)
	ON CONFLICT (hash) DO UPDATE SET reason = excluded.reason, source = excluded.source, at = excluded.at`
	putLift = `
	INSERT INTO suppression_lift (hash, before_at) VALUES ($1, $2)
	ON CONFLICT (hash) DO UPDATE SET before_at = excluded.before_at`
)

// save writes what differs from what is stored, for every address.
func (p *standing) save(ctx context.Context, tx *wsdb.Tx) error {
	for _, h := range p.hashes {
		stored, there := p.orders[h]
		var err error
		switch {
		case p.order.at == 0 && there:
			_, err = tx.Exec(ctx, `DELETE FROM suppression WHERE hash = $1`, h)
			delete(p.orders, h)
		case p.order.at > 0 && stored != p.order:
			_, err = tx.Exec(ctx, putOrder, h, p.order.reason, p.order.source, p.order.at)
			p.orders[h] = p.order
		}
		if err != nil {
			return fmt.Errorf("suppress: %w", err)
		}
		if p.before > p.lifts[h] {
			if _, err := tx.Exec(ctx, putLift, h, p.before); err != nil {
				return fmt.Errorf("lift: %w", err)
			}
			p.lifts[h] = p.before
		}
	}
	return nil
}
