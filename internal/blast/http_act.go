package blast

import (
	"context"
	"net/http"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
)

func (h *operations) registerActs(a *httpapi.API) {
	// What makes a blast do less works also when the licence has ended.
	act := func(name, summary string, less bool, do func(ctx context.Context, ws id.Workspace, b ID, actor audit.Thing) (Blast, error)) {
		httpapi.Register(a, httpapi.Op{
			ID: name + "-blast", Method: http.MethodPost, Path: "/blasts/{blast}/" + name, Summary: summary, Right: httpapi.Send,
			AllowReadOnly: less,
		}, func(ctx context.Context, p account.Principal, ws id.Workspace, in *BlastPath) (*body[BlastView], error) {
			key, err := in.id()
			if err != nil {
				return nil, err
			}
			b, err := do(ctx, ws, key, p.Actor())
			return h.show(ctx, ws, b, err)
		})
	}
	httpapi.Register(a, httpapi.Op{ID: "start-blast", Method: http.MethodPost, Path: "/blasts/{blast}/start", Summary: "Start a blast", Right: httpapi.Send}, h.start)
	httpapi.Register(a, httpapi.Op{
		ID: "schedule-blast", Method: http.MethodPost, Path: "/blasts/{blast}/schedule", Summary: "Start a blast later", Right: httpapi.Send,
	}, h.schedule)
	act("unschedule", "Make a scheduled blast a draft again", true, h.Service.Unschedule)
	act("pause", "Hold everything that was not attempted", true, h.Service.Pause)
	act("resume", "Go on with a paused blast", false, h.Service.Resume)
	act("stop", "Give up everything that was not attempted", true, h.Service.Stop)
	httpapi.Register(a, httpapi.Op{
		ID: "retry-blast", Method: http.MethodPost, Path: "/blasts/{blast}/retry", Summary: "Make a draft of the failures that can be retried",
		Right: httpapi.Send, Status: http.StatusCreated,
	}, h.retry)
}

type startInput struct {
	BlastPath
	Body struct {
		Version int `json:"version" doc:"The version that was seen; another one is refused"`
	}
}

func (h *operations) start(ctx context.Context, p account.Principal, ws id.Workspace, in *startInput) (*body[BlastView], error) {
	key, err := in.id()
	if err != nil {
		return nil, err
	}
	b, err := h.Service.Start(ctx, ws, key, in.Body.Version, p.Actor())
	return h.show(ctx, ws, b, err)
}

type scheduleInput struct {
	BlastPath
	Body struct {
		At      time.Time `json:"at"`
		Version int       `json:"version" doc:"The version that was seen; another one is refused"`
	}
}

func (h *operations) schedule(ctx context.Context, p account.Principal, ws id.Workspace, in *scheduleInput) (*body[BlastView], error) {
	key, err := in.id()
	if err != nil {
		return nil, err
	}
	b, err := h.Service.Schedule(ctx, ws, key, in.Body.At.UTC().Truncate(time.Microsecond), in.Body.Version, p.Actor())
	return h.show(ctx, ws, b, err)
}

func (h *operations) retry(ctx context.Context, p account.Principal, ws id.Workspace, in *BlastPath) (*body[BlastView], error) {
	key, err := in.id()
	if err != nil {
		return nil, err
	}
	b, err := h.Service.Retry(ctx, ws, key, p.User.ID.String())
	return h.show(ctx, ws, b, err)
}
