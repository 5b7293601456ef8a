package erase

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/blob"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/database/migrations"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/ledger"
	"github.com/kelolapesan/kelola/internal/library"
	"github.com/kelolapesan/kelola/internal/report"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// bench is a service over real databases, a real search, real files and a real ledger. What is around it does nothing.
type bench struct {
	*Service
	db     *wsdb.DB
	sys    *sysdb.DB
	ws     id.Workspace
	texts  *textindex.Index
	blobs  *blob.Store
	ingest *channel.Ingest
	heard  *heard
}

type quiet struct{ frozen []Scope }

func (q *quiet) Freeze(_ context.Context, _ id.Workspace, s Scope) (bool, error) {
	q.frozen = append(q.frozen, s)
	return s.Whole, nil
}
func (q *quiet) Resume(id.Workspace)                      {}
func (q *quiet) Thaw(context.Context, id.Workspace) error { return nil }
func (q *quiet) Revoke(context.Context, id.Workspace, Scope) ([]Outcome, error) {
	return nil, nil
}

func newBench(t *testing.T, db *wsdb.DB) *bench {
	t.Helper()
	b := &bench{db: db, sys: dbtest.System(t, db), ws: dbtest.Workspace(t, db), texts: textindex.New(db)}
	dir := t.TempDir()
	var err error
	if b.blobs, err = blob.Open(t.Context(), filepath.Join(dir, "blobs")); err != nil {
		t.Fatal(err)
	}
	l, err := ledger.Open(filepath.Join(dir, ledger.File), b.sys.SigningKey(), dbtest.Clock(t, db))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = l.Close(), b.blobs.Close() })
	events := event.New(event.NewHub())
	b.heard = &heard{}
	b.ingest = channel.NewIngest(channel.New(channel.Deps{
		DB: db, Clock: dbtest.Clock(t, db), Log: slog.New(slog.DiscardHandler), Events: events,
		Connectors: map[channel.Kind]channel.Connector{channel.CloudAPI: told{}, channel.Instagram: told{}},
	}), b.heard)
	contacts := contact.New(contact.Deps{
		DB: db, Clock: dbtest.Clock(t, db), Events: events, Jobs: job.New(job.Deps{}), Texts: b.texts,
		Country: func(context.Context, wsdb.Query) (string, error) { return "62", nil },
	})
	b.Service = New(Deps{
		System: b.sys, DB: db, Clock: dbtest.Clock(t, db), Log: slog.New(slog.DiscardHandler), Hasher: b.sys.Box(), Blobs: b.blobs, Texts: b.texts,
		Contacts: contacts, Totals: report.New(report.Deps{DB: db}), Around: &quiet{}, Arrivals: b.ingest, Ledger: l, DataDir: dbtest.Options(t, db).DataDir, Version: "test",
	})
	return b
}

// mark is what stands in every text that is seeded; no word of it is in the program.
const mark = "KPCN1"

// seeded are rows in every table of a workspace, with a mark of their own in every text. The ids of one number belong together: contact 3 has
// conversation 3 on channel 3, whose messages have attachment 3. Odd channels are accounts on Instagram.
type seeded struct {
	ws    id.Workspace
	name  string
	rows  int
	marks map[string][]string // by table and column
}

func uuid(n int) string { return fmt.Sprintf("01a20000-0000-7000-8000-%012d", n) }

// seed fills every registered table. It takes the types and defaults from the engine, so that a new table needs nothing here.
func (b *bench) seed(t *testing.T, ws id.Workspace, name string, rows int) seeded {
	t.Helper()
	s := seeded{ws: ws, name: name, rows: rows, marks: map[string][]string{}}
	r, err := datamap.Parse(migrations.Files, "workspace")
	if err != nil {
		t.Fatal(err)
	}
	list := map[string][]string{}
	var order []string
	for _, c := range r.Columns() {
		if c.Database != "workspace" || strings.HasPrefix(c.Table, "textindex_") || single[c.Table] || c.Table == "erasure_progress" {
			continue
		}
		if list[c.Table] == nil {
			order = append(order, c.Table)
		}
		list[c.Table] = append(list[c.Table], c.Name)
	}
	order = parentsFirst(order)
	err = b.db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
		types, err := kindsOfColumns(t.Context(), tx, b.db.Engine())
		if err != nil {
			return err
		}
		for _, table := range order {
			for n := range rows {
				if table == "instagram_account" && n%2 == 0 {
					continue // that channel is not on Instagram
				}
				if err := s.row(t.Context(), tx, table, list[table], types, n); err != nil {
					return fmt.Errorf("%s: %w", table, err)
				}
			}
		}
		if _, err := tx.Exec(t.Context(), `UPDATE contact_total SET contacts = $1`, rows); err != nil {
			return err
		}
		return b.words(t, tx, s)
	})
	if err != nil {
		t.Fatal(err)
	}
	box, err := b.db.Box(t.Context(), ws)
	if err != nil {
		t.Fatal(err)
	}
	for n := range rows {
		text := s.cell("attachment", "blob", n)
		err := b.blobs.Put(t.Context(), s.blobKey(n), func(w io.Writer) error {
			sealed, err := box.SealTo("test", w, nil)
			if err != nil {
				return err
			}
			_, err = io.WriteString(sealed, text)
			return errors.Join(err, sealed.Close())
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for {
		if err := b.texts.Index(t.Context(), ws); err != nil {
			t.Fatal(err)
		}
		var left int
		b.read(t, ws, `SELECT COUNT(*) FROM textindex_pending`, &left)
		if left == 0 {
			return s
		}
	}
}

// single are tables with one row of their own, which migrations make.
var single = map[string]bool{
	"contact_total": true, "unstored_count": true, "job_outbox_state": true, "whatsmeow_version": true, "workspace_setting": true, "report_stop": true,
	"erasure_choice": true, "sample_set": true, "job_outbox": true, "send_log": true, "hash_key": true,
}

func parentsFirst(tables []string) []string {
	first := []string{"channel", "unstored_number"}
	out := append([]string{}, first...)
	for _, t := range tables {
		if t != first[0] && t != first[1] {
			out = append(out, t)
		}
	}
	return out
}

func (s *seeded) cell(table, column string, n int) string {
	v := fmt.Sprintf("%s%s %s %s %d", mark, s.name, table, column, n)
	key := table + "." + column
	s.marks[key] = append(s.marks[key], v)
	return v
}

func (s *seeded) blobKey(n int) string {
	return library.Prefix(s.ws) + fmt.Sprintf("aa/%s%d", s.name, n)
}

func (s *seeded) row(ctx context.Context, tx *wsdb.Tx, table string, columns []string, types map[string]string, n int) error {
	var names, places []string
	var args []any
	for _, c := range columns {
		names = append(names, c)
		args = append(args, s.value(table, c, types[table+"."+c], n))
		places = append(places, fmt.Sprintf("$%d", len(args)))
	}
	_, err := tx.Exec(ctx, "INSERT INTO "+table+" ("+strings.Join(names, ", ")+") VALUES ("+strings.Join(places, ", ")+")", args...)
	return err
}

// fixed are values that rules or keys go by.
func (s *seeded) fixed(table, column string, n int) (any, bool) {
	odd := n%2 == 1
	switch table + "." + column {
	case "channel.kind":
		if odd {
			return "instagram", true
		}
		return "cloudapi", true
	case "send.origin":
		return []string{"human", "human", "blast", "comment"}[n%4], true
	case "message.direction", "conversation.last_direction":
		return "out", true
	case "attachment.source":
		return []string{"inbox", "inbox", "upload", "picture", "profile", "profile", "inbox", "picture"}[n%8], true
	case "attachment.blob_key":
		return s.blobKey(n), true
	case "contact.consent_service", "contact.consent_reminder", "contact.consent_promo":
		return 1, true
	case "contact.phone", "send.phone":
		return fmt.Sprintf("628%s%09d", s.digit(), n), true
	case "channel.limits":
		return `{"kota":"` + s.cell(table, column, n) + `"}`, true
	case "contact.fields":
		return `{"kota":"` + s.cell(table, column, n) + `"}`, true
	case "comment.handle", "contact_handle.handle", "comment_match.person":
		return "handle" + s.name + fmt.Sprintf("%08d", n), true
	case "contact_group_member.group_id", "contact_import_error.import_id", "blast_recipient.blast_id":
		return uuid(n), true
	}
	return nil, false
}

func (s *seeded) digit() string { return fmt.Sprint(len(s.name) % 10) }

func (s *seeded) value(table, column, kind string, n int) any {
	if v, ok := s.fixed(table, column, n); ok {
		return v
	}
	switch {
	case kind == "UUID":
		return uuid(n)
	case strings.Contains(kind, "INT"):
		return 1_700_000_000_000_000%int64(30_000) + int64(n) + 1
	case strings.HasPrefix(kind, "BOOL"):
		return false
	case kind == "BLOB" || kind == "BYTEA":
		return []byte(s.cell(table, column, n))
	case strings.HasPrefix(kind, "JSON"):
		return `{"kota":"` + s.cell(table, column, n) + `"}`
	}
	return s.cell(table, column, n)
}

// words puts what is searched into the index.
func (b *bench) words(t *testing.T, tx *wsdb.Tx, s seeded) error {
	for n := range s.rows {
		for _, kind := range []textindex.Kind{textindex.Contact, textindex.Message} {
			if err := b.texts.Put(t.Context(), tx, kind, uuid(n), fmt.Sprintf("%s%s%s%d", mark, s.name, kind, n)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *bench) read(t *testing.T, ws id.Workspace, text string, into any, args ...any) {
	t.Helper()
	err := b.db.Read(t.Context(), ws, func(q wsdb.Query) error { return q.QueryRow(t.Context(), text, args...).Scan(into) })
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		t.Fatalf("%s: %v", text, err)
	}
}
