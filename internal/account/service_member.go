package account

import (
	"context"
	"errors"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/workspace"
)

// Colleague is a member of a workspace together with the person.
type Colleague struct {
	User   User
	Member workspace.Member
}

// Faults about codes of members.
var (
	ErrMemberElsewhere = fault.New(fault.Conflict, "account.member_elsewhere",
		"This person is also in a workspace you do not manage, so they, or the operator, replace the code.")
	ErrOwnCode   = fault.New(fault.Conflict, "account.own_code", "Replace your own code under your own sessions, with the one you have.")
	ErrCodeWrong = fault.New(fault.Invalid, "account.code_wrong", "This is not your licence code.")
)

// Colleagues returns the members of a workspace with their names, the longest-standing first.
func (s *Service) Colleagues(ctx context.Context, ws id.Workspace) ([]Colleague, error) {
	var all []Colleague
	err := s.deps.System.Read(ctx, func(q sysdb.Query) error {
		members, err := s.deps.Workspaces.MembersIn(ctx, q, ws)
		for _, m := range members {
			u, err := getUser(ctx, q, m.User)
			if errors.Is(err, ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			all = append(all, Colleague{User: u, Member: m})
		}
		return err
	})
	return all, err
}

// AddMember makes a person a member of a workspace, within the limits of its licence. actor is zero for the operator.
func (s *Service) AddMember(ctx context.Context, slug, who string, role workspace.Role, canSend bool, actor UserID) error {
	w, u, err := s.pair(ctx, slug, who)
	if err != nil {
		return err
	}
	verdict, err := s.deps.Licences.Gate(ctx, w.ID)
	if err != nil {
		return err
	}
	m := workspace.Member{User: u.ID, Role: role, CanSend: canSend}
	return s.deps.Workspaces.AddMember(ctx, w.ID, m, actor, func(_ context.Context, _ *sysdb.Tx, members int) error {
		return verdict.Limits.AllowMember(members)
	})
}

// ChangeMember gives a member another role, and the right to send or not, as the operator.
func (s *Service) ChangeMember(ctx context.Context, slug, who string, role workspace.Role, canSend bool) error {
	w, u, err := s.pair(ctx, slug, who)
	if err != nil {
		return err
	}
	_, err = s.deps.Workspaces.ChangeMember(ctx, w.ID, u.ID, workspace.MemberChange{Role: &role, CanSend: &canSend}, UserID{})
	return err
}

// RemoveMember takes a person out of a workspace, as the operator.
func (s *Service) RemoveMember(ctx context.Context, slug, who string) error {
	w, u, err := s.pair(ctx, slug, who)
	if err != nil {
		return err
	}
	return s.remove(ctx, w.ID, u.ID, UserID{})
}

func (s *Service) pair(ctx context.Context, slug, who string) (workspace.Workspace, User, error) {
	w, err := s.deps.Workspaces.BySlug(ctx, slug)
	if err != nil {
		return workspace.Workspace{}, User{}, err
	}
	u, err := s.UserByName(ctx, who)
	return w, u, err
}

// ChangeColleague gives a member of the principal's workspace another role, or the right to send or not.
func (s *Service) ChangeColleague(ctx context.Context, p Principal, user UserID, change workspace.MemberChange) (Colleague, error) {
	m, err := s.deps.Workspaces.ChangeMember(ctx, p.Workspace.ID, user, change, p.User.ID)
	if err != nil {
		return Colleague{}, err
	}
	c := Colleague{Member: m}
	err = s.deps.System.Read(ctx, func(q sysdb.Query) error {
		c.User, err = getUser(ctx, q, user)
		return err
	})
	return c, err
}

// RemoveColleague takes a member out of the principal's workspace: from then on nothing of it answers the person, and live streams end.
// What the person made stays.
func (s *Service) RemoveColleague(ctx context.Context, p Principal, user UserID) error {
	return s.remove(ctx, p.Workspace.ID, user, p.User.ID)
}

func (s *Service) remove(ctx context.Context, ws id.Workspace, user, actor UserID) error {
	defer s.watchers.tell(user)
	return s.deps.Workspaces.RemoveMember(ctx, ws, user, actor)
}

// ReissueColleague gives a member another licence code; the old one and all sessions end at once. The code opens everything the person
// may enter, so it is refused with ErrMemberElsewhere when the person is in a workspace where the principal has no say over them.
func (s *Service) ReissueColleague(ctx context.Context, p Principal, user UserID) (User, secret.String, error) {
	if user == p.User.ID {
		return User{}, secret.String{}, ErrOwnCode
	}
	var u User
	code, err := s.replaceCode(ctx, user, SessionID{}, func(tx *sysdb.Tx) error {
		if err := s.maySpeakFor(ctx, tx, p, user); err != nil {
			return err
		}
		var err error
		if u, err = getUser(ctx, tx, user); err != nil {
			return err
		}
		return s.recordOf(ctx, tx, user, audit.Entry{Action: audit.CodeReissued, Actor: p.Actor(), Subject: audit.Ref(user)})
	})
	return u, code, err
}

func (s *Service) maySpeakFor(ctx context.Context, q sysdb.Query, p Principal, user UserID) error {
	all, err := s.deps.Workspaces.MembershipsIn(ctx, q, user)
	if err != nil {
		return err
	}
	here, elsewhere := error(workspace.ErrNotMember), error(nil)
	for _, m := range all {
		own, err := s.deps.Workspaces.Find(ctx, q, m.Workspace.ID.String(), p.User.ID)
		if err != nil && !errors.Is(err, workspace.ErrNotFound) {
			return err
		}
		refused := own.Member.Touch(m.Member)
		if m.Workspace.ID == p.Workspace.ID {
			here = refused
		} else if refused != nil {
			elsewhere = ErrMemberElsewhere
		}
	}
	if here != nil {
		return here
	}
	return elsewhere
}

// ReissueOwn gives the principal another licence code, for the one they have. All sessions but this one end.
func (s *Service) ReissueOwn(ctx context.Context, p Principal, current secret.String) (secret.String, error) {
	if err := s.Confirm(ctx, p, current); err != nil {
		return secret.String{}, err
	}
	return s.replaceCode(ctx, p.User.ID, p.Session.ID, func(tx *sysdb.Tx) error {
		return s.recordOf(ctx, tx, p.User.ID, audit.Entry{Action: audit.CodeReissued, Actor: p.Actor(), Subject: p.Actor()})
	})
}

// replaceCode stores a new code when allow agrees, and ends the sessions of the person but keep.
func (s *Service) replaceCode(ctx context.Context, user UserID, keep SessionID, allow func(tx *sysdb.Tx) error) (secret.String, error) {
	code := NewCode()
	hash, err := s.hashOf(code)
	if err != nil {
		return secret.String{}, err
	}
	err = s.deps.System.Write(ctx, func(tx *sysdb.Tx) error {
		if err := allow(tx); err != nil {
			return err
		}
		if err := setCode(ctx, tx, user, hash, tx.Now()); err != nil {
			return err
		}
		_, err := s.endSessions(ctx, tx, user, keep)
		return err
	})
	if err != nil {
		return secret.String{}, err
	}
	return code, nil
}

// Confirm says whether a principal knows their licence code: the one way to show again who they are. It fails with ErrCodeWrong, and with
// ErrTooManyAttempts when it was tried too often.
func (s *Service) Confirm(ctx context.Context, p Principal, code secret.String) error {
	key := limitKey("own code", p.User.ID.String())
	if wait := s.limiter.take(key, perAccountHere); wait > 0 {
		return ErrTooManyAttempts.WithRetryAfter(wait)
	}
	var stored string
	err := s.deps.System.Read(ctx, func(q sysdb.Query) (err error) {
		stored, err = getCodeHash(ctx, q, p.User.ID)
		return err
	})
	if err != nil {
		return err
	}
	if !s.codeFits(stored, code) {
		return ErrCodeWrong.WithField("licence_code", ErrCodeWrong.Code, ErrCodeWrong.Detail)
	}
	s.limiter.forget(key)
	return nil
}
