package contact

import (
	"context"
	"strings"

	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Faults of merging.
var (
	ErrMergeSelf   = fault.New(fault.Invalid, "contact.merge_self", "A contact cannot be merged with itself.")
	ErrMergeWinner = fault.New(fault.Invalid, "contact.merge_winner", "A winner is this or other, for name, phone, user_id, email or a custom field.")
)

// Winner says whose value a merged contact has.
type Winner string

// The winners.
const (
	WinnerThis  Winner = "this"
	WinnerOther Winner = "other"
)

// Picks says whose value is kept, by name, phone, user_id, email and fields.<key>. What is not named is of this contact if it has a
// value, else of the other one.
type Picks map[string]Winner

const fieldPick = "fields."

func (p Picks) check() error {
	for name, w := range p {
		switch {
		case w != WinnerThis && w != WinnerOther:
			return ErrMergeWinner
		case name == "name", name == "phone", name == "user_id", name == "email", strings.HasPrefix(name, fieldPick):
		default:
			return ErrMergeWinner
		}
	}
	return nil
}

func (p Picks) text(name, this, other string) string {
	switch p[name] {
	case WinnerThis:
		return this
	case WinnerOther:
		return other
	}
	if this == "" {
		return other
	}
	return this
}

// absorb takes over what another contact says of the same person. Consents are looked at elsewhere.
func (r *record) absorb(other *record, p Picks) {
	if p["name"] == WinnerOther || p["name"] == "" && (r.Name == "" || other.NameTyped && !r.NameTyped) {
		r.setName(other.Name, other.NameTyped)
	}
	r.Phone = nullable(p.text("phone", deref(r.Phone), deref(other.Phone)))
	r.UserID = nullable(p.text("user_id", deref(r.UserID), deref(other.UserID)))
	r.Email = p.text("email", r.Email, other.Email)
	for _, values := range []map[string]string{r.Values, other.Values} {
		for key := range values {
			if v := p.text(fieldPick+key, r.Values[key], other.Values[key]); v != "" {
				r.Values[key] = v
			} else {
				delete(r.Values, key)
			}
		}
	}
	r.CreatedAt = min(r.CreatedAt, other.CreatedAt)
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// Merging is a merge on its way through the product. Stay holds the origins (blasts) whose messages keep belonging to the contact that
// goes, because the one that stays is counted there already.
type Merging struct {
	Kept, Gone ID
	Stay       []string
}

// Follower moves what hangs on a contact, in the transaction of the change.
type Follower interface {
	// ContactsMerged moves everything of the contact that goes to the one that stays.
	ContactsMerged(ctx context.Context, tx *wsdb.Tx, m *Merging) error
	// ContactMoved is told of a contact's new address; what is queued goes there.
	ContactMoved(ctx context.Context, tx *wsdb.Tx, contact ID, to Address) error
}

// Follow names those who move what hangs on a contact, in this order. It is called once, before anything runs.
func (s *Service) Follow(list ...Follower) { s.followers = list }
