package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/backup"
	"github.com/kelolapesan/kelola/internal/blob"
	"github.com/kelolapesan/kelola/internal/config"
	"github.com/kelolapesan/kelola/internal/doctor"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/ledger"
	"github.com/kelolapesan/kelola/internal/library"
	"github.com/kelolapesan/kelola/internal/quarantine"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	backupSoon  = 10 * time.Minute // after the start, when one is due by then
	backupRetry = time.Hour
)

// openLedger opens the deletion ledger and builds what watches over the installation as a whole.
func (a *App) openLedger() (err error) {
	if err := os.MkdirAll(a.cfg.DataDir, 0o700); err != nil {
		return err
	}
	a.ledger, err = ledger.Open(filepath.Join(a.cfg.DataDir, ledger.File), a.sys.SigningKey(), a.clock)
	if err != nil {
		return err
	}
	a.quarantine = quarantine.New(a.sys, a.cfg.DataDir, a.clock, a.log)
	a.backups = backup.New(backup.Deps{
		DB: a.db, Blobs: a.blobs, Prefix: library.Prefix, Ledger: a.ledger, Sign: a.sys.SigningKey(), Clock: a.clock, Log: a.log,
		Version: a.version,
	})
	return nil
}

// readableUntil says until when a backup can be read that may hold what a line of the deletion ledger says is gone from a workspace. One that was
// erased is made unreadable in all of them at once.
func (a *App) readableUntil(ctx context.Context, ws id.Workspace, line int64) (time.Time, error) {
	err := a.db.Read(ctx, ws, func(wsdb.Query) error { return nil })
	if errors.Is(err, wsdb.ErrErased) || errors.Is(err, wsdb.ErrNotFound) {
		_, err := a.backups.Forget(ctx, ws, backup.Always)
		return time.Time{}, err
	}
	if err != nil {
		return time.Time{}, err
	}
	names, err := a.backups.Holding(ctx, ws, line)
	var until time.Time
	for _, name := range names {
		if at, ok := backup.MadeAt(name); ok && at.Add(a.cfg.BackupKeep).After(until) {
			until = at.Add(a.cfg.BackupKeep)
		}
	}
	return until, err
}

// renewBackups has it looked at soon whether a backup is due because something was deleted.
func (a *App) renewBackups() {
	select {
	case a.renew <- struct{}{}:
	default:
	}
}

// backupAddress is where backups lie: what was asked for, else what the configuration says, else a folder beside the data.
func backupAddress(cfg config.Config, asked string) string {
	return cmp.Or(asked, cfg.BackupURL, filepath.Join(cfg.DataDir, "backups"))
}

func openBackups(ctx context.Context, cfg config.Config, asked string) (*blob.Store, error) {
	address := backupAddress(cfg, asked)
	if !strings.Contains(address, "://") {
		var err error
		if address, err = filepath.Abs(address); err != nil {
			return nil, err
		}
	}
	return blob.OpenTarget(ctx, address, blob.Access{Key: cfg.BackupS3Key, Secret: cfg.BackupS3})
}

// withBackups runs fn on the place of the backups.
func (a *App) withBackups(ctx context.Context, asked string, fn func(*backup.Service) error) error {
	target, err := openBackups(ctx, a.cfg, asked)
	if err != nil {
		return err
	}
	return errors.Join(fn(a.backups.To(target)), target.Close())
}

// tendBackups makes a backup whenever one is due and ends those whose time is over, until ctx ends.
func (a *App) tendBackups(ctx context.Context) {
	wait := backupSoon
	for {
		select {
		case <-ctx.Done():
			return
		case <-a.renew:
		case <-a.clock.After(wait):
		}
		err := a.withBackups(ctx, "", func(s *backup.Service) (err error) {
			wait, err = a.tend(ctx, s)
			return err
		})
		if err != nil {
			wait = backupRetry
			if ctx.Err() == nil {
				a.log.Error("a backup failed; it is tried again in an hour", "err", err)
			}
		}
	}
}

// tend says when to come again.
func (a *App) tend(ctx context.Context, s *backup.Service) (time.Duration, error) {
	var failed error
	if a.cfg.BackupEvery > 0 && !a.quarantine.On() {
		latest, err := s.Latest(ctx)
		if err != nil {
			return 0, err
		}
		stale, err := a.stale(ctx, latest)
		if err != nil {
			return 0, err
		}
		if stale || !a.clock.Now().Before(latest.Add(a.cfg.BackupEvery)) {
			_, failed = s.Create(ctx)
		}
	}
	_, err := s.Prune(ctx, a.cfg.BackupKeep)
	if err = errors.Join(failed, err); err != nil || a.cfg.BackupEvery <= 0 {
		return backupRetry, err
	}
	return min(a.cfg.BackupEvery, backupRetry), nil
}

// stale says whether the newest backup brings back what was deleted since: a new one is made then, an hour after the last at the earliest, so
// that many deletions do not make many backups; at once where the workspace has no restore point any more.
func (a *App) stale(ctx context.Context, latest time.Time) (bool, error) {
	deleted, bare, err := a.erasures.LastPart(ctx)
	return deleted.After(latest) && (bare || !a.clock.Now().Before(latest.Add(backupRetry))), err
}

// examineBackups looks at the newest backup.
func (a *App) examineBackups(ctx context.Context) doctor.Finding {
	var newest time.Time
	err := a.withBackups(ctx, "", func(s *backup.Service) (err error) {
		newest, err = s.Latest(ctx)
		return err
	})
	return doctor.Backups(newest, a.cfg.BackupEvery, a.clock.Now(), err)
}

func (a *App) adminBackup(ctx context.Context, act Act, out io.Writer) error {
	if act.Name == "backup keys" {
		return a.exportKeys(ctx, act.Args["to"], out)
	}
	return a.withBackups(ctx, cmp.Or(act.Args["to"], act.Args["from"]), func(s *backup.Service) error {
		switch act.Name {
		case "backup create":
			return a.createBackup(ctx, s, out)
		case "backup verify":
			return verifyBackup(ctx, s, act.Args["id"], out)
		}
		return listBackups(ctx, s, out)
	})
}

func (a *App) createBackup(ctx context.Context, s *backup.Service, out io.Writer) error {
	m, err := s.Create(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s   %d workspaces, %s\n", m.ID, len(m.Workspaces), size(m.Size()))
	for _, f := range m.Failed {
		err = errors.Join(err, fmt.Errorf("the workspace %s is not in the backup: %s", f.Workspace, f.Code))
	}
	_, pruned := s.Prune(ctx, a.cfg.BackupKeep)
	return errors.Join(err, pruned)
}

func verifyBackup(ctx context.Context, s *backup.Service, id string, out io.Writer) error {
	r, err := s.Verify(ctx, id)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "whole: %d workspaces, %d rows, %d attachments; ledger at line %d\n",
		len(r.Manifest.Workspaces)-len(r.Unreadable), r.Rows, r.Blobs, r.Manifest.Ledger.Seq)
	for _, ws := range r.Unreadable {
		_, more := fmt.Fprintf(out, "unreadable for good, the key was destroyed: %s\n", ws)
		err = errors.Join(err, more)
	}
	return err
}

func listBackups(ctx context.Context, s *backup.Service, out io.Writer) error {
	all, err := s.List(ctx)
	if err != nil {
		return err
	}
	return table(out, "ID\tWORKSPACES\tSIZE\tVERSION\tENGINE", len(all), func(i int) string {
		m := all[i].Manifest
		if m == nil {
			return all[i].ID + "\t" + all[i].Problem.Error()
		}
		return strings.Join([]string{m.ID, strconv.Itoa(len(m.Workspaces)), size(m.Size()), m.Version, m.Engine}, "\t")
	})
}

// size writes bytes for people.
func size(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%.1f KB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}
