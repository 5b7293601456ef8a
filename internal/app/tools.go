package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/kelolapesan/kelola/internal/config"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Migrate brings every database to this version and prints what it did.
func Migrate(ctx context.Context, cfg config.Config, out io.Writer) error {
	a, err := New(ctx, cfg, "", Logger(cfg, os.Stderr))
	if err != nil {
		return err
	}
	return errors.Join(a.migrate(ctx, out), a.Close())
}

// migrate opens each workspace, which brings it to this version; one that fails does not stop the others.
func (a *App) migrate(ctx context.Context, out io.Writer) error {
	all, err := a.workspaces.All(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, w := range all {
		if err := a.db.Read(ctx, w.ID, func(wsdb.Query) error { return nil }); err != nil {
			failed = append(failed, fmt.Errorf("workspace %s: %w", w.Slug, err))
		}
	}
	_, _ = fmt.Fprintf(out, "system database and %d of %d workspaces are at this version\n", len(all)-len(failed), len(all))
	return errors.Join(failed...)
}

// OpenAPI prints the document of the HTTP interface. It needs no data: a throw-away folder stands in.
func OpenAPI(out io.Writer) error {
	dir, err := os.MkdirTemp("", "kelola-openapi")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	ctx := context.Background()
	cfg, err := config.Load(func(key string) (string, bool) { return dir, key == "KELOLA_DATA_DIR" })
	if err != nil {
		return err
	}
	a, err := New(ctx, cfg, "", Logger(cfg, io.Discard))
	if err != nil {
		return err
	}
	api, err := a.buildAPI()
	if err == nil {
		err = writeSpec(api, out)
	}
	return errors.Join(err, a.Close())
}
