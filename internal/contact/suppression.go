package contact

import (
	"context"
	"encoding/base64"
	"fmt"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// What is hashed: a number and a user id that look alike must not meet.
const (
	hashPhone  = "suppression.phone"
	hashUserID = "suppression.user_id"
)

// hashes names a number and a user id in the suppression list without saying them.
func hashes(tx *wsdb.Tx, a Address) []string {
	var list []string
	for _, v := range [...]struct{ label, value string }{{hashPhone, string(a.Phone)}, {hashUserID, a.UserID}} {
		if v.value != "" {
			sum := tx.Box().KeyedHash(v.label, []byte(v.value))
			list = append(list, base64.RawURLEncoding.EncodeToString(sum[:18]))
		}
	}
	return list
}

const putSuppression = `
	INSERT INTO suppression (hash, reason, source, at) VALUES ($1, $2, $3, $4)
	ON CONFLICT (hash) DO NOTHING`

// Suppress notes that the number or user id must not be written to, whether a contact has it or not. The order outlives the
// contact, and the first one stands: repeating it changes nothing.
func (s *Service) Suppress(ctx context.Context, tx *wsdb.Tx, a Address, reason, source string) error {
	list := hashes(tx, a)
	if len(list) == 0 {
		return ErrInvalid.WithDetail("A number or user id is needed to suppress it.")
	}
	for _, h := range list {
		if _, err := tx.Exec(ctx, putSuppression, h, reason, source, clock.Micros(tx.Now())); err != nil {
			return fmt.Errorf("suppress: %w", err)
		}
	}
	return s.remark(ctx, tx, a)
}

// Unsuppress lifts the order; the contact must have asked for it.
func (s *Service) Unsuppress(ctx context.Context, tx *wsdb.Tx, a Address) error {
	for _, h := range hashes(tx, a) {
		if _, err := tx.Exec(ctx, `DELETE FROM suppression WHERE hash = $1`, h); err != nil {
			return fmt.Errorf("unsuppress: %w", err)
		}
	}
	return s.remark(ctx, tx, a)
}

// SuppressContact suppresses the number and the user id of a contact.
func (s *Service) SuppressContact(ctx context.Context, tx *wsdb.Tx, contact ID, reason, source string) error {
	r, err := s.one(ctx, tx, contact)
	if err != nil {
		return err
	}
	return s.Suppress(ctx, tx, r.address(), reason, source)
}

// UnsuppressContact lifts the order for the number and the user id of a contact.
func (s *Service) UnsuppressContact(ctx context.Context, tx *wsdb.Tx, contact ID) error {
	r, err := s.one(ctx, tx, contact)
	if err != nil {
		return err
	}
	if r.Phone == nil && r.UserID == nil {
		return nil
	}
	return s.Unsuppress(ctx, tx, r.address())
}

// remark brings the mark on the contacts of an address in step with the list.
func (s *Service) remark(ctx context.Context, tx *wsdb.Tx, a Address) error {
	touched, err := s.holders(ctx, tx, a)
	if err != nil || len(touched) == 0 {
		return err
	}
	if err := s.mark(ctx, tx, touched); err != nil {
		return err
	}
	if err := s.put(ctx, tx, touched, 0); err != nil {
		return err
	}
	return s.changed(ctx, tx, touched)
}

// holders reads the contacts that have the number or the user id: none, one, or two.
func (s *Service) holders(ctx context.Context, q wsdb.Query, a Address) ([]record, error) {
	var list []record
	if a.Phone != "" {
		found, err := s.byPhones(ctx, q, []string{string(a.Phone)})
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	if a.UserID != "" {
		found, err := s.byUserIDs(ctx, q, []string{a.UserID})
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			if len(list) == 0 || list[0].ID != r.ID {
				list = append(list, r)
			}
		}
	}
	return list, nil
}

var findSuppressions = textList(`SELECT hash, reason, at FROM suppression WHERE hash IN (%s)`)

type order struct {
	reason string
	at     int64
}

// mark sets the suppression of records from the list. Every contact passes here before its address is first or newly written, so
// that a number keeps its order through deletion and import.
func (s *Service) mark(ctx context.Context, tx *wsdb.Tx, list []record) error {
	orders, hashesOf, err := s.orders(ctx, tx, list)
	if err != nil {
		return err
	}
	for i := range list {
		r := &list[i]
		r.SuppressedAt, r.SuppressedReason = 0, ""
		if orders == nil {
			continue
		}
		for _, h := range hashesOf[i] {
			if o, ok := orders[h]; ok && (r.SuppressedAt == 0 || o.at < r.SuppressedAt) {
				r.SuppressedAt, r.SuppressedReason = o.at, o.reason
			}
		}
	}
	return nil
}

// orders looks the records up in the list; nil if the list is empty, which spares the hashing.
func (s *Service) orders(ctx context.Context, tx *wsdb.Tx, list []record) (map[string]order, [][]string, error) {
	var any bool
	if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM suppression)`).Scan(&any); err != nil || !any {
		return nil, nil, err
	}
	var all []string
	hashesOf := make([][]string, len(list))
	for i := range list {
		own := hashes(tx, list[i].address())
		hashesOf[i] = own
		all = append(all, own...)
	}
	rows, err := tx.Query(ctx, s.sql(findSuppressions), jsonList(all))
	if err != nil {
		return nil, nil, fmt.Errorf("read suppressions: %w", err)
	}
	defer func() { _ = rows.Close() }()
	found := map[string]order{}
	for rows.Next() {
		var (
			h string
			o order
		)
		if err := rows.Scan(&h, &o.reason, &o.at); err != nil {
			return nil, nil, err
		}
		found[h] = o
	}
	return found, hashesOf, rows.Err()
}

// changed says that the records have changed.
func (s *Service) changed(ctx context.Context, tx *wsdb.Tx, list []record) error {
	facts := make([]event.Fact, len(list))
	for i := range list {
		facts[i] = event.Fact{Kind: event.ContactChanged, Subject: list[i].ID.String()}
	}
	return s.deps.Events.AppendAll(ctx, tx, facts)
}
