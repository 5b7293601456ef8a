package blast

import (
	"context"
	"net/http"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/inbox"
)

func (h *operations) registerCheck(a *httpapi.API) {
	httpapi.Register(a, httpapi.Op{
		ID: "preview-blast", Method: http.MethodPost, Path: "/blasts/{blast}/preview", Summary: "Show the message as real contacts would get it",
		Right: httpapi.Read, AllowReadOnly: true,
	}, h.preview)
	httpapi.Register(a, httpapi.Op{
		ID: "test-blast", Method: http.MethodPost, Path: "/blasts/{blast}/test", Summary: "Send the message to one number", Right: httpapi.Send,
		Status: http.StatusAccepted,
	}, h.test)
	httpapi.Register(a, httpapi.Op{
		ID: "preflight-blast", Method: http.MethodPost, Path: "/blasts/{blast}/preflight", Summary: "Say what would happen, and what blocks a start",
		Right: httpapi.Read, AllowReadOnly: true,
	}, h.preflight)
}

// PreviewView is what one contact would get.
type PreviewView struct {
	Contact    inbox.PersonView `json:"contact"`
	Text       string           `json:"text"`
	Header     string           `json:"header"`
	Footer     string           `json:"footer"`
	Buttons    []string         `json:"buttons"`
	Missing    []string         `json:"missing"`
	SkipReason *string          `json:"skip_reason"`
}

func person(key contact.ID, c contact.Contact) inbox.PersonView {
	v := inbox.PersonView{ID: key.String(), Name: c.Name}
	if c.Phone != nil {
		v.PhoneDisplay = c.Phone.Display()
	}
	return v
}

func previewView(p Preview) PreviewView {
	return PreviewView{
		Contact: person(p.Person.ID, p.Person), Text: p.Text, Header: p.Header, Footer: p.Footer, Buttons: orEmpty(p.Buttons), Missing: orEmpty(p.Missing),
		SkipReason: optional(p.SkipReason),
	}
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

type previewInput struct {
	BlastPath
	Body struct {
		ContactIDs []string `json:"contact_ids,omitempty" maxItems:"20"`
		Count      int      `json:"count,omitempty" minimum:"0" maximum:"20"`
	}
}

func (h *operations) preview(ctx context.Context, _ account.Principal, ws id.Workspace, in *previewInput) (*body[httpapi.List[PreviewView]], error) {
	key, err := in.id()
	if err != nil {
		return nil, err
	}
	var ids []contact.ID
	for _, s := range in.Body.ContactIDs {
		c, err := id.Parse[contact.Contact](s)
		if err != nil {
			return nil, contact.ErrNotFound
		}
		ids = append(ids, c)
	}
	got, err := h.Service.Preview(ctx, ws, key, ids, in.Body.Count)
	return &body[httpapi.List[PreviewView]]{httpapi.ListAll(got, previewView)}, err
}

type testInput struct {
	BlastPath
	httpapi.MayHaveIdempotencyKey
	Body struct {
		Phone string `json:"phone" minLength:"3" maxLength:"40"`
	}
}

func (h *operations) test(ctx context.Context, p account.Principal, ws id.Workspace, in *testInput) (*body[inbox.SendView], error) {
	key, err := in.id()
	if err != nil {
		return nil, err
	}
	got, err := h.Service.Test(ctx, ws, key, in.Body.Phone, string(in.IdempotencyKey), p.User.ID.String())
	return &body[inbox.SendView]{inbox.ViewSend(inbox.Sent{Send: got})}, err
}

// PreflightView is what would happen if the blast were started now.
type PreflightView struct {
	Audience int64   `json:"audience"`
	Sendable int64   `json:"sendable"`
	Skipped  []Count `json:"skipped"`
	Exact    bool    `json:"exact" doc:"False for an audience too large to be looked at one by one"`
	Template struct {
		State    string `json:"state"`
		Sendable bool   `json:"sendable"`
	} `json:"template"`
	Channel struct {
		State channel.State `json:"state"`
	} `json:"channel"`
	EstimatedStart *time.Time `json:"estimated_start"`
	EstimatedEnd   *time.Time `json:"estimated_end"`
	Blockers       []string   `json:"blockers" doc:"What refuses a start"`
	Warnings       []string   `json:"warnings"`
	Variations     int        `json:"variations" doc:"How many different texts there are apart from variables"`
}

func (h *operations) preflight(ctx context.Context, _ account.Principal, ws id.Workspace, in *BlastPath) (*body[PreflightView], error) {
	key, err := in.id()
	if err != nil {
		return nil, err
	}
	p, err := h.Service.Preflight(ctx, ws, key)
	if err != nil {
		return nil, err
	}
	v := PreflightView{
		Audience: p.Audience, Sendable: p.Sendable, Skipped: orEmpty(p.Skipped), Exact: p.Checked >= p.Audience,
		EstimatedStart: httpapi.Stamp(p.EstimatedStart), EstimatedEnd: httpapi.Stamp(p.EstimatedEnd),
		Blockers: orEmpty(p.Blockers), Warnings: orEmpty(p.Warnings), Variations: 1,
	}
	v.Template.State, v.Template.Sendable = p.TemplateState, p.Template
	v.Channel.State = p.ChannelState
	return &body[PreflightView]{v}, nil
}
