package residue

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/migrations"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/library"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/wsdb"
	"github.com/kelolapesan/kelola/test/harness"
)

// withoutText says of columns that can hold a text why no canary is put there.
var withoutText = map[string]string{
	"workspace_setting.time_zone": "one of a list", "workspace_setting.language": "one of a list", "workspace_setting.country_prefix": "digits of a country",
	"workspace_setting.quiet_for": "a list of kinds", "workspace_setting.name": "put there by making the workspace",
	"textindex_pending.kind": "filled by the index", "textindex_pending.words": "filled by the index",
	"job_outbox.kind": "handed to the queue at once", "job_outbox.args": "handed to the queue at once", "job_outbox.queue": "handed to the queue at once",
	"hash_key.purpose": "names of keys", "hash_key.sealed": "a key, without which nothing opens",
	"channel.kind": "decides what is done with a row", "channel.state": "decides what is done with a row",
}

// filledElsewhere are tables whose rows have a way of their own.
var filledElsewhere = []string{"job_outbox", "workspace_setting", "hash_key"}

// asJSON are columns whose text is read as an object by everything that reads the row at all.
var asJSON = []string{"channel.limits", "contact.fields"}

// planted is what one workspace was given.
type planted struct {
	ws   id.Workspace
	all  []canary
	rows int
}

func (p *planted) text(where string) string {
	c := newCanary(where)
	p.all = append(p.all, c)
	return c.text
}

func (p *planted) number(where string) string {
	c := newNumber(where)
	p.all = append(p.all, c)
	return c.text
}

func uuid(n int) string { return fmt.Sprintf("01a20000-0000-7000-8000-%012d", n) }

// perTable is how many rows each table is given.
const perTable = 2

// columns plants a canary in every column of every registered table that can hold one.
func (p *planted) columns(t *testing.T, in *harness.Inside) {
	t.Helper()
	r, err := datamap.Parse(migrations.Files, "workspace")
	if err != nil {
		t.Fatal(err)
	}
	order := []string{"channel", "unstored_number"} // others refer to these
	of := map[string][]string{}
	for _, c := range r.Columns() {
		if c.Database != "workspace" || strings.HasPrefix(c.Table, "textindex_") || slices.Contains(filledElsewhere, c.Table) {
			continue
		}
		if of[c.Table] == nil && !slices.Contains(order, c.Table) {
			order = append(order, c.Table)
		}
		of[c.Table] = append(of[c.Table], c.Name)
	}
	var types map[string]string
	err = in.DB.Write(t.Context(), p.ws, func(tx *wsdb.Tx) (err error) {
		if types, err = columnTypes(t.Context(), tx, in.DB.Engine()); err != nil {
			return err
		}
		for _, table := range order {
			if !holdsText(table, of[table], types) {
				continue
			}
			n := perTable
			if slices.Contains(of[table], "one") {
				n = 1
			}
			for i := range n {
				if err := p.row(t.Context(), tx, table, of[table], types, i); err != nil {
					return fmt.Errorf("%s: %w", table, err)
				}
			}
		}
		if _, err := tx.Exec(t.Context(), `UPDATE workspace_setting SET opt_out_words = $1`, `["`+p.text("workspace_setting.opt_out_words")+`"]`); err != nil {
			return err
		}
		return p.words(t.Context(), tx, textindex.New(in.DB))
	})
	if err != nil {
		t.Fatal(err)
	}
	for left := 1; left > 0; {
		if err = textindex.New(in.DB).Index(t.Context(), p.ws); err == nil {
			err = in.DB.Read(t.Context(), p.ws, func(q wsdb.Query) error {
				return q.QueryRow(t.Context(), `SELECT COUNT(*) FROM textindex_pending`).Scan(&left)
			})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	p.blobs(t, in)
	for _, c := range r.Columns() {
		place := c.Table + "." + c.Name
		if c.Database != "workspace" || !mayHold(types[place]) || withoutText[place] != "" {
			continue
		}
		if !slices.ContainsFunc(p.all, func(c canary) bool { return strings.HasPrefix(c.where+" ", place+" ") }) {
			t.Errorf("no canary is planted in %s, and nothing says why", place)
		}
	}
}

func holdsText(table string, columns []string, types map[string]string) bool {
	return slices.ContainsFunc(columns, func(c string) bool { return mayHold(types[table+"."+c]) })
}

func mayHold(kind string) bool {
	return kind == "TEXT" || strings.HasPrefix(kind, "JSON") || kind == "BLOB" || kind == "BYTEA"
}

const (
	typesSQLite   = `SELECT m.name, c.name, c.type FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table'`
	typesPostgres = `SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), CAST(data_type AS TEXT) FROM information_schema.columns WHERE table_schema = current_schema()`
)

func columnTypes(ctx context.Context, q wsdb.Query, engine database.Engine) (map[string]string, error) {
	text := typesSQLite
	if engine == database.Postgres {
		text = typesPostgres
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

func (p *planted) row(ctx context.Context, tx *wsdb.Tx, table string, columns []string, types map[string]string, n int) error {
	var names, places []string
	var args []any
	for _, c := range columns {
		names = append(names, c)
		args = append(args, p.value(table, c, types[table+"."+c], n))
		places = append(places, fmt.Sprintf("$%d", len(args)))
	}
	_, err := tx.Exec(ctx, "INSERT INTO "+table+" ("+strings.Join(names, ", ")+") VALUES ("+strings.Join(places, ", ")+")", args...)
	return err
}

func (p *planted) value(table, column, kind string, n int) any {
	place := table + "." + column
	where := fmt.Sprintf("%s %d", place, n)
	switch place {
	case "channel.kind":
		return []string{"cloudapi", "instagram"}[n%2]
	case "channel.state":
		return "disconnected"
	case "contact.phone", "send.phone":
		return p.number(where)
	case "attachment.blob_key":
		return p.blobKey(where)
	case "contact_field.options":
		return `["` + p.text(where) + `"]`
	}
	switch {
	case strings.HasPrefix(kind, "JSON") || slices.Contains(asJSON, place):
		return `{"kpcn":"` + p.text(where) + `"}`
	case kind == "BLOB" || kind == "BYTEA":
		return []byte(p.text(where))
	case kind == "TEXT":
		return p.text(where)
	case kind == "UUID":
		return uuid(n + 1)
	case strings.HasPrefix(kind, "BOOL"):
		return false
	}
	return amount(column, n)
}

// amount is a number that makes no row due and lets none be removed for its age.
func amount(column string, n int) int64 {
	now := time.Now().UnixMicro()
	day := (24 * time.Hour).Microseconds()
	switch {
	case slices.Contains([]string{"public_at", "held_until", "paused_until", "suppressed_at"}, column):
		return 0
	case column == "care_at" || strings.Contains(column, "until") || strings.HasPrefix(column, "expires"):
		return now + 30*day
	case column == "at" || strings.HasSuffix(column, "_at"):
		return now - day/24 + int64(n)
	}
	if column == "seq" || column == "id" { // behind those that are there already
		return int64(900_000 + n)
	}
	return int64(n + 1)
}

// words puts what is searched into the index.
func (p *planted) words(ctx context.Context, tx *wsdb.Tx, index *textindex.Index) error {
	for n := range perTable {
		for _, kind := range []textindex.Kind{textindex.Contact, textindex.Message} {
			if err := index.Put(ctx, tx, kind, uuid(n+1), "Ibu "+p.text(fmt.Sprintf("index of %ss %d", kind, n))+" halo"); err != nil {
				return err
			}
		}
	}
	return nil
}

// blobKey makes the name of a file a canary of its own: names lie open in the folder.
func (p *planted) blobKey(where string) string {
	p.rows++
	return library.Prefix(p.ws) + "aa/" + p.text(where)
}

// blobs plants a file for each registered kind, sealed as the program seals them, and those that rows speak of.
func (p *planted) blobs(t *testing.T, in *harness.Inside) {
	t.Helper()
	box, err := in.DB.Box(t.Context(), p.ws)
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]string{}
	for kind := range datamap.BlobKinds() {
		folder := "bb/"
		if kind == "import" {
			folder = "import/"
		}
		keys["the content of a file, "+kind] = library.Prefix(p.ws) + folder + id.NewWorkspace().String()
	}
	for _, c := range p.all {
		if strings.HasPrefix(c.where, "attachment.blob_key") {
			keys["the content of a file, "+c.where] = library.Prefix(p.ws) + "aa/" + c.text
		}
	}
	for where, key := range keys {
		content := p.text(where)
		err := in.Blobs.Put(t.Context(), key, func(w io.Writer) error {
			sealed, err := box.SealTo("residue", w, []byte(key))
			if err != nil {
				return err
			}
			_, err = io.WriteString(sealed, strings.Repeat("x", 5000)+content)
			return errors.Join(err, sealed.Close())
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// export takes the audit log out of the program.
func (p *shop) export(t *testing.T, s *site, when string) {
	t.Helper()
	var raw string
	p.client.Must("GET", "/audit/export.csv", nil, &raw)
	s.keep(t, "audit-"+p.slug+"-"+when+".csv", []byte(raw))
}
