package contact

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	jobFill  = "contact.fill_group"
	fillPage = 5000
)

// FillWork is the background job that puts everyone a filter lets through into a group.
type FillWork struct {
	Workspace id.Workspace `json:"workspace"`
	Job       job.ID       `json:"job"`
}

// Kind implements queue.Args.
func (FillWork) Kind() string { return jobFill }

// fill is how far it is.
type fill struct {
	group  GroupID
	filter Filter
	after  ID
	done   int64
	total  int64
}

// Fill starts to put everyone the filter lets through into a group. It fails with ErrGroupNotFound or ErrFilter.
func (s *Service) Fill(ctx context.Context, ws id.Workspace, group GroupID, f Filter, by job.Owner) (j job.Job, err error) {
	var total int64
	err = s.deps.DB.Read(ctx, ws, func(q wsdb.Query) (err error) { // it may take a while, and nobody is to wait for it
		if _, err = s.Group(ctx, q, group); err == nil {
			total, err = s.Count(ctx, q, Audience{All: true, Filter: f})
		}
		return err
	})
	if err != nil {
		return j, err
	}
	err = s.deps.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		if _, err := s.Group(ctx, tx, group); err != nil {
			return err
		}
		if j, err = s.deps.Jobs.Create(ctx, tx, jobFill, by, total); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO contact_group_fill (job_id, group_id, filter, after_id, done) VALUES ($1, $2, $3, $4, 0)`,
			j.ID, group, asJSON(f), ID{})
		if err != nil {
			return fmt.Errorf("begin to fill a group: %w", err)
		}
		return tx.Enqueue(ctx, FillWork{Workspace: ws, Job: j.ID})
	})
	return j, err
}

// WorkFill fills a group page by page. It is safe to repeat: each page is committed together with where the next one begins, and who is
// in the group already stays.
func (s *Service) WorkFill(ctx context.Context, args FillWork) error {
	for more := true; more; {
		var err error
		more, err = s.fillSome(ctx, args)
		f, isFault := fault.Of(err)
		switch {
		case err == nil:
		case errors.Is(err, job.ErrCancelled), errors.Is(err, job.ErrEnded):
			return s.endFill(ctx, args, "")
		case isFault && (f.Kind == fault.Invalid || f.Kind == fault.NotFound):
			return s.endFill(ctx, args, f.Code)
		default:
			return err
		}
	}
	return nil
}

// fillSome takes the next page; more is false when it was the last, and when there is nothing to do. The page is looked for before the
// transaction that writes, which would keep others waiting.
func (s *Service) fillSome(ctx context.Context, args FillWork) (more bool, err error) {
	var (
		f    fill
		page []ID
	)
	err = s.deps.DB.Read(ctx, args.Workspace, func(q wsdb.Query) error {
		if f, err = s.fillOf(ctx, q, args.Job); err != nil {
			return err
		}
		page, err = s.Audience(ctx, q, Audience{All: true, Filter: f.filter}, f.after, fillPage)
		return err
	})
	if err == nil {
		err = s.deps.DB.Write(ctx, args.Workspace, func(tx *wsdb.Tx) error {
			now, err := s.fillOf(ctx, tx, args.Job)
			if err != nil {
				return err
			}
			if now.after != f.after {
				return sql.ErrNoRows // another worker goes on
			}
			more = len(page) == fillPage
			return s.fillPage(ctx, tx, args.Job, f, page)
		})
	}
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return more, err
}

// fillPage brings a page into the group and notes how far that is.
func (s *Service) fillPage(ctx context.Context, tx *wsdb.Tx, jobID job.ID, f fill, page []ID) error {
	if _, err := s.Group(ctx, tx, f.group); err != nil {
		return err
	}
	there, err := s.present(ctx, tx, page)
	if err != nil {
		return err
	}
	if _, err := s.Join(ctx, tx, f.group, there); err != nil {
		return err
	}
	done := f.done + int64(len(page))
	if err := s.deps.Jobs.Progress(ctx, tx, jobID, done, max(f.total, done), ""); err != nil {
		return err
	}
	if len(page) == fillPage {
		_, err := tx.Exec(ctx, `UPDATE contact_group_fill SET after_id = $2, done = $3 WHERE job_id = $1`, jobID, page[len(page)-1], done)
		return err
	}
	if err := deleteFill(ctx, tx, jobID); err != nil {
		return err
	}
	if err := s.deps.Events.Append(ctx, tx, event.ContactChanged, f.group.String(), nil); err != nil {
		return err
	}
	return s.deps.Jobs.Finish(ctx, tx, jobID)
}

var presentIDs = uuidList(`SELECT id FROM contact WHERE id IN (%s)`)

// present leaves out the contacts that were deleted since their ids were read.
func (s *Service) present(ctx context.Context, q wsdb.Query, ids []ID) ([]ID, error) {
	rows, err := q.Query(ctx, s.sql(presentIDs), jsonList(ids))
	if err != nil {
		return nil, fmt.Errorf("read contacts: %w", err)
	}
	defer func() { _ = rows.Close() }()
	there := make([]ID, 0, len(ids))
	for rows.Next() {
		var i ID
		if err := rows.Scan(&i); err != nil {
			return nil, fmt.Errorf("read contacts: %w", err)
		}
		there = append(there, i)
	}
	return there, rows.Err()
}

func (s *Service) fillOf(ctx context.Context, q wsdb.Query, jobID job.ID) (f fill, err error) {
	var filter string
	err = q.QueryRow(ctx, `SELECT group_id, filter, after_id, done FROM contact_group_fill WHERE job_id = $1`, jobID).
		Scan(&f.group, &filter, &f.after, &f.done)
	if err != nil {
		return f, err
	}
	j, err := s.deps.Jobs.Get(ctx, q, jobID)
	f.total = j.Total
	return f, errors.Join(err, json.Unmarshal([]byte(filter), &f.filter))
}

// endFill notes that a group is not filled to the end. Who came in so far stays.
func (s *Service) endFill(ctx context.Context, args FillWork, code string) error {
	return s.deps.DB.Write(ctx, args.Workspace, func(tx *wsdb.Tx) error {
		if err := deleteFill(ctx, tx, args.Job); err != nil || code == "" {
			return err
		}
		return s.deps.Jobs.Fail(ctx, tx, args.Job, code)
	})
}

func deleteFill(ctx context.Context, tx *wsdb.Tx, jobID job.ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM contact_group_fill WHERE job_id = $1`, jobID)
	return err
}
