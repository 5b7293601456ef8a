package contact

import (
	"context"
	"encoding/base64"
	"fmt"
	"time"

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

// Suppress notes that from now on the number or user id must not be written to, whether a contact has it or not. The order outlives
// the contact, and repeating it changes nothing but its time.
func (s *Service) Suppress(ctx context.Context, tx *wsdb.Tx, a Address, reason, source string) error {
	p, err := s.standingOf(ctx, tx, a, tx.Now())
	if err != nil {
		return err
	}
	p.suppress(order{reason: reason, source: source, at: max(clock.Micros(tx.Now()), p.before)})
	return s.settle(ctx, tx, a, p)
}

// Stop notes that a person has said stop at a time by the clock of the network, and says whether that holds: it does not if the person
// has resumed later. Of two words of the same time, stop holds. Orders come in any sequence and more than once; the outcome is the same.
func (s *Service) Stop(ctx context.Context, tx *wsdb.Tx, a Address, reason, source string, at time.Time) (holds bool, err error) {
	p, err := s.standingOf(ctx, tx, a, at)
	if err != nil {
		return false, err
	}
	said := clock.Micros(at)
	if said < p.before {
		return false, nil
	}
	fresh := p.order.at == 0
	p.suppress(order{reason: reason, source: source, at: said})
	if fresh && s.stops != nil {
		if err := s.stops.Stopped(ctx, tx, at); err != nil {
			return false, err
		}
	}
	return true, s.settle(ctx, tx, a, p)
}

// StopCounter learns of every stop that a person has said and that was not in force before, in the transaction that notes it.
type StopCounter interface {
	Stopped(ctx context.Context, tx *wsdb.Tx, at time.Time) error
}

// CountStops names who counts stops. It is called once, before any request.
func (s *Service) CountStops(c StopCounter) { s.stops = c }

// Resume notes that a person wants messages again since a time by the clock of the network. It lifts what was said before, but never
// what somebody of the workspace has decided.
func (s *Service) Resume(ctx context.Context, tx *wsdb.Tx, a Address, at time.Time) error {
	p, err := s.standingOf(ctx, tx, a, at)
	if err != nil {
		return err
	}
	p.resume(clock.Micros(at))
	return s.settle(ctx, tx, a, p)
}

// Unsuppress lifts every order that is known; the contact must have asked for it. One that is older and comes late holds again, because
// nobody knew of it.
func (s *Service) Unsuppress(ctx context.Context, tx *wsdb.Tx, a Address) error {
	p, err := s.standingOf(ctx, tx, a, tx.Now())
	if err != nil {
		return err
	}
	p.lift()
	return s.settle(ctx, tx, a, p)
}

// SuppressContact suppresses the number and the user id of a contact.
func (s *Service) SuppressContact(ctx context.Context, tx *wsdb.Tx, contact ID, reason, source string) error {
	r, err := s.one(ctx, tx, contact)
	if err != nil {
		return err
	}
	a, err := s.known(ctx, tx, &r)
	if err != nil {
		return err
	}
	return s.Suppress(ctx, tx, a, reason, source)
}

// UnsuppressContact lifts the order for the number and the user id of a contact.
func (s *Service) UnsuppressContact(ctx context.Context, tx *wsdb.Tx, contact ID) error {
	r, err := s.one(ctx, tx, contact)
	if err != nil {
		return err
	}
	a, err := s.known(ctx, tx, &r)
	if err != nil || a == (Address{}) {
		return err
	}
	return s.Unsuppress(ctx, tx, a)
}

// settle writes a standing and brings the mark on the contacts of an address in step with it.
func (s *Service) settle(ctx context.Context, tx *wsdb.Tx, a Address, p standing) error {
	if err := p.save(ctx, tx); err != nil {
		return err
	}
	touched, err := s.holders(ctx, tx, a)
	if err != nil {
		return err
	}
	moved, err := s.byIDs(ctx, tx, p.moved)
	if err != nil {
		return err
	}
	for _, r := range moved {
		if !holds(touched, r.ID) {
			touched = append(touched, r)
		}
	}
	if len(touched) == 0 {
		return nil
	}
	if err := s.mark(ctx, tx, touched); err != nil {
		return err
	}
	if err := s.put(ctx, tx, touched, 0); err != nil {
		return err
	}
	return s.changed(ctx, tx, touched)
}

// standingOf reads what holds for a person who had an address at a time: for the address, for all that its contacts are known by, and
// for the addresses the person has moved to since.
func (s *Service) standingOf(ctx context.Context, tx *wsdb.Tx, a Address, at time.Time) (standing, error) {
	own := hashes(tx, a)
	if len(own) == 0 {
		return standing{}, ErrInvalid.WithDetail("A number or user id is needed to suppress it.")
	}
	held, err := s.holders(ctx, tx, a)
	if err != nil {
		return standing{}, err
	}
	all, err := s.addresses(ctx, tx, held)
	if err != nil {
		return standing{}, err
	}
	for _, one := range all {
		for _, h := range hashesOfAll(tx, one) {
			own = addOnce(own, h)
		}
	}
	own, whose, err := s.successors(ctx, tx, own, at)
	if err != nil {
		return standing{}, err
	}
	joined, err := s.standings(ctx, tx, [][]string{own})
	if err != nil {
		return standing{}, err
	}
	joined[0].moved = whose
	return joined[0], nil
}

func addOnce(list []string, h string) []string {
	for _, known := range list {
		if known == h {
			return list
		}
	}
	return append(list, h)
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

// mark sets the suppression of records from the list. Every contact passes here before its address is first or newly written, so that a
// number keeps its order through deletion and import, and what holds for one address of a person holds for the other.
func (s *Service) mark(ctx context.Context, tx *wsdb.Tx, list []record) error {
	for i := range list {
		list[i].SuppressedAt, list[i].SuppressedReason = 0, ""
	}
	var any bool
	err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM suppression) OR EXISTS (SELECT 1 FROM suppression_lift)`).Scan(&any)
	if err != nil || !any {
		return err // with empty lists the hashing is spared
	}
	known, err := s.addresses(ctx, tx, list)
	if err != nil {
		return err
	}
	persons := make([][]string, len(list))
	for i := range list {
		persons[i] = hashesOfAll(tx, known[i])
	}
	all, err := s.standings(ctx, tx, persons)
	if err != nil {
		return err
	}
	for i := range all {
		if err := all[i].save(ctx, tx); err != nil {
			return err
		}
		list[i].SuppressedAt, list[i].SuppressedReason = all[i].order.at, all[i].order.reason
	}
	return nil
}

// changed says that the records have changed.
func (s *Service) changed(ctx context.Context, tx *wsdb.Tx, list []record) error {
	facts := make([]event.Fact, len(list))
	for i := range list {
		facts[i] = event.Fact{Kind: event.ContactChanged, Subject: list[i].ID.String()}
	}
	return s.deps.Events.AppendAll(ctx, tx, facts)
}

var (
	findOrders = textList(`SELECT hash, reason, source, at FROM suppression WHERE hash IN (%s)`)
	findLifts  = textList(`SELECT hash, before_at FROM suppression_lift WHERE hash IN (%s)`)
)

// standings reads what holds for each of the persons, who are given by the hashes of their addresses.
func (s *Service) standings(ctx context.Context, tx *wsdb.Tx, persons [][]string) ([]standing, error) {
	var all []string
	for _, own := range persons {
		all = append(all, own...)
	}
	list := jsonList(all)
	orders, lifts := map[string]order{}, map[string]int64{}
	err := eachRow(ctx, tx, s.sql(findOrders), list, func(scan func(...any) error) error {
		var h string
		var o order
		err := scan(&h, &o.reason, &o.source, &o.at)
		orders[h] = o
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read suppressions: %w", err)
	}
	err = eachRow(ctx, tx, s.sql(findLifts), list, func(scan func(...any) error) error {
		var h string
		var at int64
		err := scan(&h, &at)
		lifts[h] = at
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read lifts: %w", err)
	}
	out := make([]standing, len(persons))
	for i, own := range persons {
		out[i] = stand(own, orders, lifts)
	}
	return out, nil
}

func eachRow(ctx context.Context, q wsdb.Query, query, list string, fn func(scan func(...any) error) error, more ...any) error {
	rows, err := q.Query(ctx, query, append([]any{list}, more...)...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := fn(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}
