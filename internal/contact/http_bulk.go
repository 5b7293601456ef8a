package contact

import (
	"context"
	"net/http"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
)

func (s *Service) registerBulk(a *httpapi.API) {
	httpapi.Register(a, httpapi.Op{
		ID: "bulk-contacts", Method: http.MethodPost, Path: "/contacts/bulk", Summary: "Do one thing to many contacts",
		Description: "A job does it in the background. It begins after ten seconds; until then cancelling the job takes everything back. " +
			"Who is meant is chosen at the moment of the request: contacts that come to match the filter later are not touched, and those " +
			"that have stopped matching it, or are gone, when their turn comes are left as they are. The total of the finished job is the " +
			"number of contacts it was done to. Granting consent leaves refusals as they are. When the licence has ended, deleting, " +
			"suppressing and denying consent still work.",
		Right: httpapi.Edit, AllowReadOnly: true, Status: http.StatusAccepted,
	}, s.handleBulk)
}

type bulkInput struct {
	Body struct {
		Act     Act     `json:"act" enum:"delete,suppress,set_consent,add_to_group,remove_from_group"`
		Filter  *Filter `json:"filter,omitempty" doc:"Everyone it lets through; empty is everybody. Either this or ids."`
		IDs     []ID    `json:"ids,omitempty" maxItems:"5000"`
		Group   GroupID `json:"group_id,omitzero" doc:"For the acts on groups."`
		Purpose Purpose `json:"purpose,omitempty" enum:"service,reminder,promo" doc:"For a consent."`
		State   State   `json:"state,omitempty" enum:"granted,denied" doc:"For a consent."`
		Source  string  `json:"source,omitempty" maxLength:"300" doc:"For a consent, in words: where they said so."`
		Expect  *int64  `json:"expect,omitempty" minimum:"1" doc:"How many the person was shown. If more are meant by now, nothing happens. Needed to delete."`
	}
}

type bulkOutput struct {
	Body struct {
		JobID    job.ID    `json:"job_id"`
		Total    int64     `json:"total" doc:"How many contacts it is about."`
		BeginsAt time.Time `json:"begins_at" doc:"Until then cancelling the job takes everything back."`
	}
}

func (s *Service) handleBulk(ctx context.Context, p account.Principal, ws id.Workspace, in *bulkInput) (*bulkOutput, error) {
	b := in.Body
	j, begins, err := s.StartBulk(ctx, ws, Bulk{
		Act: b.Act, Filter: b.Filter, IDs: b.IDs, Group: b.Group, Purpose: b.Purpose, State: b.State, Source: b.Source, Expect: b.Expect,
	}, owner(p))
	out := &bulkOutput{}
	out.Body.JobID, out.Body.Total, out.Body.BeginsAt = j.ID, j.Total, begins
	return out, err
}
