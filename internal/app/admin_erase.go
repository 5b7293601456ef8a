package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/erase"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
)

// adminErasure is the deletion desk on the command line.
func (a *App) adminErasure(ctx context.Context, act Act, out io.Writer) error {
	switch act.Name {
	case "erasure drill":
		return a.adminDrill(ctx, out)
	case "erasure list":
		return a.listErasures(ctx, out)
	case "erasure take-in":
		return a.takeInErasure(ctx, act, out)
	case "erasure import-ids":
		return a.importErasures(ctx, act, out)
	}
	request, err := id.Parse[erase.Request](act.Args["request"])
	if err != nil {
		return erase.ErrNotFound
	}
	var r erase.Request
	why := erase.Decision{By: host, Reason: erase.Reason(act.Args["reason"]), Note: act.Args["note"]}
	switch act.Name {
	case "erasure show":
		return a.showErasure(ctx, request, out)
	case "erasure replan":
		if _, err := a.erasures.Replan(ctx, request, host); err != nil {
			return err
		}
		return a.showErasure(ctx, request, out)
	case "erasure approve":
		r, err = a.erasures.Approve(ctx, request, act.Args["plan"], host)
		return done(out, approved(&r), err)
	case "erasure refuse":
		r, err = a.erasures.Refuse(ctx, request, why)
	case "erasure hold":
		review, unread := erase.Day(act.Args["review"])
		if unread != nil {
			return erase.ErrReview
		}
		r, err = a.erasures.Hold(ctx, request, why, review)
	case "erasure extend":
		r, err = a.erasures.Extend(ctx, request, why, act.number("days"))
		return done(out, "due on "+r.Due().Format(time.DateOnly), err)
	case "erasure release":
		r, err = a.erasures.Release(ctx, request, why)
	case "erasure retry":
		r, err = a.erasures.Again(ctx, request, host)
	default:
		return errUnknownAct
	}
	return done(out, r.State, err)
}

// host acts at the machine itself, and counts as one operator.
var host audit.Thing

// approved says what an approval came to.
func approved(r *erase.Request) string {
	if r.State != erase.Planned {
		return string(r.State)
	}
	return fmt.Sprintf("planned: %d of %d operators have agreed; another must do so, too", len(r.Desk.Approvals), r.Approvals())
}

func (a *App) takeInErasure(ctx context.Context, act Act, out io.Writer) error {
	w, err := a.workspaces.BySlug(ctx, act.Args["workspace"])
	if err != nil {
		return err
	}
	scope := erase.Scope{Whole: act.Args["whole"] == "true"}
	for _, c := range strings.FieldsFunc(act.Args["categories"], func(r rune) bool { return r == ',' || r == ' ' }) {
		scope.Categories = append(scope.Categories, datamap.Category(strings.ToUpper(c)))
	}
	if text := act.Args["contact"]; text != "" {
		if scope.Contact, err = id.Parse[contact.Contact](text); err != nil {
			return contact.ErrNotFound
		}
	}
	r, err := a.erasures.TakeIn(ctx, w.ID, scope, time.Duration(act.number("grace-hours"))*time.Hour, act.Args["no-way-back"] == "true", host)
	if err != nil {
		return err
	}
	gone, kept := r.Plan.Rows()
	if _, err := fmt.Fprintf(out, "Request       %s\nStatus page   %s\nPlan          %s\nRows to go    %d\nRows to stay  %d\nNothing is deleted before `kelola admin erasure approve`.\n",
		r.ID, strings.TrimSuffix(a.cfg.PublicURL, "/")+"/data-deletion/status/"+r.Code(), r.Plan.Hash, gone, kept); err != nil {
		return err
	}
	if r.Approvals() > 1 {
		_, err = fmt.Fprintln(out, "Two different operators must approve it.")
	}
	return err
}

func (a *App) importErasures(ctx context.Context, act Act, out io.Writer) error {
	users := strings.FieldsFunc(act.Args["ids"], func(r rune) bool { return strings.ContainsRune(", \n\r\t", r) })
	issued, err := time.Parse(time.DateOnly, act.Args["date"])
	if err != nil {
		return fault.New(fault.Invalid, "erasure.date_invalid", "The date of the list is written as 2026-11-26.")
	}
	codes, err := a.erasures.FromList(ctx, users, issued.Add(24*time.Hour-time.Second), host)
	for i, code := range codes {
		if _, err := fmt.Fprintf(out, "%s\t%s\n", users[i], code); err != nil {
			return err
		}
	}
	return err
}

func (a *App) listErasures(ctx context.Context, out io.Writer) error {
	all, err := a.erasures.List(ctx, id.Workspace{})
	if err != nil {
		return err
	}
	now := a.clock.Now()
	return table(out, "ID\tWORKSPACE\tWAY\tSCOPE\tSTATE\tRECEIVED\tDUE\tUSED", len(all), func(i int) string {
		r := &all[i]
		used := "-"
		if r.State.Open() && r.LiveAt.IsZero() {
			used = fmt.Sprintf("%d %%", r.Used(now))
		}
		return fmt.Sprintf("%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s", r.ID, r.Workspace, r.Way, scopeWords(r.Scope), r.State, r.Received.Format(time.DateTime),
			r.Due().Format(time.DateOnly), used)
	})
}

func scopeWords(s erase.Scope) string {
	switch {
	case s.Whole:
		return "whole workspace"
	case !s.Contact.IsZero():
		return "one contact"
	}
	var parts []string
	for _, c := range s.Categories {
		parts = append(parts, string(c))
	}
	return strings.Join(parts, ",")
}

func (a *App) showErasure(ctx context.Context, request erase.ID, out io.Writer) error {
	r, way, err := a.erasures.Get(ctx, id.Workspace{}, request)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(out, "%s, %s, %s%s\nPlan %s\n", scopeWords(r.Scope), r.Way, r.State, strings.TrimRight(" "+r.Reason, " "), r.Plan.Hash); err != nil {
		return err
	}
	if err := a.showDesk(&r, out); err != nil {
		return err
	}
	if err := table(out, "CATEGORY\tTABLE\tMETHOD\tPLANNED\tDONE", len(r.Plan.Lines), func(i int) string {
		l := &r.Plan.Lines[i]
		return fmt.Sprintf("%s\t%s\t%s\t%d\t%s", l.Category, l.Table, strings.TrimRight(l.Method+" "+l.Reason, " "), l.Rows, doneOf(&r, l))
	}); err != nil {
		return err
	}
	if err := table(out, "CHECK\tCATEGORY\tTABLE\tFOUND", len(r.Report.Checks), func(i int) string {
		c := &r.Report.Checks[i]
		return fmt.Sprintf("%s\t%s\t%s\t%d", c.Kind, c.Category, c.Table, c.Found)
	}); err != nil {
		return err
	}
	return table(out, "STATE\tAT\tACTOR\tREASON", len(way), func(i int) string {
		s := &way[i]
		return fmt.Sprintf("%s\t%s\t%s\t%s", s.To, s.At.Format(time.DateTime), cmp.Or(s.Actor, "-"), s.Reason)
	})
}

// showDesk says who has agreed, until when a request is held, by when it is due, and what operators wrote.
func (a *App) showDesk(r *erase.Request, out io.Writer) (err error) {
	if r.State == erase.Planned {
		_, err = fmt.Fprintf(out, "Approvals %d of %d\n", len(r.Desk.Approvals), r.Approvals())
	}
	if !r.Desk.ReviewAt.IsZero() {
		_, one := fmt.Fprintf(out, "Held until %s\n", r.Desk.ReviewAt.Format(time.DateOnly))
		err = errors.Join(err, one)
	}
	if e := r.Desk.Extension; e != nil {
		_, one := fmt.Fprintf(out, "Extended by %d days (%s), due on %s\n", e.Days, e.Reason, r.Due().Format(time.DateOnly))
		err = errors.Join(err, one)
	}
	for _, n := range r.Desk.Notes {
		_, one := fmt.Fprintf(out, "%s %s: %s\n", n.At.Format(time.DateTime), cmp.Or(n.By, "host"), n.Text)
		err = errors.Join(err, one)
	}
	return err
}

// doneOf is how many rows of a line of the plan are gone.
func doneOf(r *erase.Request, planned *erase.Line) string {
	for _, l := range r.Report.Lines {
		if l.Table == planned.Table && l.Category == planned.Category && l.Method == planned.Method {
			return fmt.Sprint(l.Rows)
		}
	}
	return "-"
}
