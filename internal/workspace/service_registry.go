package workspace

import (
	"context"
	"errors"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// NewWorkspace is what Create needs. Admit, if set, runs in the transaction that registers the workspace: it attaches a licence
// and may refuse. The owner becomes the first member, with the permission to send.
type NewWorkspace struct {
	Slug  string
	Name  string
	Owner UserID
	Admit func(ctx context.Context, tx *sysdb.Tx, ws id.Workspace) error
}

// Create makes a workspace with its database. After a crash in the middle the same call finishes the job.
func (s *Service) Create(ctx context.Context, n NewWorkspace) (Workspace, error) {
	if err := CheckSlug(n.Slug); err != nil {
		return Workspace{}, err
	}
	name, err := cleanName(n.Name)
	if err != nil {
		return Workspace{}, err
	}
	w := Workspace{ID: id.NewWorkspace(), Slug: n.Slug, Name: name, CreatedAt: s.deps.Clock.Now()}
	err = s.deps.System.Write(ctx, func(tx *sysdb.Tx) error { return s.register(ctx, tx, &w, n) })
	if err != nil {
		return Workspace{}, err
	}
	if err := s.deps.DB.Create(ctx, w.ID); err != nil && !errors.Is(err, wsdb.ErrExists) {
		return Workspace{}, err
	}
	err = s.deps.DB.Write(ctx, w.ID, func(tx *wsdb.Tx) error {
		settings := Defaults()
		settings.Name = w.Name
		return writeSettings(ctx, tx, settings)
	})
	if err != nil {
		return Workspace{}, err
	}
	return w, s.deps.System.Write(ctx, func(tx *sysdb.Tx) error { return markReady(ctx, tx, w.ID) })
}

// register takes the slug, or finds the workspace that an earlier, interrupted Create registered under it.
func (s *Service) register(ctx context.Context, tx *sysdb.Tx, w *Workspace, n NewWorkspace) error {
	started, ready, err := getRowBySlug(ctx, tx, n.Slug)
	if err == nil {
		if ready {
			return ErrSlugTaken
		}
		w.ID, w.CreatedAt = started.ID, started.CreatedAt
		return renameRow(ctx, tx, w.ID, w.Name)
	}
	if !errors.Is(err, ErrNotFound) {
		return err
	}
	if err := insertRow(ctx, tx, *w); err != nil {
		return err
	}
	if n.Admit != nil {
		if err := n.Admit(ctx, tx, w.ID); err != nil {
			return err
		}
	}
	if !n.Owner.IsZero() {
		m := Member{User: n.Owner, Role: Owner, CanSend: true, AddedAt: w.CreatedAt}
		if err := insertMember(ctx, tx, w.ID, m); err != nil {
			return err
		}
	}
	return audit.Record(ctx, tx, audit.Entry{Action: audit.WorkspaceCreated, Workspace: w.ID})
}

// Get returns a workspace or ErrNotFound.
func (s *Service) Get(ctx context.Context, ws id.Workspace) (Workspace, error) {
	var w Workspace
	err := s.deps.System.Read(ctx, func(q sysdb.Query) error {
		var err error
		w, err = getRow(ctx, q, ws)
		return err
	})
	return w, err
}

// BySlug returns a workspace or ErrNotFound.
func (s *Service) BySlug(ctx context.Context, slug string) (Workspace, error) {
	var w Workspace
	err := s.deps.System.Read(ctx, func(q sysdb.Query) error {
		found, ready, err := getRowBySlug(ctx, q, slug)
		if err == nil && !ready {
			return ErrNotFound
		}
		w = found
		return err
	})
	return w, err
}

// Find resolves a reference, an id or a short name, to the membership of user in that workspace. A workspace that is not there
// and one the user is not a member of answer the same: ErrNotFound.
func (s *Service) Find(ctx context.Context, q sysdb.Query, ref string, user UserID) (Membership, error) {
	return findMembership(ctx, q, ref, user)
}

// ListFor returns the workspaces of a person, by name.
func (s *Service) ListFor(ctx context.Context, user UserID) ([]Membership, error) {
	var all []Membership
	err := s.deps.System.Read(ctx, func(q sysdb.Query) error {
		var err error
		all, err = listMemberships(ctx, q, user)
		return err
	})
	return all, err
}

// All returns every workspace, oldest first, for the operator.
func (s *Service) All(ctx context.Context) ([]Workspace, error) {
	var all []Workspace
	err := s.deps.System.Read(ctx, func(q sysdb.Query) error {
		var err error
		all, err = listRows(ctx, q)
		return err
	})
	return all, err
}
