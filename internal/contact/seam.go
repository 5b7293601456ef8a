package contact

import (
	"context"

	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Resolve finds the contact an address belongs to, or makes one. When the network tells the phone number and the user id together,
// they are linked; if they belong to two contacts already, both stay as they are and a fact is recorded. The profile name
// fills an empty name and follows an untyped one; it never replaces a typed name.
func (s *Service) Resolve(ctx context.Context, tx *wsdb.Tx, a Address) (c Contact, created bool, err error) {
	return Contact{}, false, ErrNotFound
}

// Reach answers for each id whether and how the contact can be written to for the purpose. Ids that are not there are in the
// answer too, with Exists false. Made for batches of up to a few thousand: two statements.
func (s *Service) Reach(ctx context.Context, q wsdb.Query, ids []ID, purpose Purpose) (map[ID]Reach, error) {
	return nil, nil
}

// Suppress notes that the number or user id must not be written to, whether a contact has it or not. The order outlives the contact.
func (s *Service) Suppress(ctx context.Context, tx *wsdb.Tx, a Address, reason, source string) error {
	return nil
}

// Unsuppress lifts the order; the contact must have asked for it.
func (s *Service) Unsuppress(ctx context.Context, tx *wsdb.Tx, a Address, source string) error {
	return nil
}

// SetConsent notes what the contact said about a purpose, in the current state and in the ledger of changes.
func (s *Service) SetConsent(ctx context.Context, tx *wsdb.Tx, contact ID, purpose Purpose, granted bool, source, actor string) error {
	return nil
}

// Audience returns up to limit contacts of the audience with ids above after, in the order of ids.
func (s *Service) Audience(ctx context.Context, q wsdb.Query, a Audience, after ID, limit int) ([]ID, error) {
	return nil, nil
}

// Count returns how many contacts the audience has now.
func (s *Service) Count(ctx context.Context, q wsdb.Query, a Audience) (int64, error) { return 0, nil }

// Variables returns what templates may say about each contact: name, phone, email and the custom fields by key, as people
// read them. Unknown values are missing, not empty.
func (s *Service) Variables(ctx context.Context, q wsdb.Query, ids []ID) (map[ID]map[string]string, error) {
	return nil, nil
}

// Get returns a contact with its groups, consents and suppression, or ErrNotFound.
func (s *Service) Get(ctx context.Context, q wsdb.Query, contact ID) (Contact, error) {
	return Contact{}, ErrNotFound
}

// Many returns the contacts with the ids, without groups and consent details; missing ones are left out.
func (s *Service) Many(ctx context.Context, q wsdb.Query, ids []ID) (map[ID]Contact, error) {
	return nil, nil
}

// Create adds a contact that a person typed.
func (s *Service) Create(ctx context.Context, ws id.Workspace, d Draft) (Contact, error) {
	return Contact{}, nil
}
