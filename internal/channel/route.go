package channel

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// Route says which workspace and channel an account on a network belongs to.
type Route struct {
	Workspace id.Workspace
	Channel   ID
	External  string
}

const (
	routeLife   = 5 * time.Second // how long another process may not notice a change; the workspace database decides in the end
	unknownLife = time.Second
	routeCache  = 100_000
)

type routeKey struct {
	kind    Kind
	account bool
	id      string
}

type cachedRoutes struct {
	routes []Route
	until  time.Time
}

// Routes finds the workspace of an account, from memory where it can. It is safe for concurrent use.
type Routes struct {
	sys   *sysdb.DB
	clock clock.Clock
	mu    sync.RWMutex
	known map[routeKey]cachedRoutes
	epoch int
}

// NewRoutes makes the table of routes of a system database.
func NewRoutes(sys *sysdb.DB, c clock.Clock) *Routes {
	return &Routes{sys: sys, clock: c, known: map[routeKey]cachedRoutes{}}
}

const routeByExternal = `SELECT workspace_id, channel_id, external_id FROM channel_route WHERE kind = $1 AND external_id = $2`

const routesByAccount = `
	SELECT workspace_id, channel_id, external_id FROM channel_route
	WHERE kind = $1 AND account_id = $2 ORDER BY created_at, channel_id`

const routesOfKind = `SELECT workspace_id, channel_id, external_id FROM channel_route WHERE kind = $1 AND external_id > $2 ORDER BY external_id`

// All returns the routes of all channels of a kind.
func (r *Routes) All(ctx context.Context, kind Kind) ([]Route, error) {
	return r.read(ctx, routeKey{kind: kind}, routesOfKind)
}

// Find returns the route of an external id; ok is false when nobody here has it.
func (r *Routes) Find(ctx context.Context, kind Kind, external string) (route Route, ok bool, err error) {
	routes, err := r.lookup(ctx, routeKey{kind: kind, id: external}, routeByExternal)
	if err != nil || len(routes) == 0 {
		return Route{}, false, err
	}
	return routes[0], true, nil
}

// ByAccount returns the routes of all channels of an account on the network, oldest first.
func (r *Routes) ByAccount(ctx context.Context, kind Kind, account string) ([]Route, error) {
	return r.lookup(ctx, routeKey{kind: kind, account: true, id: account}, routesByAccount)
}

func (r *Routes) lookup(ctx context.Context, key routeKey, query string) ([]Route, error) {
	if key.id == "" {
		return nil, nil
	}
	now := r.clock.Now()
	r.mu.RLock()
	hit, ok := r.known[key]
	epoch := r.epoch
	r.mu.RUnlock()
	if ok && hit.until.After(now) {
		return hit.routes, nil
	}
	routes, err := r.read(ctx, key, query)
	if err != nil {
		return nil, err
	}
	life := routeLife
	if len(routes) == 0 {
		life = unknownLife
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.epoch != epoch {
		return routes, nil // something changed meanwhile; do not remember what may be old
	}
	if len(r.known) >= routeCache {
		clear(r.known)
	}
	r.known[key] = cachedRoutes{routes: routes, until: now.Add(life)}
	return routes, nil
}

func (r *Routes) read(ctx context.Context, key routeKey, query string) ([]Route, error) {
	var routes []Route
	err := r.sys.Read(ctx, func(q sysdb.Query) error {
		routes = nil
		rows, err := q.Query(ctx, query, string(key.kind), key.id)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var one Route
			if err := rows.Scan(&one.Workspace, &one.Channel, &one.External); err != nil {
				return err
			}
			routes = append(routes, one)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("read routes: %w", err)
	}
	return routes, nil
}

const insertRoute = `
	INSERT INTO channel_route (kind, external_id, account_id, workspace_id, channel_id, created_at)
	VALUES ($1, $2, $3, $4, $5, $6)
	ON CONFLICT (kind, external_id) DO UPDATE SET account_id = excluded.account_id
	WHERE channel_route.workspace_id = excluded.workspace_id AND channel_route.channel_id = excluded.channel_id`

// claim takes an account for a channel. It fails with ErrAlreadyConnected while another channel has it.
func (r *Routes) claim(ctx context.Context, ws id.Workspace, c Channel) error {
	defer r.forget()
	return r.sys.Write(ctx, func(tx *sysdb.Tx) error {
		res, err := tx.Exec(ctx, insertRoute, string(c.Kind), c.ExternalID, c.AccountID, ws, c.ID, clock.Micros(r.clock.Now()))
		if err != nil {
			return fmt.Errorf("insert route: %w", err)
		}
		n, err := res.RowsAffected()
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrAlreadyConnected
		}
		return nil
	})
}

const deleteRoute = `DELETE FROM channel_route WHERE channel_id = $1 AND workspace_id = $2`

// release gives an account up. From here on its events belong to nobody.
func (r *Routes) release(ctx context.Context, ws id.Workspace, channel ID) error {
	defer r.forget()
	return r.sys.Write(ctx, func(tx *sysdb.Tx) error {
		_, err := tx.Exec(ctx, deleteRoute, channel, ws)
		return err
	})
}

const routeOwner = `SELECT workspace_id, channel_id FROM channel_route WHERE kind = $1 AND external_id = $2`

// free fails with ErrAlreadyConnected while another workspace than ws has the account. Where ws has claimed it already, it
// returns for which channel: that of a connect that a crash cut off, unless the channel is there.
func (r *Routes) free(ctx context.Context, ws id.Workspace, kind Kind, external string) (claimed ID, err error) {
	var owner id.Workspace
	err = r.sys.Read(ctx, func(q sysdb.Query) error {
		return q.QueryRow(ctx, routeOwner, string(kind), external).Scan(&owner, &claimed)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return ID{}, nil
	}
	if err != nil {
		return ID{}, fmt.Errorf("read route: %w", err)
	}
	if owner != ws {
		return ID{}, ErrAlreadyConnected
	}
	return claimed, nil
}

// forget empties the memory. Connecting is rare, so nothing finer is needed.
func (r *Routes) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.epoch++
	clear(r.known)
}
