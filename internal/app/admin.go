package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/workspace"
)

// Act is one administrative act: "licence create" and its flags.
type Act struct {
	Name string            `json:"name"`
	Args map[string]string `json:"args"`
}

func (a Act) number(flag string) int {
	n, _ := strconv.Atoi(a.Args[flag])
	return n
}

var errLicenceID = fault.New(fault.Invalid, "licence.id_invalid", "The id of the licence is not one. `kelola admin licence list` shows all.")

var errUnknownAct = fault.New(fault.Invalid, "admin.unknown", "There is no such administrative command.")

// operator names the command line in the audit log.
var operator account.UserID

// administer carries out one act and prints its result. Licence codes are printed here and nowhere else.
func (a *App) administer(ctx context.Context, act Act, out io.Writer) error {
	switch act.Name {
	case "licence create", "licence suspend", "licence resume", "licence extend", "licence list":
		return a.adminLicence(ctx, act, out)
	case "user add", "user reissue-code", "user disable", "user enable", "user list":
		return a.adminUser(ctx, act, out)
	case "operator add", "operator remove", "operator list":
		return a.adminOperator(ctx, act, out)
	case "workspace create", "workspace add-member", "workspace change-member", "workspace remove-member", "workspace members", "workspace list":
		return a.adminWorkspace(ctx, act, out)
	case "audit verify":
		return a.verifyAudit(ctx, out)
	case certificateKey:
		return a.adminCertificateKey(out)
	case "quarantine confirm", "quarantine status":
		return a.adminQuarantine(ctx, act, out)
	case "export", "import":
		return a.adminTransfer(ctx, act, out)
	case "restore workspace":
		return a.restoreWorkspace(ctx, act, out)
	case "backup create", "backup list", "backup verify", "backup keys":
		return a.adminBackup(ctx, act, out)
	default:
		if strings.HasPrefix(act.Name, "erasure ") {
			return a.adminErasure(ctx, act, out)
		}
		return errUnknownAct
	}
}

func (a *App) adminLicence(ctx context.Context, act Act, out io.Writer) error {
	now := a.clock.Now()
	if act.Name == "licence create" {
		l, err := a.licences.Create(ctx, act.Args["customer"], now.AddDate(0, 0, act.number("days")), licence.Limits{
			Workspaces: act.number("workspaces"), Members: act.number("members"), Channels: act.number("channels"),
		})
		return done(out, l.ID, err)
	}
	if act.Name == "licence list" {
		return a.listLicences(ctx, now, out)
	}
	ref, err := id.Parse[licence.Licence](act.Args["licence"])
	if err != nil {
		return errLicenceID
	}
	switch act.Name {
	case "licence suspend":
		return done(out, "suspended", a.licences.Suspend(ctx, ref, cmp.Or(act.Args["reason"], "operator")))
	case "licence resume":
		return done(out, "active again", errors.Join(a.licences.Resume(ctx, ref), a.wakeLicence(ctx, ref)))
	}
	l, err := a.licences.Get(ctx, ref)
	if err != nil {
		return err
	}
	from := l.ExpiresAt
	if from.Before(now) {
		from = now
	}
	until := from.AddDate(0, 0, act.number("days"))
	err = errors.Join(a.licences.Extend(ctx, ref, until), a.wakeLicence(ctx, ref))
	return done(out, "valid until "+until.Format(time.DateOnly), err)
}

// wakeLicence lets the messages go that waited for the licence.
func (a *App) wakeLicence(ctx context.Context, ref licence.ID) error {
	all, err := a.licences.Workspaces(ctx, ref)
	for _, ws := range all {
		a.wakeNow(ws)
	}
	return err
}

func (a *App) listLicences(ctx context.Context, now time.Time, out io.Writer) error {
	all, err := a.licences.List(ctx)
	if err != nil {
		return err
	}
	return table(out, "ID\tCUSTOMER\tSTATE\tEXPIRES", len(all), func(i int) string {
		return fmt.Sprintf("%s\t%s\t%s\t%s", all[i].ID, all[i].Customer, all[i].Verdict(now).State, all[i].ExpiresAt.Format(time.DateOnly))
	})
}

func (a *App) adminUser(ctx context.Context, act Act, out io.Writer) error {
	name := act.Args["username"]
	switch act.Name {
	case "user add":
		u, code, err := a.accounts.AddUser(ctx, name, act.Args["name"], act.Args["language"])
		return printCode(out, u, code.Reveal(), err)
	case "user reissue-code":
		u, code, err := a.accounts.ReissueCode(ctx, name)
		return printCode(out, u, code.Reveal(), err)
	case "user disable":
		_, err := a.accounts.Disable(ctx, name)
		return done(out, "disabled", err)
	case "user enable":
		_, err := a.accounts.Enable(ctx, name)
		return done(out, "enabled", err)
	}
	all, err := a.accounts.Users(ctx)
	if err != nil {
		return err
	}
	return table(out, "USERNAME\tNAME\tDISABLED", len(all), func(i int) string {
		return fmt.Sprintf("%s\t%s\t%v", all[i].Username, all[i].Name, !all[i].DisabledAt.IsZero())
	})
}

func (a *App) adminOperator(ctx context.Context, act Act, out io.Writer) error {
	switch act.Name {
	case "operator add":
		_, err := a.accounts.AddOperator(ctx, act.Args["username"])
		return done(out, "works the deletion desk", err)
	case "operator remove":
		_, err := a.accounts.RemoveOperator(ctx, act.Args["username"])
		return done(out, "removed", err)
	}
	all, err := a.accounts.Operators(ctx)
	if err != nil {
		return err
	}
	return table(out, "USERNAME\tNAME\tSINCE\tDISABLED", len(all), func(i int) string {
		u := &all[i]
		return fmt.Sprintf("%s\t%s\t%s\t%v", u.Username, u.Name, u.OperatorAt.Format(time.DateOnly), !u.DisabledAt.IsZero())
	})
}

func printCode(out io.Writer, u account.User, code string, err error) error {
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "Username       %s\nLicence code   %s\n", u.Username, code)
	return err
}

func (a *App) adminWorkspace(ctx context.Context, act Act, out io.Writer) error {
	slug, name := act.Args["workspace"], act.Args["username"]
	switch act.Name {
	case "workspace create":
		ref, err := id.Parse[licence.Licence](act.Args["licence"])
		if err != nil {
			return errLicenceID
		}
		w, err := a.accounts.CreateWorkspace(ctx, ref, act.Args["slug"], act.Args["name"], act.Args["owner"])
		return done(out, w.ID, err)
	case "workspace add-member":
		role := workspace.Role(act.Args["role"])
		return done(out, "added", a.accounts.AddMember(ctx, slug, name, role, act.Args["send"] == "true", operator))
	case "workspace change-member":
		role := workspace.Role(act.Args["role"])
		return done(out, "changed", a.accounts.ChangeMember(ctx, slug, name, role, act.Args["send"] == "true"))
	case "workspace members":
		return a.listMembers(ctx, slug, out)
	case "workspace remove-member":
		return done(out, "removed", a.accounts.RemoveMember(ctx, slug, name))
	}
	all, err := a.workspaces.All(ctx)
	if err != nil {
		return err
	}
	return table(out, "ID\tSLUG\tNAME", len(all), func(i int) string {
		return fmt.Sprintf("%s\t%s\t%s", all[i].ID, all[i].Slug, all[i].Name)
	})
}

func (a *App) listMembers(ctx context.Context, slug string, out io.Writer) error {
	w, err := a.workspaces.BySlug(ctx, slug)
	if err != nil {
		return err
	}
	all, err := a.accounts.Colleagues(ctx, w.ID)
	if err != nil {
		return err
	}
	return table(out, "USERNAME\tROLE\tMAY SEND", len(all), func(i int) string {
		return fmt.Sprintf("%s\t%s\t%v", all[i].User.Username, all[i].Member.Role, all[i].Member.CanSend)
	})
}

// verifyAudit walks along the whole audit log and says in words what it finds.
func (a *App) verifyAudit(ctx context.Context, out io.Writer) error {
	r, err := audit.Verify(ctx, a.sys)
	switch {
	case err != nil:
		return err
	case r.Lines == 0:
		_, err = fmt.Fprintln(out, "The audit log is empty.")
	default:
		_, err = fmt.Fprintf(out, "%d lines hold, numbers %d to %d. None was changed, removed or added.\nHash of the last line: %s\n"+
			"Keep it somewhere else: whoever rewrites the whole log cannot make it again.\n", r.Lines, r.First, r.Last(), r.Head)
	}
	return err
}

func done(out io.Writer, what any, err error) error {
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, what)
	return err
}

func table(out io.Writer, head string, n int, row func(i int) string) error {
	w := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	_, _ = fmt.Fprintln(w, head)
	for i := range n {
		_, _ = fmt.Fprintln(w, row(i))
	}
	return w.Flush()
}
