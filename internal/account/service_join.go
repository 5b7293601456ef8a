package account

import (
	"context"
	"errors"
	"net/netip"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/workspace"
)

// Ticket is the link of an invitation, held out by somebody at an address.
type Ticket struct {
	Token   secret.String
	Address netip.Addr
}

// Invitation is what the holder of a link is shown.
type Invitation struct {
	Invite    Invite
	Workspace workspace.Workspace
	By        User
}

// Look says what a link is for. It fails with ErrInvite for every link that cannot be used, and with ErrTooManyAttempts.
func (s *Service) Look(ctx context.Context, t Ticket) (Invitation, error) {
	now := s.deps.Clock.Now()
	key := limitKey("invite", network(t.Address))
	if wait := s.limiter.take(key, perAddress); wait > 0 {
		return Invitation{}, ErrTooManyAttempts.WithRetryAfter(wait)
	}
	hash := s.inviteHash(t.Token.Reveal())
	var found Invitation
	err := s.deps.System.Read(ctx, func(q sysdb.Query) error {
		var err error
		found, err = s.usable(ctx, q, hash, now)
		return err
	})
	if err == nil {
		s.limiter.giveBack(key)
	}
	return found, err
}

// usable finds the invitation of a token, if it can be used now.
func (s *Service) usable(ctx context.Context, q sysdb.Query, hash string, now time.Time) (Invitation, error) {
	i, err := getInviteByToken(ctx, q, hash)
	if errors.Is(err, ErrInviteNotFound) {
		return Invitation{}, ErrInvite
	}
	if err != nil {
		return Invitation{}, err
	}
	m, err := s.deps.Workspaces.Find(ctx, q, i.Workspace.String(), i.By)
	if err != nil && !errors.Is(err, workspace.ErrNotFound) {
		return Invitation{}, err
	}
	by, err := getUser(ctx, q, i.By)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Invitation{}, err
	}
	if i.state(now, m.Member) != InviteOpen || !by.DisabledAt.IsZero() {
		return Invitation{}, ErrInvite
	}
	return Invitation{Invite: i, Workspace: m.Workspace, By: by}, nil
}

// Newcomer is what an invited person says of themselves.
type Newcomer struct {
	Username string
	Name     string
	Language string
}

// Join makes a person of the holder of a link, a member of the workspace, and returns their own licence code, which is shown this once.
// It fails as Look does, and for a username as AddUser does.
func (s *Service) Join(ctx context.Context, t Ticket, n Newcomer) (User, secret.String, workspace.Workspace, error) {
	none := func(err error) (User, secret.String, workspace.Workspace, error) {
		return User{}, secret.String{}, workspace.Workspace{}, err
	}
	found, err := s.Look(ctx, t)
	if err != nil {
		return none(err)
	}
	u, err := n.user()
	if err != nil {
		return none(err)
	}
	code := NewCode()
	hash, err := s.hashOf(code)
	if err != nil {
		return none(err)
	}
	err = s.enter(ctx, t, found.Invite.Workspace, func(tx *sysdb.Tx) (UserID, error) {
		return u.ID, addUser(ctx, tx, &u, hash, found.Invite.Workspace)
	})
	if err != nil {
		return none(err)
	}
	s.deps.Workspaces.TellMembers(ctx, found.Invite.Workspace)
	return u, code, found.Workspace, nil
}

func (n Newcomer) user() (User, error) {
	login, ok := username(n.Username)
	if !ok {
		return User{}, ErrUsername.WithField("username", ErrUsername.Code, ErrUsername.Detail)
	}
	name, err := cleanName(n.Name)
	if err != nil {
		return User{}, ErrName.WithField("name", ErrName.Code, ErrName.Detail)
	}
	return User{ID: id.New[workspace.Person](), Username: login, Name: name, Language: n.Language}, checkLanguage(n.Language)
}

// Accept makes the principal a member of the workspace of a link. It fails as Look does, and with workspace.ErrAlready; the invitation
// then stays as it was.
func (s *Service) Accept(ctx context.Context, t Ticket, p Principal) (workspace.Workspace, error) {
	found, err := s.Look(ctx, t)
	if err != nil {
		return workspace.Workspace{}, err
	}
	err = s.enter(ctx, t, found.Invite.Workspace, func(*sysdb.Tx) (UserID, error) { return p.User.ID, nil })
	if err != nil {
		return workspace.Workspace{}, err
	}
	s.deps.Workspaces.TellMembers(ctx, found.Invite.Workspace)
	return found.Workspace, nil
}

// enter uses up an invitation: who comes in, the member and the end of the link are one transaction.
func (s *Service) enter(ctx context.Context, t Ticket, ws id.Workspace, who func(tx *sysdb.Tx) (UserID, error)) error {
	verdict, err := s.deps.Licences.Gate(ctx, ws)
	if err != nil {
		return err
	}
	if verdict.ReadOnly {
		return licence.ErrReadOnly
	}
	hash := s.inviteHash(t.Token.Reveal())
	return s.deps.System.Write(ctx, func(tx *sysdb.Tx) error {
		found, err := s.usable(ctx, tx, hash, tx.Now())
		if err != nil {
			return err
		}
		user, err := who(tx)
		if err != nil {
			return err
		}
		i := found.Invite
		m := workspace.Member{User: user, Role: i.Role, CanSend: i.CanSend}
		err = s.deps.Workspaces.AddMemberIn(ctx, tx, i.Workspace, m, i.By, func(_ context.Context, _ *sysdb.Tx, members int) error {
			return verdict.Limits.AllowMember(members)
		})
		if err != nil {
			return err
		}
		if err := deleteInvite(ctx, tx, i.ID); err != nil {
			return err
		}
		return recordInvite(ctx, tx, audit.InviteAccepted, user, i)
	})
}
