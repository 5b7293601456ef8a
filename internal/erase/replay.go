package erase

import (
	"context"
	"encoding/hex"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/ledger"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// ErrReplay is returned when what the ledger names is still there after it was deleted again.
var ErrReplay = fault.New(fault.Unavailable, "erasure.replay_failed", "What was deleted before has come back with the backup and could not be deleted again.")

// Replay deletes again, in a database that was put back from a backup, what a line of the ledger names, and looks that it is gone. The
// backup is from before the line, so all of it is meant. It may be repeated.
func (s *Service) Replay(ctx context.Context, line ledger.Line) error {
	if line.Kind == ledger.Restored {
		return nil
	}
	r := &Request{ID: id.From[Request](line.Request.Bytes()), Workspace: line.Workspace, Scope: Scope{Whole: line.Scope.Whole}}
	x := &execution{Service: s, r: r, cutoff: s.d.Clock.Now(), past: line.Cutoff}
	if r.Scope.Whole {
		return unlessGone(x.again(ctx, x.blobs, x.remove))
	}
	if len(line.Scope.Contacts) > 0 {
		return unlessGone(x.peopleAgain(ctx, line.Scope.Contacts))
	}
	for _, c := range line.Scope.Categories {
		r.Scope.Categories = append(r.Scope.Categories, datamap.Category(c))
	}
	r.Scope.Channel = id.From[channel.Channel](line.Scope.Channel.Bytes())
	if err := r.Scope.check(); err != nil {
		return err
	}
	return unlessGone(x.again(ctx, x.rows, x.compact, x.logical))
}

// again goes through stages without the register of requests, which a backup may lack.
func (x *execution) again(ctx context.Context, stages ...func(context.Context) error) error {
	for _, stage := range stages {
		if err := stage(ctx); err != nil {
			return err
		}
	}
	if x.r.Report.failed() != "" {
		return ErrReplay
	}
	if x.r.Scope.Whole {
		return nil
	}
	return x.d.DB.Write(ctx, x.r.Workspace, func(tx *wsdb.Tx) error { return forget(ctx, tx, x.r.ID) })
}

// peopleAgain finds the contacts whose ids have the hashes of a line, and compacts once when all of them are gone.
func (x *execution) peopleAgain(ctx context.Context, hashes []string) error {
	box, err := x.d.DB.Box(ctx, x.r.Workspace)
	if err != nil {
		return err
	}
	wanted := map[string]bool{}
	for _, h := range hashes {
		wanted[h] = true
	}
	var ids []string
	err = x.d.DB.Read(ctx, x.r.Workspace, func(q wsdb.Query) (err error) {
		ids, err = texts(ctx, q, `SELECT CAST(id AS TEXT) FROM contact`)
		return err
	})
	if err != nil {
		return err
	}
	found := false
	for _, text := range ids {
		c, err := id.Parse[contact.Contact](text)
		if err != nil {
			return err
		}
		if b := c.Bytes(); !wanted[hex.EncodeToString(box.KeyedHash(personPurpose, b[:]))] {
			continue
		}
		x.r.Scope, found = Scope{Contact: c}, true
		if err := x.again(ctx, x.rows, x.logical); err != nil {
			return err
		}
	}
	if !found {
		return nil
	}
	return x.again(ctx, x.compact)
}
