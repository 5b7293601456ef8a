package comment

import (
	"math"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
)

// TestStore_plans: nothing that is read on a screen or for a comment walks through a table. PostgreSQL has the same indexes.
func TestStore_plans(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t, database.SQLite)
	ws := dbtest.Workspace(t, db)
	s, ch := store{engine: database.SQLite}, id.New[channel.Channel]()
	top := position{At: math.MaxInt64, ID: lastID}
	const comments, matches = `SELECT ` + commentColumns + ` FROM comment `, `SELECT ` + matchColumns + ` FROM comment_match `
	ofPost, postArgs := s.listed(channel.ID{}, "p1", top, 51)
	ofAccount, accountArgs := s.listed(ch, "", top, 51)
	ofAll, allArgs := s.listed(channel.ID{}, "", top, 51)
	rule := id.New[Rule]()
	ofRule, ruleArgs := s.matched(MatchFilter{Rule: rule}, lastID)
	ruleLost, _ := s.matched(MatchFilter{Rule: rule, Outcome: Lost}, lastID)
	matchesOf, channelArgs := s.matched(MatchFilter{Channel: ch}, lastID)
	lost, lostArgs := s.matched(MatchFilter{Outcome: Lost}, lastID)
	for name, x := range map[string]struct {
		query string
		want  string
		args  []any
	}{
		"all":          {comments + ofAll, "comment_listed", allArgs},
		"account":      {comments + ofAccount, "comment_channel", accountArgs},
		"post":         {comments + ofPost, "comment_post", postArgs},
		"promoted":     {comments + ofPost, "comment_original", postArgs},
		"known":        {`SELECT COUNT(*) FROM comment WHERE channel_id = $1 AND post = $2`, "COVERING INDEX comment_post", []any{ch, "p1"}},
		"pending":      {comments + `WHERE pending AND channel_id = $1 AND post = $2 ORDER BY received_at, id`, "comment_pending", []any{ch, "p1"}},
		"one":          {comments + `WHERE channel_id = $1 AND external_id = $2`, "comment_external", []any{ch, "c1"}},
		"rule":         {matches + ofRule, "comment_match_rule (rule_id=? AND outcome=? AND id<?)", ruleArgs},
		"rule lost":    {matches + ruleLost, "comment_match_rule (rule_id=? AND outcome=? AND id<?)", ruleArgs},
		"of account":   {matches + matchesOf, "comment_match_channel (channel_id=? AND outcome=? AND id<?)", channelArgs},
		"outcome":      {matches + lost, "comment_match_lost (id<?)", lostArgs},
		"of comments":  {matches + `WHERE comment_id IN ` + s.ids() + ` ORDER BY id`, "comment_match_once", []any{"[]"}},
		"answered":     {countAnswered, "COVERING INDEX comment_match_rule", nil},
		"private":      {matches + `WHERE private_send = $1`, "comment_match_private", []any{ch}},
		"conversation": {matches + openTail, "comment_match_contact", []any{id.New[contact.Contact]()}},
		"due":          {matches + `WHERE public_at > 0 AND public_at <= $1 ORDER BY public_at LIMIT 200`, "comment_match_due", []any{int64(1)}},
		"past":         {s.pastQuery(), "comment_match_person", []any{"[]", "[]"}},
	} {
		plan := strings.Join(dbtest.Plan(t, db, ws, x.query, x.args...), "\n") + "\n"
		if !strings.Contains(plan, x.want) || strings.Contains(plan, "SCAN comment\n") || strings.Contains(plan, "SCAN comment_match\n") {
			t.Errorf("%s is read as\n%swant %s", name, plan, x.want)
		}
	}
}
