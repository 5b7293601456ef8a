package signup

import (
	"context"
	"net/http"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Register adds the operations about forms.
func (s *Service) Register(a *httpapi.API) {
	const one = "/signup-forms/{signup_form}"
	read, edit := httpapi.Read, httpapi.Edit
	httpapi.Register(a, httpapi.Op{ID: "list-signup-forms", Method: http.MethodGet, Path: "/signup-forms", Summary: "Sign-up forms by name", Right: read}, s.handleList)
	httpapi.Register(a, httpapi.Op{ID: "create-signup-form", Method: http.MethodPost, Path: "/signup-forms", Summary: "Make a sign-up form", Right: edit, Status: http.StatusCreated}, s.handleCreate)
	httpapi.Register(a, httpapi.Op{ID: "get-signup-form", Method: http.MethodGet, Path: one, Summary: "A sign-up form", Right: read}, s.handleGet)
	httpapi.Register(a, httpapi.Op{ID: "update-signup-form", Method: http.MethodPut, Path: one, Summary: "Change a sign-up form", Right: edit,
		Description: "Who has filled it in before agreed to the words of then."}, s.handleUpdate)
	httpapi.Register(a, httpapi.Op{ID: "delete-signup-form", Method: http.MethodDelete, Path: one, Summary: "Delete a sign-up form; consents stay",
		Right: edit, AllowReadOnly: true}, s.handleDelete)
	of := "The query of is page for the form, or chat for a chat with its channel."
	a.Raw(httpapi.Op{ID: "get-signup-form-qr-svg", Method: http.MethodGet, Path: one + "/qr.svg", Summary: "A QR code as SVG",
		Description: of, Right: read, Produces: "image/svg+xml"}, s.handleSVG)
	a.Raw(httpapi.Op{ID: "get-signup-form-qr-png", Method: http.MethodGet, Path: one + "/qr.png", Summary: "A QR code as PNG",
		Description: of, Right: read, Produces: "image/png"}, s.handlePNG)
}

type formState string

const (
	open   formState = "open"
	closed formState = "closed"
)

type signupFormView struct {
	ID        ID               `json:"id"`
	Name      string           `json:"name"`
	State     formState        `json:"state" enum:"open,closed"`
	Title     string           `json:"title"`
	Text      string           `json:"text"`
	Asks      []Ask            `json:"asks"`
	Email     bool             `json:"email" doc:"Asks for an email address, which may be left empty."`
	Fields    []string         `json:"fields" doc:"Keys of custom fields that are asked."`
	Thanks    string           `json:"thanks"`
	ChatText  string           `json:"chat_text" doc:"How the message of the poster begins; DAFTAR and the code of the form follow."`
	GroupID   *contact.GroupID `json:"group_id" doc:"People who confirm come into it."`
	ChannelID *channel.ID      `json:"channel_id" doc:"Confirmations go to its number."`
	Code      string           `json:"code"`
	URL       string           `json:"url"`
	ChatURL   *string          `json:"chat_url" doc:"Opens a chat with the channel, null while it cannot be written to."`
	Confirmed int64            `json:"confirmed" doc:"Sign-ups that a message confirmed."`
	Waiting   int64            `json:"waiting" doc:"Sign-ups without confirmation; they go after seven days."`
	CreatedAt time.Time        `json:"created_at"`
	UpdatedAt time.Time        `json:"updated_at"`
}

func (s *Service) view(ctx context.Context, q wsdb.Query, f *Form) (signupFormView, error) {
	v := signupFormView{
		ID: f.ID, Name: f.Name, State: closed, Title: f.Page.Title, Text: f.Page.Text, Asks: f.Page.Asks, Email: f.Page.Email, Fields: f.Page.Fields,
		Thanks: f.Page.Thanks, ChatText: f.Page.ChatText, Code: f.Code, URL: s.Link(f), Confirmed: f.Confirmed, Waiting: f.Waiting,
		CreatedAt: f.CreatedAt, UpdatedAt: f.UpdatedAt,
	}
	if f.Open {
		v.State = open
	}
	if !f.Group.IsZero() {
		v.GroupID = &f.Group
	}
	if !f.Channel.IsZero() {
		v.ChannelID = &f.Channel
	}
	number, err := s.number(ctx, q, f)
	if err == nil && number != "" {
		link := chatLink(number, f.posterText())
		v.ChatURL = &link
	}
	return v, err
}

type signupFormBody struct {
	Name      string           `json:"name" maxLength:"200"`
	State     formState        `json:"state" enum:"open,closed"`
	Title     string           `json:"title" maxLength:"400"`
	Text      string           `json:"text,omitempty" maxLength:"4000"`
	Asks      []Ask            `json:"asks" minItems:"1" maxItems:"3"`
	Email     bool             `json:"email,omitempty"`
	Fields    []string         `json:"fields,omitempty" maxItems:"40"`
	Thanks    string           `json:"thanks,omitempty" maxLength:"4000"`
	ChatText  string           `json:"chat_text,omitempty" maxLength:"400"`
	GroupID   *contact.GroupID `json:"group_id,omitempty"`
	ChannelID *channel.ID      `json:"channel_id,omitempty"`
}

func (b *signupFormBody) form() Form {
	f := Form{Name: b.Name, Open: b.State == open, Page: Page{
		Title: b.Title, Text: b.Text, Asks: b.Asks, Email: b.Email, Fields: b.Fields, Thanks: b.Thanks, ChatText: b.ChatText,
	}}
	if b.GroupID != nil {
		f.Group = *b.GroupID
	}
	if b.ChannelID != nil {
		f.Channel = *b.ChannelID
	}
	return f
}

type formInput struct {
	Form ID `path:"signup_form"`
}

type createFormInput struct{ Body signupFormBody }

type updateFormInput struct {
	Form ID `path:"signup_form"`
	Body signupFormBody
}

type formOutput struct{ Body signupFormView }

type formsOutput struct {
	Body httpapi.List[signupFormView]
}

func (s *Service) handleList(ctx context.Context, _ account.Principal, ws id.Workspace, _ *httpapi.None) (*formsOutput, error) {
	var views []signupFormView
	err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		list, err := s.List(ctx, q)
		if err != nil {
			return err
		}
		views = make([]signupFormView, len(list))
		for i := range list {
			if views[i], err = s.view(ctx, q, &list[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return &formsOutput{Body: httpapi.ListAll(views, func(v signupFormView) signupFormView { return v })}, err
}

func (s *Service) shown(ctx context.Context, ws id.Workspace, form ID) (*formOutput, error) {
	out := &formOutput{}
	err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		f, err := s.Get(ctx, q, form)
		if err != nil {
			return err
		}
		out.Body, err = s.view(ctx, q, &f)
		return err
	})
	return out, err
}

func (s *Service) handleGet(ctx context.Context, _ account.Principal, ws id.Workspace, in *formInput) (*formOutput, error) {
	return s.shown(ctx, ws, in.Form)
}

func (s *Service) handleCreate(ctx context.Context, p account.Principal, ws id.Workspace, in *createFormInput) (*formOutput, error) {
	f, err := s.Create(ctx, ws, in.Body.form(), p.Actor())
	if err != nil {
		return nil, err
	}
	return s.shown(ctx, ws, f.ID)
}

func (s *Service) handleUpdate(ctx context.Context, p account.Principal, ws id.Workspace, in *updateFormInput) (*formOutput, error) {
	if _, err := s.Update(ctx, ws, in.Form, in.Body.form(), p.Actor()); err != nil {
		return nil, err
	}
	return s.shown(ctx, ws, in.Form)
}

func (s *Service) handleDelete(ctx context.Context, p account.Principal, ws id.Workspace, in *formInput) (*httpapi.None, error) {
	return nil, s.Delete(ctx, ws, in.Form, p.Actor())
}

func (s *Service) handleSVG(w http.ResponseWriter, r *http.Request, _ account.Principal, ws id.Workspace) error {
	m, err := s.matrix(r, ws)
	if err != nil {
		return err
	}
	return picture(w, r, "image/svg+xml", "svg", m.svg())
}

func (s *Service) handlePNG(w http.ResponseWriter, r *http.Request, _ account.Principal, ws id.Workspace) error {
	m, err := s.matrix(r, ws)
	if err != nil {
		return err
	}
	body, err := m.png()
	if err != nil {
		return err
	}
	return picture(w, r, "image/png", "png", body)
}

// matrix is the QR code that a request asks for.
func (s *Service) matrix(r *http.Request, ws id.Workspace) (matrix, error) {
	form, err := id.Parse[Form](r.PathValue("signup_form"))
	if err != nil {
		return matrix{}, ErrNotFound
	}
	out, err := s.shown(r.Context(), ws, form)
	if err != nil {
		return matrix{}, err
	}
	switch {
	case r.URL.Query().Get("of") == "page":
		return newMatrix(out.Body.URL)
	case r.URL.Query().Get("of") == "chat" && out.Body.ChatURL != nil:
		return newMatrix(*out.Body.ChatURL)
	}
	return matrix{}, ErrQR
}

func picture(w http.ResponseWriter, r *http.Request, kind, ending string, body []byte) error {
	w.Header().Set("Content-Type", kind)
	if r.URL.Query().Get("download") != "" {
		w.Header().Set("Content-Disposition", `attachment; filename="qr-`+r.URL.Query().Get("of")+`.`+ending+`"`)
	}
	_, err := w.Write(body)
	return err
}
