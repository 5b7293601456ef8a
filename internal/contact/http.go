package contact

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Register adds the operations about contacts, groups, segments, custom fields, imports and exports.
func (s *Service) Register(a *httpapi.API) {
	get, post, put, patch, del := http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete
	read, edit := httpapi.Read, httpapi.Edit
	httpapi.Register(a, httpapi.Op{ID: "list-contacts", Method: get, Path: "/contacts", Summary: "Contacts", Right: read,
		Description: "Custom fields filter as field.<key>=value. A search is answered newest first. A page has what was found among the contacts that were looked at, so it may be short, or empty: there are more until next is null."}, s.handleList)
	httpapi.Register(a, httpapi.Op{ID: "count-contacts", Method: get, Path: "/contacts/count", Summary: "How many contacts a filter finds", Right: read}, s.handleCount)
	httpapi.Register(a, httpapi.Op{ID: "create-contact", Method: post, Path: "/contacts", Summary: "Add a contact", Right: edit, Status: http.StatusCreated}, s.handleCreate)
	httpapi.Register(a, httpapi.Op{ID: "get-contact", Method: get, Path: "/contacts/{contact}", Summary: "A contact", Right: read}, s.handleGet)
	httpapi.Register(a, httpapi.Op{ID: "update-contact", Method: patch, Path: "/contacts/{contact}", Summary: "Change a contact", Right: edit}, s.handleUpdate)
	httpapi.Register(a, httpapi.Op{ID: "delete-contact", Method: del, Path: "/contacts/{contact}", Summary: "Delete a contact with all its data", Right: edit, AllowReadOnly: true}, s.handleDelete)
	httpapi.Register(a, httpapi.Op{ID: "set-contact-groups", Method: put, Path: "/contacts/{contact}/groups", Summary: "Say in which groups a contact is", Right: edit}, s.handleSetGroups)
	httpapi.Register(a, httpapi.Op{ID: "set-contact-consent", Method: put, Path: "/contacts/{contact}/consents/{purpose}", Summary: "Note what a contact said about a purpose", Right: edit, AllowReadOnly: true}, s.handleConsent)
	httpapi.Register(a, httpapi.Op{ID: "list-contact-consents", Method: get, Path: "/contacts/{contact}/consents", Summary: "Every word of a contact about messages, newest first", Right: read}, s.handleConsents)
	httpapi.Register(a, httpapi.Op{ID: "suppress-contact", Method: post, Path: "/contacts/{contact}/suppress", Summary: "Do not write to a contact", Right: edit, AllowReadOnly: true, Status: http.StatusOK}, s.handleSuppress)
	httpapi.Register(a, httpapi.Op{ID: "unsuppress-contact", Method: post, Path: "/contacts/{contact}/unsuppress", Summary: "Write to a contact again, as it asked for", Right: edit, Status: http.StatusOK}, s.handleUnsuppress)
	s.registerMerge(a)
	s.registerBulk(a)
	s.registerTimeline(a)
	s.registerGroups(a)
	s.registerSegments(a)
	s.registerImports(a)
}

type groupRefView struct {
	ID   GroupID `json:"id"`
	Name string  `json:"name"`
}

type consentView struct {
	State  State     `json:"state" enum:"granted,denied"`
	Source string    `json:"source"`
	At     time.Time `json:"at"`
}

type consentsView struct {
	Service  *consentView `json:"service"`
	Reminder *consentView `json:"reminder"`
	Promo    *consentView `json:"promo"`
}

type suppressionView struct {
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

type contactView struct {
	ID           ID               `json:"id"`
	Name         string           `json:"name"`
	Phone        *string          `json:"phone" doc:"E.164, null if unknown."`
	PhoneDisplay string           `json:"phone_display"`
	UserID       *string          `json:"user_id" doc:"WhatsApp user id, null if unknown."`
	Handles      []handleView     `json:"handles" doc:"How accounts of other networks know the contact."`
	Email        string           `json:"email"`
	Fields       map[string]any   `json:"fields"`
	Groups       []groupRefView   `json:"groups"`
	Consents     consentsView     `json:"consents"`
	Suppressed   *suppressionView `json:"suppressed"`
	CreatedAt    time.Time        `json:"created_at"`
	UpdatedAt    time.Time        `json:"updated_at"`
}

// handleView is how one account of ours on a network knows a contact.
type handleView struct {
	Network   string `json:"network" enum:"instagram"`
	ChannelID string `json:"channel_id"`
	Username  string `json:"username" doc:"Empty while it is not known."`
	PictureID string `json:"picture_id" doc:"Id of an attachment, empty for none."`
}

func viewHandles(list []Handle) []handleView {
	views := make([]handleView, len(list))
	for i, h := range list {
		views[i] = handleView{Network: "instagram", ChannelID: h.Channel, Username: h.Username, PictureID: h.Picture}
	}
	return views
}

func viewContact(c Contact) contactView {
	v := contactView{
		ID: c.ID, Name: c.Name, UserID: c.UserID, Email: c.Email, Fields: c.Fields, Groups: []groupRefView{}, Handles: viewHandles(c.Handles),
		Consents: consentsView{
			Service: viewConsent(c, PurposeService), Reminder: viewConsent(c, PurposeReminder), Promo: viewConsent(c, PurposePromo),
		},
		CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt,
	}
	if c.Phone != nil {
		n := string(*c.Phone)
		v.Phone, v.PhoneDisplay = &n, c.Phone.Display()
	}
	for _, g := range c.Groups {
		v.Groups = append(v.Groups, groupRefView(g))
	}
	if c.Suppressed != nil {
		v.Suppressed = &suppressionView{Reason: c.Suppressed.Reason, At: c.Suppressed.At}
	}
	return v
}

func viewConsent(c Contact, p Purpose) *consentView {
	got, ok := c.Consents[p]
	if !ok {
		return nil
	}
	return &consentView{State: got.State, Source: got.Source, At: got.At}
}

// FilterInput is embedded in the input of operations that filter contacts; huma fills embedded structs only if they are exported.
type FilterInput struct {
	Search     string `query:"search" maxLength:"200" doc:"Beginnings of words of the name, the number or the email address."`
	Group      string `query:"group" doc:"Id of a group."`
	Segment    string `query:"segment" doc:"Id of a segment."`
	Consent    string `query:"consent" doc:"purpose:state, as in promo:granted."`
	Suppressed string `query:"suppressed" enum:"true,false"`
	HasPhone   string `query:"has_phone" enum:"true,false"`

	fields map[string]string
}

// Resolve implements huma.Resolver: the custom fields are not known to the document.
func (f *FilterInput) Resolve(ctx huma.Context) []error {
	u := ctx.URL()
	f.fields = fieldConditions(u.Query())
	return nil
}

// fieldConditions reads field.<key>=value.
func fieldConditions(query url.Values) map[string]string {
	fields := map[string]string{}
	for name, values := range query {
		if key, ok := strings.CutPrefix(name, "field."); ok {
			fields[key] = values[0]
		}
	}
	return fields
}

func (f *FilterInput) filter() (Filter, error) {
	out := Filter{Search: f.Search, Consent: f.Consent, Suppressed: yesNo(f.Suppressed), HasPhone: yesNo(f.HasPhone), Fields: f.fields}
	if f.Group != "" {
		g, err := id.Parse[Group](f.Group)
		if err != nil {
			return Filter{}, ErrGroupNotFound
		}
		out.Group = g
	}
	if f.Segment != "" {
		g, err := id.Parse[Segment](f.Segment)
		if err != nil {
			return Filter{}, ErrSegmentNotFound
		}
		out.Segment = g
	}
	return out, nil
}

func yesNo(s string) *bool {
	if s == "" {
		return nil
	}
	yes := s == "true"
	return &yes
}

type listInput struct {
	FilterInput
	httpapi.Paging
	Sort string `query:"sort" enum:"name,created" default:"name"`
}

type listOutput struct {
	Body httpapi.List[contactView]
}

func (s *Service) handleList(ctx context.Context, _ account.Principal, ws id.Workspace, in *listInput) (*listOutput, error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	var found page.Page[Contact]
	err = s.deps.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
		found, err = s.List(ctx, q, f, Sort(in.Sort), in.Request())
		return err
	})
	if err != nil {
		return nil, err
	}
	return &listOutput{Body: httpapi.ListOf(found, viewContact)}, nil
}

type countOutput struct {
	Body struct {
		Count int64 `json:"count"`
		Exact bool  `json:"exact" doc:"False: there are more, which takes longer to count: ask with whole=true."`
	}
}

type countInput struct {
	FilterInput
	Whole string `query:"whole" enum:"true" doc:"Counts to the end, however many there are."`
}

func (s *Service) handleCount(ctx context.Context, _ account.Principal, ws id.Workspace, in *countInput) (*countOutput, error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	out := &countOutput{}
	err = s.deps.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
		if in.Whole == "true" {
			out.Body.Exact = true
			out.Body.Count, err = s.Count(ctx, q, Audience{All: true, Filter: f})
			return err
		}
		out.Body.Count, out.Body.Exact, err = s.CountFilter(ctx, q, f)
		return err
	})
	return out, err
}
