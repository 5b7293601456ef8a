package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

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

// Doctor checks the installation, prints a line for each finding, and fails if something must be mended.
func Doctor(ctx context.Context, lookup config.Lookup, out io.Writer) error {
	bad := 0
	say := func(err error, what, fix string) {
		if err == nil {
			_, _ = fmt.Fprintln(out, "ok    ", what)
			return
		}
		bad++
		_, _ = fmt.Fprintf(out, "wrong  %s: %v\n       what to do: %s\n", what, err, fix)
	}
	cfg, err := config.Load(lookup)
	say(err, "configuration", "set the named variables; docs/operations lists all of them")
	if err != nil {
		return errDoctor
	}
	say(askServer(ctx, cfg), "a server answers on KELOLA_LISTEN or none runs", "look at its log; `kelola serve` prints why it cannot start")
	if !serverRuns(ctx, cfg) {
		a, err := New(ctx, cfg, "", Logger(cfg, io.Discard))
		say(err, "databases open and are at this version", "restore the data folder and the keys that belong to it, or run the version that wrote it")
		if err == nil {
			say(a.ready(ctx), "the system database can be read", "check the disk and the permissions of the data folder")
			say(a.migrate(ctx, io.Discard), "every workspace opens and is at this version", "restore the named workspaces, with the keys that belong to them")
			say(a.Close(), "databases close", "check the free space of the disk")
		}
	}
	say(reach(ctx, cfg.MetaGraphURL), "the Graph API can be reached", "check the network, the proxy, and KELOLA_META_GRAPH_URL")
	var missing error
	if len(cfg.MetaAppSecrets) == 0 || cfg.MetaVerifyToken.IsZero() {
		missing = errors.New("not set")
	}
	say(missing, "KELOLA_META_APP_SECRET and KELOLA_META_VERIFY_TOKEN", "without them no webhook is accepted; copy the secret from the app's dashboard and choose a token of your own")
	if bad > 0 {
		return errDoctor
	}
	return nil
}

var errDoctor = errors.New("something must be mended, see above")

func serverRuns(ctx context.Context, cfg config.Config) bool {
	answered, _ := adminThroughServer(ctx, cfg, Act{Name: "workspace list"}, io.Discard)
	return answered
}

func askServer(ctx context.Context, cfg config.Config) error {
	if !serverRuns(ctx, cfg) {
		return nil
	}
	status, err := ask(ctx, "http://"+cfg.Listen+"/readyz")
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("it answers %d: not ready", status)
	}
	return err
}

// reach asks an address for anything at all.
func reach(ctx context.Context, address string) error {
	_, err := ask(ctx, address)
	return err
}

func ask(ctx context.Context, address string) (status int, err error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return 0, err
	}
	client := http.Client{}
	resp, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, resp.Body.Close()
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
