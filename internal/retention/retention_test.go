package retention

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/database/migrations"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/workspace"
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
		"notice": {"system", "instagram_notice", "notice"}, "claim": {"system", "erasure_claim", "sealed"}, "mail": {"system", "mail_outbox", "sealed"},
		"audit": {"system", "audit_line", "actor_id"}, "contact": {"workspace", "contact", "name"},
		"message": {"workspace", "message", "text"}, "suppression": {"workspace", "suppression", "hash"}, "total": {"workspace", "report_send", "queued"},
		"unstored": {"workspace", "unstored_number", "number"}, "billing": {"system", "licence", "customer"}, "job": {"workspace", "job", "kind"},
	} {
		tag, ok := r.Of(at[0], at[1], at[2])
		if !ok || tag.Class != classes[name] {
			t.Errorf("%s: %v is registered as %q, the page says %q", name, at, tag.Class, classes[name])
		}
	}
}

// around is a workspace with the settings of the beginning.
type around struct{}

func (around) Settings(context.Context, wsdb.Query) (workspace.Settings, error) {
	return workspace.Defaults(), nil
}

// A kind that fails does not keep the others from going, and shows as lag; the round goes on page by page.
func TestRun_oneThatFailsDoesNotStopTheRest(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws, clk := dbtest.Workspace(t, db), dbtest.Clock(t, db)
		put := func(query string, args ...any) {
			t.Helper()
			err := db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
				_, err := tx.Exec(t.Context(), query, args...)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		for n := range 5 {
			put(`INSERT INTO announced (id, channel_id, external_id, outcome, at) VALUES ($1, $2, $3, '', $4)`,
				id.New[any](), id.New[any](), fmt.Sprint(n), clock.Micros(clk.Now()))
		}
		put(`INSERT INTO signup_pending (code, form_id, phone, answers, consents, at) VALUES ('c', $1, '', '{}', '[]', $2)`, id.New[any](), clock.Micros(clk.Now()))
		clk.Advance(30 * 24 * time.Hour)
		pages := 0
		s := New(Deps{
			DB: db, System: dbtest.System(t, db), Clock: clk, Log: slog.New(slog.DiscardHandler), Settings: around{},
			Queue: func(context.Context) (finished, failed time.Time, err error) { return finished, failed, nil },
			Purges: map[string]Purge{
				"announced": func(ctx context.Context, tx *wsdb.Tx, before time.Time) (bool, error) {
					pages++
					res, err := tx.Exec(ctx, `DELETE FROM announced WHERE id IN (SELECT id FROM announced WHERE at < $1 ORDER BY id LIMIT 2)`, clock.Micros(before))
					if err != nil {
						return false, err
					}
					n, err := res.RowsAffected()
					return n == 2, err
				},
				"sign_up":   Once(func(context.Context, *wsdb.Tx, time.Time) error { return errors.New("the disk is full") }),
				"amendment": Once(func(context.Context, *wsdb.Tx, time.Time) error { t.Error("asked for what is not there"); return nil }),
			},
		})
		s.Run(t.Context(), []id.Workspace{ws})
		if pages != 3 {
			t.Errorf("%d pages, want 3", pages)
		}
		if lags := s.Lags(); lags["announced"] != 0 || lags["sign_up"] != 23*24*time.Hour {
			t.Errorf("lags = %v", lags)
		}
		kept, err := s.List(t.Context(), ws)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range kept {
			ran := k.Name == "announced" || k.Name == "amendment"
			if !k.RanAt.IsZero() != ran || k.Overdue(clk.Now()) != (k.Name == "sign_up") {
				t.Errorf("%s: ran at %v, lag %v", k.Name, k.RanAt, k.Lag(clk.Now()))
			}
		}
	})
}
