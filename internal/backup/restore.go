package backup

import (
	"context"
	"crypto/ed25519"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/kelolapesan/kelola/internal/blob"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/migrations"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/ledger"
	"github.com/kelolapesan/kelola/internal/quarantine"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Faults of a restore.
var (
	ErrNotEmpty = fault.New(fault.Conflict, "backup.not_empty", "A backup is put back into an installation without data only: a data folder without system.db and workspaces, or empty databases. The key store may be there.")
	ErrCutOff   = fault.New(fault.Unavailable, "backup.restore_cut_off", "A restore was cut off before its end. Run `kelola restore` again; it begins anew.")
	ErrNewer    = fault.New(fault.Invalid, "backup.newer", "This backup was made by a newer version of the program. Put it back with that version.")
)

// markerFile lies in the data folder from the beginning of a restore to its end.
const markerFile = "restoring"

// CutOff fails with ErrCutOff where a restore began and did not end.
func CutOff(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, markerFile)); err == nil {
		return ErrCutOff
	}
	return nil
}

// RestoreOptions say what is put back, and where.
type RestoreOptions struct {
	To            sysdb.Options
	DataDir       string // where ledger and marker lie; on PostgreSQL too
	From          *blob.Store
	ID            string
	Keys          []sysdb.WrappedKey // a copy of the keys, where the key store does not have them
	LedgerFile    string             // a newer ledger than the one in the data folder
	WithoutLedger bool               // go on with the ledger of the backup where there is no other
}

// Restore is a backup that is being put back: Prepare, then System, then Workspaces, then Finish. When one of them fails the same is
// begun anew.
type Restore struct {
	o      RestoreOptions
	sign   ed25519.PrivateKey
	m      *Manifest
	lines  []ledger.Line // of the ledger that holds
	erased map[id.Workspace]bool
	jobs   []queue.Stored

	Result Result
}

// Result is what a restore did.
type Result struct {
	Backup     string
	Workspaces int
	Rows       int64
	Blobs      int64
	Loose      int64          // attachments from after the backup, removed because no row speaks of them
	Erased     []id.Workspace // named by the ledger, and not put back
	Unreadable []id.Workspace // the key was destroyed
	Missing    []id.Workspace // known to the backup and not in it
}

// Prepare checks everything that can be checked before anything is written: that the place is empty, the signature, every file, the
// version and the ledger. It fails with ErrNotEmpty, ErrNotFound, ErrSignature, ErrFormat, ErrDamaged, ErrNewer, ErrNoKey, ErrNoLedger,
// and with the faults of packages ledger and sysdb.
func Prepare(ctx context.Context, o RestoreOptions) (*Restore, error) {
	r := &Restore{o: o, erased: map[id.Workspace]bool{}}
	cut := CutOff(o.DataDir) != nil
	empty, err := sysdb.Empty(ctx, o.To)
	if err != nil {
		return nil, err
	}
	if !empty && !cut {
		return nil, ErrNotEmpty
	}
	keys, release, err := sysdb.OpenKeys(ctx, o.To)
	if err != nil {
		return nil, err
	}
	chosen, err := r.check(ctx, keys)
	if err = errors.Join(err, release()); err != nil {
		return nil, err
	}
	if err := writeFile(filepath.Join(o.DataDir, markerFile), []byte(o.ID+"\n")); err != nil {
		return nil, err
	}
	if cut {
		if err := sysdb.Clear(ctx, o.To); err != nil {
			return nil, err
		}
	}
	return r, r.installLedger(chosen)
}

func (r *Restore) check(ctx context.Context, keys *sysdb.Keys) (chosen []byte, err error) {
	if err := keys.Import(ctx, r.o.Keys); err != nil {
		return nil, err
	}
	if r.sign, err = keys.SigningKey(ctx); errors.Is(err, sysdb.ErrNoKey) {
		return nil, ErrNoKey.With(err)
	} else if err != nil {
		return nil, err
	}
	if r.m, err = readManifest(ctx, r.o.From, public(r.sign), r.o.ID); err != nil {
		return nil, err
	}
	r.Result.Backup = r.m.ID
	if err := known(r.m); err != nil {
		return nil, err
	}
	if err := checkFiles(ctx, r.o.From, r.m, public(r.sign)); err != nil {
		return nil, err
	}
	if _, err := partKey(ctx, keys, r.m, &r.m.System); err != nil {
		return nil, err
	}
	return r.chooseLedger(ctx)
}

// known fails with ErrNewer where the backup has migrations that this program does not.
func known(m *Manifest) error {
	for _, p := range append([]Part{m.System}, m.Workspaces...) {
		dir := "workspace"
		if p.Workspace.IsZero() {
			dir = "system"
		}
		var numbers []int
		for _, engine := range []database.Engine{database.SQLite, database.Postgres} {
			plan, err := database.LoadPlan(migrations.Files, dir, engine)
			if err != nil {
				return err
			}
			for _, step := range plan {
				numbers = append(numbers, step.Number)
			}
		}
		for _, n := range p.Migrations {
			if !slices.Contains(numbers, n) {
				return ErrNewer.With(errors.New(dir + " migration " + strconv.Itoa(n)))
			}
		}
	}
	return nil
}

// System puts the system database back. Everything is held from then on.
func (r *Restore) System(ctx context.Context) error {
	opts := r.o.To
	opts.Only = r.m.System.Migrations
	sys, err := sysdb.Open(ctx, opts)
	if err != nil {
		return err
	}
	err = r.loadSystem(ctx, sys)
	if err = errors.Join(err, sys.Close()); err != nil {
		return err
	}
	opts.Only = nil
	if sys, err = sysdb.Open(ctx, opts); err != nil { // the rest of the migrations
		return err
	}
	return errors.Join(quarantine.Impose(ctx, sys, quarantine.Restored), sys.Close())
}

func (r *Restore) loadSystem(ctx context.Context, sys *sysdb.DB) error {
	key, err := partKey(ctx, sys.Keys(), r.m, &r.m.System)
	if err != nil {
		return err
	}
	write := func(ctx context.Context, fn func(q wsdb.Query) error) error {
		return sys.Write(ctx, func(tx *sysdb.Tx) error { return fn(tx) })
	}
	l, err := NewLoader(ctx, write, sys.Engine(), "system")
	if err != nil {
		return err
	}
	err = readSealed(ctx, r.o.From, key, r.m.ID, r.m.System.Rows.Name, func(in io.Reader) error { return readRows(in, l) })
	r.jobs = l.jobs
	r.count(&r.m.System)
	return err
}

func (r *Restore) count(p *Part) {
	for _, n := range p.Tables {
		r.Result.Rows += n
	}
}

// Parts is the installation that takes the workspaces.
type Parts struct {
	DB      *wsdb.DB
	Blobs   *blob.Store
	Prefix  func(id.Workspace) string
	Queue   wsdb.Inserter
	Reindex func(ctx context.Context, ws id.Workspace) error // makes anew what is made of the rows
	Replay  Replayer
	Log     *slog.Logger
}

// Workspaces puts back every workspace that is to be there, and what the queue had to do.
func (r *Restore) Workspaces(ctx context.Context, to Parts) error {
	ready, err := to.DB.List(ctx)
	if err != nil {
		return err
	}
	for i := range r.m.Workspaces {
		p := &r.m.Workspaces[i]
		if !slices.Contains(ready, p.Workspace) {
			continue // it was erased while the backup was made
		}
		if err := r.workspace(ctx, to, p); err != nil {
			return err
		}
		ready = slices.DeleteFunc(ready, func(ws id.Workspace) bool { return ws == p.Workspace })
	}
	for _, ws := range ready {
		r.Result.Missing = append(r.Result.Missing, ws)
		if err := to.DB.Forget(ctx, ws); err != nil {
			return err
		}
	}
	if err := r.replay(ctx, to); err != nil {
		return err
	}
	return to.DB.System().Write(ctx, func(tx *sysdb.Tx) error { return to.Queue.InsertStored(ctx, tx.SQL(), r.jobs) })
}

func (r *Restore) workspace(ctx context.Context, to Parts, p *Part) error {
	if r.erased[p.Workspace] {
		r.Result.Erased = append(r.Result.Erased, p.Workspace)
		if _, err := to.DB.System().Keys().Destroy(ctx, p.Workspace.String()); err != nil {
			return err
		}
		return errors.Join(to.Blobs.DeleteAll(ctx, to.Prefix(p.Workspace)), r.leaveOut(ctx, to, p.Workspace))
	}
	err := r.fill(ctx, to, p, nil)
	if errors.Is(err, ErrNoKey) {
		r.Result.Unreadable = append(r.Result.Unreadable, p.Workspace)
		return r.leaveOut(ctx, to, p.Workspace)
	}
	return err
}

// blobs puts the attachments of a part back and names them.
func (r *Restore) blobs(ctx context.Context, to Parts, p *Part, key secret.Key) (kept map[string]bool, err error) {
	kept = map[string]bool{}
	return kept, readBlobs(ctx, r.o.From, key, r.m.ID, p, func(name string, in io.Reader) error {
		if !filepath.IsLocal(name) {
			return damaged(p.Blobs.Name, errors.New("a name leads elsewhere"))
		}
		name = to.Prefix(p.Workspace) + name
		kept[name] = true
		return to.Blobs.Put(ctx, name, func(w io.Writer) error {
			_, err := io.Copy(w, in)
			return err
		})
	})
}

// Finish writes the restore into the ledger and ends it. Nothing may have the ledger open.
func (r *Restore) Finish(ctx context.Context) error {
	l, err := ledger.Open(filepath.Join(r.o.DataDir, ledger.File), r.sign, r.o.To.Clock)
	if err != nil {
		return err
	}
	if r.o.WithoutLedger {
		_, err = l.Append(ctx, ledger.Entry{Kind: ledger.Unchecked})
	}
	if err == nil {
		_, err = l.Append(ctx, ledger.Entry{Kind: ledger.Restored})
	}
	if err = errors.Join(err, l.Close()); err != nil {
		return err
	}
	return os.Remove(filepath.Join(r.o.DataDir, markerFile))
}
