package contact

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// SegmentUse is a blast that has not started and names a segment.
type SegmentUse struct {
	ID        string
	Name      string
	State     string
	Scheduled bool // it starts by itself
}

const segmentColumns = `SELECT id, name, rules, created_at, updated_at FROM contact_segment`

// Segments returns all segments by name.
func (s *Service) Segments(ctx context.Context, q wsdb.Query) ([]Segment, error) {
	return segments(ctx, q, segmentColumns+` ORDER BY name_key`)
}

// Segment returns a segment or ErrSegmentNotFound.
func (s *Service) Segment(ctx context.Context, q wsdb.Query, segment SegmentID) (Segment, error) {
	list, err := segments(ctx, q, segmentColumns+` WHERE id = $1`, segment)
	if err == nil && len(list) == 0 {
		err = ErrSegmentNotFound
	}
	if err != nil {
		return Segment{}, err
	}
	return list[0], nil
}

func segments(ctx context.Context, q wsdb.Query, query string, args ...any) ([]Segment, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read segments: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []Segment
	for rows.Next() {
		var (
			g                Segment
			rules            string
			created, updated int64
		)
		if err := rows.Scan(&g.ID, &g.Name, &rules, &created, &updated); err != nil {
			return nil, fmt.Errorf("read segments: %w", err)
		}
		if err := json.Unmarshal([]byte(rules), &g.Rules); err != nil {
			return nil, fmt.Errorf("read the rules of a segment: %w", err)
		}
		g.CreatedAt, g.UpdatedAt = clock.Time(created), clock.Time(updated)
		list = append(list, g)
	}
	return list, rows.Err()
}

// SegmentUses returns the blasts that have not started and name segments.
func (s *Service) SegmentUses(ctx context.Context, q wsdb.Query) (map[SegmentID][]SegmentUse, error) {
	if s.blasts == nil {
		return nil, nil
	}
	return s.blasts.SegmentUses(ctx, q)
}

// CreateSegment saves rules under a name. Names differ by more than their case.
func (s *Service) CreateSegment(ctx context.Context, tx *wsdb.Tx, name string, rules Rules) (Segment, error) {
	g := Segment{ID: id.New[Segment](), Name: name, Rules: rules, CreatedAt: tx.Now()}
	var n int
	if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM contact_segment`).Scan(&n); err != nil {
		return Segment{}, err
	}
	if n >= maxSegments {
		return Segment{}, ErrSegmentMany
	}
	return g, s.putSegment(ctx, tx, &g)
}

// UpdateSegment changes the name or the rules. A blast that has started keeps those it started with.
func (s *Service) UpdateSegment(ctx context.Context, tx *wsdb.Tx, segment SegmentID, name *string, rules *Rules) (Segment, error) {
	g, err := s.Segment(ctx, tx, segment)
	if err != nil {
		return Segment{}, err
	}
	if name != nil {
		g.Name = *name
	}
	if rules != nil {
		g.Rules = *rules
	}
	return g, s.putSegment(ctx, tx, &g)
}

func (s *Service) putSegment(ctx context.Context, tx *wsdb.Tx, g *Segment) error {
	var err error
	if g.Name, err = groupName(g.Name); err != nil {
		return err
	}
	var other SegmentID
	err = tx.QueryRow(ctx, `SELECT id FROM contact_segment WHERE name_key = $1`, nameKey(g.Name)).Scan(&other)
	switch {
	case err == nil && other != g.ID:
		return ErrSegmentTaken
	case err != nil && !errors.Is(err, sql.ErrNoRows):
		return fmt.Errorf("read segments: %w", err)
	}
	c, err := s.compiler(ctx, tx, &where{}, tx.Now())
	if err != nil {
		return err
	}
	if _, err := c.condition(ctx, g.Rules); err != nil {
		return err
	}
	g.UpdatedAt = tx.Now()
	_, err = tx.Exec(ctx, `INSERT INTO contact_segment (id, name, name_key, rules, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key, rules = excluded.rules, updated_at = excluded.updated_at`,
		g.ID, g.Name, nameKey(g.Name), asJSON(g.Rules), clock.Micros(g.CreatedAt), clock.Micros(g.UpdatedAt))
	return err
}

// DeleteSegment removes a segment. It fails with ErrSegmentUsed while a scheduled blast names it; a draft that does cannot be started.
func (s *Service) DeleteSegment(ctx context.Context, tx *wsdb.Tx, segment SegmentID) error {
	if _, err := s.Segment(ctx, tx, segment); err != nil {
		return err
	}
	uses, err := s.SegmentUses(ctx, tx)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(uses[segment], func(u SegmentUse) bool { return u.Scheduled }) {
		return ErrSegmentUsed
	}
	_, err = tx.Exec(ctx, `DELETE FROM contact_segment WHERE id = $1`, segment)
	return err
}

// Frozen is what the segments of an audience said at one moment. Rules that speak of days count them from there.
type Frozen struct {
	At       time.Time       `json:"at"`
	Segments []FrozenSegment `json:"segments"`
}

// FrozenSegment is a segment as it was.
type FrozenSegment struct {
	ID    SegmentID `json:"id"`
	Name  string    `json:"name"`
	Rules Rules     `json:"rules"`
}

// Freeze returns the audience with what its segments say now; later changes of them do not touch it.
func (s *Service) Freeze(ctx context.Context, q wsdb.Query, a Audience, now time.Time) (Audience, error) {
	f := &Frozen{At: now}
	for _, segment := range a.Named() {
		g, err := s.Segment(ctx, q, segment)
		if err != nil {
			return a, gone(err)
		}
		f.Segments = append(f.Segments, FrozenSegment{ID: g.ID, Name: g.Name, Rules: g.Rules})
	}
	if a.Frozen = nil; len(f.Segments) > 0 {
		a.Frozen = f
	}
	return a, nil
}

// Named lists the segments an audience names.
func (a Audience) Named() []SegmentID {
	list := append(slices.Clone(a.Segments), a.ExcludeSegments...)
	if !a.Filter.Segment.IsZero() {
		list = append(list, a.Filter.Segment)
	}
	return distinct(list)
}

// gone says of a filter that it names a segment which is not there.
func gone(err error) error {
	if errors.Is(err, ErrSegmentNotFound) {
		return ErrFilter.WithField("segment", ErrSegmentNotFound.Code, ErrSegmentNotFound.Detail)
	}
	return err
}

// inSegment is the condition of a segment, as it is now or as it was frozen.
func (s *Service) inSegment(ctx context.Context, q wsdb.Query, w *where, segment SegmentID, frozen *Frozen) (string, error) {
	rules, at, err := s.rulesOf(ctx, q, segment, frozen)
	if err != nil {
		return "", err
	}
	c, err := s.compiler(ctx, q, w, at)
	if err != nil {
		return "", err
	}
	return c.condition(ctx, rules)
}

// rulesOf are the rules of a segment and the moment from which they count days.
func (s *Service) rulesOf(ctx context.Context, q wsdb.Query, segment SegmentID, frozen *Frozen) (Rules, time.Time, error) {
	if frozen == nil {
		g, err := s.Segment(ctx, q, segment)
		return g.Rules, s.now(), gone(err)
	}
	i := slices.IndexFunc(frozen.Segments, func(f FrozenSegment) bool { return f.ID == segment })
	if i < 0 {
		return Rules{}, time.Time{}, gone(ErrSegmentNotFound)
	}
	return frozen.Segments[i].Rules, frozen.At, nil
}

func (s *Service) now() time.Time { return s.deps.Clock.Now() }
