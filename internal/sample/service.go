package sample

import (
	"context"
	"errors"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/blast"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Contacts adds and removes the made-up people.
type Contacts interface {
	CountFilter(ctx context.Context, q wsdb.Query, f contact.Filter) (n int64, exact bool, err error)
	Add(ctx context.Context, tx *wsdb.Tx, d contact.Draft) (contact.Contact, error)
	SetConsent(ctx context.Context, tx *wsdb.Tx, contact contact.ID, p contact.Purpose, granted bool, source, actor string) error
	Forget(ctx context.Context, tx *wsdb.Tx, ids []contact.ID, numbers []phone.Number) error
}

// Groups adds and removes the group.
type Groups interface {
	Group(ctx context.Context, q wsdb.Query, group contact.GroupID) (contact.Group, error)
	CreateGroup(ctx context.Context, tx *wsdb.Tx, name string) (contact.Group, error)
	DeleteGroup(ctx context.Context, tx *wsdb.Tx, group contact.GroupID) error
}

// Channels adds and removes the channel.
type Channels interface {
	List(ctx context.Context, q wsdb.Query) ([]channel.Channel, error)
	Simulate(ctx context.Context, tx *wsdb.Tx, name string) (channel.Channel, error)
	Forgetter
}

// Blasts adds and removes the draft.
type Blasts interface {
	Place(ctx context.Context, tx *wsdb.Tx, b blast.Blast) (blast.ID, error)
	Forget(ctx context.Context, tx *wsdb.Tx, ch channel.ID, draft blast.ID) error
}

// Forgetter removes what a package has of a simulated channel.
type Forgetter interface {
	Forget(ctx context.Context, tx *wsdb.Tx, ch channel.ID) error
}

// Settings reads the settings of a workspace.
type Settings interface {
	Settings(ctx context.Context, q wsdb.Query) (workspace.Settings, error)
}

// Deps are what a Service needs. Traces are the packages that know something of a channel besides the blasts; the ledger comes first,
// because it may refuse.
type Deps struct {
	DB       *wsdb.DB
	Events   *event.Log
	Contacts Contacts
	Groups   Groups
	Channels Channels
	Blasts   Blasts
	Traces   []Forgetter
	Settings Settings
}

// Service makes and removes the sample data of all workspaces.
type Service struct{ d Deps }

// New makes a Service.
func New(d Deps) *Service { return &Service{d: d} }

// Refuse fails with ErrPresent while the workspace has sample data.
func (s *Service) Refuse(ctx context.Context, q wsdb.Query) error {
	_, err := find(ctx, q)
	switch {
	case errors.Is(err, ErrNone):
		return nil
	case err != nil:
		return err
	}
	return ErrPresent
}

// Create makes the sample data. It fails with ErrPresent, with ErrNotEmpty where the workspace has contacts, and with ErrNetwork where a
// real network is connected.
func (s *Service) Create(ctx context.Context, ws id.Workspace, actor audit.Thing) (set Set, err error) {
	err = s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		if err := s.empty(ctx, tx); err != nil {
			return err
		}
		settings, err := s.d.Settings.Settings(ctx, tx)
		if err != nil {
			return err
		}
		if set, err = s.fill(ctx, tx, wordsOf(settings.Language), actor); err != nil {
			return err
		}
		if err := insert(ctx, tx, &set); err != nil {
			return err
		}
		return s.done(ctx, tx, audit.SampleAdded, actor)
	})
	return set, err
}

// empty says whether there is a place for sample data.
func (s *Service) empty(ctx context.Context, tx *wsdb.Tx) error {
	if err := s.Refuse(ctx, tx); err != nil {
		return err
	}
	n, _, err := s.d.Contacts.CountFilter(ctx, tx, contact.Filter{})
	if err != nil {
		return err
	}
	if n > 0 {
		return ErrNotEmpty
	}
	all, err := s.d.Channels.List(ctx, tx)
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.Kind != channel.Simulated && c.State != channel.Disconnected {
			return ErrNetwork
		}
	}
	return nil
}

func (s *Service) fill(ctx context.Context, tx *wsdb.Tx, w words, actor audit.Thing) (Set, error) {
	ch, err := s.d.Channels.Simulate(ctx, tx, w.channel)
	if err != nil {
		return Set{}, err
	}
	group, err := s.d.Groups.CreateGroup(ctx, tx, w.group)
	if err != nil {
		return Set{}, err
	}
	set := Set{Channel: ch.ID, Group: group.ID, MadeAt: tx.Now()}
	for n, p := range people {
		name, phone, groups := p.name+" "+w.mark, string(number(n)), []contact.GroupID{group.ID}
		c, err := s.d.Contacts.Add(ctx, tx, contact.Draft{Name: &name, Phone: &phone, Groups: &groups})
		if err != nil {
			return Set{}, err
		}
		set.Contacts = append(set.Contacts, c.ID)
		if p.promo == contact.Unknown {
			continue
		}
		granted := p.promo == contact.Granted
		if err := s.d.Contacts.SetConsent(ctx, tx, c.ID, contact.PurposePromo, granted, w.source, actor.String()); err != nil {
			return Set{}, err
		}
	}
	set.Blast, err = s.d.Blasts.Place(ctx, tx, blast.Blast{
		Name: w.blast, Channel: ch.ID, Purpose: contact.PurposePromo, CreatedBy: actor.String(),
		Audience: blast.Audience{Groups: []contact.GroupID{group.ID}},
		Message:  blast.Message{Kind: blast.KindText, Text: w.text},
	})
	return set, err
}

// Remove takes the sample data away, with everything that was done with its channel. What a person added stays: contacts, groups with such
// contacts in them, and drafts, which lose the channel. It fails with ErrNone, and with outbox.ErrUnderWay for the moment in which a
// message is being sent.
func (s *Service) Remove(ctx context.Context, ws id.Workspace, actor audit.Thing) error {
	return s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		set, err := find(ctx, tx)
		if err != nil {
			return err
		}
		for _, one := range s.d.Traces {
			if err := one.Forget(ctx, tx, set.Channel); err != nil {
				return err
			}
		}
		if err := s.d.Blasts.Forget(ctx, tx, set.Channel, set.Blast); err != nil {
			return err
		}
		if err := s.d.Contacts.Forget(ctx, tx, set.Contacts, numbers()); err != nil {
			return err
		}
		if err := s.dropGroup(ctx, tx, set.Group); err != nil {
			return err
		}
		if err := s.d.Channels.Forget(ctx, tx, set.Channel); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM sample_set`); err != nil {
			return err
		}
		return s.done(ctx, tx, audit.SampleRemoved, actor)
	})
}

// dropGroup removes the group unless somebody else is in it by now, or it is gone.
func (s *Service) dropGroup(ctx context.Context, tx *wsdb.Tx, group contact.GroupID) error {
	g, err := s.d.Groups.Group(ctx, tx, group)
	if errors.Is(err, contact.ErrGroupNotFound) {
		return nil
	}
	if err != nil || g.Count > 0 {
		return err
	}
	return s.d.Groups.DeleteGroup(ctx, tx, group)
}

func (s *Service) done(ctx context.Context, tx *wsdb.Tx, what audit.Action, actor audit.Thing) error {
	ws := tx.Workspace()
	if err := audit.RecordVia(ctx, tx, audit.Entry{Action: what, Actor: actor, Subject: audit.Ref(ws)}); err != nil {
		return err
	}
	return s.d.Events.Append(ctx, tx, event.WorkspaceChanged, ws.String(), nil)
}
