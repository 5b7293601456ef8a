package account

import (
	"context"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// Logout ends the session of the principal.
func (s *Service) Logout(ctx context.Context, p Principal) error {
	return s.end(ctx, p, p.Session.ID, audit.LoggedOut)
}

// Sessions returns the living sessions of a person, the newest first.
func (s *Service) Sessions(ctx context.Context, user UserID) ([]Session, error) {
	now := s.deps.Clock.Now()
	var all []Session
	err := s.deps.System.Read(ctx, func(q sysdb.Query) error {
		found, err := listSessions(ctx, q, user)
		for _, session := range found {
			if now.Before(session.ExpiresAt()) {
				all = append(all, session)
			}
		}
		return err
	})
	return all, err
}

// Revoke ends another session of the same person. It fails with ErrSessionNotFound.
func (s *Service) Revoke(ctx context.Context, p Principal, session SessionID) error {
	return s.end(ctx, p, session, audit.SessionRevoked)
}

func (s *Service) end(ctx context.Context, p Principal, session SessionID, action audit.Action) error {
	return s.deps.System.Write(ctx, func(tx *sysdb.Tx) error {
		gone, err := deleteSession(ctx, tx, p.User.ID, session)
		if err != nil {
			return err
		}
		if !gone {
			return ErrSessionNotFound
		}
		return audit.Record(ctx, tx, audit.Entry{Action: action, Actor: p.Actor(), Subject: audit.Ref(session)})
	})
}

// Purge deletes sessions that have ended and addresses not seen for as long as a session can live. It is safe to repeat.
func (s *Service) Purge(ctx context.Context) error {
	now := s.deps.Clock.Now()
	return s.deps.System.Write(ctx, func(tx *sysdb.Tx) error {
		return purge(ctx, tx, now.Add(-IdleEnd), now.Add(-AbsoluteEnd))
	})
}
