package transfer

import (
	"archive/zip"
	"compress/flate"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash"
	"io"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/canon"
	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/library"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// export is one archive that is being written.
type export struct {
	*Service
	ws     workspace.Workspace
	box    *crypt.Box
	m      Manifest
	out    *sink
	zip    *zip.Writer
	files  []library.Attachment
	staged []string
}

// sink is where the archive goes, which changes on the way.
type sink struct{ w io.Writer }

// Write implements io.Writer.
func (s *sink) Write(p []byte) (int, error) { return s.w.Write(p) }

// Export writes the archive of a workspace: its rows as of one moment, then its files. Nothing is written to out before all rows were read,
// so that a failure until then can still be told. It fails with ErrRunning, ErrTooMany, ErrDeleting and ErrNoRoom.
func (s *Service) Export(ctx context.Context, ws workspace.Workspace, actor audit.Thing, out io.Writer) (*Manifest, error) {
	if s.d.Busy(ws.ID) {
		return nil, ErrDeleting
	}
	end, err := s.begin(ws.ID)
	if err != nil {
		return nil, err
	}
	defer end()
	box, err := s.d.DB.Box(ctx, ws.ID)
	if err != nil {
		return nil, err
	}
	err = s.d.DB.System().Write(ctx, func(tx *sysdb.Tx) error {
		return audit.Record(ctx, tx, audit.Entry{Action: audit.WorkspaceExported, Actor: actor, Workspace: ws.ID})
	})
	if err != nil {
		return nil, err
	}
	rows, err := newSpool(s.d.Dir, s.d.Room)
	if err != nil {
		return nil, err
	}
	defer rows.close()
	x := s.newExport(ws, box, rows)
	if err := x.data(ctx); err != nil {
		return nil, err
	}
	return x.deliver(ctx, rows, out)
}

// deliver sends what was gathered, then the bytes of the files, and ends the archive.
func (x *export) deliver(ctx context.Context, rows *spool, out io.Writer) (*Manifest, error) {
	if err := x.zip.Flush(); err != nil {
		return nil, err
	}
	if err := rows.copyTo(out); err != nil {
		return nil, err
	}
	x.out.w = out
	if err := x.bytes(ctx); err != nil {
		return nil, err
	}
	return &x.m, x.finish()
}

func (s *Service) newExport(ws workspace.Workspace, box *crypt.Box, to io.Writer) *export {
	x := &export{Service: s, ws: ws, box: box, out: &sink{to}}
	seq, _ := s.d.Ledger.Head()
	x.m = Manifest{
		Product: product, Format: format, Version: s.d.Version, Engine: s.d.DB.Engine().String(), MadeAt: canon.At(s.d.Clock.Now()),
		Instance: s.d.DB.System().InstanceID(), Workspace: Named{ID: ws.ID, Slug: ws.Slug, Name: ws.Name}, Ledger: seq,
		Tables: []Count{}, Files: []File{}, Missing: []string{}, LeftOut: append(leftOut(), secrets()...),
	}
	x.zip = zip.NewWriter(x.out)
	x.zip.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	return x
}

// measure counts and hashes what passes.
type measure struct {
	w    io.Writer
	hash hash.Hash
	size int64
}

// Write implements io.Writer.
func (m *measure) Write(p []byte) (int, error) {
	n, err := m.w.Write(p)
	_, _ = m.hash.Write(p[:n]) // never fails
	m.size += int64(n)
	return n, err
}

// entry adds a file to the archive.
func (x *export) entry(name string, write func(w io.Writer) error) error {
	w, err := x.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: x.m.MadeAt.Time})
	if err != nil {
		return err
	}
	m := &measure{w: w, hash: sha256.New()}
	if err := write(m); err != nil {
		return err
	}
	x.m.Files = append(x.m.Files, File{Name: name, Size: m.size, SHA256: hex.EncodeToString(m.hash.Sum(nil))})
	return nil
}

func (x *export) json(name string, v any) error {
	return x.entry(name, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(v)
	})
}

// data writes everything but the bytes of files.
func (x *export) data(ctx context.Context) error {
	err := x.entry(readmeFile, func(w io.Writer) error {
		_, err := io.WriteString(w, readme)
		return err
	})
	if err != nil {
		return err
	}
	reg, err := registry()
	if err != nil {
		return err
	}
	schema := Schema{Format: format, Types: types()}
	err = x.d.DB.Read(ctx, x.ws.ID, func(q wsdb.Query) error {
		tables, err := tablesOf(ctx, q, x.d.DB.Engine())
		if err != nil {
			return err
		}
		if x.m.Migrations, err = database.Applied(ctx, q); err != nil {
			return err
		}
		for _, t := range tables {
			schema.Tables = append(schema.Tables, x.describe(reg, "workspace", tableFolder, t))
			if err := x.table(ctx, q, tableFolder, t, ""); err != nil {
				return err
			}
		}
		return x.list(ctx, q)
	})
	if err != nil {
		return err
	}
	err = x.d.DB.System().Read(ctx, func(q sysdb.Query) error {
		shared, err := sharedTables(ctx, q, x.d.DB.Engine())
		if err != nil {
			return err
		}
		for i, t := range shared {
			schema.Tables = append(schema.Tables, x.describe(reg, "system", systemFolder, t))
			if err := x.table(ctx, q, systemFolder, t, systemTables()[i].where, x.ws.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := x.jobs(ctx); err != nil {
		return err
	}
	keys := map[string]string{}
	for purpose, key := range wsdb.HashKeys(x.box) {
		keys[purpose] = key.Hex()
	}
	if err := x.json(hashFile, keys); err != nil {
		return err
	}
	return x.json(schemaFile, schema)
}

// list notes which files belong to the rows.
func (x *export) list(ctx context.Context, q wsdb.Query) error {
	if err := x.attachments(ctx, q, "1 = 1"); err != nil {
		return err
	}
	staged, err := q.Query(ctx, `SELECT staged FROM contact_import WHERE staged <> '' ORDER BY id`)
	if err != nil {
		return err
	}
	defer func() { _ = staged.Close() }()
	for staged.Next() {
		var name string
		if err := staged.Scan(&name); err != nil {
			return err
		}
		x.staged = append(x.staged, name)
	}
	return staged.Err()
}

// attachments notes the files of some rows.
func (x *export) attachments(ctx context.Context, q wsdb.Query, where string, args ...any) error {
	rows, err := q.Query(ctx, `SELECT id, name, sha256, blob_key FROM attachment WHERE `+where+` ORDER BY id`, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var a library.Attachment
		if err := rows.Scan(&a.ID, &a.Name, &a.SHA256, &a.BlobKey); err != nil {
			return err
		}
		x.files = append(x.files, a)
	}
	return rows.Err()
}

// finish signs the list of all files and ends the archive.
func (x *export) finish() error {
	raw, err := x.m.seal(x.d.Sign, x.public())
	if err != nil {
		return err
	}
	w, err := x.zip.CreateHeader(&zip.FileHeader{Name: manifestFile, Method: zip.Deflate, Modified: x.m.MadeAt.Time})
	if err != nil {
		return err
	}
	if _, err := w.Write(raw); err != nil {
		return err
	}
	return x.zip.Close()
}

// fileName is the name of an attachment in the archive: its id, so that none is there twice, and its real name as far as every system takes it.
func fileName(a id.ID[library.Attachment], name string) string {
	return fileFolder + a.String() + "/" + clean(name)
}
