// Command kelola is the whole product: the server, the sandbox networks, and the tools of the operator.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/kelolapesan/kelola/internal/app"
	"github.com/kelolapesan/kelola/internal/config"
)

// version is set by the build.
var version = "unversioned"

type commands struct {
	Serve       serveCmd       `cmd:"" help:"Run the server."`
	Sandbox     sandboxCmd     `cmd:"" help:"Run the stand-in for the networks, with phones to play the customer."`
	Admin       adminCmd       `cmd:"" help:"Licences, users and workspaces. Works while the server runs, and without it."`
	Backup      backupCmd      `cmd:"" help:"Make, list and check backups. Works while the server runs, and without it."`
	Restore     restoreCmd     `cmd:"" help:"Put a backup back into an empty installation. Nothing is sent until you confirm."`
	Export      exportCmd      `cmd:"" help:"Write a whole workspace into one archive. Works while the server runs, and without it."`
	Import      importCmd      `cmd:"" help:"Take a workspace from such an archive. Nothing of it is sent until you connect it anew."`
	Migrate     migrateCmd     `cmd:"" help:"Bring the databases to this version now, instead of when each is first used."`
	Doctor      doctorCmd      `cmd:"" help:"Check the installation and say what to do."`
	Certificate certificateCmd `cmd:"" help:"Certificates of data deletion."`
	Openapi     openapiCmd     `cmd:"" help:"Print the OpenAPI document of the HTTP interface." hidden:""`
	Version     versionCmd     `cmd:"" help:"Print the version."`
}

func main() {
	syscall.Umask(0o077) // what we write is for the user who runs us only
	os.Exit(run(os.Args[1:]))
}

func run(args []string) int {
	var c commands
	parser, err := kong.New(&c, kong.Name("kelola"), kong.UsageOnError(),
		kong.Description("Kelola Pesan: all WhatsApp conversations of a business in one place. Settings are environment variables; see the README."))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	k, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(os.Stderr, "kelola:", err)
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	k.BindTo(ctx, (*context.Context)(nil))
	if strings.HasPrefix(k.Command(), "admin ") {
		err = administer(ctx, k)
	} else {
		err = k.Run()
	}
	if err != nil {
		return report(err)
	}
	return 0
}

func report(err error) int {
	if bad, ok := errors.AsType[*config.Error](err); ok {
		fmt.Fprintln(os.Stderr, "kelola: the configuration is not usable:")
		for _, p := range bad.Problems {
			fmt.Fprintln(os.Stderr, "  -", p)
		}
		return 2
	}
	fmt.Fprintln(os.Stderr, "kelola:", err)
	return 1
}

type versionCmd struct{}

func (versionCmd) Run() error {
	_, err := fmt.Fprintln(os.Stdout, version)
	return err
}

type serveCmd struct{}

func (serveCmd) Run(ctx context.Context) error {
	cfg, err := config.Load(os.LookupEnv)
	if err != nil {
		return err
	}
	return app.Serve(ctx, cfg, version, os.Stderr)
}

type migrateCmd struct{}

func (migrateCmd) Run(ctx context.Context) error {
	cfg, err := config.Load(os.LookupEnv)
	if err != nil {
		return err
	}
	return app.Migrate(ctx, cfg, os.Stdout)
}

type doctorCmd struct {
	JSON  bool `help:"Print the findings as JSON." name:"json"`
	Ready bool `help:"Only ask the running server whether it is ready; for health checks."`
}

func (c doctorCmd) Run(ctx context.Context) error {
	if !c.Ready {
		return app.Doctor(ctx, os.LookupEnv, os.Stdout, app.DoctorOptions{Version: version, JSON: c.JSON})
	}
	cfg, err := config.Load(os.LookupEnv)
	if err != nil {
		return err
	}
	return app.Ready(ctx, cfg)
}

type openapiCmd struct{}

func (openapiCmd) Run() error { return app.OpenAPI(os.Stdout) }
