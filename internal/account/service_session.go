package account

import (
	"context"
	"errors"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/datamap"
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
		tx.AfterCommit(func() { s.watchers.tell(p.User.ID) })
		return s.recordOf(ctx, tx, p.User.ID, audit.Entry{Action: action, Actor: p.Actor(), Subject: audit.Ref(session)})
	})
}

// RevokeOthers ends all other sessions of the same person and says how many there were.
func (s *Service) RevokeOthers(ctx context.Context, p Principal) (ended int, err error) {
	err = s.deps.System.Write(ctx, func(tx *sysdb.Tx) error {
		if ended, err = s.endSessions(ctx, tx, p.User.ID, p.Session.ID); err != nil || ended == 0 {
			return err
		}
		return s.recordOf(ctx, tx, p.User.ID, audit.Entry{Action: audit.SessionRevoked, Actor: p.Actor(), Subject: p.Actor()})
	})
	return ended, err
}

// endSessions ends the sessions of a person but keep, which may be zero, and with them their live streams.
func (s *Service) endSessions(ctx context.Context, tx *sysdb.Tx, user UserID, keep SessionID) (int, error) {
	n, err := deleteSessionsOf(ctx, tx, user, keep)
	tx.AfterCommit(func() { s.watchers.tell(user) })
	return int(n), err
}

// Purge deletes sessions that have ended, addresses not seen for as long as a session can live, invitations that ended two weeks ago, and
// people who are in no workspace and have not logged in for thirty days: those of a workspace that was deleted. It is safe to repeat.
func (s *Service) Purge(ctx context.Context) error {
	now := s.deps.Clock.Now()
	return s.deps.System.Write(ctx, func(tx *sysdb.Tx) error {
		if err := purge(ctx, tx, now.Add(-IdleEnd), now.Add(-AbsoluteEnd), now.Add(-inviteKept)); err != nil {
			return err
		}
		gone, err := removeLeftBehind(ctx, tx, now.Add(-datamap.AccountLife))
		for _, u := range gone {
			err = errors.Join(err, audit.Record(ctx, tx, audit.Entry{Action: audit.UserRemoved, Subject: audit.Ref(u)}))
		}
		return err
	})
}
