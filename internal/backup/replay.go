package backup

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/migrations"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/ledger"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// Faults about the ledger of a restore.
var (
	ErrNoLedger  = fault.New(fault.Invalid, "backup.ledger_missing", "The deletion ledger is not in the data folder. Put ledger.log of the lost machine there, or name a copy with --ledger. Without it, what was deleted after this backup comes back; if there is none any more, say --without-ledger.")
	ErrOldLedger = fault.New(fault.Invalid, "backup.ledger_older", "The ledger named is older than the one in the data folder.")
	ErrNoReplay  = fault.New(fault.Unavailable, "backup.replay_missing", "The deletion ledger names deletions that this version cannot carry out. Put the backup back with the version that wrote them.")
)

// Replayer deletes again what a line of the deletion ledger names; doing it twice is harmless.
type Replayer interface {
	Replay(ctx context.Context, line ledger.Line) error
}

// chooseLedger reads the ledger that says what must not come back: the newest one that holds and that knows what the backup knew.
func (r *Restore) chooseLedger(ctx context.Context) ([]byte, error) {
	live, err := r.ledgerAt(filepath.Join(r.o.DataDir, ledger.File), r.m.Ledger.Seq, r.m.Ledger.Hash)
	missing := errors.Is(err, fs.ErrNotExist)
	if err != nil && !missing && !r.o.WithoutLedger {
		return nil, err
	}
	switch {
	case r.o.LedgerFile != "":
		return r.namedLedger(live)
	case err == nil:
		return r.learn(live)
	case !r.o.WithoutLedger:
		return nil, ErrNoLedger
	}
	in, err := open(ctx, r.o.From, r.m.ID, r.m.Ledger.File.Name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	raw, err := io.ReadAll(in)
	if err != nil {
		return nil, err
	}
	return r.learn(raw)
}

// namedLedger is the ledger of the command line; it must not lack anything that the one in the data folder has.
func (r *Restore) namedLedger(live []byte) ([]byte, error) {
	seq, hash := r.m.Ledger.Seq, r.m.Ledger.Hash
	if live != nil {
		report, err := ledger.Verify(bytes.NewReader(live), public(r.sign))
		if err != nil {
			return nil, err
		}
		seq, hash = report.Lines, report.Head
	}
	raw, err := r.ledgerAt(r.o.LedgerFile, seq, hash)
	if live != nil && errors.Is(err, ledger.ErrBroken) {
		return nil, ErrOldLedger.With(err)
	}
	if err != nil {
		return nil, err
	}
	return r.learn(raw)
}

// ledgerAt reads a ledger that knows a line.
func (r *Restore) ledgerAt(path string, seq int64, hash string) ([]byte, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	_, err = ledger.VerifyFrom(bytes.NewReader(raw), public(r.sign), seq, hash)
	if err != nil {
		return nil, err
	}
	return raw, nil
}

// learn notes what a ledger says must be gone.
func (r *Restore) learn(raw []byte) ([]byte, error) {
	dir, err := os.MkdirTemp("", "kelola-ledger")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, ledger.File)
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		return nil, err
	}
	l, err := ledger.Open(path, r.sign, r.o.To.Clock)
	if err != nil {
		return nil, err
	}
	r.lines = l.Since(0)
	for _, line := range r.lines {
		if line.Scope.Whole {
			r.erased[line.Workspace] = true
		}
	}
	return raw, l.Close()
}

// installLedger makes the chosen ledger that of the installation.
func (r *Restore) installLedger(raw []byte) error {
	return writeFile(filepath.Join(r.o.DataDir, ledger.File), raw)
}

// replay deletes again what was deleted of the workspaces that were put back: everything asked for since the backup was begun, and what was
// asked for before and not done by then. What was done while the backup was made may have been copied before.
func (r *Restore) replay(ctx context.Context, to Parts) error {
	done := map[ledger.Thing]bool{}
	for _, line := range r.lines {
		if line.Kind == ledger.Done && line.Seq <= r.m.Ledger.Begun {
			done[line.Request] = true
		}
	}
	var due []ledger.Line
	for _, line := range r.lines {
		if line.Kind == ledger.Intent && !line.Scope.Whole && !done[line.Request] && !r.gone(line.Workspace) {
			due = append(due, line)
		}
	}
	if len(due) > 0 && to.Replay == nil {
		return ErrNoReplay
	}
	for _, line := range merged(due) {
		if err := to.Replay.Replay(ctx, line); err != nil {
			return err
		}
	}
	return nil
}

// merged puts lines of a workspace that are of one kind (people, categories, categories of one channel) together, up to as many
// people as a line may name: each line ends with a compaction, and a thousand of them would take very long.
func merged(lines []ledger.Line) []ledger.Line {
	type kind struct {
		ws      id.Workspace
		channel ledger.Thing
		people  bool
	}
	var out []ledger.Line
	last := map[kind]int{} // where the line of a kind stands in out
	for _, line := range lines {
		k := kind{line.Workspace, line.Scope.Channel, len(line.Scope.Contacts) > 0}
		at, known := last[k]
		if !known || len(out[at].Scope.Contacts)+len(line.Scope.Contacts) > ledger.MaxContacts {
			last[k] = len(out)
			line.Scope.Contacts, line.Scope.Categories = slices.Clone(line.Scope.Contacts), slices.Clone(line.Scope.Categories)
			out = append(out, line)
			continue
		}
		s := &out[at].Scope
		s.Contacts, s.Categories = append(s.Contacts, line.Scope.Contacts...), append(s.Categories, line.Scope.Categories...)
	}
	for i := range out {
		for _, list := range []*[]string{&out[i].Scope.Contacts, &out[i].Scope.Categories} {
			slices.Sort(*list)
			*list = slices.Compact(*list)
		}
	}
	return out
}

// gone says that a workspace is not there any more, so that nothing of it has to be deleted.
func (r *Restore) gone(ws id.Workspace) bool {
	return r.erased[ws] || slices.Contains(r.Result.Unreadable, ws) || !slices.ContainsFunc(r.m.Workspaces, func(p Part) bool { return p.Workspace == ws })
}

// leaveOut removes what the system database says of a workspace that is not put back, except for what has to be kept: bills and the
// audit.
func (r *Restore) leaveOut(ctx context.Context, to Parts, ws id.Workspace) error {
	registry, err := datamap.Parse(migrations.Files, "system")
	if err != nil {
		return err
	}
	err = to.DB.System().Write(ctx, func(tx *sysdb.Tx) error {
		for _, c := range registry.Columns() {
			whose := c.Name == "workspace_id" || c.Table == "workspace_registry" && c.Name == "id"
			kept := c.Table == "workspace_place" || slices.Contains([]datamap.Class{datamap.Audit, datamap.Billing, datamap.Ledger}, c.Tag.Class)
			if !whose || kept {
				continue
			}
			if _, err := tx.Exec(ctx, database.Table{Name: c.Table}.DeleteRows()+" WHERE "+c.Name+" = $1", ws); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return to.DB.Forget(ctx, ws)
}
