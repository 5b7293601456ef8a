package channel

import (
	"context"
	"errors"
	"fmt"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Faults of the do-not-store list.
var (
	ErrUnstoredNotFound = fault.New(fault.NotFound, "unstored.not_found", "There is no such number on the list.")
	ErrUnstoredNumber   = fault.New(fault.Invalid, "unstored.number_invalid", "This is not a phone number.")
	ErrUnstoredFull     = fault.New(fault.Conflict, "unstored.list_full", "The list holds 1000 numbers; take one out first.")
)

// People tells what numbers mean in a workspace: the country of those written without one, and the user ids by which the network knows
// the person of a number, as far as it has said so.
type People interface {
	Country(ctx context.Context, q wsdb.Query) (string, error)
	UserIDs(ctx context.Context, q wsdb.Query, number phone.Number) ([]string, error)
}

const latestUnstored = "ffffffff-ffff-ffff-ffff-ffffffffffff"

// ListUnstored returns the do-not-store list, the newest first, and how much was dropped because of it.
func (s *Service) ListUnstored(ctx context.Context, ws id.Workspace, req page.Request) (out page.Page[Unstored], dropped int64, err error) {
	before := latestUnstored
	if _, err := req.Cursor.Decode(&before); err != nil {
		return out, 0, err
	}
	box, err := s.d.DB.Box(ctx, ws)
	if err != nil {
		return out, 0, err
	}
	err = s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		list, err := listUnstored(ctx, q, box, before, req.Size()+1)
		if err != nil {
			return err
		}
		out = page.Cut(list, req.Size(), func(u Unstored) any { return u.ID.String() })
		dropped, err = countDropped(ctx, q)
		return err
	})
	return out, dropped, err
}

// AddUnstored puts a number on the list; one that is there stays as it is. When it returns, no message from or to the number that
// comes in afterwards is stored. What is there already stays.
func (s *Service) AddUnstored(ctx context.Context, ws id.Workspace, text string, actor audit.Thing) (u Unstored, err error) {
	err = s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		country, err := s.d.People.Country(ctx, tx)
		if err != nil {
			return err
		}
		number, err := phone.Parse(text, country)
		if err != nil {
			return ErrUnstoredNumber.WithField("phone", ErrUnstoredNumber.Code, ErrUnstoredNumber.Detail)
		}
		list, err := listUnstoredHashes(ctx, tx)
		if err != nil {
			return err
		}
		hash, _ := unstoredHashes(tx.Box(), Address{Phone: string(number)})
		if entry, ok := list[hash]; ok {
			u, err = getUnstored(ctx, tx, tx.Box(), entry)
			return err
		}
		u = Unstored{ID: id.New[Unstored](), Number: number, CreatedAt: tx.Now(), CreatedBy: actor.String()}
		if err := s.putUnstored(ctx, tx, &u, hash); err != nil {
			return err
		}
		tx.AfterCommit(func() { s.unstored.forget(ws) })
		return audit.RecordVia(ctx, tx, audit.Entry{Actor: actor, Action: audit.UnstoredAdded, Subject: audit.Ref(u.ID)})
	})
	return u, err
}

// putUnstored writes an entry with everything its person is known by.
func (s *Service) putUnstored(ctx context.Context, tx *wsdb.Tx, u *Unstored, hash string) error {
	var n int
	if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM unstored_number`).Scan(&n); err != nil {
		return err
	}
	if n >= MaxUnstored {
		return ErrUnstoredFull
	}
	users, err := s.d.People.UserIDs(ctx, tx, u.Number)
	if err != nil {
		return err
	}
	err = errors.Join(insertUnstored(ctx, tx, u), insertUnstoredHash(ctx, tx, hash, u.ID))
	for _, user := range users {
		_, known := unstoredHashes(tx.Box(), Address{UserID: user})
		err = errors.Join(err, insertUnstoredHash(ctx, tx, known, u.ID))
	}
	if err != nil {
		return fmt.Errorf("list a number: %w", err)
	}
	return nil
}

// RemoveUnstored takes a number off the list: what comes in from now on is stored again.
func (s *Service) RemoveUnstored(ctx context.Context, ws id.Workspace, entry UnstoredID, actor audit.Thing) error {
	return s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		there, err := deleteUnstored(ctx, tx, entry)
		if err != nil {
			return err
		}
		if !there {
			return ErrUnstoredNotFound
		}
		tx.AfterCommit(func() { s.unstored.forget(ws) })
		return audit.RecordVia(ctx, tx, audit.Entry{Actor: actor, Action: audit.UnstoredRemoved, Subject: audit.Ref(entry)})
	})
}
