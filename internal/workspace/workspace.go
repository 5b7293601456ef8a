// Package workspace owns workspaces: their names, their members and what those may do, their settings, and the switch that
// holds everything outgoing.
package workspace

import (
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
)

// Person is what a UserID identifies; package account keeps the person.
type Person struct{}

// UserID identifies a person across all workspaces.
type UserID = id.ID[Person]

// Workspace is one customer's own world, with a database of its own.
type Workspace struct {
	ID        id.Workspace
	Slug      string // part of addresses, never changes
	Name      string
	CreatedAt time.Time
}

// Membership is a workspace together with what one person is in it.
type Membership struct {
	Workspace Workspace
	Member    Member
}

// Faults of this package. ErrNotFound has the code every layer uses for a workspace that is not there or not yours.
var (
	ErrNotFound     = fault.New(fault.NotFound, "workspace.not_found", "There is no such workspace.")
	ErrSlug         = fault.New(fault.Invalid, "workspace.slug_invalid", "A short name has 2 to 40 lower-case letters, digits and single dashes.")
	ErrSlugTaken    = fault.New(fault.Conflict, "workspace.slug_taken", "Another workspace already uses this short name.")
	ErrName         = fault.New(fault.Invalid, "workspace.name_invalid", "A name has 1 to 80 characters.")
	ErrNotMember    = fault.New(fault.NotFound, "workspace.member_not_found", "This person is not a member of the workspace.")
	ErrAlready      = fault.New(fault.Conflict, "workspace.already_member", "This person is already a member of the workspace.")
	ErrRole         = fault.New(fault.Invalid, "workspace.role_invalid", "A role is owner, admin, agent or viewer.")
	ErrLastOwner    = fault.New(fault.Conflict, "workspace.last_owner", "A workspace must keep at least one owner.")
	ErrOwnerOnly    = fault.New(fault.Forbidden, "workspace.owner_only", "Only an owner may act on owners or make somebody one.")
	ErrOwnRights    = fault.New(fault.Forbidden, "workspace.own_rights", "Nobody gives themselves more rights. Ask another owner or admin.")
	ErrRightMissing = fault.New(fault.Forbidden, "account.right_missing", "Your role does not allow this.")
)

var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// CheckSlug says whether a workspace can have a short name. It fails with ErrSlug.
func CheckSlug(slug string) error {
	if len(slug) < 2 || len(slug) > 40 || !slugForm.MatchString(slug) {
		return ErrSlug
	}
	if _, err := id.ParseWorkspace(slug); err == nil {
		return ErrSlug // it would be taken for an id
	}
	return nil
}

// CheckName says whether a workspace can have a name. It fails with ErrName.
func CheckName(name string) error {
	_, err := cleanName(name)
	return err
}

func cleanName(name string) (string, error) {
	name = strings.TrimSpace(name)
	if n := utf8.RuneCountInString(name); n < 1 || n > 80 || strings.ContainsFunc(name, unicode.IsControl) {
		return "", ErrName
	}
	return name, nil
}
