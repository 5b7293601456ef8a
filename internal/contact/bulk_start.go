package contact

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// StartBulk chooses who is meant at this moment and lets the act begin after ten seconds, unless its job is cancelled by then. Nobody
// else is ever touched, whoever comes to match later. It fails with ErrBulk, ErrBulkNobody, ErrBulkMore, ErrGroupNotFound or ErrFilter.
func (s *Service) StartBulk(ctx context.Context, ws id.Workspace, b Bulk, by job.Owner) (j job.Job, begins time.Time, err error) {
	if err := b.check(); err != nil {
		return j, begins, err
	}
	if s.deps.MayChange != nil && !b.protects() {
		if err := s.deps.MayChange(ctx, ws); err != nil {
			return j, begins, err
		}
	}
	var chosen []ID
	err = s.deps.DB.Read(ctx, ws, func(q wsdb.Query) (err error) { // one moment, in which nobody has to wait for it
		chosen, err = s.chosen(ctx, q, &b)
		return err
	})
	switch {
	case err != nil:
		return j, begins, err
	case len(chosen) == 0:
		return j, begins, ErrBulkNobody
	case b.Expect != nil && int64(len(chosen)) > *b.Expect:
		return j, begins, ErrBulkMore
	}
	begins = s.deps.Clock.Now().Add(undoWindow)
	err = s.deps.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		if err := s.bulkGroup(ctx, tx, &b); err != nil {
			return err
		}
		if j, err = s.deps.Jobs.Create(ctx, tx, b.Act.jobKind(), by, int64(len(chosen))); err != nil {
			return err
		}
		if err := s.insertBulk(ctx, tx, j, &b, begins, chosen); err != nil {
			return err
		}
		return tx.Enqueue(ctx, BulkWork{Workspace: ws, Job: j.ID}, queue.RunAt(begins))
	})
	return j, begins, err
}

// chosen reads who is meant, without those that are listed but not there.
func (s *Service) chosen(ctx context.Context, q wsdb.Query, b *Bulk) ([]ID, error) {
	if b.Filter == nil {
		ids, err := s.present(ctx, q, b.IDs)
		slices.SortFunc(ids, ID.Compare)
		return slices.Compact(ids), err
	}
	var all []ID
	for after := (ID{}); ; after = all[len(all)-1] {
		page, err := s.Audience(ctx, q, Audience{All: true, Filter: *b.Filter}, after, fillPage)
		all = append(all, page...)
		if err != nil || len(page) < fillPage {
			return all, err
		}
	}
}

// bulkGroup fails if the act is on a group that is not there.
func (s *Service) bulkGroup(ctx context.Context, q wsdb.Query, b *Bulk) error {
	if b.Act != ActAddToGroup && b.Act != ActRemoveFromGroup {
		return nil
	}
	_, err := s.Group(ctx, q, b.Group)
	return err
}

const (
	insertBulk = `
	INSERT INTO contact_bulk (job_id, act, group_id, purpose, state, source, actor, filter, begin_at, page, done, touched)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, 0)`
	insertBulkPage = `INSERT INTO contact_bulk_page (job_id, page, contact_ids) VALUES ($1, $2, $3)`
)

func (s *Service) insertBulk(ctx context.Context, tx *wsdb.Tx, j job.Job, b *Bulk, begins time.Time, chosen []ID) error {
	var (
		group  *GroupID
		filter string
		actor  string
	)
	if !b.Group.IsZero() {
		group = &b.Group
	}
	if b.Filter != nil {
		filter = asJSON(*b.Filter)
	}
	if !j.CreatedBy.IsZero() {
		actor = j.CreatedBy.String()
	}
	_, err := tx.Exec(ctx, insertBulk, j.ID, string(b.Act), group, string(b.Purpose), string(b.State), b.Source, actor, filter, clock.Micros(begins))
	if err != nil {
		return fmt.Errorf("begin an act on many: %w", err)
	}
	n := 0
	for ids := range slices.Chunk(chosen, b.pageSize()) {
		if _, err := tx.Exec(ctx, insertBulkPage, j.ID, n, jsonList(ids)); err != nil {
			return fmt.Errorf("keep who is chosen: %w", err)
		}
		n++
	}
	return nil
}
