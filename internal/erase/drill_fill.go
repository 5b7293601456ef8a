package erase

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/migrations"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/library"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// canary begins every text of a made-up workspace; the rest is by chance.
const canary = "KPCN1"

// drillRows is how many rows each table of a made-up workspace is given.
const drillRows = 24

// notFilled are tables with one row of their own, and those that work is done from.
var notFilled = []string{
	"contact_total", "unstored_count", "job_outbox_state", "whatsmeow_version", "workspace_setting", "report_stop", "erasure_choice", "sample_set",
	"job_outbox", "send_log", "hash_key", "erasure_progress", "erasure_trace",
}

// fill puts a canary into every column of every registered table that can hold a text, into the search, and into files. It takes types and
// tables from the engine and the data map, so a new table is filled without a word here.
func (s *Service) fill(ctx context.Context, ws id.Workspace) error {
	reg, err := datamap.Parse(migrations.Files, "workspace")
	if err != nil {
		return err
	}
	order := []string{"channel", "unstored_number"} // others refer to these
	of := map[string][]string{}
	for _, c := range reg.Columns() {
		if c.Database != "workspace" || strings.HasPrefix(c.Table, "textindex_") || slices.Contains(notFilled, c.Table) {
			continue
		}
		if of[c.Table] == nil && !slices.Contains(order, c.Table) {
			order = append(order, c.Table)
		}
		of[c.Table] = append(of[c.Table], c.Name)
	}
	var files []string
	err = s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		kinds, err := kindsOfColumns(ctx, tx, s.d.DB.Engine())
		if err != nil {
			return err
		}
		for _, table := range order {
			for n := range drillRows {
				if table == "instagram_account" && n%2 == 0 {
					continue // that channel is not on Instagram
				}
				if err := insertCanaries(ctx, tx, ws, table, of[table], kinds, n); err != nil {
					return fmt.Errorf("fill %s: %w", table, err)
				}
			}
		}
		if _, err := tx.Exec(ctx, `UPDATE contact_total SET contacts = $1`, drillRows); err != nil {
			return err
		}
		files, err = texts(ctx, tx, `SELECT blob_key FROM attachment`)
		return errors.Join(err, s.fillWords(ctx, tx))
	})
	if err != nil {
		return err
	}
	return errors.Join(s.d.Texts.Index(ctx, ws), s.fillFiles(ctx, ws, files))
}

const (
	kindsSQLite   = `SELECT m.name, c.name, c.type FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table'`
	kindsPostgres = `SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), CAST(data_type AS TEXT) FROM information_schema.columns
		WHERE table_schema = current_schema()`
)

// kindsOfColumns are the types of all columns, by table and name.
func kindsOfColumns(ctx context.Context, q wsdb.Query, engine database.Engine) (map[string]string, error) {
	text := kindsSQLite
	if engine == database.Postgres {
		text = kindsPostgres
	}
	rows, err := q.Query(ctx, text)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	out := map[string]string{}
	for rows.Next() {
		var table, column, kind string
		if err := rows.Scan(&table, &column, &kind); err != nil {
			return nil, err
		}
		out[table+"."+column] = strings.ToUpper(kind)
	}
	return out, rows.Err()
}

func insertCanaries(ctx context.Context, tx *wsdb.Tx, ws id.Workspace, table string, columns []string, kinds map[string]string, n int) error {
	args := make([]any, len(columns))
	for i, c := range columns {
		args[i] = canaryFor(ws, table+"."+c, kinds[table+"."+c], n)
	}
	_, err := tx.Exec(ctx, "INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") VALUES ("+places(0, len(columns))+")", args...)
	return err
}

// drillID belongs rows of one number together: contact 3 has conversation 3 on channel 3, whose messages have attachment 3.
func drillID(n int) string { return fmt.Sprintf("01a20000-0000-7000-8000-%012d", n) }

func newCanary() string { return canary + rand.Text() }

// canaryFor is a value for a column; where rules or keys go by it, one that they know.
func canaryFor(ws id.Workspace, place, kind string, n int) any {
	switch place {
	case "channel.kind":
		return []string{"cloudapi", "instagram"}[n%2]
	case "channel.state":
		return "disconnected"
	case "send.origin":
		return []string{"human", "human", "blast", "comment"}[n%4]
	case "message.direction", "conversation.last_direction":
		return "out"
	case "attachment.source":
		return []string{"inbox", "inbox", "upload", "picture", "profile", "profile", "inbox", "picture"}[n%8]
	case "attachment.blob_key":
		return library.Prefix(ws) + "dd/" + newCanary()
	case "contact.consent_service", "contact.consent_reminder", "contact.consent_promo":
		return 1
	case "contact.phone", "send.phone":
		return fmt.Sprintf("62800%08d", n)
	case "channel.limits":
		return `{"canary":"` + newCanary() + `"}`
	}
	switch {
	case kind == "UUID":
		return drillID(n)
	case strings.Contains(kind, "INT"):
		return n + 1
	case strings.HasPrefix(kind, "BOOL"):
		return false
	case kind == "BLOB" || kind == "BYTEA":
		return []byte(newCanary())
	case strings.HasPrefix(kind, "JSON"):
		return `{"canary":"` + newCanary() + `"}`
	}
	return newCanary()
}

func (s *Service) fillWords(ctx context.Context, tx *wsdb.Tx) error {
	for n := range drillRows {
		for _, kind := range []textindex.Kind{textindex.Contact, textindex.Message} {
			if err := s.d.Texts.Put(ctx, tx, kind, drillID(n), newCanary()); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) fillFiles(ctx context.Context, ws id.Workspace, keys []string) error {
	box, err := s.d.DB.Box(ctx, ws)
	if err != nil {
		return err
	}
	for _, key := range keys {
		err := s.d.Blobs.Put(ctx, key, func(w io.Writer) error {
			sealed, err := box.SealTo("erasure.drill", w, []byte(key))
			if err != nil {
				return err
			}
			_, err = io.WriteString(sealed, newCanary())
			return errors.Join(err, sealed.Close())
		})
		if err != nil {
			return err
		}
	}
	return nil
}
