package transfer

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kelolapesan/kelola/internal/backup"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/migrations"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/library"
	"github.com/kelolapesan/kelola/internal/queue"
)

// examine looks that this version knows everything in an archive, and that every row can be read.
func (s *Service) examine(a *archive) error {
	if err := a.known(); err != nil {
		return err
	}
	reg, err := registry()
	if err != nil {
		return err
	}
	counts := map[string]int64{}
	for i := range a.schema.Tables {
		t := &a.schema.Tables[i]
		if err := s.fits(reg, t); err != nil {
			return err
		}
		if _, twice := counts[strings.TrimSuffix(t.File, rowsSuffix)]; twice {
			return ErrDamaged.With(errors.New("a table is described twice"))
		}
		n := int64(0)
		err := a.lines(t.File, func(line []byte) error {
			n++
			cells, err := t.cells(line)
			if err != nil {
				return err
			}
			return a.sane(t, cells)
		})
		if err != nil {
			return err
		}
		counts[strings.TrimSuffix(t.File, rowsSuffix)] = n
	}
	return errors.Join(a.counted(counts), a.lines(jobsFile, func(line []byte) error {
		_, err := a.job(line)
		return err
	}))
}

// known fails with ErrNewer where the archive has migrations that this program does not.
func (a *archive) known() error {
	var numbers []int
	for _, engine := range []database.Engine{database.SQLite, database.Postgres} {
		plan, err := database.LoadPlan(migrations.Files, "workspace", engine)
		if err != nil {
			return err
		}
		for _, step := range plan {
			numbers = append(numbers, step.Number)
		}
	}
	for _, n := range a.m.Migrations {
		if !slices.Contains(numbers, n) {
			return ErrNewer.With(fmt.Errorf("workspace migration %d", n))
		}
	}
	return nil
}

// fits says whether a file of rows is one that an export of this version has.
func (s *Service) fits(reg *datamap.Registry, t *TableSchema) error {
	db, folder := "workspace", tableFolder
	if strings.HasPrefix(t.File, systemFolder) {
		db, folder = "system", systemFolder
	}
	if t.File != folder+t.Table+rowsSuffix || len(t.Columns) == 0 {
		return ErrDamaged.With(errors.New("a table is described wrongly"))
	}
	shared := slices.IndexFunc(systemTables(), func(x systemTable) bool { return x.name == t.Table })
	if db == "workspace" && !exported(t.Table) || db == "system" && shared < 0 {
		return ErrUnknown.WithDetail(ErrUnknown.Detail + " It is a table.")
	}
	seen := map[string]bool{}
	for _, c := range t.Columns {
		_, known := reg.Of(db, t.Table, c.Name)
		if db == "system" && known && systemTables()[shared].columns != nil {
			known = slices.Contains(systemTables()[shared].columns, c.Name)
		}
		if !known || seen[c.Name] {
			return ErrUnknown
		}
		seen[c.Name] = true
	}
	return nil
}

// counted compares the rows with the manifest.
func (a *archive) counted(counts map[string]int64) error {
	if len(counts) != len(a.m.Tables) {
		return ErrDamaged.With(errors.New("there are other tables than the manifest says"))
	}
	for _, c := range a.m.Tables {
		if n, ok := counts[c.Table]; !ok || n != c.Rows {
			return ErrDamaged.With(errors.New("the rows are not as many as the manifest says"))
		}
	}
	return nil
}

// cells reads a row in the order of the columns.
func (t *TableSchema) cells(line []byte) ([]json.RawMessage, error) {
	var row map[string]json.RawMessage
	if err := json.Unmarshal(line, &row); err != nil || len(row) != len(t.Columns) {
		return nil, ErrDamaged.With(errors.New("a row is not readable"))
	}
	out := make([]json.RawMessage, len(t.Columns))
	for i, c := range t.Columns {
		cell, ok := row[c.Name]
		if !ok {
			return nil, ErrDamaged.With(errors.New("a row lacks a column"))
		}
		v, err := backup.Value(cell, c.Type)
		if err != nil {
			return nil, ErrDamaged.With(errors.New("a value is of another type than its column"))
		}
		if text, ok := v.(string); ok && c.Type == database.FormUUID {
			if _, err := id.Parse[any](text); err != nil {
				return nil, ErrDamaged.With(errors.New("an id is none"))
			}
		}
		out[i] = cell
	}
	return out, nil
}

// sane looks at the rows that lead to places outside their database.
func (a *archive) sane(t *TableSchema, cells []json.RawMessage) error {
	at := func(name string) string {
		var text string
		if i := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == name }); i >= 0 {
			_ = json.Unmarshal(cells[i], &text)
		}
		return text
	}
	ws := a.m.Workspace.ID.String()
	ok := true
	switch t.File {
	case tableFolder + "attachment" + rowsSuffix:
		key, mine := strings.CutPrefix(at("blob_key"), library.Prefix(a.m.Workspace.ID))
		ok = mine && blobName.MatchString(key)
	case tableFolder + "contact_import" + rowsSuffix:
		ok = stagedName.MatchString(at("staged"))
	case systemFolder + "account" + rowsSuffix:
		n := utf8.RuneCountInString(at("name"))
		ok = userName.MatchString(at("username")) && n > 0 && n <= 80 && !strings.ContainsFunc(at("name"), unicode.IsControl) &&
			(at("language") == "id" || at("language") == "en")
	case systemFolder + "workspace_registry" + rowsSuffix:
		ok = at("id") == ws
	case systemFolder + "workspace_member" + rowsSuffix, systemFolder + "signup_route" + rowsSuffix:
		ok = at("workspace_id") == ws
	}
	if !ok {
		return ErrDamaged.With(errors.New("a row is about another workspace, or what it names cannot be"))
	}
	return nil
}

var (
	blobName   = regexp.MustCompile(`^[0-9a-f]{2}/[0-9a-f]{40}$`)
	stagedName = regexp.MustCompile(`^[A-Za-z0-9]*$`)
	userName   = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{2,39}$`)
)

// job reads a line of work that waits.
func (a *archive) job(line []byte) (queue.Stored, error) {
	var j jobLine
	if err := json.Unmarshal(line, &j); err != nil || j.Kind == "" || j.Kind == auditJob || !backup.About(j.Args, a.m.Workspace.ID) {
		return queue.Stored{}, ErrDamaged.With(errors.New("a job is not readable"))
	}
	return j.stored(), nil
}
