package backup

import (
	"archive/tar"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/blob"
	"github.com/kelolapesan/kelola/internal/canon"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	startedFile = "started" // is there while a backup is being made, so that one that was cut off is found

	jobTable  = "@job" // what the queue has to do, in the rows of the system
	mostRound = 5      // how often the system is copied anew because a workspace was made meanwhile
)

// jobFields are the fields of the rows of jobTable.
func jobFields() []database.Field {
	return []database.Field{
		{Name: "kind", Form: database.FormText}, {Name: "args", Form: database.FormText}, {Name: "queue", Form: database.FormText},
		{Name: "run_at", Form: database.FormInt}, {Name: "only_one", Form: database.FormBool}, {Name: "max_attempts", Form: database.FormInt},
	}
}

// Create makes a backup and returns its list. Each workspace is copied as of one moment, and the system as of a moment after all of
// them. It fails with ErrRunning.
//
// A job whose work was done between those moments would be lost: its effect is not in the workspace's copy, nor is it waiting in the
// system's. So jobs that ended since the backup began count as waiting.
func (s *Service) Create(ctx context.Context) (*Manifest, error) {
	if !s.running.TryLock() {
		return nil, ErrRunning
	}
	defer s.running.Unlock()
	now := s.d.Clock.Now()
	m := &Manifest{
		Format: format, ID: newID(now), Version: s.d.Version, Engine: s.d.DB.Engine().String(), StartedAt: canon.At(now),
		Workspaces: []Part{}, Failed: []Failed{},
	}
	m.Ledger.Begun, _ = s.d.Ledger.Head()
	err := s.fill(ctx, m)
	if err == nil {
		m.FinishedAt = canon.At(s.d.Clock.Now())
		err = putManifest(ctx, s.d.Target, s.d.Sign, m)
	}
	if err != nil {
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.tidy) // what is left then goes with the next Prune
		defer cancel()
		return nil, errors.Join(err, s.drop(late, m.ID))
	}
	return m, s.d.Target.Delete(ctx, m.ID+"/"+startedFile)
}

func (s *Service) fill(ctx context.Context, m *Manifest) error {
	if _, err := putPlain(ctx, s.d.Target, m.ID, startedFile, func(io.Writer) error { return nil }); err != nil {
		return err
	}
	key, err := s.newKey(ctx, m, systemPart)
	if err != nil {
		return err
	}
	done := map[id.Workspace]bool{}
	for range mostRound {
		all, err := s.d.DB.List(ctx)
		if err != nil {
			return err
		}
		for _, ws := range all {
			if done[ws] {
				continue
			}
			done[ws] = true
			if err := s.addWorkspace(ctx, m, ws); err != nil {
				return err
			}
		}
		if m.System, err = s.putSystem(ctx, m, key); err != nil {
			return err
		}
		// A workspace that the system's copy knows has to be there too.
		if all, err = s.d.DB.List(ctx); err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(ws id.Workspace) bool { return !done[ws] }) {
			break
		}
	}
	m.Ledger.Seq, m.Ledger.Hash = s.d.Ledger.Head()
	m.Ledger.File, err = putPlain(ctx, s.d.Target, m.ID, "ledger.log", s.d.Ledger.CopyTo)
	return err
}

func (s *Service) newKey(ctx context.Context, m *Manifest, part string) (secret.Key, error) {
	return s.d.DB.System().Keys().Create(ctx, m.keyName(part))
}

// addWorkspace copies a workspace. One that is being erased is left out; one that cannot be read does not stop the others.
func (s *Service) addWorkspace(ctx context.Context, m *Manifest, ws id.Workspace) error {
	key, err := s.newKey(ctx, m, ws.String())
	if err != nil {
		return err
	}
	part, err := s.putWorkspace(ctx, m, ws, key)
	if err == nil {
		m.Workspaces = append(m.Workspaces, part)
		return nil
	}
	_, unreadable := errors.AsType[sourceError](err)
	if unwritable(err) || errors.Is(err, blob.ErrUnavailable) && !unreadable || ctx.Err() != nil {
		return err
	}
	if !errors.Is(err, wsdb.ErrErased) && !errors.Is(err, wsdb.ErrNotFound) {
		code := "internal"
		if f, ok := fault.Of(err); ok {
			code = f.Code
		}
		m.Failed = append(m.Failed, Failed{Workspace: ws, Code: code})
		s.d.Log.ErrorContext(ctx, "a workspace could not be backed up", slog.String("workspace_id", ws.String()), slog.Any("err", err))
	}
	_, err = s.d.DB.System().Keys().Destroy(ctx, m.keyName(ws.String()))
	return errors.Join(err, s.d.Target.DeleteAll(ctx, m.ID+"/"+ws.String()+"/"))
}

// targetError is a failure of the place where the backup goes, which ends the whole of it.
type targetError struct{ error }

// Unwrap implements the errors protocol.
func (e targetError) Unwrap() error { return e.error }

// sourceError is a failure of where the attachments of a workspace lie, which is that of the workspace.
type sourceError struct{ error }

// Unwrap implements the errors protocol.
func (e sourceError) Unwrap() error { return e.error }

func unwritable(err error) bool {
	_, ok := errors.AsType[targetError](err)
	return ok
}

// watched tells failures to write from failures to read.
type watched struct{ w io.Writer }

// Write implements io.Writer.
func (w watched) Write(p []byte) (int, error) {
	n, err := w.w.Write(p)
	if err != nil {
		err = targetError{err}
	}
	return n, err
}

func (s *Service) putWorkspace(ctx context.Context, m *Manifest, ws id.Workspace, key secret.Key) (Part, error) {
	p := Part{Workspace: ws, Key: fingerprint(key)}
	var err error
	p.Rows, err = putSealed(ctx, s.d.Target, key, m.ID, p.name()+"/rows", func(w io.Writer) error {
		return s.d.DB.Read(ctx, ws, func(q wsdb.Query) error { return s.writeRows(ctx, q, &p, "workspace", nil, watched{w}) })
	})
	if err != nil {
		return p, err
	}
	// After the rows, so that the file of every row is there, unless it was deleted since.
	blobs, err := putSealed(ctx, s.d.Target, key, m.ID, p.name()+"/blobs", func(w io.Writer) error {
		p.BlobCount, err = s.writeBlobs(ctx, ws, watched{w})
		return err
	})
	p.Blobs = &blobs
	return p, err
}

// writeRows writes the tables of a database and what else belongs to it.
func (s *Service) writeRows(ctx context.Context, q database.Query, p *Part, name string, more func(*rowWriter) error, w io.Writer) error {
	tables, err := copied(ctx, q, s.d.DB.Engine(), name)
	if err != nil {
		return err
	}
	if p.Migrations, err = database.Applied(ctx, q); err != nil {
		return err
	}
	out := newRowWriter(w)
	if p.Tables, err = out.tables(ctx, q, s.d.DB.Engine(), tables); err != nil {
		return err
	}
	if more != nil {
		if err := more(out); err != nil {
			return err
		}
	}
	return out.finish()
}

func (s *Service) putSystem(ctx context.Context, m *Manifest, key secret.Key) (Part, error) {
	p := Part{Key: fingerprint(key)}
	var err error
	p.Rows, err = putSealed(ctx, s.d.Target, key, m.ID, p.name()+"/rows", func(w io.Writer) error {
		return s.d.DB.System().Moment(ctx, func(q wsdb.Query) error {
			return s.writeRows(ctx, q, &p, "system", func(out *rowWriter) error {
				n, err := s.writeJobs(ctx, q, out, m.StartedAt.Time)
				p.Tables[jobTable] = n
				return err
			}, w)
		})
	})
	return p, err
}

func (s *Service) writeJobs(ctx context.Context, q database.Query, out *rowWriter, since time.Time) (int64, error) {
	jobs, err := queue.Unfinished(ctx, q, s.d.DB.Engine(), since)
	if err != nil {
		return 0, err
	}
	if err := out.line(tableHead{Table: jobTable, Fields: jobFields()}); err != nil {
		return 0, err
	}
	for _, j := range jobs {
		row := []any{j.Name, string(j.Args), j.Queue, clock.Micros(j.RunAt), j.Unique, j.MaxAttempts}
		if err := out.line(row); err != nil {
			return 0, err
		}
	}
	return int64(len(jobs)), out.line(tableFoot{Rows: int64(len(jobs))})
}

// job reads such a row.
func job(cells []json.RawMessage) (queue.Stored, error) {
	var j queue.Stored
	var args string
	var runAt int64
	for i, to := range []any{&j.Name, &args, &j.Queue, &runAt, &j.Unique, &j.MaxAttempts} {
		if err := json.Unmarshal(cells[i], to); err != nil {
			return j, ErrDamaged.With(err)
		}
	}
	j.Args, j.RunAt, j.Queue = []byte(args), clock.Time(runAt), cmp.Or(j.Queue, queue.DefaultQueue)
	return j, nil
}

// writeBlobs writes every blob of a workspace as it lies there, which is sealed, under its name without the workspace.
func (s *Service) writeBlobs(ctx context.Context, ws id.Workspace, w io.Writer) (n int64, err error) {
	out := tar.NewWriter(w)
	prefix := s.d.Prefix(ws)
	err = s.d.Blobs.List(ctx, prefix, func(key string, size int64) error {
		r, err := s.d.Blobs.Get(ctx, key)
		if errors.Is(err, blob.ErrNotFound) {
			return nil // deleted since
		}
		if err != nil {
			return err
		}
		defer func() { _ = r.Close() }()
		head := &tar.Header{Typeflag: tar.TypeReg, Name: strings.TrimPrefix(key, prefix), Size: size, Mode: 0o600, Format: tar.FormatPAX}
		if err := out.WriteHeader(head); err != nil {
			return err
		}
		n++
		_, err = io.Copy(out, r)
		return err
	})
	if err != nil {
		return n, sourceError{err}
	}
	return n, out.Close()
}
