package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func (a *API) registerJobs() {
	Register(a, Op{ID: "list-jobs", Method: http.MethodGet, Path: "/jobs", Summary: "Long work, newest first", Right: Read}, a.handleJobs)
	Register(a, Op{
		ID: "cancel-job", Method: http.MethodPost, Path: "/jobs/{job}/cancel", Summary: "Cancel long work",
		Right: Edit, AllowReadOnly: true, Status: http.StatusOK,
	}, a.handleCancelJob)
}

type jobView struct {
	ID         job.ID     `json:"id"`
	Kind       string     `json:"kind"`
	TitleKey   string     `json:"title_key"`
	State      job.State  `json:"state" enum:"running,paused,done,failed,cancelled"`
	Done       int64      `json:"done"`
	Total      int64      `json:"total" doc:"0 while unknown."`
	ErrorCode  string     `json:"error_code"`
	CreatedBy  *job.Owner `json:"created_by"`
	CreatedAt  time.Time  `json:"created_at"`
	UpdatedAt  time.Time  `json:"updated_at"`
	FinishedAt *time.Time `json:"finished_at"`
}

func viewJob(j job.Job) jobView {
	v := jobView{
		ID: j.ID, Kind: j.Kind, TitleKey: j.TitleKey, State: j.State, Done: j.Done, Total: j.Total, ErrorCode: j.ErrorCode,
		CreatedAt: j.CreatedAt, UpdatedAt: j.UpdatedAt, FinishedAt: Stamp(j.FinishedAt),
	}
	if !j.CreatedBy.IsZero() {
		v.CreatedBy = &j.CreatedBy
	}
	return v
}

type jobsOutput struct{ Body List[jobView] }

func (a *API) handleJobs(ctx context.Context, _ account.Principal, ws id.Workspace, in *Paging) (*jobsOutput, error) {
	var found page.Page[job.Job]
	err := a.opt.DB.Read(ctx, ws, func(q wsdb.Query) error {
		var err error
		found, err = a.opt.Jobs.List(ctx, q, in.Request())
		return err
	})
	if err != nil {
		return nil, err
	}
	return &jobsOutput{Body: ListOf(found, viewJob)}, nil
}

type cancelJobInput struct {
	Job job.ID `path:"job"`
}

type jobOutput struct{ Body jobView }

func (a *API) handleCancelJob(ctx context.Context, _ account.Principal, ws id.Workspace, in *cancelJobInput) (*jobOutput, error) {
	var j job.Job
	err := a.opt.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		err := a.opt.Jobs.Cancel(ctx, tx, in.Job)
		if err != nil {
			return err
		}
		j, err = a.opt.Jobs.Get(ctx, tx, in.Job)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &jobOutput{Body: viewJob(j)}, nil
}
