package contact

import (
	"context"
	"fmt"

	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

var reachByIDs = uuidList(`
	SELECT id, COALESCE(phone, ''), COALESCE(user_id, ''), 
		CASE WHEN phone IS NULL AND user_id IS NULL THEN EXISTS (SELECT 1 FROM contact_handle AS h WHERE h.contact_id = contact.id) ELSE FALSE END,
		suppressed_at, suppressed_reason, consent_service, consent_reminder, consent_promo
	FROM contact WHERE id IN (%s)`)

// Reach answers for each id whether and how the contact can be written to for the purpose. Ids that are not there are in the
// answer too, with Exists false. Made for batches of up to a few thousand: one statement.
func (s *Service) Reach(ctx context.Context, q wsdb.Query, ids []ID, purpose Purpose) (map[ID]Reach, error) {
	answer := make(map[ID]Reach, len(ids))
	if len(ids) == 0 {
		return answer, nil
	}
	for _, i := range ids {
		answer[i] = Reach{Consent: Unknown}
	}
	rows, err := q.Query(ctx, s.sql(reachByIDs), jsonList(ids))
	if err != nil {
		return nil, fmt.Errorf("reach: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var (
			r   record
			at  int64
			got = Reach{Exists: true}
		)
		err := rows.Scan(&r.ID, &got.Phone, &got.UserID, &got.Handle, &at, &got.SuppressedReason, &r.Service, &r.Reminder, &r.Promo)
		if err != nil {
			return nil, fmt.Errorf("reach: %w", err)
		}
		got.Suppressed = at > 0
		got.Consent = stateOf(*r.consent(purpose))
		answer[r.ID] = got
	}
	return answer, rows.Err()
}

// Variables returns what templates may say about each contact: name, phone, email and the custom fields by key, as people
// read them. Unknown values are missing, not empty. Two statements.
func (s *Service) Variables(ctx context.Context, q wsdb.Query, ids []ID) (map[ID]map[string]string, error) {
	types, err := s.types(ctx, q)
	if err != nil {
		return nil, err
	}
	found, err := s.byIDs(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	answer := make(map[ID]map[string]string, len(found))
	for _, r := range found {
		v := make(map[string]string, len(r.Values)+3)
		for key, value := range r.Values {
			if f, ok := types[key]; ok && value != "" {
				v[key] = f.shown(value)
			}
		}
		if r.Name != "" {
			v["name"] = r.Name
		}
		if r.Phone != nil {
			v["phone"] = phone.Number(*r.Phone).Display()
		}
		if r.Email != "" {
			v["email"] = r.Email
		}
		answer[r.ID] = v
	}
	return answer, nil
}

// Many returns the contacts with the ids, without groups and the origins of consents; missing ones are left out.
func (s *Service) Many(ctx context.Context, q wsdb.Query, ids []ID) (map[ID]Contact, error) {
	types, err := s.types(ctx, q)
	if err != nil {
		return nil, err
	}
	found, err := s.byIDs(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	answer := make(map[ID]Contact, len(found))
	for i := range found {
		answer[found[i].ID] = found[i].contact(types)
	}
	return answer, s.addHandles(ctx, q, ids, func(c ID, list []Handle) {
		if one, ok := answer[c]; ok {
			one.Handles = list
			answer[c] = one
		}
	})
}

// Get returns a contact with its groups, consents and suppression, or ErrNotFound.
func (s *Service) Get(ctx context.Context, q wsdb.Query, contact ID) (Contact, error) {
	r, err := s.one(ctx, q, contact)
	if err != nil {
		return Contact{}, err
	}
	full, err := s.complete(ctx, q, []record{r})
	if err != nil {
		return Contact{}, err
	}
	return full[0], nil
}

// complete turns records into contacts with everything, in five statements however many they are.
func (s *Service) complete(ctx context.Context, q wsdb.Query, list []record) ([]Contact, error) {
	types, err := s.types(ctx, q)
	if err != nil {
		return nil, err
	}
	full := make([]Contact, len(list))
	at := make(map[ID]int, len(list))
	ids := make([]id.ID[Contact], len(list))
	for i := range list {
		full[i] = list[i].contact(types)
		at[list[i].ID] = i
		ids[i] = list[i].ID
	}
	if err := s.addHandles(ctx, q, ids, func(c ID, list []Handle) { full[at[c]].Handles = list }); err != nil {
		return nil, err
	}
	if err := s.addGroups(ctx, q, ids, at, full); err != nil {
		return nil, err
	}
	return full, s.addConsents(ctx, q, ids, at, full)
}
