package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/kelolapesan/kelola/internal/app"
	"github.com/kelolapesan/kelola/internal/config"
)

type adminCmd struct {
	Licence   licenceCmd   `cmd:"" help:"Licences: one per customer."`
	User      userCmd      `cmd:"" help:"People and their licence codes."`
	Operator  operatorCmd  `cmd:"" help:"People who work the deletion desk in the browser."`
	Workspace workspaceCmd `cmd:"" help:"Workspaces and their members."`
	Audit     auditCmd     `cmd:"" help:"The record of who did what."`
	Erasure   erasureCmd   `cmd:"" help:"The deletion desk: requests that data go."`

	Quarantine struct {
		Status  struct{} `cmd:"" help:"Say whether this installation is held after a restore or a move, and why."`
		Confirm struct{} `cmd:"" help:"Let this installation act again; no other one may work with the same data."`
	} `cmd:"" help:"The hold after a restore, a move or a copy."`
}

// administer runs the chosen act, through the running server if there is one.
func administer(ctx context.Context, k *kong.Context) error {
	cfg, err := config.Load(os.LookupEnv)
	if err != nil {
		return err
	}
	act := app.Act{Name: strings.TrimPrefix(k.Command(), "admin "), Args: map[string]string{}}
	for _, f := range k.Flags() {
		act.Args[f.Name] = fmt.Sprint(k.FlagValue(f))
	}
	return app.Admin(ctx, cfg, act, os.Stdout)
}

type auditCmd struct {
	Verify struct{} `cmd:"" help:"Recompute the whole chain and say how many lines hold, or which one was tampered with."`
}

type erasureCmd struct {
	List    struct{}      `cmd:"" help:"List the last requests with their clocks."`
	Show    erasureRef    `cmd:"" help:"Show a request: plan, what was done, checks, states."`
	TakeIn  erasureTaking `cmd:"" help:"Write down a request that came by e-mail or on paper, once you know whose it is; prints its plan."`
	Replan  erasureRef    `cmd:"" help:"Count a plan anew that was not approved yet."`
	Approve struct {
		erasureRef `embed:""`
		Plan       string `required:"" help:"Hash of the plan that is agreed to, as shown."`
	} `cmd:"" help:"Agree to a plan; it is carried out when the time to think is over."`
	Refuse erasureReason `cmd:"" help:"Refuse a request; the reason is kept and shown."`
	Hold   struct {
		erasureReason `embed:""`
		Review        string `required:"" help:"Day on which the request goes on by itself, as 2026-12-31, at most 90 days ahead."`
	} `cmd:"" help:"Keep a request from being carried out for now."`
	Extend struct {
		erasureRef `embed:""`
		Days       int    `required:"" help:"Days beyond the promised 30, at most 60, once."`
		Reason     string `required:"" enum:"complex,dispute,legal_order,not_identified,other" help:"Why, which who asked is told: ${enum}."`
		Note       string `help:"For operators only; no names or numbers."`
	} `cmd:"" help:"Give a request more time."`
	Release struct {
		erasureRef `embed:""`
		Note       string `help:"For operators only; no names or numbers."`
	} `cmd:"" help:"End a hold; nothing is deleted for three days."`
	Retry     erasureRef `cmd:"" help:"Try again what could not be proven."`
	Drill     struct{}   `cmd:"" help:"Rehearse deletions on made-up workspaces that nobody sees, and print what was found."`
	ImportIds struct {
		IDs  string `required:"" name:"ids" help:"Ids from a list that Meta sent, separated by commas or blanks."`
		Date string `required:"" help:"Date of the list, as 2026-11-26: accounts that were connected after it are left alone."`
	} `cmd:"" name:"import-ids" help:"Take in accounts whose data Meta asks to delete; prints the code of each."`
}

type erasureRef struct {
	Request string `required:"" help:"Id of the request."`
}

type erasureReason struct {
	erasureRef `embed:""`
	Reason     string `required:"" enum:"dispute,legal_order,not_owner,not_identified,duplicate,other" help:"Why, which who asked is told: ${enum}."`
	Note       string `help:"For operators only; no names or numbers."`
}

type erasureTaking struct {
	Workspace  string `required:"" help:"Short name of the workspace."`
	Whole      bool   `help:"The whole workspace."`
	Categories string `help:"Categories of the deletion page: C1,C2,…,C8."`
	Contact    string `help:"Id of one contact."`
	NoWayBack  bool   `help:"Give up the restore points: backups from before the deletion cannot be read for this workspace from then on."`
	GraceHours int    `default:"72" help:"Hours in which it can be called off, 0 to 168."`
}

type licenceCmd struct {
	Create struct {
		Customer   string `required:"" help:"Name of the customer, as on the invoice."`
		Days       int    `default:"365" help:"How long it is valid."`
		Workspaces int    `default:"0" help:"Most workspaces; 0 is no limit."`
		Members    int    `default:"0" help:"Most people in a workspace; 0 is no limit."`
		Channels   int    `default:"0" help:"Most channels in a workspace; 0 is no limit."`
	} `cmd:"" help:"Issue a licence and print its id."`
	Suspend struct {
		licenceRef `embed:""`
		Reason     string `help:"Why, in a sentence that the customer is shown."`
	} `cmd:"" help:"Stop all sending of a licence; reading, export and deletion still work."`
	Resume licenceRef `cmd:"" help:"End a suspension."`
	Extend struct {
		licenceRef `embed:""`
		Days       int `required:"" help:"Days to add."`
	} `cmd:"" help:"Prolong a licence."`
	List struct{} `cmd:"" help:"List all licences."`
}

type licenceRef struct {
	Licence string `required:"" help:"Id of the licence."`
}

type userCmd struct {
	Add struct {
		Username string `required:"" help:"What the person types to log in."`
		Name     string `required:"" help:"Name that others see."`
		Language string `default:"id" enum:"id,en" help:"Language of the interface: ${enum}."`
	} `cmd:"" help:"Add a person and print the licence code, once."`
	ReissueCode userRef  `cmd:"" help:"Print a new licence code; the old one and all sessions end."`
	Disable     userRef  `cmd:"" help:"Let a person log in no more, and end all sessions."`
	Enable      userRef  `cmd:"" help:"End that."`
	List        struct{} `cmd:"" help:"List all people."`
}

type userRef struct {
	Username string `required:"" help:"The person."`
}

type operatorCmd struct {
	Add    userRef  `cmd:"" help:"Let a person work the deletion desk, whether they are in a workspace or not."`
	Remove userRef  `cmd:"" help:"End that, at once."`
	List   struct{} `cmd:"" help:"List all operators."`
}

type workspaceCmd struct {
	Create struct {
		Licence string `required:"" help:"Id of the licence."`
		Name    string `required:"" help:"Name of the workspace."`
		Slug    string `required:"" help:"Its short name in addresses."`
		Owner   string `required:"" help:"Username of its first owner."`
	} `cmd:"" help:"Create a workspace with a database of its own."`
	AddMember struct {
		Workspace string `required:"" help:"Short name of the workspace."`
		Username  string `required:"" help:"The person."`
		Role      string `default:"agent" enum:"owner,admin,agent,viewer" help:"Role: ${enum}."`
		Send      bool   `help:"May answer and start blasts."`
	} `cmd:"" help:"Let a person into a workspace."`
	ChangeMember struct {
		Workspace string `required:"" help:"Short name of the workspace."`
		Username  string `required:"" help:"The member."`
		Role      string `required:"" enum:"owner,admin,agent,viewer" help:"New role: ${enum}."`
		Send      bool   `help:"May answer and start blasts; without it the right is taken away."`
	} `cmd:"" help:"Give a member another role and the right to send, or take that away."`
	RemoveMember struct {
		Workspace string `required:"" help:"Short name of the workspace."`
		Username  string `required:"" help:"The person."`
	} `cmd:"" help:"Take a person out of a workspace; it works within seconds."`
	Members struct {
		Workspace string `required:"" help:"Short name of the workspace."`
	} `cmd:"" help:"List the members of a workspace."`
	List struct{} `cmd:"" help:"List all workspaces."`
}
