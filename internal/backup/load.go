package backup

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	parametersAtOnce = 900     // of one statement; SQLite takes 32,766, but nothing is won by more
	cellsAtOnce      = 40_000  // of one transaction
	bytesAtOnce      = 4 << 20 // the same in bytes, about
)

// Loader is the sink that puts rows back, many in one statement and many statements in one transaction.
type Loader struct {
	ctx    context.Context //nolint:containedctx // it lives for one call
	write  wsdb.Writer
	tables map[string]database.Table
	jobs   []queue.Stored

	table  string
	fields []database.Field
	cells  []any
	bytes  int
}

// NewLoader empties the tables of a fresh database, in which migrations may have put rows, and is ready to fill them.
func NewLoader(ctx context.Context, write wsdb.Writer, engine database.Engine, name string) (*Loader, error) {
	l := &Loader{ctx: ctx, write: write, tables: map[string]database.Table{}}
	err := write(ctx, func(q database.Query) error {
		all, err := copied(ctx, q, engine, name)
		if err != nil {
			return err
		}
		for _, t := range slices.Backward(all) {
			l.tables[t.Name] = t
			if _, err := q.Exec(ctx, t.DeleteRows()); err != nil {
				return err
			}
		}
		return nil
	})
	return l, err
}

// Begin says which table the rows that follow belong to.
func (l *Loader) Begin(table string, fields []database.Field) error {
	l.table, l.fields = table, fields
	return nil
}

// Row takes the cells of a row in the order of the fields. It fails with ErrFormat and ErrDamaged.
func (l *Loader) Row(cells []json.RawMessage) error {
	if l.table == jobTable {
		j, err := job(cells)
		l.jobs = append(l.jobs, j)
		return err
	}
	if _, known := l.tables[l.table]; !known {
		return ErrFormat.With(fmt.Errorf("there is no table %s to put rows into", l.table))
	}
	for i, cell := range cells {
		v, err := Value(cell, l.fields[i].Form)
		if err != nil {
			return err
		}
		l.cells = append(l.cells, v)
		l.bytes += len(cell)
	}
	if len(l.cells) >= cellsAtOnce || l.bytes >= bytesAtOnce {
		return l.flush()
	}
	return nil
}

// End stores what is left of a table.
func (l *Loader) End(int64) error { return l.flush() }

// flush stores the rows that wait.
func (l *Loader) flush() error {
	if len(l.cells) == 0 {
		return nil
	}
	t := l.tables[l.table]
	width := len(l.fields)
	some := max(1, parametersAtOnce/width) * width
	many := t.InsertRows(l.fields, some/width)
	err := l.write(l.ctx, func(q database.Query) error {
		rest := l.cells
		for ; len(rest) >= some; rest = rest[some:] {
			if _, err := q.Exec(l.ctx, many, rest[:some]...); err != nil {
				return err
			}
		}
		if len(rest) == 0 {
			return nil
		}
		_, err := q.Exec(l.ctx, t.InsertRows(l.fields, len(rest)/width), rest...)
		return err
	})
	if err != nil {
		return fmt.Errorf("put rows into %s: %w", l.table, err)
	}
	l.cells, l.bytes = l.cells[:0], 0
	return nil
}
