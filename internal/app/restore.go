package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/kelolapesan/kelola/internal/backup"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/config"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/library"
)

var errKeysTarget = fault.New(fault.Invalid, "backup.keys_place", "Copies of the keys do not belong where the backups or the data lie: whoever has both can read everything. Name another folder with -to.")

var errPlacing = fault.New(fault.Conflict, "backup.placing_runs", "A workspace is being put back or imported at this moment. Wait until that is over.")

// exportKeys writes a copy of the wrapped keys to a place of its own.
func (a *App) exportKeys(ctx context.Context, to string, out io.Writer) error {
	for _, dir := range []string{a.cfg.DataDir, strings.TrimPrefix(backupAddress(a.cfg, ""), "file://")} {
		inside, err := within(dir, to)
		if err != nil || inside {
			return errors.Join(err, errKeysTarget)
		}
	}
	path, err := backup.WriteKeys(ctx, a.sys.Keys(), to, a.clock.Now())
	return done(out, path, err)
}

func within(dir, path string) (bool, error) {
	d, err := filepath.Abs(dir)
	if err != nil {
		return false, err
	}
	p, err := filepath.Abs(path)
	if err != nil {
		return false, err
	}
	rel, err := filepath.Rel(d, p)
	return err == nil && filepath.IsLocal(rel), nil
}

// RestoreOptions say what is put back.
type RestoreOptions struct {
	ID            string
	From          string // where backups lie; "" is where they are made
	Keys          string // a copy of the keys
	Ledger        string // a newer deletion ledger
	WithoutLedger bool
}

// Restore puts a backup back into an empty installation. What was put back is in quarantine.
func Restore(ctx context.Context, cfg config.Config, version string, o RestoreOptions, out io.Writer) error {
	if serverRuns(ctx, cfg) {
		return errRunning
	}
	log := Logger(cfg, os.Stderr)
	r, from, err := prepareRestore(ctx, cfg, o, log)
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }()
	if err := r.System(ctx); err != nil {
		return err
	}
	a, err := build(ctx, cfg, version, log)
	if err != nil {
		return err
	}
	err = r.Workspaces(ctx, backup.Parts{
		DB: a.db, Blobs: a.blobs, Prefix: library.Prefix, Queue: a.queue, Log: log, Reindex: a.reindex, Replay: a.erasures,
	})
	if err = errors.Join(err, a.Close()); err != nil {
		return err
	}
	if err := r.Finish(ctx); err != nil {
		return err
	}
	return printRestore(r.Result, out)
}

func prepareRestore(ctx context.Context, cfg config.Config, o RestoreOptions, log *slog.Logger) (*backup.Restore, io.Closer, error) {
	keys, err := masterKeys(cfg)
	if err != nil {
		return nil, nil, err
	}
	opts := backup.RestoreOptions{
		To: systemOptions(cfg, keys, clock.System{}, log), DataDir: cfg.DataDir, ID: o.ID, LedgerFile: o.Ledger, WithoutLedger: o.WithoutLedger,
	}
	if o.Keys != "" {
		if opts.Keys, err = backup.ReadKeys(o.Keys); err != nil {
			return nil, nil, err
		}
	}
	if err := os.MkdirAll(cfg.DataDir, 0o700); err != nil {
		return nil, nil, err
	}
	if opts.From, err = openBackups(ctx, cfg, o.From); err != nil {
		return nil, nil, err
	}
	r, err := backup.Prepare(ctx, opts)
	if err != nil {
		return nil, nil, errors.Join(err, opts.From.Close())
	}
	return r, opts.From, nil
}

// restoreWorkspace puts one workspace of a backup back that is missing here.
func (a *App) restoreWorkspace(ctx context.Context, act Act, out io.Writer) error {
	if !a.placing.TryLock() {
		return errPlacing
	}
	defer a.placing.Unlock()
	return a.withBackups(ctx, act.Args["from"], func(s *backup.Service) error {
		one, err := s.RestoreOne(ctx, backup.Parts{
			DB: a.db, Blobs: a.blobs, Prefix: library.Prefix, Queue: a.queue, Log: a.log, Reindex: a.reindex, Replay: a.erasures,
		}, act.Args["id"], act.Args["workspace"], a.ledger.Since(0))
		if err != nil {
			return err
		}
		a.wakeNow(one.Workspace)
		_, err = fmt.Fprintf(out, "%s is back: %d rows, %d attachments; %d from after the backup were removed\nAll its sending is stopped. What was sent after the backup is not in it and would be sent again: "+
			"look at running blasts, then end the stop in the interface.\n", one.Workspace, one.Rows, one.Blobs, one.Loose)
		return err
	})
}

// reindex makes the full-text index of a workspace anew.
func (a *App) reindex(ctx context.Context, ws id.Workspace) error {
	if err := errors.Join(a.contacts.Reindex(ctx, ws), a.inbox.Reindex(ctx, ws)); err != nil {
		return err
	}
	return a.texts.Index(ctx, ws)
}

func printRestore(r backup.Result, out io.Writer) error {
	_, err := fmt.Fprintf(out, "%s is back: %d workspaces, %d rows, %d attachments; %d from after the backup were removed\n", r.Backup, r.Workspaces, r.Rows, r.Blobs, r.Loose)
	for what, all := range map[string][]id.Workspace{
		"not put back, it was erased": r.Erased, "not put back, its key was destroyed": r.Unreadable, "not in this backup": r.Missing,
	} {
		for _, ws := range all {
			_, more := fmt.Fprintf(out, "%s: %s\n", what, ws)
			err = errors.Join(err, more)
		}
	}
	_, more := fmt.Fprintln(out, "Nothing is sent, no webhook is taken and no job runs until you say: kelola admin quarantine confirm")
	return errors.Join(err, more)
}
