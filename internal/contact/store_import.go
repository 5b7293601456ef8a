package contact

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const importColumns = `id, state, file_name, file_size, staged, dialect, has_header, columns, row_count, mapping, row_cursor, counts, job_id,
	error_code, created_by, created_at, updated_at`

func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("contact: " + err.Error())
	}
	return string(b)
}

func insertImport(ctx context.Context, tx *wsdb.Tx, i *Import) error {
	_, err := tx.Exec(ctx, `INSERT INTO contact_import (`+importColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		i.ID, string(i.State), i.FileName, i.FileSize, i.staged, asJSON(i.dialect), i.HasHeader, asJSON(i.Columns), i.RowCount,
		asJSON(i.Mapping), i.Row, asJSON(i.Counts), i.Job, i.ErrorCode, i.CreatedBy, clock.Micros(i.CreatedAt), clock.Micros(i.UpdatedAt))
	if err != nil {
		return fmt.Errorf("insert import: %w", err)
	}
	return nil
}

func updateImport(ctx context.Context, tx *wsdb.Tx, i *Import) error {
	_, err := tx.Exec(ctx, `UPDATE contact_import SET state = $2, staged = $3, columns = $4, mapping = $5, row_cursor = $6, counts = $7,
		job_id = $8, error_code = $9, updated_at = $10 WHERE id = $1`,
		i.ID, string(i.State), i.staged, asJSON(i.Columns), asJSON(i.Mapping), i.Row, asJSON(i.Counts), i.Job, i.ErrorCode,
		clock.Micros(i.UpdatedAt))
	if err != nil {
		return fmt.Errorf("update import: %w", err)
	}
	return nil
}

func listImports(ctx context.Context, q wsdb.Query, query string, args ...any) ([]Import, error) {
	rows, err := q.Query(ctx, `SELECT `+importColumns+` FROM contact_import `+query, args...)
	if err != nil {
		return nil, fmt.Errorf("read imports: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []Import
	for rows.Next() {
		var (
			i                                 Import
			dialect, columns, mapping, counts string
			created, updated                  int64
		)
		err := rows.Scan(&i.ID, &i.State, &i.FileName, &i.FileSize, &i.staged, &dialect, &i.HasHeader, &columns, &i.RowCount, &mapping,
			&i.Row, &counts, &i.Job, &i.ErrorCode, &i.CreatedBy, &created, &updated)
		if err != nil {
			return nil, fmt.Errorf("read imports: %w", err)
		}
		for _, part := range []struct {
			text string
			into any
		}{{dialect, &i.dialect}, {columns, &i.Columns}, {mapping, &i.Mapping}, {counts, &i.Counts}} {
			if err := json.Unmarshal([]byte(part.text), part.into); err != nil {
				return nil, fmt.Errorf("read imports: %w", err)
			}
		}
		i.CreatedAt, i.UpdatedAt = clock.Time(created), clock.Time(updated)
		list = append(list, i)
	}
	return list, rows.Err()
}

func getImport(ctx context.Context, q wsdb.Query, imp ImportID) (Import, error) {
	list, err := listImports(ctx, q, `WHERE id = $1`, imp)
	if err == nil && len(list) == 0 {
		err = ErrImportNotFound
	}
	if err != nil {
		return Import{}, err
	}
	return list[0], nil
}

// Import returns an import or ErrImportNotFound.
func (s *Service) Import(ctx context.Context, q wsdb.Query, imp ImportID) (Import, error) {
	return getImport(ctx, q, imp)
}

// Imports returns imports, newest first.
func (s *Service) Imports(ctx context.Context, q wsdb.Query, req page.Request) (page.Page[Import], error) {
	var before importPosition
	old, err := req.Cursor.Decode(&before)
	if err != nil {
		return page.Page[Import]{}, err
	}
	var list []Import
	if old {
		list, err = listImports(ctx, q, `WHERE id < $1 ORDER BY id DESC LIMIT $2`, before.ID, req.Size()+1)
	} else {
		list, err = listImports(ctx, q, `ORDER BY id DESC LIMIT $1`, req.Size()+1)
	}
	if err != nil {
		return page.Page[Import]{}, err
	}
	return page.Cut(list, req.Size(), func(i Import) any { return importPosition{ID: i.ID} }), nil
}

// rowError is a refused row as the table holds it.
type rowError struct {
	Import ImportID `json:"import_id"`
	Row    int64    `json:"row_no"`
	Line   int64    `json:"line"`
	Code   string   `json:"code"`
	Field  string   `json:"field"`
	Cells  string   `json:"cells"`
}

var putErrors = statement{
	sqlite: `
	INSERT INTO contact_import_error (import_id, row_no, line, code, field, cells)
	SELECT value ->> 'import_id', value ->> 'row_no', value ->> 'line', value ->> 'code', value ->> 'field', value ->> 'cells'
	FROM jsonb_each($1)`,
	postgres: `
	INSERT INTO contact_import_error (import_id, row_no, line, code, field, cells)
	SELECT import_id, row_no, line, code, field, cells FROM jsonb_to_recordset(CAST($1 AS jsonb))
		AS r(import_id UUID, row_no BIGINT, line BIGINT, code TEXT, field TEXT, cells TEXT)`,
}

func (s *Service) putErrors(ctx context.Context, tx *wsdb.Tx, list []rowError) error {
	if len(list) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, s.sql(putErrors), jsonList(list)); err != nil {
		return fmt.Errorf("note refused rows: %w", err)
	}
	return nil
}

func listErrors(ctx context.Context, q wsdb.Query, imp ImportID, after int64, limit int) ([]rowError, error) {
	rows, err := q.Query(ctx, `SELECT row_no, line, code, field, cells FROM contact_import_error
		WHERE import_id = $1 AND row_no > $2 ORDER BY row_no LIMIT $3`, imp, after, limit)
	if err != nil {
		return nil, fmt.Errorf("read refused rows: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []rowError
	for rows.Next() {
		e := rowError{Import: imp}
		if err := rows.Scan(&e.Row, &e.Line, &e.Code, &e.Field, &e.Cells); err != nil {
			return nil, fmt.Errorf("read refused rows: %w", err)
		}
		list = append(list, e)
	}
	return list, rows.Err()
}

func deleteErrors(ctx context.Context, tx *wsdb.Tx, imp ImportID) error {
	_, err := tx.Exec(ctx, `DELETE FROM contact_import_error WHERE import_id = $1`, imp)
	return err
}

type importPosition struct {
	ID ImportID `json:"i"`
}
