package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/blob"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/config"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func (a *App) openPlatform(ctx context.Context) error {
	keys, err := masterKeys(a.cfg)
	if err != nil {
		return err
	}
	a.sys, err = sysdb.Open(ctx, systemOptions(a.cfg, keys, a.clock, a.log))
	if err != nil {
		return err
	}
	if a.db, err = wsdb.Open(ctx, wsdb.Options{System: a.sys, URL: a.cfg.DatabaseURL}); err != nil {
		return err
	}
	address, err := blobAddress(a.cfg)
	if err != nil {
		return err
	}
	if a.blobs, err = blob.Open(ctx, address); err != nil && a.cfg.BlobURL != "" {
		err = fmt.Errorf("KELOLA_BLOB_URL: %w", err)
	}
	if err != nil {
		return err
	}
	return a.openLedger()
}

func systemOptions(cfg config.Config, keys []secret.Key, c clock.Clock, log *slog.Logger) sysdb.Options {
	return sysdb.Options{DataDir: cfg.DataDir, URL: cfg.DatabaseURL, KeysURL: cfg.KeysURL, MasterKeys: keys, Clock: c, Log: log}
}

// masterKeys reads the instance key and the earlier ones behind it, in a comma-separated list.
func masterKeys(cfg config.Config) ([]secret.Key, error) {
	var keys []secret.Key
	for _, s := range strings.Split(cfg.MasterKey.Reveal(), ",") {
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		k, err := secret.ParseKey(s)
		if err != nil {
			return nil, &config.Error{Problems: []string{"KELOLA_MASTER_KEY must be 32 bytes in base64 or hexadecimal; several are separated by commas, the newest first"}}
		}
		keys = append(keys, k)
	}
	return keys, nil
}

// blobAddress is where attachments live: a folder beside the databases unless the configuration says otherwise.
func blobAddress(cfg config.Config) (string, error) {
	if cfg.BlobURL != "" {
		return cfg.BlobURL, nil
	}
	dir, err := filepath.Abs(filepath.Join(cfg.DataDir, "blobs"))
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("the folder of attachments cannot be made: %w", err)
	}
	return (&url.URL{Scheme: "file", Path: dir}).String(), nil
}

// buildQueue registers every worker and opens the queue.
func (a *App) buildQueue(ctx context.Context) error {
	a.registry = queue.NewRegistry()
	audit.Register(a.registry, a.sys)
	a.channels.Jobs(a.registry)
	a.library.Jobs(a.registry)
	a.contacts.Jobs(a.registry)
	a.inbox.Jobs(a.registry)
	a.comments.Jobs(a.registry)
	a.instagrams.Jobs(a.registry)
	a.erasures.Jobs(a.registry)
	var err error
	a.queue, err = queue.NewClient(ctx, queue.Options{System: a.sys.Handle(), Registry: a.registry, Log: a.log})
	return err
}
