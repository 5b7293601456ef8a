package database_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/database/migrations"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	sqliteCatalogue = `
		SELECT m.name, c.name, CASE WHEN c."notnull" = 1 THEN 'NO' ELSE 'YES' END
		FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY 1, 2`
	postgresCatalogue = `
		SELECT table_name, column_name, is_nullable FROM information_schema.columns
		WHERE table_schema = current_schema() ORDER BY 1, 2`
)

// catalogue lists "table.column nullable" as the engine has it.
func catalogue(t *testing.T, q database.Query, engine database.Engine) []string {
	t.Helper()
	query := sqliteCatalogue
	if engine == database.Postgres {
		query = postgresCatalogue
	}
	rows, err := q.Query(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var all []string
	for rows.Next() {
		var table, column, nullable string
		if err := rows.Scan(&table, &column, &nullable); err != nil {
			t.Fatal(err)
		}
		all = append(all, table+"."+column+" "+nullable)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func catalogues(t *testing.T, db *wsdb.DB) (system, workspace []string) {
	t.Helper()
	ws := dbtest.Workspace(t, db)
	if err := db.Read(t.Context(), ws, func(q wsdb.Query) error {
		workspace = catalogue(t, q, db.Engine())
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := db.System().Read(t.Context(), func(q sysdb.Query) error {
		system = catalogue(t, q, db.Engine())
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return system, workspace
}

func registry(t *testing.T) *datamap.Registry {
	t.Helper()
	r, err := datamap.Parse(migrations.Files, "system", "workspace", "keys")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// untagged lists the columns of a catalogue that nobody registered.
func untagged(r *datamap.Registry, name string, columns []string) []string {
	var all []string
	for _, c := range columns {
		table, rest, _ := strings.Cut(c, ".")
		column, _, _ := strings.Cut(rest, " ")
		if _, ok := r.Of(name, table, column); !ok {
			all = append(all, name+" "+table+"."+column)
		}
	}
	return all
}

func TestDatamap_everyColumnIsRegistered(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		r := registry(t)
		system, workspace := catalogues(t, db)
		if len(system) < 10 || len(workspace) < 20 {
			t.Fatalf("only %d and %d columns were found: the catalogue query is wrong", len(system), len(workspace))
		}
		for _, c := range append(untagged(r, "system", system), untagged(r, "workspace", workspace)...) {
			t.Errorf("%s is not registered with a category and a class", c)
		}
	})
}

func TestDatamap_aPlantedColumnIsNoticed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := dbtest.Workspace(t, db)
		err := db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
			_, err := tx.Exec(t.Context(), "ALTER TABLE job_outbox ADD COLUMN planted TEXT")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		var columns []string
		if err := db.Read(t.Context(), ws, func(q wsdb.Query) error {
			columns = catalogue(t, q, db.Engine())
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		got := untagged(registry(t), "workspace", columns)
		if !slices.Contains(got, "workspace job_outbox.planted") {
			t.Fatalf("the planted column was not noticed: %v", got)
		}
	})
}

func TestDatamap_registeredColumnsExist(t *testing.T) {
	t.Parallel()
	system, workspace := catalogues(t, dbtest.New(t, database.SQLite))
	have := map[string][]string{"system": system, "workspace": workspace}
	for _, c := range registry(t).Columns() {
		if c.Database == "keys" || grouped(c) {
			continue
		}
		if !slices.ContainsFunc(have[c.Database], func(s string) bool { return strings.HasPrefix(s, c.Table+"."+c.Name+" ") }) {
			t.Errorf("%s %s.%s is registered and does not exist", c.Database, c.Table, c.Name)
		}
	}
}

// grouped reports whether a table differs between the engines, so that its columns need not exist on each.
func grouped(c datamap.Column) bool {
	return slices.ContainsFunc(datamap.Groups(), func(g datamap.Group) bool {
		return g.Database == c.Database && strings.HasPrefix(c.Table, g.Prefix)
	})
}

func TestDatamap_badCommentsAreRefused(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"untagged":         "CREATE TABLE a (\n id UUID NOT NULL,\n b TEXT -- C3 E\n);",
		"unknown category": "CREATE TABLE a (\n id UUID NOT NULL -- C9 E\n);",
		"unknown class":    "CREATE TABLE a (\n id UUID NOT NULL -- C3 R8\n);",
		"added":            "ALTER TABLE a ADD COLUMN b TEXT NOT NULL DEFAULT '';",
	} {
		files := fstest.MapFS{"workspace/0001_a.sql": {Data: []byte(text)}}
		if _, err := datamap.Parse(files, "workspace"); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestMigrations_bothEnginesHaveTheSameTables(t *testing.T) {
	t.Parallel()
	if !dbtest.HasPostgres() {
		t.Log("KELOLA_TEST_POSTGRES is not set: not compared")
		return
	}
	liteSystem, liteWorkspace := catalogues(t, dbtest.New(t, database.SQLite))
	pgSystem, pgWorkspace := catalogues(t, dbtest.New(t, database.Postgres))
	compare(t, "system", liteSystem, pgSystem)
	compare(t, "workspace", liteWorkspace, pgWorkspace)
}

func compare(t *testing.T, name string, lite, pg []string) {
	t.Helper()
	ours := func(all []string) []string {
		return slices.DeleteFunc(slices.Clone(all), func(c string) bool {
			return strings.HasPrefix(c, "river_") || strings.HasPrefix(c, "whatsmeow_") || strings.HasPrefix(c, "sqlite_") || strings.HasPrefix(c, "textindex_contact_words") || strings.HasPrefix(c, "textindex_message_words")
		})
	}
	lite, pg = ours(lite), ours(pg)
	for _, c := range lite {
		if !slices.Contains(pg, c) {
			t.Errorf("%s: %s is only on SQLite", name, c)
		}
	}
	for _, c := range pg {
		if !slices.Contains(lite, c) {
			t.Errorf("%s: %s is only on PostgreSQL", name, c)
		}
	}
}
