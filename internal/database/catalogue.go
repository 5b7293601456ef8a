package database

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// Form is how the values of a column are written down, whichever engine keeps them.
type Form string

// The forms. A column of another type has none.
const (
	FormInt   Form = "int"
	FormFloat Form = "float"
	FormBool  Form = "bool"
	FormText  Form = "text"
	FormUUID  Form = "uuid"
	FormBytes Form = "bytes"
	FormJSON  Form = "json"
)

// Field is a column of a table.
type Field struct {
	Name string `json:"name"`
	Form Form   `json:"form"`
}

// Table is what the engine knows of one table.
type Table struct {
	Name   string
	Fields []Field
	Key    []string // the columns of the primary key, in its order
	above  []string // tables that rows of this one point to
}

// Tables lists the tables of a database, those that others point to before those that point to them. What an extension keeps
// beside its own (the shadow tables of the full-text index) is left out.
func Tables(ctx context.Context, q Query, engine Engine) ([]Table, error) {
	find := sqliteTables
	if engine == Postgres {
		find = postgresTables
	}
	all, err := find(ctx, q)
	if err != nil {
		return nil, Translate(err)
	}
	return parentsFirst(all), nil
}

const (
	listSQLiteFields = `
		SELECT t.name, c.name, c.type, c.pk FROM pragma_table_list t JOIN pragma_table_info(t.name) c
		WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY t.name, c.cid`
	listSQLiteAbove = `
		SELECT t.name, f."table" FROM pragma_table_list t JOIN pragma_foreign_key_list(t.name) f
		WHERE t.schema = 'main' AND t.type = 'table'`
	listPostgresFields = `
		SELECT c.relname, a.attname, format_type(a.atttypid, NULL), COALESCE(array_position(i.indkey::int2[], a.attnum) + 1, 0)
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
		LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
		WHERE n.nspname = current_schema() AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum`
	listPostgresAbove = `
		SELECT c.relname, p.relname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid
		JOIN pg_namespace n ON n.oid = k.connamespace WHERE k.contype = 'f' AND n.nspname = current_schema()`
)

func sqliteTables(ctx context.Context, q Query) ([]Table, error) {
	return tables(ctx, q, listSQLiteFields, listSQLiteAbove)
}

func postgresTables(ctx context.Context, q Query) ([]Table, error) {
	return tables(ctx, q, listPostgresFields, listPostgresAbove)
}

func tables(ctx context.Context, q Query, fields, above string) ([]Table, error) {
	var all []Table
	at := map[string]int{}
	keys := map[string]map[int]string{}
	err := each(ctx, q, fields, func(rows *sql.Rows) error {
		var table, column, kind string
		var place int
		if err := rows.Scan(&table, &column, &kind, &place); err != nil {
			return err
		}
		if _, ok := at[table]; !ok {
			at[table], keys[table] = len(all), map[int]string{}
			all = append(all, Table{Name: table})
		}
		t := &all[at[table]]
		t.Fields = append(t.Fields, Field{Name: column, Form: formOf(kind)})
		if place > 0 {
			keys[table][place] = column
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i := range all {
		for place := 1; place <= len(keys[all[i].Name]); place++ {
			all[i].Key = append(all[i].Key, keys[all[i].Name][place])
		}
	}
	err = each(ctx, q, above, func(rows *sql.Rows) error {
		var table, parent string
		if err := rows.Scan(&table, &parent); err != nil {
			return err
		}
		if i, ok := at[table]; ok && parent != table {
			all[i].above = append(all[i].above, parent)
		}
		return nil
	})
	return all, err
}

func each(ctx context.Context, q Query, query string, fn func(*sql.Rows) error) error {
	rows, err := q.Query(ctx, query)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// formOf reads the type of a column as either engine names it.
func formOf(kind string) Form {
	switch kind = strings.ToLower(kind); kind {
	case "bigint", "integer", "smallint", "int":
		return FormInt
	case "double precision", "real":
		return FormFloat
	case "boolean":
		return FormBool
	case "text", "character varying", "varchar", "character", "char":
		return FormText
	case "uuid":
		return FormUUID
	case "blob", "bytea":
		return FormBytes
	case "jsonb", "json":
		return FormJSON
	}
	return ""
}

// parentsFirst sorts tables so that each stands behind those it points to; otherwise the order by name stays.
func parentsFirst(all []Table) []Table {
	out := make([]Table, 0, len(all))
	done := map[string]bool{}
	var put func(name string)
	put = func(name string) {
		i := slices.IndexFunc(all, func(t Table) bool { return t.Name == name })
		if i < 0 || done[name] {
			return
		}
		done[name] = true
		for _, parent := range all[i].above {
			put(parent)
		}
		out = append(out, all[i])
	}
	for _, t := range all {
		put(t.Name)
	}
	return out
}

// SelectRows is the statement that reads all rows of a table in the order of its key.
func (t Table) SelectRows(engine Engine) (string, error) { return t.SelectWhere(engine, "") }

// SelectWhere is SelectRows for the rows that fit a condition; "" is all.
func (t Table) SelectWhere(engine Engine, where string) (string, error) {
	columns := make([]string, len(t.Fields))
	for i, f := range t.Fields {
		switch columns[i] = quoteName(f.Name); {
		case f.Form == "":
			return "", fmt.Errorf("database: the column %s.%s is of a type that cannot be written down", t.Name, f.Name)
		case f.Form == FormJSON && engine == SQLite:
			columns[i] = "json(" + columns[i] + ")"
		case f.Form == FormJSON:
			columns[i] = "CAST(" + columns[i] + " AS TEXT)"
		}
	}
	query := t.from(strings.Join(columns, ", "), where)
	if len(t.Key) == 0 {
		return query, nil
	}
	order := make([]string, len(t.Key))
	for i, k := range t.Key {
		order[i] = quoteName(k)
	}
	return query + " ORDER BY " + strings.Join(order, ", "), nil
}

// CountWhere is the query that counts the rows that fit a condition; "" is all.
func (t Table) CountWhere(where string) string { return t.from("COUNT(*)", where) }

func (t Table) from(what, where string) string {
	query := "SELECT " + what + " FROM " + quoteName(t.Name)
	if where != "" {
		query += " WHERE " + where
	}
	return query
}

// DeleteRows is the statement that empties a table.
func (t Table) DeleteRows() string { return "DELETE FROM " + quoteName(t.Name) }

// InsertRows is the statement that puts n rows of some of a table's columns; the parameters follow each other row by row.
func (t Table) InsertRows(fields []Field, n int) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = quoteName(f.Name)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "INSERT INTO %s (%s) VALUES ", quoteName(t.Name), strings.Join(names, ", "))
	for row := range n {
		if row > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('(')
		for i := range fields {
			if i > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "$%d", row*len(fields)+i+1)
		}
		b.WriteByte(')')
	}
	return b.String()
}
