package contact

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// WorkBulk goes through an act on many, page by page. It is safe to repeat and to end anywhere: each page is one transaction that
// touches its contacts, takes the page away and moves on. It never begins before its time.
func (s *Service) WorkBulk(ctx context.Context, args BulkWork) error {
	for more := true; more; {
		var err error
		more, err = s.bulkSome(ctx, args)
		f, isFault := fault.Of(err)
		switch {
		case err == nil:
		case errors.Is(err, job.ErrCancelled), errors.Is(err, job.ErrEnded):
			return s.endBulk(ctx, args, "")
		case isFault && (f.Kind == fault.Invalid || f.Kind == fault.NotFound):
			return s.endBulk(ctx, args, f.Code)
		default:
			return err
		}
	}
	return nil
}

// bulkSome takes the next page; more is false when it was the last, and when there is nothing to do.
func (s *Service) bulkSome(ctx context.Context, args BulkWork) (more bool, err error) {
	err = s.deps.DB.Write(ctx, args.Workspace, func(tx *wsdb.Tx) error {
		r, err := s.bulkOf(ctx, tx, args.Job)
		if err != nil {
			return err
		}
		if wait := r.begin.Sub(s.deps.Clock.Now()); wait > 0 {
			return errBulkWaits.WithRetryAfter(wait)
		}
		ids, err := bulkPageOf(ctx, tx, args.Job, r.page)
		if errors.Is(err, sql.ErrNoRows) {
			return s.finishBulk(ctx, tx, args.Job, &r)
		}
		if err != nil {
			return err
		}
		more = true
		return s.bulkPage(ctx, tx, args.Job, &r, ids)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil // it has ended
	}
	return more && err == nil, err
}

// bulkPage does the act to a page, and notes who did it with the first one: an act that was taken back was not done.
func (s *Service) bulkPage(ctx context.Context, tx *wsdb.Tx, jobID job.ID, r *bulkRun, ids []ID) error {
	done := r.done + int64(len(ids))
	if err := s.deps.Jobs.Progress(ctx, tx, jobID, done, max(r.total, done), ""); err != nil {
		return err
	}
	if err := s.bulkGroup(ctx, tx, &r.Bulk); err != nil {
		return err
	}
	if r.page == 0 {
		e := audit.Entry{Actor: r.owner, Action: r.Act.audited(), Subject: audit.Ref(jobID)}
		if err := audit.RecordVia(ctx, tx, e); err != nil {
			return err
		}
	}
	list, err := s.stillMeant(ctx, tx, r.Filter, ids)
	if err != nil {
		return err
	}
	n, err := s.bulkAct(ctx, tx, r, list)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM contact_bulk_page WHERE job_id = $1 AND page = $2`, jobID, r.page); err != nil {
		return fmt.Errorf("go on with an act on many: %w", err)
	}
	_, err = tx.Exec(ctx, `UPDATE contact_bulk SET page = $2, done = $3, touched = $4 WHERE job_id = $1`, jobID, r.page+1, done, r.touched+n)
	return err
}

// stillMeant reads those of a page that are there and, if a filter chose them, still pass it.
func (s *Service) stillMeant(ctx context.Context, tx *wsdb.Tx, f *Filter, ids []ID) ([]record, error) {
	if f == nil {
		return s.byIDs(ctx, tx, ids)
	}
	var w where
	w.args = append(w.args, jsonList(ids))
	w.conditions = append(w.conditions, s.sql(uuidList(`c.id IN (%s)`)))
	if !f.Group.IsZero() {
		w.add(inGroup, f.Group)
	}
	if err := s.narrow(ctx, tx, &w, *f); err != nil {
		return nil, err
	}
	found, err := s.records(ctx, tx, `SELECT `+prefixed+` FROM contact AS c`+w.text()+` ORDER BY c.id`, w.args...)
	return slices.DeleteFunc(found, func(r record) bool { return f.Search != "" && !textindex.Matches(r.text(), f.Search) }), err
}

// finishBulk ends the job well. Its total becomes the number of those it was done to, which is what people ask afterwards.
func (s *Service) finishBulk(ctx context.Context, tx *wsdb.Tx, jobID job.ID, r *bulkRun) error {
	if err := s.deps.Jobs.Progress(ctx, tx, jobID, r.touched, r.touched, ""); err != nil {
		return err
	}
	if err := deleteBulk(ctx, tx, jobID); err != nil {
		return err
	}
	return s.deps.Jobs.Finish(ctx, tx, jobID)
}

// endBulk notes that an act was not done to the end. What was done stays.
func (s *Service) endBulk(ctx context.Context, args BulkWork, code string) error {
	return s.deps.DB.Write(ctx, args.Workspace, func(tx *wsdb.Tx) error {
		if err := deleteBulk(ctx, tx, args.Job); err != nil || code == "" {
			return err
		}
		return s.deps.Jobs.Fail(ctx, tx, args.Job, code)
	})
}

func deleteBulk(ctx context.Context, tx *wsdb.Tx, jobID job.ID) error {
	if _, err := tx.Exec(ctx, `DELETE FROM contact_bulk_page WHERE job_id = $1`, jobID); err != nil {
		return fmt.Errorf("end an act on many: %w", err)
	}
	_, err := tx.Exec(ctx, `DELETE FROM contact_bulk WHERE job_id = $1`, jobID)
	return err
}

const getBulk = `SELECT act, group_id, purpose, state, source, actor, filter, begin_at, page, done, touched FROM contact_bulk WHERE job_id = $1`

func (s *Service) bulkOf(ctx context.Context, q wsdb.Query, jobID job.ID) (r bulkRun, err error) {
	var (
		group  *GroupID
		filter string
		begin  int64
	)
	err = q.QueryRow(ctx, getBulk, jobID).Scan(&r.Act, &group, &r.Purpose, &r.State, &r.Source, &r.actor, &filter, &begin, &r.page, &r.done, &r.touched)
	if err != nil {
		return r, err
	}
	if group != nil {
		r.Group = *group
	}
	if filter != "" {
		r.Filter = &Filter{}
		if err := json.Unmarshal([]byte(filter), r.Filter); err != nil {
			return r, fmt.Errorf("filter of an act on many: %w", err)
		}
	}
	r.begin = clock.Time(begin)
	j, err := s.deps.Jobs.Get(ctx, q, jobID)
	r.total, r.owner = j.Total, j.CreatedBy
	return r, err
}

func bulkPageOf(ctx context.Context, q wsdb.Query, jobID job.ID, page int) (ids []ID, err error) {
	var list string
	err = q.QueryRow(ctx, `SELECT contact_ids FROM contact_bulk_page WHERE job_id = $1 AND page = $2`, jobID, page).Scan(&list)
	if err != nil {
		return nil, err
	}
	return ids, json.Unmarshal([]byte(list), &ids)
}
