// Package quarantine owns the question whether an installation may act: databases that were put back from a copy, or that lie at
// another place than they did, send nothing until a person has said that no other installation works with the same data.
package quarantine

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// Reason says why an installation is held.
type Reason string

// The reasons.
const (
	Restored Reason = "restored" // a backup was put back
	Moved    Reason = "moved"    // the data folder is on another machine or at another path, or its witness is gone
	PutBack  Reason = "put_back" // the databases are older than the witness: their files were put back by hand
)

// ErrNone is returned by Confirm when nothing is held.
var ErrNone = fault.New(fault.Conflict, "quarantine.none", "Nothing is held: this installation is not in quarantine.")

// State is a quarantine.
type State struct {
	Since  time.Time
	Reason Reason
}

type epochTag struct{}

const (
	getState = `SELECT epoch, since, reason FROM quarantine WHERE one = 1`
	putState = `INSERT INTO quarantine (one, epoch, since, reason) VALUES (1, $1, $2, $3)
		ON CONFLICT (one) DO UPDATE SET epoch = excluded.epoch, since = excluded.since, reason = excluded.reason`
)

// Guard knows whether the installation is held. Before Check it is not.
type Guard struct {
	sys     *sysdb.DB
	witness witness
	clock   clock.Clock
	log     *slog.Logger

	mu       sync.Mutex // of Check, Confirm and Rotate
	state    atomic.Pointer[State]
	once     sync.Once
	released chan struct{}
}

// New makes a guard. dir is the data folder, also where the databases are elsewhere.
func New(sys *sysdb.DB, dir string, c clock.Clock, log *slog.Logger) *Guard {
	return &Guard{sys: sys, witness: witness{dir: dir, box: sys.Box()}, clock: c, log: log, released: make(chan struct{})}
}

// On reports whether the installation is held.
func (g *Guard) On() bool { return g.state.Load() != nil }

// State returns the quarantine, if there is one.
func (g *Guard) State() (State, bool) {
	s := g.state.Load()
	if s == nil {
		return State{}, false
	}
	return *s, true
}

// Released is closed when a quarantine found by Check is over, or by Check when there is none.
func (g *Guard) Released() <-chan struct{} { return g.released }

// Check compares what the database says with its witness and must run before anything can leave. An installation that has neither is
// new, or comes from a version without them.
func (g *Guard) Check(ctx context.Context) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	epoch, held, err := g.load(ctx)
	if err != nil {
		return err
	}
	if held == nil && !epoch.IsZero() {
		if reason := g.witness.compare(epoch.String()); reason != "" {
			held = &State{Since: g.clock.Now(), Reason: reason}
			if err := put(ctx, g.sys, epoch, held); err != nil {
				return err
			}
		}
	}
	if held != nil {
		g.state.Store(held)
		g.log.WarnContext(ctx, "The installation is in quarantine: nothing is sent, no webhook is taken and no job runs until `kelola admin quarantine confirm`.",
			slog.String("reason", string(held.Reason)))
		return nil
	}
	g.release()
	return g.next(ctx, epoch)
}

// Confirm ends a quarantine: this installation, here, is the one that acts from now on.
func (g *Guard) Confirm(ctx context.Context) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	epoch, held, err := g.load(ctx)
	if err != nil {
		return err
	}
	if held == nil {
		return ErrNone
	}
	if err := g.next(ctx, epoch); err != nil {
		return err
	}
	g.state.Store(nil)
	g.release()
	return nil
}

func (g *Guard) release() { g.once.Do(func() { close(g.released) }) }

// Rotate begins a new epoch, so that a copy of the databases is known as one soon.
func (g *Guard) Rotate(ctx context.Context) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.On() {
		return nil
	}
	epoch, _, err := g.load(ctx)
	if err != nil {
		return err
	}
	return g.next(ctx, epoch)
}

// next makes a new epoch. The witness knows both before the database has the new one, so that a crash in between is none of a copy.
func (g *Guard) next(ctx context.Context, before id.ID[epochTag]) error {
	next := id.New[epochTag]()
	if err := g.witness.write(before.String(), next.String()); err != nil {
		return err
	}
	if err := put(ctx, g.sys, next, nil); err != nil {
		return err
	}
	return g.witness.write(next.String())
}

func (g *Guard) load(ctx context.Context) (epoch id.ID[epochTag], held *State, err error) {
	var since int64
	var reason Reason
	err = g.sys.Read(ctx, func(q sysdb.Query) error { return q.QueryRow(ctx, getState).Scan(&epoch, &since, &reason) })
	if errors.Is(err, sql.ErrNoRows) {
		return epoch, nil, nil
	}
	if reason != "" {
		held = &State{Since: clock.Time(since), Reason: reason}
	}
	return epoch, held, err
}

func put(ctx context.Context, sys *sysdb.DB, epoch id.ID[epochTag], held *State) error {
	var s State
	if held != nil {
		s = *held
	}
	return sys.Write(ctx, func(tx *sysdb.Tx) error {
		_, err := tx.Exec(ctx, putState, epoch, clock.Micros(s.Since), string(s.Reason))
		return err
	})
}

// Impose puts databases into quarantine that are not served at the moment.
func Impose(ctx context.Context, sys *sysdb.DB, reason Reason) error {
	return put(ctx, sys, id.New[epochTag](), &State{Since: sys.Clock().Now(), Reason: reason})
}

// machineID tells machines apart where the system has a name for itself; machine-id(5). Containers often have none.
func machineID() string {
	raw, err := os.ReadFile("/etc/machine-id")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(raw))
}

// here is the place of a folder: the machine and the path, without links.
func here(dir string) string {
	path, err := filepath.Abs(dir)
	if err != nil {
		path = dir
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	return machineID() + "\n" + path
}
