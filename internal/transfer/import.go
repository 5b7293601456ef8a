package transfer

import (
	"bytes"
	"cmp"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/ledger"
	"github.com/kelolapesan/kelola/internal/library"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Faults of an import.
var (
	ErrExists    = fault.New(fault.Conflict, "transfer.exists", "This workspace is in this installation already. An import does not change what is there.")
	ErrErased    = fault.New(fault.Gone, "transfer.erased", "This workspace was deleted here at the wish of its owner, and the deletion ledger says that it stays deleted.")
	ErrLicence   = fault.New(fault.Invalid, "transfer.licence_needed", "Say with --licence which licence the workspace belongs to. `kelola admin licence list` shows all.")
	errSlug      = fault.New(fault.Conflict, "transfer.slug_taken", "Another workspace has this short name. Choose one with --slug.")
	errImporting = fault.New(fault.Conflict, "transfer.import_running", "This workspace is being imported already. Wait until that is over.")
	errOtherKey  = fault.New(fault.Invalid, "transfer.key_unknown", "This export comes from another installation. Name its public key with --key, as `kelola certificate key` prints it there, or say --any-key when you know where the file comes from.")
)

// ImportOptions say how an archive is imported.
type ImportOptions struct {
	Slug    string            // "" is the one it had
	Licence licence.ID        // zero is the only one there is
	Key     ed25519.PublicKey // it must be signed with; nil is that of this installation
	AnyKey  bool              // whoever has signed it
}

// Imported is what an import did.
type Imported struct {
	Workspace workspace.Workspace
	Rows      int64
	Files     int64
	Missing   []string // files that the export had no bytes of
	People    []string // usernames of those who were made anew, and cannot log in yet
}

// Import puts the workspace of an archive into this installation, with its ids. Everything is checked before anything is written, and what
// fails afterwards leaves nothing. All its channels are disconnected and all its sending is stopped, until people change that. It fails with
// ErrExists, ErrErased, ErrLicence, and the faults of archives.
func (s *Service) Import(ctx context.Context, name string, o ImportOptions) (Imported, error) {
	pinned := o.Key
	if pinned == nil && !o.AnyKey {
		pinned = s.public()
	}
	a, err := s.open(name, pinned)
	if errors.Is(err, ErrSignature) && o.Key == nil && !o.AnyKey {
		err = errOtherKey.With(err)
	}
	if err != nil {
		return Imported{}, err
	}
	defer func() { _ = a.close() }()
	ctx, run, err := s.alone(ctx, a.m.Workspace.ID)
	if errors.Is(err, ErrRunning) {
		err = errImporting
	}
	if err != nil {
		return Imported{}, err
	}
	defer s.end(a.m.Workspace.ID, run)
	due, err := s.standing(ctx, a)
	if err != nil {
		return Imported{}, err
	}
	if o.Licence, err = s.licence(ctx, o.Licence); err != nil {
		return Imported{}, err
	}
	p := &put{Service: s, a: a, o: o, ours: bytes.Equal(a.key, s.public())}
	p.out.Workspace = workspace.Workspace{ID: a.m.Workspace.ID, Slug: cmp.Or(o.Slug, a.m.Workspace.Slug), Name: a.m.Workspace.Name}
	if err := p.register(ctx); err != nil {
		return Imported{}, err
	}
	if err := p.fill(ctx, due); err != nil {
		return Imported{}, errors.Join(err, p.undo(context.WithoutCancel(ctx)))
	}
	s.d.Wake(a.m.Workspace.ID)
	return p.out, nil
}

// standing says what the deletion ledger has against an archive: ErrErased for a workspace that was deleted as a whole, else the deletions
// that have to be carried out again.
func (s *Service) standing(ctx context.Context, a *archive) ([]ledger.Line, error) {
	ws := a.m.Workspace.ID
	ready, erased, err := s.d.DB.Known(ctx, ws)
	if err != nil {
		return nil, err
	}
	if ready {
		if there, err := s.registered(ctx, ws); err != nil || there {
			return nil, errors.Join(err, ErrExists)
		}
	}
	known := false                  // the archive speaks of this ledger; only our own word for that counts
	done := map[ledger.Thing]bool{} // when the archive was made, by the lines it knew: clocks may jump
	var mine []ledger.Line
	for _, line := range s.d.Ledger.Since(0) {
		known = known || line.Seq == a.m.Ledger && line.Hash == a.m.LedgerHash && bytes.Equal(a.key, s.public())
		switch {
		case line.Workspace != ws:
		case line.Scope.Whole:
			return nil, ErrErased
		case line.Kind == ledger.Done:
			done[line.Request] = line.Seq <= a.m.Ledger
		case line.Kind == ledger.Intent:
			mine = append(mine, line)
		}
	}
	if erased {
		return nil, ErrErased
	}
	return slices.DeleteFunc(mine, func(line ledger.Line) bool {
		return known && done[line.Request] // what the archive holds came later
	}), nil
}

// licence is the one the workspace will belong to.
func (s *Service) licence(ctx context.Context, chosen licence.ID) (licence.ID, error) {
	all, err := s.d.Licences.List(ctx)
	if err != nil {
		return chosen, err
	}
	switch {
	case chosen.IsZero() && len(all) == 1:
		return all[0].ID, nil
	case chosen.IsZero():
		return chosen, ErrLicence
	}
	return chosen, nil
}

// put is one import.
type put struct {
	*Service
	a    *archive
	o    ImportOptions
	ours bool // the archive was made by this installation
	out  Imported
	made []id.ID[any] // people
}

// fill brings in the files, then the rows, then what else belongs to the workspace, and lets it be seen.
func (p *put) fill(ctx context.Context, due []ledger.Line) error {
	ws := p.a.m.Workspace.ID
	if err := p.bytes(ctx); err != nil {
		return err
	}
	box, err := p.d.DB.LoadBox(ctx, ws)
	if err != nil {
		return err
	}
	err = p.d.DB.Load(ctx, ws, p.a.m.Migrations, func(write wsdb.Writer) error {
		if err := p.rows(ctx, write, box); err != nil {
			return err
		}
		return write(ctx, func(q wsdb.Query) error {
			return errors.Join(calm(ctx, q, p.d.Clock.Now()), wsdb.PutHashKeys(ctx, q, box, p.a.hashes))
		})
	})
	if err != nil {
		return err
	}
	if err := p.d.Reindex(ctx, ws); err != nil {
		return err
	}
	for _, line := range due {
		if err := p.d.Replay.Replay(ctx, line); err != nil {
			return err
		}
	}
	var jobs []queue.Stored
	err = p.a.lines(jobsFile, func(line []byte) error {
		j, err := p.a.job(line)
		jobs = append(jobs, j)
		return err
	})
	if err != nil {
		return err
	}
	return p.d.DB.System().Write(ctx, func(tx *sysdb.Tx) error {
		if err := p.d.Queue.InsertStored(ctx, tx.SQL(), jobs); err != nil {
			return err
		}
		if err := p.free(ctx, tx); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, showWorkspace, ws, p.out.Workspace.Slug); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: audit.WorkspaceImported, Workspace: ws})
	})
}

// calm makes a workspace that was just filled do nothing by itself: no channel has a token, and all sending is stopped.
func calm(ctx context.Context, q wsdb.Query, now time.Time) error {
	at := clock.Micros(now)
	for _, s := range []struct {
		text string
		args []any
	}{
		{`UPDATE workspace_setting SET stop_all = TRUE, stop_all_at = $1, stop_all_by = NULL`, []any{at}},
		{`UPDATE channel SET state = 'disconnected', state_reason = 'imported', paused_until = 0, pause_reason = '' WHERE state <> 'disconnected'`, nil},
		{`UPDATE instagram_account SET left_at = $1, left_reason = 'imported', care_at = 0, webhook = 'off' WHERE left_at = 0`, []any{at}},
	} {
		if _, err := q.Exec(ctx, s.text, s.args...); err != nil {
			return err
		}
	}
	return nil
}

func (j *jobLine) stored() queue.Stored {
	return queue.Stored{Name: j.Kind, Args: j.Args, JobOptions: queue.JobOptions{
		Queue: cmp.Or(j.Queue, queue.DefaultQueue), RunAt: clock.Time(j.RunAt), Unique: j.OnlyOne, MaxAttempts: j.MaxAttempts,
	}}
}

// bytes brings in the files. Their rows follow, so that none lacks its file.
func (p *put) bytes(ctx context.Context) error {
	box, err := p.d.DB.LoadBox(ctx, p.a.m.Workspace.ID)
	if err != nil {
		return err
	}
	missing := map[string]bool{}
	for _, name := range p.a.m.Missing {
		missing[name] = true
	}
	p.out.Missing = p.a.m.Missing
	keep := func(name string, put func(r reader) error) error {
		if missing[name] {
			return nil
		}
		r, err := p.a.reader(name)
		if err != nil {
			return err
		}
		p.out.Files++
		return errors.Join(put(r), r.Close())
	}
	err = p.each(tableFolder, "attachment", func(row map[string]json.RawMessage) error {
		var a library.Attachment
		if err := into(row, map[string]any{"id": &a.ID, "name": &a.Name, "blob_key": &a.BlobKey}); err != nil {
			return err
		}
		return keep(fileName(a.ID, a.Name), func(r reader) error { return p.d.Files.PutBack(ctx, box, a, r) })
	})
	if err != nil {
		return err
	}
	return p.each(tableFolder, "contact_import", func(row map[string]json.RawMessage) error {
		var name string
		if err := into(row, map[string]any{"staged": &name}); err != nil || name == "" {
			return err
		}
		return keep(stagedFolder+name, func(r reader) error { return p.d.Staging.PutBack(ctx, box, p.a.m.Workspace.ID, name, r) })
	})
}
