package contact

import (
	"context"
	"net/http"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func (s *Service) registerSegments(a *httpapi.API) {
	get, post, patch, del := http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodDelete
	read, edit := httpapi.Read, httpapi.Edit
	httpapi.Register(a, httpapi.Op{ID: "list-segments", Method: get, Path: "/segments", Summary: "Segments by name", Right: read}, s.handleSegments)
	httpapi.Register(a, httpapi.Op{ID: "create-segment", Method: post, Path: "/segments", Summary: "Save a segment", Right: edit, Status: http.StatusCreated}, s.handleCreateSegment)
	httpapi.Register(a, httpapi.Op{ID: "count-segment", Method: post, Path: "/segments/count", Summary: "How many contacts rules find, and a few of them",
		Description: "The rules need not be saved. Counting stops after a moment; exact is false then, and about says how many there are likely to be.",
		Right:       read, AllowReadOnly: true, Status: http.StatusOK}, s.handleCountSegment)
	httpapi.Register(a, httpapi.Op{ID: "get-segment", Method: get, Path: "/segments/{segment}", Summary: "A segment", Right: read}, s.handleSegment)
	httpapi.Register(a, httpapi.Op{ID: "update-segment", Method: patch, Path: "/segments/{segment}", Summary: "Change a segment", Right: edit}, s.handleUpdateSegment)
	httpapi.Register(a, httpapi.Op{ID: "delete-segment", Method: del, Path: "/segments/{segment}", Summary: "Delete a segment that no scheduled blast uses",
		Right: edit, AllowReadOnly: true}, s.handleDeleteSegment)
}

type segmentUseView struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	State string `json:"state"`
}

type segmentView struct {
	ID        SegmentID        `json:"id"`
	Name      string           `json:"name"`
	Rules     Rules            `json:"rules"`
	UsedIn    []segmentUseView `json:"used_in" doc:"Blasts that have not started and name it."`
	CreatedAt time.Time        `json:"created_at"`
	UpdatedAt time.Time        `json:"updated_at"`
}

func viewSegment(g Segment, uses []SegmentUse) segmentView {
	v := segmentView{ID: g.ID, Name: g.Name, Rules: g.Rules, UsedIn: []segmentUseView{}, CreatedAt: g.CreatedAt, UpdatedAt: g.UpdatedAt}
	for _, u := range uses {
		v.UsedIn = append(v.UsedIn, segmentUseView{ID: u.ID, Name: u.Name, State: u.State})
	}
	return v
}

type segmentsOutput struct {
	Body httpapi.List[segmentView]
}

func (s *Service) handleSegments(ctx context.Context, _ account.Principal, ws id.Workspace, _ *httpapi.None) (*segmentsOutput, error) {
	var (
		list []Segment
		uses map[SegmentID][]SegmentUse
	)
	err := s.deps.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
		if list, err = s.Segments(ctx, q); err == nil && len(list) > 0 {
			uses, err = s.SegmentUses(ctx, q)
		}
		return err
	})
	return &segmentsOutput{Body: httpapi.ListAll(list, func(g Segment) segmentView { return viewSegment(g, uses[g.ID]) })}, err
}

type segmentInput struct {
	Segment SegmentID `path:"segment"`
}

type segmentOutput struct{ Body segmentView }

func (s *Service) handleSegment(ctx context.Context, _ account.Principal, ws id.Workspace, in *segmentInput) (*segmentOutput, error) {
	out := &segmentOutput{}
	err := s.deps.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
		out.Body, err = s.shownSegment(ctx, q, in.Segment)
		return err
	})
	return out, err
}

func (s *Service) shownSegment(ctx context.Context, q wsdb.Query, segment SegmentID) (segmentView, error) {
	g, err := s.Segment(ctx, q, segment)
	if err != nil {
		return segmentView{}, err
	}
	uses, err := s.SegmentUses(ctx, q)
	return viewSegment(g, uses[segment]), err
}

type createSegmentInput struct {
	Body struct {
		Name  string `json:"name" maxLength:"200"`
		Rules Rules  `json:"rules"`
	}
}

type updateSegmentInput struct {
	Segment SegmentID `path:"segment"`
	Body    struct {
		Name  *string `json:"name,omitempty" maxLength:"200"`
		Rules *Rules  `json:"rules,omitempty"`
	}
}

func (s *Service) handleCreateSegment(ctx context.Context, _ account.Principal, ws id.Workspace, in *createSegmentInput) (*segmentOutput, error) {
	out := &segmentOutput{}
	err := s.deps.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		g, err := s.CreateSegment(ctx, tx, in.Body.Name, in.Body.Rules)
		out.Body = viewSegment(g, nil)
		return err
	})
	return out, err
}

func (s *Service) handleUpdateSegment(ctx context.Context, _ account.Principal, ws id.Workspace, in *updateSegmentInput) (*segmentOutput, error) {
	out := &segmentOutput{}
	err := s.deps.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		if _, err := s.UpdateSegment(ctx, tx, in.Segment, in.Body.Name, in.Body.Rules); err != nil {
			return err
		}
		var err error
		out.Body, err = s.shownSegment(ctx, tx, in.Segment)
		return err
	})
	return out, err
}

func (s *Service) handleDeleteSegment(ctx context.Context, p account.Principal, ws id.Workspace, in *segmentInput) (*httpapi.None, error) {
	return nil, s.deps.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		if err := s.DeleteSegment(ctx, tx, in.Segment); err != nil {
			return err
		}
		return audit.RecordVia(ctx, tx, audit.Entry{Actor: p.Actor(), Action: audit.SegmentDeleted, Subject: audit.Ref(in.Segment)})
	})
}

type countSegmentInput struct {
	Body struct {
		Rules Rules `json:"rules"`
	}
}

type countSegmentOutput struct {
	Body struct {
		Count  int64         `json:"count" doc:"How many were found; not exact means at least so many."`
		Exact  bool          `json:"exact"`
		About  int64         `json:"about" doc:"How many there are likely to be."`
		Sample []contactView `json:"sample" doc:"A few of them, newest first."`
	}
}

func (s *Service) handleCountSegment(ctx context.Context, _ account.Principal, ws id.Workspace, in *countSegmentInput) (*countSegmentOutput, error) {
	var t Tally
	err := s.deps.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
		t, err = s.CountRules(ctx, q, in.Body.Rules)
		return err
	})
	out := &countSegmentOutput{}
	out.Body.Count, out.Body.Exact, out.Body.About = t.Count, t.Exact, t.About
	out.Body.Sample = make([]contactView, len(t.Sample))
	for i, c := range t.Sample {
		out.Body.Sample[i] = viewContact(c)
	}
	return out, err
}
