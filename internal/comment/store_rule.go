package comment

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const ruleColumns = `id, name, state, position, spec, started_at, armed, created_at, updated_at`

func (s store) rules(ctx context.Context, q wsdb.Query, tail string, args ...any) ([]Rule, error) {
	rows, err := q.Query(ctx, `SELECT `+ruleColumns+` FROM comment_rule `+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("read rules: %w", err)
	}
	defer func() { _ = rows.Close() }()
	out := []Rule{}
	for rows.Next() {
		var r Rule
		var spec string
		var started, created, updated int64
		if err := rows.Scan(&r.ID, &r.Name, &r.State, &r.Position, &spec, &started, &r.Armed, &created, &updated); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(spec), &r.Spec); err != nil {
			return nil, fmt.Errorf("read rule: %w", err)
		}
		r.StartedAt, r.CreatedAt, r.UpdatedAt = clock.Time(started), clock.Time(created), clock.Time(updated)
		out = append(out, r)
	}
	return out, rows.Err()
}

const inOrder = `ORDER BY position, created_at, id`

func (s store) active(ctx context.Context, q wsdb.Query) ([]Rule, error) {
	return s.rules(ctx, q, `WHERE state = $1 `+inOrder, string(Active))
}

func (s store) rule(ctx context.Context, q wsdb.Query, r RuleID) (Rule, error) {
	found, err := s.rules(ctx, q, `WHERE id = $1`, r)
	if err != nil {
		return Rule{}, err
	}
	if len(found) == 0 {
		return Rule{}, ErrRuleNotFound
	}
	return found[0], nil
}

func (s store) putRule(ctx context.Context, tx *wsdb.Tx, r *Rule) error {
	_, err := tx.Exec(ctx, `INSERT INTO comment_rule (`+ruleColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, state = excluded.state, position = excluded.position, spec = excluded.spec,
		started_at = excluded.started_at, armed = excluded.armed, updated_at = excluded.updated_at`,
		r.ID, r.Name, string(r.State), r.Position, asJSON(r.Spec), clock.Micros(r.StartedAt), r.Armed, clock.Micros(r.CreatedAt),
		clock.Micros(r.UpdatedAt))
	if err != nil {
		return fmt.Errorf("write rule: %w", err)
	}
	return nil
}

// revision changes whenever an active rule does.
func (s store) revision(ctx context.Context, q wsdb.Query) (string, error) {
	var n, armed, newest int64
	err := q.QueryRow(ctx, `SELECT COUNT(*), COUNT(CASE WHEN armed <> '' THEN 1 END), COALESCE(MAX(updated_at), 0) FROM comment_rule WHERE state = $1`,
		string(Active)).Scan(&n, &armed, &newest)
	return fmt.Sprintf("%d:%d:%d", n, armed, newest), err
}

const countAnswered = `SELECT rule_id, COUNT(*) FROM comment_match WHERE outcome = 'answered' GROUP BY rule_id`

// answered counts the comments each rule has answered.
func (s store) answered(ctx context.Context, q wsdb.Query) (map[RuleID]int64, error) {
	rows, err := q.Query(ctx, countAnswered)
	if err != nil {
		return nil, fmt.Errorf("count answers: %w", err)
	}
	defer func() { _ = rows.Close() }()
	out := map[RuleID]int64{}
	for rows.Next() {
		var r RuleID
		var n int64
		if err := rows.Scan(&r, &n); err != nil {
			return nil, err
		}
		out[r] = n
	}
	return out, rows.Err()
}
