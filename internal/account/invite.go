package account

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/workspace"
)

// InviteID identifies an invitation; it is not its secret token.
type InviteID = id.ID[Invite]

// Invite asks one person into a workspace. Whoever holds its token may come in, once, until it ends.
type Invite struct {
	ID        InviteID
	Workspace id.Workspace
	Name      string // of the person who is asked
	Note      string // for those who invite
	Role      workspace.Role
	CanSend   bool
	By        UserID
	CreatedAt time.Time
	ExpiresAt time.Time
}

// How long an invitation may be used unless another time is asked for, at most, and how long an ended one is still listed.
const (
	InviteLife    = 72 * time.Hour
	MaxInviteLife = 14 * 24 * time.Hour
	inviteKept    = datamap.InviteLife
	maxInvites    = 200 // of one workspace
)

// InviteState is what has become of an invitation that was not used.
type InviteState string

// The states of an invitation.
const (
	InviteOpen    InviteState = "open"
	InviteExpired InviteState = "expired"
	InviteVoid    InviteState = "void" // who sent it may not let people in any more
)

// Faults of invitations. ErrInvite is the one answer to every link that cannot be used, whatever the reason.
var (
	ErrInvite         = fault.New(fault.NotFound, "account.invite_invalid", "This invitation cannot be used any more. Ask for a new link.")
	ErrInviteNotFound = fault.New(fault.NotFound, "account.invite_not_found", "There is no such invitation.")
	ErrInviteNote     = fault.New(fault.Invalid, "account.invite_note_invalid", "A note has at most 200 characters.")
	ErrInviteLife     = fault.New(fault.Invalid, "account.invite_life_invalid", "An invitation is valid for 1 hour to 14 days.")
	ErrInvites        = fault.New(fault.Conflict, "account.invites_exceeded", "There are too many open invitations. Revoke some first.")
)

// state of an invitation at an instant; inviter is what the one who sent it is in the workspace now.
func (i Invite) state(now time.Time, inviter workspace.Member) InviteState {
	switch {
	case !now.Before(i.ExpiresAt):
		return InviteExpired
	case inviter.Give(i.Role) != nil:
		return InviteVoid
	}
	return InviteOpen
}

// NewInvite is what an invitation needs. Life zero is InviteLife.
type NewInvite struct {
	Name    string
	Note    string
	Role    workspace.Role
	CanSend bool
	Life    time.Duration
}

// clean brings what was typed into its stored form.
func (n NewInvite) clean() (NewInvite, error) {
	name, err := cleanName(n.Name)
	if err != nil {
		return NewInvite{}, ErrName.WithField("name", ErrName.Code, ErrName.Detail)
	}
	n.Name, n.Note = name, strings.TrimSpace(n.Note)
	if utf8.RuneCountInString(n.Note) > 200 || strings.ContainsFunc(n.Note, unicode.IsControl) {
		return NewInvite{}, ErrInviteNote.WithField("note", ErrInviteNote.Code, ErrInviteNote.Detail)
	}
	n.Life, err = inviteLife(n.Life)
	return n, err
}

func inviteLife(asked time.Duration) (time.Duration, error) {
	if asked == 0 {
		return InviteLife, nil
	}
	if asked < time.Hour || asked > MaxInviteLife {
		return 0, ErrInviteLife.WithField("hours", ErrInviteLife.Code, ErrInviteLife.Detail)
	}
	return asked, nil
}
