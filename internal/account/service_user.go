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
	code := NewCode()
	hash, err := s.hashOf(code)
	if err != nil {
		return User{}, secret.String{}, err
	}
	u := User{ID: id.New[workspace.Person](), Username: login, Name: name, Language: language}
	err = s.deps.System.Write(ctx, func(tx *sysdb.Tx) error { return addUser(ctx, tx, &u, hash, id.Workspace{}) })
	if err != nil {
		return User{}, secret.String{}, err
	}
	return u, code, nil
}

// addUser stores a person with the hash of a code. ws is where the person was invited to, zero for the operator's.
func addUser(ctx context.Context, tx *sysdb.Tx, u *User, hash string, ws id.Workspace) error {
	u.CodeAt, u.CreatedAt = tx.Now(), tx.Now()
	_, err := getUserByName(ctx, tx, u.Username)
	if err == nil {
		return ErrUsernameTaken.WithField("username", ErrUsernameTaken.Code, ErrUsernameTaken.Detail)
	}
	if !errors.Is(err, ErrNotFound) {
		return err
	}
	if err := insertUser(ctx, tx, *u, hash); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Action: audit.UserAdded, Workspace: ws, Subject: audit.Ref(u.ID)})
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
			if _, err := s.endSessions(ctx, tx, u.ID, SessionID{}); err != nil {
				return err
			}
		}
		return s.recordOf(ctx, tx, u.ID, audit.Entry{Action: action, Subject: audit.Ref(u.ID)})
	})
	return u, err
}

// Profile is what people say of themselves; nil stays as it is.
type Profile struct {
	Name     *string
	Language *string
}

// SetProfile changes the name others see and the language a person reads.
func (s *Service) SetProfile(ctx context.Context, user UserID, change Profile) (User, error) {
	var u User
	err := s.deps.System.Write(ctx, func(tx *sysdb.Tx) error {
		var err error
		if u, err = getUser(ctx, tx, user); err != nil {
			return err
		}
		if change.Name != nil {
			if u.Name, err = cleanName(*change.Name); err != nil {
				return ErrName.WithField("name", ErrName.Code, ErrName.Detail)
			}
		}
		if change.Language != nil {
			if err := checkLanguage(*change.Language); err != nil {
				return err
			}
			u.Language = *change.Language
		}
		return setProfile(ctx, tx, u)
	})
	return u, err
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
