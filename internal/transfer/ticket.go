package transfer

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/workspace"
)

const (
	ticketLife  = 5 * time.Minute
	mostTickets = 10_000
)

// ticket lets one person download one workspace once. It is in memory only: after a restart the code is typed again.
type ticket struct {
	user workspace.UserID
	ws   id.Workspace
	till time.Duration // on the clock that nobody sets
}

func hashed(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// Ticket gives somebody who typed their licence code anew the token of one download, which is over after five minutes. It fails with
// account.ErrCodeWrong and account.ErrTooManyAttempts.
func (s *Service) Ticket(ctx context.Context, p account.Principal, code secret.String) (token string, till time.Time, err error) {
	if s.d.Busy(p.Workspace.ID) {
		return "", till, ErrDeleting
	}
	if err := s.d.Codes.Confirm(ctx, p, code); err != nil {
		return "", till, err
	}
	token, now := rand.Text(), s.d.Clock.Passed()
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, t := range s.tickets {
		if now >= t.till {
			delete(s.tickets, key)
		}
	}
	if len(s.tickets) >= mostTickets {
		return "", till, ErrTooMany.WithRetryAfter(ticketLife)
	}
	s.tickets[hashed(token)] = ticket{user: p.User.ID, ws: p.Workspace.ID, till: now + ticketLife}
	return token, s.d.Clock.Now().Add(ticketLife), nil
}

// use takes a token, once. It fails with ErrTicket.
func (s *Service) use(p account.Principal, token string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, ok := s.tickets[hashed(token)]
	if !ok || t.user != p.User.ID || t.ws != p.Workspace.ID {
		return ErrTicket
	}
	delete(s.tickets, hashed(token))
	if s.d.Clock.Passed() >= t.till {
		return ErrTicket
	}
	return nil
}
