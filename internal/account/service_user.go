package account

import (
	"context"
	"errors"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/workspace"
)

// AddUser makes a person and returns the licence code, which is shown this once and kept only as a hash. It fails with
// ErrUsername, ErrUsernameTaken, ErrName or ErrLanguage.
func (s *Service) AddUser(ctx context.Context, typed, name, language string) (User, secret.String, error) {
	login, ok := username(typed)
	if !ok {
		return User{}, secret.String{}, ErrUsername
	}
	name, err := cleanName(name)
	if err != nil {
		return User{}, secret.String{}, err
	}
	if err := checkLanguage(language); err != nil {
		return User{}, secret.String{}, err
	}
	now, code := s.deps.Clock.Now(), NewCode()
	hash, err := s.hashOf(code)
	if err != nil {
		return User{}, secret.String{}, err
	}
	u := User{ID: id.New[workspace.Person](), Username: login, Name: name, Language: language, CodeAt: now, CreatedAt: now}
	err = s.deps.System.Write(ctx, func(tx *sysdb.Tx) error {
		_, err := getUserByName(ctx, tx, login)
		if err == nil {
			return ErrUsernameTaken
		}
		if !errors.Is(err, ErrNotFound) {
			return err
		}
		if err := insertUser(ctx, tx, u, hash); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: audit.UserAdded, Subject: audit.Ref(u.ID)})
	})
	if err != nil {
		return User{}, secret.String{}, err
	}
	return u, code, nil
}

func (s *Service) hashOf(code secret.String) (string, error) {
	symbols, err := ParseCode(code.Reveal())
	if err != nil {
		return "", err
	}
	return s.codeHash(symbols.Reveal()), nil
}

// ReissueCode gives a person another licence code. The old one and all sessions end at once; nothing else changes.
func (s *Service) ReissueCode(ctx context.Context, typed string) (User, secret.String, error) {
	code := NewCode()
	hash, err := s.hashOf(code)
	if err != nil {
		return User{}, secret.String{}, err
	}
	u, err := s.changeUser(ctx, typed, audit.CodeReissued, true, func(tx *sysdb.Tx, u *User, now time.Time) error {
		u.CodeAt = now
		return setCode(ctx, tx, u.ID, hash, now)
	})
	if err != nil {
		return User{}, secret.String{}, err
	}
	return u, code, nil
}

// Disable ends all sessions of a person and lets nobody log in as the person until Enable.
func (s *Service) Disable(ctx context.Context, typed string) (User, error) {
	return s.changeUser(ctx, typed, audit.UserDisabled, true, func(tx *sysdb.Tx, u *User, now time.Time) error {
		u.DisabledAt = now
		return setDisabled(ctx, tx, u.ID, now)
	})
}

// Enable lets a disabled person log in again, with the same code.
func (s *Service) Enable(ctx context.Context, typed string) (User, error) {
	return s.changeUser(ctx, typed, audit.UserEnabled, false, func(tx *sysdb.Tx, u *User, _ time.Time) error {
		u.DisabledAt = time.Time{}
		return setDisabled(ctx, tx, u.ID, time.Time{})
	})
}

func (s *Service) changeUser(ctx context.Context, typed string, action audit.Action, logout bool, edit func(tx *sysdb.Tx, u *User, now time.Time) error) (User, error) {
	login, ok := username(typed)
	if !ok {
		return User{}, ErrNotFound
	}
	var u User
	now := s.deps.Clock.Now()
	err := s.deps.System.Write(ctx, func(tx *sysdb.Tx) error {
		var err error
		if u, err = getUserByName(ctx, tx, login); err != nil {
			return err
		}
		if err := edit(tx, &u, now); err != nil {
			return err
		}
		if logout {
			if err := deleteSessionsOf(ctx, tx, u.ID); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, audit.Entry{Action: action, Subject: audit.Ref(u.ID)})
	})
	return u, err
}

// SetLanguage changes the language a person reads.
func (s *Service) SetLanguage(ctx context.Context, user UserID, language string) error {
	if err := checkLanguage(language); err != nil {
		return err
	}
	return s.deps.System.Write(ctx, func(tx *sysdb.Tx) error { return setLanguage(ctx, tx, user, language) })
}

// UserByName returns a person or ErrNotFound.
func (s *Service) UserByName(ctx context.Context, typed string) (User, error) {
	login, ok := username(typed)
	if !ok {
		return User{}, ErrNotFound
	}
	var u User
	err := s.deps.System.Read(ctx, func(q sysdb.Query) error {
		var err error
		u, err = getUserByName(ctx, q, login)
		return err
	})
	return u, err
}

// Users returns all people by username.
func (s *Service) Users(ctx context.Context) ([]User, error) {
	var all []User
	err := s.deps.System.Read(ctx, func(q sysdb.Query) error {
		var err error
		all, err = listUsers(ctx, q)
		return err
	})
	return all, err
}

// Colleague is a member of a workspace together with the person.
type Colleague struct {
	User   User
	Member workspace.Member
}

// Colleagues returns the members of a workspace with their names, the longest-standing first.
func (s *Service) Colleagues(ctx context.Context, ws id.Workspace) ([]Colleague, error) {
	members, err := s.deps.Workspaces.Members(ctx, ws)
	if err != nil {
		return nil, err
	}
	all := make([]Colleague, 0, len(members))
	err = s.deps.System.Read(ctx, func(q sysdb.Query) error {
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
		return nil
	})
	return all, err
}

// CreateWorkspace makes a workspace under a licence, with its owner.
func (s *Service) CreateWorkspace(ctx context.Context, of licence.ID, slug, name, owner string) (workspace.Workspace, error) {
	u, err := s.UserByName(ctx, owner)
	if err != nil {
		return workspace.Workspace{}, err
	}
	return s.deps.Workspaces.Create(ctx, workspace.NewWorkspace{
		Slug: slug, Name: name, Owner: u.ID,
		Admit: func(ctx context.Context, tx *sysdb.Tx, ws id.Workspace) error {
			return s.deps.Licences.Attach(ctx, tx, of, ws)
		},
	})
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

// ChangeMember gives a member another role, and the right to send or not. actor is zero for the operator.
func (s *Service) ChangeMember(ctx context.Context, slug, who string, role workspace.Role, canSend bool, actor UserID) error {
	w, u, err := s.pair(ctx, slug, who)
	if err != nil {
		return err
	}
	return s.deps.Workspaces.ChangeMember(ctx, w.ID, u.ID, role, canSend, actor)
}

// RemoveMember takes a person out of a workspace. actor is zero for the operator.
func (s *Service) RemoveMember(ctx context.Context, slug, who string, actor UserID) error {
	w, u, err := s.pair(ctx, slug, who)
	if err != nil {
		return err
	}
	return s.deps.Workspaces.RemoveMember(ctx, w.ID, u.ID, actor)
}

func (s *Service) pair(ctx context.Context, slug, who string) (workspace.Workspace, User, error) {
	w, err := s.deps.Workspaces.BySlug(ctx, slug)
	if err != nil {
		return workspace.Workspace{}, User{}, err
	}
	u, err := s.UserByName(ctx, who)
	return w, u, err
}
