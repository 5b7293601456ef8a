package blast

import (
	"context"
	"log/slog"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Contacts is what a blast asks the contacts, in bulk.
type Contacts interface {
	Audience(ctx context.Context, q wsdb.Query, a contact.Audience, after contact.ID, limit int) ([]contact.ID, error)
	Count(ctx context.Context, q wsdb.Query, a contact.Audience) (int64, error)
	Reach(ctx context.Context, q wsdb.Query, ids []contact.ID, purpose contact.Purpose) (map[contact.ID]contact.Reach, error)
	Variables(ctx context.Context, q wsdb.Query, ids []contact.ID) (map[contact.ID]map[string]string, error)
	Many(ctx context.Context, q wsdb.Query, ids []contact.ID) (map[contact.ID]contact.Contact, error)
	Resolve(ctx context.Context, tx *wsdb.Tx, a contact.Address) (contact.Contact, bool, error)
	Freeze(ctx context.Context, q wsdb.Query, a contact.Audience, now time.Time) (contact.Audience, error)
	FromNumbers(ctx context.Context, tx *wsdb.Tx, numbers []string) ([]contact.ID, error)
	Promoted(ctx context.Context, q wsdb.Query, ids []contact.ID, since time.Time) (map[contact.ID]bool, error)
}

// Outbox is the door out, and the ledger behind it.
type Outbox interface {
	Add(ctx context.Context, tx *wsdb.Tx, reqs []outbox.Request) ([]outbox.Send, error)
	Get(ctx context.Context, q wsdb.Query, ids []outbox.ID) (map[outbox.ID]outbox.Send, error)
	Hold(ctx context.Context, tx *wsdb.Tx, o outbox.Origin, reason string) (int, error)
	Release(ctx context.Context, tx *wsdb.Tx, o outbox.Origin, reason string) (int, error)
	Skip(ctx context.Context, tx *wsdb.Tx, o outbox.Origin, reason string) (int, error)
	Foresee(ctx context.Context, q wsdb.Query, ch channel.Channel, reqs []outbox.Request) (map[contact.ID]string, error)
	ListByOrigin(ctx context.Context, q wsdb.Query, o outbox.Origin, f outbox.Filter) ([]outbox.Send, error)
}

// Channels answers for a channel and its templates.
type Channels interface {
	Get(ctx context.Context, q wsdb.Query, ch channel.ID) (channel.Channel, error)
	Template(ctx context.Context, q wsdb.Query, ch channel.ID, name, language string) (channel.MessageTemplate, error)
}

// Workspaces reads what a workspace has set.
type Workspaces interface {
	Settings(ctx context.Context, q wsdb.Query) (workspace.Settings, error)
	Stopped(ctx context.Context, q wsdb.Query) (workspace.StopAll, error)
}

// Licences says whether a workspace may send.
type Licences interface {
	Gate(ctx context.Context, ws id.Workspace) (licence.Verdict, error)
}

// Deps is what blasts work with.
type Deps struct {
	DB         *wsdb.DB
	Clock      clock.Clock
	Log        *slog.Logger
	Events     *event.Log
	Contacts   Contacts
	Outbox     Outbox
	Channels   Channels
	Workspaces Workspaces
	Licences   Licences
	Connectors map[channel.Kind]channel.Connector
}

// Service is the blasts of all workspaces.
type Service struct {
	d     Deps
	store store
	pumps *pumps
	news  *news
}

// New makes a Service. Run works on what Wake and Due find.
func New(d Deps) *Service {
	s := &Service{d: d, store: store{engine: d.DB.Engine()}, pumps: newPumps()}
	s.news = newNews(s)
	return s
}

func origin(b ID) outbox.Origin { return outbox.Origin{Kind: outbox.OriginBlast, ID: b.String()} }

// record adds a line to the audit log. actor is zero when the time has come and nobody did it.
func record(ctx context.Context, tx *wsdb.Tx, what audit.Action, actor audit.Thing, blast ID) error {
	return audit.RecordVia(ctx, tx, audit.Entry{Action: what, Actor: actor, Subject: audit.Ref(blast)})
}

// act is a change that the audit log tells of.
func (s *Service) act(
	ctx context.Context, ws id.Workspace, blast ID, what audit.Action, actor audit.Thing, fn func(tx *wsdb.Tx, b *Blast) error,
) (Blast, error) {
	return s.change(ctx, ws, blast, func(tx *wsdb.Tx, b *Blast) error {
		if err := fn(tx, b); err != nil {
			return err
		}
		return record(ctx, tx, what, actor, blast)
	})
}

// change runs fn on a blast in one transaction, stores it, and tells the interface.
func (s *Service) change(ctx context.Context, ws id.Workspace, blast ID, fn func(tx *wsdb.Tx, b *Blast) error) (Blast, error) {
	var out Blast
	err := s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		b, err := s.store.get(ctx, tx, blast)
		if err != nil {
			return err
		}
		if err := fn(tx, &b); err != nil {
			return err
		}
		if err := s.store.update(ctx, tx, &b); err != nil {
			return err
		}
		out = b
		return s.news.now(ctx, tx, blast)
	})
	return out, err
}

// Create makes an empty draft.
func (s *Service) Create(ctx context.Context, ws id.Workspace, name, actor string) (Blast, error) {
	now := s.d.Clock.Now()
	b := Blast{
		ID: id.New[Blast](), Name: name, State: Draft, Purpose: contact.PurposePromo, Policy: PolicyFallback, Version: 1,
		Message: Message{Kind: KindTemplate}, CreatedBy: actor, CreatedAt: now, UpdatedAt: now,
	}
	err := s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		if err := s.store.insert(ctx, tx, &b); err != nil {
			return err
		}
		return s.news.now(ctx, tx, b.ID)
	})
	return b, err
}

// Edit changes a blast as far as its state allows. Of a paused one only the message changes: whoever was not attempted gets the
// new one, under a new version.
func (s *Service) Edit(ctx context.Context, ws id.Workspace, blast ID, fn func(b *Blast) error) (Blast, error) {
	return s.change(ctx, ws, blast, func(tx *wsdb.Tx, b *Blast) error {
		next := *b
		if err := fn(&next); err != nil {
			return err
		}
		if _, err := newRenderer(next.Message, next.Policy, nil); err != nil {
			return err
		}
		if err := s.readNumbers(ctx, tx, b, &next.Audience); err != nil {
			return err
		}
		if err := b.edit(tx.Now(), next); err != nil {
			return err
		}
		if b.StartedAt.IsZero() {
			return nil
		}
		if err := s.store.insertVersion(ctx, tx, b); err != nil {
			return err
		}
		_, err := s.d.Outbox.Skip(ctx, tx, origin(b.ID), reasonReplaced)
		return err
	})
}

// Delete removes a draft.
func (s *Service) Delete(ctx context.Context, ws id.Workspace, blast ID, actor audit.Thing) error {
	return s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		b, err := s.store.get(ctx, tx, blast)
		if err != nil {
			return err
		}
		if !b.StartedAt.IsZero() || b.State == Scheduled {
			return ErrNotDraft
		}
		if err := s.store.delete(ctx, tx, blast); err != nil {
			return err
		}
		if err := record(ctx, tx, audit.BlastDeleted, actor, blast); err != nil {
			return err
		}
		return s.news.now(ctx, tx, blast)
	})
}

// Start begins a blast that nothing blocks; it fails with ErrIncomplete and one field per blocker otherwise.
func (s *Service) Start(ctx context.Context, ws id.Workspace, blast ID, version int, actor audit.Thing) (Blast, error) {
	gate, err := s.d.Licences.Gate(ctx, ws)
	if err != nil {
		return Blast{}, err
	}
	return s.act(ctx, ws, blast, audit.BlastStarted, actor, func(tx *wsdb.Tx, b *Blast) error {
		if err := b.start(tx.Now(), version); err != nil {
			return err
		}
		blockers, err := s.blockers(ctx, tx, b, gate)
		if err != nil {
			return err
		}
		if len(blockers) > 0 {
			return refuse(blockers)
		}
		return s.begin(ctx, tx, b)
	})
}

// begin prepares the progress of a blast that has just been started. Contacts that come to be from now on are not part of it, and its
// segments mean from now on what they mean now. The caller stores the blast.
func (s *Service) begin(ctx context.Context, tx *wsdb.Tx, b *Blast) error {
	var err error
	if b.Audience, err = s.d.Contacts.Freeze(ctx, tx, b.Audience, tx.Now()); err != nil {
		return err
	}
	if err := s.store.insertVersion(ctx, tx, b); err != nil {
		return err
	}
	p := progress{freezeUntil: id.New[contact.Contact]()}
	if err := s.store.insertProgress(ctx, tx, b.ID, &p); err != nil {
		return err
	}
	s.wakeAfter(tx, b.ID)
	return nil
}

func (s *Service) wakeAfter(tx *wsdb.Tx, blast ID) {
	ws := tx.Workspace()
	tx.AfterCommit(func() { s.Wake(ws, blast) })
}

// Schedule sets the time of the start.
func (s *Service) Schedule(ctx context.Context, ws id.Workspace, blast ID, at time.Time, version int, actor audit.Thing) (Blast, error) {
	gate, err := s.d.Licences.Gate(ctx, ws)
	if err != nil {
		return Blast{}, err
	}
	return s.act(ctx, ws, blast, audit.BlastScheduled, actor, func(tx *wsdb.Tx, b *Blast) error {
		blockers, err := s.blockers(ctx, tx, b, gate)
		if err != nil {
			return err
		}
		if len(blockers) > 0 {
			return refuse(blockers)
		}
		tx.WakeAt(at)
		return b.schedule(tx.Now(), at, version)
	})
}

// Unschedule makes a blast that waits for its time a draft again.
func (s *Service) Unschedule(ctx context.Context, ws id.Workspace, blast ID, actor audit.Thing) (Blast, error) {
	return s.act(ctx, ws, blast, audit.BlastUnscheduled, actor, func(tx *wsdb.Tx, b *Blast) error { return b.unschedule(tx.Now()) })
}

// Pause keeps everything that was not attempted. It acts before the next send: whatever is not yet committed as being sent stays.
func (s *Service) Pause(ctx context.Context, ws id.Workspace, blast ID, actor audit.Thing) (Blast, error) {
	return s.act(ctx, ws, blast, audit.BlastPaused, actor, func(tx *wsdb.Tx, b *Blast) error {
		if err := b.pause(tx.Now(), ReasonByPerson); err != nil {
			return err
		}
		return s.halt(ctx, tx, b)
	})
}

// halt stores a pause and holds what waits in the ledger.
func (s *Service) halt(ctx context.Context, tx *wsdb.Tx, b *Blast) error {
	if err := s.store.update(ctx, tx, b); err != nil {
		return err
	}
	_, err := s.d.Outbox.Hold(ctx, tx, origin(b.ID), outbox.ReasonPaused)
	return err
}

// Resume goes on with those who were never attempted, and looks again at those who waited for a value.
func (s *Service) Resume(ctx context.Context, ws id.Workspace, blast ID, actor audit.Thing) (Blast, error) {
	return s.act(ctx, ws, blast, audit.BlastResumed, actor, func(tx *wsdb.Tx, b *Blast) error {
		if err := b.resume(tx.Now()); err != nil {
			return err
		}
		if err := s.store.update(ctx, tx, b); err != nil {
			return err
		}
		if err := s.replanWaiting(ctx, tx, b.ID); err != nil {
			return err
		}
		s.wakeAfter(tx, b.ID)
		_, err := s.d.Outbox.Release(ctx, tx, origin(b.ID), outbox.ReasonPaused)
		return err
	})
}

func (s *Service) replanWaiting(ctx context.Context, tx *wsdb.Tx, blast ID) error {
	n, err := s.store.replanWaiting(ctx, tx, blast)
	if err != nil {
		return err
	}
	return s.store.withProgress(ctx, tx, blast, func(p *progress) {
		p.waiting = 0
		p.move(outbox.StateHeld, outbox.StatePlanned, n)
		p.planAfter = contact.ID{}
		p.outcomes = breaker{} // a person has looked: the breaker starts anew
	})
}

// Stop gives up the rest: everyone who was not attempted becomes skipped.
func (s *Service) Stop(ctx context.Context, ws id.Workspace, blast ID, actor audit.Thing) (Blast, error) {
	return s.act(ctx, ws, blast, audit.BlastStopped, actor, func(tx *wsdb.Tx, b *Blast) error {
		if err := b.stop(tx.Now()); err != nil {
			return err
		}
		if err := s.store.update(ctx, tx, b); err != nil {
			return err
		}
		s.wakeAfter(tx, b.ID)
		_, err := s.d.Outbox.Skip(ctx, tx, origin(b.ID), outbox.ReasonBlastStopped)
		return err
	})
}
