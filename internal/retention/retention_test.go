package retention

import (
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/database/migrations"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Every query runs on both engines, also where there is nothing, and names a kind there is.
func TestQueries(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := dbtest.Workspace(t, db)
		known := map[string]bool{}
		for _, k := range datamap.Kinds() {
			known[k.Name] = true
		}
		err := db.Read(t.Context(), ws, func(q wsdb.Query) error {
			for name, query := range ofWorkspace() {
				if at, err := oldest(q.QueryRow(t.Context(), query)); err != nil || !known[name] || !at.IsZero() {
					t.Errorf("%s: %v, %v, known %v", name, at, err, known[name])
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		err = dbtest.System(t, db).Read(t.Context(), func(q sysdb.Query) error {
			for name, query := range ofSystem() {
				if _, err := oldest(q.QueryRow(t.Context(), query)); err != nil || !known[name] {
					t.Errorf("%s: %v, known %v", name, err, known[name])
				}
				if narrow := strings.Replace(query, "TRUE", "workspace_id = $1", 1); narrow != query {
					if _, err := oldest(q.QueryRow(t.Context(), narrow, ws)); err != nil {
						t.Errorf("%s of a workspace: %v", name, err)
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestKept_Lag(t *testing.T) {
	t.Parallel()
	now := dbtest.Start
	week := datamap.Kind{Name: "raw_event", Life: 7 * 24 * time.Hour}
	for _, tt := range []struct {
		name    string
		kept    Kept
		lag     time.Duration
		overdue bool
	}{
		{"nothing there", Kept{Kind: week}, 0, false},
		{"young", Kept{Kind: week, Oldest: now.AddDate(0, 0, -6)}, 0, false},
		{"the clean-up comes within the hour", Kept{Kind: week, Oldest: now.AddDate(0, 0, -7).Add(-time.Minute)}, time.Minute, false},
		{"a day and more", Kept{Kind: week, Oldest: now.AddDate(0, 0, -9)}, 48 * time.Hour, true},
		{"without a time", Kept{Kind: datamap.Kind{Name: "contact"}, Oldest: now.AddDate(-5, 0, 0)}, 0, false},
	} {
		if lag := tt.kept.Lag(now); lag != tt.lag || tt.kept.Overdue(now) != tt.overdue {
			t.Errorf("%s: %v, %v", tt.name, lag, tt.kept.Overdue(now))
		}
	}
}

// What the columns are registered with and what the page says of them are the same class.
func TestKinds_agreeWithTheColumns(t *testing.T) {
	t.Parallel()
	r, err := datamap.Parse(migrations.Files, "system", "workspace")
	if err != nil {
		t.Fatal(err)
	}
	classes := map[string]datamap.Class{}
	for _, k := range datamap.Kinds() {
		classes[k.Name] = k.Class
	}
	for name, at := range map[string][3]string{
		"raw_event": {"workspace", "inbound", "raw"}, "event_key": {"workspace", "inbound", "dedupe_key"}, "announced": {"workspace", "announced", "at"},
		"amendment": {"workspace", "amendment", "content"}, "fact": {"workspace", "event", "created_at"}, "sign_up": {"workspace", "signup_pending", "phone"},
		"import": {"workspace", "contact_import_error", "cells"}, "delivery_log": {"workspace", "send", "phone"}, "usage": {"workspace", "channel_usage", "opened"},
		"comment": {"workspace", "comment", "text"}, "comment_match": {"workspace", "comment_match", "person"}, "session": {"system", "account_session", "address"},
		"address": {"system", "account_address", "address_hash"}, "invite": {"system", "account_invite", "name"}, "consent": {"system", "instagram_login", "state"},
		"notice": {"system", "instagram_notice", "notice"}, "audit": {"system", "audit_line", "actor_id"}, "contact": {"workspace", "contact", "name"},
		"message": {"workspace", "message", "text"}, "suppression": {"workspace", "suppression", "hash"}, "total": {"workspace", "report_send", "queued"},
		"unstored": {"workspace", "unstored_number", "number"}, "billing": {"system", "licence", "customer"}, "job": {"workspace", "job", "kind"},
	} {
		tag, ok := r.Of(at[0], at[1], at[2])
		if !ok || tag.Class != classes[name] {
			t.Errorf("%s: %v is registered as %q, the page says %q", name, at, tag.Class, classes[name])
		}
	}
}
