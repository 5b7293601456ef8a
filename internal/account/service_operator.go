package account

import (
	"context"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// AddOperator lets a person work the deletion desk. Who does already stays one since then. It fails with ErrNotFound.
func (s *Service) AddOperator(ctx context.Context, typed string) (User, error) {
	return s.setOperator(ctx, typed, audit.OperatorAdded, true)
}

// RemoveOperator ends that; the next request of the person is one of nobody's in particular.
func (s *Service) RemoveOperator(ctx context.Context, typed string) (User, error) {
	return s.setOperator(ctx, typed, audit.OperatorRemoved, false)
}

// setOperator is told to the record once, not in the workspaces of the person: it is about none of them.
func (s *Service) setOperator(ctx context.Context, typed string, action audit.Action, on bool) (u User, err error) {
	login, ok := username(typed)
	if !ok {
		return User{}, ErrNotFound
	}
	err = s.deps.System.Write(ctx, func(tx *sysdb.Tx) error {
		if u, err = getUserByName(ctx, tx, login); err != nil || u.Operator() == on {
			return err
		}
		u.OperatorAt = time.Time{}
		if on {
			u.OperatorAt = tx.Now()
		}
		if err := setOperator(ctx, tx, u.ID, u.OperatorAt); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: action, Subject: audit.Ref(u.ID)})
	})
	return u, err
}

// Operators returns all who work the deletion desk, by username.
func (s *Service) Operators(ctx context.Context) ([]User, error) {
	all, err := s.Users(ctx)
	return slices.DeleteFunc(all, func(u User) bool { return !u.Operator() }), err
}
