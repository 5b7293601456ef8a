package workspace

import (
	"context"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Admit may refuse a new member; it runs in the transaction that adds one, with the number of members so far.
type Admit func(ctx context.Context, tx *sysdb.Tx, members int) error

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

// MembersIn is Members inside a transaction.
func (s *Service) MembersIn(ctx context.Context, q sysdb.Query, ws id.Workspace) ([]Member, error) {
	return listMembers(ctx, q, ws)
}

// MembershipsIn returns the workspaces of a person inside a transaction.
func (s *Service) MembershipsIn(ctx context.Context, q sysdb.Query, user UserID) ([]Membership, error) {
	return listMemberships(ctx, q, user)
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

// AddMember makes a person a member. admit, if set, may refuse.
func (s *Service) AddMember(ctx context.Context, ws id.Workspace, m Member, actor UserID, admit Admit) error {
	return s.deps.System.Write(ctx, func(tx *sysdb.Tx) error { return s.AddMemberIn(ctx, tx, ws, m, actor, admit) })
}

// AddMemberIn is AddMember inside a transaction.
func (s *Service) AddMemberIn(ctx context.Context, tx *sysdb.Tx, ws id.Workspace, m Member, actor UserID, admit Admit) error {
	if !m.Role.Valid() {
		return ErrRole
	}
	m.AddedAt = tx.Now()
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
}

// MemberChange is what changes about a member; nil stays.
type MemberChange struct {
	Role    *Role
	CanSend *bool
}

func (c MemberChange) of(m Member) Member {
	if c.Role != nil {
		m.Role = *c.Role
	}
	if c.CanSend != nil {
		m.CanSend = *c.CanSend
	}
	return m
}

// ChangeMember changes the role of a member and whether the member may send. The last owner stays one. actor is zero for the
// operator, whom the rules between members do not bind.
func (s *Service) ChangeMember(ctx context.Context, ws id.Workspace, user UserID, change MemberChange, actor UserID) (Member, error) {
	if change.Role != nil && !change.Role.Valid() {
		return Member{}, ErrRole
	}
	var now Member
	err := s.editMember(ctx, ws, user, actor, audit.MemberChanged, func(who *Member, old Member, last bool) error {
		now = change.of(old)
		if who != nil {
			if err := who.change(old, now); err != nil {
				return err
			}
		}
		if last && now.Role != Owner {
			return ErrLastOwner
		}
		return nil
	}, func(tx *sysdb.Tx) error { return updateMember(ctx, tx, ws, user, now.Role, now.CanSend) })
	return now, err
}

// RemoveMember takes a person out of the workspace. The last owner stays. actor is zero for the operator.
func (s *Service) RemoveMember(ctx context.Context, ws id.Workspace, user UserID, actor UserID) error {
	return s.editMember(ctx, ws, user, actor, audit.MemberRemoved, func(who *Member, old Member, last bool) error {
		if who != nil {
			if err := who.Touch(old); err != nil {
				return err
			}
		}
		if last {
			return ErrLastOwner
		}
		return nil
	}, func(tx *sysdb.Tx) error { return deleteMember(ctx, tx, ws, user) })
}

// editMember asks the rule with what the actor and the member are at this moment: who is nil for the operator, last says that old is
// the only owner.
func (s *Service) editMember(ctx context.Context, ws id.Workspace, user, actor UserID, action audit.Action,
	allow func(who *Member, old Member, last bool) error, edit func(tx *sysdb.Tx) error) error {
	err := s.deps.System.Write(ctx, func(tx *sysdb.Tx) error {
		if _, err := getRow(ctx, tx, ws); err != nil {
			return err
		}
		members, err := listMembers(ctx, tx, ws)
		if err != nil {
			return err
		}
		var old Member
		who, owners := &Member{}, 0 // an actor who is no member any more may nothing
		for _, m := range members {
			if m.User == user {
				old = m
			}
			if m.User == actor {
				who = &m
			}
			if m.Role == Owner {
				owners++
			}
		}
		if old.User.IsZero() {
			return ErrNotMember
		}
		if actor.IsZero() {
			who = nil
		}
		if err := allow(who, old, old.Role == Owner && owners == 1); err != nil {
			return err
		}
		if err := edit(tx); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Action: action, Actor: audit.Ref(actor), Workspace: ws, Subject: audit.Ref(user),
		})
	})
	if err != nil {
		return err
	}
	s.TellMembers(ctx, ws)
	return nil
}

// TellMembers lets the open windows of a workspace know that its members, or their invitations, are not what they were. It comes after
// the change, which lies in another database and stands whatever becomes of the news: windows see it when they are read anew.
func (s *Service) TellMembers(ctx context.Context, ws id.Workspace) {
	ctx = context.WithoutCancel(ctx)
	err := s.deps.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		return s.deps.Events.Append(ctx, tx, event.WorkspaceChanged, ws.String(), map[string]bool{"members": true})
	})
	if err != nil {
		s.deps.Log.WarnContext(ctx, "open windows do not know of changed members", "workspace_id", ws.String(), "err", err)
	}
}
