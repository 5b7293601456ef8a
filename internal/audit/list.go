package audit

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// Filter chooses lines of one workspace; what is zero chooses all.
type Filter struct {
	Group  string // the part of a name before the dot: what the action is about
	Action string // a name as Action.String gives it
	Actor  Thing
	From   time.Time
	Until  time.Time // not included
}

const listOfWorkspace = `
	SELECT seq, id, at, action, actor_id, workspace_id, subject_id, previous, hash
	FROM audit_line
	WHERE workspace_id = $1 AND seq < $2 AND ($3 = '' OR action = $3) AND ($4 = '' OR actor_id = $5) AND at >= $6 AND at < $7
		AND ($9 = '' OR substr(action, 1, length($9)) = $9)
	ORDER BY seq DESC LIMIT $8`

type listPosition struct {
	Seq int64 `json:"s"`
}

// ListOf returns a page of the lines of a workspace, the newest first.
func ListOf(ctx context.Context, q sysdb.Query, ws id.Workspace, f Filter, r page.Request) (page.Page[Line], error) {
	from := listPosition{Seq: math.MaxInt64}
	if _, err := r.Cursor.Decode(&from); err != nil {
		return page.Page[Line]{}, err
	}
	if f.Group != "" {
		f.Group += "."
	}
	until := int64(math.MaxInt64)
	if !f.Until.IsZero() {
		until = clock.Micros(f.Until)
	}
	lines, err := scanLines(q.Query(ctx, listOfWorkspace, ws, from.Seq, f.Action, f.Actor.String(), f.Actor, clock.Micros(f.From), until, r.Size()+1, f.Group))
	if err != nil {
		return page.Page[Line]{}, fmt.Errorf("list audit of a workspace: %w", err)
	}
	return page.Cut(lines, r.Size(), func(l Line) any { return listPosition{Seq: l.Seq} }), nil
}

// Actions lists the names of all actions there are, in the order of their numbers.
func Actions() []string {
	var all []string
	for n := range math.MaxUint8 {
		if name, ok := names()[Action(n)]; ok {
			all = append(all, name)
		}
	}
	return all
}
