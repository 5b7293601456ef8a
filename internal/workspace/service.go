package workspace

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// HeldCounter counts the outgoing messages a workspace holds back; package outbox does.
type HeldCounter interface {
	CountHeld(ctx context.Context, q wsdb.Query) (int, error)
}

// Deps are what a Service needs. Log nil is no log.
type Deps struct {
	System *sysdb.DB
	DB     *wsdb.DB
	Clock  clock.Clock
	Events *event.Log
	Log    *slog.Logger
}

// Service keeps workspaces, members, settings and the stop-all switch.
type Service struct {
	deps Deps

	mu   sync.RWMutex
	held HeldCounter
	subs []func(ws id.Workspace, on bool)
}

// New makes a Service.
func New(deps Deps) *Service {
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{deps: deps}
}

// UseHeldCounter says who counts held messages. It is called once, while the program is put together.
func (s *Service) UseHeldCounter(c HeldCounter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = c
}

// Settings reads the settings of the workspace q belongs to; one row by its key.
func (s *Service) Settings(ctx context.Context, q wsdb.Query) (Settings, error) {
	return readSettings(ctx, q)
}

// SetSettings replaces the settings. It fails with ErrSettings and the fields that cannot be used.
func (s *Service) SetSettings(ctx context.Context, ws id.Workspace, actor UserID, change func(*Settings) error) (Settings, error) {
	var saved Settings
	err := s.deps.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		settings, err := readSettings(ctx, tx)
		if err != nil {
			return err
		}
		if err := change(&settings); err != nil {
			return err
		}
		if saved, err = settings.clean(); err != nil {
			return err
		}
		if err := writeSettings(ctx, tx, saved); err != nil {
			return err
		}
		if err := audit.RecordVia(ctx, tx, audit.Entry{Action: audit.SettingsChanged, Actor: audit.Ref(actor)}); err != nil {
			return err
		}
		return s.deps.Events.Append(ctx, tx, event.WorkspaceChanged, ws.String(), nil)
	})
	if err != nil {
		return Settings{}, err
	}
	// The registry repeats the name for lists across workspaces; saving again repairs it if this fails.
	return saved, s.deps.System.Write(ctx, func(tx *sysdb.Tx) error { return renameRow(ctx, tx, ws, saved.Name) })
}

// StopAll says whether everything outgoing is held, since when and by whom.
type StopAll struct {
	On    bool
	Since time.Time
	By    UserID
}

// Stopped reads the switch of the workspace q belongs to; one row by its key.
func (s *Service) Stopped(ctx context.Context, q wsdb.Query) (StopAll, error) {
	return readStopAll(ctx, q)
}

// SetStopAll turns the switch. When it returns the switch is durable and every subscriber in this process has been told.
// Turning it to where it already is changes nothing and keeps who turned it.
func (s *Service) SetStopAll(ctx context.Context, ws id.Workspace, on bool, actor UserID) (StopAll, error) {
	var now StopAll
	err := s.deps.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		var err error
		if now, err = readStopAll(ctx, tx); err != nil || now.On == on {
			return err
		}
		now = StopAll{On: on, Since: tx.Now(), By: actor}
		if err := writeStopAll(ctx, tx, on, now.Since, actor); err != nil {
			return err
		}
		action := audit.StopAllOff
		if on {
			action = audit.StopAllOn
		}
		if err := audit.RecordVia(ctx, tx, audit.Entry{Action: action, Actor: audit.Ref(actor)}); err != nil {
			return err
		}
		tx.AfterCommit(func() { s.tell(ws, on) })
		return s.deps.Events.Append(ctx, tx, event.WorkspaceChanged, ws.String(), map[string]bool{"stop_all": on})
	})
	return now, err
}

// Subscribe has fn called in this process whenever the stop-all switch of a workspace was turned, after the commit and before
// SetStopAll returns. fn must be quick. Whoever sends also reads Stopped: another process may have turned the switch.
func (s *Service) Subscribe(fn func(ws id.Workspace, on bool)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.subs = append(s.subs, fn)
}

func (s *Service) tell(ws id.Workspace, on bool) {
	s.mu.RLock()
	subs := s.subs
	s.mu.RUnlock()
	for _, fn := range subs {
		fn(ws, on)
	}
}

// CountHeld says how many outgoing messages are held back now; 0 when nobody counts.
func (s *Service) CountHeld(ctx context.Context, q wsdb.Query) (int, error) {
	s.mu.RLock()
	held := s.held
	s.mu.RUnlock()
	if held == nil {
		return 0, nil
	}
	return held.CountHeld(ctx, q)
}
