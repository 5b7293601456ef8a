package outbox

import (
	"context"
	"log/slog"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Workspaces is what the gates ask about a workspace.
type Workspaces interface {
	Settings(ctx context.Context, q wsdb.Query) (workspace.Settings, error)
	Stopped(ctx context.Context, q wsdb.Query) (workspace.StopAll, error)
}

// Licences says whether a workspace may send.
type Licences interface {
	Gate(ctx context.Context, ws id.Workspace) (licence.Verdict, error)
}

// Contacts answers for recipients in bulk.
type Contacts interface {
	Reach(ctx context.Context, q wsdb.Query, ids []contact.ID, purpose contact.Purpose) (map[contact.ID]contact.Reach, error)
	Stop(ctx context.Context, tx *wsdb.Tx, a contact.Address, reason, source string, at time.Time) (holds bool, err error)
	Note(ctx context.Context, tx *wsdb.Tx, list []contact.Activity) error
}

// Channels opens channels and takes what a failed send says about them.
type Channels interface {
	Get(ctx context.Context, q wsdb.Query, ch channel.ID) (channel.Channel, error)
	Session(ctx context.Context, ws id.Workspace, ch channel.ID) (channel.Session, error)
	Pause(ctx context.Context, tx *wsdb.Tx, ch channel.ID, reason string, until time.Time) error
	PauseTemplate(ctx context.Context, tx *wsdb.Tx, ch channel.ID, name, language, reason string, until time.Time) error
}

// Connector is the part of a channel.Connector that the outbox uses; it is the only caller of Send.
type Connector interface {
	channel.Sender
	Capabilities() channel.Capabilities
}

// Deps is what the outbox works with.
type Deps struct {
	DB         *wsdb.DB
	Clock      clock.Clock
	Log        *slog.Logger
	Workspaces Workspaces
	Licences   Licences
	Contacts   Contacts
	Channels   Channels
	Connectors map[channel.Kind]Connector
	Quarantine func() bool // if set and true, nothing leaves: the installation waits for a person
}

// Service is the outbox.
type Service struct {
	d         Deps
	store     store
	engine    *Engine
	bubbles   Bubbles
	observers []Observer
}

// New makes the outbox. Attach is called once before the engine runs.
func New(d Deps) *Service {
	s := &Service{d: d, store: store{engine: d.DB.Engine()}}
	s.engine = newEngine(s)
	return s
}

// Attach names what is written together with sends and who learns of their moves.
func (s *Service) Attach(b Bubbles, observers ...Observer) {
	s.bubbles, s.observers = b, observers
}

// Engine runs the dispatchers.
func (s *Service) Engine() *Engine { return s.engine }

// Add puts messages into the ledger as queued, with their bubbles, in the caller's transaction. A request whose Key was used
// before for the same message answers the earlier send and adds nothing; for another message it fails with ErrKeyReused.
// The answer has the order of the requests.
func (s *Service) Add(ctx context.Context, tx *wsdb.Tx, reqs []Request) ([]Send, error) {
	out := make([]Send, len(reqs))
	known, sums, err := s.store.byKeys(ctx, tx, keysOf(reqs))
	if err != nil {
		return nil, err
	}
	fresh := make([]Send, 0, len(reqs))
	for i, r := range reqs {
		if earlier, ok := known[r.Key]; ok && r.Key != "" {
			if sums[r.Key] != sum(r) {
				return nil, ErrKeyReused
			}
			out[i] = earlier
			continue
		}
		out[i] = Send{ID: id.New[Send](), Request: r, State: StateQueued, CreatedAt: tx.Now()}
		fresh = append(fresh, out[i])
	}
	if len(fresh) == 0 {
		return out, nil
	}
	if err := s.store.insert(ctx, tx, fresh); err != nil {
		return nil, err
	}
	if s.bubbles != nil {
		if err := s.bubbles.WriteOutgoing(ctx, tx, fresh); err != nil {
			return nil, err
		}
	}
	moves := make([]Move, len(fresh))
	for i := range fresh {
		moves[i] = Move{Send: fresh[i]}
	}
	if err := s.announce(ctx, tx, moves); err != nil {
		return nil, err
	}
	s.wakeAfter(tx, fresh)
	return out, nil
}

// Known answers whether a message was added under a key before. What is no longer allowed now does not concern a repeat.
func (s *Service) Known(ctx context.Context, q wsdb.Query, key string) (bool, error) {
	known, _, err := s.store.byKeys(ctx, q, []string{key})
	return len(known) > 0, err
}

// ByKeys returns the sends that were asked for under these keys, by key; keys that are not known are left out.
func (s *Service) ByKeys(ctx context.Context, q wsdb.Query, keys []string) (map[string]Send, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	found, err := s.store.list(ctx, q, `SELECT `+sendColumns+` FROM send WHERE client_key IN `+s.store.inTexts(), jsonIDs(keys))
	out := make(map[string]Send, len(found))
	for _, m := range found {
		out[m.Key] = m
	}
	return out, err
}

func keysOf(reqs []Request) []string {
	var keys []string
	for _, r := range reqs {
		if r.Key != "" {
			keys = append(keys, r.Key)
		}
	}
	return keys
}

// wakeAfter starts the dispatchers of the sends once they are durable. A crash in between is mended by the scan at start.
func (s *Service) wakeAfter(tx *wsdb.Tx, sends []Send) {
	ws := tx.Workspace()
	seen := map[channel.ID]bool{}
	for i := range sends {
		if ch := sends[i].Channel; !seen[ch] {
			seen[ch] = true
			tx.AfterCommit(func() { s.engine.Wake(ws, ch) })
		}
	}
}

// announce tells the contacts and the observers in the transaction of the moves.
func (s *Service) announce(ctx context.Context, tx *wsdb.Tx, moves []Move) error {
	if len(moves) == 0 {
		return nil
	}
	if err := s.d.Contacts.Note(ctx, tx, activities(moves)); err != nil {
		return err
	}
	for _, o := range s.observers {
		if err := o.SendsMoved(ctx, tx, moves); err != nil {
			return err
		}
	}
	return nil
}

// chunk bounds how many rows one statement of Hold, Release and Skip takes.
const chunk = 500

// Hold keeps everything of an origin that was never attempted, or waits for another attempt, until Release.
func (s *Service) Hold(ctx context.Context, tx *wsdb.Tx, o Origin, reason string) (int, error) {
	return s.moveWaiting(ctx, tx, o, func(m *Send) bool {
		if m.State == StateHeld && m.Reason == reason {
			return false
		}
		m.State, m.Reason, m.HeldUntil = StateHeld, reason, time.Time{}
		return true
	})
}

// HoldSends is Hold for sends that were just added.
func (s *Service) HoldSends(ctx context.Context, tx *wsdb.Tx, sends []Send, reason string) error {
	_, err := s.move(ctx, tx, sends, func(m *Send) bool {
		if m.State != StateQueued {
			return false
		}
		m.State, m.Reason = StateHeld, reason
		return true
	})
	return err
}

// Release lets go what Hold kept for this reason.
func (s *Service) Release(ctx context.Context, tx *wsdb.Tx, o Origin, reason string) (int, error) {
	return s.moveWaiting(ctx, tx, o, func(m *Send) bool {
		if m.State != StateHeld || m.Reason != reason {
			return false
		}
		m.State, m.Reason = StateQueued, ""
		return true
	})
}

// Skip ends everything of an origin that is still waiting; nothing of it will be sent.
func (s *Service) Skip(ctx context.Context, tx *wsdb.Tx, o Origin, reason string) (int, error) {
	all, err := s.store.waiting(ctx, tx, o, 1<<30)
	if err != nil {
		return 0, err
	}
	return s.skip(ctx, tx, all, reason)
}

// SkipOn ends everything of a kind of origin that still waits on a channel.
func (s *Service) SkipOn(ctx context.Context, tx *wsdb.Tx, ch channel.ID, kind, reason string) (int, error) {
	all, err := s.store.waitingOn(ctx, tx, ch, kind)
	if err != nil {
		return 0, err
	}
	return s.skip(ctx, tx, all, reason)
}

// SkipTo ends everything that still waits to be sent to a contact.
func (s *Service) SkipTo(ctx context.Context, tx *wsdb.Tx, c contact.ID, reason string) (int, error) {
	all, err := s.store.waitingTo(ctx, tx, c)
	if err != nil {
		return 0, err
	}
	return s.skip(ctx, tx, all, reason)
}

func (s *Service) skip(ctx context.Context, tx *wsdb.Tx, all []Send, reason string) (int, error) {
	return s.move(ctx, tx, all, func(m *Send) bool {
		m.State, m.Reason, m.HeldUntil, m.EndedAt = StateSkipped, reason, time.Time{}, tx.Now()
		return true
	})
}

func (s *Service) moveWaiting(ctx context.Context, tx *wsdb.Tx, o Origin, change func(*Send) bool) (int, error) {
	all, err := s.store.waiting(ctx, tx, o, 1<<30)
	if err != nil {
		return 0, err
	}
	return s.move(ctx, tx, all, change)
}

func (s *Service) move(ctx context.Context, tx *wsdb.Tx, all []Send, change func(*Send) bool) (int, error) {
	total := 0
	for len(all) > 0 {
		n := min(chunk, len(all))
		var changed []Send
		var moves []Move
		for i := range all[:n] {
			from := all[i].State
			if change(&all[i]) {
				changed = append(changed, all[i])
				moves = append(moves, Move{Send: all[i], From: from})
			}
		}
		if err := s.store.update(ctx, tx, changed); err != nil {
			return total, err
		}
		if err := s.announce(ctx, tx, moves); err != nil {
			return total, err
		}
		s.wakeAfter(tx, changed)
		total += len(changed)
		all = all[n:]
	}
	return total, nil
}

// Get reads sends by id; what does not exist is absent.
func (s *Service) Get(ctx context.Context, q wsdb.Query, ids []ID) (map[ID]Send, error) {
	found, err := s.store.get(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[ID]Send, len(found))
	for _, m := range found {
		out[m.ID] = m
	}
	return out, nil
}

// WindowOpen says that a contact may be answered freely on a channel until a moment; an earlier end never replaces a later one.
// What waits for the contact is not touched.
func (s *Service) WindowOpen(ctx context.Context, tx *wsdb.Tx, ch channel.ID, c contact.ID, until time.Time) error {
	return s.store.openWindow(ctx, tx, ch, c, until)
}

// Window answers until when a contact may be answered freely on a channel; zero for never.
func (s *Service) Window(ctx context.Context, q wsdb.Query, ch channel.ID, c contact.ID) (time.Time, error) {
	all, err := s.store.windows(ctx, q, ch, []contact.ID{c})
	return all[c], err
}
