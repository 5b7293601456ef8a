package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/kelolapesan/kelola/internal/app"
	"github.com/kelolapesan/kelola/internal/config"
)

type backupCmd struct {
	Create backupCreateCmd `cmd:"" default:"withargs" help:"Make a backup now."`
	List   backupListCmd   `cmd:"" help:"List the backups."`
	Verify backupVerifyCmd `cmd:"" help:"Check a backup: signature, every file, every row."`
	Keys   backupKeysCmd   `cmd:"" help:"Write a copy of the wrapped keys to another place, for the day this machine is lost. Three are kept."`
}

type backupCreateCmd struct {
	To string `help:"Folder or bucket for the backup instead of KELOLA_BACKUP_URL."`
}

// Run implements kong's command.
func (c backupCreateCmd) Run(ctx context.Context) error {
	return act(ctx, "backup create", "to", absolute(c.To))
}

type backupListCmd struct {
	From string `help:"Folder or bucket of the backups instead of KELOLA_BACKUP_URL."`
}

// Run implements kong's command.
func (c backupListCmd) Run(ctx context.Context) error {
	return act(ctx, "backup list", "from", absolute(c.From))
}

type backupVerifyCmd struct {
	ID   string `arg:"" help:"Id of the backup."`
	From string `help:"Folder or bucket of the backups instead of KELOLA_BACKUP_URL."`
}

// Run implements kong's command.
func (c backupVerifyCmd) Run(ctx context.Context) error {
	return act(ctx, "backup verify", "id", c.ID, "from", absolute(c.From))
}

type backupKeysCmd struct {
	To string `required:"" help:"Folder for the copy; neither the data folder nor that of the backups."`
}

// Run implements kong's command.
func (c backupKeysCmd) Run(ctx context.Context) error {
	return act(ctx, "backup keys", "to", absolute(c.To))
}

// act carries out an act through the running server if there is one.
func act(ctx context.Context, name string, args ...string) error {
	cfg, err := config.Load(os.LookupEnv)
	if err != nil {
		return err
	}
	a := app.Act{Name: name, Args: map[string]string{}}
	for i := 0; i < len(args); i += 2 {
		a.Args[args[i]] = args[i+1]
	}
	return app.Admin(ctx, cfg, a, os.Stdout)
}

// absolute makes a path mean the same to a server that runs in another folder.
func absolute(path string) string {
	if path == "" || strings.Contains(path, "://") {
		return path
	}
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

type restoreCmd struct {
	Workspace     string `help:"Short name of one workspace that is missing here: it alone is put back, also while the server runs."`
	ID            string `arg:"" help:"Id of the backup."`
	From          string `help:"Folder or bucket of the backups instead of KELOLA_BACKUP_URL."`
	Keys          string `help:"A copy of the keys, on a machine that has none." type:"path"`
	Ledger        string `help:"A deletion ledger newer than the one in the data folder." type:"path"`
	WithoutLedger bool   `help:"Go on without one. What was deleted after the backup comes back, and the ledger says that this was done."`
}

// Run implements kong's command.
func (c restoreCmd) Run(ctx context.Context) error {
	if c.Workspace != "" {
		return act(ctx, "restore workspace", "id", c.ID, "from", absolute(c.From), "workspace", c.Workspace)
	}
	cfg, err := config.Load(os.LookupEnv)
	if err != nil {
		return err
	}
	return app.Restore(ctx, cfg, version, app.RestoreOptions{
		ID: c.ID, From: absolute(c.From), Keys: c.Keys, Ledger: c.Ledger, WithoutLedger: c.WithoutLedger,
	}, os.Stdout)
}
