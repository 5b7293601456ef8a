package account

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/workspace"
)

const inviteTokenBytes = 32

func (s *Service) inviteHash(token string) string {
	return hex.EncodeToString(s.deps.Hasher.KeyedHash("account.invite", []byte(token)))
}

func (s *Service) newInviteToken() (token, hash string) {
	raw := make([]byte, inviteTokenBytes)
	_, _ = rand.Read(raw) // never fails: crypto/rand ends the program instead
	token = base64.RawURLEncoding.EncodeToString(raw)
	return token, s.inviteHash(token)
}

// Invite asks a person into the principal's workspace. The token exists nowhere else. Open invitations count as members, so that a
// link that was given out does not fail for the licence.
func (s *Service) Invite(ctx context.Context, p Principal, n NewInvite) (InviteLine, secret.String, error) {
	n, err := n.clean()
	if err != nil {
		return InviteLine{}, secret.String{}, err
	}
	ws := p.Workspace.ID
	verdict, err := s.deps.Licences.Gate(ctx, ws)
	if err != nil {
		return InviteLine{}, secret.String{}, err
	}
	token, hash := s.newInviteToken()
	i := Invite{ID: id.New[Invite](), Workspace: ws, Name: n.Name, Note: n.Note, Role: n.Role, CanSend: n.CanSend, By: p.User.ID}
	err = s.deps.System.Write(ctx, func(tx *sysdb.Tx) error {
		i.CreatedAt, i.ExpiresAt = tx.Now(), tx.Now().Add(n.Life)
		if err := s.mayGive(ctx, tx, i); err != nil {
			return err
		}
		seats, err := s.seats(ctx, tx, ws, tx.Now())
		if err != nil {
			return err
		}
		if err := verdict.Limits.AllowMember(seats); err != nil {
			return err
		}
		open, err := countOpenInvites(ctx, tx, ws, tx.Now())
		if err != nil {
			return err
		}
		if open >= maxInvites {
			return ErrInvites
		}
		if err := insertInvite(ctx, tx, i, hash); err != nil {
			return err
		}
		return recordInvite(ctx, tx, audit.InviteCreated, p.User.ID, i)
	})
	if err != nil {
		return InviteLine{}, secret.String{}, err
	}
	s.deps.Workspaces.TellMembers(ctx, ws)
	return InviteLine{Invite: i, By: p.User, State: InviteOpen}, secret.New(token), nil
}

// mayGive asks what the sender of an invitation may do at this moment.
func (s *Service) mayGive(ctx context.Context, q sysdb.Query, i Invite) error {
	m, err := s.deps.Workspaces.Find(ctx, q, i.Workspace.String(), i.By)
	if err != nil {
		return err
	}
	return m.Member.Give(i.Role)
}

func recordInvite(ctx context.Context, tx *sysdb.Tx, action audit.Action, actor UserID, i Invite) error {
	return audit.Record(ctx, tx, audit.Entry{Action: action, Actor: audit.Ref(actor), Workspace: i.Workspace, Subject: audit.Ref(i.ID)})
}

// InviteLine is an invitation as those see it who manage the workspace.
type InviteLine struct {
	Invite Invite
	By     User
	State  InviteState
}

// Invites returns the invitations of a workspace that were not used, the newest first.
func (s *Service) Invites(ctx context.Context, ws id.Workspace) ([]InviteLine, error) {
	now := s.deps.Clock.Now()
	var all []InviteLine
	err := s.deps.System.Read(ctx, func(q sysdb.Query) error {
		found, err := listInvites(ctx, q, ws)
		if err != nil {
			return err
		}
		for _, i := range found {
			line, err := s.line(ctx, q, i, now)
			if err != nil {
				return err
			}
			all = append(all, line)
		}
		return nil
	})
	return all, err
}

func (s *Service) line(ctx context.Context, q sysdb.Query, i Invite, now time.Time) (InviteLine, error) {
	by, err := getUser(ctx, q, i.By)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return InviteLine{}, err
	}
	m, err := s.deps.Workspaces.Find(ctx, q, i.Workspace.String(), i.By)
	if err != nil && !errors.Is(err, workspace.ErrNotFound) {
		return InviteLine{}, err
	}
	return InviteLine{Invite: i, By: by, State: i.state(now, m.Member)}, nil
}

// CountSeats says how many places of its licence a workspace uses: its members and its open invitations.
func (s *Service) CountSeats(ctx context.Context, ws id.Workspace) (int, error) {
	var n int
	err := s.deps.System.Read(ctx, func(q sysdb.Query) error {
		var err error
		n, err = s.seats(ctx, q, ws, s.deps.Clock.Now())
		return err
	})
	return n, err
}

func (s *Service) seats(ctx context.Context, q sysdb.Query, ws id.Workspace, now time.Time) (int, error) {
	members, err := s.deps.Workspaces.MembersIn(ctx, q, ws)
	if err != nil {
		return 0, err
	}
	open, err := countOpenInvites(ctx, q, ws, now)
	return len(members) + open, err
}

// RenewInvite gives an invitation another link and time; the old link is dead. The principal answers for it from then on.
func (s *Service) RenewInvite(ctx context.Context, p Principal, invite InviteID, life time.Duration) (InviteLine, secret.String, error) {
	life, err := inviteLife(life)
	if err != nil {
		return InviteLine{}, secret.String{}, err
	}
	verdict, err := s.deps.Licences.Gate(ctx, p.Workspace.ID)
	if err != nil {
		return InviteLine{}, secret.String{}, err
	}
	var i Invite
	token, hash := s.newInviteToken()
	err = s.deps.System.Write(ctx, func(tx *sysdb.Tx) error {
		if i, err = getInvite(ctx, tx, p.Workspace.ID, invite); err != nil {
			return err
		}
		if err := s.allowRenewal(ctx, tx, i, verdict); err != nil {
			return err
		}
		i.By, i.ExpiresAt = p.User.ID, tx.Now().Add(life)
		if err := s.mayGive(ctx, tx, i); err != nil {
			return err
		}
		if err := renewInvite(ctx, tx, i, hash); err != nil {
			return err
		}
		return recordInvite(ctx, tx, audit.InviteRenewed, p.User.ID, i)
	})
	if err != nil {
		return InviteLine{}, secret.String{}, err
	}
	s.deps.Workspaces.TellMembers(ctx, i.Workspace)
	return InviteLine{Invite: i, By: p.User, State: InviteOpen}, secret.New(token), nil
}

// allowRenewal holds an ended invitation against the licence again; an open one has its place already.
func (s *Service) allowRenewal(ctx context.Context, tx *sysdb.Tx, i Invite, verdict licence.Verdict) error {
	if tx.Now().Before(i.ExpiresAt) {
		return nil
	}
	seats, err := s.seats(ctx, tx, i.Workspace, tx.Now())
	if err != nil {
		return err
	}
	return verdict.Limits.AllowMember(seats)
}

// RevokeInvite ends an invitation; its link is dead at once. Who may not give its role may not take it back either.
func (s *Service) RevokeInvite(ctx context.Context, p Principal, invite InviteID) error {
	err := s.deps.System.Write(ctx, func(tx *sysdb.Tx) error {
		i, err := getInvite(ctx, tx, p.Workspace.ID, invite)
		if err != nil {
			return err
		}
		own := i
		own.By = p.User.ID
		if err := s.mayGive(ctx, tx, own); err != nil {
			return err
		}
		if err := deleteInvite(ctx, tx, i.ID); err != nil {
			return err
		}
		return recordInvite(ctx, tx, audit.InviteRevoked, p.User.ID, i)
	})
	if err != nil {
		return err
	}
	s.deps.Workspaces.TellMembers(ctx, p.Workspace.ID)
	return nil
}
