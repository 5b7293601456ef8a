package contact

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// record is a contact as the table holds it, and as the bulk parameter names it. Values are canonical texts by field key.
type record struct {
	ID               ID                `json:"id"`
	Name             string            `json:"name"`
	NameKey          string            `json:"name_key"`
	NameTyped        bool              `json:"name_typed"`
	Phone            *string           `json:"phone"`
	UserID           *string           `json:"user_id"`
	Email            string            `json:"email"`
	Values           map[string]string `json:"fields"`
	Service          int               `json:"consent_service"`
	Reminder         int               `json:"consent_reminder"`
	Promo            int               `json:"consent_promo"`
	SuppressedAt     int64             `json:"suppressed_at"`
	SuppressedReason string            `json:"suppressed_reason"`
	Source           string            `json:"source"`
	CreatedAt        int64             `json:"created_at"`
	UpdatedAt        int64             `json:"updated_at"`

	handle string // of somebody new
}

func (r *record) consent(p Purpose) *int {
	switch p {
	case PurposeService:
		return &r.Service
	case PurposeReminder:
		return &r.Reminder
	default:
		return &r.Promo
	}
}

const (
	columns = `id, name, name_key, name_typed, phone, user_id, email, fields, consent_service, consent_reminder, consent_promo,
		suppressed_at, suppressed_reason, source, created_at, updated_at`
	putTail = `
	ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key, name_typed = excluded.name_typed,
		phone = excluded.phone, user_id = excluded.user_id, email = excluded.email, fields = excluded.fields,
		consent_service = excluded.consent_service, consent_reminder = excluded.consent_reminder,
		consent_promo = excluded.consent_promo, suppressed_at = excluded.suppressed_at,
		suppressed_reason = excluded.suppressed_reason, updated_at = excluded.updated_at`
)

var putContacts = statement{
	sqlite: `
	INSERT INTO contact (` + columns + `)
	SELECT value ->> 'id', value ->> 'name', value ->> 'name_key', value ->> 'name_typed', value ->> 'phone',
		value ->> 'user_id', value ->> 'email', json(value -> 'fields'), value ->> 'consent_service', value ->> 'consent_reminder',
		value ->> 'consent_promo', value ->> 'suppressed_at', value ->> 'suppressed_reason', value ->> 'source',
		value ->> 'created_at', value ->> 'updated_at'
	FROM jsonb_each($1) WHERE TRUE` + putTail,
	postgres: `
	INSERT INTO contact (` + columns + `)
	SELECT ` + columns + ` FROM jsonb_to_recordset(CAST($1 AS jsonb)) AS r(id UUID, name TEXT, name_key TEXT,
		name_typed BOOLEAN, phone TEXT, user_id TEXT, email TEXT, fields JSONB, consent_service INTEGER,
		consent_reminder INTEGER, consent_promo INTEGER, suppressed_at BIGINT, suppressed_reason TEXT, source TEXT,
		created_at BIGINT, updated_at BIGINT)` + putTail,
}

// put writes new contacts and changed ones; added says how many of them are new.
func (s *Service) put(ctx context.Context, tx *wsdb.Tx, list []record, added int) error {
	if len(list) == 0 {
		return nil
	}
	var moves [classes]int
	for i := range list {
		moves[list[i].class()]++
	}
	var known string
	if len(list) > added {
		known = jsonList(idsOf(list))
		if err := s.leaving(ctx, tx, known, &moves); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, s.sql(putContacts), jsonList(list)); err != nil {
		return fmt.Errorf("put contacts: %w", err)
	}
	if len(list) > added {
		if err := s.renameMembers(ctx, tx, known); err != nil {
			return err
		}
	}
	if err := s.move(ctx, tx, &moves); err != nil {
		return err
	}
	return addTotal(ctx, tx, added)
}

func addTotal(ctx context.Context, tx *wsdb.Tx, n int) error {
	if n == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `UPDATE contact_total SET contacts = contacts + $1 WHERE one = 1`, n)
	return err
}

var (
	listByIDs     = uuidList(`SELECT ` + columns + ` FROM contact WHERE id IN (%s)`)
	listByPhones  = textList(`SELECT ` + columns + ` FROM contact WHERE phone IN (%s)`)
	listByUserIDs = textList(`SELECT ` + columns + ` FROM contact WHERE user_id IN (%s)`)
	deleteByIDs   = uuidList(`DELETE FROM contact WHERE id IN (%s)`)
)

// byIDs reads records in no particular order.
func (s *Service) byIDs(ctx context.Context, q wsdb.Query, ids []ID) ([]record, error) {
	return s.records(ctx, q, s.sql(listByIDs), jsonList(ids))
}

func (s *Service) byPhones(ctx context.Context, q wsdb.Query, phones []string) ([]record, error) {
	return s.records(ctx, q, s.sql(listByPhones), jsonList(phones))
}

func (s *Service) byUserIDs(ctx context.Context, q wsdb.Query, users []string) ([]record, error) {
	list, err := s.records(ctx, q, s.sql(listByUserIDs), jsonList(users))
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		if !isHandle(u) {
			continue
		}
		held, err := s.byHandles(ctx, q, []string{u})
		if err != nil {
			return nil, err
		}
		for _, r := range held {
			list = append(list, r)
		}
	}
	return list, nil
}

func (s *Service) one(ctx context.Context, q wsdb.Query, contact ID) (record, error) {
	found, err := s.byIDs(ctx, q, []ID{contact})
	if err != nil {
		return record{}, err
	}
	if len(found) == 0 {
		return record{}, ErrNotFound
	}
	return found[0], nil
}

func (s *Service) records(ctx context.Context, q wsdb.Query, query string, args ...any) ([]record, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read contacts: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []record
	for rows.Next() {
		r, err := scanRecord(rows)
		if err != nil {
			return nil, fmt.Errorf("read contacts: %w", err)
		}
		list = append(list, r)
	}
	return list, rows.Err()
}

func scanRecord(rows *sql.Rows) (record, error) {
	var (
		r      record
		values string
	)
	err := rows.Scan(&r.ID, &r.Name, &r.NameKey, &r.NameTyped, &r.Phone, &r.UserID, &r.Email, &values,
		&r.Service, &r.Reminder, &r.Promo, &r.SuppressedAt, &r.SuppressedReason, &r.Source, &r.CreatedAt, &r.UpdatedAt)
	if err != nil {
		return record{}, err
	}
	r.Values = map[string]string{}
	if values != "{}" {
		err = json.Unmarshal([]byte(values), &r.Values)
	}
	return r, err
}

// contact turns a record into what the rest of the product sees; types says what the custom fields hold.
func (r *record) contact(types fieldTypes) Contact {
	c := Contact{
		ID: r.ID, Name: r.Name, NameTyped: r.NameTyped, UserID: r.UserID, Email: r.Email,
		Fields: types.typed(r.Values), Consents: Consents{}, Source: Source(r.Source),
		CreatedAt: clock.Time(r.CreatedAt), UpdatedAt: clock.Time(r.UpdatedAt),
	}
	if r.Phone != nil {
		n := phone.Number(*r.Phone)
		c.Phone = &n
	}
	for _, p := range Purposes() {
		if state := stateOf(*r.consent(p)); state != Unknown {
			c.Consents[p] = Consent{State: state}
		}
	}
	if r.SuppressedAt > 0 {
		c.Suppressed = &Suppression{Reason: r.SuppressedReason, At: clock.Time(r.SuppressedAt)}
	}
	return c
}

// text is what a contact is found by: the name, the number with the code of its country and as it is written at home, and the address.
func (r *record) text() string {
	t := r.Name + " " + r.Email
	if r.Phone == nil {
		return t
	}
	digits := phone.Number(*r.Phone).Digits()
	t += " " + digits
	if len(digits) > 4 && digits[:2] == "62" {
		t += " 0" + digits[2:] + " " + digits[2:]
	}
	return t
}

// address is the record's number and user id.
func (r *record) address() Address {
	var a Address
	if r.Phone != nil {
		a.Phone = phone.Number(*r.Phone)
	}
	if r.UserID != nil {
		a.UserID = *r.UserID
	}
	return a
}
