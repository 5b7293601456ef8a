package harness

import (
	"context"
	"log/slog"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/kelolapesan/kelola/internal/blob"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Inside is what lies in the data folder of an installation, opened as the program opens it.
type Inside struct {
	Sys   *sysdb.DB
	DB    *wsdb.DB
	Blobs *blob.Store
}

// Setting is what an environment variable of the program is set to; the last one counts.
func (w *World) Setting(key string) (value string) {
	for _, line := range w.env {
		if v, ok := strings.CutPrefix(line, key+"="); ok {
			value = v
		}
	}
	return value
}

// Open opens the databases while no server runs. Close must be called before one is started.
func (w *World) Open() *Inside {
	w.T.Helper()
	ctx := context.Background()
	o := sysdb.Options{
		DataDir: w.Setting("KELOLA_DATA_DIR"), URL: secret.New(w.Setting("KELOLA_DATABASE_URL")), KeysURL: secret.New(w.Setting("KELOLA_KEYS_URL")),
		Clock: clock.System{}, Log: slog.New(slog.DiscardHandler),
	}
	if text := w.Setting("KELOLA_MASTER_KEY"); text != "" {
		key, err := secret.ParseKey(text)
		if err != nil {
			w.T.Fatal(err)
		}
		o.MasterKeys = []secret.Key{key}
	}
	in := &Inside{}
	var err error
	if in.Sys, err = sysdb.Open(ctx, o); err != nil {
		w.T.Fatal(err)
	}
	if in.DB, err = wsdb.Open(ctx, wsdb.Options{System: in.Sys, URL: o.URL}); err != nil {
		w.T.Fatal(err)
	}
	if in.Blobs, err = blob.Open(ctx, (&url.URL{Scheme: "file", Path: filepath.Join(o.DataDir, "blobs")}).String()); err != nil {
		w.T.Fatal(err)
	}
	return in
}

// Close closes what Open has opened.
func (in *Inside) Close(w *World) {
	w.T.Helper()
	if err := in.DB.Close(); err != nil {
		w.T.Fatal(err)
	}
	if err := in.Blobs.Close(); err != nil {
		w.T.Fatal(err)
	}
	if err := in.Sys.Close(); err != nil {
		w.T.Fatal(err)
	}
}
