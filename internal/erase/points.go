package erase

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// giveUp makes the backups from before a deletion unreadable for the workspace, where its owner would rather have the data gone at once than
// keep a way back. It may be repeated.
func (s *Service) giveUp(ctx context.Context, r *Request) error {
	if !r.Plan.NoWayBack || r.Scope.Whole { // all of a whole workspace go by themselves
		return nil
	}
	points, err := s.d.GiveUp(ctx, r.Workspace, r.Report.Ledger[1])
	if err != nil || points == 0 {
		return err
	}
	r.Report.Points.Count += points
	r.Report.Points.At = s.d.Clock.Now()
	return s.keep(ctx, r)
}

// lastPart is the newest deletion of a part of a workspace that still is there.
const lastPart = `SELECT plan, live_at FROM erasure_request WHERE live_at > 0 AND way <> 'drill' AND scope NOT LIKE '{"whole":true%' ORDER BY live_at DESC LIMIT 1`

// LastPart is when a part of a workspace was deleted last, zero for never, and whether its restore points were given up with it: no backup from
// before can stand for the workspace as it is now.
func (s *Service) LastPart(ctx context.Context) (at time.Time, bare bool, err error) {
	var plan string
	var live int64
	err = s.d.System.Read(ctx, func(q sysdb.Query) error { return q.QueryRow(ctx, lastPart).Scan(&plan, &live) })
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, false, nil
	}
	if err != nil {
		return time.Time{}, false, err
	}
	var p Plan
	err = json.Unmarshal([]byte(plan), &p)
	return clock.Time(live), p.NoWayBack, err
}
