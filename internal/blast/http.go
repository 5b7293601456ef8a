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
)

// operations answers HTTP requests.
type operations struct{ Service *Service }

// Register adds the operations to the API.
func (s *Service) Register(a *httpapi.API) {
	h := &operations{Service: s}
	httpapi.Register(a, httpapi.Op{ID: "list-blasts", Method: http.MethodGet, Path: "/blasts", Summary: "List blasts", Right: httpapi.Read}, h.list)
	httpapi.Register(a, httpapi.Op{
		ID: "create-blast", Method: http.MethodPost, Path: "/blasts", Summary: "Make a draft", Right: httpapi.Edit, Status: http.StatusCreated,
	}, h.create)
	httpapi.Register(a, httpapi.Op{ID: "get-blast", Method: http.MethodGet, Path: "/blasts/{blast}", Summary: "Get a blast", Right: httpapi.Read}, h.get)
	httpapi.Register(a, httpapi.Op{
		ID: "update-blast", Method: http.MethodPatch, Path: "/blasts/{blast}", Summary: "Change a draft, or the message of a paused blast", Right: httpapi.Edit,
	}, h.update)
	httpapi.Register(a, httpapi.Op{
		ID: "delete-blast", Method: http.MethodDelete, Path: "/blasts/{blast}", Summary: "Delete a draft", Right: httpapi.Edit, AllowReadOnly: true,
		Status: http.StatusNoContent,
	}, h.remove)
	h.registerCheck(a)
	h.registerActs(a)
	h.registerReport(a)
}

// BlastMessage is what a blast says.
type BlastMessage Message //nolint:revive // the name is that of the schema in the API document

// BlastView is a blast as the API shows it.
type BlastView struct { //nolint:revive // the name is that of the schema in the API document
	ID            string       `json:"id"`
	Name          string       `json:"name"`
	State         State        `json:"state" enum:"draft,scheduled,running,paused,stopping,stopped,finished,held"`
	StateReason   string       `json:"state_reason"`
	ChannelID     *string      `json:"channel_id"`
	Purpose       string       `json:"purpose" enum:"service,reminder,promo"`
	Audience      Audience     `json:"audience"`
	Message       BlastMessage `json:"message"`
	MissingPolicy Policy       `json:"missing_policy" enum:"skip,fallback,hold"`
	ScheduledAt   *time.Time   `json:"scheduled_at"`
	Counts        Counts       `json:"counts"`
	Expected      int64        `json:"expected" doc:"Recipients when the audience has been read to its end"`
	Rate          float64      `json:"rate" doc:"Messages a second over the last minutes"`
	EstimatedEnd  *time.Time   `json:"estimated_end"`
	ParentID      *string      `json:"parent_id" doc:"The blast whose failures this one retries"`
	CreatedBy     string       `json:"created_by"`
	CreatedAt     time.Time    `json:"created_at"`
	StartedAt     *time.Time   `json:"started_at"`
	FinishedAt    *time.Time   `json:"finished_at"`
	Version       int          `json:"version"`
}

func blastView(b View) BlastView {
	return BlastView{
		ID: b.ID.String(), Name: b.Name, State: b.State, StateReason: b.StateReason, ChannelID: optional(b.Channel.String()),
		Purpose: string(b.Purpose), Audience: b.Audience, Message: BlastMessage(b.Message), MissingPolicy: b.Policy,
		ScheduledAt: httpapi.Stamp(b.ScheduledAt), Counts: b.Counts, Expected: b.Expected, Rate: b.Rate, EstimatedEnd: httpapi.Stamp(b.EstimatedEnd),
		ParentID: optional(b.Parent.String()), CreatedBy: b.CreatedBy, CreatedAt: b.CreatedAt, StartedAt: httpapi.Stamp(b.StartedAt),
		FinishedAt: httpapi.Stamp(b.FinishedAt), Version: b.Version,
	}
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

type body[T any] struct{ Body T }

// BlastPath names a blast.
type BlastPath struct { //nolint:revive // an embedded field must be exported, and Path says too little
	Blast string `path:"blast"`
}

func (p BlastPath) id() (ID, error) {
	b, err := id.Parse[Blast](p.Blast)
	if err != nil {
		return b, ErrNotFound
	}
	return b, nil
}

// show answers with a blast that was just changed, together with its counters.
func (h *operations) show(ctx context.Context, ws id.Workspace, b Blast, err error) (*body[BlastView], error) {
	if err != nil {
		return nil, err
	}
	v, err := h.Service.Get(ctx, ws, b.ID)
	return &body[BlastView]{blastView(v)}, err
}

func (h *operations) list(ctx context.Context, _ account.Principal, ws id.Workspace, in *httpapi.Paging) (*body[httpapi.List[BlastView]], error) {
	got, err := h.Service.List(ctx, ws, in.Request())
	return &body[httpapi.List[BlastView]]{httpapi.ListOf(got, blastView)}, err
}

type createInput struct {
	Body struct {
		Name string `json:"name" minLength:"1" maxLength:"120"`
	}
}

func (h *operations) create(ctx context.Context, p account.Principal, ws id.Workspace, in *createInput) (*body[BlastView], error) {
	b, err := h.Service.Create(ctx, ws, in.Body.Name, p.User.ID.String())
	return h.show(ctx, ws, b, err)
}

func (h *operations) get(ctx context.Context, _ account.Principal, ws id.Workspace, in *BlastPath) (*body[BlastView], error) {
	key, err := in.id()
	return h.show(ctx, ws, Blast{ID: key}, err)
}

type updateInput struct {
	BlastPath
	Body struct {
		Version       int           `json:"version" doc:"The version that was seen; another one is refused"`
		Name          *string       `json:"name,omitempty" minLength:"1" maxLength:"120"`
		ChannelID     *string       `json:"channel_id,omitempty"`
		Purpose       *string       `json:"purpose,omitempty" enum:"service,reminder,promo"`
		Audience      *Audience     `json:"audience,omitempty"`
		Message       *BlastMessage `json:"message,omitempty"`
		MissingPolicy *Policy       `json:"missing_policy,omitempty" enum:"skip,fallback,hold"`
	}
}

func (h *operations) update(ctx context.Context, _ account.Principal, ws id.Workspace, in *updateInput) (*body[BlastView], error) {
	key, err := in.id()
	if err != nil {
		return nil, err
	}
	var ch channel.ID
	if in.Body.ChannelID != nil && *in.Body.ChannelID != "" {
		if ch, err = id.Parse[channel.Channel](*in.Body.ChannelID); err != nil {
			return nil, channel.ErrNotFound
		}
	}
	b, err := h.Service.Edit(ctx, ws, key, func(b *Blast) error {
		b.Version = in.Body.Version
		if in.Body.Name != nil {
			b.Name = *in.Body.Name
		}
		if in.Body.ChannelID != nil {
			b.Channel = ch
		}
		if in.Body.Purpose != nil {
			b.Purpose = contact.Purpose(*in.Body.Purpose)
		}
		if in.Body.Audience != nil {
			b.Audience = *in.Body.Audience
		}
		if in.Body.Message != nil {
			b.Message = Message(*in.Body.Message)
		}
		if in.Body.MissingPolicy != nil {
			b.Policy = *in.Body.MissingPolicy
		}
		return nil
	})
	return h.show(ctx, ws, b, err)
}

func (h *operations) remove(ctx context.Context, p account.Principal, ws id.Workspace, in *BlastPath) (*httpapi.None, error) {
	key, err := in.id()
	if err != nil {
		return nil, err
	}
	return nil, h.Service.Delete(ctx, ws, key, p.Actor())
}
