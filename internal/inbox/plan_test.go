package inbox

import (
	"math"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
)

// The lists must be read along their indexes, without sorting: that is what keeps them flat at millions of messages.
func TestStore_plans(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t, database.SQLite)
	ws := dbtest.Workspace(t, db)
	conv := id.New[Conversation]()
	for name, tc := range map[string]struct {
		query, index string
		args         []any
	}{
		"all":    {listAll, "conversation_listed", []any{int64(math.MaxInt64), lastID, "", 51}},
		"unread": {listUnread, "conversation_unread", []any{int64(math.MaxInt64), lastID, "", 51}},
		"thread": {listThread, "message_thread", []any{conv, int64(math.MaxInt64), lastID, 51}},
	} {
		plan := dbtest.Plan(t, db, ws, tc.query, tc.args...)
		if len(plan) != 1 || !strings.HasPrefix(plan[0], "SEARCH") || !strings.Contains(plan[0], tc.index) {
			t.Errorf("%s is read as %q, want one search of %s", name, plan, tc.index)
		}
	}
}

// What is stored in bulk must look its rows up one by one: that is what keeps intake flat.
func TestStore_bulkPlans(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t, database.SQLite)
	ws := dbtest.Workspace(t, db)
	ch := id.New[channel.Channel]()
	for name, tc := range map[string]struct {
		query, search string
		args          []any
	}{
		"known":         {knownSQLite, "SEARCH message USING COVERING INDEX message_external", []any{ch, "[]"}},
		"conversations": {conversationsWithSQLite, "SEARCH conversation USING INDEX conversation_pair", []any{ch, "[]"}},
		"amendments":    {takeSQLite, "SEARCH amendment", []any{ch, "[]"}},
		"touch":         {touchAllSQLite, "SEARCH conversation", []any{"[]"}},
	} {
		plan := strings.Join(dbtest.Plan(t, db, ws, tc.query, tc.args...), "\n")
		if !strings.Contains(plan, tc.search) {
			t.Errorf("%s is run as\n%s\nwant %s", name, plan, tc.search)
		}
	}
}
