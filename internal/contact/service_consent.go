package contact

import (
	"context"
	"fmt"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// change is a row of the ledger of consents.
type change struct {
	Contact ID     `json:"contact_id"`
	Purpose string `json:"purpose"`
	At      int64  `json:"at"`
	State   int    `json:"state"`
	Source  string `json:"source"`
	Actor   string `json:"actor"`
}

var putChanges = statement{
	sqlite: `
	INSERT INTO consent_change (contact_id, purpose, at, state, source, actor)
	SELECT value ->> 'contact_id', value ->> 'purpose', value ->> 'at', value ->> 'state', value ->> 'source', value ->> 'actor'
	FROM jsonb_each($1) WHERE TRUE
	ON CONFLICT (contact_id, purpose, at) DO UPDATE SET state = excluded.state, source = excluded.source, actor = excluded.actor`,
	postgres: `
	INSERT INTO consent_change (contact_id, purpose, at, state, source, actor)
	SELECT contact_id, purpose, at, state, source, actor FROM jsonb_to_recordset(CAST($1 AS jsonb))
		AS r(contact_id UUID, purpose TEXT, at BIGINT, state INTEGER, source TEXT, actor TEXT)
	ON CONFLICT (contact_id, purpose, at) DO UPDATE SET state = excluded.state, source = excluded.source, actor = excluded.actor`,
}

func (s *Service) putChanges(ctx context.Context, tx *wsdb.Tx, list []change) error {
	if len(list) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, s.sql(putChanges), jsonList(list)); err != nil {
		return fmt.Errorf("note consents: %w", err)
	}
	return nil
}

const maxSource = 300

// SetConsent notes what the contact said about a purpose, in the current state and in the ledger of changes. source says in
// words where the consent came from; it must not be empty.
func (s *Service) SetConsent(ctx context.Context, tx *wsdb.Tx, contact ID, purpose Purpose, granted bool, source, actor string) error {
	if !purpose.Valid() {
		return ErrPurpose
	}
	source = cleanText(source)
	if source == "" || len([]rune(source)) > maxSource {
		return ErrInvalid.WithField("source", "contact.consent_source", "Say in 1 to 300 characters where the consent came from.")
	}
	r, err := s.one(ctx, tx, contact)
	if err != nil {
		return err
	}
	state := Denied
	if granted {
		state = Granted
	}
	*r.consent(purpose) = state.stored()
	r.UpdatedAt = clock.Micros(tx.Now())
	list := []record{r}
	if err := s.put(ctx, tx, list, 0); err != nil {
		return err
	}
	err = s.putChanges(ctx, tx, []change{{
		Contact: contact, Purpose: string(purpose), At: r.UpdatedAt, State: state.stored(), Source: source, Actor: actor,
	}})
	if err != nil {
		return err
	}
	return s.changed(ctx, tx, list)
}

// The newest word on each purpose; the contact row has the same state.
var newestChanges = uuidList(`
	SELECT c.contact_id, c.purpose, c.at, c.state, c.source, c.actor FROM consent_change AS c
	WHERE c.contact_id IN (%s) AND c.at = (
		SELECT MAX(n.at) FROM consent_change AS n WHERE n.contact_id = c.contact_id AND n.purpose = c.purpose)`)

func (s *Service) addConsents(ctx context.Context, q wsdb.Query, ids []ID, at map[ID]int, full []Contact) error {
	rows, err := q.Query(ctx, s.sql(newestChanges), jsonList(ids))
	if err != nil {
		return fmt.Errorf("read consents: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var c change
		if err := rows.Scan(&c.Contact, &c.Purpose, &c.At, &c.State, &c.Source, &c.Actor); err != nil {
			return fmt.Errorf("read consents: %w", err)
		}
		full[at[c.Contact]].Consents[Purpose(c.Purpose)] = Consent{
			State: stateOf(c.State), Source: c.Source, Actor: c.Actor, At: clock.Time(c.At),
		}
	}
	return rows.Err()
}

const listChanges = `
	SELECT contact_id, purpose, at, state, source, actor FROM consent_change
	WHERE contact_id = $1 ORDER BY at DESC, purpose LIMIT $2`

// ConsentChange is one entry of the ledger of consents.
type ConsentChange struct {
	Purpose Purpose
	Consent
}

// ConsentHistory returns the newest changes of a contact's consents, newest first.
func (s *Service) ConsentHistory(ctx context.Context, q wsdb.Query, contact ID, limit int) ([]ConsentChange, error) {
	rows, err := q.Query(ctx, listChanges, contact, limit)
	if err != nil {
		return nil, fmt.Errorf("read consents: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []ConsentChange
	for rows.Next() {
		var c change
		if err := rows.Scan(&c.Contact, &c.Purpose, &c.At, &c.State, &c.Source, &c.Actor); err != nil {
			return nil, fmt.Errorf("read consents: %w", err)
		}
		list = append(list, ConsentChange{Purpose: Purpose(c.Purpose), Consent: Consent{
			State: stateOf(c.State), Source: c.Source, Actor: c.Actor, At: clock.Time(c.At),
		}})
	}
	return list, rows.Err()
}
