package backup

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// shared are the rows of the system that may come back with a workspace.
type shared struct {
	table  string
	fields []database.Field
	rows   map[string][]sharedRow
	jobs   []queue.Stored
}

type sharedRow struct {
	fields []database.Field
	cells  []json.RawMessage
}

func (r sharedRow) text(column string) string {
	at := slices.IndexFunc(r.fields, func(f database.Field) bool { return f.Name == column })
	var text string
	if at >= 0 {
		_ = json.Unmarshal(r.cells[at], &text)
	}
	return text
}

// shared reads them.
func (s *Service) shared(ctx context.Context, m *Manifest) (*shared, error) {
	if err := checkPart(ctx, s.d.Target, m, &m.System); err != nil {
		return nil, err
	}
	key, err := partKey(ctx, s.d.DB.System().Keys(), m, &m.System)
	if err != nil {
		return nil, err
	}
	all := &shared{rows: map[string][]sharedRow{}}
	return all, readSealed(ctx, s.d.Target, key, m.ID, m.System.Rows.Name, func(in io.Reader) error { return readRows(in, all) })
}

// Begin implements sink.
func (x *shared) Begin(table string, fields []database.Field) error {
	x.table, x.fields = table, fields
	return nil
}

// Row implements sink.
func (x *shared) Row(cells []json.RawMessage) error {
	if x.table == jobTable {
		j, err := job(cells)
		x.jobs = append(x.jobs, j)
		return err
	}
	for _, b := range beside {
		if b.table == x.table {
			x.rows[x.table] = append(x.rows[x.table], sharedRow{x.fields, slices.Clone(cells)})
		}
	}
	return nil
}

// End implements sink.
func (x *shared) End(int64) error { return nil }

// find names the workspace with a short name and its part.
func (x *shared) find(m *Manifest, slug string) (id.Workspace, *Part, error) {
	for _, row := range x.rows["workspace_registry"] {
		if row.text("slug") != slug {
			continue
		}
		ws, err := id.ParseWorkspace(row.text("id"))
		if err != nil {
			return ws, nil, ErrDamaged.With(err)
		}
		for i := range m.Workspaces {
			if m.Workspaces[i].Workspace == ws {
				return ws, &m.Workspaces[i], nil
			}
		}
	}
	return id.Workspace{}, nil, ErrNotInside
}

// work is what the queue had to do for a workspace.
func (x *shared) work(ws id.Workspace) []queue.Stored {
	return slices.DeleteFunc(slices.Clone(x.jobs), func(j queue.Stored) bool { return !About(j.Args, ws) })
}

// About says whether the arguments of a job name a workspace, and in no other spelling another one: names of fields are read whatever their case.
func About(args []byte, ws id.Workspace) bool {
	var fields map[string]any
	if json.Unmarshal(args, &fields) != nil || fields["workspace"] != ws.String() {
		return false
	}
	for name := range fields {
		if name != "workspace" && strings.EqualFold(name, "workspace") {
			return false
		}
	}
	return true
}

// putBack inserts the rows that belong to a workspace and are not there.
func (x *shared) putBack(ctx context.Context, tx *sysdb.Tx, engine database.Engine, ws id.Workspace) error {
	tables, err := copied(ctx, tx, engine, "system")
	if err != nil {
		return err
	}
	people, licences := map[string]bool{}, map[string]bool{}
	for _, row := range x.rows["workspace_member"] {
		people[row.text("user_id")] = row.text("workspace_id") == ws.String() || people[row.text("user_id")]
	}
	for _, row := range x.rows["licence_workspace"] {
		licences[row.text("licence_id")] = row.text("workspace_id") == ws.String() || licences[row.text("licence_id")]
	}
	for _, b := range beside {
		for _, row := range x.rows[b.table] {
			mine := b.column != "" && row.text(b.column) == ws.String() ||
				b.table == "account" && people[row.text("id")] || b.table == "licence" && licences[row.text("id")]
			if !mine {
				continue
			}
			if err := row.insert(ctx, tx, tables, b.table); err != nil {
				return err
			}
		}
	}
	return nil
}

// insert puts a row in where none is in its way. Columns that this version does not have any more are left out, and who worked the deletion desk.
func (r sharedRow) insert(ctx context.Context, tx *sysdb.Tx, tables []database.Table, table string) error {
	at := slices.IndexFunc(tables, func(t database.Table) bool { return t.Name == table })
	if at < 0 {
		return ErrFormat.With(errors.New("there is no table " + table))
	}
	var fields []database.Field
	var args []any
	for i, f := range r.fields {
		if f.Name == "operator_at" || !slices.ContainsFunc(tables[at].Fields, func(have database.Field) bool { return have.Name == f.Name }) {
			continue
		}
		v, err := Value(r.cells[i], f.Form)
		if err != nil {
			return err
		}
		fields, args = append(fields, f), append(args, v)
	}
	_, err := tx.Exec(ctx, strings.TrimSpace(tables[at].InsertRows(fields, 1))+" ON CONFLICT DO NOTHING", args...)
	return err
}
