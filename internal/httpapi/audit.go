package httpapi

import (
	"context"
	"encoding/csv"
	"net/http"
	"strconv"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/csvcell"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/page"
)

var errQuery = fault.New(fault.Invalid, "request.query_invalid", "A filter in the address cannot be read.")

func (a *API) registerAudit() {
	Register(a, Op{
		ID: "list-audit", Method: http.MethodGet, Path: "/audit", Summary: "Who did what in the workspace, the newest first",
		Description: "Ids and names of members only; nothing of contacts is in the record.", Right: Audit,
	}, a.handleAudit)
	a.Raw(Op{
		ID: "export-audit", Method: http.MethodGet, Path: "/audit/export.csv", Summary: "The same as a CSV file",
		Description: "Takes the filters of the list. The download is itself recorded.", Right: Audit, Produces: "text/csv",
	}, a.handleAuditExport)
}

// AuditFilter chooses lines of the record.
type AuditFilter struct {
	Group  string         `query:"group" maxLength:"60" doc:"What actions are about: the part of their names before the dot."`
	Action string         `query:"action" maxLength:"60" doc:"Name of an action."`
	Actor  account.UserID `query:"actor" doc:"Who did it."`
	From   time.Time      `query:"from"`
	Until  time.Time      `query:"until" doc:"Not included."`
}

func (f AuditFilter) filter() audit.Filter {
	return audit.Filter{Group: f.Group, Action: f.Action, Actor: audit.Ref(f.Actor), From: f.From, Until: f.Until}
}

type auditInput struct {
	AuditFilter
	Paging
}

type auditPerson struct {
	ID       string `json:"id"`
	Name     string `json:"name" doc:"Empty for who is no longer there."`
	Username string `json:"username"`
}

type auditView struct {
	Seq     int64        `json:"seq" doc:"Number in the record of the whole installation; a gap is another workspace's line."`
	At      time.Time    `json:"at"`
	Action  string       `json:"action"`
	Actor   *auditPerson `json:"actor" doc:"Null for the operator and the program itself."`
	Subject string       `json:"subject_id"`
	Person  *auditPerson `json:"subject_person" doc:"Whom it was done to, when that is a person."`
}

type auditOutput struct{ Body List[auditView] }

func (a *API) handleAudit(ctx context.Context, _ account.Principal, ws id.Workspace, in *auditInput) (*auditOutput, error) {
	found, err := a.opt.Accounts.AuditOf(ctx, ws, in.filter(), in.Request())
	if err != nil {
		return nil, err
	}
	return &auditOutput{Body: ListOf(found, viewAudit)}, nil
}

func viewAudit(l account.AuditLine) auditView {
	v := auditView{Seq: l.Seq, At: l.At.UTC(), Action: l.Action, Subject: l.Subject.String(), Actor: viewPerson(l.By)}
	if l.Whom.Username != "" {
		v.Person = viewPerson(l.Whom)
	}
	return v
}

func viewPerson(u account.User) *auditPerson {
	if u.ID.IsZero() {
		return nil
	}
	return &auditPerson{ID: u.ID.String(), Name: u.Name, Username: u.Username}
}

// handleAuditExport reads page by page, so that a long record is never in memory as a whole.
func (a *API) handleAuditExport(w http.ResponseWriter, r *http.Request, p account.Principal, ws id.Workspace) error {
	f, err := auditQuery(r)
	if err != nil {
		return err
	}
	if err := a.opt.Accounts.RecordAuditExport(r.Context(), p, ws); err != nil {
		return err
	}
	ask := page.Request{Limit: page.MaxLimit}
	found, err := a.opt.Accounts.AuditOf(r.Context(), ws, f, ask)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="audit.csv"`)
	out := csv.NewWriter(w)
	out.UseCRLF = true
	_, _ = w.Write([]byte("\ufeff")) // spreadsheets then read UTF-8
	_ = out.Write([]string{"number", "time", "action", "by", "by_username", "subject_id", "subject_username"})
	for {
		for _, l := range found.Items {
			_ = out.Write([]string{
				strconv.FormatInt(l.Seq, 10), l.At.UTC().Format(time.RFC3339), l.Action, csvcell.Safe(l.By.Name), l.By.Username, l.Subject.String(), l.Whom.Username,
			})
		}
		out.Flush()
		if err := out.Error(); err != nil || found.Next == "" {
			return err
		}
		ask.Cursor = page.Cursor(found.Next)
		if found, err = a.opt.Accounts.AuditOf(r.Context(), ws, f, ask); err != nil {
			return err
		}
	}
}

// auditQuery reads the filters as the list takes them.
func auditQuery(r *http.Request) (audit.Filter, error) {
	q := r.URL.Query()
	f := audit.Filter{Group: q.Get("group"), Action: q.Get("action")}
	var err error
	if text := q.Get("actor"); text != "" {
		if f.Actor, err = id.Parse[any](text); err != nil {
			return f, errQuery.WithField("query.actor", errQuery.Code, errQuery.Detail)
		}
	}
	for name, at := range map[string]*time.Time{"from": &f.From, "until": &f.Until} {
		if text := q.Get(name); text != "" {
			if *at, err = time.Parse(time.RFC3339, text); err != nil {
				return f, errQuery.WithField("query."+name, errQuery.Code, errQuery.Detail)
			}
		}
	}
	return f, nil
}
