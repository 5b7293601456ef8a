package desk

import (
	"context"
	"net/http"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/erase"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
)

// Register adds the operations of operators. What changes something takes the person's licence code, typed anew.
func (s *Service) Register(a *httpapi.API) {
	httpapi.RegisterOperator(a, httpapi.Op{
		ID: "list-deletions", Method: http.MethodGet, Path: "/deletions", Summary: "The queue of deletions, those under way first",
	}, s.handleList)
	httpapi.RegisterOperator(a, httpapi.Op{
		ID: "get-deletion", Method: http.MethodGet, Path: "/deletions/{deletion}", Summary: "Look at a deletion with all that was done about it",
	}, s.handleGet)
	httpapi.RegisterOperator(a, httpapi.Op{
		ID: "count-deletion", Method: http.MethodPost, Path: "/deletions/{deletion}/fresh-plan", Summary: "Count what a deletion would come to now; changes nothing",
	}, s.handleCount)
	a.RawOperator(httpapi.Op{
		ID: "download-deletion-certificate", Method: http.MethodGet, Path: "/deletions/{deletion}/certificate", Summary: "Download the signed certificate",
		Produces: "application/json",
	}, s.handleCertificate)
	s.registerActs(a)
	s.registerBooks(a)
}

// Deletion is a deletion as operators see it. In a list the lines of the plan, what was done and the steps are left out.
type Deletion struct {
	erase.ErasureView
	Workspace *workspaceView `json:"workspace" doc:"Null when it is gone, and when the request led to nobody's"`
	Used      int            `json:"used" doc:"How many of a hundred parts of the time until it is due are over; 0 when nobody waits for it"`
	Needed    int            `json:"approvals_needed" doc:"How many different operators must agree to the plan"`
	Approvals []approvalView `json:"approvals" nullable:"false" doc:"Of the plan as it is"`
	Mine      bool           `json:"approved_by_me" doc:"Who asks has agreed to this plan already"`
	Notes     []noteView     `json:"notes" nullable:"false" doc:"What operators wrote for each other"`
	Trail     []trailView    `json:"trail" nullable:"false" doc:"Every step with who took it"`
	Attempts  int            `json:"attempts" doc:"How often it was carried out without being proven"`
}

type workspaceView struct {
	ID   string `json:"id"`
	Slug string `json:"slug"`
	Name string `json:"name"`
}

type personView struct {
	ID   string `json:"id"`
	Name string `json:"name" doc:"Empty for who is no longer there"`
}

type approvalView struct {
	By *personView `json:"by" doc:"Null for the host: who sits at the machine itself"`
	At time.Time   `json:"at"`
}

type noteView struct {
	By   *personView `json:"by"`
	At   time.Time   `json:"at"`
	Text string      `json:"text"`
}

type trailView struct {
	From   erase.State `json:"from"`
	To     erase.State `json:"to"`
	At     time.Time   `json:"at"`
	By     *personView `json:"by" doc:"Null for the program and the host"`
	Reason string      `json:"reason"`
}

// around is what the view of requests needs to know besides them.
type around struct {
	me         account.User
	now        time.Time
	people     map[string]string
	workspaces map[id.Workspace]*workspaceView
}

func (s *Service) around(ctx context.Context, me account.User) (*around, error) {
	out := &around{me: me, now: s.d.Clock.Now(), people: map[string]string{}, workspaces: map[id.Workspace]*workspaceView{}}
	people, err := s.d.Accounts.Users(ctx)
	if err != nil {
		return nil, err
	}
	for i := range people {
		out.people[people[i].ID.String()] = people[i].Name
	}
	all, err := s.d.Workspaces.All(ctx)
	for _, w := range all {
		out.workspaces[w.ID] = &workspaceView{ID: w.ID.String(), Slug: w.Slug, Name: w.Name}
	}
	return out, err
}

func (o *around) person(by string) *personView {
	if by == "" {
		return nil
	}
	return &personView{ID: by, Name: o.people[by]}
}

func (o *around) view(r *erase.Request, way []erase.Step) Deletion {
	v := Deletion{
		ErasureView: erase.ViewOf(r, nil), Workspace: o.workspaces[r.Workspace], Used: r.Used(o.now), Needed: r.Approvals(), Approvals: []approvalView{},
		Notes: []noteView{}, Trail: []trailView{}, Attempts: r.Report.Attempts,
	}
	for _, a := range r.Desk.Approvals {
		v.Approvals = append(v.Approvals, approvalView{By: o.person(a.By), At: a.At})
		v.Mine = v.Mine || a.By == o.me.ID.String()
	}
	if way == nil { // of a list
		v.Plan.Lines, v.Done, v.Checks, v.External = []erase.Line{}, []erase.Line{}, []erase.Check{}, []erase.Outcome{}
		return v
	}
	v.Checks = append([]erase.Check{}, r.Report.Checks...)
	for _, n := range r.Desk.Notes {
		v.Notes = append(v.Notes, noteView{By: o.person(n.By), At: n.At, Text: n.Text})
	}
	for _, step := range way {
		v.Trail = append(v.Trail, trailView{From: step.From, To: step.To, At: step.At, By: o.person(step.Actor), Reason: step.Reason})
	}
	return v
}

type listInput struct {
	Show string `query:"show" enum:"all,open,waiting,held,unproven,done" default:"open" doc:"open: still to be done; waiting: for an operator or for proof"`
}

type listOutput struct{ Body deletionQueue }

type deletionQueue struct {
	Items  []Deletion     `json:"items" nullable:"false"`
	Counts deletionCounts `json:"counts"`
}

type deletionCounts struct {
	Open     int `json:"open"`
	Waiting  int `json:"waiting"`
	Held     int `json:"held"`
	Unproven int `json:"unproven"`
	Done     int `json:"done"`
	Half     int `json:"half" doc:"More than half of the time is over"`
	Close    int `json:"close" doc:"More than four fifths are over"`
	Late     int `json:"late" doc:"All of it is over"`
}

func (s *Service) handleList(ctx context.Context, p account.Principal, in *listInput) (*listOutput, error) {
	all, err := s.d.Erasures.List(ctx, id.Workspace{})
	if err != nil {
		return nil, err
	}
	o, err := s.around(ctx, p.User)
	if err != nil {
		return nil, err
	}
	clocks, err := s.d.Erasures.Clocks(ctx)
	if err != nil {
		return nil, err
	}
	out := &listOutput{}
	out.Body.Items = []Deletion{}
	c := &out.Body.Counts
	c.Half, c.Close, c.Late = clocks.Half, clocks.Close, clocks.Late
	for i := range all {
		for what, n := range map[string]*int{"open": &c.Open, "waiting": &c.Waiting, "held": &c.Held, "unproven": &c.Unproven, "done": &c.Done} {
			if shows(what, &all[i]) {
				*n++
			}
		}
		if shows(in.Show, &all[i]) {
			out.Body.Items = append(out.Body.Items, o.view(&all[i], nil))
		}
	}
	return out, nil
}

// DeletionPath names a deletion.
type DeletionPath struct {
	Deletion string `path:"deletion"`
}

func (p *DeletionPath) id() (erase.ID, error) {
	r, err := id.Parse[erase.Request](p.Deletion)
	if err != nil {
		return r, erase.ErrNotFound
	}
	return r, nil
}

type viewOutput struct{ Body Deletion }

func (s *Service) handleGet(ctx context.Context, p account.Principal, in *DeletionPath) (*viewOutput, error) {
	ref, err := in.id()
	if err != nil {
		return nil, err
	}
	return s.look(ctx, p, ref)
}

func (s *Service) look(ctx context.Context, p account.Principal, ref erase.ID) (*viewOutput, error) {
	r, way, err := s.d.Erasures.Get(ctx, id.Workspace{}, ref)
	if err != nil {
		return nil, err
	}
	o, err := s.around(ctx, p.User)
	if err != nil {
		return nil, err
	}
	return &viewOutput{Body: o.view(&r, way)}, nil
}

type planOutput struct{ Body erase.PlanView }

func (s *Service) handleCount(ctx context.Context, _ account.Principal, in *DeletionPath) (*planOutput, error) {
	ref, err := in.id()
	if err != nil {
		return nil, err
	}
	r, _, err := s.d.Erasures.Get(ctx, id.Workspace{}, ref)
	if err != nil {
		return nil, err
	}
	plan, err := s.d.Erasures.Preview(ctx, r.Workspace, r.Scope)
	return &planOutput{Body: erase.PlanViewOf(plan)}, err
}

func (s *Service) handleCertificate(w http.ResponseWriter, r *http.Request, _ account.Principal, _ id.Workspace) error {
	path := DeletionPath{Deletion: r.PathValue("deletion")}
	ref, err := path.id()
	if err != nil {
		return err
	}
	return s.d.Erasures.Download(r.Context(), w, id.Workspace{}, ref)
}
