package contact

import (
	"context"
	"errors"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Kinds of the jobs a person sees.
const (
	jobCheck = "import.check"
	jobRun   = "import.run"
)

// ImportWork is the background job of an import: whatever its state says is to be done.
type ImportWork struct {
	Workspace id.Workspace `json:"workspace"`
	Import    ImportID     `json:"import"`
}

// Kind implements queue.Args.
func (ImportWork) Kind() string { return "contact.import" }

// Jobs registers the background jobs of this package.
func (s *Service) Jobs(r *queue.Registry) {
	queue.Register(r, s.Work)
	queue.Register(r, s.Purge)
	queue.Register(r, s.WorkFill)
	queue.Register(r, s.WorkBulk)
}

// MapImport says what the columns become and what else happens to the contacts.
func (s *Service) MapImport(ctx context.Context, ws id.Workspace, imp ImportID, m Mapping) (Import, error) {
	return s.changeImport(ctx, ws, imp, func(tx *wsdb.Tx, i *Import) error {
		if err := i.mappable(); err != nil {
			return err
		}
		types, err := s.types(ctx, tx)
		if err != nil {
			return err
		}
		if err := m.check(len(i.Columns), types); err != nil {
			return err
		}
		for _, g := range m.Groups {
			if _, err := s.Group(ctx, tx, g); err != nil {
				return err
			}
		}
		i.Mapping, i.State, i.Counts = m, ImportUploaded, Counts{}
		return nil
	})
}

// CheckImport starts a dry run: it counts what would happen and lists the rows that would be refused.
func (s *Service) CheckImport(ctx context.Context, ws id.Workspace, imp ImportID, by job.Owner) (Import, error) {
	return s.beginImport(ctx, ws, imp, ImportChecking, jobCheck, by)
}

// StartImport starts taking the rows over.
func (s *Service) StartImport(ctx context.Context, ws id.Workspace, imp ImportID, by job.Owner) (Import, error) {
	return s.beginImport(ctx, ws, imp, ImportRunning, jobRun, by)
}

func (s *Service) beginImport(ctx context.Context, ws id.Workspace, imp ImportID, state ImportState, kind string, by job.Owner) (Import, error) {
	return s.changeImport(ctx, ws, imp, func(tx *wsdb.Tx, i *Import) error {
		j, err := s.deps.Jobs.Create(ctx, tx, kind, by, i.RowCount)
		if err != nil {
			return err
		}
		if err := i.begin(state, j.ID, tx.Now()); err != nil {
			return err
		}
		types, err := s.types(ctx, tx)
		if err != nil {
			return err
		}
		if err := i.Mapping.check(len(i.Columns), types); err != nil { // a field may be gone since
			return err
		}
		if err := deleteErrors(ctx, tx, imp); err != nil {
			return err
		}
		if state == ImportRunning {
			err := audit.RecordVia(ctx, tx, audit.Entry{Actor: by, Action: audit.ContactsImported, Subject: audit.Ref(imp)})
			if err != nil {
				return err
			}
		}
		return tx.Enqueue(ctx, ImportWork{Workspace: ws, Import: imp})
	})
}

// CancelImport stops an import. What was taken over so far stays.
func (s *Service) CancelImport(ctx context.Context, ws id.Workspace, imp ImportID) (Import, error) {
	i, err := s.changeImport(ctx, ws, imp, func(tx *wsdb.Tx, i *Import) error {
		if i.State == ImportDone || i.State == ImportFailed || i.State == ImportCancelled {
			return ErrImportState
		}
		if i.active() {
			if err := s.deps.Jobs.Cancel(ctx, tx, i.Job); err != nil && !errors.Is(err, job.ErrEnded) {
				return err
			}
		}
		i.end(ImportCancelled, "")
		return nil
	})
	if err != nil {
		return Import{}, err
	}
	return i, s.dropStaged(ctx, ws, &i)
}

// end brings an import to its end. The samples go: nobody needs them any more.
func (i *Import) end(state ImportState, code string) {
	i.State, i.ErrorCode = state, code
	for n := range i.Columns {
		i.Columns[n].Samples = []string{}
	}
}

// changeImport reads an import, has it changed, writes it and says so.
func (s *Service) changeImport(ctx context.Context, ws id.Workspace, imp ImportID, change func(tx *wsdb.Tx, i *Import) error) (i Import, err error) {
	err = s.deps.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		if i, err = getImport(ctx, tx, imp); err != nil {
			return err
		}
		if err := change(tx, &i); err != nil {
			return err
		}
		i.UpdatedAt = tx.Now()
		return s.saveImport(ctx, tx, &i)
	})
	return i, err
}

func (s *Service) saveImport(ctx context.Context, tx *wsdb.Tx, i *Import) error {
	if err := updateImport(ctx, tx, i); err != nil {
		return err
	}
	return s.deps.Events.Append(ctx, tx, event.ImportChanged, i.ID.String(), nil)
}

// dropStaged removes the file of an import that has ended. Doing it twice is harmless.
func (s *Service) dropStaged(ctx context.Context, ws id.Workspace, i *Import) error {
	if i.staged == "" {
		return nil
	}
	if err := s.deps.Staging.Delete(ctx, ws, i.staged); err != nil {
		return err
	}
	_, err := s.changeImport(ctx, ws, i.ID, func(_ *wsdb.Tx, i *Import) error {
		i.staged = ""
		return nil
	})
	return err
}

// keepImport is how long an import is kept with its refused rows, counted from the upload.
const keepImport = datamap.ImportLife

// ImportPurge is the background job that removes an import when its time is over.
type ImportPurge struct {
	Workspace id.Workspace `json:"workspace"`
	Import    ImportID     `json:"import"`
}

// Kind implements queue.Args.
func (ImportPurge) Kind() string { return "contact.purge_import" }

// Purge removes an import with its file and its refused rows; one that is being worked on gets another day. Doing it twice is harmless.
func (s *Service) Purge(ctx context.Context, args ImportPurge) error {
	var i Import
	err := s.deps.DB.Read(ctx, args.Workspace, func(q wsdb.Query) (err error) {
		i, err = getImport(ctx, q, args.Import)
		return err
	})
	if errors.Is(err, ErrImportNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if i.active() {
		return s.deps.DB.Write(ctx, args.Workspace, func(tx *wsdb.Tx) error {
			return tx.Enqueue(ctx, args, queue.RunAt(tx.Now().Add(24*time.Hour)))
		})
	}
	if i.staged != "" {
		if err := s.deps.Staging.Delete(ctx, args.Workspace, i.staged); err != nil {
			return err
		}
	}
	return s.deps.DB.Write(ctx, args.Workspace, func(tx *wsdb.Tx) error {
		if err := deleteErrors(ctx, tx, i.ID); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM contact_import WHERE id = $1`, i.ID)
		return err
	})
}
