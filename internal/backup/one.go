package backup

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"io/fs"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/blob"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/ledger"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Faults of the restore of one workspace.
var (
	ErrThere     = fault.New(fault.Conflict, "backup.workspace_there", "This workspace is here and can be read. Only one that is missing is put back by itself.")
	ErrNotInside = fault.New(fault.NotFound, "backup.workspace_missing", "There is no workspace of this short name in the backup.")
	ErrDeleted   = fault.New(fault.Gone, "backup.workspace_erased", "This workspace was deleted at the wish of its owner, and the deletion ledger says that it stays deleted.")
	ErrSlugTaken = fault.New(fault.Conflict, "backup.slug_taken", "Another workspace has the short name of this one now. Give that one another name first.")
)

// beside are the tables of the system whose rows come back with a workspace, in the order in which they are put in, and the column that names
// it. Rows that are there stay as they are.
var beside = []struct{ table, column string }{
	{"licence", ""}, {"licence_workspace", "workspace_id"}, {"account", ""}, {"workspace_registry", "id"}, {"workspace_member", "workspace_id"},
	{"signup_route", "workspace_id"}, {"channel_route", "workspace_id"},
}

// One is what the restore of one workspace did.
type One struct {
	Workspace id.Workspace
	Rows      int64
	Blobs     int64
	Loose     int64 // attachments from after the backup, removed because no row speaks of them
	Again     int   // deletions that were carried out again
}

// RestoreOne puts one workspace of a backup back into this installation, where it is missing: it is not in the register, or its database is
// gone. The others are not touched. All its sending is stopped until a person ends that. When it fails the same call begins anew. It fails with
// ErrThere, ErrNotInside, ErrDeleted, ErrSlugTaken, ErrNoKey, ErrRunning, and with the faults of a restore.
func (s *Service) RestoreOne(ctx context.Context, to Parts, name, slug string, lines []ledger.Line) (One, error) {
	if !s.running.TryLock() {
		return One{}, ErrRunning
	}
	defer s.running.Unlock()
	m, err := readManifest(ctx, s.d.Target, public(s.d.Sign), name)
	if err != nil {
		return One{}, err
	}
	if err := known(m); err != nil {
		return One{}, err
	}
	keys := s.d.DB.System().Keys()
	shared, err := s.shared(ctx, m)
	if err != nil {
		return One{}, err
	}
	ws, p, err := shared.find(m, slug)
	if err != nil {
		return One{}, err
	}
	r := &Restore{o: RestoreOptions{From: s.d.Target}, m: m, erased: map[id.Workspace]bool{}}
	for _, line := range lines {
		if line.Workspace == ws && line.Scope.Whole {
			return One{}, ErrDeleted
		}
		if line.Workspace == ws {
			r.lines = append(r.lines, line)
		}
	}
	if err := s.missing(ctx, ws); err != nil {
		return One{}, err
	}
	if err := checkPart(ctx, s.d.Target, m, p); err != nil {
		return One{}, err
	}
	if _, err := keys.Get(ctx, ws.String()); err != nil {
		return One{}, ErrNoKey.With(err)
	}
	others, err := s.taken(ctx, shared, ws)
	if err != nil {
		return One{}, err
	}
	if slug, err = s.hide(ctx, ws, slug); err != nil {
		return One{}, err
	}
	if err := r.fill(ctx, to, p, func(q database.Query) error { return still(ctx, q, s.d.Clock, others) }); err != nil {
		return One{}, err
	}
	if err := r.replay(ctx, to); err != nil {
		return One{}, err
	}
	err = s.d.DB.System().Write(ctx, func(tx *sysdb.Tx) error { return shared.finish(ctx, tx, to, ws, slug) })
	return One{Workspace: ws, Rows: r.Result.Rows, Blobs: r.Result.Blobs, Loose: r.Result.Loose, Again: len(r.lines)}, err
}

// finish puts back what belongs to a workspace besides its database, and lets people see it.
func (x *shared) finish(ctx context.Context, tx *sysdb.Tx, to Parts, ws id.Workspace, slug string) error {
	if err := free(ctx, tx, ws, slug); err != nil {
		return err
	}
	if err := x.putBack(ctx, tx, to.DB.Engine(), ws); err != nil {
		return err
	}
	if err := to.Queue.InsertStored(ctx, tx.SQL(), x.work(ws)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, showRow, ws, slug); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Action: audit.WorkspaceRestored, Workspace: ws})
}

const (
	findReady = `SELECT COUNT(*) FROM workspace_registry WHERE id = $1 AND ready`
	findSlug  = `SELECT slug FROM workspace_registry WHERE id = $1 AND slug <> $2`
	findOther = `SELECT COUNT(*) FROM workspace_registry WHERE slug = $1 AND id <> $2`
	hideRow   = `UPDATE workspace_registry SET ready = FALSE, slug = $2 WHERE id = $1`
	showRow   = `UPDATE workspace_registry SET ready = TRUE, slug = $2 WHERE id = $1`
)

// hide keeps people from seeing a workspace that is registered until what was deleted is deleted again. Meanwhile its id stands for the short name,
// so that no new workspace goes on with what is half there. It returns the name that the workspace is to have: the one it has, or else the one
// it had in the backup. It fails with ErrSlugTaken.
func (s *Service) hide(ctx context.Context, ws id.Workspace, before string) (slug string, err error) {
	err = s.d.DB.System().Write(ctx, func(tx *sysdb.Tx) error {
		slug = before
		if err := tx.QueryRow(ctx, findSlug, ws, ws.String()).Scan(&slug); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if err := free(ctx, tx, ws, slug); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, hideRow, ws, ws.String())
		return err
	})
	return slug, err
}

// free fails with ErrSlugTaken where another workspace has the short name.
func free(ctx context.Context, q sysdb.Query, ws id.Workspace, slug string) error {
	var n int
	if err := q.QueryRow(ctx, findOther, slug, ws).Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		return ErrSlugTaken
	}
	return nil
}

// missing fails with ErrThere where a workspace is registered and its database opens. One that people do not see is what a restore has left
// that was cut off.
func (s *Service) missing(ctx context.Context, ws id.Workspace) error {
	var n int
	err := s.d.DB.System().Read(ctx, func(q sysdb.Query) error { return q.QueryRow(ctx, findReady, ws).Scan(&n) })
	if err != nil || n == 0 {
		return err
	}
	err = s.d.DB.Read(ctx, ws, func(wsdb.Query) error { return nil })
	switch {
	case err == nil:
		return ErrThere
	case errors.Is(err, wsdb.ErrNotFound), errors.Is(err, wsdb.ErrErased), errors.Is(err, fs.ErrNotExist):
		return nil
	}
	return err
}

// checkPart compares the files of one part with the list.
func checkPart(ctx context.Context, from *blob.Store, m *Manifest, p *Part) error {
	files := []File{p.Rows}
	if p.Blobs != nil {
		files = append(files, *p.Blobs)
	}
	for _, f := range files {
		if err := check(ctx, from, m.ID, f); err != nil {
			return err
		}
	}
	return nil
}

// still stops all sending of a workspace that was put back, and gives up the channels whose accounts others have connected since.
func still(ctx context.Context, q database.Query, c clock.Clock, others []string) error {
	_, err := q.Exec(ctx, `UPDATE workspace_setting SET stop_all = TRUE, stop_all_at = $1, stop_all_by = NULL`, clock.Micros(c.Now()))
	for _, ch := range others {
		if err == nil {
			_, err = q.Exec(ctx, `UPDATE channel SET state = 'disconnected', state_reason = 'imported', token = $2 WHERE id = $1`, ch, []byte{})
		}
	}
	return err
}

// taken names the channels whose routes lead to another workspace now.
func (s *Service) taken(ctx context.Context, all *shared, ws id.Workspace) (channels []string, err error) {
	err = s.d.DB.System().Read(ctx, func(q sysdb.Query) error {
		var n int
		for _, row := range all.rows["channel_route"] {
			if row.text("workspace_id") != ws.String() {
				continue
			}
			const text = `SELECT COUNT(*) FROM channel_route WHERE kind = $1 AND external_id = $2 AND workspace_id <> $3`
			if err := q.QueryRow(ctx, text, row.text("kind"), row.text("external_id"), ws).Scan(&n); err != nil {
				return err
			}
			if n > 0 {
				channels = append(channels, row.text("channel_id"))
			}
		}
		return nil
	})
	return channels, err
}

// fill puts the blobs and rows of a part back; last runs behind the rows, before anything can use them.
func (r *Restore) fill(ctx context.Context, to Parts, p *Part, last func(q database.Query) error) error {
	key, err := partKey(ctx, to.DB.System().Keys(), r.m, p)
	if err != nil {
		return err
	}
	kept, err := r.blobs(ctx, to, p, key)
	if err != nil {
		return err
	}
	err = to.DB.Load(ctx, p.Workspace, p.Migrations, func(write wsdb.Writer) error {
		l, err := NewLoader(ctx, write, to.DB.Engine(), "workspace")
		if err != nil {
			return err
		}
		err = readSealed(ctx, r.o.From, key, r.m.ID, p.Rows.Name, func(in io.Reader) error { return readRows(in, l) })
		if err != nil || last == nil {
			return err
		}
		return write(ctx, func(q wsdb.Query) error { return last(q) })
	})
	if err != nil {
		return err
	}
	r.Result.Workspaces++
	r.Result.Blobs += p.BlobCount
	r.count(p)
	if err := to.Reindex(ctx, p.Workspace); err != nil {
		return err
	}
	return r.loose(ctx, to, p.Workspace, kept)
}

// loose removes the attachments of a workspace that the backup does not have. They came after it, so that no row speaks of them.
func (r *Restore) loose(ctx context.Context, to Parts, ws id.Workspace, kept map[string]bool) error {
	var gone []string
	err := to.Blobs.List(ctx, to.Prefix(ws), func(key string, _ int64) error {
		if !kept[key] {
			gone = append(gone, key)
		}
		return nil
	})
	for _, key := range gone {
		err = errors.Join(err, to.Blobs.Delete(ctx, key))
	}
	r.Result.Loose += int64(len(gone))
	return err
}
