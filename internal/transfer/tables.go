package transfer

import (
	"context"
	"slices"
	"strings"

	"github.com/kelolapesan/kelola/internal/backup"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/migrations"
	"github.com/kelolapesan/kelola/internal/datamap"
)

// leftOut are the tables of a workspace that are not exported, by the beginnings of their names, and why.
func leftOut() []LeftTable {
	return []LeftTable{
		{"channel_upload", "names of files at the network, which end with the connection"},
		{"erasure_", "a deletion belongs to the installation that carries it out"},
		{"hash_key", "its keys are in hash-keys.json"},
		{"job_outbox", "background work is in jobs.ndjson"},
		{"migration", "the database that takes the rows writes its own"},
		{"textindex_", "the full-text index is made anew of the rows"},
		{"whatsmeow_", "keys of a linked device"},
	}
}

// secrets are what is left out besides tables.
func secrets() []LeftTable {
	return []LeftTable{
		{"channel.token", "access tokens of connected numbers and accounts: an import starts with all of them disconnected"},
		{"instagram_account.leave_token", "an access token"},
		{"account.code_hash", "licence codes and sessions of people: an import lets them in once they get new codes"},
		{"app secrets", "they belong to the installation"},
		{"other workspaces", "nothing of them, nor what the people of this one do there"},
	}
}

// exported says whether a table of a workspace is part of an archive.
func exported(table string) bool {
	return backup.Copied("workspace", table) &&
		!slices.ContainsFunc(leftOut(), func(l LeftTable) bool { return strings.HasPrefix(table, l.What) })
}

// systemTable is what an archive holds of a table that all workspaces share.
type systemTable struct {
	name    string
	where   string   // $1 is the workspace
	columns []string // nil is all
	back    bool     // an import puts it back
}

func systemTables() []systemTable {
	return []systemTable{
		{"workspace_registry", "id = $1", []string{"id", "slug", "name", "created_at"}, true},
		{"account", "id IN (SELECT user_id FROM workspace_member WHERE workspace_id = $1)", []string{"id", "username", "name", "language", "created_at"}, true},
		{"workspace_member", "workspace_id = $1", nil, true},
		{"signup_route", "workspace_id = $1", nil, true},
		{"audit_line", "workspace_id = $1", []string{"seq", "id", "at", "action", "actor_id", "subject_id"}, false},
	}
}

// tablesOf lists the tables of a workspace that are exported, parents first.
func tablesOf(ctx context.Context, q database.Query, engine database.Engine) ([]database.Table, error) {
	all, err := database.Tables(ctx, q, engine)
	return slices.DeleteFunc(all, func(t database.Table) bool { return !exported(t.Name) }), err
}

// sharedTables lists what is exported of the system database.
func sharedTables(ctx context.Context, q database.Query, engine database.Engine) ([]database.Table, error) {
	all, err := database.Tables(ctx, q, engine)
	if err != nil {
		return nil, err
	}
	var out []database.Table
	for _, s := range systemTables() {
		for _, t := range all {
			if t.Name != s.name {
				continue
			}
			if s.columns != nil {
				t.Fields = slices.DeleteFunc(slices.Clone(t.Fields), func(f database.Field) bool { return !slices.Contains(s.columns, f.Name) })
			}
			out = append(out, t)
		}
	}
	return out, nil
}

func (s *Service) sealedOf(table, column string) (Sealed, bool) {
	for _, c := range s.d.Sealed {
		if c.Table == table && c.Column == column {
			return c, true
		}
	}
	return Sealed{}, false
}

// describe says what a file of rows holds.
func (s *Service) describe(registry *datamap.Registry, db, folder string, t database.Table) TableSchema {
	out := TableSchema{File: folder + t.Name + rowsSuffix, Table: t.Name}
	for _, f := range t.Fields {
		c := Column{Name: f.Name, Type: f.Form}
		if tag, ok := registry.Of(db, t.Name, f.Name); ok {
			c.Category = string(tag.Category)
		}
		if sealed, ok := s.sealedOf(t.Name, f.Name); ok && folder == tableFolder {
			if c.Note = noteOpened; sealed.Secret {
				c.Note = noteSecret
			}
		}
		out.Columns = append(out.Columns, c)
	}
	return out
}

func registry() (*datamap.Registry, error) {
	return datamap.Parse(migrations.Files, "workspace", "system")
}
