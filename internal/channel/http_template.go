package channel

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

type templateView struct {
	ID              string           `json:"id"`
	ChannelID       string           `json:"channel_id"`
	Name            string           `json:"name"`
	Language        string           `json:"language"`
	Category        string           `json:"category"`
	Status          string           `json:"status" doc:"The network's own word, or SUBMITTING, DELETING, NOT_CREATED while its answer is not known; only APPROVED can be sent"`
	Quality         string           `json:"quality"`
	RejectedReason  string           `json:"rejected_reason"`
	ParameterFormat string           `json:"parameter_format"`
	Components      []any            `json:"components"`
	Variables       []Variable       `json:"variables"`
	Sendable        bool             `json:"sendable"`
	NotSendable     string           `json:"not_sendable_reason"`
	PausedReason    string           `json:"paused_reason"`
	PausedUntil     *time.Time       `json:"paused_until"`
	SubmittedAt     *time.Time       `json:"submitted_at" doc:"When it was last handed to the network from here"`
	Form            TemplateFormView `json:"form" doc:"The template as it is written"`
	Editable        bool             `json:"editable"`
	NotEditable     string           `json:"not_editable_reason"`
	EditableAt      *time.Time       `json:"editable_at" doc:"When an approved template may be changed again"`
}

func templateViewOf(m MessageTemplate, now time.Time) templateView {
	v := templateView{
		ID: m.ID.String(), ChannelID: m.Channel.String(), Name: m.Name, Language: m.Language, Category: m.Category, Status: m.Status,
		Quality: m.Quality, RejectedReason: m.RejectedReason, ParameterFormat: m.ParameterFormat, Components: []any{},
		Variables: append([]Variable{}, m.Variables()...),
	}
	_ = json.Unmarshal(m.Components, &v.Components) // what is no array shows as none
	v.Sendable, v.NotSendable = m.Sendable(now)
	var until time.Time
	v.Editable, v.NotEditable, until = m.Editable(now)
	v.Form, v.EditableAt, v.SubmittedAt = formViewOf(m.Form()), httpapi.Stamp(until), httpapi.Stamp(m.SubmittedAt)
	if m.Paused(now) {
		v.PausedReason, v.PausedUntil = m.PausedReason, httpapi.Stamp(m.PausedUntil)
	}
	return v
}

type listTemplatesQuery struct {
	Channel string `query:"channel" doc:"Only of this channel"`
	Status  string `query:"status" maxLength:"40" doc:"Only with this status"`
	Search  string `query:"search" maxLength:"200" doc:"Only with this in their name"`
	Gone    bool   `query:"hide_deleted" doc:"Without those that the network no longer lists"`
	httpapi.Paging
}

type templatePage struct{ Body httpapi.List[templateView] }

type syncedBody struct {
	Body struct {
		Synced int `json:"synced" doc:"How many templates the network lists"`
	}
}

func (h *HTTP) registerTemplates(a *httpapi.API) {
	httpapi.Register(a, httpapi.Op{ID: "list-templates", Method: http.MethodGet, Path: "/templates", Summary: "List templates", Right: httpapi.Read}, h.listTemplates)
	httpapi.Register(a, httpapi.Op{ID: "get-template", Method: http.MethodGet, Path: "/templates/{template}", Summary: "Get a template", Right: httpapi.Read}, h.getTemplate)
	httpapi.Register(a, httpapi.Op{
		ID: "resume-template", Method: http.MethodPost, Path: "/templates/{template}/resume", Summary: "Use a paused template again", Right: httpapi.Manage,
	}, h.resumeTemplate)
	httpapi.Register(a, httpapi.Op{
		ID: "sync-templates", Method: http.MethodPost, Path: "/channels/{channel}/templates/sync", Summary: "Read the templates anew", Right: httpapi.Edit,
	}, h.syncTemplates)
	h.registerForms(a)
}

func (h *HTTP) listTemplates(ctx context.Context, _ account.Principal, ws id.Workspace, in *listTemplatesQuery) (*templatePage, error) {
	var ch ID
	if in.Channel != "" {
		var err error
		if ch, err = (ChannelPath{Channel: in.Channel}).id(); err != nil {
			return nil, err
		}
	}
	out := &templatePage{}
	err := h.Service.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		f := TemplateFilter{Channel: ch, Status: in.Status, Search: in.Search, HideDeleted: in.Gone}
		found, err := h.Service.FindTemplates(ctx, q, f, in.Request())
		if err != nil {
			return err
		}
		now := h.Service.d.Clock.Now()
		out.Body = httpapi.ListOf(found, func(m MessageTemplate) templateView { return templateViewOf(m, now) })
		return nil
	})
	return out, err
}

// TemplatePath is embedded where an operation is about one template.
type TemplatePath struct {
	Template string `path:"template" doc:"Id of the template"`
}

func (p TemplatePath) id() (TemplateID, error) {
	t, err := id.Parse[MessageTemplate](p.Template)
	if err != nil {
		return TemplateID{}, ErrTemplateNotFound
	}
	return t, nil
}

type templateBody struct{ Body templateView }

func (h *HTTP) getTemplate(ctx context.Context, _ account.Principal, ws id.Workspace, in *TemplatePath) (*templateBody, error) {
	t, err := in.id()
	if err != nil {
		return nil, err
	}
	out := &templateBody{}
	err = h.Service.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		m, err := h.Service.TemplateByID(ctx, q, t)
		out.Body = templateViewOf(m, h.Service.d.Clock.Now())
		return err
	})
	return out, err
}

func (h *HTTP) resumeTemplate(ctx context.Context, _ account.Principal, ws id.Workspace, in *TemplatePath) (*templateBody, error) {
	t, err := in.id()
	if err != nil {
		return nil, err
	}
	out := &templateBody{}
	err = h.Service.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		if err := h.Service.ResumeTemplate(ctx, tx, t); err != nil {
			return err
		}
		m, err := h.Service.TemplateByID(ctx, tx, t)
		out.Body = templateViewOf(m, tx.Now())
		return err
	})
	return out, err
}

func (h *HTTP) syncTemplates(ctx context.Context, _ account.Principal, ws id.Workspace, in *ChannelPath) (*syncedBody, error) {
	ch, err := in.id()
	if err != nil {
		return nil, err
	}
	out := &syncedBody{}
	out.Body.Synced, err = h.Service.SyncTemplates(ctx, ws, ch)
	return out, err
}
