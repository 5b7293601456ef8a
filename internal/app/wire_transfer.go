package app

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/certificate"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/erase"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/library"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/transfer"
)

// sealedColumns are the columns of a workspace whose bytes are sealed.
func sealedColumns() []transfer.Sealed {
	return []transfer.Sealed{
		{Table: "channel", Column: "token", Purpose: channel.TokenPurpose, Place: "id", Secret: true},
		{Table: "instagram_account", Column: "leave_token", Place: "channel_id", Secret: true},
		{Table: "inbound", Column: "raw", Purpose: channel.InboundPurpose, Place: "id"},
		{Table: "unstored_number", Column: "number", Purpose: channel.UnstoredPurpose, Place: "id"},
	}
}

// ofContact selects what is known about one person as a deletion of them does.
func ofContact(c contact.ID) (all []transfer.Selection) {
	for _, s := range erase.OfContact(c) {
		all = append(all, transfer.Selection(s))
	}
	return all
}

// buildTransfer builds what exports and imports whole workspaces.
func (a *App) buildTransfer() {
	a.transfers = transfer.New(transfer.Deps{
		DB: a.db, Files: a.library, Staging: staging{a.db, a.blobs}, Codes: a.accounts, Licences: a.licences, Ledger: a.ledger,
		Jobs: a.jobs, Replay: a.erasures, Queue: a.queue, Sealed: sealedColumns(), OfContact: ofContact, Busy: a.erasures.Busy, Reindex: a.reindex, Wake: a.wakeNow,
		Drop: func(ctx context.Context, ws id.Workspace) error { return a.blobs.DeleteAll(ctx, library.Prefix(ws)) },
		Room: a.blobs.Free, Dir: a.cfg.DataDir, Sign: a.sys.SigningKey(), Clock: a.clock, Log: a.log, Version: a.version,
	})
}

func (a *App) adminTransfer(ctx context.Context, act Act, out io.Writer) error {
	if act.Name == "import" {
		return a.importWorkspace(ctx, act, out)
	}
	w, err := a.workspaces.BySlug(ctx, act.Args["workspace"])
	if err != nil {
		return err
	}
	to := act.Args["to"]
	f, err := os.OpenFile(to+".part", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	m, err := a.transfers.Export(ctx, w, audit.Thing{}, f)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(to+".part"))
	}
	if err := os.Rename(to+".part", to); err != nil {
		return err
	}
	rows := int64(0)
	for _, t := range m.Tables {
		rows += t.Rows
	}
	_, err = fmt.Fprintf(out, "%s   %d rows, %d files\n", filepath.Base(to), rows, len(m.Files))
	for _, name := range m.Missing {
		_, more := fmt.Fprintf(out, "not there any more: %s\n", name)
		err = errors.Join(err, more)
	}
	return err
}

func (a *App) importWorkspace(ctx context.Context, act Act, out io.Writer) error {
	if !a.placing.TryLock() {
		return errPlacing
	}
	defer a.placing.Unlock()
	o := transfer.ImportOptions{Slug: act.Args["slug"], AnyKey: act.Args["any-key"] == "true"}
	var err error
	if text := act.Args["licence"]; text != "" {
		if o.Licence, err = id.Parse[licence.Licence](text); err != nil {
			return errLicenceID
		}
	}
	if text := act.Args["key"]; text != "" {
		var key ed25519.PublicKey
		if key, err = certificate.ParseKey(text); err != nil {
			return err
		}
		o.Key = key
	}
	done, err := a.transfers.Import(ctx, act.Args["from"], o)
	if err != nil {
		return err
	}
	return printImport(done, out)
}

func printImport(done transfer.Imported, out io.Writer) error {
	w := done.Workspace
	_, err := fmt.Fprintf(out, "%s   %s: %d rows, %d files\n", w.ID, w.Slug, done.Rows, done.Files)
	for _, name := range done.Missing {
		_, more := fmt.Fprintf(out, "without its file: %s\n", name)
		err = errors.Join(err, more)
	}
	for _, name := range done.People {
		_, more := fmt.Fprintf(out, "cannot log in yet: %s (kelola admin user enable, then reissue-code)\n", name)
		err = errors.Join(err, more)
	}
	_, more := fmt.Fprintln(out, "All sending of this workspace is stopped and its channels are disconnected. Make sure that no other installation works with them, "+
		"connect them anew, then end the stop in the interface.")
	return errors.Join(err, more)
}
