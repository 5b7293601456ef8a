package erase

import (
	"crypto/ed25519"
	"fmt"
	"slices"
	"testing"

	"github.com/kelolapesan/kelola/internal/certificate"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/database/migrations"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestRules_coverEveryColumn(t *testing.T) {
	t.Parallel()
	r, err := datamap.Parse(migrations.Files, "workspace")
	if err != nil {
		t.Fatal(err)
	}
	if left := Uncovered(r); len(left) > 0 {
		t.Errorf("no rule of package erase speaks of these columns: %v", left)
	}
	t.Logf("%d columns", len(r.Columns()))
}

// ask stores a request that is due at once.
func (b *bench) ask(t *testing.T, ws id.Workspace, scope Scope) ID {
	t.Helper()
	plan, err := b.Preview(t.Context(), ws, scope)
	if err != nil {
		t.Fatal(err)
	}
	r := Request{Workspace: ws, Way: InApp, Scope: scope}
	err = b.put(t.Context(), &r, "", func(tx *sysdb.Tx) error {
		r.Plan, r.GraceTill = plan, tx.Now()
		return move(t.Context(), tx, &r, "", "", Received, Acknowledged, Verified, Planned, Approved, Grace)
	})
	if err != nil {
		t.Fatal(err)
	}
	return r.ID
}

func (b *bench) get(t *testing.T, request ID) (Request, []Step) {
	t.Helper()
	r, way, err := b.Get(t.Context(), id.Workspace{}, request)
	if err != nil {
		t.Fatal(err)
	}
	return r, way
}

// TestErase_eachCategoryAlone deletes one category of a workspace in which every column of every table is filled. Nothing of the category is
// left in any cell, page or file; everything else of the workspace and all of its neighbour is.
func TestErase_eachCategoryAlone(t *testing.T) {
	t.Parallel()
	for _, category := range Erasable() {
		t.Run(string(category), func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
				b := newBench(t, db)
				b.seed(t, b.ws, "satu", 8)
				other := dbtest.Workspace(t, db)
				b.seed(t, other, "duatiga", 8)
				before, theirs := b.census(t, b.ws), b.census(t, other)
				request := b.ask(t, b.ws, Scope{Categories: []datamap.Category{category}})
				if err := b.Due(t.Context()); err != nil {
					t.Fatal(err)
				}
				r, way := b.get(t, request)
				if r.State != Complete {
					t.Fatalf("state %s (%s) after %d steps: %+v", r.State, r.Reason, len(way), r.Report.Checks)
				}
				b.onlyGone(t, category, before)
				if now := b.census(t, other); fmt.Sprint(now) != fmt.Sprint(theirs) {
					t.Errorf("the neighbour has %v, had %v", now, theirs)
				}
				c, err := certificate.VerifyWith(r.Document, b.sys.SigningKey().Public().(ed25519.PublicKey))
				if err != nil {
					t.Fatal(err)
				}
				if c.Stage != certificate.Complete || !slices.Contains(c.Scope.Categories, string(category)) {
					t.Errorf("the certificate says stage %d, scope %v", c.Stage, c.Scope)
				}
				t.Logf("8 categories; %s: %d values searched for, 0 found in %d KiB", category, r.Report.Scan.Values, r.Report.Scan.Bytes>>10)
			})
		})
	}
}

// census counts the rows of every table.
func (b *bench) census(t *testing.T, ws id.Workspace) map[string]int64 {
	t.Helper()
	r, err := datamap.Parse(migrations.Files, "workspace")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int64{}
	for _, c := range r.Columns() {
		if c.Database != "workspace" || out[c.Table] > 0 || c.Table == "whatsmeow_version" {
			continue
		}
		var n int64
		b.read(t, ws, "SELECT COUNT(*) FROM "+c.Table, &n)
		out[c.Table] = n
	}
	return out
}

// onlyGone compares with the rows before: tables of other categories have what they had.
func (b *bench) onlyGone(t *testing.T, category datamap.Category, before map[string]int64) {
	t.Helper()
	touched := map[string]bool{"erasure_progress": true, "job_outbox": true, "event": true, "textindex_pending": true, "forgotten": true}
	for _, r := range rules[category] {
		if r.keep == "" {
			touched[r.table] = true
		}
	}
	for _, o := range orphans {
		if touched[o.table] {
			touched["textindex_"+o.kind], touched["textindex_"+o.kind+"_words"] = true, true
		}
	}
	for table, n := range b.census(t, b.ws) {
		if !touched[table] && n != before[table] {
			t.Errorf("%s has %d rows after %s was deleted, had %d", table, n, category, before[table])
		}
	}
}
