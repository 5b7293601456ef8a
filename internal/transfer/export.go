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
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/fault"
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
	progress
}

// sink is where the archive goes, which changes on the way.
type sink struct{ w io.Writer }

// Write implements io.Writer.
func (s *sink) Write(p []byte) (int, error) { return s.w.Write(p) }

// Export writes the archive of a workspace: its rows as of one moment, then its files. Nothing is written to out before all rows were read,
// so that a failure until then can still be told. A job shows how far it is. It fails with ErrRunning, ErrTooMany, ErrDeleting, ErrNoRoom and
// job.ErrCancelled.
func (s *Service) Export(ctx context.Context, ws workspace.Workspace, actor audit.Thing, out io.Writer) (m *Manifest, err error) {
	ctx, run, err := s.begin(ctx, ws.ID)
	if err != nil {
		return nil, err
	}
	defer s.end(ws.ID, run)
	x := s.newExport(ws)
	end, err := s.follow(ctx, ws.ID, actor, &x.progress, run.stop)
	if err != nil {
		return nil, err
	}
	defer func() {
		err = why(ctx, err)
		end(err)
	}()
	err = s.d.DB.System().Write(ctx, func(tx *sysdb.Tx) error {
		return audit.Record(ctx, tx, audit.Entry{Action: audit.WorkspaceExported, Actor: actor, Workspace: ws.ID})
	})
	if err != nil {
		return nil, err
	}
	return x.run(ctx, out, x.data)
}

// why is the reason for which an export was stopped, where it was: a deletion, a person, or that nobody takes it any more.
func why(ctx context.Context, err error) error {
	if err == nil || ctx.Err() == nil {
		return err
	}
	if f, ok := fault.Of(context.Cause(ctx)); ok {
		return f
	}
	return ErrCutOff.With(err)
}

// run gathers rows and sends them, then the files.
func (x *export) run(ctx context.Context, out io.Writer, gather func(context.Context) error) (_ *Manifest, err error) {
	if x.box, err = x.d.DB.Box(ctx, x.ws.ID); err != nil {
		return nil, err
	}
	rows, err := newSpool(x.d.Dir, x.d.Room)
	if err != nil {
		return nil, err
	}
	defer rows.close()
	x.out.w = rows
	if err := gather(ctx); err != nil {
		return nil, err
	}
	if err := x.zip.Flush(); err != nil {
		return nil, err
	}
	x.out.w = &outlet{ctx, out}
	if slow, ok := out.(aborter); ok {
		defer context.AfterFunc(ctx, slow.Abort)()
	}
	if err := rows.copyTo(x.out.w); err != nil {
		return nil, err
	}
	if err := x.bytes(ctx); err != nil {
		return nil, err
	}
	return &x.m, x.finish()
}

// aborter is a place that may take a long time to take something, and can be told to take nothing more.
type aborter interface{ Abort() }

// outlet lets nothing out once its context has ended.
type outlet struct {
	ctx context.Context //nolint:containedctx // it lives for one call
	w   io.Writer
}

// Write implements io.Writer.
func (o *outlet) Write(p []byte) (int, error) {
	if err := o.ctx.Err(); err != nil {
		return 0, err
	}
	return o.w.Write(p)
}

func (s *Service) newExport(ws workspace.Workspace) *export {
	x := &export{Service: s, ws: ws, out: &sink{}}
	seq, hash := s.d.Ledger.Head()
	x.m = Manifest{
		Product: product, Format: format, Version: s.d.Version, Engine: s.d.DB.Engine().String(), MadeAt: canon.At(s.d.Clock.Now()),
		Instance: s.d.DB.System().InstanceID(), Workspace: Named{ID: ws.ID, Slug: ws.Slug, Name: ws.Name}, Ledger: seq, LedgerHash: hash,
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
	err = x.d.DB.Read(ctx, x.ws.ID, func(q wsdb.Query) error { return x.all(ctx, q, reg, &schema) })
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

// all writes the rows of the workspace and notes which files belong to them.
func (x *export) all(ctx context.Context, q wsdb.Query, reg *datamap.Registry, schema *Schema) error {
	tables, err := tablesOf(ctx, q, x.d.DB.Engine())
	if err != nil {
		return err
	}
	if x.m.Migrations, err = database.Applied(ctx, q); err != nil {
		return err
	}
	if err := x.list(ctx, q); err != nil {
		return err
	}
	if err := x.size(ctx, q, tables); err != nil {
		return err
	}
	for _, t := range tables {
		schema.Tables = append(schema.Tables, x.describe(reg, "workspace", tableFolder, t))
		if err := x.table(ctx, q, tableFolder, t, conditionOf(t.Name)); err != nil {
			return err
		}
	}
	return nil
}

// conditionOf says which rows of a table are exported; "" is all. An export is no part of itself.
func conditionOf(table string) string {
	if table == "job" {
		return "kind <> '" + jobExport + "'"
	}
	return ""
}

// size counts what there is to do.
func (x *export) size(ctx context.Context, q wsdb.Query, tables []database.Table) error {
	x.total.Store(int64(len(x.files) + len(x.staged)))
	for _, t := range tables {
		var n int64
		if err := q.QueryRow(ctx, t.CountWhere(conditionOf(t.Name))).Scan(&n); err != nil {
			return err
		}
		x.total.Add(n)
	}
	return nil
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
