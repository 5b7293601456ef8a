package contact

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Tally is how many contacts meet rules. Not Exact means that the time was up: Count of the first Looked contacts do, which makes About
// of all.
type Tally struct {
	Count  int64
	About  int64
	Looked int64
	Exact  bool
	Sample []Contact // a few of them, newest first
}

const (
	countDeadline = 1500 * time.Millisecond
	countChunk    = 25_000
	shownSample   = 5
)

// CountRules counts who meets rules that need not be saved, and shows a few of them.
func (s *Service) CountRules(ctx context.Context, q wsdb.Query, r Rules) (Tally, error) {
	var w where
	c, err := s.compiler(ctx, q, &w, s.now())
	if err != nil {
		return Tally{}, err
	}
	condition, err := c.condition(ctx, r)
	if err != nil {
		return Tally{}, err
	}
	w.conditions = append(w.conditions, condition)
	t, sample, err := s.walk(ctx, q, w, shownSample)
	if err != nil {
		return Tally{}, err
	}
	t.Sample, err = s.complete(ctx, q, sample)
	return t, err
}

// walk counts along the ids, newest first, a piece at a time and until the time is up: so it knows what part it has seen.
func (s *Service) walk(ctx context.Context, q wsdb.Query, w where, want int) (t Tally, sample []record, err error) {
	from, until := w.param(noID), w.param(aboveIDs)
	args := w.args
	text := w.text() + ` AND c.id >= ` + from + ` AND c.id < ` + until
	if len(w.conditions) == 0 {
		return t, nil, errors.New("contact: a walk without conditions")
	}
	end := s.now().Add(countDeadline)
	for above := aboveIDs; !t.Exact; {
		below, err := s.piece(ctx, q, above)
		if err != nil {
			return t, nil, err
		}
		args[len(args)-2], args[len(args)-1] = below, above
		var met int64
		if err := q.QueryRow(ctx, `SELECT COUNT(*) FROM contact AS c`+text, args...).Scan(&met); err != nil {
			return t, nil, fmt.Errorf("count contacts: %w", err)
		}
		if met > 0 && len(sample) < want {
			more, err := s.records(ctx, q, fmt.Sprintf(`SELECT %s FROM contact AS c%s ORDER BY c.id DESC LIMIT %d`, prefixed, text, want-len(sample)), args...)
			if err != nil {
				return t, nil, err
			}
			sample = append(sample, more...)
		}
		t.Count, t.Looked, t.Exact, above = t.Count+met, t.Looked+countChunk, below == noID, below
		if s.now().After(end) {
			break
		}
	}
	if t.About = t.Count; !t.Exact {
		all, _, err := s.CountFilter(ctx, q, Filter{})
		if err != nil {
			return t, nil, err
		}
		t.About = int64(float64(t.Count) * float64(all) / float64(t.Looked))
	}
	return t, sample, nil
}

const (
	noID     = "00000000-0000-0000-0000-000000000000"
	aboveIDs = "ffffffff-ffff-ffff-ffff-ffffffffffff"
)

// piece returns where the next contacts below an id end; they are countChunk, and the last ones are fewer.
func (s *Service) piece(ctx context.Context, q wsdb.Query, above string) (below string, err error) {
	var last ID
	err = q.QueryRow(ctx, `SELECT id FROM contact WHERE id < $1 ORDER BY id DESC LIMIT 1 OFFSET $2`, above, countChunk-1).Scan(&last)
	if errors.Is(err, sql.ErrNoRows) {
		return noID, nil
	}
	return last.String(), err
}
