package contact

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/kelolapesan/kelola/internal/wsdb"
)

// classOf is the class of a contact in SQL, as the two indexes on it have it: its consents, whether it is suppressed, whether it has a number.
const classOf = `((((consent_service * 3 + consent_reminder) * 3 + consent_promo) * 2 + CASE WHEN suppressed_at > 0 THEN 1 ELSE 0 END) * 2
	+ CASE WHEN phone IS NULL THEN 0 ELSE 1 END)`

const classes = 3 * 3 * 3 * 2 * 2

// class is the same of a record.
func (r *record) class() int {
	n := (r.Service*3+r.Reminder)*3 + r.Promo
	n *= 2
	if r.SuppressedAt > 0 {
		n++
	}
	n *= 2
	if r.Phone != nil {
		n++
	}
	return n
}

// classy says whether a filter has a condition that a class decides.
func (f Filter) classy() bool { return f.Consent != "" || f.Suppressed != nil || f.HasPhone != nil }

// unclassed is the filter without the conditions that a class decides.
func (f Filter) unclassed() Filter {
	f.Consent, f.Suppressed, f.HasPhone = "", nil, nil
	return f
}

// lets says whether a filter lets a class through, as far as a class decides.
func (f Filter) lets(class int) bool {
	if f.HasPhone != nil && *f.HasPhone != (class%2 == 1) {
		return false
	}
	if f.Suppressed != nil && *f.Suppressed != (class/2%2 == 1) {
		return false
	}
	purpose, state, _ := strings.Cut(f.Consent, ":")
	said := class / 4
	switch Purpose(purpose) {
	case PurposePromo:
		return said%3 == State(state).stored()
	case PurposeReminder:
		return said/3%3 == State(state).stored()
	case PurposeService:
		return said/9 == State(state).stored()
	}
	return true
}

// classesOf returns the classes a filter lets through in which there is anybody, and how many are in them.
func (s *Service) classesOf(ctx context.Context, q wsdb.Query, f Filter) (list []int, contacts int64, err error) {
	if f.Consent != "" {
		if _, err := consentCondition(f.Consent); err != nil {
			return nil, 0, err
		}
	}
	rows, err := q.Query(ctx, `SELECT class, contacts FROM contact_class WHERE contacts > 0 ORDER BY class`)
	if err != nil {
		return nil, 0, fmt.Errorf("read classes: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var (
			class int
			n     int64
		)
		if err := rows.Scan(&class, &n); err != nil {
			return nil, 0, fmt.Errorf("read classes: %w", err)
		}
		if f.lets(class) {
			list, contacts = append(list, class), contacts+n
		}
	}
	return list, contacts, rows.Err()
}

// tally is how many contacts come into a class, or leave it.
type tally struct {
	Class    int `json:"class"`
	Contacts int `json:"contacts"`
}

var countClasses = uuidList(`SELECT ` + classOf + `, COUNT(*) FROM contact WHERE id IN (%s) GROUP BY 1`)

// leaving counts the contacts of a list out of their classes, as they are before they change or go.
func (s *Service) leaving(ctx context.Context, q wsdb.Query, list string, moves *[classes]int) error {
	rows, err := q.Query(ctx, s.sql(countClasses), list)
	if err != nil {
		return fmt.Errorf("count classes: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var t tally
		if err := rows.Scan(&t.Class, &t.Contacts); err != nil {
			return fmt.Errorf("count classes: %w", err)
		}
		moves[t.Class] -= t.Contacts
	}
	return rows.Err()
}

const moveClasses = `
	ON CONFLICT (class) DO UPDATE SET contacts = contact_class.contacts + excluded.contacts`

var putClasses = statement{
	sqlite: `INSERT INTO contact_class (class, contacts)
	SELECT value ->> 'class', value ->> 'contacts' FROM json_each($1) WHERE TRUE` + moveClasses,
	postgres: `INSERT INTO contact_class (class, contacts)
	SELECT class, contacts FROM jsonb_to_recordset(CAST($1 AS jsonb)) AS r(class INTEGER, contacts BIGINT)` + moveClasses,
}

// move writes down how many came into each class and how many left.
func (s *Service) move(ctx context.Context, tx *wsdb.Tx, moves *[classes]int) error {
	var list []tally
	for class, n := range moves {
		if n != 0 {
			list = append(list, tally{Class: class, Contacts: n})
		}
	}
	if len(list) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, s.sql(putClasses), jsonList(list)); err != nil {
		return fmt.Errorf("count classes: %w", err)
	}
	if !slices.ContainsFunc(list, func(t tally) bool { return t.Contacts < 0 }) {
		return nil
	}
	if _, err := tx.Exec(ctx, `DELETE FROM contact_class WHERE contacts = 0`); err != nil { // of nobody nothing stays
		return fmt.Errorf("count classes: %w", err)
	}
	return nil
}
