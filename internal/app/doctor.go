package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/config"
	"github.com/kelolapesan/kelola/internal/doctor"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// DoctorOptions say how the findings are shown.
type DoctorOptions struct {
	Version string
	JSON    bool
	Network doctor.Network // the zero value asks the real one
}

var (
	errDoctor   = errors.New("something must be mended, see above")
	errNotReady = errors.New("the server is not ready")
	errNoServer = errors.New("no server runs on this data folder")
)

// insideLimit is how long the server may look at all workspaces.
const insideLimit = 5 * time.Minute

// Doctor checks the installation, shows every finding, and fails if something must be mended; warnings are allowed. It works while a
// server runs, which then tells what only it can see, and without one. It changes nothing, and applies no migration.
func Doctor(ctx context.Context, lookup config.Lookup, out io.Writer, opt DoctorOptions) error {
	if opt.Network.Now == nil {
		opt.Network.Now = clock.System{}.Now
	}
	r := &doctor.Report{Version: opt.Version}
	cfg, err := config.Load(lookup)
	if err != nil {
		r.Add(unusable(err)...)
	} else {
		examineAll(ctx, cfg, lookup, opt, r)
	}
	show := r.WriteText
	if opt.JSON {
		show = r.WriteJSON
	}
	if err := show(out); err != nil {
		return err
	}
	if !r.Healthy() {
		return errDoctor
	}
	return nil
}

func unusable(err error) []doctor.Finding {
	const check, fix = "configuration", "correct the variable; docs/operations/README.md lists all of them"
	bad, ok := errors.AsType[*config.Error](err)
	if !ok {
		return []doctor.Finding{doctor.Err(check, fix, "%v", err)}
	}
	var found []doctor.Finding
	for _, p := range bad.Problems {
		found = append(found, doctor.Err(check, fix, "%s", p))
	}
	return found
}

func examineAll(ctx context.Context, cfg config.Config, lookup config.Lookup, opt DoctorOptions, r *doctor.Report) {
	r.Add(doctor.OK("configuration", "every setting is usable"))
	r.Add(doctor.Settings(cfg, lookup)...)
	r.Add(doctor.SecretFiles(lookup)...)
	r.Add(doctor.TLS(cfg, clock.System{}.Now())...)
	folder, usable := doctor.Folder(cfg.DataDir)
	r.Add(folder...)
	if usable {
		r.Add(doctor.Disk(cfg.DataDir)...)
		r.Add(doctor.InstanceKey(cfg)...)
	}
	r.Add(doctor.Postgres(ctx, cfg)...)
	inside, running := askInside(ctx, cfg)
	switch {
	case running:
		r.Add(opt.Network.Server(ctx, cfg, inside.Version, opt.Version)...)
		r.Add(inside.Findings...)
	case folder[0].Level == doctor.Wrong && !usable:
		r.Add(doctor.NotChecked("database", "the data folder cannot be used"))
	default:
		r.Add(doctor.NotChecked("server", "no server runs on this data folder"))
		r.Add(examineStopped(ctx, cfg, opt.Version)...)
	}
	r.Add(opt.Network.Graph(ctx, cfg)...)
	r.Add(opt.Network.MetaApp(ctx, cfg)...)
	r.Add(opt.Network.Webhook(ctx, cfg, running))
}

// examineStopped looks at databases that nobody serves. What would be made or migrated at a start is told and left as it is.
func examineStopped(ctx context.Context, cfg config.Config, version string) []doctor.Finding {
	keys, err := masterKeys(cfg)
	if err != nil {
		return []doctor.Finding{doctor.Databases(err)}
	}
	seen, err := sysdb.Inspect(ctx, sysdb.Options{
		DataDir: cfg.DataDir, URL: cfg.DatabaseURL, KeysURL: cfg.KeysURL, MasterKeys: keys, Clock: clock.System{},
	})
	switch {
	case err != nil:
		return []doctor.Finding{doctor.Databases(err)}
	case seen.Fresh:
		return []doctor.Finding{doctor.OK("database", "there is nothing yet; the first start makes it")}
	case len(seen.Pending) > 0:
		return []doctor.Finding{
			doctor.OK("database", "key store and system database open"),
			doctor.Warn("migrations", "make a backup, then `kelola migrate` or the next start brings all databases to this version; there is no way back",
				"the data is of an earlier version: %d migrations of the system database are missing", len(seen.Pending)),
			doctor.NotChecked("workspaces", "looked at once the system database is of this version"),
		}
	}
	a, err := New(ctx, cfg, version, Logger(cfg, io.Discard))
	if err != nil {
		return []doctor.Finding{doctor.Databases(err)}
	}
	found := a.examine(ctx, false)
	if err := a.Close(); err != nil {
		found = append(found, doctor.Databases(err))
	}
	return found
}

// askInside lets the running server look at itself.
func askInside(ctx context.Context, cfg config.Config) (inside doctor.Report, running bool) {
	ctx, cancel := context.WithTimeout(ctx, insideLimit)
	defer cancel()
	status, body, err := askSocket(ctx, cfg, "/doctor")
	if errors.Is(err, errNoServer) {
		return inside, false
	}
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("it answers %d; perhaps it is of an earlier version and has to be restarted", status)
	}
	if err == nil {
		err = json.Unmarshal(body, &inside)
	}
	if err != nil {
		inside = doctor.Report{Findings: []doctor.Finding{doctor.NotChecked("database", "the running server does not tell: %v", err)}}
	}
	return inside, true
}

func askSocket(ctx context.Context, cfg config.Config, path string) (status int, body []byte, err error) {
	client := socketClient(cfg)
	defer client.CloseIdleConnections()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://kelola"+path, http.NoBody)
	if err != nil {
		return 0, nil, err
	}
	resp, err := client.Do(req)
	if err != nil {
		if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
			return 0, nil, errNoServer
		}
		return 0, nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err = io.ReadAll(resp.Body)
	return resp.StatusCode, body, err
}

// Ready fails unless a server runs on the data folder and is ready to serve; it is small enough to be asked every few seconds.
func Ready(ctx context.Context, cfg config.Config) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	status, _, err := askSocket(ctx, cfg, "/readyz")
	if err == nil && status != http.StatusOK {
		err = errNotReady
	}
	return err
}

func serverRuns(ctx context.Context, cfg config.Config) bool {
	_, _, err := askSocket(ctx, cfg, "/readyz")
	return !errors.Is(err, errNoServer)
}
