package erase

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// noExcuse are tables that hold nothing of a category: a value of somebody has no business there.
var noExcuse = []string{"event", "job_outbox", "erasure_trace", "erasure_progress", "textindex_pending"}

// keptCells searches the rows in which a value may stand that was deleted elsewhere.
func (x *execution) keptCells(ctx context.Context) (*search, error) {
	s := x.trace.search()
	s.joined = true // as the cells of a row lie in a block: the end of one and the beginning of the next may make up a value
	err := x.d.DB.Read(ctx, x.r.Workspace, func(q wsdb.Query) error { return tables(ctx, q, x.d.DB.Engine(), s, 0, noExcuse) })
	return s, err
}

// firstRows is how many rows of a table are read to show that the search finds what it should: those the values were taken from are among them.
const firstRows = 1000

// cells searches every cell of the workspace, or those of the first rows of each table, and the texts of its schema.
func (x *execution) cells(ctx context.Context, rows int) (*search, error) {
	s := x.trace.search()
	err := x.d.DB.Read(ctx, x.r.Workspace, func(q wsdb.Query) error {
		return tables(ctx, q, x.d.DB.Engine(), s, rows, nil)
	})
	return s, unlessGone(err)
}

const (
	tablesSQLite   = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'textindex_%_words%' ORDER BY name`
	tablesPostgres = `SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1`
	schemaTexts    = `SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL`
)

func tables(ctx context.Context, q wsdb.Query, engine database.Engine, s *search, rows int, without []string) error {
	from := tablesSQLite
	if engine == database.Postgres {
		from = tablesPostgres
	} else if err := s.in(Place{Table: "sqlite_schema"}, func() error { return cellsOf(ctx, q, schemaTexts, s) }); err != nil {
		return err
	}
	names, err := texts(ctx, q, from)
	if err != nil {
		return err
	}
	limit := ""
	if rows > 0 {
		limit = " LIMIT " + strconv.Itoa(rows)
	}
	for _, name := range names {
		if slices.Contains(without, name) {
			continue
		}
		err := s.in(Place{Table: name}, func() error { return cellsOf(ctx, q, `SELECT * FROM "`+name+`"`+limit, s) })
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
	}
	return nil
}

func cellsOf(ctx context.Context, q wsdb.Query, text string, s *search) error {
	rows, err := q.Query(ctx, text)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	cells, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range cells {
		into[i] = &cells[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for _, cell := range cells {
			if v := textOf(cell); v != nil {
				s.Read(v)
				if !s.joined {
					s.Apart()
				}
			}
		}
		s.Apart()
	}
	return rows.Err()
}

func readFile(path string, s *search) error {
	f, err := os.Open(path) //nolint:gosec // a file of the data folder
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	piece := make([]byte, 1<<20)
	for {
		n, err := f.Read(piece)
		s.Read(piece[:n])
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
