package transfer

import (
	"bufio"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kelolapesan/kelola/internal/backup"
	"github.com/kelolapesan/kelola/internal/blob"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// table writes the rows of a table, each an object on a line of its own.
func (x *export) table(ctx context.Context, q database.Query, folder string, t database.Table, where string, args ...any) error {
	slices.SortFunc(t.Fields, func(a, b database.Field) int { return strings.Compare(a.Name, b.Name) })
	query, err := t.SelectWhere(x.d.DB.Engine(), where)
	if err != nil {
		return err
	}
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	n := int64(0)
	err = x.entry(folder+t.Name+rowsSuffix, func(w io.Writer) (err error) {
		n, err = x.lines(rows, t, folder == tableFolder, w)
		return err
	})
	x.m.Tables = append(x.m.Tables, Count{Table: folder + t.Name, Rows: n})
	return errors.Join(err, rows.Err())
}

func (x *export) lines(rows *sql.Rows, t database.Table, sealed bool, w io.Writer) (n int64, err error) {
	out := bufio.NewWriterSize(w, 1<<16)
	cells := make([]any, len(t.Fields))
	for i, f := range t.Fields {
		cells[i] = backup.CellOf(f.Form)
	}
	var line []byte
	for ; rows.Next(); n++ {
		if err := rows.Scan(cells...); err != nil {
			return n, err
		}
		if sealed {
			if err := x.open(t, cells); err != nil {
				return n, err
			}
		}
		line = append(line[:0], '{')
		for i, f := range t.Fields {
			if i > 0 {
				line = append(line, ',')
			}
			line = append(append(append(line, '"'), f.Name...), '"', ':')
			if line, err = backup.AppendCell(line, cells[i], f.Form); err != nil {
				return n, err
			}
		}
		if _, err := out.Write(append(line, '}', '\n')); err != nil {
			return n, err
		}
		if sealed {
			x.done.Add(1)
		}
	}
	return n, errors.Join(rows.Err(), out.Flush())
}

// open decrypts the sealed cells of a row and empties those with secrets.
func (x *export) open(t database.Table, cells []any) error {
	for i, f := range t.Fields {
		s, ok := x.sealedOf(t.Name, f.Name)
		if !ok {
			continue
		}
		bytes, _ := cells[i].(*[]byte)
		if s.Secret || len(*bytes) == 0 {
			*bytes = []byte{}
			continue
		}
		at := slices.IndexFunc(t.Fields, func(f database.Field) bool { return f.Name == s.Place })
		place, err := placeOf(cells[at].(*sql.NullString).String)
		if err != nil {
			return err
		}
		if *bytes, err = x.box.Open(s.Purpose, *bytes, place); err != nil {
			return err
		}
		if *bytes == nil {
			*bytes = []byte{}
		}
	}
	return nil
}

func placeOf(text string) ([]byte, error) {
	row, err := id.Parse[any](text)
	if err != nil {
		return nil, err
	}
	b := row.Bytes()
	return b[:], nil
}

// jobLine is background work of the workspace that waits.
type jobLine struct {
	Kind        string          `json:"kind"`
	Args        json.RawMessage `json:"args"`
	Queue       string          `json:"queue"`
	RunAt       int64           `json:"run_at"`
	OnlyOne     bool            `json:"only_one"`
	MaxAttempts int             `json:"max_attempts"`
}

// auditJob tells the audit log of this installation what was done here.
const auditJob = "audit.record"

// jobs writes the work that waits for the workspace.
func (x *export) jobs(ctx context.Context) error {
	var all []queue.Stored
	err := x.d.DB.System().Read(ctx, func(q sysdb.Query) (err error) {
		all, err = queue.Unfinished(ctx, q, x.d.DB.Engine(), x.m.MadeAt.Time)
		return err
	})
	if err != nil {
		return err
	}
	handed, err := x.d.DB.Jobs(ctx, x.ws.ID)
	if err != nil {
		return err
	}
	return x.entry(jobsFile, func(w io.Writer) error {
		e := json.NewEncoder(w)
		for _, j := range append(all, handed...) {
			if j.Name == auditJob || !backup.About(j.Args, x.ws.ID) {
				continue
			}
			args, err := backup.AppendCell(nil, &sql.NullString{String: string(j.Args), Valid: true}, database.FormJSON) // in one form
			if err != nil {
				return err
			}
			line := jobLine{Kind: j.Name, Args: args, Queue: j.Queue, RunAt: clock.Micros(j.RunAt), OnlyOne: j.Unique, MaxAttempts: j.MaxAttempts}
			if err := e.Encode(line); err != nil {
				return err
			}
		}
		return nil
	})
}

// bytes writes the files that belong to the rows.
func (x *export) bytes(ctx context.Context) error {
	for _, a := range x.files {
		r, err := x.d.Files.Read(ctx, x.ws.ID, a)
		if err := x.file(fileName(a.ID, a.Name), r, err); err != nil {
			return err
		}
		x.done.Add(1)
	}
	for _, name := range x.staged {
		r, err := x.d.Staging.Open(ctx, x.ws.ID, name)
		if err := x.file(stagedFolder+name, r, err); err != nil {
			return err
		}
		x.done.Add(1)
	}
	return nil
}

// file adds one, or notes that it is not there any more.
func (x *export) file(name string, r io.ReadCloser, err error) error {
	if errors.Is(err, blob.ErrNotFound) || errors.Is(err, crypt.ErrOpen) {
		x.m.Missing = append(x.m.Missing, name)
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	var cut error
	return x.entry(name, func(w io.Writer) error {
		if _, cut = io.Copy(w, r); errors.Is(cut, crypt.ErrOpen) {
			x.m.Missing = append(x.m.Missing, name) // damaged where it lies; what could be read of it is there
			return nil
		}
		return cut
	})
}

const longestName = 120 // bytes

// clean makes a name that every file system takes: no folder, nothing invisible, nothing reserved.
func clean(name string) string {
	name = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, name)
	name = strings.Trim(name, ". ")
	ending := path.Ext(name)
	if len(ending) > 16 {
		ending = ""
	}
	stem := strings.TrimSuffix(name, ending)
	for len(stem)+len(ending) > longestName {
		_, n := utf8.DecodeLastRuneInString(stem)
		stem = strings.TrimRight(stem[:len(stem)-n], ". ")
	}
	return cmp.Or(stem, "file") + ending
}
