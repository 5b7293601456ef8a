package desk

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/erase"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/secret"
)

func (s *Service) registerActs(a *httpapi.API) {
	httpapi.RegisterOperator(a, httpapi.Op{
		ID: "take-in-deletion", Method: http.MethodPost, Path: "/deletions", Summary: "Write down a request that came by e-mail or on paper", Status: http.StatusCreated,
		Description: "For who has checked whose the request is. Nothing is deleted before its plan is approved. The answer has the code of the public status page, once.",
	}, s.handleTakeIn)
	httpapi.RegisterOperator(a, httpapi.Op{
		ID: "import-deletions", Method: http.MethodPost, Path: "/deletions/import", Summary: "Take in accounts whose data Meta asks to delete, from a list it sent",
		Status: http.StatusOK, Description: "Each id is treated as if Meta had called. Accounts that were connected after the date of the list are left alone.",
	}, s.handleImport)
	act(a, s, "approve", "Agree to the plan, named by its last eight characters", s.approve)
	act(a, s, "hold", "Keep it from being carried out, until a day at most 90 days ahead", s.hold)
	act(a, s, "release", "End a hold; nothing is deleted for three days", s.release)
	act(a, s, "refuse", "Refuse it, with a reason that who asked is told", s.refuse)
	act(a, s, "extend", "Give it up to 60 days more, once", s.extend)
	act(a, s, "retry", "Try again what could not be proven", s.retry)
	act(a, s, "replan", "Count the plan anew; who had agreed must agree again", s.replan)
}

// Proof is who acts, shown anew.
type Proof struct {
	LicenceCode string `json:"licence_code" maxLength:"100" doc:"The person's own, typed anew"`
}

func (p *Proof) code() secret.String { return secret.New(p.LicenceCode) }

type proven interface{ code() secret.String }

// act adds an operation on one deletion that changes it. The body B carries the proof of the person.
func act[B any, P interface {
	*B
	proven
}](a *httpapi.API, s *Service, name, summary string, do func(ctx context.Context, p account.Principal, ref erase.ID, body P) error) {
	type input struct {
		DeletionPath
		Body B
	}
	op := httpapi.Op{ID: name + "-deletion", Method: http.MethodPost, Path: "/deletions/{deletion}/" + name, Summary: summary, Status: http.StatusOK}
	httpapi.RegisterOperator(a, op, func(ctx context.Context, p account.Principal, in *input) (*viewOutput, error) {
		ref, err := in.id()
		if err != nil {
			return nil, err
		}
		body := P(&in.Body)
		if err := s.d.Accounts.Confirm(ctx, p, body.code()); err != nil {
			return nil, err
		}
		if err := do(ctx, p, ref, body); err != nil {
			return nil, err
		}
		return s.look(ctx, p, ref)
	})
}

type approveBody struct {
	Proof
	PlanTail string `json:"plan_tail" minLength:"8" maxLength:"8" doc:"The last eight characters of the hash of the plan"`
}

func (s *Service) approve(ctx context.Context, p account.Principal, ref erase.ID, in *approveBody) error {
	r, _, err := s.d.Erasures.Get(ctx, id.Workspace{}, ref)
	if err != nil {
		return err
	}
	if r.State == erase.Planned && !strings.HasSuffix(r.Plan.Hash, strings.ToLower(in.PlanTail)) {
		return ErrTail.WithField("plan_tail", ErrTail.Code, ErrTail.Detail)
	}
	_, err = s.d.Erasures.Approve(ctx, ref, r.Plan.Hash, p.Actor())
	return err
}

type holdBody struct {
	Proof
	Reason   erase.Reason `json:"reason" enum:"dispute,legal_order,not_owner,not_identified,duplicate,other"`
	ReviewOn string       `json:"review_on" format:"date" doc:"On this day it goes on by itself"`
	Note     string       `json:"note,omitempty" maxLength:"500" doc:"For operators only"`
}

func (s *Service) hold(ctx context.Context, p account.Principal, ref erase.ID, in *holdBody) error {
	review, err := erase.Day(in.ReviewOn)
	if err != nil {
		return erase.ErrReview.WithField("review_on", erase.ErrReview.Code, erase.ErrReview.Detail)
	}
	_, err = s.d.Erasures.Hold(ctx, ref, erase.Decision{By: p.Actor(), Reason: in.Reason, Note: in.Note}, review)
	return err
}

type releaseBody struct {
	Proof
	Note string `json:"note,omitempty" maxLength:"500" doc:"For operators only"`
}

func (s *Service) release(ctx context.Context, p account.Principal, ref erase.ID, in *releaseBody) error {
	_, err := s.d.Erasures.Release(ctx, ref, erase.Decision{By: p.Actor(), Note: in.Note})
	return err
}

type refuseBody struct {
	Proof
	Reason erase.Reason `json:"reason" enum:"dispute,legal_order,not_owner,not_identified,duplicate,other"`
	Note   string       `json:"note,omitempty" maxLength:"500" doc:"For operators only"`
}

func (s *Service) refuse(ctx context.Context, p account.Principal, ref erase.ID, in *refuseBody) error {
	_, err := s.d.Erasures.Refuse(ctx, ref, erase.Decision{By: p.Actor(), Reason: in.Reason, Note: in.Note})
	return err
}

type extendBody struct {
	Proof
	Days   int          `json:"days" minimum:"1" maximum:"60"`
	Reason erase.Reason `json:"reason" enum:"complex,dispute,legal_order,not_identified,other"`
	Note   string       `json:"note,omitempty" maxLength:"500" doc:"For operators only"`
}

func (s *Service) extend(ctx context.Context, p account.Principal, ref erase.ID, in *extendBody) error {
	_, err := s.d.Erasures.Extend(ctx, ref, erase.Decision{By: p.Actor(), Reason: in.Reason, Note: in.Note}, in.Days)
	return err
}

type proofBody struct{ Proof }

func (s *Service) retry(ctx context.Context, p account.Principal, ref erase.ID, _ *proofBody) error {
	_, err := s.d.Erasures.Again(ctx, ref, p.Actor())
	return err
}

func (s *Service) replan(ctx context.Context, p account.Principal, ref erase.ID, _ *proofBody) error {
	_, err := s.d.Erasures.Replan(ctx, ref, p.Actor())
	return err
}

type takeInInput struct{ Body takeInBody }

type takeInBody struct {
	Proof
	Workspace  string          `json:"workspace" maxLength:"80" doc:"Its short name"`
	Scope      erase.ScopeBody `json:"scope"`
	NoWayBack  bool            `json:"no_way_back,omitempty" doc:"Give up the restore points of the workspace as well"`
	GraceHours int             `json:"grace_hours" minimum:"0" maximum:"168" doc:"Hours in which it can be called off after its approval"`
}

func (s *Service) handleTakeIn(ctx context.Context, p account.Principal, in *takeInInput) (*viewOutput, error) {
	b := &in.Body
	scope, err := b.Scope.Scope()
	if err != nil {
		return nil, err
	}
	if err := s.d.Accounts.Confirm(ctx, p, b.code()); err != nil {
		return nil, err
	}
	w, err := s.d.Workspaces.BySlug(ctx, strings.TrimSpace(b.Workspace))
	if err != nil {
		return nil, err
	}
	r, err := s.d.Erasures.TakeIn(ctx, w.ID, scope, time.Duration(b.GraceHours)*time.Hour, b.NoWayBack, p.Actor())
	if err != nil {
		return nil, err
	}
	out, err := s.look(ctx, p, r.ID)
	if err != nil {
		return nil, err
	}
	out.Body.StatusCode = r.Code()
	return out, nil
}

type importInput struct{ Body importBody }

type importBody struct {
	Proof
	Date string   `json:"date" format:"date" doc:"Of the list"`
	IDs  []string `json:"ids" minItems:"1" maxItems:"1000" nullable:"false" doc:"As Meta wrote them: digits"`
}

type importOutput struct{ Body importedList }

type importedList struct {
	Items []imported `json:"items" nullable:"false"`
}

type imported struct {
	ID        string `json:"id"`
	Code      string `json:"code" doc:"Of the status page, which Meta or the person is told"`
	StatusURL string `json:"status_url"`
}

func (s *Service) handleImport(ctx context.Context, p account.Principal, in *importInput) (*importOutput, error) {
	b := &in.Body
	day, err := erase.Day(b.Date)
	if err != nil {
		return nil, ErrDate.WithField("date", ErrDate.Code, ErrDate.Detail)
	}
	for _, user := range b.IDs {
		if user == "" || len(user) > 40 || strings.Trim(user, "0123456789") != "" {
			return nil, ErrIDs.WithField("ids", ErrIDs.Code, ErrIDs.Detail)
		}
	}
	if err := s.d.Accounts.Confirm(ctx, p, b.code()); err != nil {
		return nil, err
	}
	codes, err := s.d.Erasures.FromList(ctx, b.IDs, day.Add(24*time.Hour-time.Second), p.Actor())
	if err != nil {
		return nil, err
	}
	out := &importOutput{}
	for i, code := range codes {
		url := strings.TrimSuffix(s.d.PublicURL, "/") + erase.StatusPath + code
		out.Body.Items = append(out.Body.Items, imported{ID: b.IDs[i], Code: code, StatusURL: url})
	}
	return out, nil
}
