package erase

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/secret"
)

// Register adds the operations of owners.
func (s *Service) Register(a *httpapi.API) {
	httpapi.Register(a, httpapi.Op{
		ID: "plan-erasure", Method: http.MethodPost, Path: "/erasure-plan", Summary: "Count what a deletion would come to", Right: httpapi.Delete, AllowReadOnly: true,
		Description: "Changes nothing. What is agreed to afterwards is the hash of this plan.",
	}, s.handlePlan)
	httpapi.Register(a, httpapi.Op{
		ID: "request-erasure", Method: http.MethodPost, Path: "/erasure-requests", Summary: "Have data deleted for good", Right: httpapi.Delete, AllowReadOnly: true,
		Status:      http.StatusCreated,
		Description: "Needs the name of the workspace and the person's licence code, typed anew. The answer has the code of the public status page, which is shown once.",
	}, s.handleAsk)
	httpapi.Register(a, httpapi.Op{
		ID: "list-erasures", Method: http.MethodGet, Path: "/erasure-requests", Summary: "List deletions", Right: httpapi.Delete,
	}, s.handleList)
	httpapi.Register(a, httpapi.Op{
		ID: "get-erasure", Method: http.MethodGet, Path: "/erasure-requests/{erasure}", Summary: "Look at a deletion", Right: httpapi.Delete,
	}, s.handleGet)
	httpapi.Register(a, httpapi.Op{
		ID: "cancel-erasure", Method: http.MethodPost, Path: "/erasure-requests/{erasure}/cancel", Summary: "Call a deletion off while its time to think runs",
		Right: httpapi.Delete, AllowReadOnly: true,
	}, s.handleCancel)
	s.registerAnswer(a)
	a.Raw(httpapi.Op{
		ID: "download-certificate", Method: http.MethodGet, Path: "/erasure-requests/{erasure}/certificate", Summary: "Download the signed certificate",
		Right: httpapi.Delete, Produces: "application/json",
	}, s.handleCertificate)
}

// ScopeBody is a scope as it is written in requests and answers.
type ScopeBody struct {
	Whole      bool               `json:"whole,omitempty" doc:"The whole workspace"`
	Categories []datamap.Category `json:"categories,omitempty" nullable:"false" enum:"C1,C2,C3,C4,C5,C6,C7,C8" doc:"Categories of the deletion page, in its order"`
	ContactID  string             `json:"contact_id,omitempty" doc:"One contact with everything of theirs"`
}

// Scope reads it. It fails with ErrScope.
func (b *ScopeBody) Scope() (Scope, error) {
	out := Scope{Whole: b.Whole, Categories: b.Categories}
	if b.ContactID != "" {
		c, err := id.Parse[contact.Contact](b.ContactID)
		if err != nil {
			return out, contact.ErrNotFound
		}
		out.Contact = c
	}
	return out, out.check()
}

type planInput struct {
	Body struct {
		Scope ScopeBody `json:"scope"`
	}
}

// PlanView is a plan with its sums.
type PlanView struct {
	Lines   []Line    `json:"lines" nullable:"false" doc:"By category and table: rows and files that go, are cleared, or stay with a reason"`
	Gone    int64     `json:"gone" doc:"Rows that go or are cleared"`
	Kept    int64     `json:"kept"`
	Seconds int64     `json:"seconds" doc:"About how long it takes"`
	Hash    string    `json:"hash"`
	At      time.Time `json:"at"`
}

// PlanViewOf makes the view of a plan.
func PlanViewOf(p Plan) PlanView {
	v := PlanView{Lines: p.Lines, Seconds: p.Seconds, Hash: p.Hash, At: p.At}
	if v.Lines == nil {
		v.Lines = []Line{}
	}
	v.Gone, v.Kept = p.Rows()
	return v
}

type planOutput struct{ Body PlanView }

func (s *Service) handlePlan(ctx context.Context, _ account.Principal, ws id.Workspace, in *planInput) (*planOutput, error) {
	scope, err := in.Body.Scope.Scope()
	if err != nil {
		return nil, err
	}
	p, err := s.Preview(ctx, ws, scope)
	return &planOutput{Body: PlanViewOf(p)}, err
}

type askInput struct {
	Body struct {
		Scope         ScopeBody `json:"scope"`
		PlanHash      string    `json:"plan_hash" maxLength:"64"`
		PlanGone      int64     `json:"plan_gone" doc:"How many rows the plan said would go"`
		NoWayBack     bool      `json:"no_way_back,omitempty" doc:"Give up the restore points: backups from before the deletion cannot be read for this workspace from then on"`
		GraceHours    int       `json:"grace_hours" minimum:"0" maximum:"168" doc:"Hours in which it can be called off"`
		WorkspaceName string    `json:"workspace_name" maxLength:"200"`
		LicenceCode   string    `json:"licence_code" maxLength:"100"`
	}
}

// ErasureView is a deletion as owners see it.
type ErasureView struct {
	ID          string        `json:"id"`
	State       State         `json:"state" enum:"received,acknowledged,identity_pending,verified,planned,approved,grace,executing,verifying,live_erased,backup_wait,complete,expired,refused,cancelled,on_hold,failed_verification,no_data_found"`
	Way         Way           `json:"way" enum:"app,operator,meta,form,email,contact"`
	Scope       ScopeBody     `json:"scope"`
	ChannelID   *channel.ID   `json:"channel_id" doc:"Only this Instagram account, when Meta asked for it"`
	Plan        PlanView      `json:"plan"`
	ReceivedAt  time.Time     `json:"received_at"`
	GraceUntil  *time.Time    `json:"grace_until"`
	DueAt       time.Time     `json:"due_at" doc:"By when it is promised"`
	LiveAt      *time.Time    `json:"live_erased_at"`
	DoneAt      *time.Time    `json:"done_at"`
	Reason      string        `json:"reason" doc:"Code of why it was refused or is held, or what could not be proven"`
	HoldUntil   *time.Time    `json:"hold_until" doc:"When a hold is looked at again and the deletion goes on by itself"`
	Extension   *extension    `json:"extension" doc:"Why and since when it may take longer"`
	Stage       string        `json:"stage" enum:"ledger,freeze,external,drain,rows,storage,verify,proof,"`
	Done        []Line        `json:"done" nullable:"false"`
	External    []Outcome     `json:"external" nullable:"false"`
	Checks      []Check       `json:"checks" nullable:"false"`
	Scan        Scan          `json:"scan"`
	Control     int           `json:"control" doc:"Values that the scanner found before the deletion"`
	Steps       []ErasureStep `json:"steps" nullable:"false"`
	Certificate bool          `json:"certificate"`
	AnswerBy    *time.Time    `json:"answer_by" doc:"Until when owners have to answer the person who asks"`
	Proofs      []ProofKind   `json:"proofs" nullable:"false" enum:"licence,session,phone" doc:"What was shown so far of who asks from outside"`
	NoWayBack   bool          `json:"no_way_back" doc:"The restore points are given up with it"`
	PointsGone  int           `json:"restore_points_destroyed" doc:"Backups that cannot be read for this workspace any more because of it"`
	StatusCode  string        `json:"status_code,omitempty" doc:"Of the public status page; only in the answer to the request"`
}

// ErasureStep is one change of state.
type ErasureStep struct {
	State  State     `json:"state"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
	Act    string    `json:"act" enum:",approval,extension" doc:"What was done without moving it, or empty"`
}

type extension struct {
	Days   int       `json:"days"`
	Reason Reason    `json:"reason" enum:"complex,dispute,legal_order,not_identified,other"`
	At     time.Time `json:"at"`
}

// act is what a step did that moved nothing.
func (s *Step) act() string {
	if s.From == s.To {
		return s.Reason
	}
	return ""
}

// ViewOf is a request as its owner sees it; of the steps there may be none.
func ViewOf(r *Request, way []Step) ErasureView {
	v := ErasureView{
		ID: r.ID.String(), State: r.State, Way: r.Way, Scope: ScopeBody{Whole: r.Scope.Whole, Categories: r.Scope.Categories}, Plan: PlanViewOf(r.Plan),
		ReceivedAt: r.Received, GraceUntil: httpapi.Stamp(r.GraceTill), DueAt: r.Due(), LiveAt: httpapi.Stamp(r.LiveAt), DoneAt: httpapi.Stamp(r.DoneAt),
		Reason: r.Reason, HoldUntil: httpapi.Stamp(r.Desk.ReviewAt), Done: r.Report.Lines, External: r.Report.External, Checks: slices.Clone(r.Report.Checks), Scan: r.Report.Scan, Control: r.Report.Control,
		Certificate: len(r.Document) > 0, StatusCode: r.code, NoWayBack: r.Plan.NoWayBack, PointsGone: r.Report.Points.Count,
	}
	if told := r.Told(); told != "" {
		v.Reason = string(told)
	}
	if e := r.Desk.Extension; e != nil {
		v.Extension = &extension{e.Days, e.Reason, e.At}
	}
	if !r.Scope.Contact.IsZero() {
		v.Scope.ContactID = r.Scope.Contact.String()
	}
	if !r.Scope.Channel.IsZero() {
		v.ChannelID = &r.Scope.Channel
	}
	if n := len(r.Report.Stages); n > 0 && (r.State == Executing || r.State == Verifying) {
		v.Stage = r.Report.Stages[n-1].Stage
	}
	v.Proofs, v.AnswerBy = proofsOf(r), httpapi.Stamp(r.answerTill())
	for i := range v.Checks { // where exactly is the operators'
		v.Checks[i].Places = nil
	}
	v.Done, v.External, v.Checks = notNil(v.Done), notNil(v.External), notNil(v.Checks)
	v.Steps = []ErasureStep{}
	for i := range way {
		s := &way[i]
		step := ErasureStep{State: s.To, At: s.At, Reason: s.Reason, Act: s.act()}
		if told := (&Request{State: s.To, Reason: s.Reason}).Told(); told != "" && step.Act == "" {
			step.Reason = string(told)
		}
		v.Steps = append(v.Steps, step)
	}
	return v
}

func notNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

type erasureOutput struct{ Body ErasureView }

func (s *Service) handleAsk(ctx context.Context, p account.Principal, _ id.Workspace, in *askInput) (*erasureOutput, error) {
	scope, err := in.Body.Scope.Scope()
	if err != nil {
		return nil, err
	}
	r, err := s.Ask(ctx, p, Wish{
		Scope: scope, Hash: in.Body.PlanHash, Rows: in.Body.PlanGone, Grace: time.Duration(in.Body.GraceHours) * time.Hour, NoWayBack: in.Body.NoWayBack,
		Code: secret.New(in.Body.LicenceCode), Name: in.Body.WorkspaceName,
	})
	if err != nil {
		return nil, err
	}
	return &erasureOutput{Body: ViewOf(&r, nil)}, nil
}

type listOutput struct {
	Body struct {
		Items []ErasureView `json:"items" nullable:"false"`
	}
}

func (s *Service) handleList(ctx context.Context, _ account.Principal, ws id.Workspace, _ *httpapi.None) (*listOutput, error) {
	all, err := s.List(ctx, ws)
	if err != nil {
		return nil, err
	}
	out := &listOutput{}
	out.Body.Items = []ErasureView{}
	for i := range all {
		out.Body.Items = append(out.Body.Items, ViewOf(&all[i], nil))
	}
	return out, nil
}

type erasurePath struct {
	Erasure string `path:"erasure"`
}

func (p *erasurePath) id() (ID, error) {
	r, err := id.Parse[Request](p.Erasure)
	if err != nil {
		return r, ErrNotFound
	}
	return r, nil
}

func (s *Service) handleGet(ctx context.Context, _ account.Principal, ws id.Workspace, in *erasurePath) (*erasureOutput, error) {
	ref, err := in.id()
	if err != nil {
		return nil, err
	}
	r, way, err := s.Get(ctx, ws, ref)
	if err != nil {
		return nil, err
	}
	return &erasureOutput{Body: ViewOf(&r, way)}, nil
}

func (s *Service) handleCancel(ctx context.Context, p account.Principal, ws id.Workspace, in *erasurePath) (*erasureOutput, error) {
	ref, err := in.id()
	if err != nil {
		return nil, err
	}
	if _, err := s.Cancel(ctx, ws, ref, p.Actor()); err != nil {
		return nil, err
	}
	return s.handleGet(ctx, p, ws, in)
}

// errNoCertificate is of deletions that have not come so far.
var errNoCertificate = fault.New(fault.NotFound, "erasure.no_certificate", "There is no certificate yet. It is made when the deletion has been verified.")

func (s *Service) handleCertificate(w http.ResponseWriter, r *http.Request, _ account.Principal, ws id.Workspace) error {
	path := erasurePath{Erasure: r.PathValue("erasure")}
	ref, err := path.id()
	if err != nil {
		return err
	}
	return s.Download(r.Context(), w, ws, ref)
}

// Download writes the certificate of a request; ws is zero for the operator. It fails with ErrNotFound, and when there is none yet.
func (s *Service) Download(ctx context.Context, w http.ResponseWriter, ws id.Workspace, request ID) error {
	found, _, err := s.Get(ctx, ws, request)
	if err != nil {
		return err
	}
	if len(found.Document) == 0 {
		return errNoCertificate
	}
	download(w, &found)
	return nil
}

func download(w http.ResponseWriter, r *Request) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Disposition", `attachment; filename="kelola-certificate-`+r.ID.String()+`.json"`)
	_, _ = w.Write(r.Document)
}
