package workspace

import (
	"time"
)

// Role is what a person is in a workspace. Each role may do what the ones after it may, and more.
type Role string

// The roles.
const (
	Owner  Role = "owner"
	Admin  Role = "admin"
	Agent  Role = "agent"
	Viewer Role = "viewer"
)

// Roles lists the roles, the strongest first.
func Roles() []Role { return []Role{Owner, Admin, Agent, Viewer} }

// Valid says whether r is a role.
func (r Role) Valid() bool { return r.rank() > 0 }

func (r Role) rank() int {
	switch r {
	case Owner:
		return 4
	case Admin:
		return 3
	case Agent:
		return 2
	case Viewer:
		return 1
	}
	return 0
}

// Right is one thing a member may do. The API and the interface ask the same question: Member.May.
type Right string

// The rights. Reply and Send make messages leave, so they also need the member's own "send" permission.
const (
	Read   Right = "read"   // see everything
	Reply  Right = "reply"  // answer people
	Send   Right = "send"   // blasts and messages by the API
	Edit   Right = "edit"   // contacts, groups, templates, drafts
	Manage Right = "manage" // channels, settings, members, stop-all
	Audit  Right = "audit"  // see who did what
	Delete Right = "delete" // delete the workspace's data
)

// Rights lists the rights, the weakest first.
func Rights() []Right { return []Right{Read, Edit, Reply, Send, Manage, Audit, Delete} }

// Member is a person in a workspace.
type Member struct {
	User    UserID
	Role    Role
	CanSend bool
	AddedAt time.Time
}

// May says whether the member has the right. An unknown role or right is never allowed.
func (m Member) May(r Right) bool {
	switch r {
	case Read:
		return m.Role.rank() >= Viewer.rank()
	case Edit:
		return m.Role.rank() >= Agent.rank()
	case Reply, Send:
		return m.Role.rank() >= Agent.rank() && m.CanSend
	case Manage:
		return m.Role.rank() >= Admin.rank()
	case Audit, Delete:
		return m.Role.rank() >= Owner.rank()
	}
	return false
}

// Rights lists what the member may do.
func (m Member) Rights() []Right {
	var may []Right
	for _, r := range Rights() {
		if m.May(r) {
			may = append(may, r)
		}
	}
	return may
}

// Touch says whether the member may act on the membership of another: change it, end it, or give the person a new code. Only owners
// touch owners.
func (m Member) Touch(other Member) error {
	if !m.May(Manage) {
		return ErrRightMissing
	}
	if other.Role == Owner && m.Role != Owner {
		return ErrOwnerOnly
	}
	return nil
}

// Give says whether the member may let somebody in with a role.
func (m Member) Give(role Role) error {
	if !role.Valid() {
		return ErrRole
	}
	return m.Touch(Member{Role: role})
}

// change says whether the member may make of one membership another. Nobody gives themselves more than they have; owners have all.
func (m Member) change(from, to Member) error {
	if err := m.Touch(from); err != nil {
		return err
	}
	if err := m.Give(to.Role); err != nil {
		return err
	}
	raised := to.Role.rank() > from.Role.rank() || to.CanSend && !from.CanSend
	if raised && m.User == from.User && m.Role != Owner {
		return ErrOwnRights
	}
	return nil
}
