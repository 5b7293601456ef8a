package retention

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Settings reads what a workspace has set.
type Settings interface {
	Settings(ctx context.Context, q wsdb.Query) (workspace.Settings, error)
}

// Deps is what the clean-up works with. Purges are by the names of datamap.Kinds; those of the system database know their own time.
type Deps struct {
	DB       *wsdb.DB
	System   *sysdb.DB
	Clock    clock.Clock
	Log      *slog.Logger
	Settings Settings
	Purges   map[string]Purge
	Whole    map[string]func(ctx context.Context) error
	Backup   time.Duration // how long backups are kept that are made by themselves; 0 for none
	// Queue says when the oldest finished and the oldest failed job ended; zero for none.
	Queue func(ctx context.Context) (finished, failed time.Time, err error)
}

// Service cleans up, and tells what is kept.
type Service struct {
	d Deps

	mu   sync.Mutex
	lags map[string]time.Duration // by kind, the greatest of the last round
}

// New makes a Service.
func New(d Deps) *Service { return &Service{d: d} }

// maxPages bounds one round in one workspace, so that the others get their turn; the rest goes an hour later.
const maxPages = 2000

// Run cleans up once: the system database, then every workspace. What fails is logged, shows as lag, and does not stop the rest.
func (s *Service) Run(ctx context.Context, all []id.Workspace) {
	lags := map[string]time.Duration{}
	note := func(kept []Kept) {
		for _, k := range kept {
			if k.Life > 0 {
				lags[k.Name] = max(lags[k.Name], k.Lag(s.d.Clock.Now()))
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.d.Whole)) {
		s.failed(ctx, name, s.d.Whole[name](ctx))
	}
	whole, err := s.Whole(ctx)
	s.failed(ctx, "system", err)
	note(whole)
	for _, ws := range all {
		if ctx.Err() != nil {
			return
		}
		s.clean(ctx, ws)
		kept, err := s.inWorkspace(ctx, ws)
		s.failed(ctx, "oldest", err)
		note(kept)
	}
	s.mu.Lock()
	s.lags = lags
	s.mu.Unlock()
}

// Lags tells by how much the oldest of each kind was late after the last round, whatever the workspace.
func (s *Service) Lags() map[string]time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.lags)
}

func (s *Service) failed(ctx context.Context, what string, err error) {
	if err == nil || ctx.Err() != nil {
		return
	}
	if k := fault.KindOf(err); k == fault.NotFound || k == fault.Gone {
		return // the workspace went meanwhile
	}
	s.d.Log.ErrorContext(ctx, "clean-up failed", slog.String("type", what), slog.Any("err", err))
}

// clean removes from one workspace what has outlived its time, each kind in transactions of its own. Kinds of which there is nothing are
// not asked for: most workspaces have little of anything, and a transaction is a wait for the disk.
func (s *Service) clean(ctx context.Context, ws id.Workspace) {
	kept, err := s.inWorkspace(ctx, ws)
	if err != nil {
		s.failed(ctx, "oldest", err)
		return
	}
	there := map[string]bool{}
	for _, k := range kept {
		there[k.Name] = !k.Oldest.IsZero()
	}
	var done []string
	for _, name := range slices.Sorted(maps.Keys(s.d.Purges)) {
		if there[name] {
			if err := s.purge(ctx, ws, name); err != nil {
				s.failed(ctx, name, err)
				continue
			}
		}
		done = append(done, name)
	}
	s.failed(ctx, "run", s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error { return noteRuns(ctx, tx, done) }))
}

// purge removes one kind from a workspace, page by page.
func (s *Service) purge(ctx context.Context, ws id.Workspace, name string) error {
	more := true
	for page := 0; more && page < maxPages && ctx.Err() == nil; page++ {
		err := s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
			life, err := s.lifeOf(ctx, tx, name)
			if err != nil {
				return err
			}
			more, err = s.d.Purges[name](ctx, tx, tx.Now().Add(-life))
			return err
		})
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// lifeOf is how long a workspace keeps a kind.
func (s *Service) lifeOf(ctx context.Context, q wsdb.Query, name string) (time.Duration, error) {
	for _, k := range datamap.Kinds() {
		if k.Name != name {
			continue
		}
		if k.Term != datamap.ForSetting {
			return k.Life, nil
		}
		set, err := s.d.Settings.Settings(ctx, q)
		return time.Duration(set.DeliveryLogDays) * 24 * time.Hour, err
	}
	return 0, fmt.Errorf("nothing is kept that is called %s", name)
}

// List tells everything that is kept of a workspace.
func (s *Service) List(ctx context.Context, ws id.Workspace) ([]Kept, error) {
	own, err := s.inWorkspace(ctx, ws)
	if err != nil {
		return nil, err
	}
	whole, err := s.inSystem(ctx, ws)
	if err != nil {
		return nil, err
	}
	out := make([]Kept, 0, len(datamap.Kinds()))
	for _, k := range datamap.Kinds() {
		if k.Name == "backup" && s.d.Backup > 0 {
			k.Term, k.Life = datamap.ForLife, s.d.Backup
		}
		found := Kept{Kind: k}
		for _, list := range [][]Kept{own, whole} {
			if i := slices.IndexFunc(list, func(one Kept) bool { return one.Name == k.Name }); i >= 0 {
				found = list[i]
			}
		}
		out = append(out, found)
	}
	return out, nil
}

// Whole tells what is kept in the system database, of all workspaces together.
func (s *Service) Whole(ctx context.Context) ([]Kept, error) {
	kept, err := s.inSystem(ctx, id.Workspace{})
	if err != nil {
		return nil, err
	}
	finished, failed, err := s.d.Queue(ctx)
	for _, k := range datamap.Kinds() {
		switch k.Name {
		case "queue_row":
			kept = append(kept, Kept{Kind: k, Oldest: finished})
		case "failed_job":
			kept = append(kept, Kept{Kind: k, Oldest: failed})
		}
	}
	return kept, err
}

func (s *Service) inWorkspace(ctx context.Context, ws id.Workspace) (list []Kept, err error) {
	err = s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		list, err = s.Look(ctx, q)
		return err
	})
	return list, err
}

// Look tells what a workspace keeps in its own database.
func (s *Service) Look(ctx context.Context, q wsdb.Query) ([]Kept, error) {
	ran, err := listRuns(ctx, q)
	if err != nil {
		return nil, err
	}
	var list []Kept
	queries := ofWorkspace()
	for _, k := range datamap.Kinds() {
		query, ok := queries[k.Name]
		if !ok {
			continue
		}
		one := Kept{Kind: k, RanAt: ran[k.Name]}
		if one.Life > 0 {
			if one.Life, err = s.lifeOf(ctx, q, k.Name); err != nil {
				return nil, err
			}
		}
		if one.Oldest, err = oldest(q.QueryRow(ctx, query)); err != nil {
			return nil, fmt.Errorf("oldest %s: %w", k.Name, err)
		}
		list = append(list, one)
	}
	return list, nil
}

// inSystem tells what the system database keeps, of one workspace or, with the zero one, of all.
func (s *Service) inSystem(ctx context.Context, ws id.Workspace) (list []Kept, err error) {
	queries := ofSystem()
	err = s.d.System.Read(ctx, func(q sysdb.Query) error {
		for _, k := range datamap.Kinds() {
			query, ok := queries[k.Name]
			if !ok {
				continue
			}
			one, args := Kept{Kind: k}, []any(nil)
			if !ws.IsZero() {
				if !strings.Contains(query, "TRUE") {
					list = append(list, one)
					continue
				}
				query, args = strings.Replace(query, "TRUE", "workspace_id = $1", 1), []any{ws}
			}
			if one.Oldest, err = oldest(q.QueryRow(ctx, query, args...)); err != nil {
				return fmt.Errorf("oldest %s: %w", k.Name, err)
			}
			list = append(list, one)
		}
		return nil
	})
	return list, err
}
