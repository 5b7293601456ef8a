package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"net/netip"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/workspace"
)

// Hasher makes keyed hashes; a crypt.Box is one.
type Hasher interface {
	KeyedHash(purpose string, data []byte) []byte
}

// Deps are what a Service needs.
type Deps struct {
	System     *sysdb.DB
	Hasher     Hasher
	Clock      clock.Clock
	Workspaces *workspace.Service
	Licences   *licence.Service
}

// Service keeps people, codes and sessions.
type Service struct {
	deps     Deps
	limiter  *limiter
	watchers watchers
}

// New makes a Service.
func New(deps Deps) *Service { return &Service{deps: deps, limiter: newLimiter(deps.Clock)} }

// Attempt is one try to log in.
type Attempt struct {
	Username  string
	Code      secret.String
	Address   netip.Addr
	UserAgent string
}

// Login is a new session with its token, which exists nowhere else.
type Login struct {
	Token   secret.String
	User    User
	Session Session
}

// Login starts a session. It fails with ErrBadCredentials for an unknown username, a wrong or malformed code and a disabled
// person alike, after the same work, and with ErrTooManyAttempts and its RetryAfter when there were too many failures.
func (s *Service) Login(ctx context.Context, a Attempt) (Login, error) {
	now := s.deps.Clock.Now()
	name, ok := username(a.Username)
	where := network(a.Address)
	byAddress, byBoth, byAccount := limitKey("address", where), limitKey("both", name, where), limitKey("account", name)
	if wait := s.limiter.take(byAddress, perAddress); wait > 0 {
		return Login{}, ErrTooManyAttempts.WithRetryAfter(wait)
	}
	if wait := s.limiter.take(byBoth, perAccountHere); wait > 0 {
		return Login{}, ErrTooManyAttempts.WithRetryAfter(wait)
	}
	if !ok {
		name = "" // nobody's
	}
	var found credential
	here := s.addressHash(where)
	err := s.deps.System.Read(ctx, func(q sysdb.Query) error {
		var err error
		found, err = getCredential(ctx, q, name, here, now.Add(-AbsoluteEnd))
		return err
	})
	if err != nil {
		return Login{}, err
	}
	if !found.known {
		if wait := s.limiter.take(byAccount, perAccountAlien); wait > 0 {
			return Login{}, ErrTooManyAttempts.WithRetryAfter(wait)
		}
	}
	if !s.codeFits(found.codeHash, a.Code) || found.user.ID.IsZero() || !found.user.DisabledAt.IsZero() {
		return Login{}, ErrBadCredentials
	}
	s.limiter.giveBack(byAddress)
	s.limiter.forget(byBoth)
	if !found.known {
		s.limiter.giveBack(byAccount)
	}
	return s.begin(ctx, found.user, a, here, now)
}

// codeFits hashes and compares in every case, also when there is nobody or nothing to compare with.
func (s *Service) codeFits(stored string, typed secret.String) bool {
	code, err := ParseCode(typed.Reveal())
	symbols := code.Reveal()
	if err != nil {
		symbols = strings.Repeat("0", codeSymbols)
	}
	hash := s.codeHash(symbols)
	if stored == "" {
		stored = strings.Repeat("0", len(hash))
		err = ErrCode
	}
	same := subtle.ConstantTimeCompare([]byte(hash), []byte(stored)) == 1
	return same && err == nil
}

func (s *Service) codeHash(symbols string) string {
	return hex.EncodeToString(s.deps.Hasher.KeyedHash("account.code", []byte(symbols)))
}

func (s *Service) tokenHash(token string) string {
	return hex.EncodeToString(s.deps.Hasher.KeyedHash("account.session", []byte(token)))
}

func (s *Service) addressHash(network string) string {
	return hex.EncodeToString(s.deps.Hasher.KeyedHash("account.address", []byte(network)))
}

func (s *Service) begin(ctx context.Context, user User, a Attempt, here string, now time.Time) (Login, error) {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails: crypto/rand ends the program instead
	token := base64.RawURLEncoding.EncodeToString(raw)
	session := Session{
		ID: id.New[Session](), User: user.ID, UserAgent: cut(a.UserAgent, 200), CreatedAt: now, LastSeenAt: now,
	}
	if a.Address.IsValid() {
		session.Address = a.Address.Unmap().String()
	}
	err := s.deps.System.Write(ctx, func(tx *sysdb.Tx) error {
		if err := insertSession(ctx, tx, session, s.tokenHash(token)); err != nil {
			return err
		}
		if err := rememberAddress(ctx, tx, user.ID, here, now); err != nil {
			return err
		}
		return s.recordOf(ctx, tx, user.ID, audit.Entry{Action: audit.LoggedIn, Actor: audit.Ref(user.ID), Subject: audit.Ref(session.ID)})
	})
	if err != nil {
		return Login{}, err
	}
	return Login{Token: secret.New(token), User: user, Session: session}, nil
}

// Authenticate says who holds a token. ref is the workspace the request is about, as id or short name, or "" for none. It
// fails with ErrUnauthenticated, and with workspace.ErrNotFound when the person is not a member.
func (s *Service) Authenticate(ctx context.Context, token secret.String, ref string) (Principal, error) {
	if len(token.Reveal()) != base64.RawURLEncoding.EncodedLen(32) {
		return Principal{}, ErrUnauthenticated
	}
	var p Principal
	hash, now := s.tokenHash(token.Reveal()), s.deps.Clock.Now()
	err := s.deps.System.Read(ctx, func(q sysdb.Query) error {
		var err error
		if p.Session, p.User, err = getByToken(ctx, q, hash); err != nil {
			return err
		}
		if err := s.alive(p, now); err != nil || ref == "" {
			return err
		}
		m, err := s.deps.Workspaces.Find(ctx, q, ref, p.User.ID)
		p.Workspace, p.Member = m.Workspace, m.Member
		return err
	})
	if err != nil && !errors.Is(err, workspace.ErrNotFound) {
		return Principal{}, err
	}
	if now.Sub(p.Session.LastSeenAt) >= touchEvery {
		touched := s.deps.System.Write(ctx, func(tx *sysdb.Tx) error { return touch(ctx, tx, p.Session.ID, now) })
		if touched != nil {
			return Principal{}, touched
		}
		p.Session.LastSeenAt = now
	}
	if err != nil {
		return Principal{}, err
	}
	return p, nil
}

// Check says whether the session of a principal still lives and the person is still a member of the workspace of the request,
// without counting as use. It fails as Authenticate does.
func (s *Service) Check(ctx context.Context, p Principal) error {
	now := s.deps.Clock.Now()
	return s.deps.System.Read(ctx, func(q sysdb.Query) error {
		session, user, err := getByID(ctx, q, p.Session.ID)
		if err != nil {
			return err
		}
		if err := s.alive(Principal{User: user, Session: session}, now); err != nil {
			return err
		}
		if p.Workspace.ID.IsZero() {
			return nil
		}
		_, err = s.deps.Workspaces.Find(ctx, q, p.Workspace.ID.String(), p.User.ID)
		return err
	})
}

func (s *Service) alive(p Principal, now time.Time) error {
	if !now.Before(p.Session.ExpiresAt()) || !p.User.DisabledAt.IsZero() {
		return ErrUnauthenticated
	}
	return nil
}

// network is what an address counts as: itself, or for IPv6 the /64 one household or server has.
func network(a netip.Addr) string {
	a = a.Unmap()
	if a.Is6() {
		if p, err := a.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}

// cut makes a stored text of at most n bytes of what a client sent about itself.
func cut(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == utf8.RuneError {
			return -1
		}
		return r
	}, s)
	for len(s) > n {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return s
}
