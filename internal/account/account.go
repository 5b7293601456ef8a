// Package account owns people: who they are, the licence codes they log in with, and their sessions.
package account

import (
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/workspace"
)

// UserID identifies a person.
type UserID = workspace.UserID

// SessionID identifies a session; it is not its secret token.
type SessionID = id.ID[Session]

// User is a person who may log in.
type User struct {
	ID         UserID
	Username   string
	Name       string
	Language   string // "id" or "en"
	DisabledAt time.Time
	CodeAt     time.Time // when the licence code was issued
	CreatedAt  time.Time
	OperatorAt time.Time // since when the person is an operator; zero for who is none
}

// Operator says whether the person works the deletion desk.
func (u User) Operator() bool { return !u.OperatorAt.IsZero() }

// Session is one login on one device.
type Session struct {
	ID         SessionID
	User       UserID
	UserAgent  string
	Address    string
	CreatedAt  time.Time
	LastSeenAt time.Time
}

// A session ends when it was not used for IdleEnd, and in any case AbsoluteEnd after the login.
const (
	IdleEnd     = datamap.SessionIdle
	AbsoluteEnd = datamap.SessionLife
	touchEvery  = time.Minute
)

// ExpiresAt is when the session ends if it is not used again.
func (s Session) ExpiresAt() time.Time {
	idle, absolute := s.LastSeenAt.Add(IdleEnd), s.CreatedAt.Add(AbsoluteEnd)
	if idle.Before(absolute) {
		return idle
	}
	return absolute
}

// Principal is who asks: a person in a session, and within a workspace route what the person is there.
type Principal struct {
	User      User
	Session   Session
	Workspace workspace.Workspace // zero outside a workspace
	Member    workspace.Member    // zero outside a workspace
}

// May says whether the principal has the right in the workspace of the request.
func (p Principal) May(r workspace.Right) bool { return p.Member.May(r) }

// Actor is the principal as it stands in the audit record.
func (p Principal) Actor() audit.Thing { return audit.Ref(p.User.ID) }

// Faults of this package. ErrBadCredentials is the one answer to everything that is wrong with a login.
var (
	ErrBadCredentials  = fault.New(fault.Unauthenticated, "account.bad_credentials", "The username or the licence code is wrong.")
	ErrTooManyAttempts = fault.New(fault.Limited, "account.too_many_attempts", "There were too many attempts. Wait a little and try again.")
	ErrUnauthenticated = fault.New(fault.Unauthenticated, "account.unauthenticated", "Log in first.")
	ErrNotFound        = fault.New(fault.NotFound, "account.not_found", "There is no such person.")
	ErrSessionNotFound = fault.New(fault.NotFound, "account.session_not_found", "There is no such session.")
	ErrUsername        = fault.New(fault.Invalid, "account.username_invalid", "A username has 3 to 40 lower-case letters, digits, dots, dashes or underscores and begins with a letter or digit.")
	ErrUsernameTaken   = fault.New(fault.Conflict, "account.username_taken", "This username is already in use.")
	ErrName            = fault.New(fault.Invalid, "account.name_invalid", "A name has 1 to 80 characters.")
	ErrLanguage        = fault.New(fault.Invalid, "account.language_invalid", "The language is id or en.")
)

var usernameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{2,39}$`)

// username brings a typed username into its stored form; ok is false for what can be nobody's.
func username(typed string) (name string, ok bool) {
	name = strings.ToLower(strings.TrimSpace(typed))
	return name, usernameForm.MatchString(name)
}

func cleanName(name string) (string, error) {
	name = strings.TrimSpace(name)
	if n := utf8.RuneCountInString(name); n < 1 || n > 80 || strings.ContainsFunc(name, unicode.IsControl) {
		return "", ErrName
	}
	return name, nil
}

func checkLanguage(language string) error {
	if language != "id" && language != "en" {
		return ErrLanguage
	}
	return nil
}
