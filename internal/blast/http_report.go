package blast

import (
	"context"
	"net/http"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
)

func (h *operations) registerReport(a *httpapi.API) {
	httpapi.Register(a, httpapi.Op{
		ID: "list-blast-recipients", Method: http.MethodGet, Path: "/blasts/{blast}/recipients", Summary: "List the recipients of a blast", Right: httpapi.Read,
	}, h.recipients)
	httpapi.Register(a, httpapi.Op{
		ID: "get-blast-report", Method: http.MethodGet, Path: "/blasts/{blast}/report", Summary: "Get the report of a blast", Right: httpapi.Read,
	}, h.report)
	a.Raw(httpapi.Op{
		ID: "download-blast-report", Method: http.MethodGet, Path: "/blasts/{blast}/report.csv", Summary: "Download every recipient with state and reason",
		Right: httpapi.Read,
	}, h.csv)
}

// RecipientView is one recipient of a blast.
type RecipientView struct {
	ContactID    string       `json:"contact_id"`
	Name         string       `json:"name"`
	PhoneDisplay string       `json:"phone_display"`
	State        outbox.State `json:"state"`
	Reason       string       `json:"reason"`
	Code         string       `json:"code"`
	Version      int          `json:"version" doc:"The version of the text"`
	At           *time.Time   `json:"at"`
	RepliedAt    *time.Time   `json:"replied_at"`
	SendID       *string      `json:"send_id"`
	ExternalID   string       `json:"external_id"`
}

func recipientView(r Recipient) RecipientView {
	p := person(r.Contact, r.Person)
	v := RecipientView{
		ContactID: p.ID, Name: p.Name, PhoneDisplay: p.PhoneDisplay, State: r.State, Reason: r.Reason, Code: r.Code, Version: r.Version,
		At: httpapi.Stamp(r.At()), RepliedAt: httpapi.Stamp(r.RepliedAt), ExternalID: r.Send.ExternalID,
	}
	v.SendID = optional(r.Send.ID.String())
	return v
}

type recipientsInput struct {
	BlastPath
	httpapi.Paging
	State string `query:"state" enum:"planned,queued,held,sending,accepted,sent,delivered,read,skipped,failed,unknown"`
}

func (h *operations) recipients(ctx context.Context, _ account.Principal, ws id.Workspace, in *recipientsInput) (*body[httpapi.List[RecipientView]], error) {
	key, err := in.id()
	if err != nil {
		return nil, err
	}
	got, err := h.Service.Recipients(ctx, ws, key, outbox.State(in.State), in.Request())
	return &body[httpapi.List[RecipientView]]{httpapi.ListOf(got, recipientView)}, err
}

// FailureView is how many recipients failed, or are in doubt, for one cause.
type FailureView struct {
	State     outbox.State `json:"state" enum:"failed,unknown"`
	Reason    string       `json:"reason"`
	Code      string       `json:"code"`
	Class     string       `json:"class"`
	Count     int          `json:"count"`
	Retryable bool         `json:"retryable"`
}

// MinuteView is how many messages the network took in one minute.
type MinuteView struct {
	At   time.Time `json:"at"`
	Sent int       `json:"sent"`
}

// ReportView is how a blast went.
type ReportView struct {
	Counts    Counts        `json:"counts"`
	Failures  []FailureView `json:"failures"`
	Skips     []Count       `json:"skips"`
	PerMinute []MinuteView  `json:"per_minute"`
}

func (h *operations) report(ctx context.Context, _ account.Principal, ws id.Workspace, in *BlastPath) (*body[ReportView], error) {
	key, err := in.id()
	if err != nil {
		return nil, err
	}
	r, err := h.Service.Report(ctx, ws, key)
	if err != nil {
		return nil, err
	}
	v := ReportView{Counts: r.Counts, Failures: []FailureView{}, Skips: orEmpty(r.Skips), PerMinute: []MinuteView{}}
	for _, f := range r.Failures {
		v.Failures = append(v.Failures, FailureView(f))
	}
	for _, m := range r.Minutes {
		v.PerMinute = append(v.PerMinute, MinuteView{At: time.Unix(m.At*60, 0).UTC(), Sent: m.Sent})
	}
	return &body[ReportView]{v}, nil
}

func (h *operations) csv(w http.ResponseWriter, r *http.Request, p account.Principal, ws id.Workspace) error {
	key, err := BlastPath{Blast: r.PathValue("blast")}.id()
	if err != nil {
		return err
	}
	b, err := h.Service.Get(r.Context(), ws, key)
	if err != nil {
		return err
	}
	if err := h.Service.recordExport(r.Context(), ws, key, p.Actor()); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="blast-`+b.ID.String()+`.csv"`)
	w.Header().Set("Cache-Control", "no-store")
	return h.Service.WriteCSV(r.Context(), ws, key, w)
}
