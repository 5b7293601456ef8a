package main

import (
	"context"
	"strconv"
)

type exportCmd struct {
	Workspace string `required:"" help:"Short name of the workspace."`
	To        string `required:"" help:"File of the archive, as toko.zip."`
}

// Run implements kong's command.
func (c exportCmd) Run(ctx context.Context) error {
	return act(ctx, "export", "workspace", c.Workspace, "to", absolute(c.To))
}

type importCmd struct {
	From    string `required:"" help:"File of the archive."`
	Slug    string `help:"Another short name for the workspace."`
	Licence string `help:"Id of the licence it belongs to, where there are several."`
	Key     string `help:"Public key of the installation that made the archive, as 'kelola certificate key' prints it there." xor:"key"`
	AnyKey  bool   `help:"Take an archive whoever has signed it." xor:"key"`
}

// Run implements kong's command.
func (c importCmd) Run(ctx context.Context) error {
	return act(ctx, "import", "from", absolute(c.From), "slug", c.Slug, "licence", c.Licence, "key", c.Key, "any-key", strconv.FormatBool(c.AnyKey))
}
