package retention

import (
	"context"
	"net/http"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
)

// Register adds the operation that tells what is kept.
func (s *Service) Register(a *httpapi.API) {
	httpapi.Register(a, httpapi.Op{
		ID: "list-retention", Method: http.MethodGet, Path: "/retention", Summary: "What is kept, for how long, and the oldest there is",
		Description: "Made from what the clean-up itself goes by, and from a look at the data.", Right: httpapi.Read,
	}, s.handleList)
}

type retentionView struct {
	Kind      string        `json:"kind"`
	Class     datamap.Class `json:"class" doc:"R0 to R6, W with the workspace, E until it is erased."`
	Term      datamap.Term  `json:"term" enum:"for,setting,until_erased,with_workspace,operator"`
	Hours     *int64        `json:"hours" doc:"How long it is kept; null where no time is fixed."`
	OldestAt  *time.Time    `json:"oldest_at" doc:"The oldest there is; null for none, and for what is not of this workspace alone."`
	CleanedAt *time.Time    `json:"cleaned_at" doc:"When the clean-up last looked; null where another part removes it, and before the first time."`
	Overdue   bool          `json:"overdue" doc:"The oldest has outlived its time by more than a day."`
}

type retentionOutput struct {
	Body httpapi.List[retentionView]
}

func (s *Service) handleList(ctx context.Context, _ account.Principal, ws id.Workspace, _ *httpapi.None) (*retentionOutput, error) {
	list, err := s.List(ctx, ws)
	if err != nil {
		return nil, err
	}
	now := s.d.Clock.Now()
	return &retentionOutput{Body: httpapi.ListAll(list, func(k Kept) retentionView { return view(k, now) })}, nil
}

func view(k Kept, now time.Time) retentionView {
	v := retentionView{
		Kind: k.Name, Class: k.Class, Term: k.Term, OldestAt: httpapi.Stamp(k.Oldest), CleanedAt: httpapi.Stamp(k.RanAt), Overdue: k.Overdue(now),
	}
	if k.Life > 0 {
		hours := int64(k.Life / time.Hour)
		v.Hours = &hours
	}
	if k.Oldest.After(now) { // what counts from its end, and has not ended
		v.OldestAt = nil
	}
	return v
}
