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
	if err := checkSlug(n.Slug); err != nil {
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

// Members returns the members of a workspace, the longest-standing first.
func (s *Service) Members(ctx context.Context, ws id.Workspace) ([]Member, error) {
	var all []Member
	err := s.deps.System.Read(ctx, func(q sysdb.Query) error {
		var err error
		all, err = listMembers(ctx, q, ws)
		return err
	})
	return all, err
}

// Role returns what the user is in the workspace, or ErrNotMember.
func (s *Service) Role(ctx context.Context, user UserID, ws id.Workspace) (Member, error) {
	var m Member
	err := s.deps.System.Read(ctx, func(q sysdb.Query) error {
		var err error
		m, err = getMember(ctx, q, ws, user)
		return err
	})
	return m, err
}

// AddMember makes a person a member. admit, if set, runs in the same transaction with the number of members so far and may refuse.
func (s *Service) AddMember(ctx context.Context, ws id.Workspace, m Member, actor UserID, admit func(ctx context.Context, tx *sysdb.Tx, members int) error) error {
	if !m.Role.Valid() {
		return ErrRole
	}
	m.AddedAt = s.deps.Clock.Now()
	return s.deps.System.Write(ctx, func(tx *sysdb.Tx) error {
		if _, err := getRow(ctx, tx, ws); err != nil {
			return err
		}
		members, err := listMembers(ctx, tx, ws)
		if err != nil {
			return err
		}
		for _, old := range members {
			if old.User == m.User {
				return ErrAlready
			}
		}
		if admit != nil {
			if err := admit(ctx, tx, len(members)); err != nil {
				return err
			}
		}
		if err := insertMember(ctx, tx, ws, m); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Action: audit.MemberAdded, Actor: audit.Ref(actor), Workspace: ws, Subject: audit.Ref(m.User),
		})
	})
}

// ChangeMember changes the role of a member and whether the member may send. The last owner stays one.
func (s *Service) ChangeMember(ctx context.Context, ws id.Workspace, user UserID, role Role, canSend bool, actor UserID) error {
	if !role.Valid() {
		return ErrRole
	}
	return s.editMember(ctx, ws, user, role == Owner, audit.MemberChanged, actor, func(tx *sysdb.Tx) error {
		return updateMember(ctx, tx, ws, user, role, canSend)
	})
}

// RemoveMember takes a person out of the workspace. The last owner stays.
func (s *Service) RemoveMember(ctx context.Context, ws id.Workspace, user UserID, actor UserID) error {
	return s.editMember(ctx, ws, user, false, audit.MemberRemoved, actor, func(tx *sysdb.Tx) error {
		return deleteMember(ctx, tx, ws, user)
	})
}

func (s *Service) editMember(ctx context.Context, ws id.Workspace, user UserID, staysOwner bool, action audit.Action, actor UserID, edit func(tx *sysdb.Tx) error) error {
	return s.deps.System.Write(ctx, func(tx *sysdb.Tx) error {
		if _, err := getRow(ctx, tx, ws); err != nil {
			return err
		}
		members, err := listMembers(ctx, tx, ws)
		if err != nil {
			return err
		}
		found, otherOwners := Member{}, 0
		for _, m := range members {
			if m.User == user {
				found = m
			} else if m.Role == Owner {
				otherOwners++
			}
		}
		switch {
		case found.User.IsZero():
			return ErrNotMember
		case found.Role == Owner && !staysOwner && otherOwners == 0:
			return ErrLastOwner
		}
		if err := edit(tx); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Action: action, Actor: audit.Ref(actor), Workspace: ws, Subject: audit.Ref(user),
		})
	})
}
