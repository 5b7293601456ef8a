package channel

import (
	"context"
	"net/http"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
)

// The limits in these schemas are only against abuse: what the network allows is checked field by field, all of it at once.

type formHeaderView struct {
	Format     string `json:"format" enum:"none,text,image,video,document,location" doc:"location cannot be written here"`
	Text       string `json:"text,omitempty" maxLength:"4000"`
	Example    string `json:"example,omitempty" maxLength:"4000" doc:"Of the variable in the text"`
	Attachment string `json:"attachment_id,omitempty" maxLength:"40" doc:"The file shown as the example"`
}

type formButtonView struct {
	Type    string `json:"type" maxLength:"40" doc:"quick_reply, url, phone_number or copy_code"`
	Text    string `json:"text,omitempty" maxLength:"4000"`
	URL     string `json:"url,omitempty" maxLength:"4000" doc:"May end with {{1}}"`
	Example string `json:"example,omitempty" maxLength:"4000" doc:"Of the variable in the address; the code that is copied"`
	Phone   string `json:"phone,omitempty" maxLength:"40"`
}

// FormParts are the parts of a template as they are written.
type FormParts struct {
	Category string            `json:"category" maxLength:"40" doc:"MARKETING or UTILITY"`
	Header   formHeaderView    `json:"header"`
	Body     string            `json:"body" maxLength:"8000" doc:"With variables {{1}}, {{2}} or {{name}}"`
	Examples map[string]string `json:"examples" doc:"Of the variables of the body, by number or name"`
	Footer   string            `json:"footer,omitempty" maxLength:"4000"`
	Buttons  []formButtonView  `json:"buttons" maxItems:"20"`
}

// TemplateFormView is a whole template as it is written.
type TemplateFormView struct {
	FormParts
	Name     string `json:"name" maxLength:"1000"`
	Language string `json:"language" maxLength:"20"`
}

func (v FormParts) form() TemplateForm {
	f := TemplateForm{
		Category: v.Category, Body: v.Body, Examples: v.Examples, Footer: v.Footer,
		Header: FormHeader{Format: v.Header.Format, Text: v.Header.Text, Example: v.Header.Example, Attachment: v.Header.Attachment},
	}
	for _, b := range v.Buttons {
		f.Buttons = append(f.Buttons, FormButton(b))
	}
	return f
}

func formViewOf(f TemplateForm) TemplateFormView {
	v := TemplateFormView{Name: f.Name, Language: f.Language, FormParts: FormParts{
		Category: f.Category, Body: f.Body, Examples: f.Examples, Footer: f.Footer, Buttons: []formButtonView{},
		Header: formHeaderView{Format: f.Header.Format, Text: f.Header.Text, Example: f.Header.Example, Attachment: f.Header.Attachment},
	}}
	for _, b := range f.Buttons {
		v.Buttons = append(v.Buttons, formButtonView(b))
	}
	return v
}

type newTemplateBody struct {
	Body struct {
		TemplateFormView
		ChannelID string `json:"channel_id"`
	}
}

type changedTemplateBody struct {
	TemplatePath
	Body FormParts
}

func (h *HTTP) registerForms(a *httpapi.API) {
	httpapi.Register(a, httpapi.Op{
		ID: "create-template", Method: http.MethodPost, Path: "/templates", Summary: "Submit a new template to the network",
		Description: "Answers as soon as the network did. With status SUBMITTING its answer was lost; a later reading of its list settles that.",
		Right:       httpapi.Manage, Status: http.StatusCreated,
	}, h.createTemplate)
	httpapi.Register(a, httpapi.Op{
		ID: "edit-template", Method: http.MethodPut, Path: "/templates/{template}", Summary: "Replace the parts of a template",
		Description: "Only of approved, rejected and paused templates that no scheduled or running blast uses; approved ones once in 24 hours and ten times in 30 days.",
		Right:       httpapi.Manage,
	}, h.editTemplate)
	httpapi.Register(a, httpapi.Op{
		ID: "delete-template", Method: http.MethodDelete, Path: "/templates/{template}", Summary: "Delete a template on the network",
		Description: "Refused while scheduled or running blasts use it. The network keeps the name of a deleted template for 30 days.",
		Right:       httpapi.Manage, Status: http.StatusOK, AllowReadOnly: true,
	}, h.deleteTemplate)
}

func (h *HTTP) createTemplate(ctx context.Context, p account.Principal, ws id.Workspace, in *newTemplateBody) (*templateBody, error) {
	ch, err := (ChannelPath{Channel: in.Body.ChannelID}).id()
	if err != nil {
		return nil, err
	}
	f := in.Body.form()
	f.Name, f.Language = in.Body.Name, in.Body.Language
	return h.templateAnswer(h.Service.SubmitTemplate(ctx, ws, ch, f, p.Actor()))
}

func (h *HTTP) editTemplate(ctx context.Context, p account.Principal, ws id.Workspace, in *changedTemplateBody) (*templateBody, error) {
	t, err := in.id()
	if err != nil {
		return nil, err
	}
	return h.templateAnswer(h.Service.EditTemplate(ctx, ws, t, in.Body.form(), p.Actor()))
}

func (h *HTTP) deleteTemplate(ctx context.Context, p account.Principal, ws id.Workspace, in *TemplatePath) (*templateBody, error) {
	t, err := in.id()
	if err != nil {
		return nil, err
	}
	return h.templateAnswer(h.Service.DeleteTemplate(ctx, ws, t, p.Actor()))
}

func (h *HTTP) templateAnswer(m MessageTemplate, err error) (*templateBody, error) {
	if err != nil {
		return nil, err
	}
	return &templateBody{Body: templateViewOf(m, h.Service.d.Clock.Now())}, nil
}
